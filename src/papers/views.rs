//! The covering report and the pages around it as they are drawn.

use crate::web::{Form, Page};
use askama::Template;
use remit_domain::report::Section;

/// A line of a scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineView {
    pub indicator: String,
    pub value: String,
    pub reason: String,
    pub target: String,
    /// As the look names ratings: red, amber, green, not-rated, no-data.
    pub rating: &'static str,
    pub direction: &'static str,
    pub commentary: String,
}

/// An appendix that stands in the report itself: figures as a scorecard, or the note about slides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AppendixView {
    pub number: i32,
    pub title: String,
    pub lines: Vec<LineView>,
    pub note: String,
    pub is_accepted: bool,
}

/// The report itself, without anything around it: what is frozen when the agenda is published.
#[derive(Clone, Debug, Template)]
#[template(path = "papers/covering_report.html")]
pub(super) struct CoveringReport {
    pub title: String,
    pub body: String,
    pub day: String,
    pub sections: Vec<Section>,
    pub appendices: Vec<AppendixView>,
}

#[derive(Template)]
#[template(path = "papers/live.html")]
pub(super) struct Live {
    pub page: Page,
    pub back: String,
    pub warnings: Vec<String>,
    pub paper: Option<i64>,
    pub html: String,
}

/// A report that publishing would freeze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FrozenView {
    pub href: String,
    pub title: String,
    pub warnings: Vec<String>,
    pub follows: Vec<String>,
}

#[derive(Template)]
#[template(path = "papers/publish.html")]
pub(super) struct Publish {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub back: String,
    pub body: String,
    pub day: String,
    pub clear_days: String,
    pub is_compliant: bool,
    pub reports: Vec<FrozenView>,
}
