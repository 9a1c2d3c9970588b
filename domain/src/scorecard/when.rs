//! The stretches of time that titles and headings name: "Q1 22/23", "Jul-22", "Oct - Dec 2022", "Period 4".
//! A printed day ("Prepared 20 January 2023") is never one, unless it ends a period. Called by `heading` and `layout`.

use crate::period::{FinancialYear, Period};
use crate::wording::month;
use chrono::{Datelike, Days, NaiveDate};

/// A stretch of time as it is written, with its year where one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A quarter, and the calendar year in which its financial year begins.
    Quarter(u8, Option<i32>),
    /// A month of the calendar, and its calendar year.
    Month(u32, Option<i32>),
    /// A budget period, and the calendar year in which its financial year begins.
    Budget(u8, Option<i32>),
    /// A financial year, by the calendar year in which it begins.
    Year(i32),
}

impl When {
    /// The period, with `year` (in which the financial year begins) for one that is written without.
    pub(super) fn period(self, year: Option<i32>) -> Option<Period> {
        match self {
            Self::Quarter(n, own) => Period::quarter(FinancialYear::starting(own.or(year)?), n),
            Self::Budget(n, own) => Period::budget(FinancialYear::starting(own.or(year)?), n),
            Self::Month(month, Some(own)) => {
                Period::budget(FinancialYear::starting(if month < 4 { own - 1 } else { own }), budget_month(month))
            }
            Self::Month(month, None) => Period::budget(FinancialYear::starting(year?), budget_month(month)),
            Self::Year(own) => Some(Period::year(FinancialYear::starting(own))),
        }
    }

    /// The calendar year in which the financial year begins, if it is written.
    pub(super) fn year(self) -> Option<i32> {
        match self {
            Self::Quarter(_, year) | Self::Budget(_, year) => year,
            Self::Month(month, year) => year.map(|year| if month < 4 { year - 1 } else { year }),
            Self::Year(year) => Some(year),
        }
    }
}

/// The month's place in the financial year: April is 1.
fn budget_month(month: u32) -> u8 {
    u8::try_from((month + 8) % 12 + 1).unwrap_or(1)
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    /// What stands between the token before and this one, without spaces.
    before: String,
    text: String,
}

impl Token {
    fn number(&self) -> Option<i32> {
        if self.text.len() <= 4 { self.text.parse().ok() } else { None }
    }

    fn joined(&self, marks: &[&str]) -> bool {
        marks.contains(&self.before.as_str())
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut before = String::new();
    let mut kind = None;
    for letter in text.chars().take(400) {
        let now = match letter {
            c if c.is_ascii_digit() => Some(true),
            c if c.is_alphabetic() => Some(false),
            _ => None,
        };
        match (now, kind == now, found.last_mut()) {
            (None, _, _) if letter.is_whitespace() => {}
            (None, _, _) => before.push(if matches!(letter, '–' | '—' | '‑' | '−') { '-' } else { letter }),
            (Some(_), true, Some(last)) => last.text.extend(letter.to_lowercase()),
            _ => found.push(Token { before: std::mem::take(&mut before), text: letter.to_lowercase().collect() }),
        }
        kind = now;
    }
    found
}

fn ordinal(word: &str) -> Option<u8> {
    match word {
        "1" | "one" | "first" => Some(1),
        "2" | "two" | "second" => Some(2),
        "3" | "three" | "third" => Some(3),
        "4" | "four" | "fourth" => Some(4),
        _ => None,
    }
}

/// A year of four digits, or of two digits in this century.
fn full_year(token: &Token) -> Option<i32> {
    let number = token.number()?;
    match token.text.len() {
        4 if (1990..2100).contains(&number) => Some(number),
        2 => Some(2000 + number),
        _ => None,
    }
}

/// What a token sequence begins with, and how many tokens that takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Years(i32),
    Quarter(u8),
    Budget(u8),
    Month(u32, Option<i32>),
    Day(NaiveDate),
    Calendar(i32),
}

fn piece(tokens: &[Token], at: usize) -> Option<(Piece, usize)> {
    let here = &tokens[at];
    let next = tokens.get(at + 1);
    if let Some(found) = day(tokens, at) {
        return Some(found);
    }
    if let Some(next) = next {
        if here.number().is_some()
            && matches!(here.text.len(), 2 | 4)
            && next.joined(&["/", "-"])
            && !tokens.get(at + 2).is_some_and(|after| after.joined(&["/", "."]) && after.number().is_some())
            && let Some(first) = full_year(here)
            && next.number().is_some_and(|second| second == (first + 1) % 100 || second == first + 1)
            && (here.text.len() == 4 || (next.text.len() == 2 && first > 2009))
        {
            return Some((Piece::Years(first), 2));
        }
        let near = next.joined(&["", "-", ".", ":"]);
        if near
            && matches!(here.text.as_str(), "q" | "qtr" | "quarter")
            && let Some(n) = ordinal(&next.text)
        {
            return Some((Piece::Quarter(n), 2));
        }
        if near
            && matches!(here.text.as_str(), "p" | "period" | "month" | "m")
            && let Some(n @ 1..=12) = next.number()
            // "Period: 1 July 2023 to …" begins with a day.
            && day(tokens, at + 1).is_none()
        {
            return u8::try_from(n).ok().map(|n| (Piece::Budget(n), 2));
        }
        if let Some(n) = ordinal(&here.text) {
            let skip = usize::from(matches!(next.text.as_str(), "st" | "nd" | "rd" | "th"));
            let follows = tokens.get(at + 1 + skip).is_some_and(|t| matches!(t.text.as_str(), "quarter" | "qtr"));
            if follows && !(here.number().is_some() && skip == 0) {
                return Some((Piece::Quarter(n), 2 + skip));
            }
        }
    }
    if let Some(month) = month(&here.text) {
        let year = next.filter(|next| next.joined(&["", "-", "'", "’", ",", "/", "."])).and_then(full_year);
        let clock = tokens.get(at + 2).is_some_and(|after| after.joined(&["/"]) && after.number().is_some());
        return Some(match year {
            // "April 2022/23" names a financial year after the month, not a month of 2022.
            Some(_) if clock => (Piece::Month(month, None), 1),
            Some(year) => (Piece::Month(month, Some(year)), 2),
            None => (Piece::Month(month, None), 1),
        });
    }
    here.number().filter(|n| here.text.len() == 4 && (1990..2100).contains(n)).map(|n| (Piece::Calendar(n), 1))
}

/// A whole date: "19/07/2022", "14.10.22", "2022-09-30", "20 January 2023", "30th June 2022".
fn day(tokens: &[Token], at: usize) -> Option<(Piece, usize)> {
    let made = |year: i32, month: u32, on: i32| NaiveDate::from_ymd_opt(year, month, u32::try_from(on).ok()?);
    let first = tokens.get(at)?.number()?;
    let second = tokens.get(at + 1)?;
    if let (Some(middle), Some(third)) = (second.number(), tokens.get(at + 2))
        && second.joined(&["/", ".", "-"])
        && third.before == second.before
        && let Some(last) = third.number()
    {
        let middle = u32::try_from(middle).ok()?;
        let on =
            if tokens[at].text.len() == 4 { made(first, middle, last) } else { made(full_year(third)?, middle, first) };
        return on.map(|on| (Piece::Day(on), 3));
    }
    let skip = usize::from(matches!(second.text.as_str(), "st" | "nd" | "rd" | "th"));
    let month = month(&tokens.get(at + 1 + skip)?.text)?;
    if tokens[at].text.len() > 2 {
        return None;
    }
    let year = tokens.get(at + 2 + skip).filter(|next| next.joined(&["", "-", ",", "/", "."])).and_then(full_year);
    made(year?, month, first).map(|on| (Piece::Day(on), 3 + skip))
}

/// How sure a mention is to be what the whole file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A month by itself.
    Month,
    /// A year by itself.
    Year,
    /// A quarter without its year.
    Bare,
    /// A period with its year.
    Whole,
}

/// The stretches of time that a text names, in its order.
pub(super) fn mentions(text: &str) -> Vec<(When, Strength)> {
    let tokens = tokens(text);
    let mut pieces: Vec<(Piece, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match piece(&tokens, at) {
            Some((piece, long)) => {
                pieces.push((piece, at, at + long));
                at += long;
            }
            None => at += 1,
        }
    }
    let mut found = Vec::new();
    let mut n = 0;
    while n < pieces.len() {
        let (when, taken) = one(&tokens, &pieces, n);
        found.extend(when);
        n += taken;
    }
    found
}

/// What the pieces from `n` on mean together, and how many of them that takes.
fn one(tokens: &[Token], pieces: &[(Piece, usize, usize)], n: usize) -> (Option<(When, Strength)>, usize) {
    let (here, start, end) = pieces[n];
    let next = pieces.get(n + 1);
    let near = next.filter(|(_, from, _)| *from <= end + 1).map(|(piece, _, _)| *piece);
    let ends_a_period =
        start > 0 && matches!(tokens[start - 1].text.as_str(), "ending" | "ended" | "end" | "at" | "to");
    let quarter = |n, year| (When::Quarter(n, year), if year.is_some() { Strength::Whole } else { Strength::Bare });
    match (here, near) {
        (Piece::Quarter(n), Some(Piece::Years(year))) | (Piece::Years(year), Some(Piece::Quarter(n))) => {
            (Some(quarter(n, Some(year))), 2)
        }
        (Piece::Quarter(n), Some(Piece::Calendar(year))) => (Some(quarter(n, (n < 4).then_some(year))), 2),
        (Piece::Calendar(year), Some(Piece::Quarter(n))) => (Some(quarter(n, (n < 4).then_some(year))), 2),
        (Piece::Budget(n), Some(Piece::Years(year))) | (Piece::Years(year), Some(Piece::Budget(n))) => {
            (Some((When::Budget(n, Some(year)), Strength::Whole)), 2)
        }
        (Piece::Month(first, early), Some(Piece::Month(last, year))) if range(tokens, end, pieces[n + 1].1) => {
            match (quarter_between(first, last), year.or(early)) {
                (Some(n), Some(year)) => (Some(quarter(n, Some(if last < 4 { year - 1 } else { year }))), 2),
                (Some(n), None) => (Some(quarter(n, None)), 2),
                (None, _) => (None, 2),
            }
        }
        (Piece::Day(first), Some(Piece::Day(last))) if range(tokens, end, pieces[n + 1].1) && first < last => {
            (in_quarter(last).map(|(n, year)| quarter(n, Some(year))), 2)
        }
        (Piece::Day(on), _) if ends_a_period => (in_quarter(on).map(|(n, year)| quarter(n, Some(year))), 1),
        (Piece::Month(month, Some(year)), _) if ends_a_period && month % 3 == 0 => {
            let begins = if month < 4 { year - 1 } else { year };
            (Some(quarter((budget_month(month) - 1) / 3 + 1, Some(begins))), 1)
        }
        (Piece::Day(_) | Piece::Calendar(_), _) => (None, 1),
        (Piece::Quarter(n), _) => (Some(quarter(n, None)), 1),
        (Piece::Budget(n), _) => (Some((When::Budget(n, None), Strength::Bare)), 1),
        (Piece::Month(month, year), _) => (Some((When::Month(month, year), Strength::Month)), 1),
        (Piece::Years(year), _) => (Some((When::Year(year), Strength::Year)), 1),
    }
}

/// The month of a text that is one date and nothing else, as spreadsheets write the headings of months; or of the number
/// that a spreadsheet keeps for the first or the last day of a month.
pub(super) fn month_of_day(text: &str) -> Option<When> {
    if let Some(on) = kept_day(text).filter(|on| on.day() == 1 || on.succ_opt().is_some_and(|next| next.day() == 1)) {
        return Some(When::Month(on.month(), Some(on.year())));
    }
    let tokens = tokens(text);
    match day(&tokens, 0).filter(|(_, long)| *long == tokens.len()) {
        Some((Piece::Day(on), _)) => Some(When::Month(on.month(), Some(on.year()))),
        _ => None,
    }
}

/// The period that a cell names for its row; a date alone names the quarter that it ends, or else its month.
pub(super) fn of_row(text: &str, year: Option<i32>) -> Option<Period> {
    if let Some((when, _)) = mentions(text).first() {
        return when.period(year);
    }
    let tokens = tokens(text);
    let on = kept_day(text).or_else(|| match day(&tokens, 0) {
        Some((Piece::Day(on), long)) if long == tokens.len() => Some(on),
        _ => None,
    })?;
    match in_quarter(on) {
        Some((n, year)) => When::Quarter(n, Some(year)).period(None),
        None => When::Month(on.month(), Some(on.year())).period(None),
    }
}

/// 44834 as 30 September 2022: days since the last but one of 1899, in this century.
fn kept_day(text: &str) -> Option<NaiveDate> {
    let days = text.trim().parse::<u64>().ok().filter(|days| (36_526..73_000).contains(days))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

fn range(tokens: &[Token], end: usize, next: usize) -> bool {
    let Some(token) = tokens.get(next) else { return false };
    (next == end && token.joined(&["-", "/"]))
        || (next == end + 1 && matches!(tokens[end].text.as_str(), "to" | "until" | "through"))
}

/// The quarter that runs from one month to another; from April on, the quarter that ends then.
fn quarter_between(first: u32, last: u32) -> Option<u8> {
    let (first, last) = (budget_month(first), budget_month(last));
    let closes = last.is_multiple_of(3);
    (closes && (first + 2 == last || first == 1)).then_some(last / 3)
}

/// The quarter of which a day is the last, and its year.
fn in_quarter(on: NaiveDate) -> Option<(u8, i32)> {
    match Period::quarter_of(on) {
        Period::Quarter { year, n } if on.succ_opt()?.day() == 1 && on.month().is_multiple_of(3) => {
            Some((n, year.start_year()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stretches_of_time_are_read_as_they_are_written() {
        use When::{Budget, Month, Quarter, Year};
        for (text, wanted) in [
            ("Q1 22/23", vec![Quarter(1, Some(2022))]),
            ("Q3 22-23", vec![Quarter(3, Some(2022))]),
            ("2022/23 Quarter 4", vec![Quarter(4, Some(2022))]),
            ("2022-2023 Q4", vec![Quarter(4, Some(2022))]),
            ("DIRECTORATE SCORECARD – QUARTER 1 2022/23 (April to June 2022)", vec![Quarter(1, Some(2022)); 2]),
            ("Period covered: Oct - Dec 2022", vec![Quarter(3, Some(2022))]),
            ("January–March 2023", vec![Quarter(4, Some(2022))]),
            ("1 July 2022 to 30 September 2022", vec![Quarter(2, Some(2022))]),
            ("Quarter ending 30 June 2023", vec![Quarter(1, Some(2023))]),
            ("Third quarter 2023/24", vec![Quarter(3, Some(2023))]),
            ("2nd Qtr", vec![Quarter(2, None)]),
            ("Jul-22", vec![Month(7, Some(2022))]),
            ("Sept 2022", vec![Month(9, Some(2022))]),
            ("April", vec![Month(4, None)]),
            ("P4 2023/24", vec![Budget(4, Some(2023))]),
            ("Period: 1 July 2023 - 30 September 2023", vec![Quarter(2, Some(2023))]),
            ("Period 04", vec![Budget(4, None)]),
            ("2021/22", vec![Year(2021)]),
            ("Target 22/23", vec![Year(2022)]),
            ("Q2", vec![Quarter(2, None)]),
            ("Prepared 20 January 2023", vec![]),
            ("Extracted 14.10.22 v2 FINAL final", vec![]),
            ("Produced by Performance & Insight, 19/07/2022. Queries ext. 4471", vec![]),
            ("as at 31/12/2022", vec![Quarter(3, Some(2022))]),
            ("draft v0.3", vec![]),
            ("care leavers 19–21", vec![]),
            ("April to September 2022", vec![Quarter(2, Some(2022))]),
            ("July to August 2022", vec![]),
        ] {
            let found: Vec<When> = mentions(text).into_iter().map(|(when, _)| when).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn a_date_alone_names_its_month() {
        assert_eq!(month_of_day("01/04/2022"), Some(When::Month(4, Some(2022))));
        assert_eq!(month_of_day("30 June 2022"), Some(When::Month(6, Some(2022))));
        assert_eq!(month_of_day("45017"), Some(When::Month(4, Some(2023))));
        assert_eq!(month_of_day("44834"), Some(When::Month(9, Some(2022))));
        for text in ["as at 01/04/2022", "", "4", "01/04", "32/04/2022", "45030", "1021"] {
            assert_eq!(month_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_is_a_budget_period() {
        for (when, wanted) in [
            (When::Month(7, Some(2023)), "2023/24 P04"),
            (When::Month(1, Some(2024)), "2023/24 P10"),
            (When::Month(3, None), "2022/23 P12"),
            (When::Quarter(2, None), "2022/23 Q2"),
        ] {
            assert_eq!(when.period(Some(2022)).unwrap().to_string(), wanted);
        }
    }

    proptest! {
        #[test]
        fn every_quarter_that_is_written_out_is_found(year in 2010_i32..2060, n in 1_u8..=4) {
            let period = Period::quarter(FinancialYear::starting(year), n).unwrap();
            for text in [period.to_string(), period.title(), format!("Scorecard, Q{n} {}", FinancialYear::starting(year))] {
                prop_assert_eq!(mentions(&text).last().unwrap().0, When::Quarter(n, Some(year)), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_it_fall_over(text in "[0-9qpQjan/ .,-]{0,30}", any in "\\PC{0,40}") {
            let _ = (mentions(&text), mentions(&any));
        }
    }
}
