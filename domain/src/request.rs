//! A data request: a set of figures, or finance slides, asked of a post for one agenda item and one
//! period. Its states are in `state`, what keeps it from being asked in `asking`; here is what one line takes.

mod asking;
mod behalf;
mod refusal;
mod state;

pub use asking::AskRefusal;
pub use behalf::{signed_off, source};
pub use refusal::RequestRefusal;
pub use state::State;

use crate::figure::{Figure, FigureRefusal};
use crate::rating::{Policy, Rating, rate};
use std::fmt;

/// One line as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    /// The value, as typed.
    pub value: String,
    /// Why there is no number, where a word stands in its place.
    pub reason: String,
    /// The service's commentary.
    pub commentary: String,
}

/// One line understood and rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The figure.
    pub figure: Figure,
    /// Its rating.
    pub rating: Rating,
    /// Why it is rated so.
    pub why: String,
}

/// What keeps a line from being complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineRefusal {
    /// The value was not understood.
    Value(FigureRefusal),
    /// The commentary is longer than a panel will read.
    TooLong(usize),
}

/// The longest commentary kept, in characters; longer ones belong in an appendix.
pub const LONGEST_COMMENTARY: usize = 4000;

impl fmt::Display for LineRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(refusal) => refusal.fmt(f),
            Self::TooLong(length) => {
                write!(f, "The commentary has {length} characters; keep it to {LONGEST_COMMENTARY}.")
            }
        }
    }
}

impl LineRefusal {
    /// Which box of the line the sentence belongs beside: `value` or `commentary`.
    #[must_use]
    pub fn part(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::TooLong(_) => "commentary",
        }
    }
}

/// Understands and rates one typed line. A missing commentary and a missing reason keep nothing back:
/// `scorecard_check` warns of them, and the panel sees that they are missing.
///
/// # Errors
/// The first thing that keeps it from being complete.
pub fn check(typed: &TypedLine, policy: &Policy) -> Result<Line, LineRefusal> {
    let figure: Figure = typed.value.parse().map_err(LineRefusal::Value)?;
    let length = typed.commentary.chars().count();
    if length > LONGEST_COMMENTARY {
        return Err(LineRefusal::TooLong(length));
    }
    let rated = rate(&figure, policy);
    Ok(Line { figure, rating: rated.rating, why: rated.why })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::figure::Absence;
    use crate::indicator::{Polarity, ToleranceKind};
    use rust_decimal::Decimal;

    fn policy() -> Policy {
        let tolerance = (Decimal::from(5), ToleranceKind::Absolute);
        Policy::with_tolerance(Polarity::Higher, Some(Decimal::from(60)), tolerance, 1, "%")
    }

    fn typed(value: &str, reason: &str, commentary: &str) -> TypedLine {
        TypedLine { value: value.to_owned(), reason: reason.to_owned(), commentary: commentary.to_owned() }
    }

    #[test]
    fn a_red_or_amber_figure_without_commentary_is_complete() {
        assert_eq!(check(&typed("41", "", " "), &policy()).unwrap().rating, Rating::Red);
        assert_eq!(check(&typed("57", "", ""), &policy()).unwrap().rating, Rating::Amber);
        assert_eq!(check(&typed("57", "", "Recovering"), &policy()).unwrap().rating, Rating::Amber);
        assert_eq!(check(&typed("61", "", ""), &policy()).unwrap().rating, Rating::Green);
    }

    #[test]
    fn only_what_is_not_understood_or_too_long_keeps_a_line_back() {
        let not_understood = FigureRefusal::NotUnderstood("sixty".to_owned());
        assert_eq!(check(&typed("sixty", "", ""), &policy()), Err(LineRefusal::Value(not_understood)));
        let long = "x".repeat(LONGEST_COMMENTARY + 1);
        assert_eq!(check(&typed("61", "", &long), &policy()), Err(LineRefusal::TooLong(LONGEST_COMMENTARY + 1)));
    }

    #[test]
    fn a_word_stays_a_word_with_or_without_its_reason() {
        assert_eq!(check(&typed("n/a", "", "x"), &policy()).unwrap().rating, Rating::NoData);
        let line = check(&typed("n/a", "System replaced in August", ""), &policy()).unwrap();
        assert_eq!((line.figure, line.rating), (Figure::Absent(Absence::NotAvailable), Rating::NoData));
    }
}
