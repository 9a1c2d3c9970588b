//! The pages of this column as they are drawn.

use super::said::Said;
use crate::by_link::Stage;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::feedback::State;

/// The colour of a state's tag.
pub(super) fn colour(state: State) -> &'static str {
    match state {
        State::Owed | State::ChangeAsked => "yellow",
        State::Drafted => "blue",
        State::Approved => "green",
        State::Submitted => "purple",
        State::Lapsed => "grey",
    }
}

/// A meeting of a Board in the list.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub href: String,
    pub on_iso: String,
    pub on: String,
    pub board: String,
    pub state: &'static str,
    pub given: String,
    pub matters: String,
}

#[derive(Template)]
#[template(path = "board/list.html")]
pub(super) struct List {
    pub page: Page,
    pub rows: Vec<Row>,
}

/// How one panel stands in a round.
#[derive(Clone, Debug)]
pub(super) struct PanelRow {
    pub panel: String,
    pub met: String,
    pub state: String,
    pub colour: &'static str,
    /// The page of its feedback, where the visitor may read it.
    pub href: Option<String>,
    pub due: String,
    pub is_late: bool,
    pub reached: &'static str,
    pub matters: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "board/meeting.html")]
pub(super) struct Meeting {
    pub page: Page,
    pub id: i64,
    pub board: String,
    pub given: String,
    pub rows: Vec<PanelRow>,
    pub is_officer: bool,
    /// Whether the visitor follows the Board itself.
    pub follows_board: bool,
    pub is_over: bool,
    pub may_open: bool,
    pub opens: String,
    pub waits: usize,
}

/// A line of the form.
#[derive(Clone, Debug)]
pub(super) struct LineView {
    pub n: usize,
    pub key: String,
    pub title: String,
    pub why: String,
    pub text: String,
    pub is_chosen: bool,
    pub is_private: bool,
    /// Whether words of its own are asked for.
    pub has_text: bool,
    pub error: String,
}

/// The lines of one kind.
#[derive(Clone, Debug)]
pub(super) struct GroupView {
    pub heading: &'static str,
    pub hint: &'static str,
    pub lines: Vec<LineView>,
}

#[derive(Template)]
#[template(path = "board/feedback.html")]
pub(super) struct Feedback {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: i32,
    pub panel: String,
    pub board: String,
    pub board_href: String,
    pub day: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub asked: String,
    pub approved: String,
    pub said: Said,
    pub is_stale: bool,
    /// Lines whose words stand otherwise than they were typed now: what each is about, and how it reads.
    pub meanwhile: Vec<(String, String)>,
    pub may_write: bool,
    pub may_decide: bool,
    pub is_officer: bool,
    pub may_submit: bool,
    pub is_nil: bool,
    pub words: String,
    pub finance: String,
    pub nil_hint: String,
    pub groups: Vec<GroupView>,
    pub rows: usize,
    pub decisions: Vec<Choice>,
    pub ways: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "board/answer.html")]
pub(super) struct Answer {
    pub page: Page,
    pub form: Form,
    pub address: String,
    pub version: i32,
    pub panel: String,
    pub board: String,
    pub day: String,
    pub said: Said,
    pub stage: Stage,
    pub is_stale: bool,
    pub people: Vec<Choice>,
    pub decisions: Vec<Choice>,
    pub contact: String,
}

#[derive(Template)]
#[template(path = "board/paper.html")]
pub(super) struct Paper {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub board: String,
    pub day: String,
    pub panels: Vec<Said>,
    pub is_officer: bool,
    pub is_open: bool,
    pub reached: &'static str,
    pub items: Vec<Choice>,
    pub follows: Vec<String>,
}

/// A matter that waits for its outcome.
#[derive(Clone, Debug)]
pub(super) struct OutcomeRow {
    pub n: usize,
    pub id: i64,
    pub version: i32,
    pub reference: String,
    pub href: String,
    pub text: String,
    pub panel: String,
    pub outcome: String,
    pub answer: String,
}

#[derive(Template)]
#[template(path = "board/outcomes.html")]
pub(super) struct Outcomes {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub board: String,
    pub day: String,
    pub was_held: bool,
    pub is_stale: bool,
    pub rows: Vec<OutcomeRow>,
    pub choices: Vec<Choice>,
    pub done: Vec<(String, String, &'static str)>,
}

/// A body in the drawing of routes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub x: f64,
    pub y: f64,
    pub name: String,
}

/// A route in the drawing.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub path: String,
    pub head: String,
}

/// A route in the list.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub from: String,
    pub to: String,
    /// Its number, where it can be taken away; a body may always refer to the one that it reports to.
    pub id: Option<i64>,
}

#[derive(Template)]
#[template(path = "board/routes.html")]
pub(super) struct Routes {
    pub page: Page,
    pub form: Form,
    pub is_officer: bool,
    pub width: f64,
    pub height: f64,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub routes: Vec<Route>,
    pub bodies: Vec<Choice>,
}
