//! Changing a figure that is out: an erratum or a restatement, of the value, of its rating, or of both. What was
//! published stays beside what it becomes; before publication a figure is queried and sent again instead.

use crate::figure::{Correction, Figure, FigureRefusal};
use crate::rating::{Policy, Rating, rate};
use crate::refusal::Refusal;
use crate::request::State;
use std::fmt;

/// A figure as it is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where its request stands.
    pub state: State,
    /// The value; none when none was understood.
    pub figure: Option<Figure>,
    /// Its rating.
    pub rating: Rating,
    /// Of how many, out of how many: as kept.
    pub counts: (Option<String>, Option<String>),
}

/// What an officer wants it to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Why it changes.
    pub kind: Option<Correction>,
    /// The value, as typed.
    pub value: String,
    /// The rating that the panel gave it; none for what the value comes to.
    pub rating: Option<Rating>,
    /// Numerator and denominator, as typed; empty when they are not known.
    pub counts: (String, String),
    /// The reason, as the public reads it.
    pub reason: String,
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Why it changes.
    pub kind: Correction,
    /// The value from now on.
    pub figure: Figure,
    /// Its rating from now on.
    pub rating: Rating,
    /// Why it is rated so.
    pub why: String,
    /// Numerator and denominator from now on.
    pub counts: (Option<String>, Option<String>),
    /// The reason.
    pub reason: String,
}

/// The longest reason that is kept, in characters.
pub const LONGEST_REASON: usize = 1000;

/// Why a figure is not corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionRefusal {
    /// It is not out: it is still changed in its request.
    NotPublished,
    /// Neither erratum nor restatement was chosen.
    NoKind,
    /// The value was not understood.
    Value(FigureRefusal),
    /// The numerator is no number.
    Numerator,
    /// The denominator is no number.
    Denominator,
    /// Nothing is different.
    NothingChanges,
    /// There is no reason.
    NoReason,
    /// The reason is too long.
    ReasonTooLong,
}

impl fmt::Display for CorrectionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPublished => f.write_str(
                "This figure has not been published. Until then it is changed in its request: ask back about it.",
            ),
            Self::NoKind => f.write_str("Choose whether it was wrong, or is known better now."),
            Self::Value(refusal) => refusal.fmt(f),
            Self::Numerator => f.write_str("The numerator must be a number of zero or more, or empty."),
            Self::Denominator => f.write_str("The denominator must be a number of zero or more, or empty."),
            Self::NothingChanges => f.write_str("Nothing changes: enter another value or choose another rating."),
            Self::NoReason => f.write_str("Enter the reason, as the public will read it."),
            Self::ReasonTooLong => write!(f, "Keep the reason to {LONGEST_REASON} characters."),
        }
    }
}

impl Refusal for CorrectionRefusal {
    fn field(&self) -> Option<String> {
        let name = match self {
            Self::NotPublished => return None,
            Self::NoKind => "kind",
            Self::Value(_) | Self::NothingChanges => "value",
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::NoReason | Self::ReasonTooLong => "reason",
        };
        Some(name.to_owned())
    }
}

/// What a figure becomes when it is corrected. The policy is the one that it was published under: a target set since
/// then colours nothing anew.
///
/// # Errors
/// The first thing that keeps it from being corrected.
pub fn correct(standing: &Standing, wanted: &Wanted, policy: &Policy) -> Result<Change, CorrectionRefusal> {
    if standing.state != State::Published {
        return Err(CorrectionRefusal::NotPublished);
    }
    let kind = wanted.kind.ok_or(CorrectionRefusal::NoKind)?;
    let figure: Figure = wanted.value.parse().map_err(CorrectionRefusal::Value)?;
    let number = |typed: &str, refusal: CorrectionRefusal| match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse() {
            Ok(Figure::Number(value)) if !value.is_sign_negative() => Ok(Some(value.to_string())),
            _ => Err(refusal),
        },
    };
    let counts = (
        number(&wanted.counts.0, CorrectionRefusal::Numerator)?,
        number(&wanted.counts.1, CorrectionRefusal::Denominator)?,
    );
    let rated = rate(&figure, policy);
    let rating = match (wanted.rating, figure) {
        (Some(rating), Figure::Number(_)) => rating,
        _ => rated.rating,
    };
    if standing.figure == Some(figure) && standing.rating == rating && standing.counts == counts {
        return Err(CorrectionRefusal::NothingChanges);
    }
    let reason = wanted.reason.trim();
    if reason.is_empty() {
        return Err(CorrectionRefusal::NoReason);
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(CorrectionRefusal::ReasonTooLong);
    }
    let why = if rating == rated.rating { rated.why } else { format!("Rated so by correction: {reason}") };
    Ok(Change { kind, figure, rating, why, counts, reason: reason.to_owned() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::indicator::{Polarity, ToleranceKind};
    use rust_decimal::Decimal;

    fn sixty() -> Policy {
        let tolerance = (Decimal::from(5), ToleranceKind::Absolute);
        Policy::with_tolerance(Polarity::Higher, Some(Decimal::from(60)), tolerance, 1, "%")
    }

    fn out() -> Standing {
        let figure = Some(Figure::Number(Decimal::from(41)));
        Standing { state: State::Published, figure, rating: Rating::Red, counts: (None, None) }
    }

    fn wanted(value: &str) -> Wanted {
        Wanted {
            kind: Some(Correction::Erratum),
            value: value.to_owned(),
            rating: None,
            counts: (String::new(), String::new()),
            reason: "Two cases were counted twice.".to_owned(),
        }
    }

    #[test]
    fn a_value_is_rated_by_the_policy_that_it_was_published_under() {
        for (value, rating) in
            [("62", Rating::Green), ("57%", Rating::Amber), ("40", Rating::Red), ("n/a", Rating::NoData)]
        {
            assert_eq!(correct(&out(), &wanted(value), &sixty()).unwrap().rating, rating, "{value}");
        }
    }

    /// Edge case 24: the rating alone is corrected at the meeting.
    #[test]
    fn a_rating_alone_is_corrected() {
        let change = correct(&out(), &Wanted { rating: Some(Rating::Amber), ..wanted("41") }, &sixty()).unwrap();
        assert_eq!((change.rating, change.figure), (Rating::Amber, Figure::Number(Decimal::from(41))));
        assert!(change.why.contains("counted twice"));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let typed = wanted("62");
        for (standing, wanted, refusal) in [
            (Standing { state: State::Accepted, ..out() }, typed.clone(), CorrectionRefusal::NotPublished),
            (out(), Wanted { kind: None, ..typed.clone() }, CorrectionRefusal::NoKind),
            (out(), wanted("sixty"), CorrectionRefusal::Value(FigureRefusal::NotUnderstood("sixty".to_owned()))),
            (out(), wanted("41.0"), CorrectionRefusal::NothingChanges),
            (out(), Wanted { reason: " ".to_owned(), ..typed.clone() }, CorrectionRefusal::NoReason),
            (out(), Wanted { reason: "x".repeat(1001), ..typed.clone() }, CorrectionRefusal::ReasonTooLong),
            (
                out(),
                Wanted { counts: ("many".to_owned(), String::new()), ..typed.clone() },
                CorrectionRefusal::Numerator,
            ),
            (out(), Wanted { counts: ("1".to_owned(), "-2".to_owned()), ..typed }, CorrectionRefusal::Denominator),
        ] {
            assert_eq!(correct(&standing, &wanted, &sixty()), Err(refusal));
        }
    }
}
