//! Text that leaves in cells of separated values or of a workbook: what a spreadsheet would take for a formula is made
//! inert, and made what it was again when it comes back. Called by every export and by the reading of returns.

/// What begins a formula, or hides that one begins, in Excel, `LibreOffice` and Google Sheets.
const BEGINS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'];

/// The text of a cell that no spreadsheet runs: an apostrophe goes before what would begin a formula. A plain number
/// stays a number.
#[must_use]
pub fn inert(text: &str) -> String {
    let begins = text.trim_start_matches([' ', '\n', '\u{a0}', '\u{feff}']).chars().next();
    match begins {
        Some(first) if BEGINS.contains(&first) && !is_number(text) => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// What [`inert`] was given.
#[must_use]
pub fn plain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if inert(rest) == text => rest,
        _ => text,
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['-', '+']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.trim().len() <= digits.len() + 1 && all(whole) && all(fraction)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_run_is_made_inert_and_numbers_stay_numbers() {
        for (text, wanted) in [
            ("=1+1", "'=1+1"),
            ("+44 1905", "'+44 1905"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            (" =cmd|' /C calc'!A0", "' =cmd|' /C calc'!A0"),
            ("＝1", "'＝1"),
            ("-3.5", "-3.5"),
            ("+4", "+4"),
            ("--4", "'--4"),
            ("- fewer cases", "'- fewer cases"),
            ("63.5%", "63.5%"),
            ("", ""),
        ] {
            assert_eq!(inert(text), wanted);
            assert_eq!(plain(wanted), text);
        }
        assert_eq!(plain("'quoted'"), "'quoted'");
    }

    proptest! {
        #[test]
        fn whatever_leaves_comes_back(text in "[=+@\\-\t' a-z0-9.]{0,12}") {
            let left = inert(&text);
            prop_assert!(left == text || left == format!("'{text}"));
            if left != text { prop_assert_eq!(plain(&left), text.as_str()); }
        }
    }
}
