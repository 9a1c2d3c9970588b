//! The page of health as it is drawn.

use crate::web::Page;
use askama::Template;

/// Something that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub level: &'static str,
    pub colour: &'static str,
    pub sentence: String,
    pub advice: &'static str,
    pub href: &'static str,
    pub link: &'static str,
}

/// A fact and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub what: &'static str,
    pub words: String,
    pub sign: &'static str,
    pub colour: &'static str,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub id: i64,
    pub name: String,
    pub version: String,
    pub started: String,
    pub seen: String,
    pub skew: String,
    pub relay: String,
    pub is_suspect: bool,
    pub is_gone: bool,
}

#[derive(Template)]
#[template(path = "health/show.html")]
pub(super) struct Health {
    pub page: Page,
    pub as_of: String,
    pub verdict: &'static str,
    pub verdict_kind: &'static str,
    pub verdict_words: String,
    pub alarms: Vec<Said>,
    pub facts: Vec<Fact>,
    pub nodes: Vec<Node>,
    pub reckoned: String,
    pub reckoning_id: i64,
    pub gaps: Vec<String>,
    pub more_gaps: usize,
}
