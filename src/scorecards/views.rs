//! The pages of scorecards as they are drawn.

use super::drawing::{Count, Spark};
use crate::series::history::History;
use crate::series::reading::Reading;
use crate::web::{Choice, Page};
use askama::Template;
use remit_domain::rating::Rating;

/// A measure of a scorecard.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub href: String,
    pub better: &'static str,
    /// What was given; its value is empty while nothing was.
    pub reading: Reading,
    /// How it stands while there is no figure; empty when there is one.
    pub standing: String,
    /// The last value that is known, with its period, where it is not of this one.
    pub latest: String,
    pub short: String,
    pub long: String,
    /// That the rating is another than in the quarter before; empty where it is not.
    pub changed: String,
    pub line: Option<Spark>,
    pub owner: String,
    pub owner_id: Option<i64>,
    /// What other panels were told for the same period.
    pub elsewhere: Vec<String>,
    pub is_accepted: bool,
    /// Where a published figure is corrected; empty where it is not.
    pub corrections: String,
    /// Why the public does not see it; empty where it does.
    pub hidden_from_public: String,
    pub rating: Rating,
    pub position: i32,
}

#[derive(Template)]
#[template(path = "scorecards/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub body: String,
    pub back: String,
    pub action: String,
    pub period: String,
    pub title: String,
    pub periods: Vec<Choice>,
    pub ratings: Vec<Choice>,
    pub owners: Vec<Choice>,
    pub rating: String,
    pub owner: String,
    pub is_changed: bool,
    pub counts: Vec<Count>,
    pub counted: String,
    pub rows: Vec<Row>,
    pub of_all: usize,
    pub file: String,
    pub is_public: bool,
    pub is_officer: bool,
}

/// What one post owes to one panel for a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwedView {
    pub body: String,
    pub scorecard: String,
    pub owner: String,
    pub due: usize,
    pub is_in: usize,
    pub partly: usize,
    pub to_follow: usize,
    pub awaited: usize,
    pub overdue: usize,
    pub not_asked: usize,
    pub not_available: usize,
    pub not_due: usize,
    /// The quarter before, in words.
    pub last: String,
}

/// A figure that is still owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MissingView {
    pub body: String,
    pub name: String,
    pub href: String,
    pub owner: String,
    pub is_overdue: bool,
    pub words: String,
    pub request: String,
    pub reference: String,
}

#[derive(Template)]
#[template(path = "scorecards/completeness.html")]
pub(super) struct Completeness {
    pub page: Page,
    pub period: String,
    pub title: String,
    pub last: String,
    pub periods: Vec<Choice>,
    pub counted: String,
    pub counted_last: String,
    pub rows: Vec<OwedView>,
    pub missing: Vec<MissingView>,
    pub missing_last: Vec<MissingView>,
}

#[derive(Template)]
#[template(path = "scorecards/measure.html")]
pub(super) struct Measure {
    pub page: Page,
    pub code: String,
    pub facts: Vec<(&'static str, String)>,
    pub history: History,
    pub file: String,
    pub is_public: bool,
}

#[derive(Template)]
#[template(path = "public/closed.html")]
pub(super) struct Closed {
    pub page: Page,
    pub sentence: String,
    pub website: String,
}
