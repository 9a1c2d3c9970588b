//! The pages of update rounds as they are drawn.

use crate::by_link::Stage;
use crate::web::{Choice, Form, Page};
use askama::Template;

/// One thing that a word is wanted on.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What its fields are called by.
    pub key: String,
    pub reference: String,
    pub text: String,
    pub href: String,
    pub owner: String,
    pub version: i32,
    /// The last word and when; empty when there never was one.
    pub last: String,
    pub has_word: bool,
    /// Whether it can be called done here.
    pub is_action: bool,
    pub choices: Vec<Choice>,
    /// What was typed and chosen, and what is wrong with it.
    pub typed: String,
    pub wrong: String,
    pub how: String,
}

impl Row {
    fn field(&self, of: &str) -> String {
        format!("{of}-{}", self.key)
    }

    fn asks(&self, before: &str, after: &str) -> String {
        format!("{before}{}{after}", self.reference)
    }
}

/// Who was asked, and whether they answered.
#[derive(Clone, Debug)]
pub(super) struct AskedRow {
    pub href: String,
    pub owner: String,
    pub asked_on: String,
    pub answered: String,
}

/// The round of one meeting.
#[derive(Template)]
#[template(path = "rounds/meeting.html")]
pub(super) struct OfMeeting {
    pub page: Page,
    pub meeting_id: i64,
    pub meeting: String,
    pub body: String,
    /// When owners are asked, in words.
    pub when: String,
    pub asked: Vec<AskedRow>,
    pub rows: Vec<Row>,
}

/// One owner's part of it.
#[derive(Template)]
#[template(path = "rounds/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub meeting_id: i64,
    pub meeting: String,
    pub body: String,
    pub owner: String,
    pub answered: String,
    pub rows: Vec<Row>,
}

/// The page behind the link of a letter.
#[derive(Template)]
#[template(path = "rounds/answer.html")]
pub(super) struct Answer {
    pub page: Page,
    pub form: Form,
    pub address: String,
    pub meeting: String,
    pub body: String,
    pub owner: String,
    pub due: String,
    pub rows: Vec<Row>,
    pub stage: Stage,
    pub is_stale: bool,
    pub people: Vec<Choice>,
    pub contact: String,
}
