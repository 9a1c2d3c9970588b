//! A file that somebody sends: what it is by its first bytes, whatever its name says, and why it is not taken.
//! Only the kind is judged here; what stands in a spreadsheet is read elsewhere.

use crate::refusal::Refusal;
use std::fmt;

/// The largest file that is taken, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// A kind of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A PDF.
    Pdf,
    /// A Word document.
    Word,
    /// An Excel workbook.
    Excel,
    /// A PowerPoint presentation.
    PowerPoint,
    /// Values separated by commas, tabs or semicolons.
    Csv,
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
}

impl FileKind {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::PowerPoint => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Csv => "text/csv",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// How its file name ends.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
            Self::Excel => "xlsx",
            Self::PowerPoint => "pptx",
            Self::Csv => "csv",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRefusal {
    /// No file was chosen.
    Missing,
    /// It holds nothing.
    Empty,
    /// It is larger than is taken.
    TooLarge,
    /// It asks for a password.
    Locked,
    /// It holds macros.
    Macros,
    /// It is in the old binary format of Office, which can hide macros.
    OldOffice,
    /// It is of another kind.
    Unknown,
}

impl fmt::Display for FileRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "Choose a file.",
            Self::Empty => "The file is empty.",
            Self::TooLarge => "The file is larger than 20 MB. Send a smaller one, or a PDF of it.",
            Self::Locked => "The file is protected by a password. Send a copy without one.",
            Self::Macros => "The file holds macros. Save it without them, as .docx, .xlsx or .pptx.",
            Self::OldOffice => "The file is in an old Office format. Save it as .docx, .xlsx, .pptx or PDF.",
            Self::Unknown => "Send a PDF, a Word, Excel or PowerPoint file, a CSV, or an image (PNG or JPEG).",
        })
    }
}

impl Refusal for FileRefusal {
    fn field(&self) -> Option<String> {
        Some("file".to_owned())
    }
}

/// Says what a file is, by its content.
///
/// # Errors
/// Why it is not taken.
pub fn kind(bytes: &[u8]) -> Result<FileKind, FileRefusal> {
    if bytes.is_empty() {
        return Err(FileRefusal::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(FileRefusal::TooLarge);
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok(FileKind::Pdf);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(FileKind::Png);
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(FileKind::Jpeg);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return office(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // A locked file of the new formats is wrapped in the old container, its parts named in UTF-16.
        let wrapped: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if holds(bytes, &wrapped) { FileRefusal::Locked } else { FileRefusal::OldOffice });
    }
    if is_csv(bytes) { Ok(FileKind::Csv) } else { Err(FileRefusal::Unknown) }
}

fn office(bytes: &[u8]) -> Result<FileKind, FileRefusal> {
    if holds(bytes, b"vbaProject.bin") {
        return Err(FileRefusal::Macros);
    }
    if !holds(bytes, b"[Content_Types].xml") {
        return Err(FileRefusal::Unknown);
    }
    let parts: [(&[u8], FileKind); 3] = [
        (b"word/document.xml", FileKind::Word),
        (b"xl/workbook.xml", FileKind::Excel),
        (b"ppt/presentation.xml", FileKind::PowerPoint),
    ];
    parts.iter().find(|(part, _)| holds(bytes, part)).map(|(_, kind)| *kind).ok_or(FileRefusal::Unknown)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Text in lines with something that separates; a page of HTML is none.
fn is_csv(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let is_text = !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    let first = text.trim_start_matches('\u{feff}').trim_start();
    is_text && !first.starts_with('<') && first.lines().next().is_some_and(|line| line.contains([',', ';', '\t']))
}

/// A file's name as it may stand in a header and on a disk: its last part, plain letters, the ending of its kind.
#[must_use]
pub fn file_name(given: &str, kind: FileKind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let plain: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_') { c } else { '-' })
        .take(80)
        .collect();
    let plain = plain.trim_matches([' ', '-', '.']);
    format!("{}.{}", if plain.is_empty() { "appendix" } else { plain }, kind.ending())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let zip = |part: &str| format!("PK\u{3}\u{4}…[Content_Types].xml…{part}").into_bytes();
        let locked: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0]
            .into_iter()
            .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for (bytes, wanted) in [
            (b"%PDF-1.7 ...".to_vec(), Ok(FileKind::Pdf)),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Ok(FileKind::Png)),
            (vec![0xFF, 0xD8, 0xFF, 0xE0], Ok(FileKind::Jpeg)),
            (zip("word/document.xml"), Ok(FileKind::Word)),
            (zip("xl/workbook.xml"), Ok(FileKind::Excel)),
            (zip("ppt/presentation.xml"), Ok(FileKind::PowerPoint)),
            (zip("xl/workbook.xml xl/vbaProject.bin"), Err(FileRefusal::Macros)),
            (zip("evil.exe"), Err(FileRefusal::Unknown)),
            (locked, Err(FileRefusal::Locked)),
            (vec![0xD0, 0xCF, 0x11, 0xE0, 0, 0], Err(FileRefusal::OldOffice)),
            (b"Code,Value\nK1,41\n".to_vec(), Ok(FileKind::Csv)),
            (b"<html>,</html>".to_vec(), Err(FileRefusal::Unknown)),
            (b"MZ\x90\x00".to_vec(), Err(FileRefusal::Unknown)),
            (Vec::new(), Err(FileRefusal::Empty)),
            (vec![b'a'; LARGEST + 1], Err(FileRefusal::TooLarge)),
        ] {
            assert_eq!(kind(&bytes), wanted, "{:?}", &bytes[..bytes.len().min(20)]);
        }
    }

    #[test]
    fn a_name_is_plain_and_ends_as_its_kind() {
        for (given, wanted) in [
            ("Q2 slides.pptx", "Q2 slides.pptx"),
            ("../../etc/passwd", "passwd.pptx"),
            ("C:\\Users\\b.jones\\Slides (final).exe", "Slides -final.pptx"),
            ("\"; filename=x\r\n", "filename-x.pptx"),
            ("", "appendix.pptx"),
        ] {
            assert_eq!(file_name(given, FileKind::PowerPoint), wanted, "{given}");
        }
    }

    proptest! {
        #[test]
        fn any_name_can_stand_in_a_header(given in "\\PC{0,120}") {
            let name = file_name(&given, FileKind::Pdf);
            prop_assert!(name.is_ascii() && !name.contains(['"', '\r', '\n', '/', '\\', ';']));
            prop_assert!(name.ends_with(".pdf"));
        }
    }
}
