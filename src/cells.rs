//! Cells of a file that people open in a spreadsheet: what a program would take for a formula is made plain text, and
//! rows become CSV. Shared by every export; knows no column.

use crate::error::{Error, Result};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use remit_domain::figure::Figure;

/// A cell that no spreadsheet runs: what begins like a formula and is no number gets an apostrophe before it.
#[must_use]
pub fn plain(text: &str) -> String {
    let text = text.replace('\0', "");
    let begins = text.trim_start_matches([' ', '\u{a0}', '\u{feff}']);
    let is_formula = begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠']);
    if is_formula && !is_number(&text) { format!("'{text}") } else { text }
}

/// What was made plain, as it was: the apostrophe that kept a cell from being run is none of its text.
#[must_use]
pub fn as_typed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if plain(rest) == cell => rest,
        _ => cell,
    }
}

/// A number as a file holds it, with its sign and at most a per cent; never a sum such as `-1+1`.
fn is_number(text: &str) -> bool {
    !text.contains(char::is_control) && matches!(text.parse(), Ok(Figure::Number(_)))
}

/// Rows as the text of a CSV file: the first row names the columns; a program that guesses the encoding guesses right.
///
/// # Errors
/// When the rows are not equally long.
pub fn csv(rows: &[Vec<String>]) -> Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in rows {
        out.write_record(row.iter().map(|cell| plain(cell))).map_err(|error| Error::Broken(error.into()))?;
    }
    let bytes = out.into_inner().map_err(|error| Error::broken(&error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| Error::Broken(error.into()))?;
    Ok(format!("\u{feff}{text}"))
}

/// A CSV file to be saved under a name, which is made of letters, digits and dashes.
///
/// # Errors
/// When the rows are not equally long.
pub fn download(name: &str, rows: &[Vec<String>]) -> Result<Response> {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}.csv\"")),
    ];
    Ok((headers, csv(rows)?).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{csv, plain};
    use proptest::prelude::*;

    #[test]
    fn a_formula_is_made_text_and_a_number_stays_one() {
        for (cell, wanted) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+44 1999 555010", "'+44 1999 555010"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            (" =1", "' =1"),
            ("-", "'-"),
            ("-4.5", "-4.5"),
            ("-4.5%", "-4.5%"),
            ("+3", "+3"),
            ("Demand = supply", "Demand = supply"),
            ("", ""),
        ] {
            assert_eq!(plain(cell), wanted, "{cell:?}");
        }
    }

    #[test]
    fn a_file_quotes_what_it_must() {
        let text = csv(&[vec!["Name".to_owned(), "Value".to_owned()], vec!["a, \"b\"".to_owned(), "=1".to_owned()]]);
        assert_eq!(text.unwrap(), "\u{feff}Name,Value\n\"a, \"\"b\"\"\",'=1\n");
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula_unless_it_is_a_number(cell in "[-=+@\t\r\n |0-9a-z.%]{0,8}") {
            let made = plain(&cell);
            let bare = made.trim_start();
            let begins = bare.starts_with(['=', '+', '-', '@']) || made.starts_with(['\t', '\r']);
            let is_number = bare.trim_start_matches(['+', '-']).chars().all(|c| c.is_ascii_digit() || ".%, ".contains(c));
            prop_assert!(!begins || is_number, "{made:?}");
        }
    }
}
