//! The pages of planning as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// A planned meeting as a row that can be unticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlannedRow {
    pub value: String,
    /// Cannot be made, so cannot be ticked.
    pub is_impossible: bool,
    pub day: String,
    pub day_iso: String,
    pub body: String,
    pub time: String,
    pub venue: String,
    pub publish_by: String,
    pub warnings: Vec<String>,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotReadRow {
    pub line: usize,
    pub text: String,
    pub why: String,
}

/// What would be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PreviewView {
    pub summary: String,
    pub rows: Vec<PlannedRow>,
    pub not_read: Vec<NotReadRow>,
    /// What the form carried, to be carried on.
    pub kept: Vec<(&'static str, String)>,
}

/// A batch that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BatchRow {
    pub href: String,
    pub what: String,
    pub made: String,
    pub is_undone: bool,
}

#[derive(Template)]
#[template(path = "year/plan.html")]
pub(super) struct Plan {
    pub page: Page,
    pub form: Form,
    pub bodies: Vec<Choice>,
    pub preview: Option<PreviewView>,
    pub batches: Vec<BatchRow>,
}

/// A meeting of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MeetingRow {
    pub href: String,
    pub day: String,
    pub body: String,
    pub state: &'static str,
    /// Why undoing would keep it; empty where it would go.
    pub kept: String,
}

#[derive(Template)]
#[template(path = "year/batch.html")]
pub(super) struct Batch {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub made: String,
    pub undone: String,
    pub rows: Vec<MeetingRow>,
    pub going: usize,
}
