//! Bank holidays of England: the yearly rules, the days proclaimed beside them, and the gov.uk file of them.
//! Counting working days is not here but in `calendar`, which is the only caller.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;

/// The years for which the rules and the proclaimed days are known to this edition.
pub const BUILT_IN: std::ops::RangeInclusive<i32> = 2010..=2028;

/// A day on which English council offices are shut by law or proclamation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The day itself (for a holiday at a weekend, its substitute).
    pub on: NaiveDate,
    /// What it is called.
    pub title: String,
}

/// Early May bank holidays moved by proclamation: year, month, day.
const EARLY_MAY_MOVED: [(i32, u32, u32); 1] = [(2020, 5, 8)];

/// Spring bank holidays moved by proclamation: year, month, day.
const SPRING_MOVED: [(i32, u32, u32); 2] = [(2012, 6, 4), (2022, 6, 2)];

/// One-off days.
const PROCLAIMED: [(i32, u32, u32, &str); 5] = [
    (2011, 4, 29, "Royal wedding"),
    (2012, 6, 5, "Diamond Jubilee"),
    (2022, 6, 3, "Platinum Jubilee"),
    (2022, 9, 19, "State funeral of Queen Elizabeth II"),
    (2023, 5, 8, "Coronation of King Charles III"),
];

/// The bank holidays of one year in England and Wales by rule (Banking and Financial Dealings Act 1971,
/// and proclamations), in date order. Right for the years of [`BUILT_IN`]; for others it is the rule alone.
#[must_use]
pub fn england(year: i32) -> Vec<Holiday> {
    let easter = easter_sunday(year);
    let as_it_falls = |day: Option<NaiveDate>| day.map(|on| (on, false));
    let good_friday = easter.and_then(|on| on.checked_sub_days(Days::new(2)));
    let named = [
        (weekday_instead(NaiveDate::from_ymd_opt(year, 1, 1), 1), "New Year’s Day"),
        (as_it_falls(good_friday), "Good Friday"),
        (as_it_falls(easter.and_then(|on| on.succ_opt())), "Easter Monday"),
        (as_it_falls(early_may(year)), "Early May bank holiday"),
        (as_it_falls(spring(year)), "Spring bank holiday"),
        (as_it_falls(last_monday(year, 8)), "Summer bank holiday"),
        (weekday_instead(NaiveDate::from_ymd_opt(year, 12, 25), 2), "Christmas Day"),
        (weekday_instead(NaiveDate::from_ymd_opt(year, 12, 26), 2), "Boxing Day"),
    ];
    let by_rule = named.into_iter().filter_map(|(day, title)| {
        let (on, substitute) = day?;
        Some(Holiday { on, title: named_as(title, substitute) })
    });
    let mut days: Vec<Holiday> = by_rule.chain(proclaimed(year)).collect();
    days.sort();
    days
}

fn proclaimed(in_year: i32) -> impl Iterator<Item = Holiday> {
    PROCLAIMED.iter().filter(move |day| day.0 == in_year).filter_map(|(year, month, day, title)| {
        Some(Holiday { on: NaiveDate::from_ymd_opt(*year, *month, *day)?, title: (*title).to_owned() })
    })
}

fn named_as(title: &str, substitute: bool) -> String {
    if substitute { format!("{title} (substitute day)") } else { title.to_owned() }
}

/// The day, or its substitute when it falls at a weekend. `from_sunday` is the step from a Sunday: Christmas
/// and Boxing Day step over one another, New Year's Day has no neighbour.
fn weekday_instead(day: Option<NaiveDate>, from_sunday: u64) -> Option<(NaiveDate, bool)> {
    let on = day?;
    let step = match on.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => from_sunday,
        _ => return Some((on, false)),
    };
    Some((on.checked_add_days(Days::new(step))?, true))
}

fn moved(table: &[(i32, u32, u32)], in_year: i32) -> Option<NaiveDate> {
    let (year, month, day) = table.iter().find(|(year, ..)| *year == in_year)?;
    NaiveDate::from_ymd_opt(*year, *month, *day)
}

fn early_may(year: i32) -> Option<NaiveDate> {
    moved(&EARLY_MAY_MOVED, year).or_else(|| NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Mon, 1))
}

fn spring(year: i32) -> Option<NaiveDate> {
    moved(&SPRING_MOVED, year).or_else(|| last_monday(year, 5))
}

fn last_monday(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 5)
        .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 4))
}

/// Easter Sunday of the Gregorian calendar: the Sunday after the ecclesiastical full moon on or after 21 March.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let skipped_leap_days = century - century.div_euclid(4);
    let moon_correction = (8 * century + 13).div_euclid(25);
    let age = (19 * golden + skipped_leap_days - moon_correction + 15).rem_euclid(30);
    // A lunation of 29 days would push the full moon past 18 April; the tables pull it back by one.
    let full_moon = if age == 29 || (age == 28 && golden > 10) { age - 1 } else { age };
    let moon = NaiveDate::from_ymd_opt(year, 3, 21)?.checked_add_days(Days::new(u64::try_from(full_moon).ok()?))?;
    let to_sunday = 7 - u64::from(moon.weekday().num_days_from_sunday());
    moon.checked_add_days(Days::new(to_sunday))
}

/// Why a file of bank holidays was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolidayFileError {
    /// It is not JSON in the shape of the gov.uk file.
    NotTheForm {
        /// The line at which reading stopped, from 1.
        line: usize,
    },
    /// It has no division for England and Wales.
    NoEnglandAndWales,
    /// The division holds no day at all.
    NoEvents,
    /// An event's date is not a date.
    NotADate(String),
}

impl fmt::Display for HolidayFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTheForm { line } => {
                write!(f, "It is not in the form of the gov.uk bank holidays file (reading stopped at line {line}).")
            }
            Self::NoEnglandAndWales => f.write_str("It has no division “england-and-wales”."),
            Self::NoEvents => f.write_str("Its division “england-and-wales” lists no bank holidays."),
            Self::NotADate(text) => {
                write!(f, "It gives “{}” as the date of a bank holiday.", text.escape_debug())
            }
        }
    }
}

impl std::error::Error for HolidayFileError {}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "england-and-wales")]
    england_and_wales: Option<Division>,
}

#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
    #[serde(default)]
    notes: String,
}

/// Reads the division `england-and-wales` of a file in the form of gov.uk's `bank-holidays.json`, in date order.
///
/// # Errors
/// [`HolidayFileError`] when the text is not such a file, lists nothing, or holds something that is no date.
pub fn read_gov_uk(text: &str) -> Result<Vec<Holiday>, HolidayFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let file: File = serde_json::from_str(text).map_err(|e| HolidayFileError::NotTheForm { line: e.line().max(1) })?;
    let division = file.england_and_wales.ok_or(HolidayFileError::NoEnglandAndWales)?;
    let mut days = division.events.into_iter().map(holiday).collect::<Result<Vec<_>, _>>()?;
    if days.is_empty() {
        return Err(HolidayFileError::NoEvents);
    }
    days.sort();
    Ok(days)
}

fn holiday(event: Event) -> Result<Holiday, HolidayFileError> {
    let four_digit_year = event.date.len() == 10 && event.date.is_ascii();
    let on = event.date.parse().ok().filter(|_| four_digit_year);
    let Some(on) = on else {
        return Err(HolidayFileError::NotADate(event.date));
    };
    let substitute = event.notes.eq_ignore_ascii_case("substitute day");
    let title = named_as(&event.title, substitute);
    Ok(Holiday { on, title })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn days(year: i32) -> Vec<String> {
        england(year).iter().map(|holiday| holiday.on.to_string()).collect()
    }

    #[test]
    fn the_rules_give_the_days_the_customer_found_for_2018_to_2026() {
        let found: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/calendars/calendars.json")).unwrap();
        let found: Vec<&str> =
            found["england_bank_holidays_2018_2026"].as_array().unwrap().iter().map(|d| d.as_str().unwrap()).collect();
        assert_eq!(found.len(), 75);
        assert_eq!((2018..=2026).flat_map(days).collect::<Vec<_>>(), found);
    }

    #[test]
    fn the_rules_give_the_days_of_2010_to_2017_and_of_2027_and_2028() {
        let table = [
            (2010, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
            (2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"),
            (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
            (2013, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
            (2014, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
            (2015, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"),
            (2017, "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
            (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        ];
        for (year, expected) in table {
            let expected: Vec<String> = expected.split(' ').map(|day| format!("{year}-{day}")).collect();
            assert_eq!(days(year), expected, "{year}");
        }
    }

    #[test]
    fn easter_is_right_where_the_tables_pull_the_moon_back() {
        for (year, expected) in [
            (1954, "1954-04-18"),
            (1981, "1981-04-19"),
            (1818, "1818-03-22"),
            (1943, "1943-04-25"),
            (2038, "2038-04-25"),
            (2000, "2000-04-23"),
        ] {
            assert_eq!(easter_sunday(year).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn no_built_in_holiday_is_at_a_weekend_or_said_twice() {
        for year in BUILT_IN {
            let days = england(year);
            assert!(days.iter().all(|h| !matches!(h.on.weekday(), Weekday::Sat | Weekday::Sun)), "{year}");
            assert!(days.windows(2).all(|pair| pair[0].on < pair[1].on), "{year}");
        }
    }

    #[test]
    fn a_substitute_is_called_one() {
        let titles: Vec<String> = england(2022).into_iter().filter(|h| h.on.month() == 12).map(|h| h.title).collect();
        assert_eq!(titles, ["Boxing Day", "Christmas Day (substitute day)"]);
    }

    #[test]
    fn a_gov_uk_file_is_read_and_anything_else_is_refused_in_a_sentence() {
        let good = "\u{feff}{\"england-and-wales\":{\"division\":\"england-and-wales\",\"events\":[
            {\"title\":\"B\",\"date\":\"2029-12-25\",\"notes\":\"\",\"bunting\":true},
            {\"title\":\"A\",\"date\":\"2029-01-01\",\"notes\":\"Substitute day\",\"bunting\":true}]},\"scotland\":{}}";
        let read = read_gov_uk(good).unwrap();
        assert_eq!(read.iter().map(|h| h.title.as_str()).collect::<Vec<_>>(), ["A (substitute day)", "B"]);
        let refused = [
            ("", HolidayFileError::NotTheForm { line: 1 }),
            ("[]", HolidayFileError::NotTheForm { line: 1 }),
            ("{}", HolidayFileError::NoEnglandAndWales),
            ("{\"england-and-wales\":{\"events\":[]}}", HolidayFileError::NoEvents),
            (
                "{\"england-and-wales\":{\"events\":[{\"title\":\"x\",\"date\":\"2029-02-30\"}]}}",
                HolidayFileError::NotADate("2029-02-30".into()),
            ),
            (
                "{\"england-and-wales\":{\"events\":[{\"title\":\"x\",\"date\":\"+12029-02-3\"}]}}",
                HolidayFileError::NotADate("+12029-02-3".into()),
            ),
        ];
        for (text, why) in refused {
            let refusal = read_gov_uk(text).unwrap_err();
            assert_eq!(refusal, why);
            assert!(refusal.to_string().ends_with('.') && refusal.to_string().lines().count() == 1);
        }
    }
}
