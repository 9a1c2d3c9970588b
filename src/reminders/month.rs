//! The coming weeks drawn as a calendar: a cell a day, darker the more letters go. It says nothing that the list beside it
//! does not say in words.

use chrono::{Datelike, Days, NaiveDate};
use remit_domain::wording;
use std::collections::BTreeMap;

const WIDE: u32 = 60;
const HIGH: u32 = 46;
const HEAD: u32 = 22;

/// A day of the drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub x: u32,
    pub y: u32,
    pub text_x: u32,
    pub day_y: u32,
    pub count_y: u32,
    pub day: String,
    pub count: String,
    /// From 0, nothing, to 3, many.
    pub level: u8,
}

/// A day with letters, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Busy {
    pub id: String,
    pub said: String,
    pub count: String,
}

/// The drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Month {
    pub width: u32,
    pub height: u32,
    pub heads: Vec<(u32, &'static str)>,
    pub cells: Vec<Cell>,
    pub described: String,
    pub busy: Vec<Busy>,
}

/// So many letters.
pub(super) fn letters(n: usize) -> String {
    if n == 1 { "1 letter".to_owned() } else { format!("{n} letters") }
}

/// The place of a day on the page.
pub(super) fn id_of(day: NaiveDate) -> String {
    format!("day-{day}")
}

/// Draws the days from one to another.
pub(super) fn draw(first: NaiveDate, until: NaiveDate, counts: &BTreeMap<NaiveDate, usize>) -> Month {
    let monday = first - Days::new(u64::from(first.weekday().num_days_from_monday()));
    let most = counts.values().copied().max().unwrap_or(0);
    let mut cells = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= until) {
        let since = u32::try_from((day - monday).num_days()).unwrap_or(0);
        let (x, y) = (since % 7 * WIDE, HEAD + since / 7 * HIGH);
        let count = counts.get(&day).copied().unwrap_or(0);
        let is_named = day == first || day.day() == 1;
        cells.push(Cell {
            x,
            y,
            text_x: x + 7,
            day_y: y + 17,
            count_y: y + 38,
            day: if is_named { day.format("%-d %b").to_string() } else { day.format("%-d").to_string() },
            count: if count == 0 { String::new() } else { count.to_string() },
            level: level(count, most),
        });
    }
    let heads = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let busy: Vec<Busy> = counts
        .iter()
        .map(|(day, count)| Busy { id: id_of(*day), said: wording::date_with_weekday(*day), count: letters(*count) })
        .collect();
    let height = cells.last().map_or(HEAD, |cell| cell.y + HIGH);
    Month {
        width: 7 * WIDE,
        height,
        heads: (0..).zip(heads).map(|(n, name)| (n * WIDE + 7, name)).collect(),
        described: format!(
            "Calendar from {} to {}: {} on {} days, at most {} on one day.",
            wording::date(first),
            wording::date(until),
            letters(counts.values().sum()),
            counts.len(),
            most
        ),
        cells,
        busy,
    }
}

fn level(count: usize, most: usize) -> u8 {
    match count {
        0 => 0,
        n if n * 3 <= most => 1,
        n if n * 3 <= most * 2 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_day_has_its_cell_under_its_weekday() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let counts = BTreeMap::from([(on("2026-10-14"), 3), (on("2026-10-19"), 9)]);
        let month = draw(on("2026-10-14"), on("2026-11-12"), &counts);
        assert_eq!(month.cells.len(), 30);
        let first = &month.cells[0];
        assert_eq!(
            (first.x, first.y, first.day.as_str(), first.count.as_str(), first.level),
            (120, 22, "14 Oct", "3", 1)
        );
        let next = &month.cells[5];
        assert_eq!((next.x, next.y, next.day.as_str(), next.level), (0, 68, "19", 3));
        assert_eq!(month.busy.iter().map(|day| day.count.as_str()).collect::<Vec<_>>(), ["3 letters", "9 letters"]);
        assert!(month.described.contains("12 letters on 2 days, at most 9"));
    }
}
