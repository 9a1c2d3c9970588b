//! The pages of a meeting as they are drawn: the form, the cycle, the agenda, what is owed, its history.

use super::moving::effects::Effects;
use crate::quorum::Summary;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::cycle::StepKey;

/// One step of the cycle, as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StepView {
    pub key: StepKey,
    pub text: &'static str,
    pub on_iso: String,
    pub on: String,
    pub why: String,
    pub state: &'static str,
}

/// One step of the cycle, in the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StripView {
    pub text: &'static str,
    pub on: String,
    pub state: &'static str,
}

impl StripView {
    pub(super) fn of(step: &StepView) -> Self {
        Self { text: step.text, on: step.on.clone(), state: step.state }
    }
}

/// A planned cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CycleView {
    pub period: String,
    pub steps: Vec<StepView>,
    pub strip: Vec<StripView>,
    pub warnings: Vec<String>,
}

#[derive(Template)]
#[template(path = "meetings/new.html")]
pub(super) struct New {
    pub page: Page,
    pub form: Form,
    pub bodies: Vec<Choice>,
    pub back: String,
    pub cycle: Option<CycleView>,
}

/// A request under an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestView {
    pub href: String,
    pub what: String,
    pub owner: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub due: String,
    pub due_iso: String,
}

/// Somebody invited for an item, and what they answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InvitedView {
    pub href: String,
    pub who: String,
    pub answer: String,
}

/// Why a meeting is not, or not any more, what its day says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EndedView {
    pub reason: String,
    pub short_notice: String,
    pub successor: String,
    pub successor_href: String,
}

/// What a panel brings to the Board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReturnView {
    pub panel: String,
    pub href: String,
    pub words: String,
}

/// An item of the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemView {
    pub href: String,
    pub number: i32,
    pub title: String,
    /// Where it stands, when that is more than being on the agenda.
    pub state: &'static str,
    /// Whether it is taken in private.
    pub access: &'static str,
    pub has_report: bool,
    pub paper: Option<i64>,
    pub invited: Vec<InvitedView>,
    pub requests: Vec<RequestView>,
}

/// Something owed about the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwedView {
    pub what: String,
    pub href: String,
    pub kind: &'static str,
    pub who: String,
    pub due: String,
    pub due_iso: String,
    pub why: String,
    pub state: String,
    pub is_late: bool,
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EventView {
    pub deed: String,
    pub by: String,
    pub at: String,
    pub at_iso: String,
    pub lines: Vec<String>,
}

/// The facts of a meeting that stand on each of its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MeetingView {
    pub id: i64,
    pub version: i32,
    pub body: String,
    pub slug: String,
    pub day: String,
    pub time: String,
    pub venue: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub is_ahead: bool,
    pub published: String,
    pub public_href: String,
}

impl MeetingView {
    /// An address under this meeting's own.
    fn at(&self, tail: &str) -> String {
        format!("/meetings/{}{tail}", self.id)
    }

    fn panel(&self) -> String {
        format!("/panels/{}", self.slug)
    }
}

/// What an officer may do with the meeting now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Deeds {
    pub edit_agenda: bool,
    pub publish: bool,
    pub hold: bool,
    pub reschedule: bool,
    pub cancel: bool,
    pub on_the_day: bool,
    pub minutes: bool,
}

#[derive(Template)]
#[template(path = "meetings/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub meeting: MeetingView,
    pub deeds: Deeds,
    pub not_compliant: String,
    pub ended: EndedView,
    pub joint: Vec<String>,
    pub returns: Vec<ReturnView>,
    pub attendance: Summary,
    pub may_record: bool,
    pub presided: String,
    pub no_calendar: String,
    pub cycle: Option<CycleView>,
    pub items: Vec<ItemView>,
    pub owed: Vec<OwedView>,
    pub history: Vec<EventView>,
}

#[derive(Template)]
#[template(path = "meetings/move.html")]
pub(super) struct Move {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub is_published: bool,
    pub is_stale: bool,
    pub to: Vec<Choice>,
    pub effects: Option<Effects>,
}

#[derive(Template)]
#[template(path = "meetings/end.html")]
pub(super) struct End {
    pub page: Page,
    pub form: Form,
    pub action: String,
    pub meeting: MeetingView,
    pub hanging: Vec<String>,
    pub fates: Vec<Choice>,
    pub successors: Vec<Choice>,
    pub items: Vec<Choice>,
    pub may_choose: bool,
    pub is_stale: bool,
    pub effects: Option<Effects>,
}

#[derive(Template)]
#[template(path = "meetings/bulk.html")]
pub(super) struct Bulk {
    pub page: Page,
    pub form: Form,
    pub is_listed: bool,
    /// The versions of the meetings as they are listed, so that a change meanwhile is noticed.
    pub seen: String,
    pub is_stale: bool,
    pub meetings: Vec<Choice>,
    pub to: Vec<Choice>,
    pub effects: Option<Effects>,
}

#[derive(Template)]
#[template(path = "meetings/joint.html")]
pub(super) struct Joint {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub bodies: Vec<Choice>,
    pub is_stale: bool,
}
