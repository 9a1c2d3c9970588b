//! What a planned meeting runs into: days on which nothing counts, recess, an election, another meeting in the room
//! or on the chair, data that cannot exist yet, a Board that comes too soon. A warning never forbids the meeting.

use crate::calendar::{Calendar, OutsideCalendar};
use crate::cycle::{self, CycleFacts};
use crate::diary::{ClosedKind, Entry};
use crate::london;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use std::fmt;

/// When and where a meeting is planned, and who chairs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The body, as a sentence names it.
    pub body: String,
    /// The day.
    pub on: NaiveDate,
    /// When it begins.
    pub starts_at: NaiveTime,
    /// For how many minutes.
    pub lasts: u32,
    /// Where; empty when that is open.
    pub venue: String,
    /// Who chairs it, by any number that tells people apart.
    pub chair: Option<i64>,
}

impl Slot {
    /// Whether two meetings take place at the same time, for a minute at least.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let ends = |slot: &Self| slot.on.and_time(slot.starts_at) + TimeDelta::minutes(i64::from(slot.lasts));
        let begins = |slot: &Self| slot.on.and_time(slot.starts_at);
        begins(self) < ends(other) && begins(other) < ends(self)
    }
}

/// One thing that a planned meeting runs into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Its day is over.
    Past,
    /// A weekend, a bank holiday or a closure.
    NotWorkingDay(String),
    /// Members do not meet.
    Recess(String),
    /// An election is near.
    Election(String),
    /// The body meets on that day already.
    InDiary,
    /// It is planned twice in what was typed.
    Twice,
    /// Another body is in the room.
    Room {
        /// Which.
        with: String,
        /// From when.
        at: NaiveTime,
        /// The room.
        venue: String,
    },
    /// Whoever chairs it chairs another body at the same time.
    Chair {
        /// Which.
        with: String,
        /// From when.
        at: NaiveTime,
    },
    /// What the cycle of its quarter says.
    Cycle {
        /// The quarter with its months.
        period: String,
        /// What cannot work.
        what: cycle::Warning,
    },
    /// Its dates cannot be counted.
    Outside(OutsideCalendar),
}

impl Warning {
    /// Whether the meeting cannot be made, rather than should perhaps not.
    #[must_use]
    pub fn forbids(&self) -> bool {
        matches!(self, Self::InDiary | Self::Twice | Self::Outside(_))
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Past => write!(f, "This day is over."),
            Self::NotWorkingDay(why) => write!(f, "Not a working day: {why}."),
            Self::Recess(reason) => write!(f, "In the recess: {reason}."),
            Self::Election(reason) => write!(f, "In the pre-election period: {reason}."),
            Self::InDiary => write!(f, "Already in the diary: this body meets on that day."),
            Self::Twice => write!(f, "The same body on the same day stands above already."),
            Self::Room { with, at, venue } => {
                write!(f, "{with} is in the same place ({venue}) from {}.", london::time_of_day(*at))
            }
            Self::Chair { with, at } => {
                write!(f, "The same person chairs {with}, which meets from {}.", london::time_of_day(*at))
            }
            Self::Cycle { period, what } => write!(f, "{period}: {what}"),
            Self::Outside(outside) => outside.fmt(f),
        }
    }
}

/// What a day runs into by itself.
#[must_use]
pub fn of_day(on: NaiveDate, today: NaiveDate, entries: &[Entry], calendar: &Calendar) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if on < today {
        warnings.push(Warning::Past);
    }
    match calendar.why_closed(on) {
        Ok(Some(why)) => warnings.push(Warning::NotWorkingDay(why)),
        Ok(None) => {}
        Err(outside) => warnings.push(Warning::Outside(outside)),
    }
    for entry in entries.iter().filter(|entry| entry.covers(on)) {
        match entry.kind {
            ClosedKind::Recess => warnings.push(Warning::Recess(entry.reason.clone())),
            ClosedKind::Election => warnings.push(Warning::Election(entry.reason.clone())),
            ClosedKind::Holiday | ClosedKind::Closure => {}
        }
    }
    warnings
}

/// What a meeting clashes with among others.
#[must_use]
pub fn clashes<'s>(slot: &Slot, others: impl IntoIterator<Item = &'s Slot>) -> Vec<Warning> {
    let room = |slot: &Slot| super::plain(&slot.venue);
    let mut warnings = Vec::new();
    for other in others.into_iter().filter(|other| other.on == slot.on && slot.overlaps(other)) {
        if !slot.venue.trim().is_empty() && room(slot) == room(other) {
            let (with, venue) = (other.body.clone(), other.venue.clone());
            warnings.push(Warning::Room { with, at: other.starts_at, venue });
        }
        if slot.chair.is_some() && slot.chair == other.chair {
            warnings.push(Warning::Chair { with: other.body.clone(), at: other.starts_at });
        }
    }
    warnings
}

/// What the cycle of a meeting says: data that cannot exist when due, feedback that misses the Board's papers.
/// What it says of the day itself is said by [`of_day`].
#[must_use]
pub fn of_cycle(facts: &CycleFacts, calendar: &Calendar) -> Vec<Warning> {
    let plan = match cycle::plan(facts, calendar) {
        Ok(plan) => plan,
        Err(outside) => return vec![Warning::Outside(outside)],
    };
    let own_day = |what: &cycle::Warning| {
        matches!(what, cycle::Warning::MeetingNotOnWorkingDay { .. } | cycle::Warning::BoardNotOnWorkingDay { .. })
    };
    let period = facts.period.title();
    let told = plan.warnings.into_iter().filter(|what| !own_day(what));
    told.map(|what| Warning::Cycle { period: period.clone(), what }).collect()
}

/// A list of warnings as one sentence after another.
#[must_use]
pub fn in_words(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::period::Period;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn slot(body: &str, time: &str, venue: &str, chair: Option<i64>) -> Slot {
        let starts_at = format!("{time}:00").parse().unwrap();
        Slot { body: body.to_owned(), on: on("2026-11-05"), starts_at, lasts: 120, venue: venue.to_owned(), chair }
    }

    #[test]
    fn a_day_says_what_it_is() {
        let entry = |kind, first, last, reason: &str| Entry {
            kind,
            first: on(first),
            last: on(last),
            reason: reason.to_owned(),
        };
        let entries = [
            entry(ClosedKind::Recess, "2026-08-01", "2026-08-31", "August"),
            entry(ClosedKind::Election, "2027-03-31", "2027-05-06", "County elections"),
        ];
        let calendar = Calendar::england().with_closure(on("2026-12-29"), on("2026-12-31"), "Christmas");
        let said = |day: &str| in_words(&of_day(on(day), on("2026-06-01"), &entries, &calendar));
        assert_eq!(said("2026-11-05"), [""; 0]);
        assert_eq!(said("2026-11-07"), ["Not a working day: Saturday."]);
        assert_eq!(said("2026-12-25"), ["Not a working day: Christmas Day."]);
        assert_eq!(said("2026-12-30"), ["Not a working day: offices closed: Christmas."]);
        assert_eq!(said("2026-08-12"), ["In the recess: August."]);
        assert_eq!(said("2027-04-14"), ["In the pre-election period: County elections."]);
        assert_eq!(said("2026-05-29"), ["This day is over."]);
        assert!(of_day(on("2031-01-02"), on("2026-06-01"), &entries, &calendar)[0].forbids());
    }

    #[test]
    fn two_bodies_clash_in_one_room_or_on_one_chair() {
        let others = [
            slot("Board", "15:00", "county  hall", Some(7)),
            slot("Health", "16:00", "County Hall", Some(3)),
            slot("Economy", "14:30", "Room 2", Some(9)),
        ];
        let said = |own: &Slot| in_words(&clashes(own, &others));
        assert_eq!(
            said(&slot("CF", "14:00", "County Hall", Some(9))),
            [
                "Board is in the same place (county  hall) from 3pm.",
                "The same person chairs Economy, which meets from 2.30pm.",
            ]
        );
        assert_eq!(said(&slot("CF", "10:00", "County Hall", Some(9))), [""; 0], "it ends before");
        assert_eq!(said(&slot("CF", "14:00", "", None)), [""; 0], "nothing is known of place and chair");
    }

    #[test]
    fn a_cycle_names_the_quarter_and_the_days_it_is_short() {
        let period: Period = "2022/23 Q2".parse().unwrap();
        let facts = CycleFacts { lag: 15, ..CycleFacts::usual(on("2022-11-03"), period) };
        let said = in_words(&of_cycle(&facts, &Calendar::england()));
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with(
            "Quarter 2 (July to September 2022): The data will not exist when due on Wed 19 October 2022"
        ));
        assert!(said[0].contains("2 working days short"));
        let tight = CycleFacts { board: Some(on("2022-11-14")), ..CycleFacts::usual(on("2022-11-03"), period) };
        assert!(in_words(&of_cycle(&tight, &Calendar::england()))[0].contains("it would be tabled late"));
        let sunday = CycleFacts::usual(on("2022-11-06"), period);
        assert_eq!(of_cycle(&sunday, &Calendar::england()), [], "what the day is is said by the day");
    }
}
