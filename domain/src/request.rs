//! A data request: a set of figures, or finance slides, asked of a post for one agenda item and one
//! period. Its states are in `state`, what keeps it from being asked in `asking`; here is what one line takes.

mod asking;
mod refusal;
mod state;

pub use asking::AskRefusal;
pub use refusal::RequestRefusal;
pub use state::State;

use crate::figure::{Figure, FigureRefusal};
use crate::rating::{Policy, Rating, rate};
use crate::word::Word;
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
    /// A word stands in place of the number, without a reason.
    Reason,
    /// Red or amber without a commentary.
    Commentary(Rating),
    /// The commentary is longer than a panel will read.
    TooLong(usize),
}

/// The longest commentary kept, in characters; longer ones belong in an appendix.
pub const LONGEST_COMMENTARY: usize = 4000;

impl fmt::Display for LineRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(refusal) => refusal.fmt(f),
            Self::Reason => write!(f, "Enter the reason why there is no figure."),
            Self::Commentary(rating) => {
                write!(f, "This figure is rated {}: enter a commentary for the panel.", rating.label().to_lowercase())
            }
            Self::TooLong(length) => {
                write!(f, "The commentary has {length} characters; keep it to {LONGEST_COMMENTARY}.")
            }
        }
    }
}

impl LineRefusal {
    /// Which box of the line the sentence belongs beside: `value`, `reason` or `commentary`.
    #[must_use]
    pub fn part(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::Reason => "reason",
            Self::Commentary(_) | Self::TooLong(_) => "commentary",
        }
    }
}

/// Understands and rates one typed line.
///
/// # Errors
/// The first thing that keeps it from being complete.
pub fn check(typed: &TypedLine, policy: &Policy) -> Result<Line, LineRefusal> {
    let figure: Figure = typed.value.parse().map_err(LineRefusal::Value)?;
    let length = typed.commentary.chars().count();
    if length > LONGEST_COMMENTARY {
        return Err(LineRefusal::TooLong(length));
    }
    if matches!(figure, Figure::Absent(_)) && typed.reason.trim().is_empty() {
        return Err(LineRefusal::Reason);
    }
    let rated = rate(&figure, policy);
    if rated.rating.needs_commentary() && typed.commentary.trim().is_empty() {
        return Err(LineRefusal::Commentary(rated.rating));
    }
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
    fn a_red_or_amber_figure_needs_its_commentary() {
        assert_eq!(check(&typed("41", "", " "), &policy()), Err(LineRefusal::Commentary(Rating::Red)));
        assert_eq!(check(&typed("57", "", ""), &policy()), Err(LineRefusal::Commentary(Rating::Amber)));
        assert_eq!(check(&typed("57", "", "Recovering"), &policy()).unwrap().rating, Rating::Amber);
        assert_eq!(check(&typed("61", "", ""), &policy()).unwrap().rating, Rating::Green);
    }

    #[test]
    fn a_word_needs_its_reason_and_stays_a_word() {
        assert_eq!(check(&typed("n/a", "", "x"), &policy()), Err(LineRefusal::Reason));
        let line = check(&typed("n/a", "System replaced in August", ""), &policy()).unwrap();
        assert_eq!((line.figure, line.rating), (Figure::Absent(Absence::NotAvailable), Rating::NoData));
    }
}
