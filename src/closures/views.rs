//! The pages of the diary as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// A stretch of days as a row; one with an id can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayRow {
    pub id: Option<i64>,
    pub days: String,
    pub kind: &'static str,
    pub source: &'static str,
    pub reason: String,
    pub counts: &'static str,
    pub seen: String,
}

/// Something that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EventRow {
    pub deed: String,
    pub by: String,
    pub at_iso: String,
    pub at: String,
    pub lines: Vec<String>,
}

/// A link to another year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct YearLink {
    pub href: String,
    pub text: String,
    pub current: bool,
}

#[derive(Template)]
#[template(path = "closures/list.html")]
pub(super) struct List {
    pub page: Page,
    pub year: i32,
    pub years: Vec<YearLink>,
    pub rows: Vec<DayRow>,
    pub is_loaded: bool,
    pub may_change: bool,
    pub history: Vec<EventRow>,
}

#[derive(Template)]
#[template(path = "closures/edit.html")]
pub(super) struct Edit {
    pub page: Page,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub action: String,
    /// The stretch as it stands; empty for a new one.
    pub was: String,
    pub is_stale: bool,
}

/// A date that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MovedRow {
    pub what: String,
    pub from: String,
    pub to: String,
}

/// A published meeting whose clear days would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoticeRow {
    pub href: String,
    pub text: String,
    pub falls_short: bool,
}

#[derive(Template)]
#[template(path = "closures/preview.html")]
pub(super) struct Preview {
    pub page: Page,
    pub lead: String,
    pub action: String,
    pub button: &'static str,
    pub kept: Vec<(&'static str, String)>,
    pub moved: Vec<MovedRow>,
    pub notices: Vec<NoticeRow>,
    pub no_effect: &'static str,
}
