//! Dates, counts and lists as the papers of a council say them.
//! Pure text: nothing here decides a date. Called by every page, letter and refusal that shows one.

use chrono::{Datelike, NaiveDate};

/// A date in full, without its weekday: "3 November 2022".
#[must_use]
pub fn date(on: NaiveDate) -> String {
    on.format("%-d %B %Y").to_string()
}

/// A date with its weekday cut short: "Thu 3 November 2022".
#[must_use]
pub fn date_with_day(on: NaiveDate) -> String {
    on.format("%a %-d %B %Y").to_string()
}

/// A date with its weekday in full: "Thursday 3 November 2022".
#[must_use]
pub fn date_with_weekday(on: NaiveDate) -> String {
    on.format("%A %-d %B %Y").to_string()
}

/// The months as they are written, in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of a month, from 1, by its name in small letters: in full, or cut short to three letters or "sept".
#[must_use]
pub fn month(word: &str) -> Option<u32> {
    let is = |name: &&str| {
        **name == *word || (word.len() == 3 && name.starts_with(word)) || (word == "sept" && **name == *"september")
    };
    MONTHS.iter().position(is).and_then(|place| u32::try_from(place + 1).ok())
}

/// A number of working days: "1 working day", "3 working days".
#[must_use]
pub fn working_days(n: u32) -> String {
    if n == 1 { "1 working day".to_owned() } else { format!("{n} working days") }
}

/// How late something is, in working days: "2 working days late"; "on time" for none.
#[must_use]
pub fn working_days_late(n: u32) -> String {
    if n == 0 { "on time".to_owned() } else { format!("{} late", working_days(n)) }
}

/// A list in a sentence: "a", "a and b", "a, b and c"; nothing for an empty list.
#[must_use]
pub fn list<T: AsRef<str>>(things: &[T]) -> String {
    match things {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// Days gathered under their months, in the order given:
/// "27, 28 and 31 October, 1 and 2 November 2022"; a year is said where it changes and at the end.
#[must_use]
pub fn days_by_month(days: &[NaiveDate]) -> String {
    let months: Vec<&[NaiveDate]> = days.chunk_by(|a, b| (a.year(), a.month()) == (b.year(), b.month())).collect();
    let mut said = Vec::with_capacity(months.len());
    for (at, month) in months.iter().enumerate() {
        let Some(first) = month.first() else { continue };
        let numbers: Vec<String> = month.iter().map(|on| on.day().to_string()).collect();
        let next_year = months.get(at + 1).and_then(|m| m.first()).map(NaiveDate::year);
        let name = if next_year == Some(first.year()) { "%B" } else { "%B %Y" };
        said.push(format!("{} {}", list(&numbers), first.format(name)));
    }
    said.join(", ")
}

/// Dates newest first, the year said once for each year and "and" before each year's last:
/// "26 July and 30 January 2023, 7 December and 23 March 2022".
/// The form in which a covering report lists the meetings that are its background papers.
#[must_use]
pub fn dates_by_year(dates: &[NaiveDate]) -> String {
    let mut newest_first = dates.to_vec();
    newest_first.sort_unstable_by(|a, b| b.cmp(a));
    newest_first.dedup();
    let years: Vec<String> = newest_first
        .chunk_by(|a, b| a.year() == b.year())
        .filter_map(|year| {
            let said: Vec<String> = year.iter().map(|on| on.format("%-d %B").to_string()).collect();
            year.first().map(|on| format!("{} {}", list(&said), on.format("%Y")))
        })
        .collect();
    years.join(", ")
}

/// What a list calls something owed about a thing with a reference: the reference and the first words of its text,
/// cut between words.
#[must_use]
pub fn titled(reference: &str, text: &str) -> String {
    const LONGEST: usize = 120;
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST {
        return format!("{reference}: {words}");
    }
    let cut: String = words.chars().take(LONGEST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{reference}: {whole} …")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(titled("CF 26/27-001", "clarify\n 4%"), "CF 26/27-001: clarify 4%");
        let long = titled("CF 26/27-001", &"ab ".repeat(60));
        assert!(long.ends_with("ab …") && long.chars().count() < 140, "{long}");
        assert!(titled("CF 26/27-001", &"é".repeat(200)).ends_with("é …"));
    }

    #[test]
    fn a_date_is_said_in_three_ways() {
        let panel = on("2022-11-03");
        assert_eq!(date(panel), "3 November 2022");
        assert_eq!(date_with_day(panel), "Thu 3 November 2022");
        assert_eq!(date_with_weekday(panel), "Thursday 3 November 2022");
    }

    #[test]
    fn one_working_day_is_not_days() {
        assert_eq!(
            [working_days(0), working_days(1), working_days(3)],
            ["0 working days", "1 working day", "3 working days"]
        );
        assert_eq!(
            [working_days_late(0), working_days_late(1), working_days_late(2)],
            ["on time", "1 working day late", "2 working days late"]
        );
    }

    #[test]
    fn a_list_has_one_and() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn days_are_gathered_under_their_month_and_year() {
        let within = ["2022-10-27", "2022-10-28", "2022-10-31", "2022-11-01", "2022-11-02"].map(on);
        assert_eq!(days_by_month(&within), "27, 28 and 31 October, 1 and 2 November 2022");
        let across = ["2026-12-30", "2026-12-31", "2027-01-04"].map(on);
        assert_eq!(days_by_month(&across), "30 and 31 December 2026, 4 January 2027");
        assert_eq!(days_by_month(&[]), "");
    }

    #[test]
    fn background_meetings_read_as_case_001_prints_them() {
        let met = ["2022-03-23", "2022-07-20", "2022-09-29", "2022-12-07", "2023-01-30", "2023-03-29", "2023-07-26"];
        assert_eq!(
            dates_by_year(&met.map(on)),
            "26 July, 29 March and 30 January 2023, 7 December, 29 September, 20 July and 23 March 2022"
        );
        assert_eq!(dates_by_year(&[on("2022-07-20"), on("2022-07-20")]), "20 July 2022");
    }
}
