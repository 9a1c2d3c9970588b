//! The pages about a figure that is out as they are drawn.

use crate::series::reading::Reading;
use crate::web::{Choice, Form, Page};
use askama::Template;

/// The same measure as another panel has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ElsewhereView {
    pub words: String,
    pub href: String,
}

/// A figure as the head of each page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FigureView {
    pub id: i64,
    pub name: String,
    pub href: String,
    pub body: String,
    pub indicator: String,
    pub request: String,
    pub reference: String,
    pub reading: Reading,
    pub version: i32,
    /// What the public sees, in words.
    pub public: String,
    pub is_published: bool,
}

#[derive(Template)]
#[template(path = "corrections/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub figure: FigureView,
    pub elsewhere: Vec<ElsewhereView>,
    /// The published paper, and where an erratum to it is made; empty when there is none.
    pub paper: String,
    pub erratum: String,
    pub is_officer: bool,
}

#[derive(Template)]
#[template(path = "corrections/correct.html")]
pub(super) struct Correct {
    pub page: Page,
    pub form: Form,
    pub figure: FigureView,
    pub kinds: Vec<Choice>,
    pub ratings: Vec<Choice>,
    pub is_stale: bool,
}

#[derive(Template)]
#[template(path = "corrections/hide.html")]
pub(super) struct Hide {
    pub page: Page,
    pub form: Form,
    pub figure: FigureView,
    pub choices: Vec<Choice>,
    pub is_stale: bool,
}
