//! Whether a quarter is complete: how one figure of a panel's set stands against what was due. Only what is due
//! counts; a measure that does not report, or that the panel does not take, in a period is neither in nor missing.

use crate::figure::{Absence, Figure};
use crate::request::State;
use crate::rhythm::Expected;
use crate::word::Word;

/// How one figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its day is over, and nothing came.
    Overdue,
    /// Other figures of the same request came; this one is owed.
    Partly,
    /// Promised for a named day.
    ToFollow,
    /// Asked for, and its day is to come.
    Awaited,
    /// Nobody was asked for it.
    NotAsked,
    /// The service does not have it, and says why.
    NotAvailable,
    /// It is in.
    In,
    /// It does not report in this period, or the panel does not take it.
    NotDue,
}

impl Word for Standing {
    const ALL: &'static [Self] = &[
        Self::Overdue,
        Self::Partly,
        Self::ToFollow,
        Self::Awaited,
        Self::NotAsked,
        Self::NotAvailable,
        Self::In,
        Self::NotDue,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Partly => "partly",
            Self::ToFollow => "to_follow",
            Self::Awaited => "awaited",
            Self::NotAsked => "not_asked",
            Self::NotAvailable => "not_available",
            Self::In => "in",
            Self::NotDue => "not_due",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::Partly => "Partly in",
            Self::ToFollow => "To follow",
            Self::Awaited => "Awaited",
            Self::NotAsked => "Not asked for",
            Self::NotAvailable => "Not available",
            Self::In => "In",
            Self::NotDue => "Not due",
        }
    }
}

impl Standing {
    /// Whether the period expected it.
    #[must_use]
    pub fn is_due(self) -> bool {
        self != Self::NotDue
    }

    /// Whether somebody still owes it.
    #[must_use]
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Overdue | Self::Partly | Self::ToFollow | Self::Awaited | Self::NotAsked)
    }
}

/// What is known of one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the period may expect of the measure.
    pub expected: Expected,
    /// Whether the panel takes it in this period, as it agreed.
    pub is_taken: bool,
    /// Where the request stands that asks for it; none where nobody was asked.
    pub state: Option<State>,
    /// What was given.
    pub figure: Option<Figure>,
    /// Whether the day of the request is over.
    pub is_overdue: bool,
}

/// How a figure stands.
#[must_use]
pub fn stands(facts: &Facts) -> Standing {
    let has_come = facts.state.is_some_and(|state| State::KNOWN.contains(&state) || state == State::Partly);
    match facts.figure {
        Some(Figure::Absent(Absence::NotDue)) => return Standing::NotDue,
        Some(Figure::Number(_)) if has_come => return Standing::In,
        Some(Figure::Absent(Absence::ToBeConfirmed)) if has_come => return Standing::ToFollow,
        Some(Figure::Absent(_)) if has_come => return Standing::NotAvailable,
        _ => {}
    }
    match facts.state {
        Some(State::NotAvailable) => Standing::NotAvailable,
        None if !facts.is_taken || matches!(facts.expected, Expected::NotDue { .. }) => Standing::NotDue,
        None | Some(State::Planned | State::Withdrawn | State::Merged | State::Superseded) => Standing::NotAsked,
        Some(_) if facts.is_overdue => Standing::Overdue,
        Some(State::ToFollow) => Standing::ToFollow,
        Some(State::Partly) => Standing::Partly,
        Some(
            State::Issued
            | State::Acknowledged
            | State::Queried
            | State::Submitted
            | State::Accepted
            | State::Published,
        ) => Standing::Awaited,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::period::Period;
    use rust_decimal::Decimal;

    fn quarter() -> Period {
        "2026/27 Q2".parse().unwrap()
    }

    fn asked(state: State) -> Facts {
        Facts {
            expected: Expected::Due { covers: quarter() },
            is_taken: true,
            state: Some(state),
            figure: None,
            is_overdue: false,
        }
    }

    #[test]
    fn worked_cases() {
        let number = Some(Figure::Number(Decimal::ONE));
        let absent = |absence| Some(Figure::Absent(absence));
        let not_due = Expected::NotDue { next: quarter() };
        for (facts, wanted) in [
            (asked(State::Issued), Standing::Awaited),
            (Facts { is_overdue: true, ..asked(State::Issued) }, Standing::Overdue),
            (asked(State::Partly), Standing::Partly),
            (Facts { figure: number, ..asked(State::Partly) }, Standing::In),
            (Facts { figure: number, ..asked(State::Published) }, Standing::In),
            (Facts { figure: number, ..asked(State::Issued) }, Standing::Awaited),
            (asked(State::ToFollow), Standing::ToFollow),
            (Facts { is_overdue: true, ..asked(State::ToFollow) }, Standing::Overdue),
            (Facts { figure: absent(Absence::ToBeConfirmed), ..asked(State::Accepted) }, Standing::ToFollow),
            (Facts { figure: absent(Absence::NotAvailable), ..asked(State::Accepted) }, Standing::NotAvailable),
            (asked(State::NotAvailable), Standing::NotAvailable),
            (asked(State::Planned), Standing::NotAsked),
            (Facts { state: None, ..asked(State::Planned) }, Standing::NotAsked),
        ] {
            assert_eq!(stands(&facts), wanted, "{facts:?}");
        }
        // Edge case 21: what does not report, or is not taken, is not missing; whatever the day.
        for facts in [
            Facts { state: None, expected: not_due, ..asked(State::Planned) },
            Facts { state: None, is_taken: false, ..asked(State::Planned) },
            Facts { figure: absent(Absence::NotDue), is_overdue: true, ..asked(State::Issued) },
        ] {
            assert_eq!(stands(&facts), Standing::NotDue, "{facts:?}");
            assert!(!stands(&facts).is_due());
        }
    }
}
