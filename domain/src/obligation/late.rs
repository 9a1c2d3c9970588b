//! The one definition of "late": how an open obligation stands against today, in working days.

use crate::calendar::{Calendar, OutsideCalendar};
use chrono::NaiveDate;
use std::fmt;

/// How an open obligation stands against today. The one definition of "late".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lateness {
    /// So many working days late (0 when only a weekend or holiday has passed since).
    Late(u32),
    /// Due today.
    Today,
    /// Due in so many working days.
    In(u32),
    /// No date can be given yet.
    NoDate,
}

/// How late an open obligation is.
///
/// # Errors
/// When the counting leaves the years whose holidays are loaded.
pub fn lateness(due_on: Option<NaiveDate>, today: NaiveDate, calendar: &Calendar) -> Result<Lateness, OutsideCalendar> {
    let Some(due_on) = due_on else { return Ok(Lateness::NoDate) };
    Ok(match due_on.cmp(&today) {
        std::cmp::Ordering::Less => Lateness::Late(elapsed(due_on, today, calendar)?),
        std::cmp::Ordering::Equal => Lateness::Today,
        std::cmp::Ordering::Greater => Lateness::In(elapsed(today, due_on, calendar)?),
    })
}

/// Working days from one day (not counted) to a later one (counted).
///
/// # Errors
/// When the counting leaves the years whose holidays are loaded.
pub fn elapsed(from: NaiveDate, to: NaiveDate, calendar: &Calendar) -> Result<u32, OutsideCalendar> {
    if to <= from {
        return Ok(0);
    }
    Ok(calendar.clear_days(from, to)? + u32::from(calendar.is_working_day(to)?))
}

impl fmt::Display for Lateness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late(0) => write!(f, "Late since the last working day"),
            Self::Late(1) => write!(f, "1 working day late"),
            Self::Late(n) => write!(f, "{n} working days late"),
            Self::Today => write!(f, "Due today"),
            Self::In(0) => write!(f, "Due before the next working day"),
            Self::In(1) => write!(f, "Due in 1 working day"),
            Self::In(n) => write!(f, "Due in {n} working days"),
            Self::NoDate => write!(f, "Due when the next meeting is in the diary"),
        }
    }
}
