//! The pages of this column as they are drawn: the list, one recommendation, the forms to send and to answer, and the
//! page that an addressee opens from a letter.

use super::line::Line;
use crate::by_link::Stage;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::recommendation::{Decision, State};

/// The colour of a state's tag.
pub(super) fn colour(state: State) -> &'static str {
    match state {
        State::Drafted | State::Withdrawn => "grey",
        State::Agreed | State::Endorsed | State::ProposedComplete => "yellow",
        State::Submitted | State::Received | State::Considered | State::Implementing => "blue",
        State::Responded | State::Published | State::Paused => "purple",
        State::Closed => "green",
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub href: String,
    pub reference: String,
    pub text: String,
    pub body: String,
    pub post: String,
    pub state: &'static str,
    pub colour: &'static str,
    /// What is owed next, by whom.
    pub next: String,
    pub due_iso: String,
    pub due: String,
    pub late: String,
    pub is_late: bool,
}

#[derive(Template)]
#[template(path = "recommendations/list.html")]
pub(super) struct List {
    pub page: Page,
    pub rows: Vec<Row>,
    pub total: u64,
    pub asked: Form,
    pub is_overdue: bool,
    pub panels: Vec<Choice>,
    pub states: Vec<Choice>,
    pub addressees: Vec<Choice>,
    pub posts: Vec<Choice>,
    pub is_officer: bool,
    pub to_serve: usize,
    pub page_number: usize,
    pub pages: usize,
    pub href: String,
}

/// What a recommendation is, and its clock.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub id: i64,
    pub version: i32,
    pub text: String,
    pub body: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub addressee: &'static str,
    pub post: String,
    pub lead: String,
    pub item_id: i64,
    pub item: String,
    pub meeting_id: i64,
    pub met_on: String,
    pub part: String,
    pub indicator: Option<(i64, String)>,
    pub endorsed: String,
    pub received: String,
    pub is_presumed: bool,
    pub notice: String,
    pub rule: String,
    pub last: String,
    pub target: String,
    pub cabinet: String,
    pub considered: String,
    pub is_late: bool,
    pub closed: String,
    pub paused: String,
    pub clock: Option<Line>,
    pub owed: Vec<OwedView>,
}

/// Something that is owed about it.
#[derive(Clone, Debug)]
pub(super) struct OwedView {
    pub what: &'static str,
    pub who: String,
    pub due: String,
    pub late: String,
    pub is_late: bool,
}

/// What an answer says of it.
#[derive(Clone, Debug)]
pub(super) struct AnswerView {
    pub decision: &'static str,
    pub on_iso: String,
    pub on: String,
    pub by: String,
    pub reason: String,
    pub proposed: String,
    pub by_on: String,
    pub words: String,
    pub meeting: String,
    pub published: String,
    pub link: String,
    /// The others that the same answer answers.
    pub with: Vec<(i64, String)>,
    /// Whether it was sent anew since.
    pub is_past: bool,
}

/// The wording that it comes from, where that was changed since.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub was: String,
    pub now: String,
    pub is_removed: bool,
}

/// A wording that it had before.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub title: &'static str,
    pub by: String,
    pub at_iso: String,
    pub at: String,
    pub words: String,
}

/// A letter about it.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub to: String,
    pub subject: String,
    pub on_iso: String,
    pub on: String,
    pub state: &'static str,
}

/// Which steps can be taken now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct May {
    pub serve: bool,
    pub endorse: bool,
    pub dates: bool,
    pub answer: bool,
    pub publish: bool,
    pub report: bool,
    pub disagree: bool,
    pub end: bool,
    pub pause: bool,
    pub resume: bool,
}

#[derive(Template)]
#[template(path = "recommendations/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub form: Form,
    pub facts: Facts,
    pub changed: Option<Changed>,
    pub answers: Vec<AnswerView>,
    pub said: Vec<Said>,
    pub letters: Vec<Sent>,
    pub is_officer: bool,
    pub is_stale: bool,
    pub may: May,
    pub progress: Vec<Choice>,
    pub outcomes: Vec<Choice>,
    pub meetings: Vec<Choice>,
    pub boards: Vec<Choice>,
    pub cabinets: Vec<Choice>,
}

/// One recommendation that can be sent.
#[derive(Clone, Debug)]
pub(super) struct ToServe {
    pub id: i64,
    pub version: i32,
    pub reference: String,
    pub text: String,
    pub about: String,
    pub checked: bool,
}

#[derive(Template)]
#[template(path = "recommendations/serve.html")]
pub(super) struct Serve {
    pub page: Page,
    pub form: Form,
    pub rows: Vec<ToServe>,
    pub addressees: Vec<Choice>,
    pub posts: Vec<Choice>,
    pub clocks: Vec<Choice>,
    pub notices: Vec<Choice>,
    pub is_stale: bool,
    pub diary: String,
}

/// One recommendation that an answer can answer, with what was typed.
#[derive(Clone, Debug)]
pub(super) struct ToAnswer {
    pub id: i64,
    pub version: i32,
    pub reference: String,
    pub text: String,
    pub body: String,
    pub due: String,
    pub decision: Cell,
    pub reason: Cell,
    pub proposed: Cell,
    pub by_on: Cell,
}

/// A field of a numbered block.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub name: String,
    pub value: String,
    pub error: String,
}

impl Cell {
    pub(super) fn of(form: &Form, field: &str, id: i64) -> Self {
        let name = format!("{field}_{id}");
        Self { value: form.value(&name).to_owned(), error: form.error(&name).to_owned(), name }
    }
}

/// The fields of an answer, on the officer's form and behind the link.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub rows: Vec<ToAnswer>,
    pub decisions: Vec<Choice>,
    pub cabinets: Vec<Choice>,
}

/// What an answer can say.
pub(super) fn decisions() -> Vec<Choice> {
    Choice::of_words::<Decision>()
}

#[derive(Template)]
#[template(path = "recommendations/answer.html")]
pub(super) struct AnswerForm {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub post: String,
    pub offer: Offer,
    pub is_stale: bool,
}

/// What whoever opened a link may say now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MaySay {
    pub received: bool,
    pub answer: bool,
    pub progress: bool,
}

#[derive(Template)]
#[template(path = "recommendations/by_link.html")]
pub(super) struct ByLink {
    pub page: Page,
    pub form: Form,
    pub address: String,
    pub facts: Facts,
    pub answers: Vec<AnswerView>,
    pub said: Vec<Said>,
    pub stage: Stage,
    pub is_stale: bool,
    pub people: Vec<Choice>,
    pub may: MaySay,
    pub offer: Offer,
    pub progress: Vec<Choice>,
    pub contact: String,
}
