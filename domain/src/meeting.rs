//! A meeting and its agenda items: states, and which step may follow which (domain glossary: meeting,
//! agenda item). Dates planned back from a meeting live in `cycle`.

mod bulk;

pub use bulk::BulkRefusal;

use crate::calendar::OutsideCalendar;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::{NaiveDate, NaiveTime};
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
    /// It will take place on a day yet to be arranged.
    Postponed,
    /// It was begun and broken off; another meeting goes on with it.
    Adjourned,
    /// Too few members came for it to be held.
    Inquorate,
}

impl Word for State {
    const ALL: &'static [Self] = &[
        Self::Scheduled,
        Self::AgendaPublished,
        Self::Held,
        Self::Cancelled,
        Self::Postponed,
        Self::Adjourned,
        Self::Inquorate,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::AgendaPublished => "agenda_published",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
            Self::Postponed => "postponed",
            Self::Adjourned => "adjourned",
            Self::Inquorate => "inquorate",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::AgendaPublished => "Agenda published",
            Self::Held => "Held",
            Self::Cancelled => "Cancelled",
            Self::Postponed => "Postponed",
            Self::Adjourned => "Adjourned",
            Self::Inquorate => "Inquorate",
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
    /// The meeting was postponed; it has no day.
    Postponed,
    /// The meeting was adjourned; another one goes on with it.
    Adjourned,
    /// Too few members came to the meeting.
    Inquorate,
    /// The agenda was published already.
    Published,
    /// A meeting cannot be recorded as held before its day.
    NotYet(NaiveDate),
    /// A meeting that lies ahead cannot be moved into the past.
    Past,
    /// The body meets on that day already.
    SameDay(NaiveDate),
    /// A meeting is not cancelled without saying why.
    NoReason,
    /// Its agenda is out, and its new day leaves fewer clear days than the body gives.
    ShortNotice {
        /// The clear days that are left.
        given: i32,
        /// Those that the body gives.
        wanted: i32,
    },
    /// Nobody said what becomes of what hangs on the meeting.
    NoFate,
    /// The business can only be carried to a meeting of the body that lies ahead.
    NoSuccessor,
    /// Fewer members than the quorum are recorded as present.
    NoQuorum {
        /// Those present who may vote.
        present: u32,
        /// The quorum.
        quorum: u32,
    },
    /// Minutes are drafted of a meeting that was held.
    NotHeld,
}

impl fmt::Display for MeetingRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held => write!(f, "This meeting has been held; its date can no longer change."),
            Self::Cancelled => write!(f, "This meeting was cancelled."),
            Self::Postponed => write!(f, "This meeting was postponed; give it a day first."),
            Self::Adjourned => write!(f, "This meeting was adjourned; it goes on at the reconvened meeting."),
            Self::Inquorate => write!(f, "This meeting was inquorate; its business passed to another one."),
            Self::Past => write!(f, "Choose today or a later day: this meeting has not been held yet."),
            Self::Published => write!(f, "The agenda of this meeting is published already."),
            Self::NotYet(on) => {
                write!(f, "This meeting is on {}; it can be recorded as held from that day.", on.format("%-d %B %Y"))
            }
            Self::SameDay(on) => write!(f, "This body already has a meeting on {}.", on.format("%-d %B %Y")),
            Self::NoReason => write!(f, "Enter the reason, as it will be told to everybody concerned."),
            Self::ShortNotice { given, wanted } => write!(
                f,
                "The agenda is published, and this day leaves {given} of {wanted} clear days. Enter why the meeting is convened at shorter notice, or choose a later day."
            ),
            Self::NoFate => write!(f, "Choose what becomes of the business and of what is owed for it."),
            Self::NoSuccessor => write!(f, "Choose a meeting of this body that lies ahead, or enter a new day."),
            Self::NoQuorum { present, quorum } => write!(
                f,
                "Attendance shows {present} voting members present, and the quorum is {quorum}. Record the meeting as inquorate, or correct the attendance."
            ),
            Self::NotHeld => write!(f, "Record the meeting as held first."),
        }
    }
}

impl Refusal for MeetingRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::SameDay(_) | Self::Past => Some("held_on".to_owned()),
            Self::NoReason => Some("reason".to_owned()),
            Self::ShortNotice { .. } => Some("short_notice_reason".to_owned()),
            Self::NoFate => Some("fate".to_owned()),
            Self::NoSuccessor => Some("successor".to_owned()),
            _ => None,
        }
    }
}

/// Why a meeting cannot be put in the diary as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleRefusal {
    /// No body, or none of that name.
    NoBody,
    /// No day, or no such day.
    NoDay,
    /// A time that cannot be read.
    NoTime,
    /// A length that is no number of minutes from 15 to 720.
    NoLength,
    /// A lag that is no number of working days from 0 to 90.
    NoLag,
    /// Its deadlines lie in a year whose bank holidays are not loaded.
    Outside(OutsideCalendar),
    /// Nobody's post would owe its agenda.
    NoOfficer,
    /// The body has ended by then.
    Ended(NaiveDate),
}

impl fmt::Display for ScheduleRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBody => write!(f, "Choose the body that meets."),
            Self::NoDay => write!(f, "Enter the day of the meeting, for example 2026-11-05."),
            Self::NoTime => write!(f, "Enter the time as 14:00 or 2pm."),
            Self::NoLength => write!(f, "Enter the planned length in minutes, from 15 to 720."),
            Self::NoLag => write!(f, "Enter the number of working days, from 0 to {LONGEST_LAG}."),
            Self::Outside(outside) => outside.fmt(f),
            Self::Ended(on) => {
                write!(f, "This body ended on {}. Choose the body that follows it.", crate::wording::date(*on))
            }
            Self::NoOfficer => {
                write!(f, "No scrutiny officer’s post looks after this body. Name one under People first.")
            }
        }
    }
}

impl Refusal for ScheduleRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoBody | Self::NoOfficer | Self::Ended(_) => "body",
            Self::NoDay | Self::Outside(_) => "held_on",
            Self::NoTime => "starts_at",
            Self::NoLag => "lag",
            Self::NoLength => "lasts",
        };
        Some(field.to_owned())
    }
}

/// The longest lag, in working days, between the end of a period and its data.
pub const LONGEST_LAG: u32 = 90;

/// The hour at which a meeting begins when nobody says otherwise: 2pm.
#[must_use]
pub fn usual_time() -> NaiveTime {
    NaiveTime::from_hms_opt(14, 0, 0).unwrap_or_default()
}

/// Reads a time of day as officers type it: `14:00`, `14.30`, `2pm`, `2.30 pm`, `9:30am`, `noon`.
#[must_use]
pub fn read_time(typed: &str) -> Option<NaiveTime> {
    let text: String = typed.to_lowercase().replace('.', ":").split_whitespace().collect();
    if text == "noon" {
        return NaiveTime::from_hms_opt(12, 0, 0);
    }
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = match (clock.split_once(':'), half) {
        (Some((hour, minute)), _) if minute.len() == 2 => (hour, minute),
        (None, Some(_)) => (clock, "0"),
        _ => return None,
    };
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    match half {
        Some(half) if (1..=12).contains(&hour) => NaiveTime::from_hms_opt(hour % 12 + half, minute, 0),
        Some(_) => None,
        None => NaiveTime::from_hms_opt(hour, minute, 0),
    }
}

impl State {
    /// The states of a meeting whose day stands: it lies ahead, or it took place on that day.
    pub const STANDING: [Self; 4] = [Self::Scheduled, Self::AgendaPublished, Self::Held, Self::Adjourned];

    /// The states in which a body can hold no other meeting on that day. One that was adjourned may be reconvened on it.
    pub const TAKING_THE_DAY: [Self; 3] = [Self::Scheduled, Self::AgendaPublished, Self::Held];

    /// Whether its day stands: not cancelled, not without a day, not given up for want of a quorum.
    #[must_use]
    pub fn stands(self) -> bool {
        Self::STANDING.contains(&self)
    }

    /// Whether it took place, to its end or not: there is something to minute and to resolve.
    #[must_use]
    pub fn took_place(self) -> bool {
        matches!(self, Self::Held | Self::Adjourned)
    }

    /// Why nothing more can happen to a meeting in this state; none while it lies ahead.
    fn over(self) -> Option<MeetingRefusal> {
        match self {
            Self::Scheduled | Self::AgendaPublished => None,
            Self::Held => Some(MeetingRefusal::Held),
            Self::Cancelled => Some(MeetingRefusal::Cancelled),
            Self::Postponed => Some(MeetingRefusal::Postponed),
            Self::Adjourned => Some(MeetingRefusal::Adjourned),
            Self::Inquorate => Some(MeetingRefusal::Inquorate),
        }
    }

    /// Moves a meeting to another day; the state stays what it was. A postponed one stands in the diary again.
    ///
    /// # Errors
    /// What is over or cancelled does not move.
    pub fn reschedule(self) -> Result<Self, MeetingRefusal> {
        match self {
            Self::Postponed => Ok(Self::Scheduled),
            state => state.over().map_or(Ok(state), Err),
        }
    }

    /// Takes a meeting out of the diary until another day is found for it.
    ///
    /// # Errors
    /// What is over, cancelled or postponed already.
    pub fn postpone(self) -> Result<Self, MeetingRefusal> {
        self.over().map_or(Ok(Self::Postponed), Err)
    }

    /// Opens agenda and reports to inspection (LGA 1972 s100B). Never refused for lateness: the days given are recorded.
    ///
    /// # Errors
    /// Only a scheduled meeting's agenda can be published.
    pub fn publish_agenda(self) -> Result<Self, MeetingRefusal> {
        match self {
            Self::AgendaPublished => Err(MeetingRefusal::Published),
            state => state.over().map_or(Ok(Self::AgendaPublished), Err),
        }
    }

    /// Records that the meeting took place.
    ///
    /// # Errors
    /// Not before the day of the meeting, not twice, not when cancelled.
    pub fn hold(self, held_on: NaiveDate, today: NaiveDate) -> Result<Self, MeetingRefusal> {
        self.on_the_day(held_on, today).map(|()| Self::Held)
    }

    /// Records that the meeting was begun and broken off, to be reconvened.
    ///
    /// # Errors
    /// As [`State::hold`].
    pub fn adjourn(self, held_on: NaiveDate, today: NaiveDate) -> Result<Self, MeetingRefusal> {
        self.on_the_day(held_on, today).map(|()| Self::Adjourned)
    }

    /// Records that too few members came.
    ///
    /// # Errors
    /// As [`State::hold`].
    pub fn lack_quorum(self, held_on: NaiveDate, today: NaiveDate) -> Result<Self, MeetingRefusal> {
        self.on_the_day(held_on, today).map(|()| Self::Inquorate)
    }

    fn on_the_day(self, held_on: NaiveDate, today: NaiveDate) -> Result<(), MeetingRefusal> {
        match self.over() {
            Some(refusal) => Err(refusal),
            None if today < held_on => Err(MeetingRefusal::NotYet(held_on)),
            None => Ok(()),
        }
    }

    /// Cancels a meeting that was not held.
    ///
    /// # Errors
    /// A meeting that was held cannot be cancelled, nor one twice.
    pub fn cancel(self) -> Result<Self, MeetingRefusal> {
        match self {
            Self::Postponed => Ok(Self::Cancelled),
            state => state.over().map_or(Ok(Self::Cancelled), Err),
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
    fn a_time_is_read_as_officers_type_it() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (typed, read) in [
            ("14:00", at(14, 0)),
            ("2pm", at(14, 0)),
            (" 2.30 PM ", at(14, 30)),
            ("9:30am", at(9, 30)),
            ("12pm", at(12, 0)),
            ("12.15am", at(0, 15)),
            ("noon", at(12, 0)),
            ("09.05", at(9, 5)),
            ("14", None),
            ("14:0", None),
            ("13pm", None),
            ("0am", None),
            ("25:00", None),
            ("two", None),
            ("", None),
        ] {
            assert_eq!(read_time(typed), read, "{typed}");
        }
        assert_eq!(Some(usual_time()), at(14, 0));
    }

    #[test]
    fn a_published_meeting_can_still_move_and_be_cancelled() {
        let state = State::Scheduled.publish_agenda().unwrap();
        assert_eq!(state.reschedule(), Ok(State::AgendaPublished));
        assert_eq!(state.cancel().unwrap().publish_agenda(), Err(MeetingRefusal::Cancelled));
        assert_eq!(state.publish_agenda(), Err(MeetingRefusal::Published));
    }
}
