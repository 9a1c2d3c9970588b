//! A line of a list of indicators, as councils keep it in a spreadsheet, read into our words. What is not understood
//! is said beside the line, and nothing is guessed in its place. Which columns there are is read in the application.

use crate::figure::Figure;
use crate::indicator::version::Measurement;
use crate::indicator::{LONGEST_CODE, Polarity, ToleranceKind};
use crate::policy::Rule;
use crate::refusal::Refusal;
use crate::rhythm::{Basis, Rhythm};
use rust_decimal::Decimal;
use std::fmt;

/// A line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The short code.
    pub code: String,
    /// The name.
    pub name: String,
    /// What it measures.
    pub measurement: Measurement,
    /// How it is rated: a point target with a tolerance in its own unit, or not at all.
    pub rule: Rule,
    /// Where the target comes from.
    pub target_source: String,
    /// What was understood in part, or taken for something.
    pub remarks: Vec<Remark>,
}

/// What an officer should look at in a line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// This frequency is asked for in this rhythm.
    Frequency(String, Rhythm),
    /// It lags, and nothing says how far.
    LagUnknown(String),
    /// We have no words for this stretch of time.
    BasisUnknown(String),
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frequency(typed, Rhythm::YearlyQ4) => {
                write!(f, "“{typed}”: asked for in Quarter 4; choose another quarter if it comes in one.")
            }
            Self::Frequency(typed, _) => write!(f, "“{typed}”: asked for in every quarter."),
            Self::LagUnknown(typed) => {
                write!(f, "“{typed}” does not say how far behind; enter the number of quarters.")
            }
            Self::BasisUnknown(typed) => {
                write!(f, "What a value covers, “{typed}”, is not understood; it is entered as the quarter alone.")
            }
        }
    }
}

/// Why a line is no indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineRefusal {
    /// No code.
    NoCode,
    /// A code that is longer than a code.
    CodeTooLong,
    /// A code that stood above already.
    Twice(String),
    /// No name.
    NoName,
    /// A word for which way is better that is not known.
    Polarity(String),
    /// A target that is no number.
    Target(String),
    /// A tolerance that is no number of zero or more.
    Tolerance(String),
    /// A tolerance without a target.
    ToleranceAlone,
}

impl fmt::Display for LineRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCode => f.write_str("It has no code."),
            Self::CodeTooLong => f.write_str("Its code is longer than 40 characters."),
            Self::Twice(code) => write!(f, "The code {code} stands in an earlier line too."),
            Self::NoName => f.write_str("It has no name."),
            Self::Polarity(typed) if typed.is_empty() => f.write_str("It does not say which way is better."),
            Self::Polarity(typed) => {
                write!(f, "“{typed}” does not say which way is better: write higher, lower, in band or neutral.")
            }
            Self::Target(typed) => write!(f, "The target “{typed}” is not a number."),
            Self::Tolerance(typed) => write!(f, "The tolerance “{typed}” is not a number of zero or more."),
            Self::ToleranceAlone => f.write_str("It has a tolerance, but no target."),
        }
    }
}

/// Why a list is not taken in, or not taken out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListRefusal {
    /// Nothing was pasted or chosen.
    Nothing,
    /// The first line does not name the columns.
    NoHeader,
    /// The first line of the comparators does not name their columns.
    NoComparatorHeader,
    /// No line is ticked.
    NoneTicked,
    /// Nothing says from which period on changes hold.
    NoPeriod,
    /// It was taken out again already.
    Undone,
    /// Everything that came with it is in use.
    AllInUse,
}

impl fmt::Display for ListRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Paste a list of indicators, or choose a file.",
            Self::NoHeader => "The first line must name the columns, among them “code”, “name” and “polarity”.",
            Self::NoComparatorHeader => "The first line must name the columns “code”, “area”, “year” and “value”.",
            Self::NoneTicked => "Tick at least one line to take in.",
            Self::NoPeriod => "Choose the period from which changes hold.",
            Self::Undone => "This list was taken out again already.",
            Self::AllInUse => "Everything that came with this list is in use; nothing was taken out.",
        })
    }
}

impl Refusal for ListRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::Nothing | Self::NoHeader => "list",
            Self::NoComparatorHeader => "elsewhere",
            Self::NoPeriod => "from_period",
            Self::NoneTicked | Self::Undone | Self::AllInUse => return None,
        };
        Some(field.to_owned())
    }
}

/// Reads one line by the names of its columns; everything that is wrong with it at once.
///
/// # Errors
/// Why it is no indicator.
pub fn read<'f>(cell: impl Fn(&str) -> &'f str) -> Result<Line, Vec<LineRefusal>> {
    let text = |name: &str| cell(name).trim().to_owned();
    let (mut refused, mut remarks) = (Vec::new(), Vec::new());
    let (code, name) = (text("code"), text("name"));
    match code.chars().count() {
        0 => refused.push(LineRefusal::NoCode),
        length if length > LONGEST_CODE => refused.push(LineRefusal::CodeTooLong),
        _ => {}
    }
    if name.is_empty() {
        refused.push(LineRefusal::NoName);
    }
    let polarity = polarity(cell("polarity")).unwrap_or_else(|| {
        refused.push(LineRefusal::Polarity(text("polarity")));
        Polarity::Neutral
    });
    let (target, tolerance) = (number(cell("typical_target")), number(cell("tolerance")));
    if target.is_err() {
        refused.push(LineRefusal::Target(text("typical_target")));
    }
    match (target, tolerance) {
        (_, Err(())) => refused.push(LineRefusal::Tolerance(text("tolerance"))),
        (_, Ok(Some(n))) if n.is_sign_negative() && !n.is_zero() => {
            refused.push(LineRefusal::Tolerance(text("tolerance")));
        }
        (Ok(None), Ok(Some(n))) if !n.is_zero() => refused.push(LineRefusal::ToleranceAlone),
        _ => {}
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let (target, tolerance) = (target.unwrap_or_default(), tolerance.unwrap_or_default());
    let places = |value: Option<Decimal>| value.map_or(0, |value| value.scale());
    let decimals = places(target).max(places(tolerance)).max(1);
    let tolerance = (tolerance.unwrap_or_default(), ToleranceKind::Absolute);
    let (rhythm, remark) = rhythm(cell("frequency"));
    remarks.extend(remark);
    let basis = basis(cell("period_basis")).unwrap_or_else(|| {
        remarks.push(Remark::BasisUnknown(text("period_basis")));
        Basis::Quarter
    });
    Ok(Line {
        code,
        name,
        measurement: Measurement {
            definition: text("definition"),
            unit: unit(cell("unit")),
            polarity,
            cohort: text("cohort"),
            rhythm,
            lag: 0,
            basis,
            numerator: text("numerator"),
            denominator: text("denominator"),
            source: text("source"),
            hide_below: None,
        },
        rule: Rule::with_tolerance(polarity, target, tolerance, decimals),
        target_source: text("target_source"),
        remarks,
    })
}

/// A plain number has no unit.
fn unit(typed: &str) -> String {
    match typed.trim() {
        "number" | "count" => String::new(),
        unit => unit.to_owned(),
    }
}

fn number(typed: &str) -> Result<Option<Decimal>, ()> {
    match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse() {
            Ok(Figure::Number(value)) => Ok(Some(value)),
            _ => Err(()),
        },
    }
}

/// Which way is better, as people write it.
fn polarity(typed: &str) -> Option<Polarity> {
    match typed.trim().to_lowercase().as_str() {
        "higher" | "high" | "h" | "up" | "higher is better" | "bigger is better" => Some(Polarity::Higher),
        "lower" | "low" | "l" | "down" | "lower is better" | "smaller is better" => Some(Polarity::Lower),
        "in band" | "in_band" | "band" | "range" | "t" => Some(Polarity::InBand),
        "neutral" | "none" | "n/a" | "context" | "contextual" => Some(Polarity::Neutral),
        _ => None,
    }
}

/// In which quarters something is asked for that comes with this frequency, and what to say about it.
fn rhythm(typed: &str) -> (Rhythm, Option<Remark>) {
    let said = |rhythm| (rhythm, Some(Remark::Frequency(typed.trim().to_owned(), rhythm)));
    match typed.trim().to_lowercase().as_str() {
        "" | "quarterly" | "every quarter" | "q" => (Rhythm::Quarterly, None),
        "half-yearly" | "half yearly" | "six-monthly" | "twice a year" => (Rhythm::HalfYearly, None),
        "always q1" => (Rhythm::YearlyQ1, None),
        "always q2" => (Rhythm::YearlyQ2, None),
        "always q3" => (Rhythm::YearlyQ3, None),
        "always q4" => (Rhythm::YearlyQ4, None),
        "annual" | "annually" | "yearly" | "once a year" => said(Rhythm::YearlyQ4),
        lagged if lagged.contains("lag") => (Rhythm::Quarterly, Some(Remark::LagUnknown(typed.trim().to_owned()))),
        _ => said(Rhythm::Quarterly),
    }
}

/// Over what stretch of time, as people write it; nothing where it could be two.
fn basis(typed: &str) -> Option<Basis> {
    match typed.trim().to_lowercase().as_str() {
        "" | "quarter" | "in quarter" => Some(Basis::Quarter),
        "year to date" | "ytd" | "cumulative" | "year" | "financial year" | "year to date, annualised" => {
            Some(Basis::YearToDate)
        }
        "rolling 12 months" | "rolling year" | "rolling twelve months" => Some(Basis::RollingYear),
        "academic year" => Some(Basis::AcademicYear),
        "snapshot" | "snapshot at quarter end" | "snapshot at month end" | "snapshot 31 march" => Some(Basis::Snapshot),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::policy::{Method, Target};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn line(text: &str) -> Result<Line, Vec<LineRefusal>> {
        let cells: BTreeMap<&str, &str> = text.split("; ").filter_map(|pair| pair.split_once('=')).collect();
        read(|name| cells.get(name).copied().unwrap_or_default())
    }

    #[test]
    fn a_line_becomes_an_indicator_with_its_rule() {
        let read = line("code=NEET; name=Not in education; unit=%; polarity=lower; typical_target=2.8; tolerance=0.55; frequency=quarterly; period_basis=rolling 12 months").unwrap();
        assert_eq!((read.measurement.polarity, read.measurement.basis), (Polarity::Lower, Basis::RollingYear));
        assert_eq!(read.rule.target, Target::Point { value: "2.8".parse().unwrap() });
        assert_eq!(read.rule.method, Method::Absolute { tolerance: "0.55".parse().unwrap() });
        assert_eq!((read.rule.decimals, read.remarks), (2, vec![]));
        let read = line("code=LAC; name=Looked after; unit=number; polarity=neutral").unwrap();
        assert_eq!((read.rule.method, read.measurement.unit.as_str()), (Method::Unrated, ""));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (frequency, basis, rhythm, said) in [
            ("monthly", "quarter", Rhythm::Quarterly, "“monthly”: asked for in every quarter."),
            (
                "annual",
                "",
                Rhythm::YearlyQ4,
                "“annual”: asked for in Quarter 4; choose another quarter if it comes in one.",
            ),
            ("always Q2", "", Rhythm::YearlyQ2, ""),
            (
                "quarterly, lagged",
                "",
                Rhythm::Quarterly,
                "“quarterly, lagged” does not say how far behind; enter the number of quarters.",
            ),
            (
                "",
                "school census",
                Rhythm::Quarterly,
                "What a value covers, “school census”, is not understood; it is entered as the quarter alone.",
            ),
            (
                "",
                "quarter or rolling year",
                Rhythm::Quarterly,
                "What a value covers, “quarter or rolling year”, is not understood; it is entered as the quarter alone.",
            ),
        ] {
            let read =
                line(&format!("code=A; name=B; polarity=higher; frequency={frequency}; period_basis={basis}")).unwrap();
            let remarks: Vec<String> = read.remarks.iter().map(ToString::to_string).collect();
            assert_eq!((read.measurement.rhythm, remarks.join(" ").as_str()), (rhythm, said));
        }
    }

    #[test]
    fn what_is_no_indicator_is_refused_with_all_its_reasons() {
        use LineRefusal as R;
        for (text, wanted) in [
            ("", vec![R::NoCode, R::NoName, R::Polarity(String::new())]),
            ("code=A; name=B; polarity=sideways", vec![R::Polarity("sideways".to_owned())]),
            (
                "code=A; name=B; polarity=H; typical_target=lots; tolerance=few",
                vec![R::Target("lots".to_owned()), R::Tolerance("few".to_owned())],
            ),
            ("code=A; name=B; polarity=H; tolerance=5", vec![R::ToleranceAlone]),
            ("code=A; name=B; polarity=H; typical_target=90; tolerance=-5", vec![R::Tolerance("-5".to_owned())]),
        ] {
            assert_eq!(line(text), Err(wanted), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_cells_a_line_is_read_or_refused(cells in proptest::collection::vec("\\PC{0,12}", 8)) {
            let names = ["code", "name", "unit", "polarity", "typical_target", "tolerance", "frequency", "period_basis"];
            let cell = |name: &str| names.iter().position(|one| *one == name).map_or("", |at| cells[at].as_str());
            if let Ok(line) = read(cell) {
                prop_assert!(line.rule.check(line.measurement.polarity).is_ok());
            }
        }
    }
}
