//! Why a line of what was typed or pasted could not be read: a sentence that says how to mend it.

use crate::wording;
use chrono::{NaiveDate, Weekday};
use std::fmt;

/// Why a line could not be read. The line itself is shown beside it; nothing is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// There is no date in it, and no pattern.
    NoDay,
    /// There is no such day.
    NoSuchDay(String),
    /// It names a weekday that the date is not.
    Weekday {
        /// The weekday that was written.
        said: Weekday,
        /// The date.
        on: NaiveDate,
    },
    /// A date without a year does not fall in the year that is planned.
    NotInWindow(String),
    /// No body is called so.
    NoBody(String),
    /// A time that cannot be read.
    NoTime(String),
    /// Words of a pattern that are not understood.
    Words(Vec<String>),
    /// "Every second Wednesday" can be the second of the month, or every other week.
    EverySecond(Weekday),
    /// A pattern without its weekday.
    NoWeekday,
    /// A weekday without saying which of the month.
    NoOrdinal(Weekday),
    /// Every so many weeks, counted from no day.
    NoStart,
    /// A pattern that gives no date at all in the year that is planned.
    Nothing,
    /// A date of a calendar file that cannot be read.
    Entry(String),
    /// An entry of a calendar file that was cancelled there.
    Cancelled,
}

pub(super) fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDay => write!(f, "No date was found in it."),
            Self::NoSuchDay(text) => write!(f, "There is no such day as “{text}”."),
            Self::Weekday { said, on } => {
                write!(f, "It says {}, but that day is {}.", weekday(*said), wording::date_with_weekday(*on))
            }
            Self::NotInWindow(text) => {
                write!(f, "“{text}” has no year, and does not fall in the year that is planned.")
            }
            Self::NoBody(text) => write!(f, "No body is called “{text}”."),
            Self::NoTime(text) => write!(f, "“{text}” is no time of day; write 14:00 or 2pm."),
            Self::Words(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
                write!(f, "These words were not understood: {}.", wording::list(&quoted))
            }
            Self::EverySecond(day) => {
                let day = weekday(*day);
                write!(
                    f,
                    "“Every second {day}” can mean two things: write “second {day} of the month” or “every two weeks on {day}”."
                )
            }
            Self::NoWeekday => write!(f, "Say on which weekday, for example “second Wednesday”."),
            Self::NoOrdinal(day) => {
                let day = weekday(*day);
                write!(f, "Say which {day} of the month, for example “second {day}”.")
            }
            Self::NoStart => write!(f, "Say from which day it is counted, for example “from 3 September 2026”."),
            Self::Nothing => write!(f, "It gives no date in the year that is planned."),
            Self::Entry(text) => write!(f, "The day “{text}” of this entry cannot be read."),
            Self::Cancelled => write!(f, "This entry was cancelled in the calendar it comes from."),
        }
    }
}

impl std::error::Error for Unread {}
