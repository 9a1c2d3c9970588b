//! The Due page as it is drawn: rows in three groups, with who owes what to which body, and how late.

use super::reworded::Reworded;
use crate::web::Page;
use askama::Template;

/// One thing owed, as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub what: String,
    pub href: String,
    pub kind: &'static str,
    pub body: String,
    pub who: String,
    pub is_vacant: bool,
    pub due: String,
    pub due_iso: String,
    pub state: String,
    pub is_late: bool,
    pub is_promised: bool,
    pub why: String,
}

/// Rows under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub heading: &'static str,
    pub nothing: &'static str,
    pub rows: Vec<Row>,
}

/// A vacant post with something due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VacantRow {
    pub post: String,
    pub fill: String,
    /// What it owes: its words, where it is found, and when.
    pub owed: Vec<VacantOwed>,
}

/// What a vacant post owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VacantOwed {
    pub what: String,
    pub href: String,
    pub when: String,
}

#[derive(Template)]
#[template(path = "due/list.html")]
pub(super) struct Due {
    pub page: Page,
    pub today: String,
    pub groups: Vec<Group>,
    pub vacant: Vec<VacantRow>,
    pub reworded: Vec<Reworded>,
    pub letters_failed: u64,
    /// What is wrong with the service itself.
    pub unwell: String,
    /// Reminders that an officer has not said yes or no to.
    pub asking: u64,
}
