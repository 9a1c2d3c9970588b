//! Planning a municipal year: dates read from words, lists, tables or the year before, and what each of them runs
//! into. Facts in, rows and warnings out; making the meetings is not here. Called by the page that plans a year.

mod day;
mod lines;
mod pattern;
mod plan;
mod table;
mod unread;
mod warning;

pub use lines::{Row, read_line};
pub use plan::{KeptBecause, PlanRefusal, Touched, read_window, usual_window, why_kept};
pub use table::{Columns, read_cells};
pub use unread::Unread;
pub use warning::{Slot, Warning, clashes, in_words, of_cycle, of_day};

use chrono::{Datelike, Days, Months, NaiveDate};

/// The days within which a year is planned, both included; a date without a year is the one that falls within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

/// The longest window that is planned at once, in days: a year and a half.
pub const LONGEST_WINDOW: i64 = 550;

impl Window {
    /// Whether a day lies within.
    #[must_use]
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.first <= on && on <= self.last
    }

    /// The same window a year before.
    #[must_use]
    pub fn a_year_before(&self) -> Self {
        let before = |on: NaiveDate| on.checked_sub_months(Months::new(12)).unwrap_or(on);
        Self { first: before(self.first), last: before(self.last) }
    }
}

/// A body as planners name it: its full name, its short name and the word in its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The word in its address, by which rows name it.
    pub slug: String,
    /// Whatever else it is called.
    pub names: Vec<String>,
}

/// What a text is read against.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The days to be planned.
    pub window: Window,
    /// The bodies.
    pub bodies: &'k [Named],
}

impl Known<'_> {
    /// The body that is called exactly so, whatever the case and the spaces.
    #[must_use]
    pub fn body(&self, text: &str) -> Option<&str> {
        let wanted = plain(text);
        let called =
            |named: &&Named| plain(&named.slug) == wanted || named.names.iter().any(|name| plain(name) == wanted);
        self.bodies.iter().find(called).map(|named| named.slug.as_str())
    }

    /// The body whose name stands somewhere in a text; the longest name decides.
    #[must_use]
    pub fn body_within(&self, text: &str) -> Option<&str> {
        let text = format!(" {} ", plain(text));
        let names = self.bodies.iter().flat_map(|body| body.names.iter().map(move |name| (body, plain(name))));
        let within = names.filter(|(_, name)| !name.is_empty() && text.contains(&format!(" {name} ")));
        within.max_by_key(|(_, name)| name.len()).map(|(body, _)| body.slug.as_str())
    }
}

/// Letters and digits in lower case with single spaces: how names are compared.
fn plain(text: &str) -> String {
    let spaced: String =
        text.to_lowercase().replace('&', " and ").chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let words = words.strip_prefix(&["the"]).unwrap_or(&words);
    words.join(" ")
}

/// The same weekday of the same month a year later: the second Wednesday stays the second Wednesday. A fifth one
/// that does not exist then becomes the last.
#[must_use]
pub fn a_year_on(on: NaiveDate) -> NaiveDate {
    let nth = u8::try_from(on.day0() / 7 + 1).unwrap_or(1);
    let later = |nth: u8| NaiveDate::from_weekday_of_month_opt(on.year() + 1, on.month(), on.weekday(), nth);
    later(nth).or_else(|| later(4)).unwrap_or_else(|| on + Days::new(364))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::Weekday;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn last_years_dates_keep_their_weekday_of_the_month() {
        for (before, after) in [
            ("2025-09-10", "2026-09-09"), // second Wednesday
            ("2025-11-06", "2026-11-05"), // first Thursday
            ("2026-03-31", "2027-03-30"), // fifth Tuesday
            ("2025-10-31", "2026-10-30"), // fifth Friday
            ("2024-02-29", "2025-02-27"), // fifth Thursday; there is none a year on
        ] {
            assert_eq!(a_year_on(on(before)), on(after), "{before}");
        }
    }

    #[test]
    fn a_body_is_found_by_any_of_its_names() {
        let bodies = [
            Named {
                slug: "children-and-families".to_owned(),
                names: vec!["Children & Families Panel".to_owned(), "CF".to_owned()],
            },
            Named {
                slug: "performance-board".to_owned(),
                names: vec!["Performance Board".to_owned(), "OSPB".to_owned()],
            },
        ];
        let known = Known { window: Window { first: on("2026-05-21"), last: on("2027-05-20") }, bodies: &bodies };
        for text in ["cf", "Children and Families Panel", "the children & families  panel", "children-and-families"] {
            assert_eq!(known.body(text), Some("children-and-families"), "{text}");
        }
        assert_eq!(known.body("Children"), None);
        assert_eq!(known.body_within("Meeting of the Performance Board (public)"), Some("performance-board"));
        assert_eq!(known.body_within("Scoffing"), None);
    }

    proptest! {
        #[test]
        fn a_year_on_is_the_same_weekday_of_the_same_month(day in 0u64..9000) {
            let before = on("2015-01-01") + Days::new(day);
            let after = a_year_on(before);
            prop_assert_eq!(after.weekday(), before.weekday());
            prop_assert_eq!((after.year(), after.month()), (before.year() + 1, before.month()));
            prop_assert!(after.weekday() != Weekday::Sun || before.weekday() == Weekday::Sun);
        }
    }
}
