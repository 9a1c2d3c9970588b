//! The pages of agenda items as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::agenda_times::Fit;

/// The meeting that an item belongs to, as its pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MeetingView {
    pub href: String,
    pub items_href: String,
    pub body: String,
    pub day: String,
    pub time: String,
    pub lasts: String,
    pub is_ahead: bool,
}

/// A tag beside a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TagView {
    pub text: String,
    pub colour: &'static str,
}

/// An item of the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowView {
    pub href: String,
    pub id: i64,
    pub number: usize,
    pub title: String,
    pub tags: Vec<TagView>,
    pub begins: String,
    pub begins_iso: String,
    pub takes: String,
    pub lead: String,
    pub report: String,
    pub invited: Vec<String>,
    /// What is wrong with the place that was typed for it.
    pub wrong_place: String,
}

/// A warning over the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WarningView {
    pub heading: String,
    pub text: String,
}

/// Things of one kind that are still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GroupView {
    pub heading: &'static str,
    pub matters: Vec<MatterView>,
}

/// One thing that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MatterView {
    pub href: String,
    pub what: String,
    pub facts: String,
}

/// What the form of an item offers to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub kinds: Vec<Choice>,
    pub accesses: Vec<Choice>,
    pub paragraphs: Vec<Choice>,
    pub owners: Vec<Choice>,
    pub posts: Vec<Choice>,
    pub bodies: Vec<Choice>,
    /// Whether the part of the form on exempt business stands open.
    pub is_closed_to_public: bool,
    /// Whether the part of the form on other bodies stands open.
    pub belongs_to_others: bool,
}

#[derive(Template)]
#[template(path = "items/list.html")]
pub(super) struct List {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub warnings: Vec<WarningView>,
    pub rows: Vec<RowView>,
    pub fit: Option<Fit>,
    pub offer: Offer,
    /// The day of the agenda that this one can start from.
    pub earlier: String,
    pub has_standing: bool,
    pub standing_href: String,
    pub programme_href: String,
    pub matters: Vec<GroupView>,
    /// Whether items can only be added as urgent.
    pub is_published: bool,
    /// Why the agenda no longer changes.
    pub closed: String,
}

/// Something asked for under an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedView {
    pub href: String,
    pub what: String,
    pub state: &'static str,
}

/// Somebody invited, in one or several posts, with the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InvitedView {
    pub who: String,
    pub words: String,
}

/// A fact of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FactView {
    pub key: &'static str,
    pub value: String,
}

/// Another item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LinkView {
    pub href: String,
    pub text: String,
    pub about: String,
}

/// What may happen next, and which fields the form of the next step has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NextView {
    pub steps: Vec<Choice>,
    pub owners: Vec<Choice>,
    pub asks_owner: bool,
    pub asks_promise: bool,
    pub asks_late_reason: bool,
    pub asks_reason: bool,
    pub asks_outcome: bool,
    pub may_defer: bool,
}

#[derive(Template)]
#[template(path = "items/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub id: i64,
    pub version: i32,
    pub title: String,
    pub tags: Vec<TagView>,
    pub facts: Vec<FactView>,
    pub also: Vec<String>,
    /// How the item stands now, when somebody else changed it meanwhile.
    pub stands: Vec<FactView>,
    pub next: NextView,
    /// What the minutes say of the item.
    pub for_minutes: Vec<String>,
    pub report: Vec<String>,
    pub may_write: bool,
    pub has_report: bool,
    pub paper: Option<i64>,
    pub invited: Vec<InvitedView>,
    pub asked: Vec<AskedView>,
    pub linked: Vec<LinkView>,
    pub thread: Vec<LinkView>,
    pub topic: String,
    pub programme_href: String,
    /// What is still open, when the item is there for it.
    pub matters: Option<Vec<GroupView>>,
    pub is_officer: bool,
    pub may_change: bool,
    pub may_ask: bool,
    pub was_held: bool,
}

#[derive(Template)]
#[template(path = "items/edit.html")]
pub(super) struct Edit {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub id: i64,
    pub version: i32,
    /// How the item stands now, when somebody else changed it meanwhile.
    pub stands: Vec<FactView>,
    pub offer: Offer,
    pub is_published: bool,
}

#[derive(Template)]
#[template(path = "items/words.html")]
pub(super) struct Words {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub id: i64,
    pub version: i32,
    pub title: String,
    /// The words as they stand now, when somebody else changed them meanwhile.
    pub stands: Option<Vec<String>>,
}

#[derive(Template)]
#[template(path = "items/defer.html")]
pub(super) struct Defer {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub id: i64,
    pub version: i32,
    pub title: String,
    pub stands: Vec<FactView>,
    pub meetings: Vec<Choice>,
    /// What goes along.
    pub along: Vec<String>,
}
