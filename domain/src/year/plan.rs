//! The window of a year, and what may be taken out of the diary again with the batch that put it in.

use super::{LONGEST_WINDOW, Window};
use crate::meeting::State;
use crate::period::MunicipalYear;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::{Datelike, Days, NaiveDate};
use std::fmt;

/// The municipal year that is planned when nobody says otherwise: the one that began within the last two months, or
/// the next one.
#[must_use]
pub fn usual_window(today: NaiveDate) -> Window {
    let this = MunicipalYear::usual_annual_council(today.year());
    let first = if today < this + Days::new(60) { this } else { MunicipalYear::usual_annual_council(today.year() + 1) };
    let next = MunicipalYear::usual_annual_council(first.year() + 1);
    Window { first, last: next.pred_opt().unwrap_or(next) }
}

/// Reads the window that is planned.
///
/// # Errors
/// When a day is missing, they are the wrong way round, or too far apart.
pub fn read_window(first: Option<NaiveDate>, last: Option<NaiveDate>) -> Result<Window, PlanRefusal> {
    let (first, last) = (first.ok_or(PlanRefusal::NoFirst)?, last.ok_or(PlanRefusal::NoLast)?);
    match (last - first).num_days() {
        ..0 => Err(PlanRefusal::BackToFront),
        days if days > LONGEST_WINDOW => Err(PlanRefusal::TooLong),
        _ => Ok(Window { first, last }),
    }
}

/// Why a year cannot be planned as it was typed, or a batch not undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// No first day of the year, or no such day.
    NoFirst,
    /// No last day of the year, or no such day.
    NoLast,
    /// The year ends before it begins.
    BackToFront,
    /// The year is longer than one and a half.
    TooLong,
    /// Nothing was typed, pasted or uploaded.
    NoDates,
    /// Nobody said of which bodies.
    NoBodies,
    /// These bodies had no meetings in the year before.
    NoneLastYear,
    /// A time that cannot be read.
    NoTime,
    /// A length that is no number of minutes.
    NoLength,
    /// No meeting is ticked.
    NoneTicked,
    /// The batch was undone before.
    Undone,
}

impl fmt::Display for PlanRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoFirst => "Enter the first day of the year, for example 2026-05-21.",
            Self::NoLast => "Enter the last day of the year, for example 2027-05-19.",
            Self::BackToFront => "The last day of the year is before the first.",
            Self::TooLong => "Plan no more than a year and a half at once.",
            Self::NoDates => "Write a pattern, paste dates or choose a file.",
            Self::NoBodies => "Tick the bodies that meet, or name a body in each line.",
            Self::NoneLastYear => "These bodies have no meetings in the diary a year before.",
            Self::NoTime => "Enter the time as 14:00 or 2pm.",
            Self::NoLength => "Enter the length in minutes, from 15 to 600.",
            Self::NoneTicked => "Tick the meetings to be made.",
            Self::Undone => "These meetings were taken out again already.",
        })
    }
}

impl Refusal for PlanRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoFirst => "first",
            Self::NoLast | Self::BackToFront | Self::TooLong => "last",
            Self::NoDates => "dates",
            Self::NoBodies | Self::NoneLastYear => "body",
            Self::NoTime => "starts_at",
            Self::NoLength => "lasts",
            Self::NoneTicked | Self::Undone => return None,
        };
        Some(field.to_owned())
    }
}

/// What has happened to a meeting since a batch put it in the diary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Where it stands.
    pub state: State,
    /// Whether anything of it was published.
    pub is_published: bool,
    /// Whether data were asked for.
    pub is_asked: bool,
    /// Whether anybody invited has answered.
    pub is_answered: bool,
    /// Whether a matter was referred to it.
    pub is_referred: bool,
    /// Whether its agenda holds more than the standing items.
    pub has_items: bool,
    /// Whether its day, time or place was changed.
    pub is_changed: bool,
}

/// Why a meeting stays in the diary when its batch is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptBecause {
    /// It is no longer merely scheduled.
    State(State),
    /// Something of it was published.
    Published,
    /// Data were asked for.
    Asked,
    /// Somebody has answered an invitation.
    Answered,
    /// A matter was referred to it.
    Referred,
    /// Items were put on its agenda.
    Items,
    /// It was changed by hand.
    Changed,
}

impl fmt::Display for KeptBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => write!(f, "it is {}", state.label().to_lowercase()),
            Self::Published => write!(f, "something of it was published"),
            Self::Asked => write!(f, "data were asked for"),
            Self::Answered => write!(f, "an invitation was answered"),
            Self::Referred => write!(f, "a matter was referred to it"),
            Self::Items => write!(f, "items were put on its agenda"),
            Self::Changed => write!(f, "its day, time or place was changed"),
        }
    }
}

/// Why a meeting is kept; none where it is untouched and may go.
#[must_use]
pub fn why_kept(touched: &Touched) -> Option<KeptBecause> {
    match touched {
        Touched { is_published: true, .. } => Some(KeptBecause::Published),
        Touched { state, .. } if *state != State::Scheduled => Some(KeptBecause::State(*state)),
        Touched { is_asked: true, .. } => Some(KeptBecause::Asked),
        Touched { is_answered: true, .. } => Some(KeptBecause::Answered),
        Touched { is_referred: true, .. } => Some(KeptBecause::Referred),
        Touched { has_items: true, .. } => Some(KeptBecause::Items),
        Touched { is_changed: true, .. } => Some(KeptBecause::Changed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_year_that_is_planned_is_the_next_one() {
        for (today, first, last) in [
            ("2026-03-01", "2026-05-21", "2027-05-19"),
            ("2026-06-30", "2026-05-21", "2027-05-19"),
            ("2026-11-22", "2027-05-20", "2028-05-17"),
        ] {
            assert_eq!(usual_window(on(today)), Window { first: on(first), last: on(last) }, "{today}");
        }
    }

    #[test]
    fn a_window_has_two_days_in_order() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for (first, last, wanted) in [
            ("", "2027-05-19", PlanRefusal::NoFirst),
            ("2026-05-21", "", PlanRefusal::NoLast),
            ("2026-05-21", "2026-05-20", PlanRefusal::BackToFront),
            ("2026-05-21", "2028-05-20", PlanRefusal::TooLong),
        ] {
            assert_eq!(read_window(day(first), day(last)), Err(wanted));
            assert!(wanted.field().is_some() && wanted.to_string().ends_with('.'));
        }
        assert!(read_window(day("2026-05-21"), day("2027-05-19")).is_ok());
    }

    #[test]
    fn only_what_nobody_touched_goes() {
        let fresh = Touched {
            state: State::Scheduled,
            is_published: false,
            is_asked: false,
            is_answered: false,
            is_referred: false,
            has_items: false,
            is_changed: false,
        };
        assert_eq!(why_kept(&fresh), None);
        for (touched, wanted) in [
            (Touched { is_published: true, state: State::AgendaPublished, ..fresh }, "something of it was published"),
            (Touched { state: State::Held, ..fresh }, "it is held"),
            (Touched { state: State::Cancelled, ..fresh }, "it is cancelled"),
            (Touched { is_asked: true, ..fresh }, "data were asked for"),
            (Touched { is_answered: true, ..fresh }, "an invitation was answered"),
            (Touched { has_items: true, ..fresh }, "items were put on its agenda"),
            (Touched { is_changed: true, ..fresh }, "its day, time or place was changed"),
        ] {
            assert_eq!(why_kept(&touched).unwrap().to_string(), wanted);
        }
    }
}
