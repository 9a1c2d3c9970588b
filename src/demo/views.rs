//! The post box of a demonstration, as it is drawn.

use crate::web::Page;
use askama::Template;

/// One letter in the box.
pub(super) struct Row {
    pub id: i64,
    pub to: String,
    pub subject: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub at: String,
    pub at_iso: String,
}

#[derive(Template)]
#[template(path = "demo/post_box.html")]
pub(super) struct PostBox {
    pub page: Page,
    pub rows: Vec<Row>,
    pub number: usize,
    pub pages: usize,
}

#[derive(Template)]
#[template(path = "demo/letter.html")]
pub(super) struct Letter {
    pub page: Page,
    pub from: String,
    pub row: Row,
    /// The text cut at its links, so that they can be followed.
    pub pieces: Vec<Piece>,
}

/// A stretch of a letter: words, or the address of a link in this demonstration.
pub(super) struct Piece {
    pub words: String,
    pub href: String,
}
