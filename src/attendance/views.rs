//! The sheet of attendance as it is drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// A line of the sheet: one member.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub id: i64,
    pub name: String,
    /// The seats, with what a co-optee votes on.
    pub seats: Vec<String>,
    pub how: String,
    pub how_error: String,
    pub substitute: String,
    pub substitute_error: String,
    pub may_be_substituted: bool,
    /// The item that they came for, and the one after which they left.
    pub came: String,
    pub left: String,
    pub left_error: String,
}

/// An interest that was declared.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub id: i64,
    pub name: String,
    pub interest: String,
    pub item: String,
}

/// How the record stands otherwise, when somebody else changed it meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub who: String,
    pub how: String,
}

#[derive(Template)]
#[template(path = "attendance/sheet.html")]
pub(super) struct Sheet {
    pub page: Page,
    pub form: Form,
    pub meeting_id: i64,
    pub version: i32,
    pub body: String,
    pub day: String,
    pub is_ahead: bool,
    pub counts: Vec<String>,
    pub is_quorate: bool,
    pub lines: Vec<Line>,
    pub ways: Vec<Choice>,
    pub people: Vec<Choice>,
    pub presiding: Vec<Choice>,
    pub items: Vec<Choice>,
    pub declared: Vec<Declared>,
    pub standing: Vec<Standing>,
    pub is_stale: bool,
}
