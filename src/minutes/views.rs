//! The pages of minutes as they are drawn.

use super::preview::{Preview, Row};
use crate::quorum::Summary;
use crate::web::{Choice, Form, Page};
use askama::Template;

/// The meeting at the head of each page.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub id: i64,
    pub body: String,
    pub day: String,
    pub is_held: bool,
}

/// A button that inserts the beginning of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chip {
    pub text: &'static str,
    pub insert: &'static str,
}

/// The text of somebody else who wrote meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Theirs {
    pub text: String,
    pub by: String,
    pub at: String,
}

/// An item with its notes.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub id: i64,
    pub number: i32,
    pub title: String,
    pub access: &'static str,
    pub text: String,
    pub version: i32,
    pub rows: usize,
    /// When and by whom it was last kept.
    pub saved: String,
    pub error: String,
    pub theirs: Option<Theirs>,
    pub is_last: bool,
    pub preview: Preview,
}

/// An interest that was declared.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub name: String,
    pub interest: String,
    pub item: String,
}

#[derive(Template)]
#[template(path = "minutes/notes.html")]
pub(super) struct Notes {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub attendance: Summary,
    pub declared: Vec<Declared>,
    /// Why nothing can be typed; empty when it can.
    pub closed: String,
    pub chips: &'static [Chip],
    pub sections: Vec<Section>,
    /// Whether something waits to be recorded.
    pub has_new: bool,
}

#[derive(Template)]
#[template(path = "minutes/preview.html")]
pub(super) struct PreviewView {
    pub preview: Preview,
}

/// A field that a person still has to choose.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub name: String,
    pub label: String,
    pub value: String,
    pub error: String,
    pub choices: Vec<Choice>,
}

/// A day that a person still has to choose.
#[derive(Clone, Debug)]
pub(super) struct AskDue {
    pub by: Ask,
    pub on_name: String,
    pub on: String,
}

/// Something to be recorded, with what is still to be chosen.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub row: Row,
    pub asks: Vec<Ask>,
    pub due: Option<AskDue>,
}

/// An item with what will be recorded of it.
#[derive(Clone, Debug)]
pub(super) struct ItemReview {
    pub id: i64,
    pub number: i32,
    pub title: String,
    pub version: i32,
    pub lines: Vec<Line>,
    /// What must be mended in the notes first.
    pub mend: Vec<String>,
    /// What was recorded and reads otherwise now.
    pub changed: Vec<(String, String)>,
    pub gone: Vec<String>,
    /// Whether a resolution was recorded by another way.
    pub is_elsewhere: bool,
    pub is_another: bool,
    pub error: String,
}

#[derive(Template)]
#[template(path = "minutes/record.html")]
pub(super) struct Review {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub items: Vec<ItemReview>,
    /// Items of which everything is recorded or nothing was typed.
    pub rest: Vec<String>,
    /// The versions of their notes, by item.
    pub versions: Vec<(i64, i32)>,
    pub is_stale: bool,
    pub has_new: bool,
    pub must_mend: bool,
    pub closed: String,
}

#[derive(Template)]
#[template(path = "minutes/read.html")]
pub(super) struct ReadForm {
    pub page: Page,
    pub form: Form,
    pub head: Head,
}

/// One item of the page that was read.
#[derive(Clone, Debug)]
pub(super) struct ReadItem {
    pub nth: usize,
    pub heading: String,
    pub text: String,
    pub rows: u32,
    pub chosen: String,
    /// What was read, and the words of the page that say so.
    pub facts: Vec<(String, String)>,
    pub remarks: Vec<String>,
}

#[derive(Template)]
#[template(path = "minutes/read_review.html")]
pub(super) struct ReadReview {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub met: String,
    pub items: Vec<ReadItem>,
    pub choices: Vec<Choice>,
}
