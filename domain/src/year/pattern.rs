//! A pattern in words: "second Wednesday, monthly, 2pm, not August", "every six weeks on Thursday from 3 September
//! 2026", "first Tuesday of June, September, December and March". Every word is understood or told; none is guessed.

use super::day::{Word, find_day, find_time, weekday, words};
use super::{Unread, Window};
use crate::wording::month;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use std::collections::BTreeSet;

/// A pattern that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Which of the month; 0 is the last.
    nths: BTreeSet<u8>,
    weekday: Option<Weekday>,
    weeks: Option<u32>,
    months_apart: Option<u32>,
    only: BTreeSet<u32>,
    not: BTreeSet<u32>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    /// When it begins, where that was said.
    pub starts_at: Option<NaiveTime>,
}

/// Whether a line speaks of a pattern rather than of a date.
pub(super) fn looks_like_one(line: &str) -> bool {
    let words = spread(line);
    let follows = |at: usize| words.get(at + 1).is_some_and(|next| weekday(&next.text).is_some());
    words.iter().enumerate().any(|(at, word)| {
        let text = word.text.as_str();
        matches!(text, "every" | "each" | "alternate")
            || frequency(text).is_some()
            || nth(text).is_some()
                && (follows(at) || words[at + 1..].iter().take(3).any(|next| nth(&next.text).is_some()))
    })
}

/// "Six-weekly" is two words; a date in figures is one.
fn spread(line: &str) -> Vec<Word> {
    let mut spread = Vec::new();
    for word in words(line) {
        if word.text.contains('-') && !word.text.bytes().any(|b| b.is_ascii_digit()) || word.text.ends_with("-weekly") {
            let parts = word.text.split('-').filter(|part| !part.is_empty());
            spread.extend(parts.map(|part| Word { text: part.to_owned(), from: word.from, to: word.to }));
        } else {
            spread.push(word);
        }
    }
    spread
}

fn nth(word: &str) -> Option<u8> {
    Some(match word {
        "first" | "1st" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        "fourth" | "4th" => 4,
        "fifth" | "5th" => 5,
        "last" | "final" => 0,
        _ => return None,
    })
}

#[derive(Clone, Copy)]
enum Every {
    Weeks(u32),
    Months(u32),
}

fn frequency(word: &str) -> Option<Every> {
    Some(match word {
        "weekly" => Every::Weeks(1),
        "fortnightly" => Every::Weeks(2),
        "monthly" => Every::Months(1),
        "bimonthly" => Every::Months(2),
        "quarterly" => Every::Months(3),
        _ => return None,
    })
}

fn count(word: &str) -> Option<u32> {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let spelt = NUMBERS.iter().position(|number| *number == word).and_then(|at| u32::try_from(at + 1).ok());
    spelt.or_else(|| word.parse().ok()).filter(|n| (1..=52).contains(n))
}

/// Words that say nothing on their own.
const FILLERS: [&str; 22] = [
    "the", "of", "on", "in", "at", "and", "but", "or", "month", "months", "year", "meet", "meets", "meeting",
    "meetings", "a", "&", "dates", "with", "then", "every", "each",
];

struct Reader<'r> {
    words: Vec<Word>,
    at: usize,
    window: &'r Window,
    pattern: Pattern,
    excludes: bool,
    unknown: Vec<String>,
}

/// Reads a pattern.
pub(super) fn read(line: &str, window: &Window) -> Result<Pattern, Unread> {
    let mut reader = Reader {
        words: spread(line),
        at: 0,
        window,
        pattern: Pattern::default(),
        excludes: false,
        unknown: Vec::new(),
    };
    while reader.at < reader.words.len() {
        reader.step()?;
    }
    if !reader.unknown.is_empty() {
        return Err(Unread::Words(reader.unknown));
    }
    reader.pattern.complete()
}

impl Reader<'_> {
    fn text(&self, ahead: usize) -> &str {
        self.words.get(self.at + ahead).map_or("", |word| &word.text)
    }

    fn take(&mut self, count: usize) {
        self.at += count;
    }

    fn step(&mut self) -> Result<(), Unread> {
        let word = self.text(0).to_owned();
        if matches!(word.as_str(), "every" | "each" | "alternate") && self.every()? {
            return Ok(());
        }
        if let Some((taken, time)) = find_time(&self.words[self.at..]) {
            self.pattern.starts_at = Some(time);
            self.take(taken);
        } else if matches!(word.as_str(), "not" | "except" | "excluding" | "without" | "no") {
            self.excludes = true;
            self.take(1);
        } else if matches!(
            word.as_str(),
            "from" | "starting" | "beginning" | "commencing" | "until" | "till" | "to" | "ending"
        ) {
            self.bound(matches!(word.as_str(), "until" | "till" | "to" | "ending"))?;
        } else if let Some(month) = month(&word) {
            let set = if self.excludes { &mut self.pattern.not } else { &mut self.pattern.only };
            set.insert(month);
            self.take(1);
        } else if let Some(nth) = nth(&word) {
            self.pattern.nths.insert(nth);
            self.take(1);
        } else if let Some(day) = weekday(&word) {
            self.pattern.weekday = Some(day);
            self.take(1);
        } else if let Some(every) = frequency(&word) {
            self.set(every);
            self.take(1);
        } else if let (Some(n), "weekly") = (count(&word), self.text(1)) {
            self.set(Every::Weeks(n));
            self.take(2);
        } else {
            if !FILLERS.contains(&word.as_str()) {
                self.unknown.push(word);
            }
            self.take(1);
        }
        Ok(())
    }

    fn set(&mut self, every: Every) {
        match every {
            Every::Weeks(n) => self.pattern.weeks = Some(n),
            Every::Months(n) => self.pattern.months_apart = Some(n),
        }
    }

    /// "Every six weeks", "every other month", "every Thursday", "alternate Mondays". False where it says nothing itself.
    fn every(&mut self) -> Result<bool, Unread> {
        let is_alternate = self.text(0) == "alternate";
        let other = is_alternate || self.text(1) == "other" || self.text(1) == "second" || self.text(1) == "alternate";
        let (n, at) = match (is_alternate, other, count(self.text(1))) {
            (true, ..) => (2, 1),
            (_, true, _) => (2, 2),
            (_, _, Some(n)) => (n, 2),
            _ => (1, 1),
        };
        let is_ordinal = self.text(1) == "second" || self.text(1) == "2nd";
        match self.text(at) {
            "week" | "weeks" => self.set(Every::Weeks(n)),
            "month" | "months" => self.set(Every::Months(n)),
            "quarter" | "quarters" => self.set(Every::Months(3 * n)),
            other_word => match weekday(other_word) {
                Some(day) if is_ordinal => {
                    let is_monthly = self.words.iter().any(|word| word.text.starts_with("month"));
                    if !is_monthly {
                        return Err(Unread::EverySecond(day));
                    }
                    return Ok(false);
                }
                Some(day) if n == 1 || other => {
                    self.pattern.weekday = Some(day);
                    self.set(Every::Weeks(n));
                }
                _ => return Ok(false),
            },
        }
        self.take(at + 1);
        Ok(true)
    }

    /// "From 3 September 2026", "starting in September", "until March".
    fn bound(&mut self, is_end: bool) -> Result<(), Unread> {
        self.take(1);
        while matches!(self.text(0), "from" | "on" | "in" | "the" | "with") {
            self.take(1);
        }
        if let Some((taken, found)) = find_day(&self.words[self.at..], self.window) {
            let on = found?;
            if is_end {
                self.pattern.until = Some(on)
            } else {
                self.pattern.from = Some(on)
            }
            self.take(taken);
            return Ok(());
        }
        let Some(month) = month(self.text(0)) else {
            self.unknown.push(if is_end { "until".to_owned() } else { "from".to_owned() });
            return Ok(());
        };
        let years = self.window.first.year()..=self.window.last.year();
        let said = self.text(1).parse::<i32>().ok().filter(|year| (1900..2200).contains(year));
        let within = |first: &NaiveDate| last_of(*first) >= self.window.first && *first <= self.window.last;
        let firsts = years.filter(|year| said.is_none_or(|said| said == *year));
        let mut firsts = firsts.filter_map(|year| NaiveDate::from_ymd_opt(year, month, 1)).filter(within);
        let first = firsts.next().ok_or_else(|| Unread::NotInWindow(self.text(0).to_owned()))?;
        if is_end {
            self.pattern.until = Some(last_of(first))
        } else {
            self.pattern.from = Some(first)
        }
        self.take(1 + usize::from(said.is_some()));
        Ok(())
    }
}

fn last_of(first: NaiveDate) -> NaiveDate {
    let next = first + chrono::Months::new(1);
    next.pred_opt().unwrap_or(first)
}

impl Pattern {
    fn complete(self) -> Result<Self, Unread> {
        let day = match (self.weekday, self.weeks, self.from) {
            (Some(day), ..) => day,
            (None, Some(_), Some(from)) => from.weekday(),
            _ => return Err(Unread::NoWeekday),
        };
        match self.weeks {
            Some(n) if n > 1 && self.from.is_none() => Err(Unread::NoStart),
            None if self.nths.is_empty() => Err(Unread::NoOrdinal(day)),
            _ => Ok(Self { weekday: Some(day), ..self }),
        }
    }

    /// The dates that it gives within a window, in order.
    pub(super) fn dates(&self, window: &Window) -> Vec<NaiveDate> {
        let Some(day) = self.weekday else { return Vec::new() };
        let from = self.from.map_or(window.first, |from| from.max(window.first));
        let until = self.until.map_or(window.last, |until| until.min(window.last));
        let dates = match self.weeks {
            Some(n) => self.weekly(day, (window, u64::from(n)), until),
            None => self.monthly(day, from, until),
        };
        let is_wanted = |on: &NaiveDate| {
            (from..=until).contains(on)
                && !self.not.contains(&on.month())
                && (self.only.is_empty() || self.only.contains(&on.month()))
        };
        dates.into_iter().filter(is_wanted).collect()
    }

    fn weekly(&self, day: Weekday, (window, weeks): (&Window, u64), until: NaiveDate) -> Vec<NaiveDate> {
        let start = self.from.unwrap_or(window.first);
        let Some(first) = start.iter_days().take(7).find(|on| on.weekday() == day) else { return Vec::new() };
        let mut dates = vec![first];
        while let Some(next) = dates.last().and_then(|on| on.checked_add_days(Days::new(7 * weeks.max(1)))) {
            if next > until {
                break;
            }
            dates.push(next);
        }
        dates
    }

    fn monthly(&self, day: Weekday, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        let apart = self.months_apart.filter(|_| self.only.is_empty()).unwrap_or(1).max(1);
        let mut dates = Vec::new();
        let mut first = from.with_day(1).unwrap_or(from);
        let mut start = None;
        while first <= until {
            let mut in_month: Vec<NaiveDate> =
                self.nths.iter().filter_map(|nth| nth_of(first, day, *nth)).filter(|on| *on >= from).collect();
            in_month.sort_unstable();
            in_month.dedup();
            let months = first.year() * 12 + i32::try_from(first.month0()).unwrap_or(0);
            if !in_month.is_empty() {
                let since = months - *start.get_or_insert(months);
                if since % i32::try_from(apart).unwrap_or(1) == 0 {
                    dates.extend(in_month);
                }
            }
            first = first + chrono::Months::new(1);
        }
        dates
    }
}

fn nth_of(first: NaiveDate, day: Weekday, nth: u8) -> Option<NaiveDate> {
    let of = |nth: u8| NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), day, nth);
    if nth == 0 { of(5).or_else(|| of(4)) } else { of(nth) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn window() -> Window {
        Window { first: on("2026-05-21"), last: on("2027-05-20") }
    }

    fn dates(line: &str) -> Vec<String> {
        read(line, &window()).unwrap().dates(&window()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_second_wednesday_of_each_month_but_august() {
        let wanted = [
            "2026-06-10",
            "2026-07-08",
            "2026-09-09",
            "2026-10-14",
            "2026-11-11",
            "2026-12-09",
            "2027-01-13",
            "2027-02-10",
            "2027-03-10",
            "2027-04-14",
            "2027-05-12",
        ];
        for line in [
            "second Wednesday, monthly, 2pm, not August",
            "2nd Wed of each month at 14:00 except August",
            "Every second Wednesday of the month, 2 pm, but not in August",
            "monthly on the second Wednesday excluding August 2pm",
        ] {
            assert_eq!(dates(line), wanted, "{line}");
            assert_eq!(read(line, &window()).unwrap().starts_at.unwrap().to_string(), "14:00:00", "{line}");
        }
    }

    #[test]
    fn every_six_weeks_from_a_day() {
        let wanted = ["2026-09-03", "2026-10-15", "2026-11-26", "2027-01-07", "2027-02-18", "2027-04-01", "2027-05-13"];
        for line in [
            "every six weeks on Thursday from 3 September 2026",
            "six-weekly from Thursday 3 September",
            "Every 6 weeks starting 3 September 2026",
            "every six weeks on Thursday from September 2026 until May 2027",
        ] {
            assert_eq!(dates(line), wanted, "{line}");
        }
    }

    #[test]
    fn named_months_and_other_rhythms() {
        let quarters = ["2026-06-02", "2026-09-01", "2026-12-01", "2027-03-02"];
        assert_eq!(dates("first Tuesday of June, September, December and March"), quarters);
        assert_eq!(dates("quarterly, first Tuesday, from June"), quarters);
        assert_eq!(dates("first and third Monday in October"), ["2026-10-05", "2026-10-19"]);
        assert_eq!(
            dates("last Thursday of every other month from September until January"),
            ["2026-09-24", "2026-11-26", "2027-01-28"]
        );
        assert_eq!(
            dates("every other Monday from 7 September 2026 until 5 October 2026"),
            ["2026-09-07", "2026-09-21", "2026-10-05"]
        );
        assert_eq!(dates("fifth Friday, monthly, from 1 July 2026 to 31 October 2026"), ["2026-07-31", "2026-10-30"]);
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let no = |line: &str| read(line, &window()).unwrap_err();
        assert_eq!(
            no("second Wednesday monthly unless raining"),
            Unread::Words(vec!["unless".to_owned(), "raining".to_owned()])
        );
        assert_eq!(no("every second Wednesday"), Unread::EverySecond(Weekday::Wed));
        assert_eq!(no("every six weeks on Thursday"), Unread::NoStart);
        assert_eq!(no("monthly, 2pm"), Unread::NoWeekday);
        assert_eq!(no("Wednesdays, monthly"), Unread::NoOrdinal(Weekday::Wed));
        assert_eq!(no("first Monday from 31 June 2026"), Unread::NoSuchDay("31 june".to_owned()));
    }

    #[test]
    fn a_pattern_is_told_from_a_date() {
        for line in
            ["second Wednesday", "every six weeks", "first and third Monday", "Quarterly on Tuesdays", "six-weekly"]
        {
            assert!(looks_like_one(line), "{line}");
        }
        for line in ["Thursday 5th November 2026", "5 November, 2pm, County Hall", "2026-11-05", "1st September 2026"] {
            assert!(!looks_like_one(line), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_words_make_it_fall_over(line in "[a-z0-9 ,./:&'-]{0,60}") {
            if let Ok(pattern) = read(&line, &window()) {
                let dates = pattern.dates(&window());
                prop_assert!(dates.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(dates.iter().all(|on| window().covers(*on)));
            }
        }
    }
}
