//! The director's page as it is drawn: what is asked, the code, the figures with those of the period before
//! beside them, and the confirmation.

use super::extras::Extras;
use crate::requests::views::{Drawing, LineView};
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
    /// Where documents that were promised are sent; empty when none can be.
    pub documents_href: String,
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

/// One line of the form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub id: i64,
    /// The last values as a line, where there are any.
    pub drawing: Option<Drawing>,
    /// What numerator and denominator count, where the indicator names them.
    pub parts: Option<(String, String)>,
    pub more: Extras,
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
    /// What somebody else saved, beside what was typed: each box that is not the same, by what it asks for.
    pub stands: Vec<(&'static str, String)>,
}

impl Entry {
    /// Whether something stands in the boxes that are folded away.
    fn opens(&self) -> bool {
        let more = &self.more;
        let given = [&more.numerator, &more.denominator, &more.forecast, &more.stated, &more.as_at];
        !self.stands.is_empty() || more.certainty != "final" || given.iter().any(|text| !text.is_empty())
    }
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
    pub is_nil: bool,
    pub tasks: Tasks,
    pub certainties: Vec<Choice>,
    pub ratings: Vec<Choice>,
}

/// The same form for an officer who has the figures by telephone or mail.
#[derive(Template)]
#[template(path = "requests/figures.html")]
pub(super) struct EnterView {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: i32,
    pub reference: String,
    pub title: String,
    pub owner: String,
    pub is_finance: bool,
    pub note: String,
    pub note_stands: Option<String>,
    pub is_nil: bool,
    pub before: String,
    /// The officer's own question, while it is open.
    pub question: String,
    pub entries: Vec<Entry>,
    pub certainties: Vec<Choice>,
    pub ratings: Vec<Choice>,
}

/// What is to be done on the page, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tasks {
    pub filled: usize,
    pub all: usize,
    pub documents: usize,
    pub promised: usize,
    /// Whether the reader signs off, or sends it up to whoever does.
    pub signs_off: bool,
    /// Who sent it up, while it waits for the sign-off.
    pub sent_up: String,
    /// Why the director sent it back.
    pub sent_back: String,
    /// The officer's question, while it is open.
    pub question: String,
}

/// A line with what a careful reader would ask of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CheckRow {
    pub line: LineView,
    pub warnings: Vec<String>,
}

#[derive(Template)]
#[template(path = "answer/check.html")]
pub(super) struct CheckView {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub version: i32,
    pub is_director: bool,
    pub sent_up: String,
    /// The colleague who was named; empty when there is none.
    pub colleague: String,
    pub is_nil: bool,
    pub note: String,
    pub question: String,
    pub rows: Vec<CheckRow>,
    pub warned: usize,
    pub documents: Vec<DocumentRow>,
}

#[derive(Template)]
#[template(path = "answer/other.html")]
pub(super) struct OtherView {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub version: i32,
    pub is_director: bool,
    pub choices: Vec<Choice>,
}

/// A document that came or was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::requests) struct DocumentRow {
    pub id: i64,
    pub title: String,
    /// Where it is fetched; empty while it has not come.
    pub href: String,
    pub file: String,
    pub stands: String,
    pub is_awaited: bool,
    /// The boxes of its own forms.
    pub why_box: String,
    pub file_box: String,
}

#[derive(Template)]
#[template(path = "answer/documents.html")]
pub(super) struct DocumentsView {
    pub page: Page,
    pub form: Form,
    pub head: Head,
    pub may_send: bool,
    /// Whether what was sent may be taken back: while the figures are open.
    pub may_take_back: bool,
    pub rows: Vec<DocumentRow>,
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
