//! The thread of a matter as inline SVG: a lane for the figures, the panel, the feedback and the Board, a mark for each
//! thing that happened, one line through them, today as an upright line. It says nothing that the list beside it does
//! not say in words.

use super::story::{Lane, Line};
use chrono::NaiveDate;
use remit_domain::wording;

const LEFT: f64 = 92.0;
const WIDTH: f64 = 900.0;
const TOP: f64 = 12.0;
const LANE: f64 = 40.0;

/// The drawing.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub base: f64,
    pub lanes: Vec<(f64, &'static str)>,
    pub path: String,
    pub marks: Vec<Mark>,
    pub today_x: Option<f64>,
    pub first: String,
    pub last: String,
}

/// One mark of it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub path: String,
    pub is_past: bool,
    pub title: String,
}

/// Draws the lines that have a day; nothing for fewer than two.
pub(super) fn draw(lines: &[Line], today: NaiveDate) -> Option<Drawing> {
    let dated: Vec<(NaiveDate, &Line)> = lines.iter().filter_map(|line| Some((line.day?, line))).collect();
    let (first, last) = (dated.iter().map(|(on, _)| *on).min()?, dated.iter().map(|(on, _)| *on).max()?);
    if dated.len() < 2 || first == last {
        return None;
    }
    let span = number((last - first).num_days());
    let x = |on: NaiveDate| round(LEFT + 14.0 + number((on - first).num_days()) / span * (WIDTH - LEFT - 34.0));
    let used: Vec<Lane> =
        Lane::ALL.into_iter().filter(|lane| dated.iter().any(|(_, line)| line.lane == *lane)).collect();
    let y = |lane: Lane| {
        let at = used.iter().position(|one| *one == lane).unwrap_or(0);
        TOP + LANE * (number(i64::try_from(at).unwrap_or(0)) + 0.5)
    };
    let points: Vec<(f64, f64)> = dated.iter().map(|(on, line)| (x(*on), y(line.lane))).collect();
    let path = points.iter().enumerate().map(|(at, (x, y))| format!("{}{x} {y}", if at == 0 { "M" } else { "L" }));
    let base = TOP + LANE * number(i64::try_from(used.len()).unwrap_or(0));
    Some(Drawing {
        width: WIDTH,
        height: base + 24.0,
        left: LEFT,
        base,
        lanes: used.iter().map(|lane| (y(*lane), lane.label())).collect(),
        path: path.collect(),
        marks: dated
            .iter()
            .zip(&points)
            .map(|((on, line), (x, y))| Mark {
                path: shape(line.lane, *x, *y),
                is_past: *on <= today,
                title: format!("{}, {}", line.title, wording::date(*on)),
            })
            .collect(),
        today_x: (first < today && today < last).then(|| x(today)),
        first: wording::date(first),
        last: wording::date(last),
    })
}

fn number(n: i64) -> f64 {
    f64::from(i32::try_from(n).unwrap_or(i32::MAX))
}

fn round(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}

/// Triangle, disc, square, diamond: each lane has a shape of its own.
fn shape(lane: Lane, x: f64, y: f64) -> String {
    match lane {
        Lane::Figures => format!("M{x} {}l7 12h-14z", y - 8.0),
        Lane::Panel => format!("M{} {y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0", x - 7.0),
        Lane::Feedback => format!("M{} {}h12v12h-12z", x - 6.0, y - 6.0),
        Lane::Board => format!("M{x} {}l8 8l-8 8l-8 -8z", y - 8.0),
    }
}
