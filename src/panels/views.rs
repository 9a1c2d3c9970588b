//! The pages of panels as they are drawn.

use crate::web::Page;
use askama::Template;

/// A body as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub slug: String,
    pub name: String,
    /// Empty while nobody chairs it.
    pub chair: String,
    /// What waits for a chair while there is none, in words.
    pub waits: String,
    /// Where the chair is filled; empty for those who may not.
    pub fill: String,
    /// Its last day, and what carries it on; empty while it sits.
    pub ended: String,
    pub next: Option<MeetingView>,
    pub open_actions: usize,
}

/// A meeting, to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MeetingView {
    pub href: String,
    pub on: String,
    pub on_iso: String,
    pub state: &'static str,
    pub colour: &'static str,
}

#[derive(Template)]
#[template(path = "panels/list.html")]
pub(super) struct List {
    pub page: Page,
    pub rows: Vec<Row>,
    pub may_schedule: bool,
}

/// Somebody with a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MemberView {
    pub name: String,
    pub seat: &'static str,
    /// What a co-optee votes on.
    pub votes: String,
    pub has_no_email: bool,
}

/// A post and its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PostView {
    pub title: String,
    pub holder: String,
    /// What it owes while nobody holds it, in words.
    pub owes: String,
    /// Where it is filled; empty for those who may not.
    pub fill: String,
}

/// A sentence about another body, with its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SuccessionView {
    pub says: String,
    pub name: String,
    pub slug: String,
}

/// A thing with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LinkView {
    pub href: String,
    pub text: String,
    pub about: String,
}

#[derive(Template)]
#[template(path = "panels/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub slug: String,
    pub name: String,
    pub remit: String,
    pub reports_to: String,
    pub succession: Vec<SuccessionView>,
    pub has_ended: bool,
    pub has_no_chair: bool,
    pub members: Vec<MemberView>,
    pub posts: Vec<PostView>,
    pub coming: Vec<MeetingView>,
    pub past: Vec<MeetingView>,
    pub page_number: usize,
    pub pages: usize,
    pub past_href: String,
    pub open_actions: usize,
    pub actions_href: String,
    pub indicators: Vec<LinkView>,
    pub reports: Vec<LinkView>,
    pub may_schedule: bool,
}
