//! The pages of the work programme as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// A topic as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowView {
    pub href: String,
    pub title: String,
    pub purpose: String,
    pub source: String,
    pub wanted: String,
    pub wanted_iso: String,
    pub raised: String,
    pub state: &'static str,
    pub reason: String,
    pub item: Option<ItemView>,
}

/// An item of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemView {
    pub href: String,
    pub title: String,
    pub about: String,
}

/// Topics that stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GroupView {
    pub heading: &'static str,
    pub nothing: &'static str,
    pub rows: Vec<RowView>,
}

#[derive(Template)]
#[template(path = "programme/list.html")]
pub(super) struct List {
    pub page: Page,
    pub form: Form,
    pub body: String,
    pub slug: String,
    pub groups: Vec<GroupView>,
    pub shared: Vec<ItemView>,
    pub past: Vec<RowView>,
    pub page_number: usize,
    pub pages: usize,
    pub past_href: String,
    pub is_officer: bool,
}

#[derive(Template)]
#[template(path = "programme/topic.html")]
pub(super) struct Topic {
    pub page: Page,
    pub form: Form,
    pub body: String,
    pub slug: String,
    pub id: i64,
    pub version: i32,
    pub topic: RowView,
    /// Whether somebody else changed it meanwhile.
    pub is_stale: bool,
    pub may_change: bool,
    pub may_programme: bool,
    pub may_schedule: bool,
    pub may_drop: bool,
    pub meetings: Vec<Choice>,
}
