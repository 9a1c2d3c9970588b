//! Days and times as people write them in a line: "Thurs 5th Nov", "05/11/2026", "November 5, 2026", "2.30 p.m.".
//! Days before months, as in England. Called by `lines`, `pattern` and `table`.

use super::{Unread, Window};
use crate::meeting::read_time;
use crate::wording::month;
use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

/// A word of a line, with where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case, without the marks around it.
    pub text: String,
    /// Where it begins in the line, in bytes, marks included.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// The words of a line.
pub(super) fn words(line: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut from = None;
    let ends = line.char_indices().chain([(line.len(), ' ')]);
    for (at, c) in ends {
        match (c.is_whitespace() || matches!(c, ',' | ';' | '|'), from) {
            (false, None) => from = Some(at),
            (true, Some(begin)) => {
                let text = line[begin..at].to_lowercase();
                let text = text.trim_matches(|c: char| matches!(c, '.' | ':' | '(' | ')' | '“' | '”' | '"'));
                if !text.is_empty() {
                    found.push(Word { text: text.to_owned(), from: begin, to: at });
                }
                from = None;
            }
            _ => {}
        }
    }
    found
}

/// A weekday, in full or cut short.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.strip_suffix('s').filter(|word| word.ends_with("day")).unwrap_or(word) {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// The day that begins with a word, and how many words it takes; none where no day begins.
pub(super) fn find_day(words: &[Word], window: &Window) -> Option<(usize, Result<NaiveDate, Unread>)> {
    let text = |at: usize| words.get(at).map(|word| word.text.as_str());
    let said = weekday(text(0)?);
    let mut at = usize::from(said.is_some());
    if said.is_some() && text(at) == Some("the") {
        at += 1;
    }
    let (taken, found) = in_figures(text(at)?, window)
        .map(|found| (1, found))
        .or_else(|| day_first(words.get(at..)?, window))
        .or_else(|| month_first(words.get(at..)?, window))?;
    let found = found.and_then(|on| match said {
        Some(said) if said != on.weekday() => Err(Unread::Weekday { said, on }),
        _ => Ok(on),
    });
    Some((at + taken, found))
}

/// "2026-11-05", "5/11/2026", "05.11.26", "5-nov-2026".
fn in_figures(word: &str, window: &Window) -> Option<Result<NaiveDate, Unread>> {
    let mark = word.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let parts: Vec<&str> = word.split(mark).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, month_word, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    let month = number(month_word).or_else(|| month(month_word))?;
    let (day, year) = (number(day)?, year_of(year, window)?);
    Some(NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Unread::NoSuchDay(word.to_owned())))
}

/// "5 November 2026", "5th of Nov".
fn day_first(words: &[Word], window: &Window) -> Option<(usize, Result<NaiveDate, Unread>)> {
    let day = number(ordinal_stem(&words.first()?.text))?;
    let at = if words.get(1)?.text == "of" { 2 } else { 1 };
    let month = month(&words.get(at)?.text)?;
    Some(with_year(words, at + 1, (month, day), window))
}

/// "November 5, 2026", "Nov 5th".
fn month_first(words: &[Word], window: &Window) -> Option<(usize, Result<NaiveDate, Unread>)> {
    let month = month(&words.first()?.text)?;
    let day = number(ordinal_stem(&words.get(1)?.text))?;
    Some(with_year(words, 2, (month, day), window))
}

fn with_year(
    words: &[Word],
    at: usize,
    (month, day): (u32, u32),
    window: &Window,
) -> (usize, Result<NaiveDate, Unread>) {
    let said = || words[..at].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let is_hour = words.get(at + 1).is_some_and(|next| matches!(next.text.replace('.', "").as_str(), "am" | "pm"));
    let year = words.get(at).filter(|_| !is_hour).and_then(|word| year_of(&word.text, window));
    match year {
        Some(year) => (at + 1, NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Unread::NoSuchDay(said()))),
        None => {
            let years = window.first.year()..=window.last.year();
            let exists = years.clone().any(|year| NaiveDate::from_ymd_opt(year, month, day).is_some());
            let within =
                years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|on| window.covers(*on));
            let refusal = if exists { Unread::NotInWindow(said()) } else { Unread::NoSuchDay(said()) };
            (at, within.ok_or(refusal))
        }
    }
}

/// A year in four figures, or in two where it is one of those that are planned.
fn year_of(word: &str, window: &Window) -> Option<i32> {
    let bare = word.trim_start_matches(['\'', '’']);
    let year: i32 = bare.parse().ok().filter(|_| bare.bytes().all(|b| b.is_ascii_digit()))?;
    match bare.len() {
        4 => Some(year).filter(|year| (1900..2200).contains(year)),
        2 => (window.first.year()..=window.last.year()).find(|planned| planned % 100 == year),
        _ => None,
    }
}

fn ordinal_stem(word: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

fn number(word: &str) -> Option<u32> {
    word.parse().ok().filter(|_| (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()))
}

/// The time of day that begins with a word, and how many words it takes.
pub(super) fn find_time(words: &[Word]) -> Option<(usize, NaiveTime)> {
    let first = words.first()?.text.replace("a.m", "am").replace("p.m", "pm");
    if let Some(half) = words.get(1).map(|word| word.text.replace('.', ""))
        && matches!(half.as_str(), "am" | "pm")
        && let Some(time) = read_time(&format!("{first}{half}"))
    {
        return Some((2, time));
    }
    let figures = first.trim_end_matches("hours").trim_end_matches("hrs").trim_end_matches('h');
    if figures.len() == 4 && figures.len() < first.len() && figures.bytes().all(|b| b.is_ascii_digit()) {
        return read_time(&format!("{}:{}", &figures[..2], &figures[2..])).map(|time| (1, time));
    }
    let named = if first == "midday" { "noon" } else { first.as_str() };
    read_time(named).map(|time| (1, time))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn window() -> Window {
        Window { first: on("2026-05-21"), last: on("2027-05-20") }
    }

    fn day(text: &str) -> Option<Result<NaiveDate, Unread>> {
        find_day(&words(text), &window()).map(|(_, found)| found)
    }

    #[test]
    fn a_day_is_read_in_the_spellings_that_councils_paste() {
        for text in [
            "2026-11-05",
            "05/11/2026",
            "5/11/26",
            "5.11.2026",
            "5-11-2026",
            "5 November 2026",
            "5th November 2026",
            "5th of November 2026",
            "Thursday 5 November 2026",
            "Thursday, 5th November, 2026",
            "Thu 5 Nov 2026",
            "Thurs 5 Nov 26",
            "November 5, 2026",
            "Nov 5th 2026",
            "5 November",
            "Thursday the 5th of November",
            "5-Nov-2026",
            "5-Nov-26",
            "5 Nov ’26",
        ] {
            assert_eq!(day(text), Some(Ok(on("2026-11-05"))), "{text}");
        }
        assert_eq!(day("3 March"), Some(Ok(on("2027-03-03"))), "the March of the year that is planned");
        assert_eq!(day("3 Sept"), Some(Ok(on("2026-09-03"))));
    }

    #[test]
    fn a_day_that_cannot_be_is_told() {
        assert_eq!(day("31 June 2026"), Some(Err(Unread::NoSuchDay("31 june".to_owned()))));
        assert_eq!(day("31/06/2026"), Some(Err(Unread::NoSuchDay("31/06/2026".to_owned()))));
        assert_eq!(
            day("Wednesday 5 November 2026"),
            Some(Err(Unread::Weekday { said: Weekday::Wed, on: on("2026-11-05") }))
        );
        let short = Window { first: on("2026-09-01"), last: on("2026-12-31") };
        let found = find_day(&words("3 March"), &short).unwrap().1;
        assert_eq!(found, Err(Unread::NotInWindow("3 march".to_owned())));
        for text in ["", "County Hall", "Thursday", "2pm", "Room 5", "1/2", "5 of 6"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_after_the_month_is_no_year() {
        assert_eq!(find_day(&words("5 November 26 pm"), &window()).unwrap().0, 2);
        assert_eq!(find_day(&words("5 November 10 am"), &window()).unwrap(), (2, Ok(on("2026-11-05"))));
    }

    #[test]
    fn a_time_is_read_in_many_spellings() {
        let time = |text: &str| find_time(&words(text)).map(|(_, time)| time.format("%H:%M").to_string());
        for (text, wanted) in [
            ("2pm", "14:00"),
            ("2 pm", "14:00"),
            ("2.30 p.m.", "14:30"),
            ("2.30p.m.", "14:30"),
            ("14:00", "14:00"),
            ("10.30", "10:30"),
            ("10.30am", "10:30"),
            ("1400hrs", "14:00"),
            ("noon", "12:00"),
            ("midday", "12:00"),
        ] {
            assert_eq!(time(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["14", "County Hall", "25:00", "2026"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
