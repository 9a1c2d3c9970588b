//! The public pages as they are drawn; every fact in them comes from the public's projection.

use super::published::{
    Notice, PublicAgenda, PublicBody, PublicIssue, PublicLink, PublicMeeting, PublicPaper, PublicSeat, PublicTopic,
    PublicWithdrawal,
};
use crate::web::{Choice, Form, Page};
use askama::Template;

#[derive(Template)]
#[template(path = "public/home.html")]
pub(super) struct Home {
    pub page: Page,
    pub coming: Vec<PublicMeeting>,
    pub papers: Vec<PublicLink>,
}

#[derive(Template)]
#[template(path = "public/bodies.html")]
pub(super) struct Bodies {
    pub page: Page,
    pub bodies: Vec<PublicBody>,
    /// Bodies that no longer meet.
    pub former: Vec<PublicBody>,
}

/// A deadline that the public keeps.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub name: String,
    pub words: String,
    pub has_passed: bool,
}

#[derive(Template)]
#[template(path = "public/body.html")]
pub(super) struct Body {
    pub page: Page,
    pub body: PublicBody,
    /// The day on which it ended, in words; empty while it meets.
    pub ended: String,
    pub next: Option<PublicBody>,
    pub before: Vec<PublicBody>,
    pub coming: Vec<PublicMeeting>,
    /// The next meeting, in words, and what must be in before it.
    pub next_meeting: String,
    pub dues: Vec<Due>,
    pub topics: Vec<PublicTopic>,
    pub seats: Vec<PublicSeat>,
    pub papers: Vec<PublicLink>,
    pub past: Vec<PublicMeeting>,
    pub calendar: String,
    pub page_number: usize,
    pub pages: usize,
    pub href: String,
}

#[derive(Template)]
#[template(path = "public/meeting.html")]
pub(super) struct Meeting {
    pub page: Page,
    pub meeting: PublicMeeting,
    pub notices: Vec<Notice>,
    pub dues: Vec<Due>,
    pub agenda: PublicAgenda,
    pub issues: Vec<PublicIssue>,
    /// The minutes as they were last published.
    pub minutes: Option<PublicIssue>,
    pub withdrawn: Vec<PublicWithdrawal>,
    /// The meeting in the words of schema.org.
    pub event: String,
}

#[derive(Template)]
#[template(path = "public/issue.html")]
pub(super) struct Issue {
    pub page: Page,
    pub meeting: PublicMeeting,
    pub html: String,
    /// Whether something was published after it.
    pub is_last: bool,
}

#[derive(Template)]
#[template(path = "public/paper.html")]
pub(super) struct Paper {
    pub page: Page,
    pub paper: PublicPaper,
}

#[derive(Template)]
#[template(path = "public/closed.html")]
pub(super) struct Closed {
    pub page: Page,
    pub sentence: String,
    pub website: String,
}

#[derive(Template)]
#[template(path = "public/switch.html")]
pub(super) struct Switch {
    pub page: Page,
    pub form: Form,
    pub choices: Vec<Choice>,
}
