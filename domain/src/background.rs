//! The list of background papers at the foot of a covering report (LGA 1972 s100D): the meetings that
//! considered the subject in this and the previous calendar year, in the form the council prints them.

use crate::wording;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// The dates of earlier meetings as one line, newest first, grouped by year.
///
/// Keeps dates before `meeting_on` that lie in its calendar year or the one before; `and` stands before each
/// year's last: `7 December, 29 September, 20 July and 23 March 2022`. `None` when no date is left.
#[must_use]
pub fn dates(earlier: &[NaiveDate], meeting_on: NaiveDate) -> Option<String> {
    let mut by_year: BTreeMap<i32, Vec<NaiveDate>> = BTreeMap::new();
    for on in earlier {
        if *on < meeting_on && on.year() >= meeting_on.year() - 1 {
            by_year.entry(on.year()).or_default().push(*on);
        }
    }
    let years: Vec<String> = by_year
        .into_iter()
        .rev()
        .map(|(year, mut dates)| {
            dates.sort_unstable();
            dates.dedup();
            let days: Vec<String> = dates.iter().rev().map(|on| on.format("%-d %B").to_string()).collect();
            format!("{} {year}", wording::list(&days))
        })
        .collect();
    (!years.is_empty()).then(|| years.join(", "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn line(earlier: &[&str], meeting: &str) -> Option<String> {
        dates(&earlier.iter().map(|text| on(text)).collect::<Vec<_>>(), on(meeting))
    }

    #[test]
    fn the_list_of_the_report_for_27_september_2023() {
        assert_eq!(
            line(
                &[
                    "2021-11-17",
                    "2022-03-23",
                    "2022-07-20",
                    "2022-09-29",
                    "2022-12-07",
                    "2023-01-30",
                    "2023-03-29",
                    "2023-07-26",
                    "2023-10-19"
                ],
                "2023-09-27"
            )
            .as_deref(),
            Some("26 July, 29 March and 30 January 2023, 7 December, 29 September, 20 July and 23 March 2022")
        );
        assert_eq!(
            line(
                &["2022-01-11", "2022-07-07", "2022-09-20", "2022-11-03", "2023-01-17", "2023-03-22", "2023-07-07"],
                "2023-09-27"
            )
            .as_deref(),
            Some("7 July, 22 March and 17 January 2023, 3 November, 20 September, 7 July and 11 January 2022")
        );
    }

    #[test]
    fn the_list_of_the_report_for_3_november_2022() {
        assert_eq!(
            line(&["2022-09-29", "2022-07-20", "2022-03-23", "2021-11-17", "2021-09-30"], "2022-11-03").as_deref(),
            Some("29 September, 20 July and 23 March 2022, 17 November and 30 September 2021")
        );
    }

    #[test]
    fn the_meeting_itself_and_older_years_are_left_out() {
        assert_eq!(line(&["2022-11-03", "2020-12-31"], "2022-11-03"), None);
        assert_eq!(line(&["2022-05-01", "2022-05-01"], "2022-11-03").as_deref(), Some("1 May 2022"));
    }
}
