//! F23: every change of the clocks from 2024 to 2040, minute by minute, against the rule as the Summer Time Order has it:
//! an hour ahead from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.

use crate::runner::{Size, Told, seen};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use cron::Schedule;
use remit_domain::calendar::Calendar;
use remit_domain::london;
use std::collections::BTreeMap;
use std::str::FromStr;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn last_sunday(year: i32, month: u32) -> NaiveDate {
    let last = day(year, month, 31);
    last - Days::new(u64::from(last.weekday().num_days_from_sunday()))
}

fn at(on: NaiveDate, minute: i64) -> DateTime<Utc> {
    on.and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(minute)
}

fn on_the_wall(at_utc: DateTime<Utc>) -> chrono::NaiveDateTime {
    let year = at_utc.year();
    let (from, to) = (at(last_sunday(year, 3), 60), at(last_sunday(year, 10), 60));
    let ahead = if at_utc >= from && at_utc < to { 1 } else { 0 };
    at_utc.naive_utc() + TimeDelta::hours(ahead)
}

/// Easter Sunday.
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    day(year, u32::try_from(month).unwrap(), u32::try_from((h + l - 7 * m + 114) % 31 + 1).unwrap())
}

/// The bank holidays of England as the law has them, without days proclaimed for one year.
fn bank_holidays(year: i32) -> Vec<NaiveDate> {
    let nth_monday = |month: u32, from: u32| {
        let first = day(year, month, from);
        first + Days::new(u64::from((7 - first.weekday().num_days_from_monday()) % 7))
    };
    let mut taken: Vec<NaiveDate> = vec![easter(year) - Days::new(2), easter(year) + Days::new(1)];
    taken.extend([nth_monday(5, 1), nth_monday(5, 25), nth_monday(8, 25)]);
    for fixed in [day(year, 1, 1), day(year, 12, 25), day(year, 12, 26)] {
        let mut on = fixed;
        while matches!(on.weekday(), Weekday::Sat | Weekday::Sun) || taken.contains(&on) {
            on = on + Days::new(1);
        }
        taken.push(on);
    }
    taken
}

/// A calendar of all these years, and of no others.
fn calendar() -> Calendar {
    let events: Vec<String> = (2023..=2041)
        .flat_map(bank_holidays)
        .map(|on| format!("{{\"title\": \"Bank holiday\", \"date\": \"{on}\"}}"))
        .collect();
    let file = format!("{{\"england-and-wales\": {{\"events\": [{}]}}}}", events.join(","));
    Calendar::from_gov_uk_json(&file).unwrap()
}

fn is_open(minute: DateTime<Utc>) -> bool {
    let wall = on_the_wall(minute);
    let works =
        !matches!(wall.weekday(), Weekday::Sat | Weekday::Sun) && !bank_holidays(wall.year()).contains(&wall.date());
    let seconds = wall.time().signed_duration_since(NaiveTime::MIN).num_minutes();
    works && (450..1080).contains(&seconds)
}

/// The minutes of some days around a change; gives how many answers were compared.
fn around(change: NaiveDate, calendar: &Calendar) -> usize {
    let (first, last) = (change - Days::new(2), change + Days::new(5));
    let minutes: Vec<DateTime<Utc>> = (0..(last - first).num_days() * 1440).map(|n| at(first, n)).collect();
    let open: Vec<bool> = minutes.iter().map(|minute| is_open(*minute)).collect();
    let mut next = None;
    let mut compared = 0;
    for (n, minute) in minutes.iter().enumerate().rev() {
        if open[n] {
            next = Some(*minute);
        }
        let wall = on_the_wall(*minute);
        assert_eq!(london::date_in_london(*minute), wall.date(), "{minute}");
        assert_eq!(london::clock_in_london(*minute), wall.time(), "{minute}");
        assert_eq!(london::may_send(*minute, calendar).unwrap(), open[n], "{minute}");
        compared += 3;
        // What opens after the last of these days is not known here.
        if let Some(next) = next {
            assert_eq!(london::next_opening(*minute, calendar).unwrap(), next, "{minute}");
            compared += 1;
        }
    }
    // Every slot of the wall's days, exactly once.
    let mut shown: BTreeMap<chrono::NaiveDateTime, DateTime<Utc>> = BTreeMap::new();
    for minute in &minutes {
        shown.entry(on_the_wall(*minute)).or_insert(*minute);
    }
    let mut on = change - Days::new(1);
    while on <= change + Days::new(1) {
        for n in 0..1440 {
            let time = NaiveTime::MIN + TimeDelta::minutes(n);
            let slot = on.and_time(time);
            let wanted = shown.get(&slot).or_else(|| shown.get(&(slot + TimeDelta::hours(1)))).unwrap();
            assert_eq!(london::instant(on, time), *wanted, "{slot}");
            compared += 1;
        }
        on = on + Days::new(1);
    }
    compared
}

/// The timetable's lines are in UTC, where no hour is skipped or comes twice.
fn timetable(change: NaiveDate) -> usize {
    let mut fired = 0;
    for job in remit::jobs() {
        let schedule = Schedule::from_str(job.at).unwrap();
        let (from, to) = (at(change, 0) - TimeDelta::seconds(1), at(change + Days::new(1), 0));
        let times: Vec<DateTime<Utc>> = schedule.after(&from).take_while(|time| *time < to).collect();
        let words: Vec<&str> = job.at.split(' ').collect();
        let a_day = |word: &str, all: usize| match word {
            "*" => all,
            word if word.starts_with("*/") => all / word[2..].parse::<usize>().unwrap(),
            word => word.split(',').count(),
        };
        let wanted = a_day(words[0], 60) * a_day(words[1], 60) * a_day(words[2], 24);
        assert_eq!(times.len(), wanted, "{} on {change}", job.name);
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{} goes backwards on {change}", job.name);
        fired += times.len();
    }
    fired
}

pub async fn every_change(_: Size) -> Told {
    let (calendar, england) = (calendar(), Calendar::england());
    let (mut changes, mut compared) = (0, 0);
    for year in 2024..=2040 {
        for month in [3, 10] {
            let change = last_sunday(year, month);
            compared += around(change, &calendar) + timetable(change);
            changes += 1;
        }
    }
    // The years that are built in agree with the law here, but for days that were proclaimed or moved.
    let last = england.years().max().unwrap();
    for year in 2024..=last {
        let built_in: Vec<NaiveDate> = england.holidays().map(|(on, _)| on).filter(|on| on.year() == year).collect();
        for on in bank_holidays(year) {
            assert!(built_in.contains(&on), "{on} is missing");
        }
    }
    // After them nothing is sent by guess: it is refused, and said.
    let after = at(day(last + 1, 7, 3), 600);
    assert!(london::may_send(after, &england).is_err() && london::next_opening(after, &england).is_err());
    seen(format!("{changes} changes, {compared} answers, 0 differences; after {last} the built-in calendar refuses"))
}
