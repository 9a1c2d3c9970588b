//! The pages of the coming letters as they are drawn.

use super::month::Month;
use super::views::Tab;
use super::why::Why;
use crate::web::{Choice, Form, Page};
use askama::Template;

/// Why letters are held, and what waits.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub why: &'static str,
    pub waiting: String,
    pub people: usize,
    pub oldest: String,
}

/// A morning with its letters.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub id: String,
    pub title: String,
    pub count: String,
    pub lines: Vec<Line>,
}

/// One letter of the list.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub href: String,
    pub at: String,
    pub to: String,
    pub address: String,
    pub kind: &'static str,
    pub subject: String,
    pub why: Vec<Why>,
}

/// A reminder that was left out.
#[derive(Clone, Debug)]
pub(super) struct KeptBack {
    pub id: i64,
    pub what: String,
    pub to: String,
    pub on: String,
    pub by: String,
    pub why: String,
    pub can_undo: bool,
}

#[derive(Template)]
#[template(path = "reminders/index.html")]
pub(super) struct Index {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub standing: String,
    pub held: Option<Held>,
    /// What can become of letters that wait.
    pub choices: Vec<Choice>,
    pub form: Form,
    pub total: String,
    pub people: usize,
    pub month: Option<Month>,
    pub days: Vec<Day>,
    pub progress: String,
    pub is_ready: bool,
    pub is_current: bool,
    pub as_of: String,
    pub trouble: String,
    pub kept_back: Vec<KeptBack>,
    pub person: String,
    pub body: String,
    pub bodies: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "reminders/coming.html")]
pub(super) struct Coming {
    pub page: Page,
    pub form: Form,
    pub name: String,
    pub kind: &'static str,
    pub subject: String,
    pub at: String,
    pub from: String,
    pub to: String,
    pub instead: String,
    pub text: String,
    pub headers: String,
    pub why: Vec<Why>,
    /// The reminders in it, to choose from.
    pub rungs: Vec<Choice>,
    pub chosen: String,
    pub is_sent_today: bool,
}

#[derive(Template)]
#[template(path = "reminders/live.html")]
pub(super) struct Live {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub form: Form,
    pub is_on_trial: bool,
    pub reader: String,
    pub coming: String,
    pub is_ready: bool,
    pub people: Vec<String>,
    pub more: usize,
    pub last_sent: String,
    pub failed: u64,
    pub waiting: usize,
    pub unheard: usize,
    pub unheard_people: usize,
}
