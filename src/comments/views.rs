//! The pages of this column as they are drawn.

use crate::by_link::Stage;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::comment::State;

/// The colour of a state's tag.
pub(super) fn colour(state: State) -> &'static str {
    match state {
        State::Given => "blue",
        State::Replied => "green",
        State::Withdrawn => "grey",
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub href: String,
    pub reference: String,
    pub text: String,
    pub body: String,
    pub post: String,
    pub reply_by: String,
    pub is_late: bool,
    pub state: &'static str,
    pub colour: &'static str,
}

#[derive(Template)]
#[template(path = "comments/list.html")]
pub(super) struct List {
    pub page: Page,
    pub rows: Vec<Row>,
    pub total: u64,
    pub asked: Form,
    pub panels: Vec<Choice>,
    pub states: Vec<Choice>,
    pub posts: Vec<Choice>,
    pub page_number: usize,
    pub pages: usize,
    pub href: String,
}

/// What a comment is.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub id: i64,
    pub version: i32,
    pub text: String,
    pub body: String,
    pub post: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub met_on: String,
    pub meeting_id: i64,
    pub item_id: i64,
    pub item: String,
    pub part: String,
    pub reply_by: String,
    pub is_late: bool,
    pub reply: String,
    pub replied: String,
}

/// The wording of its part, where that was changed since.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub now: String,
    pub is_removed: bool,
}

/// A line of its history.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub title: String,
    pub by: String,
    pub at_iso: String,
    pub at: String,
    pub words: String,
}

#[derive(Template)]
#[template(path = "comments/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub form: Form,
    pub facts: Facts,
    pub changed: Option<Changed>,
    pub lines: Vec<Line>,
    pub is_officer: bool,
    pub is_open: bool,
    pub awaits_reply: bool,
    pub is_stale: bool,
}

#[derive(Template)]
#[template(path = "comments/by_link.html")]
pub(super) struct ByLink {
    pub page: Page,
    pub form: Form,
    pub address: String,
    pub facts: Facts,
    pub stage: Stage,
    pub is_stale: bool,
    pub people: Vec<Choice>,
    pub contact: String,
}
