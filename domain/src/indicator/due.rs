//! What a quarter may ask of an indicator in a panel's set: it reports, the panel agreed to take it, and it is not
//! retired. And how an indicator is retired and taken up again.

use crate::period::Period;
use crate::refusal::Refusal;
use crate::rhythm::{Expected, Rhythm, expected, taken};
use chrono::NaiveDate;
use std::fmt;

/// When an indicator has values, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reports {
    /// In which quarters.
    pub rhythm: Rhythm,
    /// How many quarters behind.
    pub lag: i32,
    /// The day on which it was retired.
    pub retired_on: Option<NaiveDate>,
}

/// What a period may ask of an indicator in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// A value that covers this period.
    Now {
        /// An earlier period than the one asked about, where the indicator lags.
        covers: Period,
    },
    /// It has no value in this period.
    NotReporting {
        /// When it is due next.
        next: Option<Period>,
    },
    /// The panel agreed to take it less often.
    NotTaken {
        /// When it is due next; none when the panel takes it only in quarters in which it has no value.
        next: Option<Period>,
    },
    /// It was retired.
    Retired,
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = |next: &Option<Period>| {
            next.map_or("never due as agreed: see the set".to_owned(), |next| format!("next for {next}"))
        };
        match self {
            Self::Now { covers } => write!(f, "due, with the value of {covers}"),
            Self::NotReporting { next } => write!(f, "has no value in this period; {}", when(next)),
            Self::NotTaken { next } => write!(f, "not taken in this period, as agreed; {}", when(next)),
            Self::Retired => f.write_str("retired"),
        }
    }
}

/// What a period may ask of an indicator that a panel agreed to take so often.
#[must_use]
pub fn due(agreed: Rhythm, reports: Reports, period: Period) -> Due {
    let covers = match expected(reports.rhythm, reports.lag, period) {
        Expected::Due { covers } if !is_asked(reports.retired_on, covers) => return Due::Retired,
        Expected::Due { covers } if taken(agreed, period) => return Due::Now { covers },
        Expected::Due { covers } => Some(covers),
        Expected::NotDue { .. } => None,
    };
    let mut next = period.next();
    let within_a_year = (0..4).find_map(|_| {
        let this = next;
        next = next.next();
        match expected(reports.rhythm, reports.lag, this) {
            Expected::Due { covers } if taken(agreed, this) => Some((this, covers)),
            _ => None,
        }
    });
    match (covers, within_a_year) {
        (_, Some((_, then))) if !is_asked(reports.retired_on, then) => Due::Retired,
        (Some(_), next) => Due::NotTaken { next: next.map(|(next, _)| next) },
        (None, next) => Due::NotReporting { next: next.map(|(next, _)| next) },
    }
}

/// Whether a period is still asked about: one that ended by the day of retirement.
#[must_use]
pub fn is_asked(retired_on: Option<NaiveDate>, covers: Period) -> bool {
    retired_on.is_none_or(|on| covers.end() <= on)
}

/// Why an indicator is not retired as typed, or not taken up again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetireRefusal {
    /// No day.
    NoDay,
    /// No reason.
    NoReason,
    /// It takes its own place.
    ReplacedByItself,
    /// Nothing of that name can take its place.
    NoSuchIndicator,
    /// It is retired already.
    Retired,
    /// It is not retired.
    InUse,
}

impl fmt::Display for RetireRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoDay => "Enter the last day about which it is asked, such as 2027-03-31.",
            Self::NoReason => "Enter why it is retired.",
            Self::ReplacedByItself => "An indicator cannot take its own place.",
            Self::NoSuchIndicator => "Choose an indicator that exists and is in use.",
            Self::Retired => "It is retired already.",
            Self::InUse => "It is not retired.",
        })
    }
}

impl Refusal for RetireRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoDay => "retired_on",
            Self::NoReason => "reason",
            Self::ReplacedByItself | Self::NoSuchIndicator => "replaced_by",
            Self::Retired | Self::InUse => return None,
        };
        Some(field.to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn q(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_asks_for_what_reports_is_taken_and_not_retired() {
        use Rhythm::{HalfYearly, Quarterly, YearlyQ1, YearlyQ2};
        let now = |covers| Due::Now { covers: q(covers) };
        let not_taken = |next| Due::NotTaken { next: Some(q(next)) };
        let silent = |next| Due::NotReporting { next: Some(q(next)) };
        for (agreed, rhythm, lag, retired, period, wanted) in [
            (Quarterly, Quarterly, 0, "", "2026/27 Q2", now("2026/27 Q2")),
            (Quarterly, Quarterly, 2, "", "2026/27 Q2", now("2025/26 Q4")),
            (Quarterly, YearlyQ2, 0, "", "2026/27 Q2", now("2026/27 Q2")),
            (Quarterly, YearlyQ2, 0, "", "2026/27 Q3", silent("2027/28 Q2")),
            (HalfYearly, Quarterly, 0, "", "2026/27 Q1", not_taken("2026/27 Q2")),
            (HalfYearly, Quarterly, 0, "", "2026/27 Q4", now("2026/27 Q4")),
            (YearlyQ1, YearlyQ2, 0, "", "2026/27 Q2", Due::NotTaken { next: None }),
            (YearlyQ1, YearlyQ2, 0, "", "2026/27 Q3", Due::NotReporting { next: None }),
            (Quarterly, Quarterly, 0, "2027-03-31", "2026/27 Q4", now("2026/27 Q4")),
            (Quarterly, Quarterly, 0, "2027-03-31", "2027/28 Q1", Due::Retired),
            (Quarterly, Quarterly, 2, "2027-03-31", "2027/28 Q2", now("2026/27 Q4")),
            (Quarterly, YearlyQ2, 0, "2026-12-31", "2026/27 Q3", Due::Retired),
            (Quarterly, Quarterly, 0, "", "2026/27 P04", now("2026/27 P04")),
        ] {
            let reports = Reports { rhythm, lag, retired_on: retired.parse().ok() };
            assert_eq!(due(agreed, reports, q(period)), wanted, "{agreed:?} {rhythm:?} {lag} {retired} {period}");
        }
    }
}
