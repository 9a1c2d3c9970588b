//! The pages of the tracker as they are drawn.

use super::bulk::Became;
use super::told::Told;
use crate::web::{Choice, Form, Page};
use askama::Template;

/// A selection that somebody gave a name.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub id: i64,
    pub name: String,
    pub href: String,
}

#[derive(Template)]
#[template(path = "tracker/list.html")]
pub(super) struct List {
    pub page: Page,
    /// What the address asks for.
    pub asked: Form,
    /// The form for many rows, with what was typed.
    pub form: Form,
    pub rows: Vec<Told>,
    pub total: u64,
    pub is_officer: bool,
    pub is_overdue: bool,
    /// Whether the list is a selection.
    pub is_filtered: bool,
    pub panels: Vec<Choice>,
    pub states: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub owners: Vec<Choice>,
    pub origins: Vec<Choice>,
    pub indicators: Vec<Choice>,
    pub deeds: Vec<Choice>,
    pub meetings: Vec<Choice>,
    pub saved: Vec<View>,
    pub query: String,
    pub page_number: usize,
    pub pages: usize,
    pub href: String,
}

#[derive(Template)]
#[template(path = "tracker/changed.html")]
pub(super) struct Changed {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub made: String,
    pub done: usize,
    pub rows: Vec<Became>,
    pub is_undone: bool,
    pub may_undo: bool,
    pub until: String,
    pub back: String,
}

/// Rows under one heading of the print.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub heading: &'static str,
    pub rows: Vec<Told>,
}

#[derive(Template)]
#[template(path = "tracker/print.html")]
pub(super) struct Print {
    pub page: Page,
    pub heading: String,
    pub under: String,
    pub groups: Vec<Group>,
    pub back: String,
}

/// One matter arising, to be marked as discussed.
#[derive(Clone, Debug)]
pub(super) struct MatterRow {
    pub key: String,
    pub href: String,
    pub what: String,
    pub facts: String,
    /// What was recorded of it at this meeting; empty while nothing is.
    pub discussed: String,
}

#[derive(Template)]
#[template(path = "tracker/matters.html")]
pub(super) struct Matters {
    pub page: Page,
    pub meeting_id: i64,
    pub meeting: String,
    pub body: String,
    pub may_record: bool,
    pub groups: Vec<(&'static str, Vec<MatterRow>)>,
}
