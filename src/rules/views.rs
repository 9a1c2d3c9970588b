//! The table of a body's rules as it is drawn: a group of fields for each rule, and two empty ones.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// A field of the form.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub name: String,
    pub value: String,
    pub error: String,
}

/// The fields of one rule.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub legend: String,
    pub name: Field,
    pub days: Field,
    pub unit: Field,
    pub side: Field,
    pub anchor: Field,
    pub time: Field,
}

/// What the rules give for the next meeting.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub name: String,
    pub words: String,
}

#[derive(Template)]
#[template(path = "rules/rules.html")]
pub(super) struct Rules {
    pub page: Page,
    pub form: Form,
    pub action: String,
    pub back: String,
    pub body: String,
    pub version: String,
    pub rows: Vec<Row>,
    pub units: Vec<Choice>,
    pub sides: Vec<Choice>,
    pub anchors: Vec<Choice>,
    /// The next meeting, in words; empty when none is in the diary.
    pub next: String,
    pub examples: Vec<Example>,
    /// How the table stands now, when somebody else changed it meanwhile.
    pub standing: Vec<String>,
    pub is_stale: bool,
}
