//! The chair's page as it is drawn.

use crate::web::Page;
use askama::Template;

/// One thing, with where it is found.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub kind: &'static str,
    pub what: String,
    pub href: String,
    pub who: String,
    pub when: String,
    pub is_late: bool,
}

/// Things under one heading.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub heading: &'static str,
    pub nothing: &'static str,
    pub rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "chairing/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub slug: String,
    pub body_id: i64,
    /// The next meeting: its address, day, place and how its agenda stands.
    pub next: Option<(String, String, String, &'static str)>,
    pub matters_href: String,
    pub groups: Vec<Group>,
}
