//! The pages of this column as they are drawn: where the minutes stand with what can be done now, their print, and what
//! the chair reads behind a link.

use crate::by_link::Stage;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::minutes_print::Block;

/// The print alone, as it is kept with a publication.
#[derive(Template)]
#[template(path = "confirming/whole.html")]
pub(super) struct Whole<'b> {
    pub blocks: &'b [Block],
}

/// An item that was taken without the public, with its written summary.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    pub name: String,
    pub label: String,
    pub value: String,
}

/// A resolution that can be amended at the meeting that confirms.
#[derive(Clone, Debug)]
pub(super) struct Amendable {
    pub href: String,
    pub title: String,
}

/// What was published of the minutes.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub href: String,
    pub title: String,
    pub at: String,
}

/// What can be done now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Deeds {
    pub send: bool,
    pub approve: bool,
    pub publish: bool,
    pub again: bool,
    pub confirm: bool,
}

#[derive(Template)]
#[template(path = "confirming/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub form: Form,
    pub meeting_id: i64,
    pub version: i32,
    pub body: String,
    pub day: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub steps: Vec<String>,
    pub asked: String,
    pub amendments: Vec<String>,
    pub chair: String,
    pub is_officer: bool,
    pub is_stale: bool,
    pub deeds: Deeds,
    pub summaries: Vec<Summary>,
    pub later: Vec<Choice>,
    pub amendable: Vec<Amendable>,
    pub issued: Vec<Issued>,
    pub blocks: Vec<Block>,
}

#[derive(Template)]
#[template(path = "confirming/print.html")]
pub(super) struct Print {
    pub page: Page,
    pub meeting_id: i64,
    pub blocks: Vec<Block>,
}

/// The minutes without anything around them.
#[derive(Template)]
#[template(path = "macros/minutes.html")]
pub(super) struct Blocks {
    pub blocks: Vec<Block>,
}

#[derive(Template)]
#[template(path = "confirming/answer.html")]
pub(super) struct Answer {
    pub page: Page,
    pub form: Form,
    pub address: String,
    pub body: String,
    pub day: String,
    pub version: i32,
    pub stage: Stage,
    pub is_stale: bool,
    pub people: Vec<Choice>,
    pub contact: String,
    pub blocks: Vec<Block>,
}
