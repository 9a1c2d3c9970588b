//! The page of the cycle as it is drawn.

use crate::web::Page;
use askama::Template;
use chrono::NaiveDate;

/// One step of one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellView {
    pub step: &'static str,
    pub day: Option<NaiveDate>,
    pub on: String,
    pub on_iso: String,
    pub words: String,
    /// `done`, `late`, `next` or `none`.
    pub state: &'static str,
    /// The next step of this meeting.
    pub is_here: bool,
}

/// One meeting of one body; without a link, a body that does not meet in the quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowView {
    pub body: String,
    pub short: String,
    pub slug: String,
    pub href: Option<String>,
    pub period: String,
    pub cells: Vec<CellView>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct MarkView {
    pub path: String,
    pub state: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct LaneView {
    pub y: f64,
    pub text_y: f64,
    pub name: String,
    pub marks: Vec<MarkView>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct BandView {
    pub x: f64,
    pub width: f64,
    pub is_closed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct TickView {
    pub x: f64,
    pub text: String,
}

/// The timeline of a quarter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DrawingView {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub lanes: Vec<LaneView>,
    pub bands: Vec<BandView>,
    pub ticks: Vec<TickView>,
    pub today_x: Option<f64>,
}

/// One quarter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct QuarterView {
    pub anchor: String,
    pub title: String,
    pub is_current: bool,
    pub rows: Vec<RowView>,
    pub drawing: Option<DrawingView>,
    /// Days in it that are not as other days.
    pub shades: Vec<String>,
}

#[derive(Template)]
#[template(path = "cycle/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub today: String,
    pub today_iso: String,
    pub late: usize,
    pub quarters: Vec<QuarterView>,
    pub is_officer: bool,
}
