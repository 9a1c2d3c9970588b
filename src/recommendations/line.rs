//! The clock of a recommendation as a line: the day from which it runs, half-way, the working day to aim at, the last
//! day, and today; each a number that the list beside it says in words.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::recommendation::{Deadline, halfway};
use remit_domain::wording;

/// The line's box, in units of the drawing.
const WIDTH: f64 = 680.0;
const LEFT: f64 = 24.0;
/// Two marks nearer than this stand one above the other.
const ROOM: f64 = 30.0;

/// A mark on the line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub number: usize,
    pub x: f64,
    pub y: f64,
    pub name: &'static str,
    pub on_iso: String,
    pub on: String,
    pub has_passed: bool,
}

/// The line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub marks: Vec<Mark>,
    pub today_x: f64,
    pub today: String,
    pub height: f64,
    pub base: f64,
    /// Where the last day stands on the line: what lies after it is late.
    pub last_x: f64,
    pub end_x: f64,
    /// Everything in one sentence, for whoever does not see it.
    pub described: String,
}

/// Draws it.
pub(super) fn line(due: Deadline, today: NaiveDate, calendar: &Calendar) -> Result<Line> {
    let half = halfway(due.runs_from, due.target_on, calendar)?;
    let named = [
        ("The clock began", due.runs_from),
        ("Half-way", half),
        ("Working target", due.target_on),
        ("Last day", due.last_on),
    ];
    let last = due.last_on.max(today);
    let days = |on: NaiveDate| f64::from(i32::try_from((on - due.runs_from).num_days()).unwrap_or(0));
    let whole = days(last).max(1.0);
    let x = |on: NaiveDate| LEFT + (WIDTH - 2.0 * LEFT) * (days(on) / whole).clamp(0.0, 1.0);
    let base = 34.0;
    let mut marks: Vec<Mark> = Vec::new();
    for (number, (name, on)) in (1..).zip(named) {
        let at = x(on);
        let crowded = marks.iter().filter(|mark| (mark.x - at).abs() < ROOM).count();
        let above = f64::from(u32::try_from(crowded).unwrap_or(0)) * 26.0;
        marks.push(Mark {
            number,
            x: at,
            y: base + above,
            name,
            on_iso: on.to_string(),
            on: wording::date_with_weekday(on),
            has_passed: on < today,
        });
    }
    let lowest = marks.iter().map(|mark| mark.y).fold(base, f64::max);
    let said: Vec<String> =
        marks.iter().map(|mark| format!("{}: {} {}", mark.number, mark.name.to_lowercase(), mark.on)).collect();
    let now = wording::date_with_weekday(today);
    Ok(Line {
        today_x: x(today),
        today: now.clone(),
        height: lowest + 26.0,
        base,
        last_x: x(due.last_on),
        end_x: WIDTH - LEFT,
        described: format!("The clock as a line. {}. Today is {now}.", said.join("; ")),
        marks,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn marks_stand_in_the_order_of_their_days_and_never_on_one_another() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let calendar = Calendar::england();
        let terms =
            remit_domain::recommendation::Terms { clock: remit_domain::recommendation::Clock::TwoMonths, count: None };
        let received = on("2022-11-16");
        let due = terms.deadline(received, Some(received), &calendar).unwrap().unwrap();
        for today in ["2022-11-16", "2022-12-20", "2023-01-14", "2023-03-01"] {
            let drawn = line(due, on(today), &calendar).unwrap();
            assert!(drawn.marks.windows(2).all(|two| two[0].x <= two[1].x), "{today}");
            for (i, one) in drawn.marks.iter().enumerate() {
                for other in &drawn.marks[i + 1..] {
                    assert!(
                        (one.x - other.x).abs() >= 20.0 || (one.y - other.y).abs() >= 20.0,
                        "{today}: {one:?} {other:?}"
                    );
                }
                assert!((0.0..=WIDTH).contains(&one.x));
            }
            assert_eq!(drawn.marks[3].on, "Sunday 15 January 2023");
        }
    }
}
