//! Stories of files that people send in: each is opened in a process of its own, what is no spreadsheet or asks for too
//! much is refused in one sentence, and a workbook says the same as the separated values it was made from.

use proptest::prelude::*;
use remit::reading::{Limits, Reader};
use remit_domain::scorecard::{Book, Wanted};
use remit_domain::upload::{Foreign, Refusal};
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;
use std::time::Instant;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_remit"))
}

fn reader() -> Reader {
    Reader::new(program())
}

async fn read(bytes: impl Into<Vec<u8>>) -> Result<Book, Refusal> {
    reader().read(bytes.into()).await
}

async fn refused(bytes: impl Into<Vec<u8>>) -> Option<Refusal> {
    read(bytes).await.err()
}

/// An archive of these files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with a scorecard of one row.
fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in ["Indicator", "Q1 2023/24", "Target", "RAG"].iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), *heading).unwrap();
    }
    sheet.write_string(1, 0, "Children adopted").unwrap();
    sheet.write_number(1, 1, 3).unwrap();
    sheet.write_number(1, 2, 4).unwrap();
    sheet.write_string(1, 3, "A").unwrap();
    workbook
}

fn bytes(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

/// A workbook with some of its files changed, or others added.
fn changed(workbook: Vec<u8>, change: impl Fn(&str, String) -> String, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for place in 0..from.len() {
        let mut entry = from.by_index(place).unwrap();
        let (name, mut text) = (entry.name().unwrap().into_owned(), String::new());
        entry.read_to_string(&mut text).unwrap();
        let text = change(&name, text);
        files.push((name, text.into_bytes()));
    }
    let mut all: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
    all.extend(more);
    archive(&all)
}

/// An Office container from before 2007 with a stream of this name.
fn container(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0);
    bytes
}

#[tokio::test]
async fn what_is_no_spreadsheet_is_told_by_its_content() {
    let docx = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let pptx = archive(&[("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p/>")]);
    let odt = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")]);
    let files = archive(&[("return.csv", b"Indicator,Q1\n")]);
    for (bytes, wanted) in [
        (Vec::new(), Refusal::Empty),
        (b" \r\n,,\r\n".to_vec(), Refusal::Empty),
        (b"%PDF-1.7 ...".to_vec(), Refusal::Foreign(Foreign::Pdf)),
        (b"\x89PNG\r\n\x1a\n....".to_vec(), Refusal::Foreign(Foreign::Picture)),
        (b"MZ\x90\0\x03\0\0\0".to_vec(), Refusal::Foreign(Foreign::Program)),
        (b"\x7fELF\x02\x01\x01\0".to_vec(), Refusal::Foreign(Foreign::Program)),
        (b"<html><table><tr><td>1</td></tr></table>".to_vec(), Refusal::Foreign(Foreign::WebPage)),
        (vec![0, 159, 146, 150, 0, 1, 2], Refusal::Foreign(Foreign::Unknown)),
        (docx, Refusal::Foreign(Foreign::Document)),
        (pptx, Refusal::Foreign(Foreign::Slides)),
        (odt, Refusal::Foreign(Foreign::Document)),
        (files, Refusal::Foreign(Foreign::Archive)),
        (container("WordDocument"), Refusal::Foreign(Foreign::Document)),
        (container("EncryptedPackage"), Refusal::Protected),
        (container("_VBA_PROJECT_CUR"), Refusal::Macros),
        (container("Workbook"), Refusal::Broken),
        (b"PK\x03\x04 and no more".to_vec(), Refusal::Broken),
    ] {
        let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(12)]).into_owned();
        assert_eq!(refused(bytes).await, Some(wanted), "{begin}");
    }
}

#[tokio::test]
async fn workbooks_with_macros_or_other_files_inside_are_refused() {
    let same = |_: &str, text: String| text;
    let macros = changed(bytes(workbook()), same, &[("xl/vbaProject.bin", b"anything")]);
    assert_eq!(refused(macros).await, Some(Refusal::Macros));
    let inner = bytes(workbook());
    let nested = changed(bytes(workbook()), same, &[("xl/embeddings/other.xlsx", &inner)]);
    assert_eq!(refused(nested).await, Some(Refusal::Nested("other.xlsx".to_owned())));
    let object = changed(bytes(workbook()), same, &[("xl/embeddings/oleObject1.bin", &container("Package"))]);
    assert_eq!(refused(object).await, Some(Refusal::Nested("oleObject1.bin".to_owned())));
    let picture = changed(bytes(workbook()), same, &[("xl/media/logo.png", b"\x89PNG\r\n\x1a\n")]);
    assert!(read(picture).await.is_ok(), "a logo does no harm");
    let mut cut = bytes(workbook());
    cut.truncate(cut.len() / 2);
    assert_eq!(refused(cut).await, Some(Refusal::Broken));
    let odd = changed(
        bytes(workbook()),
        |name, text| if name.contains("sheet1") { text[..text.len() / 2].to_owned() } else { text },
        &[],
    );
    assert_eq!(refused(odd).await, Some(Refusal::Broken));
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_costs_anything() {
    let long = "a,b\n".repeat(50_001);
    assert_eq!(refused(long).await, Some(Refusal::TooManyRows(50_000)));
    let wide = format!("a{}\n", ",b".repeat(200));
    assert_eq!(refused(wide).await, Some(Refusal::TooManyColumns(200)));
    assert_eq!(refused(vec![b'a'; 10 * 1024 * 1024 + 1]).await, Some(Refusal::TooLarge(10)));
    assert_eq!(refused(format!("a,{}\n", "x".repeat(32_768))).await, Some(Refusal::TooLongACell(32_767)));
    let small = Limits { cells: 10, ..Limits::default() };
    let few = reader().with_limits(small).read("a,b,c\n".repeat(4).into_bytes()).await;
    assert_eq!(few.err(), Some(Refusal::TooManyCells(10)));

    let mut far_row = workbook();
    far_row.worksheet_from_index(0).unwrap().write_string(1_048_575, 0, "x").unwrap();
    assert_eq!(refused(bytes(far_row)).await, Some(Refusal::TooManyRows(50_000)));
    let mut far_column = workbook();
    far_column.worksheet_from_index(0).unwrap().write_string(1, 16_383, "x").unwrap();
    assert_eq!(refused(bytes(far_column)).await, Some(Refusal::TooManyColumns(200)));
    let mut sheets = workbook();
    for _ in 0..50 {
        sheets.add_worksheet();
    }
    assert_eq!(refused(bytes(sheets)).await, Some(Refusal::TooManySheets(50)));
}

#[tokio::test]
async fn a_small_workbook_that_claims_a_huge_sheet_is_read_as_what_it_is() {
    let claim = |name: &str, text: String| {
        if name.contains("worksheets/sheet1") {
            let from = text.find("<dimension").unwrap();
            let to = from + text[from..].find("/>").unwrap() + 2;
            format!("{}<dimension ref=\"A1:XFD1048576\"/>{}", &text[..from], &text[to..])
        } else {
            text
        }
    };
    let huge = changed(bytes(workbook()), claim, &[]);
    assert!(huge.len() < 20_000);
    let begun = Instant::now();
    let book = read(huge).await.unwrap();
    assert_eq!(book.sheets[0].sheet.records.len(), 2);
    assert_eq!(book.sheets[0].sheet.cell(1, 0), "Children adopted");
    assert!(begun.elapsed().as_secs() < 5);
    // Cells that are only formatted, far away, hold nothing.
    let mut formatted = workbook();
    formatted.worksheet_from_index(0).unwrap().write_blank(900_000, 9_000, &Format::new().set_bold()).unwrap();
    assert_eq!(read(bytes(formatted)).await.unwrap().sheets[0].sheet.records.len(), 2);
}

#[tokio::test]
async fn an_archive_that_unpacks_to_too_much_is_refused_whatever_it_declares() {
    let zeros = vec![b' '; 3 * 1024 * 1024];
    let same = |_: &str, text: String| text;
    let bomb = changed(bytes(workbook()), same, &[("xl/worksheets/sheet9.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    let limits = Limits { unpacked: 1024 * 1024, ..Limits::default() };
    let wanted = Some(Refusal::TooMuchInside(1));
    assert_eq!(reader().with_limits(limits).read(bomb.clone()).await.err(), wanted);
    // The same, declaring a size of ten bytes.
    let (real, told) = (u32::try_from(zeros.len()).unwrap().to_le_bytes(), 10_u32.to_le_bytes());
    let mut lying = bomb;
    let places: Vec<usize> = (0..lying.len() - 4).filter(|place| lying[*place..*place + 4] == real).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|place| lying[*place..*place + 4].copy_from_slice(&told));
    let found = reader().with_limits(limits).read(lying).await.err();
    assert!(found == wanted || found == Some(Refusal::Broken), "{found:?}");
    let many: Vec<(String, &[u8])> = (0..2_100).map(|n| (format!("xl/{n}.xml"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(refused(archive(&many)).await, Some(Refusal::TooMuchInside(100)));
}

/// A spreadsheet of a few hundred bytes that says: this cell, sixteen thousand times, in six thousand rows.
fn repeating() -> Vec<u8> {
    let content = "<?xml version=\"1.0\"?><office:document-content \
        xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
        <table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"6000\"><table:table-cell \
        table:number-columns-repeated=\"16000\" office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

#[tokio::test]
async fn what_asks_for_too_much_memory_ends_the_process_that_reads_and_nothing_else() {
    let begun = Instant::now();
    assert!(repeating().len() < 2_000);
    assert_eq!(refused(repeating()).await, Some(Refusal::NeededTooMuch(512)));
    assert!(begun.elapsed().as_secs() < 10);
    assert!(read(bytes(workbook())).await.is_ok(), "the next file is read all the same");
}

#[tokio::test]
async fn what_takes_too_long_is_ended() {
    let reader = reader().with_limits(Limits { seconds: 0, ..Limits::default() });
    assert_eq!(reader.read(repeating()).await.err(), Some(Refusal::TookTooLong(0)));
}

#[tokio::test]
async fn a_reader_that_cannot_be_started_is_our_fault() {
    let reader = Reader::new(PathBuf::from("/no/such/program"));
    assert_eq!(reader.read(b"a,b\n".to_vec()).await.err(), Some(Refusal::NoReader));
}

#[tokio::test]
async fn sheets_come_with_their_names_and_numbers_as_they_are_shown() {
    let mut made = workbook();
    let sheet = made.worksheet_from_index(0).unwrap();
    let with = |format: &str| Format::new().set_num_format(format);
    sheet.write_number_with_format(2, 1, 0.214, &with("0.0%")).unwrap();
    sheet.write_number_with_format(3, 1, 4957.5, &with("[$£-809]#,##0.00")).unwrap();
    sheet.write_number_with_format(4, 1, 44_743, &with("mmm-yy")).unwrap();
    sheet.write_number_with_format(5, 1, 44_743, &with("dd/mm/yyyy")).unwrap();
    sheet.write_number_with_format(6, 1, 3, &with("[<5]\"*\";0")).unwrap();
    sheet.write_formula(7, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_boolean(8, 1, true).unwrap();
    sheet.write_number(9, 1, 0.1 + 0.2).unwrap();
    made.add_worksheet().set_name("Hidden one").unwrap().set_hidden(true);
    let book = read(bytes(made)).await.unwrap();
    let names: Vec<(&str, bool)> = book.sheets.iter().map(|leaf| (leaf.name.as_str(), leaf.hidden)).collect();
    assert_eq!(names, [("Sheet1", false), ("Hidden one", true)]);
    let cells: Vec<&str> = (2..10).map(|row| book.sheets[0].sheet.cell(row, 1)).collect();
    assert_eq!(cells, ["21.4%", "£4957.5", "Jul-22", "01/07/2022", "*", "#DIV/0!", "TRUE", "0.3"]);
}

/// Bytes that hold figures, in each of the forms that are read.
fn seeds() -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scorecards");
    let mut rich = workbook();
    let sheet = rich.worksheet_from_index(0).unwrap();
    sheet.write_number_with_format(2, 1, 0.214, &Format::new().set_num_format("[<5]\"*\";0.0%")).unwrap();
    sheet.merge_range(3, 0, 3, 4, "Section", &Format::new()).unwrap();
    vec![
        bytes(workbook()),
        bytes(rich),
        repeating(),
        container("Workbook"),
        std::fs::read(folder.join("scorecard_q2.csv")).unwrap(),
    ]
}

proptest::proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_sent_is_read_or_refused_in_time(
        which in 0..5_usize,
        inside in any::<bool>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..300_usize), 0..3),
    ) {
        let spoil = |mut bytes: Vec<u8>| {
            for (place, byte) in &edits {
                if !bytes.is_empty() {
                    let place = place.index(bytes.len());
                    bytes[place] = *byte;
                }
            }
            for (place, long) in &cuts {
                if !bytes.is_empty() {
                    let from = place.index(bytes.len());
                    let to = (from + long).min(bytes.len());
                    bytes.drain(from..to);
                }
            }
            bytes
        };
        let seed = seeds().swap_remove(which);
        let spoiled = if inside && which < 2 {
            let hurt = |name: &str, text: String| {
                let chosen = name.contains("sheet1") || name.contains("styles") || name.contains("sharedStrings");
                if chosen { String::from_utf8_lossy(&spoil(text.into_bytes())).into_owned() } else { text }
            };
            changed(seed, hurt, &[])
        } else {
            spoil(seed)
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let begun = Instant::now();
        let found = runtime.block_on(read(spoiled));
        prop_assert!(!matches!(found, Err(Refusal::NoReader | Refusal::TookTooLong(_))), "{found:?}");
        prop_assert!(begun.elapsed().as_secs() < 15);
        if let Ok(book) = found {
            let _ = book.scorecard(Wanted::default(), None);
        }
    }
}

#[tokio::test]
async fn many_files_at_once_wait_for_each_other() {
    let reader = reader();
    let reads = (0..8).map(|_| {
        let reader = reader.clone();
        tokio::spawn(async move { reader.read(b"Indicator,Q1\nAdoptions,3\n".to_vec()).await })
    });
    for read in reads.collect::<Vec<_>>() {
        assert_eq!(read.await.unwrap().unwrap().sheets[0].sheet.records.len(), 2);
    }
}
