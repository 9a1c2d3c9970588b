//! The clock on the wall in London: which day an instant falls on, and the hours in which letters may go.
//! It reads no clock: every instant is given. Called by the post office, the timetable and the feeds.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Europe::London;

use crate::calendar::{Calendar, OutsideCalendar};

/// The hours of a working day in which letters may be sent, London time: from `opens`, until just before `closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first moment of the day at which a letter may go.
    pub opens: NaiveTime,
    /// The moment from which none may go any more.
    pub closes: NaiveTime,
}

impl Default for Window {
    /// 07:30 to 18:00.
    fn default() -> Self {
        let half_hours = |n: i64| NaiveTime::MIN + TimeDelta::minutes(n * 30);
        Self { opens: half_hours(15), closes: half_hours(36) }
    }
}

impl Window {
    /// Whether a letter may go at an instant: a working day in London, within the hours.
    ///
    /// # Errors
    /// [`OutsideCalendar`] when the day's year is not loaded.
    pub fn may_send(self, at: DateTime<Utc>, cal: &Calendar) -> Result<bool, OutsideCalendar> {
        let local = at.with_timezone(&London);
        let open = (self.opens..self.closes).contains(&local.time());
        Ok(cal.is_working_day(local.date_naive())? && open)
    }

    /// The instant itself if a letter may go then, else the next opening.
    ///
    /// # Errors
    /// [`OutsideCalendar`] when the next working day lies in a year that is not loaded.
    pub fn next_opening(self, at: DateTime<Utc>, cal: &Calendar) -> Result<DateTime<Utc>, OutsideCalendar> {
        if self.may_send(at, cal)? {
            return Ok(at);
        }
        let local = at.with_timezone(&London);
        let today = local.date_naive();
        let still_to_open = cal.is_working_day(today)? && local.time() < self.opens;
        let on = if still_to_open { today } else { cal.add_working_days(today, 1)? };
        Ok(instant(on, self.opens))
    }
}

/// Whether a letter may go at an instant, within the default hours.
///
/// # Errors
/// As [`Window::may_send`].
pub fn may_send(at: DateTime<Utc>, cal: &Calendar) -> Result<bool, OutsideCalendar> {
    Window::default().may_send(at, cal)
}

/// The instant itself if a letter may go then, else the next opening of the default hours.
///
/// # Errors
/// As [`Window::next_opening`].
pub fn next_opening(at: DateTime<Utc>, cal: &Calendar) -> Result<DateTime<Utc>, OutsideCalendar> {
    Window::default().next_opening(at, cal)
}

/// The date in London at an instant.
#[must_use]
pub fn date_in_london(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The instant of a London date and time. An hour that is skipped in spring is taken one hour later; an hour that
/// comes twice in autumn is taken the first time.
#[must_use]
pub fn instant(on: NaiveDate, at: NaiveTime) -> DateTime<Utc> {
    let wall = on.and_time(at);
    let later = wall.checked_add_signed(TimeDelta::hours(1)).unwrap_or(wall);
    first_instant(wall).or_else(|| first_instant(later)).unwrap_or_else(|| Utc.from_utc_datetime(&wall))
}

fn first_instant(wall: NaiveDateTime) -> Option<DateTime<Utc>> {
    London.from_local_datetime(&wall).earliest().map(|at| at.to_utc())
}

/// What the clock on the wall in London shows at an instant.
#[must_use]
pub fn clock_in_london(at: DateTime<Utc>) -> NaiveTime {
    at.with_timezone(&London).time()
}

/// The time of day in London as people write it: `9am`, `7.30am`, `2pm`.
#[must_use]
pub fn time_in_london(at: DateTime<Utc>) -> String {
    time_of_day(at.with_timezone(&London).time())
}

/// A time of day as people write it: `9am`, `7.30am`, `noon`.
#[must_use]
pub fn time_of_day(at: NaiveTime) -> String {
    match (at.hour(), at.minute()) {
        (12, 0) => "noon".to_owned(),
        (_, 0) => at.format("%-I%P").to_string(),
        _ => at.format("%-I.%M%P").to_string(),
    }
}

/// RFC 3339 with London's offset and whole seconds: "2026-10-12T09:00:00+01:00".
#[must_use]
pub fn rfc3339_london(at: DateTime<Utc>) -> String {
    at.with_timezone(&London).to_rfc3339_opts(SecondsFormat::Secs, false)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use chrono::{Datelike, Weekday};
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn wall(text: &str) -> DateTime<Utc> {
        let at: NaiveDateTime = text.parse().unwrap();
        instant(at.date(), at.time())
    }

    fn last_sunday(year: i32, month: u32) -> NaiveDate {
        let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
        last.iter_days().rev().find(|on| on.weekday() == Weekday::Sun).unwrap_or(last)
    }

    /// Summer time begins and ends at 01:00 UTC on the last Sundays of March and October.
    #[test]
    fn every_change_of_the_clocks_from_2024_to_2040() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        for year in 2024..=2040 {
            let (spring, autumn) = (last_sunday(year, 3), last_sunday(year, 10));
            let at = |on: NaiveDate, hour, minute| on.and_time(time(hour, minute)).and_utc();
            assert_eq!(instant(spring, time(0, 59)), at(spring, 0, 59), "{year}");
            assert_eq!(instant(spring, time(1, 0)), at(spring, 1, 0), "skipped: 02:00 summer time, {year}");
            assert_eq!(instant(spring, time(1, 30)), at(spring, 1, 30), "skipped: 02:30 summer time, {year}");
            assert_eq!(instant(spring, time(2, 0)), at(spring, 1, 0), "{year}");
            assert_eq!(instant(spring, time(7, 30)), at(spring, 6, 30), "{year}");
            assert_eq!(instant(autumn, time(0, 59)), at(autumn.pred_opt().unwrap(), 23, 59), "{year}");
            assert_eq!(instant(autumn, time(1, 0)), at(autumn, 0, 0), "twice: the first, {year}");
            assert_eq!(instant(autumn, time(1, 59)), at(autumn, 0, 59), "twice: the first, {year}");
            assert_eq!(instant(autumn, time(2, 0)), at(autumn, 2, 0), "{year}");
            assert_eq!(instant(autumn, time(7, 30)), at(autumn, 7, 30), "{year}");
            assert_eq!(rfc3339_london(at(spring, 0, 59)), format!("{spring}T00:59:00+00:00"));
            assert_eq!(rfc3339_london(at(spring, 1, 0)), format!("{spring}T02:00:00+01:00"));
            assert_eq!(rfc3339_london(at(autumn, 0, 59)), format!("{autumn}T01:59:00+01:00"));
            assert_eq!(rfc3339_london(at(autumn, 1, 0)), format!("{autumn}T01:00:00+00:00"));
        }
    }

    #[test]
    fn the_day_in_london_begins_an_hour_before_utc_in_summer() {
        for (at, on) in [
            ("2026-07-01T22:59:59Z", "2026-07-01"),
            ("2026-07-01T23:00:00Z", "2026-07-02"),
            ("2026-12-01T23:59:59Z", "2026-12-01"),
            ("2026-12-02T00:00:00Z", "2026-12-02"),
        ] {
            assert_eq!(date_in_london(utc(at)).to_string(), on);
        }
    }

    #[test]
    fn letters_go_on_working_days_within_the_hours() {
        let cal =
            Calendar::england().with_closure("2026-12-29".parse().unwrap(), "2026-12-31".parse().unwrap(), "Christmas");
        for (at, next) in [
            ("2026-10-12T07:29:59", "2026-10-12T07:30:00"),
            ("2026-10-12T07:30:00", "2026-10-12T07:30:00"),
            ("2026-10-12T17:59:59", "2026-10-12T17:59:59"),
            ("2026-10-12T18:00:00", "2026-10-13T07:30:00"),
            ("2026-10-09T18:00:00", "2026-10-12T07:30:00"),
            ("2026-10-10T09:00:00", "2026-10-12T07:30:00"),
            ("2026-10-24T09:00:00", "2026-10-26T07:30:00"),
            ("2027-03-25T19:00:00", "2027-03-30T07:30:00"),
            ("2026-12-24T18:00:00", "2027-01-04T07:30:00"),
            ("2026-12-28T00:00:00", "2027-01-04T07:30:00"),
        ] {
            assert_eq!(next_opening(wall(at), &cal).unwrap(), wall(next), "{at}");
            assert_eq!(may_send(wall(at), &cal).unwrap(), at == next, "{at}");
        }
        assert!(next_opening(wall("2028-12-29T18:00:00"), &cal).is_err());
        assert!(may_send(wall("2029-01-02T09:00:00"), &cal).is_err());
    }

    #[test]
    fn the_offset_is_londons() {
        assert_eq!(rfc3339_london(utc("2026-10-12T08:00:00.25Z")), "2026-10-12T09:00:00+01:00");
        assert_eq!(rfc3339_london(utc("2026-12-12T08:00:00Z")), "2026-12-12T08:00:00+00:00");
    }

    proptest! {
        #[test]
        fn the_next_opening_is_open_and_nothing_before_it_is(minutes in 0i64..8_400_000) {
            let cal = Calendar::england();
            let at = utc("2011-01-01T00:00:00Z") + TimeDelta::minutes(minutes);
            let next = next_opening(at, &cal).unwrap();
            prop_assert!(next >= at && may_send(next, &cal).unwrap());
            let mut earlier = at;
            while earlier < next {
                prop_assert!(!may_send(earlier, &cal).unwrap());
                earlier += TimeDelta::minutes(30);
            }
        }
    }
}
