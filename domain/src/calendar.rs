//! Working days: which days an office is open, and counting them. Years without loaded holidays are refused.
//! The holidays themselves come from `holidays`; what a deadline means is said by `statute` and `cycle`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate, Weekday};

pub use crate::holidays::HolidayFileError;
use crate::holidays::{self, Holiday};
use crate::wording;

/// The working days of one council: Monday to Friday, less bank holidays and its own closures,
/// within the years whose bank holidays are loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeMap<NaiveDate, String>,
    years: BTreeSet<i32>,
    closures: Vec<Closure>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Closure {
    first: NaiveDate,
    last: NaiveDate,
    reason: String,
}

/// A count that would have to step into a year whose bank holidays are not loaded: refused, never guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideCalendar {
    /// The day that cannot be judged.
    pub on: NaiveDate,
    /// The years that are loaded, in order.
    pub loaded: Vec<i32>,
}

impl fmt::Display for OutsideCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs: Vec<String> = self
            .loaded
            .chunk_by(|a, b| a + 1 == *b)
            .filter_map(|run| match (run.first()?, run.last()?) {
                (first, last) if first == last => Some(first.to_string()),
                (first, last) => Some(format!("{first} to {last}")),
            })
            .collect();
        let runs = if runs.is_empty() { "no year".to_owned() } else { wording::list(&runs) };
        let (year, on) = (self.on.year(), wording::date(self.on));
        write!(f, "No bank holidays are loaded for {year}, so {on} cannot be counted: the calendar covers {runs}.")
    }
}

impl std::error::Error for OutsideCalendar {}

/// Which way a count walks.
#[derive(Clone, Copy)]
enum Way {
    Back,
    On,
}

impl Calendar {
    /// The bank holidays of England as built in, 2010 to 2028.
    #[must_use]
    pub fn england() -> Self {
        Self::of(holidays::BUILT_IN.collect(), holidays::BUILT_IN.flat_map(holidays::england))
    }

    /// The bank holidays of a file in the form of gov.uk's `bank-holidays.json`, division `england-and-wales`.
    /// The years covered are those with at least one event in the file; no others.
    ///
    /// # Errors
    /// [`HolidayFileError`] when the text is not such a file.
    pub fn from_gov_uk_json(text: &str) -> Result<Self, HolidayFileError> {
        let days = holidays::read_gov_uk(text)?;
        Ok(Self::of(days.iter().map(|day| day.on.year()).collect(), days.into_iter()))
    }

    fn of(years: BTreeSet<i32>, days: impl Iterator<Item = Holiday>) -> Self {
        let holidays = days.map(|day| (day.on, day.title)).collect();
        Self { holidays, years, closures: Vec::new() }
    }

    /// This calendar with the years that `newer` covers taken from `newer`; closures of both hold.
    #[must_use]
    pub fn with_years_of(mut self, newer: Self) -> Self {
        self.holidays.retain(|on, _| !newer.years.contains(&on.year()));
        self.holidays.extend(newer.holidays);
        self.years.extend(newer.years);
        self.closures.extend(newer.closures);
        self
    }

    /// One more bank holiday, such as a day proclaimed at short notice. It does not load its year.
    #[must_use]
    pub fn with_holiday(mut self, on: NaiveDate, title: &str) -> Self {
        self.holidays.insert(on, title.to_owned());
        self
    }

    /// Days on which the council's own offices are shut, both ends included. A `first` after `last` shuts nothing.
    #[must_use]
    pub fn with_closure(mut self, first: NaiveDate, last: NaiveDate, reason: &str) -> Self {
        self.closures.push(Closure { first, last, reason: reason.to_owned() });
        self
    }

    /// The bank holidays loaded, in date order.
    pub fn holidays(&self) -> impl Iterator<Item = (NaiveDate, &str)> {
        self.holidays.iter().map(|(on, title)| (*on, title.as_str()))
    }

    /// The years in which this calendar can count, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// Why a day is not a working day: "Saturday", "Good Friday", "offices closed: Christmas"; `None` if it is one.
    ///
    /// # Errors
    /// [`OutsideCalendar`] when the year of `on` is not loaded.
    pub fn why_closed(&self, on: NaiveDate) -> Result<Option<String>, OutsideCalendar> {
        Ok(self.closed(on)?.map(Cow::into_owned))
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// [`OutsideCalendar`] when the year of `on` is not loaded.
    pub fn is_working_day(&self, on: NaiveDate) -> Result<bool, OutsideCalendar> {
        Ok(self.closed(on)?.is_none())
    }

    fn closed(&self, on: NaiveDate) -> Result<Option<Cow<'_, str>>, OutsideCalendar> {
        if !self.years.contains(&on.year()) {
            return Err(self.outside(on));
        }
        match on.weekday() {
            Weekday::Sat => return Ok(Some("Saturday".into())),
            Weekday::Sun => return Ok(Some("Sunday".into())),
            _ => {}
        }
        if let Some(title) = self.holidays.get(&on) {
            return Ok(Some(title.into()));
        }
        let closure = self.closures.iter().find(|closure| closure.first <= on && on <= closure.last);
        Ok(closure.map(|closure| format!("offices closed: {}", closure.reason).into()))
    }

    fn outside(&self, on: NaiveDate) -> OutsideCalendar {
        OutsideCalendar { on, loaded: self.years.iter().copied().collect() }
    }

    /// The nth working day after `from` (before it, for a negative `n`), not counting `from`.
    /// For `n = 0`, `from` itself if it is a working day, else the next one.
    ///
    /// # Errors
    /// [`OutsideCalendar`] when `from` or any day on the way lies in a year that is not loaded.
    pub fn add_working_days(&self, from: NaiveDate, n: i32) -> Result<NaiveDate, OutsideCalendar> {
        match n {
            0.. => self.working_days_after(from, n.unsigned_abs()),
            _ => self.working_days_before(from, n.unsigned_abs()),
        }
    }

    /// The nth working day after `from`; for `n = 0`, `from` or the first working day after it.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn working_days_after(&self, from: NaiveDate, n: u32) -> Result<NaiveDate, OutsideCalendar> {
        if n == 0 { self.working_day_on_or_after(from) } else { self.walk(from, u64::from(n), Way::On) }
    }

    /// The nth working day before `from`; for `n = 0`, `from` or the last working day before it.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn working_days_before(&self, from: NaiveDate, n: u32) -> Result<NaiveDate, OutsideCalendar> {
        if n == 0 { self.working_day_on_or_before(from) } else { self.walk(from, u64::from(n), Way::Back) }
    }

    /// The day itself if it is a working day, else the last one before it.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn working_day_on_or_before(&self, on: NaiveDate) -> Result<NaiveDate, OutsideCalendar> {
        if self.is_working_day(on)? { Ok(on) } else { self.walk(on, 1, Way::Back) }
    }

    /// The day itself if it is a working day, else the first one after it.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn working_day_on_or_after(&self, on: NaiveDate) -> Result<NaiveDate, OutsideCalendar> {
        if self.is_working_day(on)? { Ok(on) } else { self.walk(on, 1, Way::On) }
    }

    fn walk(&self, from: NaiveDate, count: u64, way: Way) -> Result<NaiveDate, OutsideCalendar> {
        self.closed(from)?;
        let (mut on, mut left) = (from, count);
        while left > 0 {
            let next = match way {
                Way::Back => on.pred_opt(),
                Way::On => on.succ_opt(),
            };
            on = next.ok_or_else(|| self.outside(on))?;
            if self.is_working_day(on)? {
                left -= 1;
            }
        }
        Ok(on)
    }

    /// Clear days between publication and meeting: the working days strictly between the two, neither end counted
    /// (LGA 1972 s100B(3); *R v Swansea CC ex p Elitestone*, CA 1993). None when published on or after the meeting.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn clear_days(&self, published: NaiveDate, meeting: NaiveDate) -> Result<u32, OutsideCalendar> {
        Ok(u32::try_from(self.counted_days(published, meeting)?.len()).unwrap_or(u32::MAX))
    }

    /// The working days that [`Calendar::clear_days`] counts, in order.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn counted_days(&self, published: NaiveDate, meeting: NaiveDate) -> Result<Vec<NaiveDate>, OutsideCalendar> {
        self.between(published, meeting)
            .map(|days| days.into_iter().filter(|(_, closed)| closed.is_none()).map(|(on, _)| on).collect())
    }

    /// The weekdays between publication and meeting that do not count, each with why: what a hurried count overlooks.
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn skipped_weekdays(
        &self,
        published: NaiveDate,
        meeting: NaiveDate,
    ) -> Result<Vec<(NaiveDate, String)>, OutsideCalendar> {
        let weekend = |on: NaiveDate| matches!(on.weekday(), Weekday::Sat | Weekday::Sun);
        self.between(published, meeting).map(|days| {
            let closed = days.into_iter().filter_map(|(on, closed)| Some((on, closed?.into_owned())));
            closed.filter(|(on, _)| !weekend(*on)).collect()
        })
    }

    fn between(&self, published: NaiveDate, meeting: NaiveDate) -> Result<Vec<Judged<'_>>, OutsideCalendar> {
        self.closed(published)?;
        self.closed(meeting)?;
        let within = published.iter_days().skip(1).take_while(|on| *on < meeting);
        within.map(|on| Ok((on, self.closed(on)?))).collect()
    }

    /// The latest working day on which an agenda can be published with `clear` working days strictly between it
    /// and the meeting (LGA 1972 s100B(3); five since SI 2002/715).
    ///
    /// # Errors
    /// As [`Calendar::add_working_days`].
    pub fn publish_by(&self, meeting: NaiveDate, clear: u32) -> Result<NaiveDate, OutsideCalendar> {
        self.walk(meeting, u64::from(clear) + 1, Way::Back)
    }
}

/// A day, and why it does not count if it does not.
type Judged<'a> = (NaiveDate, Option<Cow<'a, str>>);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn england() -> Calendar {
        Calendar::england()
    }

    fn christmas_week() -> Calendar {
        england().with_closure(on("2026-12-29"), on("2026-12-31"), "Christmas")
    }

    /// domain.md's fixtures: meeting, publish-by, the days counted (day numbers in order).
    #[test]
    fn five_clear_days_before_the_worked_meetings() {
        let table: [(&str, &str, &[u32]); 14] = [
            ("2022-11-03", "2022-10-26", &[27, 28, 31, 1, 2]),
            ("2022-11-16", "2022-11-08", &[9, 10, 11, 14, 15]),
            ("2023-09-27", "2023-09-19", &[20, 21, 22, 25, 26]),
            ("2023-10-19", "2023-10-11", &[12, 13, 16, 17, 18]),
            ("2021-09-13", "2021-09-03", &[6, 7, 8, 9, 10]),
            ("2022-11-17", "2022-11-09", &[10, 11, 14, 15, 16]),
            ("2018-09-14", "2018-09-06", &[7, 10, 11, 12, 13]),
            ("2019-04-25", "2019-04-15", &[16, 17, 18, 23, 24]),
            ("2019-05-02", "2019-04-24", &[25, 26, 29, 30, 1]),
            ("2027-03-31", "2027-03-19", &[22, 23, 24, 25, 30]),
            ("2027-05-06", "2027-04-27", &[28, 29, 30, 4, 5]),
            ("2027-01-05", "2026-12-23", &[24, 29, 30, 31, 4]),
            ("2028-01-05", "2027-12-23", &[24, 29, 30, 31, 4]),
            ("2022-09-26", "2022-09-15", &[16, 20, 21, 22, 23]),
        ];
        for (meeting, publish, counted) in table {
            assert_worked(&england(), (meeting, publish), counted);
        }
        assert_worked(&christmas_week(), ("2027-01-05", "2026-12-18"), &[21, 22, 23, 24, 4]);
    }

    fn assert_worked(cal: &Calendar, (meeting, publish): (&str, &str), counted: &[u32]) {
        let by = cal.publish_by(on(meeting), 5).unwrap();
        assert_eq!(by, on(publish), "publish by, for {meeting}");
        let days: Vec<u32> = cal.counted_days(by, on(meeting)).unwrap().iter().map(Datelike::day).collect();
        assert_eq!(days, counted, "days counted, for {meeting}");
        assert_eq!(cal.clear_days(by, on(meeting)).unwrap(), 5);
    }

    #[test]
    fn a_proclaimed_day_pulls_publication_back() {
        let mut before = england();
        before.holidays.remove(&on("2022-09-19"));
        assert_eq!(before.publish_by(on("2022-09-26"), 5).unwrap(), on("2022-09-16"));
        let after = before.with_holiday(on("2022-09-19"), "State funeral");
        assert_eq!(after.publish_by(on("2022-09-26"), 5).unwrap(), on("2022-09-15"));
        assert_eq!(after.why_closed(on("2022-09-19")).unwrap().as_deref(), Some("State funeral"));
    }

    #[test]
    fn elitestone_had_two_clear_days_of_three() {
        let cal = Calendar::from_gov_uk_json(include_str!("../../tests/fixtures/calendars/1990.json")).unwrap();
        assert_eq!(cal.clear_days(on("1990-04-26"), on("1990-05-01")).unwrap(), 2);
        assert_eq!(cal.publish_by(on("1990-05-01"), 3).unwrap(), on("1990-04-25"));
        assert_eq!(cal.years().collect::<Vec<_>>(), [1990]);
        assert!(cal.publish_by(on("1990-01-03"), 5).is_err());
        assert!(england().clear_days(on("1990-04-26"), on("1990-05-01")).is_err());
        let both = england().with_years_of(cal);
        assert_eq!(both.clear_days(on("1990-04-26"), on("1990-05-01")).unwrap(), 2);
        assert_eq!(both.publish_by(on("2022-11-03"), 5).unwrap(), on("2022-10-26"));
    }

    #[test]
    fn a_loaded_year_replaces_the_built_in_one() {
        let newer = "{\"england-and-wales\":{\"events\":[{\"title\":\"Only day\",\"date\":\"2026-01-01\"}]}}";
        let cal = england().with_years_of(Calendar::from_gov_uk_json(newer).unwrap());
        assert!(cal.is_working_day(on("2026-12-25")).unwrap());
        assert!(!cal.is_working_day(on("2027-12-27")).unwrap());
        let shut =
            Calendar::from_gov_uk_json(newer).unwrap().with_closure(on("2027-01-05"), on("2027-01-05"), "repairs");
        assert!(!christmas_week().with_years_of(shut.clone()).is_working_day(on("2027-01-05")).unwrap());
        assert!(!christmas_week().with_years_of(shut).is_working_day(on("2026-12-30")).unwrap());
    }

    #[test]
    fn public_deadlines_are_counted_back_from_the_meeting() {
        let cal = england();
        for (meeting, n, expected) in [
            ("2024-03-25", -1, "2024-03-22"),
            ("2022-11-17", -10, "2022-11-03"),
            ("2026-12-10", -8, "2026-11-30"),
            ("2027-05-06", -25, "2027-03-31"),
        ] {
            assert_eq!(cal.add_working_days(on(meeting), n).unwrap(), on(expected), "{meeting} {n}");
        }
    }

    #[test]
    fn the_deadlines_councils_printed_are_met() {
        let fixture: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/calendars/calendars.json")).unwrap();
        let (cal, mut agendas, mut vectors) = (england(), 0, 0);
        for council in fixture["calendars"].as_object().unwrap().values() {
            agendas += agendas_agree(&cal, &council["meetings"]);
        }
        for vector in fixture["deadline_vectors"].as_array().unwrap() {
            let (meeting, rule) = (on(vector["meeting"].as_str().unwrap()), vector["rule"].as_str().unwrap());
            let clear = (1..=5).find(|n| rule.contains(&format!("{n} clear")));
            let got = match clear {
                Some(n) => cal.publish_by(meeting, n).unwrap(),
                None if rule.contains("four working days before") => cal.add_working_days(meeting, -4).unwrap(),
                None if rule.contains("seven days before") => meeting - Days::new(7),
                None => panic!("a rule nobody counts: {rule}"),
            };
            assert_eq!(got.to_string(), vector["expected"].as_str().unwrap(), "{vector}");
            vectors += 1;
        }
        assert_eq!(vectors, 13);
        assert!(agendas > 50, "{agendas}");
    }

    #[test]
    fn worcestershires_agendas_and_participation_deadlines_are_met() {
        let fixture: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/calendars/worcestershire.json")).unwrap();
        let (cal, mut agendas, mut deadlines) = (england(), 0, 0);
        for meetings in fixture.as_object().unwrap().values() {
            agendas += agendas_agree(&cal, meetings);
            for meeting in meetings.as_array().unwrap() {
                let Some(printed) = meeting["printed_participation_deadline"].as_str() else {
                    continue;
                };
                let by = cal.add_working_days(on(meeting["date"].as_str().unwrap()), -1).unwrap();
                assert_eq!(by, on(printed), "{meeting}");
                deadlines += 1;
            }
        }
        assert!(agendas > 50 && deadlines > 10, "{agendas} {deadlines}");
    }

    fn agendas_agree(cal: &Calendar, meetings: &serde_json::Value) -> usize {
        let with_agenda = meetings.as_array().unwrap().iter().filter(|m| m["agenda_due_5_clear_days"].is_string());
        with_agenda
            .map(|m| {
                let by = cal.publish_by(on(m["date"].as_str().unwrap()), 5).unwrap();
                assert_eq!(by.to_string(), m["agenda_due_5_clear_days"].as_str().unwrap(), "{m}");
            })
            .count()
    }

    #[test]
    fn a_closed_day_says_why() {
        let cal = christmas_week();
        for (day, why) in [
            ("2026-12-26", Some("Saturday")),
            ("2026-12-27", Some("Sunday")),
            ("2026-12-28", Some("Boxing Day (substitute day)")),
            ("2026-12-29", Some("offices closed: Christmas")),
            ("2026-12-31", Some("offices closed: Christmas")),
            ("2027-01-04", None),
            ("2027-03-26", Some("Good Friday")),
        ] {
            assert_eq!(cal.why_closed(on(day)).unwrap().as_deref(), why, "{day}");
        }
        let skipped = england().skipped_weekdays(on("2019-04-15"), on("2019-04-25")).unwrap();
        assert_eq!(skipped, [(on("2019-04-19"), "Good Friday".into()), (on("2019-04-22"), "Easter Monday".into())]);
    }

    #[test]
    fn nothing_added_is_the_day_itself_or_the_next_open_one() {
        let cal = england();
        assert_eq!(cal.add_working_days(on("2022-11-03"), 0).unwrap(), on("2022-11-03"));
        assert_eq!(cal.add_working_days(on("2022-11-05"), 0).unwrap(), on("2022-11-07"));
        assert_eq!(cal.working_days_before(on("2022-11-05"), 0).unwrap(), on("2022-11-04"));
        assert_eq!(cal.working_day_on_or_before(on("2023-04-10")).unwrap(), on("2023-04-06"));
        assert_eq!(cal.working_day_on_or_after(on("2023-04-07")).unwrap(), on("2023-04-11"));
    }

    #[test]
    fn a_count_that_leaves_the_loaded_years_is_refused_at_once() {
        let cal = england();
        let refused = [
            cal.publish_by(on("2010-01-08"), 5),
            cal.publish_by(on("2029-01-02"), 0),
            cal.publish_by(on("2022-11-03"), u32::MAX),
            cal.add_working_days(on("2022-11-03"), i32::MAX),
            cal.add_working_days(on("2022-11-03"), i32::MIN),
            cal.add_working_days(on("2028-12-29"), 1),
            cal.add_working_days(on("2009-12-31"), 1),
            cal.add_working_days(NaiveDate::MAX, 1),
            cal.add_working_days(NaiveDate::MIN, -1),
            cal.working_day_on_or_after(on("2028-12-30")),
        ];
        assert!(refused.iter().all(Result::is_err), "{refused:?}");
        assert!(cal.clear_days(on("2022-11-03"), NaiveDate::MAX).is_err());
        assert!(cal.clear_days(on("2028-12-29"), on("2029-01-01")).is_err());
        assert!(cal.clear_days(on("2035-01-02"), on("2035-01-01")).is_err());
        let early = cal.clone().with_years_of(Calendar::of([1990].into(), std::iter::empty()));
        assert_eq!(
            early.publish_by(on("2029-01-02"), 5).unwrap_err().to_string(),
            "No bank holidays are loaded for 2029, so 2 January 2029 cannot be counted: \
             the calendar covers 1990 and 2010 to 2028."
        );
    }

    /// Working days by rote: every day of the built-in years, judged one by one.
    fn open_days(cal: &Calendar) -> Vec<NaiveDate> {
        on("2010-01-01")
            .iter_days()
            .take_while(|day| day.year() <= 2028)
            .filter(|day| cal.is_working_day(*day).unwrap())
            .collect()
    }

    proptest! {
        #[test]
        fn publish_by_is_the_latest_day_with_enough_between(offset in 200u64..6500, clear in 0u32..40, shut in 0u64..6700) {
            let first = on("2010-01-01");
            let shut = first + Days::new(shut);
            let cal = england().with_closure(shut, shut + Days::new(4), "repairs");
            let (open, meeting) = (open_days(&cal), first + Days::new(offset));
            let between = |p: NaiveDate| open.iter().filter(|day| p < **day && **day < meeting).count();
            let expected = open.iter().rev().find(|p| **p < meeting && between(**p) == clear as usize).copied().unwrap();
            prop_assert_eq!(cal.publish_by(meeting, clear).unwrap(), expected);
            prop_assert_eq!(cal.clear_days(expected, meeting).unwrap(), clear);
        }

        #[test]
        fn working_days_go_there_and_back(offset in 400u64..6000, n in -200i32..200) {
            let cal = england();
            let from = on("2010-01-01") + Days::new(offset);
            let there = cal.add_working_days(from, n).unwrap();
            prop_assert!(cal.is_working_day(there).unwrap());
            let open = open_days(&cal);
            let at = open.partition_point(|day| *day < from);
            let is_open = open[at] == from;
            let expected = match n {
                0 => at,
                1.. => at + n as usize - usize::from(!is_open),
                _ => at - n.unsigned_abs() as usize,
            };
            prop_assert_eq!(there, open[expected]);
            if is_open {
                prop_assert_eq!(cal.add_working_days(there, -n).unwrap(), from);
            }
        }
    }
}
