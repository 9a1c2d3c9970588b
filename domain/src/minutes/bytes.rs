//! The bytes of a file as text: UTF-8, UTF-16 with its mark, or the letters of Windows that older pages use.
//! What the text says is for the other readers. Called through `minutes::decode`.

use std::fmt;

/// A file that holds no text to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotText {
    /// A PDF, an archive, a picture or another file of a program's own.
    Binary,
    /// Longer than any page of minutes.
    TooLong,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "This is not text: save the page as text or HTML first.",
            Self::TooLong => "This is longer than any page of minutes.",
        })
    }
}

impl std::error::Error for NotText {}

/// The most bytes that a page of minutes may have.
pub const MOST_BYTES: usize = 16 << 20;

/// The high letters of Windows-1252, from 0x80 on, where they differ from Unicode.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file.
///
/// # Errors
/// [`NotText`] when the bytes are no text in any of these forms.
pub fn decode(bytes: &[u8]) -> Result<String, NotText> {
    if bytes.len() > MOST_BYTES {
        return Err(NotText::TooLong);
    }
    if let Some(text) = utf16(bytes) {
        return Ok(text);
    }
    let signed = bytes.starts_with(b"%PDF") || bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"{\\rtf");
    let control = |byte: &&u8| **byte < 32 && !matches!(**byte, b'\n' | b'\r' | b'\t' | 0x0b | 0x0c);
    let odd = bytes.iter().filter(control).count();
    if signed || bytes.contains(&0) || odd * 20 > bytes.len() {
        return Err(NotText::Binary);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(_) => Ok(bytes.iter().map(|byte| windows(*byte)).collect()),
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let read: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text() {
        for (bytes, text) in [
            (&b"\xef\xbb\xbfResolved"[..], Ok("Resolved")),
            (b"Resolved \x96 That", Ok("Resolved – That")),
            (b"\xff\xfeR\0e\0", Ok("Re")),
            (b"", Ok("")),
            (b"%PDF-1.4 text", Err(NotText::Binary)),
            (b"a\0b", Err(NotText::Binary)),
            (b"\x01\x02\x03\x04abc", Err(NotText::Binary)),
        ] {
            assert_eq!(decode(bytes), text.map(str::to_owned), "{bytes:?}");
        }
        assert_eq!(decode(&vec![b'a'; MOST_BYTES + 1]), Err(NotText::TooLong));
    }
}
