//! The pages of this column as they are drawn: one action with its thread, its rarer steps, and the page that an owner
//! opens from a letter.

use crate::by_link::Stage;
use crate::resolving::SourceChange;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::action::State;

/// The colour of a state's tag.
pub(super) fn colour(state: State) -> &'static str {
    match state {
        State::Open | State::InProgress => "blue",
        State::ProposedComplete => "yellow",
        State::Complete => "green",
        State::Paused => "purple",
        State::Withdrawn | State::Converted => "grey",
    }
}

/// What an action is and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub id: i64,
    pub version: i32,
    pub text: String,
    pub body: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub owner: String,
    pub due: String,
    pub why: String,
    pub late: String,
    pub is_late: bool,
    pub met_on: String,
    pub meeting_id: i64,
    pub item_id: i64,
    pub item: String,
    pub part: String,
    pub indicator: Option<(i64, String)>,
    pub agreed: String,
    pub kind: &'static str,
    /// Where what was done can be seen.
    pub evidence: String,
    /// Until when it waits, and why.
    pub paused: String,
    /// How old it is, and how many meetings it has seen.
    pub age: String,
    /// The actions that ask for the same.
    pub same: Vec<(i64, String)>,
    /// What it goes on as.
    pub became: Option<(String, &'static str)>,
    /// Where it was discussed.
    pub discussed: Vec<String>,
}

/// Something that was said about it.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub title: &'static str,
    pub by: String,
    pub at_iso: String,
    pub at: String,
    pub words: String,
}

/// A letter that reminded of it.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub to: String,
    pub subject: String,
    pub on_iso: String,
    pub on: String,
    pub state: &'static str,
}

#[derive(Template)]
#[template(path = "actions/action.html")]
pub(super) struct Action {
    pub page: Page,
    /// How the words behind it changed since somebody looked.
    pub source: Option<SourceChange>,
    pub form: Form,
    pub facts: Facts,
    pub said: Vec<Said>,
    pub letters: Vec<Sent>,
    pub is_officer: bool,
    pub is_open: bool,
    pub is_paused: bool,
    pub is_proposed: bool,
    pub is_stale: bool,
    pub is_not_theirs: bool,
    /// Whether the reader follows it.
    pub follows: bool,
    pub progress: Vec<Choice>,
    pub dues: Vec<Choice>,
    pub due: String,
    pub meetings: Vec<Choice>,
}

/// The rarer steps of an action, each with its form.
#[derive(Template)]
#[template(path = "actions/steps.html")]
pub(super) struct Steps {
    pub page: Page,
    pub form: Form,
    pub facts: Facts,
    pub said: Vec<Said>,
    pub is_stale: bool,
    pub is_owed: bool,
    pub is_open: bool,
    pub owners: Vec<Choice>,
    pub dues: Vec<Choice>,
    pub becomes: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "actions/answer.html")]
pub(super) struct Answer {
    pub page: Page,
    pub form: Form,
    pub address: String,
    pub facts: Facts,
    pub said: Vec<Said>,
    pub stage: Stage,
    pub is_stale: bool,
    pub follows: bool,
    pub people: Vec<Choice>,
    pub progress: Vec<Choice>,
    pub contact: String,
}
