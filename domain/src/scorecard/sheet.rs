//! A file of separated values as records of cells: which mark separates them, quoted cells, line endings, limits.
//! What the cells mean is for the rest of `scorecard`. Called by the verb that reads files and by uploads.

use super::decode::{Encoding, decode};
use crate::upload::Refusal;
use serde::{Deserialize, Serialize};

/// The most megabytes that a file may have.
pub const MOST_MEGABYTES: u64 = 10;
/// The most bytes that a file may have.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The most records that a file may have.
pub const MOST_RECORDS: usize = 50_000;
/// The column beyond which no cell may be filled.
pub const MOST_COLUMNS: usize = 200;
/// The most letters that a cell may have; a cell of Excel has no more.
pub const MOST_LETTERS: usize = 32_767;

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Records that are looked at to find out which mark separates the cells.
const LOOKED_AT: usize = 300;
/// Opening quotation marks without an end that are taken as letters before quoting is given up altogether.
const UNCLOSED: usize = 8;

/// Records of cells, and how they were written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// How the letters were written.
    pub encoding: Encoding,
    /// How lines end; a workbook has none.
    pub line_ending: Option<LineEnding>,
    /// What stands between two cells; nothing in a workbook.
    pub separator: Option<char>,
    /// The records, an empty line being one without cells.
    pub records: Vec<Vec<String>>,
    /// Record numbers, from 1, in which a quotation mark opens and never closes.
    pub unclosed: Vec<usize>,
}

/// How the lines of a file end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineEnding {
    /// Carriage return and line feed.
    CrLf,
    /// Line feed.
    Lf,
    /// Carriage return.
    Cr,
    /// Some so, some otherwise.
    Mixed,
}

impl LineEnding {
    /// The name under which programs know it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CrLf => "CRLF",
            Self::Lf => "LF",
            Self::Cr => "CR",
            Self::Mixed => "mixed",
        }
    }
}

impl Sheet {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// When it is empty, no text, or larger than the limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MOST_BYTES {
            return Err(Refusal::TooLarge(MOST_MEGABYTES));
        }
        let (text, encoding) = decode(bytes)?;
        let letters: Vec<char> = text.chars().collect();
        let separator = announced(&text).unwrap_or_else(|| separator(&letters));
        let split = split(&letters, separator, MOST_RECORDS + 1)?;
        if split.records.len() > MOST_RECORDS {
            return Err(Refusal::TooManyRows(MOST_RECORDS));
        }
        let (line_ending, separator) = (Some(line_ending(&text)), Some(separator));
        let sheet = Self { encoding, line_ending, separator, records: split.records, unclosed: split.unclosed };
        if sheet.is_empty() { Err(Refusal::Empty) } else { Ok(sheet) }
    }

    /// The cells of one sheet of a workbook, as they are shown.
    #[must_use]
    pub fn of_cells(records: Vec<Vec<String>>) -> Self {
        Self { encoding: Encoding::Workbook, line_ending: None, separator: None, records, unclosed: Vec::new() }
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

    /// Whether no cell holds anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.iter().flatten().all(|cell| cell.trim().is_empty())
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

fn line_ending(text: &str) -> LineEnding {
    let both = text.matches("\r\n").count();
    let (feeds, returns) = (text.matches('\n').count() - both, text.matches('\r').count() - both);
    match (both, feeds, returns) {
        (_, 0, 0) if both > 0 => LineEnding::CrLf,
        (0, _, 0) => LineEnding::Lf,
        (0, 0, _) => LineEnding::Cr,
        _ => LineEnding::Mixed,
    }
}

struct Split {
    records: Vec<Vec<String>>,
    unclosed: Vec<usize>,
}

fn split(letters: &[char], separator: char, at_most: usize) -> Result<Split, Refusal> {
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
                    add(&mut cells, std::mem::take(&mut cell))?;
                }
                records.push(std::mem::take(&mut cells));
            }
            _ if letter == separator => add(&mut cells, std::mem::take(&mut cell))?,
            _ => cell.push(letter),
        }
    }
    if !cells.is_empty() || !cell.is_empty() {
        add(&mut cells, cell)?;
        records.push(cells);
    }
    Ok(Split { records, unclosed })
}

/// Empty cells beyond the last column are what some programs write to fill a record up.
fn add(cells: &mut Vec<String>, cell: String) -> Result<(), Refusal> {
    if cell.len() > MOST_LETTERS && cell.chars().count() > MOST_LETTERS {
        return Err(Refusal::TooLongACell(MOST_LETTERS));
    }
    if cells.len() < MOST_COLUMNS {
        cells.push(cell);
        return Ok(());
    }
    if cell.trim().is_empty() { Ok(()) } else { Err(Refusal::TooManyColumns(MOST_COLUMNS)) }
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
                    Some(separator),
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
        assert_eq!(Sheet::from_bytes(b""), Err(Refusal::Empty));
        assert_eq!(Sheet::from_bytes(b" \r\n,,\r\n"), Err(Refusal::Empty));
        assert_eq!(Sheet::from_bytes(&vec![b'a'; MOST_BYTES + 1]), Err(Refusal::TooLarge(MOST_MEGABYTES)));
        assert_eq!(
            Sheet::from_bytes("a,b\n".repeat(MOST_RECORDS + 1).as_bytes()),
            Err(Refusal::TooManyRows(MOST_RECORDS))
        );
        assert_eq!(Sheet::from_bytes("a,b\n".repeat(MOST_RECORDS).as_bytes()).unwrap().records.len(), MOST_RECORDS);
        assert_eq!(
            Sheet::from_bytes(format!("a{}", ",b".repeat(5000)).as_bytes()),
            Err(Refusal::TooManyColumns(MOST_COLUMNS))
        );
    }

    #[test]
    fn empty_cells_that_fill_a_record_up_are_left_out() {
        let wide = format!("a,b{}\n1,2{}\n", ",".repeat(16_382), ",".repeat(16_382));
        assert_eq!(sheet(&wide).width(), MOST_COLUMNS);
        let long = format!("a,{}\n", "x".repeat(MOST_LETTERS + 1));
        assert_eq!(Sheet::from_bytes(long.as_bytes()), Err(Refusal::TooLongACell(MOST_LETTERS)));
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
