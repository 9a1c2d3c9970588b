//! Files that people send in: what kind a file is, by its content and never by its name, and why one is not read.
//! Bytes only; opening what is inside a file is for the room that reads in a separate process.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a file is, as far as its first bytes and its directory tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// No bytes at all.
    Empty,
    /// Separated values, as far as nothing speaks against it.
    Text,
    /// A zip archive: workbooks since 2007 and OpenDocument are, and many other things.
    Zip,
    /// A workbook in the format before 2007.
    OldWorkbook,
    /// An Office file under a password.
    Protected,
    /// An old Office file with macros.
    Macros,
    /// Something that is no spreadsheet.
    Other(Foreign),
}

/// What a file is that is no spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// PDF.
    Pdf,
    /// A document of Word or another word processor.
    Document,
    /// Slides.
    Slides,
    /// A picture.
    Picture,
    /// A saved e-mail.
    Mail,
    /// A web page, or a page saved under the name of a spreadsheet.
    WebPage,
    /// An archive of files.
    Archive,
    /// A program.
    Program,
    /// Nothing that is known.
    Unknown,
}

impl Foreign {
    /// With its article, as a sentence needs it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Document => "a text document",
            Self::Slides => "a slide show",
            Self::Picture => "a picture",
            Self::Mail => "a saved e-mail",
            Self::WebPage => "a web page",
            Self::Archive => "an archive of files",
            Self::Program => "a program",
            Self::Unknown => "not a file that Remit knows",
        }
    }
}

/// Beginnings by which files are known.
const BEGINNINGS: &[(&[u8], Kind)] = &[
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"%PDF-", Kind::Other(Foreign::Pdf)),
    (b"{\\rtf", Kind::Other(Foreign::Document)),
    (b"\x89PNG", Kind::Other(Foreign::Picture)),
    (b"\xff\xd8\xff", Kind::Other(Foreign::Picture)),
    (b"GIF8", Kind::Other(Foreign::Picture)),
    (b"II*\0", Kind::Other(Foreign::Picture)),
    (b"MM\0*", Kind::Other(Foreign::Picture)),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other(Foreign::Archive)),
    (b"Rar!", Kind::Other(Foreign::Archive)),
    (b"\x1f\x8b", Kind::Other(Foreign::Archive)),
    (b"BZh", Kind::Other(Foreign::Archive)),
    (b"\xfd7zXZ", Kind::Other(Foreign::Archive)),
    (b"\x28\xb5\x2f\xfd", Kind::Other(Foreign::Archive)),
    (b"MZ", Kind::Other(Foreign::Program)),
    (b"\x7fELF", Kind::Other(Foreign::Program)),
    (b"\xcf\xfa\xed\xfe", Kind::Other(Foreign::Program)),
    (b"\xca\xfe\xba\xbe", Kind::Other(Foreign::Program)),
    (b"#!/", Kind::Other(Foreign::Program)),
];

/// The container of Office files before 2007, and of protected ones since.
const CONTAINER: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What stands in the directory of such a container; the first that is found decides.
const INSIDE: &[(&str, Kind)] = &[
    ("EncryptedPackage", Kind::Protected),
    ("_VBA_PROJECT", Kind::Macros),
    ("WordDocument", Kind::Other(Foreign::Document)),
    ("PowerPoint Document", Kind::Other(Foreign::Slides)),
    ("__substg1.0", Kind::Other(Foreign::Mail)),
    ("Workbook", Kind::OldWorkbook),
    ("Book", Kind::OldWorkbook),
];

impl Kind {
    /// The kind of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        if bytes.starts_with(CONTAINER) {
            return container(bytes);
        }
        if bytes.get(4..8) == Some(b"ftyp") || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")) {
            return Self::Other(Foreign::Picture);
        }
        // "MZ" and "BZh" may begin a heading; a program or an archive has a null soon after.
        let known = BEGINNINGS.iter().find(|(begin, kind)| {
            let letters = begin.iter().all(u8::is_ascii_alphanumeric) && !matches!(kind, Self::Zip);
            bytes.starts_with(begin) && (!letters || bytes.iter().take(512).any(|byte| *byte < 9))
        });
        match known {
            Some((_, kind)) => *kind,
            None if is_web_page(bytes) => Self::Other(Foreign::WebPage),
            None => Self::Text,
        }
    }
}

/// The directory of a container names its streams in UTF-16.
fn container(bytes: &[u8]) -> Kind {
    let wide = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let holds = |name: &str| {
        let name = wide(name);
        bytes.windows(name.len()).any(|window| window == name.as_slice())
    };
    INSIDE.iter().find(|(name, _)| holds(name)).map_or(Kind::Other(Foreign::Unknown), |(_, kind)| *kind)
}

fn is_web_page(bytes: &[u8]) -> bool {
    let begin: Vec<u8> = bytes.iter().take(512).map(u8::to_ascii_lowercase).collect();
    let text = String::from_utf8_lossy(&begin);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    ["<!doctype html", "<html", "<table"].iter().any(|open| text.starts_with(open))
}

/// Why a file is not read: what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// No bytes, or no cell with anything in it.
    Empty,
    /// No spreadsheet.
    Foreign(Foreign),
    /// Under a password.
    Protected,
    /// With macros.
    Macros,
    /// Another file inside, by its name.
    Nested(String),
    /// More bytes than this many megabytes.
    TooLarge(u64),
    /// Unpacked, more than this many megabytes.
    TooMuchInside(u64),
    /// More rows than this.
    TooManyRows(usize),
    /// A filled cell further right than this many columns.
    TooManyColumns(usize),
    /// More cells than this.
    TooManyCells(usize),
    /// More sheets than this.
    TooManySheets(usize),
    /// A cell of more letters than this.
    TooLongACell(usize),
    /// It took longer than this many seconds.
    TookTooLong(u64),
    /// It needed more memory than this many megabytes.
    NeededTooMuch(u64),
    /// It cannot be opened.
    Broken,
    /// No sheet of this name; those that there are.
    NoSuchSheet(String, Vec<String>),
    /// The reader itself could not be started: ours to mend.
    NoReader,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SAVE: &str = "save the figures as an Excel workbook (.xlsx) or CSV and send that";
        match self {
            Self::Empty => f.write_str("The file is empty: send the one that holds the figures."),
            Self::Foreign(Foreign::Unknown) => write!(f, "The file is no spreadsheet that Remit knows: {SAVE}."),
            Self::Foreign(what) => write!(f, "The file is {}, not a spreadsheet: {SAVE}.", what.words()),
            Self::Protected => {
                f.write_str("The workbook is under a password: take the password off, save it and send it again.")
            }
            Self::Macros => f.write_str("The workbook holds macros: save it as .xlsx, without macros, and send that."),
            Self::Nested(name) => {
                write!(f, "The workbook holds another file, “{name}”: take that out and send the workbook again.")
            }
            Self::TooLarge(most) => write!(f, "The file is larger than {most} MB: send only the sheet of figures."),
            Self::TooMuchInside(most) => {
                write!(f, "Unpacked, the file holds more than {most} MB: send only the sheet of figures.")
            }
            Self::TooManyRows(most) => {
                write!(f, "A sheet has more than {} rows: send only the rows of the return.", grouped(*most))
            }
            Self::TooManyColumns(most) => {
                write!(f, "A sheet has more than {most} columns: send only the columns of the return.")
            }
            Self::TooManyCells(most) => {
                write!(f, "The file has more than {} cells: send only the sheet of figures.", grouped(*most))
            }
            Self::TooManySheets(most) => {
                write!(f, "The workbook has more than {most} sheets: send only the sheet of figures.")
            }
            Self::TooLongACell(most) => {
                write!(f, "A cell holds more than {} letters: shorten it and send the file again.", grouped(*most))
            }
            Self::TookTooLong(most) => write!(
                f,
                "The file could not be read within {most} seconds: send only the sheet of figures, saved as CSV."
            ),
            Self::NeededTooMuch(most) => write!(
                f,
                "Reading the file would need more than {most} MB of memory: send only the sheet of figures, saved as CSV."
            ),
            Self::Broken => {
                f.write_str("The file is damaged and cannot be opened: open it in Excel, save it and send it again.")
            }
            Self::NoSuchSheet(name, there) => {
                write!(f, "There is no sheet “{name}”: the workbook has {}.", there.join(", "))
            }
            Self::NoReader => f.write_str("Files cannot be read at the moment: tell whoever runs Remit."),
        }
    }
}

impl std::error::Error for Refusal {}

/// 50000 as "50,000".
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ole(stream: &str) -> Vec<u8> {
        let mut bytes = CONTAINER.to_vec();
        bytes.resize(512, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    #[test]
    fn a_file_is_known_by_its_content() {
        for (bytes, kind) in [
            (&b""[..], Kind::Empty),
            (b"Indicator,Q1\n", Kind::Text),
            (b"MZ,measure,Q1\n", Kind::Text),
            (b"MZ\x90\0\x03", Kind::Other(Foreign::Program)),
            (b"\x7fELF\x02", Kind::Other(Foreign::Program)),
            (b"#!/bin/sh\n", Kind::Other(Foreign::Program)),
            (b"PK\x03\x04", Kind::Zip),
            (b"%PDF-1.7", Kind::Other(Foreign::Pdf)),
            (b"{\\rtf1", Kind::Other(Foreign::Document)),
            (b"\x89PNG\r\n", Kind::Other(Foreign::Picture)),
            (b"\xff\xd8\xff\xe0", Kind::Other(Foreign::Picture)),
            (b"\0\0\0\x18ftypheic", Kind::Other(Foreign::Picture)),
            (b"7z\xbc\xaf\x27\x1c\0\x04", Kind::Other(Foreign::Archive)),
            (b"\x1f\x8b\x08", Kind::Other(Foreign::Archive)),
            (b"\xef\xbb\xbf <!DOCTYPE html><table>", Kind::Other(Foreign::WebPage)),
        ] {
            assert_eq!(Kind::of(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn what_an_office_container_holds_is_seen_from_outside() {
        for (stream, kind) in [
            ("EncryptedPackage", Kind::Protected),
            ("_VBA_PROJECT_CUR", Kind::Macros),
            ("WordDocument", Kind::Other(Foreign::Document)),
            ("PowerPoint Document", Kind::Other(Foreign::Slides)),
            ("__substg1.0_0037001F", Kind::Other(Foreign::Mail)),
            ("Workbook", Kind::OldWorkbook),
            ("Nothing", Kind::Other(Foreign::Unknown)),
        ] {
            assert_eq!(Kind::of(&ole(stream)), kind, "{stream}");
        }
    }

    #[test]
    fn every_refusal_is_one_sentence_that_says_what_to_do() {
        use Refusal::*;
        for refusal in [
            Empty,
            Foreign(super::Foreign::Pdf),
            Foreign(super::Foreign::Unknown),
            Protected,
            Macros,
            Nested("a.zip".to_owned()),
            TooLarge(10),
            TooMuchInside(100),
            TooManyRows(50_000),
            TooManyColumns(200),
            TooManyCells(1_000_000),
            TooManySheets(50),
            TooLongACell(32_767),
            TookTooLong(20),
            NeededTooMuch(512),
            Broken,
            NoReader,
        ] {
            let said = refusal.to_string();
            assert!(said.ends_with('.') && said.matches(": ").count() == 1, "{said}");
        }
        assert_eq!(
            TooManyRows(50_000).to_string(),
            "A sheet has more than 50,000 rows: send only the rows of the return."
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = (Kind::of(&bytes), Kind::of(&[CONTAINER, &bytes].concat()));
        }
    }
}
