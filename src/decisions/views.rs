//! The pages of this column as they are drawn: the form with its numbered rows, the resolution as it is printed
//! in the body's own style, and the form for what was asked in the discussion.

use super::wanted;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::minutes_print::Block;

/// Where something was decided, in words.
#[derive(Clone, Debug)]
pub(super) struct PlaceView {
    pub item_id: i64,
    pub meeting_id: i64,
    pub title: String,
    pub body: String,
    pub met_iso: String,
    pub met_on: String,
    pub is_held: bool,
    /// What the minutes say of an item that was taken as urgent.
    pub urgency: String,
}

/// A field of a numbered row.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub name: String,
    pub value: String,
    pub error: String,
}

impl Cell {
    fn of(form: &Form, field: &str, row: usize, otherwise: &str) -> Self {
        let name = wanted::name(field, row);
        let typed = form.value(&name);
        let value = if typed.is_empty() { otherwise } else { typed };
        Self { value: value.to_owned(), error: form.error(&name).to_owned(), name }
    }
}

/// A numbered row of the form.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub legend: String,
    pub text: Cell,
    pub verb: Cell,
    pub makes: Cell,
    pub owner: Cell,
    pub due: Cell,
    pub due_on: Cell,
    pub indicator: Cell,
    pub kind: Cell,
    pub to: Cell,
    pub words: Cell,
    pub addressee: Cell,
    pub reply_by: Cell,
    pub meeting: Cell,
    /// Whether the part stands already, so that it is worded anew or removed.
    pub part: Option<Standing>,
}

impl Row {
    /// Row `number`; a row that was not on the form that was sent begins with what most parts have.
    pub(super) fn of(form: &Form, number: usize, is_new: bool) -> Self {
        let cell = |field: &str| Cell::of(form, field, number, "");
        Self {
            legend: format!("Part {number}"),
            text: cell("text"),
            verb: Cell::of(form, "verb", number, if is_new { "noted" } else { "" }),
            makes: Cell::of(form, "makes", number, "nothing"),
            owner: cell("owner"),
            due: Cell::of(form, "due", number, "next_meeting"),
            due_on: cell("due_on"),
            indicator: cell("indicator"),
            kind: Cell::of(form, "kind", number, "area_of_concern"),
            to: cell("to"),
            words: cell("words"),
            addressee: Cell::of(form, "addressee", number, "executive"),
            reply_by: cell("reply_by"),
            meeting: cell("meeting"),
            part: None,
        }
    }

    /// Whether what belongs to something that is brought into being lies open.
    pub(super) fn shows_more(&self) -> bool {
        self.makes.value != "nothing"
            || [&self.owner, &self.due_on, &self.meeting].iter().any(|cell| !cell.error.is_empty())
    }
}

/// A part that stands already, in the form that amends it.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub removed_name: String,
    pub is_removed: bool,
    /// What came of it, in words.
    pub came: String,
}

/// What the forms offer.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub owners: Vec<Choice>,
    pub indicators: Vec<Choice>,
    pub verbs: Vec<Choice>,
    pub makes: Vec<Choice>,
    pub dues: Vec<Choice>,
    pub kinds: Vec<Choice>,
    /// The bodies that a matter may be referred to.
    pub targets: Vec<Choice>,
    pub carried: Vec<Choice>,
    pub addressees: Vec<Choice>,
    pub meetings: Vec<Choice>,
    pub action_kinds: Vec<Choice>,
    pub has_board: bool,
}

#[derive(Template)]
#[template(path = "decisions/record.html")]
pub(super) struct Record {
    pub page: Page,
    pub form: Form,
    pub place: PlaceView,
    pub rows: Vec<Row>,
    pub offer: Offer,
    pub carried: String,
    pub is_another: bool,
}

#[derive(Template)]
#[template(path = "decisions/none.html")]
pub(super) struct NoResolution {
    pub page: Page,
    pub place: PlaceView,
    pub is_officer: bool,
    pub asked: Vec<Came>,
}

/// An action or a referral that something brought into being.
#[derive(Clone, Debug)]
pub(super) struct Came {
    pub kind: &'static str,
    pub href: String,
    pub reference: String,
    pub text: String,
    pub facts: String,
    pub state: &'static str,
    /// The noun and id, when it was made from words that changed since.
    pub changed: Option<(&'static str, i64)>,
}

/// A part with what came of it and how it read before.
#[derive(Clone, Debug)]
pub(super) struct PartView {
    pub number: i32,
    pub verb: &'static str,
    pub is_removed: bool,
    pub came: Vec<Came>,
    pub earlier: Vec<Earlier>,
}

/// How a part read until a day.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    pub until: String,
    pub by: String,
    pub verb: &'static str,
    pub text: String,
    pub why: String,
}

/// One motion as it is printed.
#[derive(Clone, Debug)]
pub(super) struct MotionView {
    pub id: i64,
    pub state: &'static str,
    pub is_carried: bool,
    pub stands: bool,
    pub blocks: Vec<Block>,
    pub parts: Vec<PartView>,
}

/// Somebody who could not come.
#[derive(Clone, Debug)]
pub(super) struct Absent {
    pub title: String,
    /// Where their answers are asked for.
    pub href: String,
}

#[derive(Template)]
#[template(path = "decisions/resolution.html")]
pub(super) struct Resolution {
    pub page: Page,
    pub place: PlaceView,
    pub is_officer: bool,
    pub motions: Vec<MotionView>,
    /// Items of meetings to come: address, title, day.
    pub ahead: Vec<(String, String, String)>,
    pub absent: Vec<Absent>,
    pub asked: Vec<Came>,
}

#[derive(Template)]
#[template(path = "decisions/amend.html")]
pub(super) struct Amend {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: i32,
    pub place: PlaceView,
    pub rows: Vec<Row>,
    pub offer: Offer,
    pub carried: String,
    pub state: &'static str,
    pub later: Vec<Choice>,
    pub why_hint: &'static str,
    /// How it reads now, when somebody else changed it meanwhile.
    pub standing: Vec<String>,
}

#[derive(Template)]
#[template(path = "decisions/rescind.html")]
pub(super) struct Rescind {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: i32,
    pub place: PlaceView,
    pub later: Vec<Choice>,
    pub came: Vec<String>,
    pub is_stale: bool,
}

#[derive(Template)]
#[template(path = "decisions/ask.html")]
pub(super) struct Ask {
    pub page: Page,
    pub form: Form,
    pub place: PlaceView,
    pub offer: Offer,
    pub due: String,
    pub kind: String,
}
