//! The director's page as it is drawn: what is asked, the code, the figures with those of the period before
//! beside them, and the confirmation.

use crate::requests::views::LineView;
use crate::web::{Choice, Form, Page};
use askama::Template;

/// What stands at the head of every page behind a request's link.
#[derive(Clone, Debug)]
pub(in crate::requests) struct Head {
    /// The address of the link, without its host.
    pub href: String,
    pub reference: String,
    pub title: String,
    pub body: String,
    pub asks: String,
    pub period: String,
    pub meeting: String,
    pub meeting_iso: String,
    pub publish: String,
    pub due: String,
    pub due_iso: String,
    pub lateness: String,
    pub is_late: bool,
    pub promise: String,
    pub appendix: String,
    pub coverage: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub contact: String,
    pub is_finance: bool,
}

/// What somebody who opened the link can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask for the code that the first change needs.
    AskForCode,
    /// Nothing: it is not open for figures; the sentence says why.
    Read,
    /// Have the post's holder sent a link of their own.
    NewLink,
}

#[derive(Template)]
#[template(path = "answer/asked.html")]
pub(super) struct AskedView {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub next: Next,
    pub closed: String,
    pub shows_figures: bool,
    pub note: String,
    pub before: String,
    pub lines: Vec<LineView>,
    pub mailbox: String,
    pub whose: String,
    pub who: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "answer/code.html")]
pub(super) struct CodeView {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub mailbox: String,
}

/// What somebody else saved, beside what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stands {
    pub value: String,
    pub reason: String,
    pub commentary: String,
}

/// One line of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub line: LineView,
    pub value_name: String,
    pub value: String,
    pub value_error: String,
    pub reason_name: String,
    pub reason: String,
    pub reason_error: String,
    pub commentary_name: String,
    pub commentary: String,
    pub commentary_error: String,
    pub stands: Option<Stands>,
}

#[derive(Template)]
#[template(path = "answer/figures.html")]
pub(super) struct FiguresView {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub version: i32,
    pub may_save: bool,
    pub note: String,
    pub note_stands: Option<String>,
    pub before: String,
    pub entries: Vec<Entry>,
    pub filled: usize,
}

#[derive(Template)]
#[template(path = "answer/done.html")]
pub(super) struct DoneView {
    pub page: Page,
    pub head: Head,
    pub accept_by: String,
}

#[derive(Template)]
#[template(path = "answer/gone.html")]
pub(super) struct GoneView {
    pub page: Page,
    pub names: String,
    pub phone: String,
    pub email: String,
}

/// An address as it may stand on a page that anybody with the link can open: "b.jo•••@anyshire.example".
pub(super) fn masked(email: &str) -> String {
    let (local, host) = email.split_once('@').unwrap_or((email, ""));
    let shown: String = local.chars().take(4.min(local.chars().count().saturating_sub(1))).collect();
    format!("{shown}•••@{host}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_address_never_shows_a_whole_name() {
        for (email, wanted) in [
            ("b.jones@anyshire.example", "b.jo•••@anyshire.example"),
            ("ann@anyshire.example", "an•••@anyshire.example"),
            ("a@anyshire.example", "•••@anyshire.example"),
        ] {
            assert_eq!(masked(email), wanted);
        }
    }
}
