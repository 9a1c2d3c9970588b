//! The covering report and the pages around it as they are drawn.

use super::differences::Line;
use crate::series::reading::Reading;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::report::Section;

/// A line of a scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineView {
    pub indicator: String,
    /// As the look names ratings: red, amber, green, not-rated, no-data; empty where the figure is hidden.
    pub rating: &'static str,
    pub direction: &'static str,
    /// The figure as the public reads it.
    pub reading: Reading,
}

/// An appendix that stands in the report itself: figures as a scorecard, or the note about slides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AppendixView {
    pub number: i32,
    pub title: String,
    pub lines: Vec<LineView>,
    pub note: String,
    pub is_accepted: bool,
}

/// The report itself, without anything around it: what is frozen when the agenda is published.
#[derive(Clone, Debug, Template)]
#[template(path = "papers/covering_report.html")]
pub(super) struct CoveringReport {
    pub title: String,
    pub body: String,
    pub day: String,
    /// Why it is late or corrected; usually empty.
    pub note: String,
    pub sections: Vec<Section>,
    pub appendices: Vec<AppendixView>,
}

/// The typed report of an item, without anything around it.
#[derive(Clone, Debug, Template)]
#[template(path = "papers/typed_report.html")]
pub(super) struct TypedReport {
    pub title: String,
    pub body: String,
    pub day: String,
    /// Why it is late or corrected; usually empty.
    pub note: String,
    pub paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "papers/live.html")]
pub(super) struct Live {
    pub page: Page,
    pub back: String,
    pub warnings: Vec<String>,
    pub paper: Option<i64>,
    pub html: String,
    /// Where it is had as a Word file.
    pub file: String,
}

/// A report that publishing would freeze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FrozenView {
    pub href: String,
    pub title: String,
    pub warnings: Vec<String>,
    pub follows: Vec<String>,
}

#[derive(Template)]
#[template(path = "papers/publish.html")]
pub(super) struct Publish {
    pub is_stale: bool,
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub back: String,
    pub body: String,
    pub day: String,
    pub version: i32,
    pub clear_days: String,
    pub is_compliant: bool,
    /// Whether the meeting was recorded as convened at shorter notice before.
    pub convened: String,
    /// The hour after which a publication counts as the next working day's.
    pub cut_off: String,
    pub tasks: Vec<TaskView>,
    pub reports: Vec<FrozenView>,
}

/// A task of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TaskView {
    pub name: String,
    pub href: String,
    pub says: String,
    pub standing: &'static str,
    /// Of the tag; empty when it is done.
    pub colour: &'static str,
}

/// The meeting that a page of publications is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MeetingView {
    pub id: i64,
    pub href: String,
    pub publications: String,
    pub body: String,
    pub day: String,
}

/// One publication of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicationView {
    pub title: String,
    /// Where the public reads it.
    pub href: String,
    pub at_iso: String,
    pub at: String,
    pub notice: String,
    pub reason: String,
    /// Where it is compared to the one before; empty for the first.
    pub against: String,
    pub papers: Vec<PaperView>,
}

/// One version of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PaperView {
    pub title: String,
    pub number: i32,
    pub href: String,
    /// Why the public does not see it, when it does not.
    pub restricted: &'static str,
    /// When and why it was withdrawn; empty while it stands.
    pub withdrawn: String,
    /// Where it is compared to the version before; empty for the first.
    pub against: String,
    /// Where it is corrected and withdrawn; empty when it no longer can be.
    pub correct: String,
    pub withdraw: String,
}

#[derive(Template)]
#[template(path = "papers/publications.html")]
pub(super) struct Publications {
    pub page: Page,
    pub meeting: MeetingView,
    pub publications: Vec<PublicationView>,
    /// What an officer should look at.
    pub warnings: Vec<String>,
    /// Where the next supplement is made; empty when nothing is ready, or the visitor is no officer.
    pub supplement: String,
    pub ready: Vec<String>,
    pub erratum: String,
}

/// A paper as it is kept.
#[derive(Template)]
#[template(path = "papers/kept.html")]
pub(super) struct Kept {
    pub page: Page,
    pub back: String,
    pub published: String,
    pub notes: Vec<String>,
    pub html: String,
}

#[derive(Template)]
#[template(path = "papers/against.html")]
pub(super) struct Against {
    pub page: Page,
    pub back: String,
    pub about: String,
    pub before: String,
    pub after: String,
    pub counted: String,
    pub lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "papers/supplement.html")]
pub(super) struct Supplement {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub items: Vec<Choice>,
    pub warnings: Vec<String>,
    pub follows: Vec<String>,
}

/// The page from which an erratum goes out, or a paper is withdrawn.
#[derive(Template)]
#[template(path = "papers/amend.html")]
pub(super) struct Amend {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub action: String,
    pub about: String,
    pub explains: String,
    pub question: &'static str,
    pub button: &'static str,
    /// Whether the typed report is corrected here.
    pub is_typed: bool,
    pub lines: Vec<Line>,
    /// Whether somebody else published a version after this form was made.
    pub is_stale: bool,
    /// What that version changed.
    pub theirs: Vec<Line>,
    /// The version that the form was made from.
    pub version: i64,
}
