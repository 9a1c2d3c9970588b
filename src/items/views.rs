//! The pages of agenda items as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

/// The meeting that an item belongs to, as its pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MeetingView {
    pub href: String,
    pub items_href: String,
    pub body: String,
    pub day: String,
}

/// An item of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemView {
    pub href: String,
    pub title: String,
    pub kind: &'static str,
}

#[derive(Template)]
#[template(path = "items/list.html")]
pub(super) struct List {
    pub page: Page,
    pub form: Form,
    pub meeting: MeetingView,
    pub items: Vec<ItemView>,
    pub kinds: Vec<Choice>,
    pub posts: Vec<Choice>,
    pub closed: String,
}

/// Something asked for under an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedView {
    pub href: String,
    pub what: String,
    pub state: &'static str,
}

/// A post that is invited, with its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InvitedView {
    pub title: String,
    pub holder: String,
}

#[derive(Template)]
#[template(path = "items/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub meeting: MeetingView,
    pub id: i64,
    pub title: String,
    pub kind: &'static str,
    pub subject: String,
    pub has_report: bool,
    pub paper: Option<i64>,
    pub invited: Vec<InvitedView>,
    pub asked: Vec<AskedView>,
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
    pub stands: Option<ItemView>,
    pub kinds: Vec<Choice>,
    pub posts: Vec<Choice>,
}
