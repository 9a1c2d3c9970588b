//! The pages of an invitation as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// What an invitation is about, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub body: String,
    /// The item's title, unless it is not for everybody to read.
    pub item: String,
    pub purpose: String,
    /// The posts that are invited.
    pub posts: Vec<String>,
    pub day_iso: String,
    pub day: String,
    pub time: String,
    /// About when the item is taken; empty when that cannot be said.
    pub about: String,
    pub venue: String,
    /// The answer that stands, in words; empty while there is none.
    pub answer: String,
    pub note: String,
    pub has_declined: bool,
    pub version: i32,
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EventView {
    pub title: String,
    pub by: String,
    pub at_iso: String,
    pub at: String,
    pub lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "invitations/answer.html")]
pub(super) struct AnswerPage {
    pub page: Page,
    pub form: Form,
    pub action: String,
    pub facts: Facts,
    /// Why it cannot be answered here any more; empty while it can.
    pub closed: String,
    pub is_stale: bool,
    pub answers: Vec<Choice>,
    pub contact: String,
}

#[derive(Template)]
#[template(path = "invitations/gone.html")]
pub(super) struct Gone {
    pub page: Page,
    pub contact: String,
}

#[derive(Template)]
#[template(path = "invitations/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub form: Form,
    pub action: String,
    pub facts: Facts,
    pub item_href: String,
    pub meeting_href: String,
    pub holder: String,
    /// Why nothing can be recorded any more; empty while it can.
    pub closed: String,
    pub may_record: bool,
    pub is_stale: bool,
    pub answers: Vec<Choice>,
    pub history: Vec<EventView>,
}
