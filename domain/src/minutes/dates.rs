//! Dates in prose, in all the forms that councils write, told from numbers that look like dates.
//! What a date is for is not known here. Called by `sections`, `actions`, `referrals`.

use chrono::NaiveDate;

use super::words::{Word, words};
use crate::wording;

/// A date in a text; without a year it is no day yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub at: usize,
    pub end: usize,
    pub on: Option<NaiveDate>,
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The number of a month; a short form and one wrong letter are understood.
pub(super) fn month(word: &str) -> Option<u32> {
    let low = word.to_lowercase();
    let low = low.trim_end_matches('.');
    wording::month(low).or_else(|| {
        let place = wording::MONTHS.iter().position(|name| slip(name, low))?;
        u32::try_from(place).ok().map(|place| place + 1)
    })
}

/// One letter left out or doubled in a long name.
fn slip(name: &str, word: &str) -> bool {
    let (long, brief) = if name.len() > word.len() { (name, word) } else { (word, name) };
    if name.len() < 5 || brief.len() < 5 || !word.is_ascii() || long.len() != brief.len() + 1 {
        return false;
    }
    (0..long.len()).any(|gone| long[..gone] == brief[..gone] && long[gone + 1..] == brief[gone..])
}

/// All dates of a text, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    let all = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        match numeric(text, &all[at]).or_else(|| written(&all, at)) {
            Some(date) => {
                while at < all.len() && all[at].at < date.end {
                    at += 1;
                }
                found.push(date);
            }
            None => at += 1,
        }
    }
    found
}

/// The first date of a text that is a day with its year.
pub(super) fn first_day(text: &str) -> Option<NaiveDate> {
    find(text).into_iter().find_map(|date| date.on)
}

fn numeric(text: &str, word: &Word<'_>) -> Option<Found> {
    let parts: Vec<&str> = word.raw.split(['/', '.', '-']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if let (Some(month), true) = (month(second), third.len() == 4) {
        let on = NaiveDate::from_ymd_opt(third.parse().ok()?, month, first.parse().ok()?)?;
        return Some(Found { at: word.at, end: word.end, on: Some(on) });
    }
    if !parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    // "Minute 30/5/99", "Case 06-19/20": the number of a paper, not a day.
    let before = text[..word.at].trim_end().rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let names = ["case", "minute", "min", "ref", "reference", "no", "report", "application", "item", "version"];
    if names.contains(&before.trim_end_matches(['.', ':'])) {
        return None;
    }
    let (day, year) = if first.len() == 4 { (third, first) } else { (first, third) };
    if year.len() != 4 || day.len() > 2 || second.len() > 2 {
        return None;
    }
    let on = NaiveDate::from_ymd_opt(year.parse().ok()?, second.parse().ok()?, day.parse().ok()?)?;
    Some(Found { at: word.at, end: word.end, on: Some(on) })
}

fn day_number(word: &Word<'_>) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.low.strip_suffix(ending));
    let digits = digits.unwrap_or(&word.low);
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok().filter(|day| (1..=31).contains(day)) } else { None }
}

fn year_number(word: Option<&Word<'_>>) -> Option<i32> {
    let raw = word?.raw;
    let plain = raw.len() == 4 && raw.bytes().all(|b| b.is_ascii_digit());
    if plain { raw.parse().ok().filter(|year| (1900..2200).contains(year)) } else { None }
}

fn written(all: &[Word<'_>], at: usize) -> Option<Found> {
    let weekday = all[at].is(&WEEKDAYS);
    let from = at + usize::from(weekday);
    let from = from + usize::from(weekday && all.get(from).is_some_and(|word| word.low == "the"));
    day_month(all, from).or_else(|| month_day(all, from)).map(|(_, found)| Found { at: all[at].at, ..found })
}

/// `4 June 2019`, `22nd September, 2011`, `the 21st of September`.
fn day_month(all: &[Word<'_>], at: usize) -> Option<(usize, Found)> {
    let day = day_number(all.get(at)?)?;
    let mut next = at + 1;
    if all.get(next).is_some_and(|word| matches!(&*word.low, "of" | "day")) {
        next += 1;
    }
    let named = all.get(next).filter(|word| month_word(word))?;
    complete(all, at, next, day, month(&named.low)?)
}

/// `July 18, 2023`.
fn month_day(all: &[Word<'_>], at: usize) -> Option<(usize, Found)> {
    let named = all.get(at).filter(|word| month_word(word))?;
    let day = day_number(all.get(at + 1)?)?;
    year_number(all.get(at + 2))?;
    complete(all, at, at + 1, day, month(&named.low)?)
}

fn month_word(word: &Word<'_>) -> bool {
    word.capital() && month(&word.low).is_some()
}

fn complete(all: &[Word<'_>], from: usize, last: usize, day: u32, month: u32) -> Option<(usize, Found)> {
    let year = year_number(all.get(last + 1));
    let end = all[last + usize::from(year.is_some())].end;
    let on = match year {
        Some(year) => Some(NaiveDate::from_ymd_opt(year, month, day)?),
        None => None,
    };
    Some((from, Found { at: all[from].at, end, on }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_forms() {
        for (text, day) in [
            ("on 07/11/2022 at", "2022-11-07"),
            ("4 June 2019", "2019-06-04"),
            ("22nd September, 2011", "2011-09-22"),
            ("Wednesday, 30th November, 2022 10.30 am", "2022-11-30"),
            ("Wednesday the 21st of September 2011", "2011-09-21"),
            ("July 18, 2023", "2023-07-18"),
            ("12.7.2017", "2017-07-12"),
            ("2 Augst 2021", "2021-08-02"),
            ("3 Feb 2020.", "2020-02-03"),
            ("9TH JULY 2020", "2020-07-09"),
            ("2021-05-04", "2021-05-04"),
        ] {
            assert_eq!(first_day(text).map(|on| on.to_string()).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_days() {
        for text in [
            "Case 06-19/20",
            "Minute 30/5/99",
            "OS/18/18",
            "Cab.12.7.2017/6",
            "2023/24",
            "31 February 2020",
            "Item 4",
            "- Expired 18/10/22",
            "13 November 20234",
            "1.5.3",
            "18 July",
        ] {
            assert_eq!(first_day(text), None, "{text}");
        }
        assert_eq!(find("by 18 July and the 21st of September").len(), 2);
    }
}
