//! A figure as a director gives it: a number, or a word that stands where a number should
//! ("n/a", suppressed). A word is a state with a reason, never a zero.

use crate::word::Word;
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The service does not hold it for this period.
    NotAvailable,
    /// Withheld because the number is small enough to identify somebody.
    Suppressed,
    /// The measure does not report in this period.
    NotDue,
    /// It will come, but is not confirmed yet.
    ToBeConfirmed,
}

impl Word for Absence {
    const ALL: &'static [Self] = &[Self::NotAvailable, Self::Suppressed, Self::NotDue, Self::ToBeConfirmed];
    fn word(self) -> &'static str {
        match self {
            Self::NotAvailable => "not_available",
            Self::Suppressed => "suppressed",
            Self::NotDue => "not_due",
            Self::ToBeConfirmed => "to_be_confirmed",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::NotAvailable => "Not available",
            Self::Suppressed => "Suppressed",
            Self::NotDue => "Not due this period",
            Self::ToBeConfirmed => "To be confirmed",
        }
    }
}

/// How sure a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certainty {
    /// Final.
    #[default]
    Final,
    /// It may still change, as when cases are entered late.
    Provisional,
    /// Estimated.
    Estimate,
}

impl Word for Certainty {
    const ALL: &'static [Self] = &[Self::Final, Self::Provisional, Self::Estimate];
    fn word(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Provisional => "provisional",
            Self::Estimate => "estimate",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Final => "Final",
            Self::Provisional => "Provisional",
            Self::Estimate => "Estimate",
        }
    }
}

/// Why a value was changed after it was published; both values stay in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// It was wrong.
    Erratum,
    /// It was right when it was published, and is known better now.
    Restatement,
}

impl Word for Correction {
    const ALL: &'static [Self] = &[Self::Erratum, Self::Restatement];
    fn word(self) -> &'static str {
        match self {
            Self::Erratum => "erratum",
            Self::Restatement => "restatement",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Erratum => "Erratum",
            Self::Restatement => "Restated",
        }
    }
}

/// What stands in the place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A number, exact as typed.
    Number(Decimal),
    /// A word in place of a number.
    Absent(Absence),
}

/// Why a typed value was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureRefusal {
    /// Nothing was typed.
    Empty,
    /// Neither a number nor a word that is known.
    NotUnderstood(String),
}

impl fmt::Display for FigureRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "Enter the figure, or “n/a” with the reason."),
            Self::NotUnderstood(typed) => write!(
                f,
                "“{typed}” is not a number. Enter a number such as 63.5, or “n/a”, “suppressed”, “not due” or “to be confirmed”."
            ),
        }
    }
}

/// Words that people type where a number should stand.
const WORDS: &[(&str, Absence)] = &[
    ("n/a", Absence::NotAvailable),
    ("na", Absence::NotAvailable),
    ("n.a.", Absence::NotAvailable),
    ("not available", Absence::NotAvailable),
    ("no data", Absence::NotAvailable),
    ("not collected", Absence::NotAvailable),
    ("-", Absence::NotAvailable),
    ("–", Absence::NotAvailable),
    ("..", Absence::NotAvailable),
    ("*", Absence::Suppressed),
    ("c", Absence::Suppressed),
    ("x", Absence::Suppressed),
    ("suppressed", Absence::Suppressed),
    ("not due", Absence::NotDue),
    ("annual", Absence::NotDue),
    ("tbc", Absence::ToBeConfirmed),
    ("to be confirmed", Absence::ToBeConfirmed),
    ("to follow", Absence::ToBeConfirmed),
    ("awaited", Absence::ToBeConfirmed),
];

impl FromStr for Figure {
    type Err = FigureRefusal;

    /// Reads what a person types: `63.5`, `1,021`, `88.7 %`, `£4,957.50`, `n/a`, `<5` (suppressed).
    fn from_str(typed: &str) -> Result<Self, FigureRefusal> {
        let text = typed.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ");
        let text = text.trim();
        if text.is_empty() {
            return Err(FigureRefusal::Empty);
        }
        let lower = text.to_lowercase();
        if let Some((_, absence)) = WORDS.iter().find(|(word, _)| *word == lower) {
            return Ok(Self::Absent(*absence));
        }
        if let Some(bound) = lower.strip_prefix('<').or_else(|| lower.strip_prefix("fewer than "))
            && number(bound.trim()).is_some()
        {
            return Ok(Self::Absent(Absence::Suppressed));
        }
        let bare = lower.trim_start_matches('£').trim_end_matches('%').trim();
        number(bare).map(Self::Number).ok_or_else(|| FigureRefusal::NotUnderstood(text.chars().take(40).collect()))
    }
}

/// The largest number that is taken: beyond it nothing that a council measures lies, and two of them still multiply.
pub const LARGEST: i64 = 1_000_000_000_000;

/// A plain decimal number with optional sign and thousands separators in their right places.
fn number(text: &str) -> Option<Decimal> {
    let (sign, digits) = match text.chars().next()? {
        '-' | '−' => ("-", text.trim_start_matches(['-', '−'])),
        '+' => ("", text.trim_start_matches('+')),
        _ => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<_> = groups.collect();
    let grouped = rest.is_empty() || (!first.is_empty() && first.len() <= 3 && rest.iter().all(|g| g.len() == 3));
    let plain = whole.replace(',', "");
    if !grouped || (plain.is_empty() && fraction.is_empty()) || !all_digits(&plain) || !all_digits(fraction) {
        return None;
    }
    if digits.ends_with('.') || text.matches(['-', '−', '+']).count() > 1 {
        return None;
    }
    let plain = if plain.is_empty() { "0".to_owned() } else { plain };
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    let value = Decimal::from_str(&format!("{sign}{plain}.{fraction}")).ok()?;
    (value.abs() <= Decimal::from(LARGEST)).then(|| value.normalize())
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Absent(absence) => f.write_str(absence.label()),
        }
    }
}

/// A number with its unit as people write it: `63.5%`, `£4,957`, `70 per 10,000`.
#[must_use]
pub fn with_unit(value: Decimal, unit: &str) -> String {
    let grouped = group_thousands(value);
    match unit {
        "%" => format!("{grouped}%"),
        "£" => match grouped.strip_prefix('-') {
            Some(positive) => format!("-£{positive}"),
            None => format!("£{grouped}"),
        },
        "" | "number" | "count" => grouped,
        _ => format!("{grouped} {unit}"),
    }
}

fn group_thousands(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_type_is_read() {
        for (typed, wanted) in [
            ("63.5", "63.5"),
            ("1,021", "1021"),
            ("88.7 %", "88.7"),
            ("£4,957.50", "4957.5"),
            ("-3", "-3"),
            ("−0.4", "-0.4"),
            ("0", "0"),
            (".5", "0.5"),
            ("1,234,567.1", "1234567.1"),
            ("\u{a0}12\u{a0}", "12"),
        ] {
            let Ok(Figure::Number(value)) = typed.parse() else { panic!("{typed} was not read as a number") };
            assert_eq!(value.to_string(), wanted, "{typed}");
        }
    }

    #[test]
    fn a_word_is_never_a_zero() {
        for (typed, wanted) in [
            ("n/a", Absence::NotAvailable),
            ("N/A", Absence::NotAvailable),
            ("-", Absence::NotAvailable),
            ("*", Absence::Suppressed),
            ("<5", Absence::Suppressed),
            ("Suppressed", Absence::Suppressed),
            ("TBC", Absence::ToBeConfirmed),
            ("not due", Absence::NotDue),
        ] {
            assert_eq!(typed.parse(), Ok(Figure::Absent(wanted)), "{typed}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for typed in ["abc", "1.2.3", "12,34", "1,2345", "--5", "5-", "1e5", "5.", "%", "£", "<", "12 of 30", "41 %%%x"]
        {
            assert!(matches!(typed.parse::<Figure>(), Err(FigureRefusal::NotUnderstood(_))), "{typed}");
        }
        assert_eq!("  ".parse::<Figure>(), Err(FigureRefusal::Empty));
    }

    #[test]
    fn a_number_is_written_with_its_unit() {
        for (value, unit, wanted) in [
            ("63.50", "%", "63.5%"),
            ("4957.5", "£", "£4,957.5"),
            ("-1200", "£", "-£1,200"),
            ("70", "per 10,000", "70 per 10,000"),
            ("1021", "number", "1,021"),
            ("999", "", "999"),
        ] {
            assert_eq!(with_unit(Decimal::from_str(value).unwrap(), unit), wanted);
        }
    }

    proptest! {
        #[test]
        fn every_number_reads_back(units in -1_000_000_000_i64..1_000_000_000, scale in 0_u32..4) {
            let value = Decimal::new(units, scale).normalize();
            prop_assert_eq!(value.to_string().parse::<Figure>(), Ok(Figure::Number(value)));
            prop_assert_eq!(with_unit(value, "%").parse::<Figure>(), Ok(Figure::Number(value)));
        }

        #[test]
        fn nothing_typed_makes_the_reader_fall_over(typed in "\\PC{0,24}") {
            let _ = typed.parse::<Figure>();
        }
    }
}
