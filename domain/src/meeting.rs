//! A meeting and its agenda items: states, and which step may follow which (domain glossary: meeting,
//! agenda item). Dates planned back from a meeting live in `cycle`.

use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// Where a meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the diary.
    Scheduled,
    /// Its agenda is open to inspection.
    AgendaPublished,
    /// It took place.
    Held,
    /// It did not and will not take place; the record and its reason stay.
    Cancelled,
}

impl Word for State {
    const ALL: &'static [Self] = &[Self::Scheduled, Self::AgendaPublished, Self::Held, Self::Cancelled];
    fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::AgendaPublished => "agenda_published",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::AgendaPublished => "Agenda published",
            Self::Held => "Held",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// Why a step of a meeting was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingRefusal {
    /// The meeting was held already.
    Held,
    /// The meeting was cancelled.
    Cancelled,
    /// The agenda was published already.
    Published,
    /// A meeting cannot be recorded as held before its day.
    NotYet(NaiveDate),
    /// The body meets on that day already.
    SameDay(NaiveDate),
}

impl fmt::Display for MeetingRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held => write!(f, "This meeting has been held; its date can no longer change."),
            Self::Cancelled => write!(f, "This meeting was cancelled."),
            Self::Published => write!(f, "The agenda of this meeting is published already."),
            Self::NotYet(on) => {
                write!(f, "This meeting is on {}; it can be recorded as held from that day.", on.format("%-d %B %Y"))
            }
            Self::SameDay(on) => write!(f, "This body already has a meeting on {}.", on.format("%-d %B %Y")),
        }
    }
}

impl Refusal for MeetingRefusal {
    fn field(&self) -> Option<String> {
        matches!(self, Self::SameDay(_)).then(|| "held_on".to_owned())
    }
}

impl State {
    /// Moves a meeting to another day; the state stays what it was.
    ///
    /// # Errors
    /// Held and cancelled meetings do not move.
    pub fn reschedule(self) -> Result<Self, MeetingRefusal> {
        match self {
            Self::Scheduled | Self::AgendaPublished => Ok(self),
            Self::Held => Err(MeetingRefusal::Held),
            Self::Cancelled => Err(MeetingRefusal::Cancelled),
        }
    }

    /// Opens agenda and reports to inspection (LGA 1972 s100B). Never refused for lateness: the days given are recorded.
    ///
    /// # Errors
    /// Only a scheduled meeting's agenda can be published.
    pub fn publish_agenda(self) -> Result<Self, MeetingRefusal> {
        match self {
            Self::Scheduled => Ok(Self::AgendaPublished),
            Self::AgendaPublished => Err(MeetingRefusal::Published),
            Self::Held => Err(MeetingRefusal::Held),
            Self::Cancelled => Err(MeetingRefusal::Cancelled),
        }
    }

    /// Records that the meeting took place.
    ///
    /// # Errors
    /// Not before the day of the meeting, not twice, not when cancelled.
    pub fn hold(self, held_on: NaiveDate, today: NaiveDate) -> Result<Self, MeetingRefusal> {
        match self {
            Self::Scheduled | Self::AgendaPublished if today < held_on => Err(MeetingRefusal::NotYet(held_on)),
            Self::Scheduled | Self::AgendaPublished => Ok(Self::Held),
            Self::Held => Err(MeetingRefusal::Held),
            Self::Cancelled => Err(MeetingRefusal::Cancelled),
        }
    }

    /// Cancels a meeting that was not held.
    ///
    /// # Errors
    /// A meeting that was held cannot be cancelled, nor one twice.
    pub fn cancel(self) -> Result<Self, MeetingRefusal> {
        match self {
            Self::Scheduled | Self::AgendaPublished => Ok(Self::Cancelled),
            Self::Held => Err(MeetingRefusal::Held),
            Self::Cancelled => Err(MeetingRefusal::Cancelled),
        }
    }

    /// Whether the meeting still lies ahead as far as its state tells.
    #[must_use]
    pub fn is_ahead(self) -> bool {
        matches!(self, Self::Scheduled | Self::AgendaPublished)
    }
}

/// What an agenda item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// Performance (and in-year budget) monitoring, with a generated covering report.
    Performance,
    /// Any other report or business.
    Business,
}

impl Word for ItemKind {
    const ALL: &'static [Self] = &[Self::Performance, Self::Business];
    fn word(self) -> &'static str {
        match self {
            Self::Performance => "performance",
            Self::Business => "business",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Performance => "Performance monitoring",
            Self::Business => "Other business",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 11, d).unwrap()
    }

    #[test]
    fn a_meeting_is_held_on_its_day_or_later_and_only_once() {
        let state = State::Scheduled.publish_agenda().unwrap();
        assert_eq!(state.hold(day(3), day(2)), Err(MeetingRefusal::NotYet(day(3))));
        let held = state.hold(day(3), day(3)).unwrap();
        assert_eq!(held.hold(day(3), day(4)), Err(MeetingRefusal::Held));
        assert_eq!(held.reschedule(), Err(MeetingRefusal::Held));
        assert_eq!(held.cancel(), Err(MeetingRefusal::Held));
    }

    #[test]
    fn a_published_meeting_can_still_move_and_be_cancelled() {
        let state = State::Scheduled.publish_agenda().unwrap();
        assert_eq!(state.reschedule(), Ok(State::AgendaPublished));
        assert_eq!(state.cancel().unwrap().publish_agenda(), Err(MeetingRefusal::Cancelled));
        assert_eq!(state.publish_agenda(), Err(MeetingRefusal::Published));
    }
}
