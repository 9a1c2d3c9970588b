//! Years and the stretches of them that figures are about: financial years, quarters, budget periods, municipal years.
//! When data for a period can exist is in `cycle`. Called wherever a period is named, read or stored.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A day of a year that chrono may not hold: the nearest it does.
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    let nearest = if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(nearest)
}

/// A council's financial year, 1 April to 31 March; labelled "2022/23".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear(i32);

impl FinancialYear {
    /// The financial year that begins on 1 April of `year`.
    #[must_use]
    pub const fn starting(year: i32) -> Self {
        Self(year)
    }

    /// The financial year in which a day falls.
    #[must_use]
    pub fn of(on: NaiveDate) -> Self {
        Self(if on.month() < 4 { on.year() - 1 } else { on.year() })
    }

    /// The calendar year in which it begins.
    #[must_use]
    pub const fn start_year(self) -> i32 {
        self.0
    }

    /// 1 April.
    #[must_use]
    pub fn start(self) -> NaiveDate {
        day(self.0, 4, 1)
    }

    /// 31 March of the following calendar year.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        day(self.0.saturating_add(1), 3, 31)
    }

    /// The year before.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The year after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// "2022/23".
    #[must_use]
    pub fn label(self) -> String {
        label(self.0)
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

fn label(start: i32) -> String {
    format!("{start:04}/{:02}", start.saturating_add(1).rem_euclid(100))
}

/// What a set of figures covers. Made by [`Period::quarter`], [`Period::budget`] and [`Period::year`], or read from
/// text; written "2022/23 Q2", "2023/24 P04", "2022/23". Ordered by first day, the shorter first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// A quarter of the financial year: 1 is April to June.
    #[non_exhaustive]
    Quarter {
        /// The financial year.
        year: FinancialYear,
        /// 1 to 4.
        n: u8,
    },
    /// A budget period, month `n` of the financial year: 4 is July, 9 is December.
    #[non_exhaustive]
    Budget {
        /// The financial year.
        year: FinancialYear,
        /// 1 to 12.
        n: u8,
    },
    /// A whole financial year.
    Year(FinancialYear),
}

impl Period {
    /// Quarter `n` of a year; `None` unless `n` is 1 to 4.
    #[must_use]
    pub fn quarter(year: FinancialYear, n: u8) -> Option<Self> {
        (1..=4).contains(&n).then_some(Self::Quarter { year, n })
    }

    /// Budget period `n` of a year; `None` unless `n` is 1 to 12.
    #[must_use]
    pub fn budget(year: FinancialYear, n: u8) -> Option<Self> {
        (1..=12).contains(&n).then_some(Self::Budget { year, n })
    }

    /// A whole financial year.
    #[must_use]
    pub const fn year(year: FinancialYear) -> Self {
        Self::Year(year)
    }

    /// The quarter in which a day falls.
    #[must_use]
    pub fn quarter_of(on: NaiveDate) -> Self {
        let months_in = (on.month0() + 9) % 12;
        Self::Quarter { year: FinancialYear::of(on), n: u8::try_from(months_in / 3 + 1).unwrap_or(1) }
    }

    /// The financial year it belongs to.
    #[must_use]
    pub const fn financial_year(self) -> FinancialYear {
        match self {
            Self::Quarter { year, .. } | Self::Budget { year, .. } | Self::Year(year) => year,
        }
    }

    /// First month, counted from April of the year, and the number of months.
    fn months(self) -> (i32, i32) {
        match self {
            Self::Quarter { n, .. } => (i32::from(n) * 3 - 3, 3),
            Self::Budget { n, .. } => (i32::from(n) - 1, 1),
            Self::Year(_) => (0, 12),
        }
    }

    fn first_of_month(self, months_in: i32) -> NaiveDate {
        let from_january = months_in + 3;
        let year = self.financial_year().0.saturating_add(from_january.div_euclid(12));
        day(year, u32::try_from(from_january.rem_euclid(12)).unwrap_or(0) + 1, 1)
    }

    /// Its first day.
    #[must_use]
    pub fn start(self) -> NaiveDate {
        self.first_of_month(self.months().0)
    }

    /// Its last day.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        let (first, count) = self.months();
        let after = self.first_of_month(first + count);
        after.pred_opt().unwrap_or(after).max(self.start())
    }

    /// With the months it covers: "Quarter 2 (July to September 2022)", "Period 4 (July 2023)",
    /// "Year 2022/23 (April 2022 to March 2023)".
    #[must_use]
    pub fn title(self) -> String {
        let end = self.end().format("%B %Y");
        match self {
            Self::Quarter { n, .. } => {
                format!("Quarter {n} ({} to {end})", self.start().format("%B"))
            }
            Self::Budget { n, .. } => format!("Period {n} ({end})"),
            Self::Year(year) => format!("Year {year} ({} to {end})", self.start().format("%B %Y")),
        }
    }

    /// The one of the same kind just before it.
    #[must_use]
    pub fn previous(self) -> Self {
        match self {
            Self::Quarter { year, n: 0..=1 } => Self::Quarter { year: year.previous(), n: 4 },
            Self::Quarter { year, n } => Self::Quarter { year, n: n - 1 },
            Self::Budget { year, n: 0..=1 } => Self::Budget { year: year.previous(), n: 12 },
            Self::Budget { year, n } => Self::Budget { year, n: n - 1 },
            Self::Year(year) => Self::Year(year.previous()),
        }
    }

    /// The one of the same kind just after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Quarter { year, n: 4.. } => Self::Quarter { year: year.next(), n: 1 },
            Self::Quarter { year, n } => Self::Quarter { year, n: n + 1 },
            Self::Budget { year, n: 12.. } => Self::Budget { year: year.next(), n: 1 },
            Self::Budget { year, n } => Self::Budget { year, n: n + 1 },
            Self::Year(year) => Self::Year(year.next()),
        }
    }

    /// The same quarter, budget period or year one financial year before.
    #[must_use]
    pub fn same_last_year(self) -> Self {
        match self {
            Self::Quarter { year, n } => Self::Quarter { year: year.previous(), n },
            Self::Budget { year, n } => Self::Budget { year: year.previous(), n },
            Self::Year(year) => Self::Year(year.previous()),
        }
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |period: &Self| (period.financial_year(), period.months());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarter { year, n } => write!(f, "{year} Q{n}"),
            Self::Budget { year, n } => write!(f, "{year} P{n:02}"),
            Self::Year(year) => write!(f, "{year}"),
        }
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodRefusal;

    fn try_from(text: String) -> Result<Self, PeriodRefusal> {
        text.parse()
    }
}

/// Why a text does not name a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodRefusal {
    /// It is not in any form that is understood.
    NotAPeriod,
    /// The two halves of the year are not next to each other, as in "2022/24".
    YearsApart,
    /// There is no such quarter.
    NoSuchQuarter,
    /// There is no such budget period.
    NoSuchBudgetPeriod,
}

impl fmt::Display for PeriodRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAPeriod => "Write a period like 2022/23 Q2, 2023/24 P04 or 2022/23.",
            Self::YearsApart => "A financial year runs into the next one, like 2022/23.",
            Self::NoSuchQuarter => "A financial year has quarters 1 to 4.",
            Self::NoSuchBudgetPeriod => "A financial year has budget periods 1 to 12.",
        })
    }
}

impl std::error::Error for PeriodRefusal {}

/// Reads "2022/23 Q2", "Q2 2022/23", "Quarter 2 2022-23", "P4 2023/24", "Period 04 2023/24", "2022/2023".
impl FromStr for Period {
    type Err = PeriodRefusal;

    fn from_str(text: &str) -> Result<Self, PeriodRefusal> {
        let plain = text.to_lowercase().replace(['\u{2013}', '\u{2011}'], "-").replace(',', " ");
        let words: Vec<&str> = plain.split_whitespace().collect();
        let (year, part) = match words.as_slice() {
            [first, rest @ ..] if looks_like_a_year(first) => (*first, rest),
            [rest @ .., last] => (*last, rest),
            [] => return Err(PeriodRefusal::NotAPeriod),
        };
        let year = read_year(year)?;
        if part.is_empty() {
            return Ok(Self::Year(year));
        }
        let part = part.concat();
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let n = number(&part[word.len()..], 2).and_then(|n| u8::try_from(n).ok()).ok_or(PeriodRefusal::NotAPeriod)?;
        match word {
            "q" | "qtr" | "quarter" => Self::quarter(year, n).ok_or(PeriodRefusal::NoSuchQuarter),
            "p" | "period" | "month" => Self::budget(year, n).ok_or(PeriodRefusal::NoSuchBudgetPeriod),
            _ => Err(PeriodRefusal::NotAPeriod),
        }
    }
}

fn looks_like_a_year(word: &str) -> bool {
    word.len() > 5 && word.starts_with(|c: char| c.is_ascii_digit())
}

fn read_year(word: &str) -> Result<FinancialYear, PeriodRefusal> {
    let (first, second) = word.split_once(['/', '-']).ok_or(PeriodRefusal::NotAPeriod)?;
    let start = number(first, 4).filter(|year| (1000..9999).contains(year)).ok_or(PeriodRefusal::NotAPeriod)?;
    let follows = match second.len() {
        2 => number(second, 2).map(|year| year == (start + 1) % 100),
        4 => number(second, 4).map(|year| year == start + 1),
        _ => None,
    };
    match follows {
        Some(true) => Ok(FinancialYear(start)),
        Some(false) => Err(PeriodRefusal::YearsApart),
        None => Err(PeriodRefusal::NotAPeriod),
    }
}

fn number(digits: &str, at_most: usize) -> Option<i32> {
    let plain = (1..=at_most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// A municipal year, from one Annual Council (in May) to the next; labelled "2026/27".
/// Memberships, chairs, the work programme and tracker references go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalYear(i32);

impl MunicipalYear {
    /// The day on which most councils hold their Annual Council: the third Thursday of May.
    #[must_use]
    pub fn usual_annual_council(year: i32) -> NaiveDate {
        NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Thu, 3).unwrap_or_default()
    }

    /// The municipal year in which a day falls, given the date of Annual Council in the same calendar year.
    /// `None` when the Annual Council given is of another calendar year: where that year's line runs is unknown.
    #[must_use]
    pub fn of(on: NaiveDate, annual_council: NaiveDate) -> Option<Self> {
        let year = on.year();
        (annual_council.year() == year).then_some(Self(if on < annual_council { year - 1 } else { year }))
    }

    /// The calendar year of the Annual Council with which it began.
    #[must_use]
    pub const fn start_year(self) -> i32 {
        self.0
    }

    /// "2026/27".
    #[must_use]
    pub fn label(self) -> String {
        label(self.0)
    }
}

impl fmt::Display for MunicipalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn periods_have_their_days_and_titles() {
        for (name, start, end, title) in [
            ("2022/23 Q1", "2022-04-01", "2022-06-30", "Quarter 1 (April to June 2022)"),
            ("2022/23 Q2", "2022-07-01", "2022-09-30", "Quarter 2 (July to September 2022)"),
            ("2022/23 Q3", "2022-10-01", "2022-12-31", "Quarter 3 (October to December 2022)"),
            ("2022/23 Q4", "2023-01-01", "2023-03-31", "Quarter 4 (January to March 2023)"),
            ("2023/24 P01", "2023-04-01", "2023-04-30", "Period 1 (April 2023)"),
            ("2023/24 P04", "2023-07-01", "2023-07-31", "Period 4 (July 2023)"),
            ("2023/24 P09", "2023-12-01", "2023-12-31", "Period 9 (December 2023)"),
            ("2023/24 P11", "2024-02-01", "2024-02-29", "Period 11 (February 2024)"),
            ("2023/24 P12", "2024-03-01", "2024-03-31", "Period 12 (March 2024)"),
            ("1999/00", "1999-04-01", "2000-03-31", "Year 1999/00 (April 1999 to March 2000)"),
        ] {
            let read = period(name);
            assert_eq!((read.start(), read.end()), (on(start), on(end)), "{name}");
            assert_eq!(read.title(), title);
            assert_eq!(read.to_string(), name);
        }
    }

    #[test]
    fn a_period_is_read_in_the_ways_councils_write_it() {
        for text in [
            "2022/23 Q2",
            "Q2 2022/23",
            "Quarter 2 2022/23",
            "2022-23 Q2",
            "2022\u{2013}23 q2",
            "2022/2023 Quarter 2",
            "  q2,  2022/23 ",
            "Q 2 2022/23",
            "2022/23 qtr 2",
        ] {
            assert_eq!(text.parse(), Ok(period("2022/23 Q2")), "{text}");
        }
        for text in ["2023/24 P04", "P4 2023/24", "Period 4 2023/24", "2023/24 period 04", "Month 04 2023/24"] {
            assert_eq!(text.parse(), Ok(period("2023/24 P04")), "{text}");
        }
    }

    #[test]
    fn what_names_no_period_is_refused() {
        use PeriodRefusal::{NoSuchBudgetPeriod, NoSuchQuarter, NotAPeriod, YearsApart};
        for (text, why) in [
            ("", NotAPeriod),
            ("Q2", NotAPeriod),
            ("2022", NotAPeriod),
            ("2022 Q2", NotAPeriod),
            ("2022/23 Q", NotAPeriod),
            ("2022/23 X2", NotAPeriod),
            ("2022/23 2", NotAPeriod),
            ("2022/23 Q+2", NotAPeriod),
            ("2022/3 Q2", NotAPeriod),
            ("2022/23 Q2 Q3", NotAPeriod),
            ("2022/23 Q002", NotAPeriod),
            ("+022/23 Q2", NotAPeriod),
            ("2022/23/24", NotAPeriod),
            ("0000/01 Q1", NotAPeriod),
            ("9999/00", NotAPeriod),
            ("2022/24 Q2", YearsApart),
            ("2022/2022 Q2", YearsApart),
            ("2022/23 Q0", NoSuchQuarter),
            ("2022/23 Q5", NoSuchQuarter),
            ("2022/23 Q99", NoSuchQuarter),
            ("2023/24 P00", NoSuchBudgetPeriod),
            ("2023/24 P13", NoSuchBudgetPeriod),
            ("2022/23 Q\u{0662}", NotAPeriod),
        ] {
            assert_eq!(text.parse::<Period>(), Err(why), "{text}");
        }
    }

    #[test]
    fn the_period_before_is_of_the_same_kind() {
        for (name, before, last_year) in [
            ("2022/23 Q2", "2022/23 Q1", "2021/22 Q2"),
            ("2022/23 Q1", "2021/22 Q4", "2021/22 Q1"),
            ("2023/24 P01", "2022/23 P12", "2022/23 P01"),
            ("2023/24 P12", "2023/24 P11", "2022/23 P12"),
            ("2023/24", "2022/23", "2022/23"),
        ] {
            assert_eq!(period(name).previous(), period(before));
            assert_eq!(period(name).same_last_year(), period(last_year));
        }
    }

    #[test]
    fn periods_sort_by_first_day_and_the_shorter_first() {
        let mut mixed = ["2023/24", "2022/23 Q4", "2023/24 Q1", "2023/24 P02", "2023/24 P01", "2022/23"].map(period);
        mixed.sort();
        let names: Vec<String> = mixed.iter().map(Period::to_string).collect();
        assert_eq!(names, ["2022/23", "2022/23 Q4", "2023/24 P01", "2023/24 Q1", "2023/24", "2023/24 P02"]);
    }

    #[test]
    fn april_is_in_two_different_years() {
        let easter_week = on("2027-04-03");
        assert_eq!(MunicipalYear::of(easter_week, on("2027-05-13")).unwrap().label(), "2026/27");
        assert_eq!(FinancialYear::of(easter_week).label(), "2027/28");
        assert_eq!(MunicipalYear::of(on("2027-05-12"), on("2027-05-13")).unwrap().label(), "2026/27");
        assert_eq!(MunicipalYear::of(on("2027-05-13"), on("2027-05-13")).unwrap().label(), "2027/28");
        assert_eq!(MunicipalYear::of(on("2027-05-13"), on("2026-05-14")), None);
        assert_eq!(MunicipalYear::usual_annual_council(2022), on("2022-05-19"));
        assert_eq!(MunicipalYear::usual_annual_council(2027), on("2027-05-20"));
        assert_eq!(FinancialYear::of(on("2027-03-31")).label(), "2026/27");
    }

    #[test]
    fn a_period_is_stored_as_it_is_written() {
        assert_eq!(serde_json::to_string(&period("Q2 2022/23")).unwrap(), "\"2022/23 Q2\"");
        assert_eq!(serde_json::from_str::<Period>("\"2023/24 P04\"").unwrap(), period("2023/24 P04"));
        assert!(serde_json::from_str::<Period>("\"2023/24 P13\"").is_err());
    }

    #[test]
    fn no_year_is_too_far_to_answer() {
        for year in [i32::MIN, -262_144, 262_142, i32::MAX] {
            let whole = Period::year(FinancialYear::starting(year));
            assert!(whole.start() <= whole.end() && !whole.title().is_empty());
        }
    }

    fn any_period() -> impl Strategy<Value = Period> {
        (1000i32..9999, 0u8..17).prop_map(|(year, kind)| {
            let year = FinancialYear::starting(year);
            match kind {
                0 => Period::year(year),
                1..=4 => Period::quarter(year, kind).unwrap(),
                _ => Period::budget(year, kind - 4).unwrap(),
            }
        })
    }

    proptest! {
        #[test]
        fn a_period_reads_back_as_it_was_written(period in any_period()) {
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }

        #[test]
        fn periods_of_a_kind_touch_and_do_not_overlap(period in any_period()) {
            prop_assert_eq!(period.previous().end().succ_opt().unwrap(), period.start());
            prop_assert!(period.previous() < period);
            prop_assert_eq!(FinancialYear::of(period.start()), period.financial_year());
            prop_assert_eq!(FinancialYear::of(period.end()), period.financial_year());
        }

        #[test]
        fn every_day_is_in_its_quarter(day in 0u64..20_000) {
            let on = on("2000-01-01") + chrono::Days::new(day);
            let quarter = Period::quarter_of(on);
            prop_assert!(quarter.start() <= on && on <= quarter.end());
        }
    }
}
