//! What the council keeps in its diary beside meetings: days on which nothing counts, and windows that only warn.
//! Counting is in `calendar`.

use crate::calendar::{Calendar, OutsideCalendar};
use crate::refusal::Refusal;
use crate::word::Word;
use crate::wording;
use chrono::NaiveDate;
use std::fmt;

/// What a stretch of days in the diary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClosedKind {
    /// A bank holiday proclaimed beside the yearly ones: no working day.
    Holiday,
    /// The council's own closure, such as between Christmas and New Year: no working days.
    Closure,
    /// Members do not meet; the days still count as working days.
    Recess,
    /// From the notice of election to the poll: normal business goes on, sensitive items are marked.
    Election,
}

impl Word for ClosedKind {
    const ALL: &'static [Self] = &[Self::Holiday, Self::Closure, Self::Recess, Self::Election];
    fn word(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Closure => "closure",
            Self::Recess => "recess",
            Self::Election => "election",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Holiday => "Bank holiday",
            Self::Closure => "Offices closed",
            Self::Recess => "Recess",
            Self::Election => "Pre-election period",
        }
    }
}

impl ClosedKind {
    /// Whether such days are no working days, for every deadline.
    #[must_use]
    pub fn stops_the_count(self) -> bool {
        matches!(self, Self::Holiday | Self::Closure)
    }
}

impl ClosedKind {
    /// The longest stretch, in days, that is believed; a longer one is a slip of the pen.
    #[must_use]
    pub fn longest(self) -> i64 {
        match self {
            Self::Holiday => 7,
            Self::Closure => 31,
            Self::Recess | Self::Election => 100,
        }
    }
}

/// Working days before the poll by which notice of the election is given; the pre-election period begins with it.
pub const NOTICE_OF_ELECTION: i32 = 25;

/// The day on which the pre-election period begins at the latest: 25 working days before the poll.
///
/// # Errors
/// [`OutsideCalendar`] when the count leaves the loaded years.
pub fn pre_election_begins(poll: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, OutsideCalendar> {
    calendar.add_working_days(poll, -NOTICE_OF_ELECTION)
}

/// A stretch of days in the diary, both days included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: ClosedKind,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// Why, in words for everybody.
    pub reason: String,
}

/// A stretch of days as an officer typed it; what is none could not be read or was left empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// What it is.
    pub kind: Option<ClosedKind>,
    /// Its first day.
    pub first: Option<NaiveDate>,
    /// Whether something stood where the last day stands.
    pub has_last: bool,
    /// Its last day.
    pub last: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

impl Entry {
    /// Reads a stretch of days. One day only needs no last day; a pre-election period needs its poll, and begins 25
    /// working days before it when nobody says otherwise.
    ///
    /// # Errors
    /// What is missing or cannot be.
    pub fn read(typed: &Typed, calendar: &Calendar) -> Result<Self, DiaryRefusal> {
        let kind = typed.kind.ok_or(DiaryRefusal::NoKind)?;
        if typed.has_last && typed.last.is_none() {
            return Err(DiaryRefusal::NoLast);
        }
        let (first, last) = match (typed.first, typed.last) {
            (Some(first), last) => (first, last.unwrap_or(first)),
            (None, Some(poll)) if kind == ClosedKind::Election => {
                (pre_election_begins(poll, calendar).map_err(DiaryRefusal::Outside)?, poll)
            }
            (None, _) => return Err(DiaryRefusal::NoFirst),
        };
        if last < first {
            return Err(DiaryRefusal::BackToFront);
        }
        if (last - first).num_days() >= kind.longest() {
            return Err(DiaryRefusal::TooLong(kind));
        }
        if typed.reason.trim().is_empty() {
            return Err(DiaryRefusal::NoReason);
        }
        Ok(Self { kind, first, last, reason: typed.reason.trim().to_owned() })
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.first <= on && on <= self.last
    }

    /// Its days in words: "Monday 19 September 2022", "Tuesday 29 December 2026 to Thursday 31 December 2026".
    #[must_use]
    pub fn days(&self) -> String {
        let first = wording::date_with_weekday(self.first);
        if self.first == self.last {
            return first;
        }
        format!("{first} to {}", wording::date_with_weekday(self.last))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.kind.label(), self.days(), self.reason)
    }
}

/// Why a stretch of days cannot be put in the diary as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiaryRefusal {
    /// Nobody said what it is.
    NoKind,
    /// No first day, or no such day.
    NoFirst,
    /// No such last day.
    NoLast,
    /// It ends before it begins.
    BackToFront,
    /// It is longer than such a stretch ever is.
    TooLong(ClosedKind),
    /// Nobody said why.
    NoReason,
    /// A count leaves the loaded years.
    Outside(OutsideCalendar),
}

impl fmt::Display for DiaryRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKind => write!(f, "Choose what it is."),
            Self::NoFirst => write!(f, "Enter the first day, for example 2026-12-29."),
            Self::NoLast => write!(f, "Enter the last day, for example 2026-12-31, or leave it empty for one day."),
            Self::BackToFront => write!(f, "The last day is before the first."),
            Self::TooLong(kind) => {
                write!(f, "{} of more than {} days: check the two days.", kind.label(), kind.longest())
            }
            Self::NoReason => write!(f, "Enter what it is called, for example Christmas closure."),
            Self::Outside(outside) => outside.fmt(f),
        }
    }
}

impl Refusal for DiaryRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoKind => "kind",
            Self::NoFirst => "first_on",
            Self::NoLast | Self::BackToFront | Self::TooLong(_) | Self::Outside(_) => "last_on",
            Self::NoReason => "reason",
        };
        Some(field.to_owned())
    }
}

/// A published agenda whose clear days changed with the diary (LGA 1972 s100B(3)). It is told, never undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The day of the meeting.
    pub held_on: NaiveDate,
    /// The day on which its agenda was published.
    pub published_on: NaiveDate,
    /// The clear days between, as they count now.
    pub given: u32,
    /// The clear days that the body gives.
    pub wanted: u32,
}

impl Notice {
    /// Whether fewer clear days are given than the body gives.
    #[must_use]
    pub fn falls_short(&self) -> bool {
        self.given < self.wanted
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} of {} clear days, the agenda was published on {}",
            wording::date(self.held_on),
            self.given,
            self.wanted,
            wording::date(self.published_on)
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn typed(kind: Option<ClosedKind>, first: &str, last: &str) -> Typed {
        let day = |text: &str| text.parse().ok();
        Typed { kind, first: day(first), has_last: !last.is_empty(), last: day(last), reason: " Christmas ".to_owned() }
    }

    fn read(kind: Option<ClosedKind>, first: &str, last: &str) -> Result<Entry, DiaryRefusal> {
        Entry::read(&typed(kind, first, last), &Calendar::england())
    }

    #[test]
    fn one_day_needs_no_last_day() {
        let day = read(Some(ClosedKind::Holiday), "2022-09-19", "").unwrap();
        assert_eq!((day.first, day.last), (on("2022-09-19"), on("2022-09-19")));
        assert_eq!(day.to_string(), "Bank holiday: Monday 19 September 2022 (Christmas)");
        assert!(day.covers(on("2022-09-19")) && !day.covers(on("2022-09-20")));
    }

    /// domain.md §1.10: poll on 6 May 2027, notice by 31 March 2027.
    #[test]
    fn a_pre_election_period_begins_25_working_days_before_the_poll() {
        let window = read(Some(ClosedKind::Election), "", "2027-05-06").unwrap();
        assert_eq!(window.first, on("2027-03-31"));
        assert_eq!(pre_election_begins(on("2024-05-02"), &Calendar::england()), Ok(on("2024-03-26")));
        let earlier = read(Some(ClosedKind::Election), "2024-03-22", "2024-05-02").unwrap();
        assert_eq!(earlier.first, on("2024-03-22"), "some publish earlier");
    }

    #[test]
    fn what_cannot_be_is_refused_at_its_field() {
        use ClosedKind::{Closure, Election, Holiday, Recess};
        for (kind, first, last, wanted, field) in [
            (None, "2026-12-29", "", DiaryRefusal::NoKind, "kind"),
            (Some(Closure), "soon", "", DiaryRefusal::NoFirst, "first_on"),
            (Some(Recess), "", "2026-12-31", DiaryRefusal::NoFirst, "first_on"),
            (Some(Closure), "2026-12-29", "later", DiaryRefusal::NoLast, "last_on"),
            (Some(Closure), "2026-12-29", "2026-12-28", DiaryRefusal::BackToFront, "last_on"),
            (Some(Holiday), "2026-12-01", "2026-12-08", DiaryRefusal::TooLong(Holiday), "last_on"),
            (Some(Closure), "2025-12-29", "2026-12-31", DiaryRefusal::TooLong(Closure), "last_on"),
        ] {
            let refusal = read(kind, first, last).unwrap_err();
            assert_eq!(refusal, wanted);
            assert_eq!(refusal.field().as_deref(), Some(field));
            assert!(refusal.to_string().ends_with('.'));
        }
        assert!(matches!(read(Some(Election), "", "2035-05-03"), Err(DiaryRefusal::Outside(_))));
        let silent = Typed { reason: " ".to_owned(), ..typed(Some(Closure), "2026-12-29", "") };
        assert_eq!(Entry::read(&silent, &Calendar::england()), Err(DiaryRefusal::NoReason));
    }

    #[test]
    fn a_notice_says_what_it_falls_short_of() {
        let notice = Notice { held_on: on("2026-11-03"), published_on: on("2026-10-26"), given: 4, wanted: 5 };
        assert!(notice.falls_short());
        assert_eq!(
            notice.to_string(),
            "3 November 2026: 4 of 5 clear days, the agenda was published on 26 October 2026"
        );
    }
}
