//! The pages of this column as they are drawn: the Board's list, and one referral as a timeline with the steps
//! that can be taken now.

use super::drawing::Drawing;
use super::story::Line;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::referral::State;

/// The colour of a state's tag.
pub(super) fn colour(state: State) -> &'static str {
    match state {
        State::Raised | State::FeedbackDrafted => "yellow",
        State::ChairApproved | State::Submitted => "blue",
        State::Answered => "purple",
        State::Closed => "green",
        State::Withdrawn => "grey",
    }
}

/// A row of the Board's list.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub href: String,
    pub reference: String,
    pub text: String,
    pub panel: String,
    pub kind: &'static str,
    pub target_iso: String,
    pub target: String,
    pub has_rolled_over: bool,
    pub state: &'static str,
    pub colour: &'static str,
    pub outcome: &'static str,
}

#[derive(Template)]
#[template(path = "referrals/list.html")]
pub(super) struct List {
    pub page: Page,
    pub rows: Vec<Row>,
    pub total: u64,
    pub asked: Form,
    pub panels: Vec<Choice>,
    pub states: Vec<Choice>,
    pub page_number: usize,
    pub pages: usize,
    pub href: String,
}

/// What a page says when the Board meeting passed, was cancelled, or was never in the diary.
#[derive(Clone, Debug)]
pub(super) struct RolledOver {
    pub heading: String,
    pub sentence: String,
    /// The next Board meeting to carry it to, with its day in words.
    pub next: Option<(i64, String)>,
}

#[derive(Template)]
#[template(path = "referrals/referral.html")]
pub(super) struct Referral {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: i32,
    pub panel: String,
    pub board: String,
    pub text: String,
    pub item_id: i64,
    pub meeting_id: i64,
    pub met_on: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub lines: Vec<Line>,
    pub drawing: Option<Drawing>,
    pub told: String,
    /// Whether the visitor follows the panel: only then does a link lead to its pages.
    pub follows_panel: bool,
    pub rolled: i32,
    pub source: Option<SourceView>,
    pub rolled_over: Option<RolledOver>,
    pub feedback: String,
    pub standing: String,
    pub is_stale: bool,
    pub may_run: bool,
    pub may_draft: bool,
    pub may_approve: bool,
    pub was_approved: bool,
    pub to_come: Vec<Choice>,
    pub held: Vec<Choice>,
    pub outcomes: Vec<Choice>,
    pub ways: Vec<Choice>,
    /// The panel's meetings that can have heard the answer; none while it is not answered.
    pub heard: Option<Vec<Choice>>,
    /// To whom it may be sent on, when the Board sent it to the cabinet.
    pub addressees: Vec<Choice>,
    /// The page of the Board meeting that it is meant for.
    pub board_meeting: Option<i64>,
}

/// What is to be said of the wording that a matter was carried from.
#[derive(Clone, Debug)]
pub(super) struct SourceView {
    pub heading: &'static str,
    pub sentence: &'static str,
    pub was: String,
    pub now: String,
    pub may_take_over: bool,
}

/// Where somebody picked a thread up.
#[derive(Clone, Debug)]
pub(super) struct Whence {
    pub href: String,
    pub text: String,
}

#[derive(Template)]
#[template(path = "referrals/thread.html")]
pub(super) struct ThreadPage {
    pub page: Page,
    pub whence: Whence,
    pub drawing: Option<Drawing>,
    pub told: String,
    pub lines: Vec<Line>,
    pub matters: Vec<(String, String)>,
}
