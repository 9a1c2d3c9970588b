//! A file of separated values as records of cells: which mark separates them, quoted cells, line endings, limits.
//! What the cells mean is for the rest of `scorecard`. Called by the verb that reads files and by uploads.

use super::decode::{Encoding, NotText, decode};
use std::fmt;

/// The most bytes that a file may have.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The most records that a file may have.
pub const MOST_RECORDS: usize = 20_000;
/// The most cells that a record may have.
pub const MOST_CELLS: usize = 1_000;

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Records that are looked at to find out which mark separates the cells.
const LOOKED_AT: usize = 300;
/// Opening quotation marks without an end that are taken as letters before quoting is given up altogether.
const UNCLOSED: usize = 8;

/// Records of cells, and how they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// How the letters were written.
    pub encoding: Encoding,
    /// "CRLF", "LF", "CR" or "mixed".
    pub line_ending: &'static str,
    /// What stands between two cells.
    pub separator: char,
    /// The records, an empty line being one without cells.
    pub records: Vec<Vec<String>>,
    /// Record numbers, from 1, in which a quotation mark opens and never closes.
    pub unclosed: Vec<usize>,
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetRefusal {
    /// There is nothing in it.
    Empty,
    /// It is not a text file.
    NotText(NotText),
    /// More than [`MOST_BYTES`].
    TooLarge,
    /// More than [`MOST_RECORDS`].
    TooManyRecords,
    /// More than [`MOST_CELLS`] in one record.
    TooWide,
}

impl fmt::Display for SheetRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "The file is empty.",
            Self::NotText(NotText::Workbook) => "The file is a workbook or an archive, not CSV: save the sheet as CSV.",
            Self::NotText(NotText::OldWorkbook) => "The file is an old or protected workbook: save the sheet as CSV.",
            Self::NotText(NotText::Pdf) => "The file is a PDF, not CSV.",
            Self::NotText(NotText::Other) => "The file is not text, so it cannot be CSV.",
            Self::TooLarge => "The file is larger than 10 MB.",
            Self::TooManyRecords => "The file has more than 20,000 rows.",
            Self::TooWide => "The file has a row of more than 1,000 cells.",
        })
    }
}

impl std::error::Error for SheetRefusal {}

impl Sheet {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// When it is empty, no text, or larger than the limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SheetRefusal> {
        if bytes.len() > MOST_BYTES {
            return Err(SheetRefusal::TooLarge);
        }
        let (text, encoding) = decode(bytes).map_err(SheetRefusal::NotText)?;
        let letters: Vec<char> = text.chars().collect();
        let separator = announced(&text).unwrap_or_else(|| separator(&letters));
        let split = split(&letters, separator, MOST_RECORDS + 1)?;
        if split.records.len() > MOST_RECORDS {
            return Err(SheetRefusal::TooManyRecords);
        }
        if split.records.iter().flatten().all(|cell| cell.trim().is_empty()) {
            return Err(SheetRefusal::Empty);
        }
        let (records, unclosed) = (split.records, split.unclosed);
        Ok(Self { encoding, line_ending: line_ending(&text), separator, records, unclosed })
    }

    /// A cell without the space around it; empty where there is none. Both count from 0.
    #[must_use]
    pub fn cell(&self, record: usize, column: usize) -> &str {
        self.records.get(record).and_then(|cells| cells.get(column)).map_or("", |cell| bare(cell))
    }

    /// The cells of a record that are not empty, with their columns.
    pub(super) fn filled(&self, record: usize) -> impl Iterator<Item = (usize, &str)> {
        let cells = self.records.get(record).map_or(&[][..], Vec::as_slice);
        cells.iter().enumerate().map(|(column, cell)| (column, bare(cell))).filter(|(_, cell)| !cell.is_empty())
    }

    /// The cells of the widest record.
    #[must_use]
    pub fn width(&self) -> usize {
        self.records.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// A cell without the space around it, and without the `="…"` with which exports keep a number as text.
fn bare(cell: &str) -> &str {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell).trim()
}

/// The separator that a first line `sep=;` announces.
fn announced(text: &str) -> Option<char> {
    let rest = text.strip_prefix("sep=")?;
    let mut letters = rest.chars();
    let mark = letters.next().filter(|mark| SEPARATORS.contains(mark))?;
    matches!(letters.next(), Some('\r' | '\n')).then_some(mark)
}

/// The mark that gives most records the same number of cells.
fn separator(letters: &[char]) -> char {
    let mut best = (0, ',');
    for mark in SEPARATORS {
        let Ok(split) = split(letters, mark, LOOKED_AT) else { continue };
        let mut widths: Vec<usize> = split.records.iter().map(Vec::len).filter(|width| *width > 1).collect();
        widths.sort_unstable();
        let score = widths.chunk_by(PartialEq::eq).map(|same| same.len() * same[0].min(60)).max().unwrap_or(0);
        if score > best.0 {
            best = (score, mark);
        }
    }
    best.1
}

fn line_ending(text: &str) -> &'static str {
    let both = text.matches("\r\n").count();
    let (feeds, returns) = (text.matches('\n').count() - both, text.matches('\r').count() - both);
    match (both, feeds, returns) {
        (_, 0, 0) if both > 0 => "CRLF",
        (0, _, 0) => "LF",
        (0, 0, _) => "CR",
        _ => "mixed",
    }
}

struct Split {
    records: Vec<Vec<String>>,
    unclosed: Vec<usize>,
}

fn split(letters: &[char], separator: char, at_most: usize) -> Result<Split, SheetRefusal> {
    let mut records: Vec<Vec<String>> = Vec::new();
    let mut unclosed = Vec::new();
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut at = 0;
    while at < letters.len() && records.len() < at_most {
        let letter = letters[at];
        at += 1;
        match letter {
            '"' if cell.trim().is_empty() && unclosed.len() < UNCLOSED => {
                if let Some((inside, after)) = quoted(letters, at) {
                    cell = inside;
                    at = after;
                } else {
                    unclosed.push(records.len() + 1);
                    cell.push('"');
                }
            }
            '\r' | '\n' => {
                if letter == '\r' && letters.get(at) == Some(&'\n') {
                    at += 1;
                }
                if !cells.is_empty() || !cell.is_empty() {
                    cells.push(std::mem::take(&mut cell));
                }
                records.push(std::mem::take(&mut cells));
            }
            _ if letter == separator => {
                cells.push(std::mem::take(&mut cell));
                if cells.len() > MOST_CELLS {
                    return Err(SheetRefusal::TooWide);
                }
            }
            _ => cell.push(letter),
        }
    }
    if !cells.is_empty() || !cell.is_empty() {
        cells.push(cell);
        records.push(cells);
    }
    Ok(Split { records, unclosed })
}

/// What stands between a quotation mark before `from` and the one that closes it, and where the text goes on.
fn quoted(letters: &[char], from: usize) -> Option<(String, usize)> {
    let mut inside = String::new();
    let mut at = from;
    loop {
        match (letters.get(at)?, letters.get(at + 1)) {
            ('"', Some('"')) => {
                inside.push('"');
                at += 2;
            }
            ('"', _) => return Some((inside, at + 1)),
            (letter, _) => {
                inside.push(*letter);
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::from_bytes(text.as_bytes()).unwrap()
    }

    #[test]
    fn cells_are_split_where_they_should_be() {
        for (text, separator, wanted) in [
            ("a,b\nc,d\n", ',', vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a;b\r\n\"1,5\";d\r\n", ';', vec![vec!["a", "b"], vec!["1,5", "d"]]),
            ("a\tb, c\nd\te", '\t', vec![vec!["a", "b, c"], vec!["d", "e"]]),
            ("a|b\rc|d", '|', vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a,\"two\nlines\",c\n\nd,e,f", ',', vec![vec!["a", "two\nlines", "c"], vec![], vec!["d", "e", "f"]]),
            ("a,\"say \"\"hello\"\"\"\nb,c", ',', vec![vec!["a", "say \"hello\""], vec!["b", "c"]]),
            ("sep=;\na,b;c\n", ';', vec![vec!["sep=", ""], vec!["a,b", "c"]]),
        ] {
            let sheet = sheet(text);
            assert_eq!(
                (sheet.separator, sheet.records),
                (
                    separator,
                    wanted
                        .into_iter()
                        .map(|r| r.into_iter().map(str::to_owned).collect())
                        .collect::<Vec<Vec<String>>>()
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn a_quotation_mark_without_an_end_loses_no_record() {
        let sheet = sheet("a,b\n\"c,d\ne,f\n");
        assert_eq!(sheet.records.len(), 3);
        assert_eq!(sheet.cell(1, 0), "\"c");
        assert_eq!(sheet.unclosed, [2]);
    }

    #[test]
    fn limits_are_kept() {
        assert_eq!(Sheet::from_bytes(b""), Err(SheetRefusal::Empty));
        assert_eq!(Sheet::from_bytes(b" \r\n,,\r\n"), Err(SheetRefusal::Empty));
        assert_eq!(Sheet::from_bytes(&vec![b'a'; MOST_BYTES + 1]), Err(SheetRefusal::TooLarge));
        assert_eq!(Sheet::from_bytes("a,b\n".repeat(MOST_RECORDS + 1).as_bytes()), Err(SheetRefusal::TooManyRecords));
        assert_eq!(Sheet::from_bytes("a,b\n".repeat(MOST_RECORDS).as_bytes()).unwrap().records.len(), MOST_RECORDS);
        assert_eq!(Sheet::from_bytes(format!("a{}", ",b".repeat(5000)).as_bytes()), Err(SheetRefusal::TooWide));
    }

    proptest! {
        #[test]
        fn what_is_quoted_reads_back(cells in prop::collection::vec(prop::collection::vec("[a-z\",\n ]{0,6}x", 3), 2..6)) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let lines: Vec<String> = cells.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
            prop_assert_eq!(sheet(&lines.join("\r\n")).records, cells);
        }

        #[test]
        fn no_bytes_make_it_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Sheet::from_bytes(&bytes);
        }
    }
}
