//! Stories of spreadsheets both ways: the workbook that is filled in and sent back, a return in somebody's own layout,
//! and files that are not what they say. Nothing is kept before its preview is confirmed.

use crate::answers::{asked, let_in};
use crate::support::forms::{Sheet, forms};
use crate::support::{Browser, Seen};
use remit::reading::Reader;
use remit_domain::figure::Certainty;
use remit_domain::rating::Rating;
use remit_domain::scorecard::Book;
use rust_xlsxwriter::Workbook;

async fn open_book(bytes: &[u8]) -> Book {
    Reader::new(env!("CARGO_BIN_EXE_remit").into()).read(bytes.to_vec()).await.unwrap()
}

/// The workbook of a request, with some cells of the sheet filled in: row from the first figure, column, text.
async fn filled(bytes: &[u8], cells: &[(usize, usize, &str)]) -> Vec<u8> {
    let read = open_book(bytes).await;
    let leaf = &read.sheets[0];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(&leaf.name).unwrap();
    for (row, record) in leaf.sheet.records.iter().enumerate() {
        for (column, text) in record.iter().enumerate() {
            let typed = cells.iter().find(|(at, of, _)| at + 5 == row && *of == column).map(|(.., text)| *text);
            let text = typed.unwrap_or(text);
            if !text.is_empty() {
                sheet.write_string(row.try_into().unwrap(), column.try_into().unwrap(), text).unwrap();
            }
        }
        for (at, of, text) in cells.iter().filter(|(at, of, _)| at + 5 == row && *of >= record.len()) {
            sheet.write_string((at + 5).try_into().unwrap(), (*of).try_into().unwrap(), *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The form that keeps what a preview shows.
fn kept_by(seen: &Seen) -> Sheet {
    forms(seen).into_iter().find(|form| form.action.ends_with("/sheet/keep")).unwrap()
}

/// Confirms the preview as it is.
async fn confirm(director: &mut Browser, seen: &Seen) -> Seen {
    let form = kept_by(seen);
    director.send(&form.action, &form.pairs()).await
}

#[tokio::test]
async fn the_workbook_goes_out_is_filled_in_and_comes_back() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    director.open(&format!("{path}/sheet")).await.is(200).says("Download the workbook");
    let seen = director.open(&format!("{path}/sheet.xlsx")).await;
    seen.is(200);
    assert_eq!(seen.headers["content-disposition"], "attachment; filename=\"CF-2022-23-Q2-1.xlsx\"");
    let book = open_book(&seen.bytes).await;
    let sheet = &book.sheets[0].sheet;
    assert_eq!((book.sheets[0].name.as_str(), book.sheets[1].name.as_str()), ("Figures", "Read me"));
    assert!(sheet.cell(5, 0).starts_with("remit-"), "{:?}", sheet.records);
    assert_eq!((sheet.cell(4, 8), sheet.cell(5, 1)), ("Value for 2022/23 Q2", "EHCP20"));
    let back = filled(
        &seen.bytes,
        &[
            (0, 8, "41"),
            (0, 9, "Provisional"),
            (0, 14, "Demand rose."),
            (1, 8, "4.8"),
            (2, 8, "n/a"),
            (2, 10, "Census"),
        ],
    )
    .await;
    let before = quarter.lines(id).await;
    director.open(&format!("{path}/sheet")).await;
    let preview = director.send_file(&format!("{path}/sheet"), &[], ("file", "back.xlsx", &back)).await;
    preview
        .is(200)
        .says("3 of the figures asked for were found")
        .says("Nothing has been kept yet")
        .says("Demand rose.");
    assert_eq!(quarter.lines(id).await, before, "a preview keeps nothing");
    confirm(&mut director, &preview).await.is(200).says("3 rows of the spreadsheet kept.");
    let lines = quarter.lines(id).await;
    assert_eq!(lines[0].number.as_deref(), Some("41"));
    assert_eq!((lines[0].certainty.0, lines[0].rating.unwrap().0), (Certainty::Provisional, Rating::Red));
    assert_eq!((lines[0].commentary.as_str(), lines[1].number.as_deref()), ("Demand rose.", Some("4.8")));
    assert_eq!((lines[2].typed.as_str(), lines[2].reason.as_str()), ("n/a", "Census"));
    assert_eq!(lines[0].as_sent, "41", "the text of the cell is kept beside the value");
}

#[tokio::test]
async fn a_return_in_somebodys_own_layout_is_read_and_shown_row_by_row() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    director.open(&format!("{path}/sheet")).await;
    let own = "Education dashboard,,,\n,,,\nMeasure,Q2 2022/23,Target,Comments\n\
        Plans issued within 20 weeks,41%,60%,\"Demand rose, advice came late\"\n\
        Not in education or training,4.8%,5%,\nFree school meals,22%,,\n";
    let preview = director.send_file(&format!("{path}/sheet"), &[], ("file", "own.csv", own.as_bytes())).await;
    preview
        .is(200)
        .says("2 of the figures asked for were found")
        .says("Free school meals")
        .says("Permanent exclusions")
        .says("Demand rose, advice came late");
    let form = kept_by(&preview);
    let lines = quarter.lines(id).await;
    let mut fields = form.pairs();
    let unticked = lines[1].id.to_string();
    fields.retain(|(name, value)| *name != "take" || *value != unticked);
    director.send(&form.action, &fields).await.is(200).says("1 row of the spreadsheet kept.");
    let lines = quarter.lines(id).await;
    assert_eq!((lines[0].number.as_deref(), lines[0].as_sent.as_str()), (Some("41"), "41%"));
    assert_eq!(lines[1].number, None, "what was unticked is left alone");
}

#[tokio::test]
async fn a_file_that_is_no_spreadsheet_gets_its_sentence_and_changes_nothing() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let before = quarter.lines(id).await;
    let at = format!("{path}/sheet");
    director.open(&at).await;
    director.send_file(&at, &[], ("file", "", b"")).await.is(422).says("Choose the spreadsheet to send in.");
    director.send_file(&at, &[], ("file", "a.xlsx", b"%PDF-1.7 x")).await.is(422).says("a PDF");
    director.send_file(&at, &[], ("file", "a.xlsx", b"")).await.is(422).says("empty");
    let other = filled(&director.open(&format!("{path}/sheet.xlsx")).await.bytes, &[(0, 0, "remit-999-999")]).await;
    director.open(&at).await;
    director.send_file(&at, &[], ("file", "a.xlsx", &other)).await.is(200).says("it belongs to another request");
    assert_eq!(quarter.lines(id).await, before);
    // Nobody without the code reaches any of it.
    let mut stranger = quarter.house.public();
    stranger.open(&at).await.is(200).does_not_say("Download the workbook");
    assert!(!stranger.open(&format!("{path}/sheet.xlsx")).await.headers.contains_key("content-disposition"));
}

#[tokio::test]
async fn two_who_send_in_at_once_lose_nothing() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let at = format!("{path}/sheet");
    director.open(&at).await;
    let own = "Measure,Value,Target\nPlans issued within 20 weeks,41%,60%\n";
    let preview = director.send_file(&at, &[], ("file", "own.csv", own.as_bytes())).await;
    preview.is(200);
    let mut other = let_in(&quarter, &path).await;
    let line = format!("value-{}", quarter.lines(id).await[0].id);
    let version = crate::answers::field(&other.open(&path).await, "version");
    other.send(&format!("{path}/figures"), &[("version", version.as_str()), (line.as_str(), "43")]).await.is(200);
    confirm(&mut director, &preview).await.is(409).says("Somebody else saved this after you opened it").says("43");
    assert_eq!(quarter.lines(id).await[0].number.as_deref(), Some("43"));
}

#[tokio::test]
async fn a_column_that_was_read_otherwise_is_said_by_hand_and_the_file_is_read_again() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let at = format!("{path}/sheet");
    director.open(&at).await;
    let own = "Measure,Actual,Revised,Target,Comments\nPlans issued within 20 weeks,41,43,60,Demand rose\n\
        Not in education or training,4.8,4.9,5,\n";
    let preview = director.send_file(&at, &[], ("file", "own.csv", own.as_bytes())).await;
    preview.is(200).says("2 of the figures asked for were found").says("41%");
    let again = |seen: &Seen| forms(seen).into_iter().find(|form| form.names.contains(&"column-2".to_owned())).unwrap();
    let form = again(&preview);
    let mut fields = form.pairs();
    let of = |fields: &[(&str, &str)], name: &str| -> String {
        fields.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned()).unwrap()
    };
    assert_eq!((of(&fields, "column-1"), of(&fields, "column-2")), ("name".to_owned(), "value".to_owned()));
    let (name, value) = (of(&fields, "column-3"), of(&fields, "column-5"));
    assert!(name != "value" && value == "commentary", "{name} {value}");
    for field in &mut fields {
        match field.0 {
            "column-2" => field.1 = "not used",
            "column-3" => field.1 = "value",
            _ => {}
        }
    }
    let read = director.send(&form.action, &fields).await;
    read.is(200).says("2 of the figures asked for were found").says("43%").says("Demand rose").does_not_say("41%");
    let chosen = again(&read);
    let chosen = chosen.pairs();
    assert_eq!((of(&chosen, "column-2"), of(&chosen, "column-3")), ("not used".to_owned(), "value".to_owned()));
    assert!(quarter.lines(id).await.iter().all(|line| line.typed.is_empty()), "nothing is kept by reading again");
    confirm(&mut director, &read).await.is(200).says("2 rows of the spreadsheet kept.");
    let lines = quarter.lines(id).await;
    assert_eq!((lines[0].typed.as_str(), lines[1].typed.as_str()), ("43", "4.9"));
}
