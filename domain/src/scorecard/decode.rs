//! The bytes of a file as text: byte order marks, UTF-8, UTF-16 and Windows-1252, and what is no text at all.
//! Splitting the text into cells is in `sheet`, its only caller.

use crate::upload::{Foreign, Kind, Refusal};
use serde::{Deserialize, Serialize};

/// How the bytes of a file stand for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 that opens with a byte order mark, as Excel writes it.
    Utf8Marked,
    /// Windows-1252, as older Excel writes it.
    Windows1252,
    /// UTF-16 with a byte order mark: "Unicode text" in Excel.
    Utf16,
    /// No text: the cells of a workbook.
    Workbook,
}

impl Encoding {
    /// The name under which programs know it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Marked => "utf-8-sig",
            Self::Windows1252 => "cp1252",
            Self::Utf16 => "utf-16",
            Self::Workbook => "workbook",
        }
    }
}

/// 0x80 to 0x9F of Windows-1252; the five that it leaves open give the replacement character.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}',
    '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '•', '–', '—', '\u{2dc}', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// The text of a file and how it was encoded, or what the file is that has no text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), Refusal> {
    match Kind::of(bytes) {
        Kind::Text => {}
        Kind::Empty => return Err(Refusal::Empty),
        Kind::Zip => return Err(Refusal::Foreign(Foreign::Archive)),
        Kind::Protected => return Err(Refusal::Protected),
        Kind::Macros => return Err(Refusal::Macros),
        Kind::OldWorkbook => return Err(Refusal::Foreign(Foreign::Unknown)),
        Kind::Other(what) => return Err(Refusal::Foreign(what)),
    }
    let (text, encoding) = match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), Encoding::Utf16),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), Encoding::Utf16),
        [0xef, 0xbb, 0xbf, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(text) => (text.to_owned(), Encoding::Utf8Marked),
            Err(_) => (windows_1252(rest), Encoding::Windows1252),
        },
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            Err(_) => (windows_1252(bytes), Encoding::Windows1252),
        },
    };
    if is_text(&text) { Ok((text, encoding)) } else { Err(Refusal::Foreign(Foreign::Unknown)) }
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

/// A stray control character happens in real exports; many of them, or a single null, are another kind of file.
fn is_text(text: &str) -> bool {
    let odd = |c: &char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || *c == char::REPLACEMENT_CHARACTER;
    let strange = text.chars().filter(odd).count();
    !text.contains('\0') && strange <= text.chars().count() / 20
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_come_through_whichever_way_they_are_written() {
        for (bytes, wanted, encoding) in [
            (&b"Rate \xe2\x80\x93 \xc2\xa3"[..], "Rate – £", Encoding::Utf8),
            (b"\xef\xbb\xbfRate", "Rate", Encoding::Utf8Marked),
            (b"Rate \x96 \xa34,957 \xe9 \x80", "Rate – £4,957 é €", Encoding::Windows1252),
            (b"\xff\xfeR\0a\0t\0\x13\x20", "Rat–", Encoding::Utf16),
            (b"\xfe\xff\0R\0a", "Ra", Encoding::Utf16),
        ] {
            assert_eq!(decode(bytes), Ok((wanted.to_owned(), encoding)));
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, what) in [
            (&b"PK\x03\x04rest"[..], Foreign::Archive),
            (b"%PDF-1.7", Foreign::Pdf),
            (b"a,b\0c", Foreign::Unknown),
            (b"\x01\x02\x03\x04abc", Foreign::Unknown),
        ] {
            assert_eq!(decode(bytes), Err(Refusal::Foreign(what)));
        }
    }

    proptest! {
        #[test]
        fn text_reads_back(text in "[ A-Za-z0-9£–é,;\n]{1,60}") {
            prop_assert_eq!(decode(text.as_bytes()).unwrap().0, text);
        }
    }
}
