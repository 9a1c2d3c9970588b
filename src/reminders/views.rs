//! The pages of this column as they are drawn.

use super::wanted::name;
use crate::web::{Choice, Form, Page};
use askama::Template;

/// A link to another page of this column.
#[derive(Clone, Debug)]
pub(super) struct Tab {
    pub href: String,
    pub text: String,
    pub current: bool,
}

/// A rule in the list.
#[derive(Clone, Debug)]
pub(super) struct RuleRow {
    pub href: String,
    pub what: &'static str,
    pub sentences: Vec<String>,
    pub whose: &'static str,
}

#[derive(Template)]
#[template(path = "reminders/rules.html")]
pub(super) struct Rules {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub body: String,
    pub bodies: Vec<Choice>,
    pub rows: Vec<RuleRow>,
}

/// A row of the form, with its fields' names.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub number: usize,
    pub to: String,
    pub when: String,
    pub days: String,
    pub every: String,
    pub asks: String,
}

impl Row {
    pub(super) fn of(number: usize) -> Self {
        let of = |field: &str| name(field, number);
        Self { number, to: of("to"), when: of("when"), days: of("days"), every: of("every"), asks: of("asks") }
    }
}

/// A version of a rule.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub number: i32,
    pub at: String,
    pub by: String,
    pub reason: String,
    /// What it says and the one before did not.
    pub added: Vec<String>,
    /// What the one before said.
    pub dropped: Vec<String>,
}

#[derive(Template)]
#[template(path = "reminders/rule.html")]
pub(super) struct Rule {
    pub page: Page,
    pub form: Form,
    pub slug: String,
    pub action: String,
    pub back: String,
    pub whose: String,
    pub sentences: Vec<String>,
    pub rows: Vec<Row>,
    pub audiences: Vec<Choice>,
    pub times: Vec<Choice>,
    pub version: i32,
    pub versions: Vec<Version>,
    pub is_stale: bool,
}

/// A rung that waits for a yes.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub id: i64,
    pub href: String,
    pub what: String,
    pub kind: &'static str,
    pub to: String,
    pub reached: String,
    /// The name of the field for a no.
    pub why: String,
}

#[derive(Template)]
#[template(path = "reminders/waiting.html")]
pub(super) struct Waiting {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub rows: Vec<Asking>,
    pub form: Form,
}

/// A quiet period or a pause.
#[derive(Clone, Debug)]
pub(super) struct Period {
    pub id: i64,
    pub name: String,
    pub whose: String,
    pub days: String,
    pub meanwhile: &'static str,
    pub by: String,
    pub is_over: bool,
}

#[derive(Template)]
#[template(path = "reminders/quiet.html")]
pub(super) struct Quiet {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub form: Form,
    pub chosen: String,
    pub periods: Vec<Period>,
    pub pauses: Vec<Period>,
    pub bodies: Vec<Choice>,
    pub people: Vec<Choice>,
    pub meanwhile: Vec<Choice>,
}
