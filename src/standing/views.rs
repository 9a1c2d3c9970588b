//! The pages of standing items as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// A standing item as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowView {
    pub id: i64,
    pub title: String,
    pub kind: &'static str,
    pub subject: String,
    pub lead: String,
    pub takes: String,
    /// What is wrong with the place that was typed for it.
    pub wrong_place: String,
}

#[derive(Template)]
#[template(path = "standing/list.html")]
pub(super) struct List {
    pub page: Page,
    pub form: Form,
    pub body: String,
    pub slug: String,
    pub rows: Vec<RowView>,
    pub kinds: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "standing/edit.html")]
pub(super) struct Edit {
    pub page: Page,
    pub form: Form,
    pub body: String,
    pub slug: String,
    pub id: i64,
    pub mark: String,
    /// How it stands now, when somebody else changed it meanwhile.
    pub stands: Option<RowView>,
    pub kinds: Vec<Choice>,
}
