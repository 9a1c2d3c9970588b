//! Working days as a row of yes and no, walked one by one: deliberately not the calendar's own counting.

use crate::calendar::Calendar;
use crate::london;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use std::collections::BTreeSet;

/// The working days of some years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    first: NaiveDate,
    works: Vec<bool>,
    /// Weekends and bank holidays, on which nothing may ever leave. A closure may have been proclaimed afterwards.
    rests: BTreeSet<NaiveDate>,
}

impl Days {
    /// The days from one to another, as far as the calendar reaches.
    #[must_use]
    pub fn of(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> Self {
        let holidays: BTreeSet<NaiveDate> = calendar.holidays().map(|(on, _)| on).collect();
        let known: Vec<(NaiveDate, bool)> = from
            .iter_days()
            .take_while(|on| *on <= to)
            .skip_while(|on| calendar.is_working_day(*on).is_err())
            .map_while(|on| calendar.is_working_day(on).ok().map(|works| (on, works)))
            .collect();
        let is_rest = |on: NaiveDate| matches!(on.weekday(), Weekday::Sat | Weekday::Sun) || holidays.contains(&on);
        Self {
            first: known.first().map_or(from, |(on, _)| *on),
            rests: known.iter().map(|(on, _)| *on).filter(|on| is_rest(*on)).collect(),
            works: known.into_iter().map(|(_, works)| works).collect(),
        }
    }

    /// Whether a day is a working day; nothing for a day that is not known.
    #[must_use]
    pub fn works(&self, on: NaiveDate) -> Option<bool> {
        let at = usize::try_from((on - self.first).num_days()).ok()?;
        self.works.get(at).copied()
    }

    /// Whether a day is a weekend or a bank holiday.
    #[must_use]
    pub fn rests(&self, on: NaiveDate) -> bool {
        self.rests.contains(&on)
    }

    /// The so many-th working day after a day; for none, the day itself or the first after it.
    #[must_use]
    pub fn after(&self, on: NaiveDate, many: u32) -> Option<NaiveDate> {
        if many == 0 && self.works(on)? {
            return Some(on);
        }
        let (mut day, mut left) = (on, many.max(1));
        loop {
            day = day.succ_opt()?;
            left -= u32::from(self.works(day)?);
            if left == 0 {
                return Some(day);
            }
        }
    }

    /// The so many-th working day before a day; none of it is counted from the day itself.
    #[must_use]
    pub fn before(&self, on: NaiveDate, many: u32) -> Option<NaiveDate> {
        let (mut day, mut left) = (on, many);
        while left > 0 {
            day = day.pred_opt()?;
            left -= u32::from(self.works(day)?);
        }
        Some(day)
    }

    /// Working days after one day, up to and with another.
    #[must_use]
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Option<u32> {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = day.succ_opt()?;
            count += u32::from(self.works(day)?);
        }
        Some(count)
    }

    /// When the sending hours of a day open.
    pub(super) fn opening(on: NaiveDate) -> DateTime<Utc> {
        london::instant(on, london::Window::default().opens)
    }

    /// Whether a moment lies in the hours in which letters may leave, with ten minutes for a conversation that had begun.
    pub(super) fn may_leave(&self, at: DateTime<Utc>) -> bool {
        let on = london::date_in_london(at);
        let hours = london::Window::default();
        let closes = london::instant(on, hours.closes) + TimeDelta::minutes(10);
        !self.rests(on) && Self::opening(on) <= at && at < closes
    }
}
