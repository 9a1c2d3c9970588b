//! The timeline of a quarter as inline SVG: a line for each meeting, a mark of its own shape for each step, today as
//! an upright line. It says nothing that the table beside it does not say in words.

use super::views::{BandView, DrawingView, LaneView, MarkView, RowView, TickView};
use chrono::{Datelike, NaiveDate};

const LEFT: f64 = 84.0;
const WIDTH: f64 = 900.0;
const TOP: f64 = 26.0;
const LANE: f64 = 24.0;

/// A stretch of days that is shaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shade {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub what: String,
    pub is_closed: bool,
}

/// Draws the rows of a quarter that have a meeting.
pub(super) fn draw(rows: &[RowView], shades: &[Shade], today: NaiveDate) -> Option<DrawingView> {
    let drawn: Vec<&RowView> = rows.iter().filter(|row| row.href.is_some()).collect();
    let days: Vec<NaiveDate> = drawn.iter().flat_map(|row| row.cells.iter().filter_map(|cell| cell.day)).collect();
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let (first, last) = (first - chrono::Days::new(3), last + chrono::Days::new(3));
    let span = f64::from(i32::try_from((last - first).num_days()).unwrap_or(1).max(1));
    let x = |on: NaiveDate| {
        let since = f64::from(i32::try_from((on - first).num_days()).unwrap_or(0));
        round(LEFT + since / span * (WIDTH - LEFT - 10.0))
    };
    let height = TOP + LANE * f64::from(u32::try_from(drawn.len()).unwrap_or(0)) + 8.0;
    let lanes = drawn.iter().enumerate().map(|(at, row)| {
        let y = round(TOP + LANE * (f64::from(u32::try_from(at).unwrap_or(0)) + 0.5));
        let marks = row.cells.iter().filter_map(|cell| Some((cell, cell.day?)));
        LaneView {
            y,
            text_y: y + 4.0,
            name: row.short.clone(),
            marks: marks.map(|(cell, on)| MarkView { path: shape(cell.step, x(on), y), state: cell.state }).collect(),
        }
    });
    let lanes = lanes.collect();
    let within = shades.iter().filter(|shade| shade.first <= last && shade.last >= first);
    let bands = within.map(|shade| {
        let (from, to) = (x(shade.first.max(first)), x(shade.last.min(last)) + 3.0);
        BandView { x: from, width: round(to - from), is_closed: shade.is_closed }
    });
    let bands = bands.collect();
    let months = first.iter_days().take_while(|on| *on <= last).filter(|on| on.day() == 1);
    let ticks = months.map(|on| TickView { x: x(on), text: on.format("%b %Y").to_string() }).collect();
    let today_x = (first <= today && today <= last).then(|| x(today));
    Some(DrawingView { width: WIDTH, height, left: LEFT, lanes, bands, ticks, today_x })
}

fn round(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}

/// Circle, triangle, square, disc, diamond: each step has a shape of its own.
fn shape(step: &str, x: f64, y: f64) -> String {
    match step {
        "Request" => format!("M{} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", x - 4.0),
        "Data due" => format!("M{x} {}l6 10h-12z", y - 6.0),
        "Publish" => format!("M{} {}h10v10h-10z", x - 5.0, y - 5.0),
        "Meeting" => format!("M{} {y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0", x - 6.0),
        _ => format!("M{x} {}l7 7l-7 7l-7 -7z", y - 7.0),
    }
}
