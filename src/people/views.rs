//! Lists and forms of bodies, posts and people, as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::tenure;
use remit_entity::obligation;

/// A link between the three lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tab {
    pub href: &'static str,
    pub text: &'static str,
    pub current: bool,
}

/// The links between the lists; the current one is marked.
pub(super) fn tabs(current: &str) -> Vec<Tab> {
    [("/people", "People"), ("/posts", "Posts"), ("/people/bodies", "Bodies"), ("/council", "Council")]
        .into_iter()
        .map(|(href, text)| Tab { href, text, current: href == current })
        .collect()
}

/// What a post owes, in words; empty when it owes nothing.
pub(super) fn owes(owed: &[obligation::Model]) -> String {
    tenure::owes(owed.len(), owed.iter().filter_map(|row| row.due_on).min())
}

/// A person in the list.
#[derive(Clone, Debug)]
pub(super) struct PersonRow {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub is_officer: bool,
    pub has_password: bool,
    pub duties: Vec<String>,
}

/// A post or seat that somebody holds or held.
#[derive(Clone, Debug)]
pub(super) struct Duty {
    pub what: String,
    pub href: String,
    pub when: String,
}

/// A post in the list.
#[derive(Clone, Debug)]
pub(super) struct PostRow {
    pub id: i64,
    pub title: String,
    pub kind: &'static str,
    pub holder: Option<String>,
    pub holder_id: i64,
    /// What it owes while nobody holds it, in words.
    pub owes: String,
    /// Where it is given to somebody.
    pub fill: String,
}

/// Who held a post or a seat, from when to when.
#[derive(Clone, Debug)]
pub(super) struct TenureRow {
    pub id: i64,
    pub person_id: i64,
    pub name: String,
    pub seat: &'static str,
    /// What a seat votes on, and whether whoever sits there sees exempt matter.
    pub terms: String,
    /// Whether the seat votes on all matters.
    pub votes_on_all: bool,
    pub is_interim: bool,
    pub when: String,
    pub is_now: bool,
    pub can_end: bool,
}

/// A body in the list.
#[derive(Clone, Debug)]
pub(super) struct BodyRow {
    pub id: i64,
    pub name: String,
    pub short_name: String,
    pub kind: &'static str,
    pub reports_to: String,
    pub chair: Option<String>,
    /// Its last day; empty while it sits.
    pub ended: String,
}

/// What came before a body, or what carries it on.
#[derive(Clone, Debug)]
pub(super) struct Succession {
    pub says: String,
    /// The other body; nought when there is none.
    pub id: i64,
    pub name: String,
}

#[derive(Template)]
#[template(path = "people/list.html")]
pub(super) struct People {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub rows: Vec<PersonRow>,
    pub text: String,
    pub who: String,
    pub whos: Vec<Choice>,
    pub number: usize,
    pub pages: usize,
    /// The address of another page, but for its number.
    pub more: String,
}

/// A form for one thing, and how it stands when somebody else changed it meanwhile.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub form: Form,
    pub version: String,
    pub standing: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "people/person.html")]
pub(super) struct Person {
    pub page: Page,
    pub sheet: Sheet,
    /// None while it is not entered yet.
    pub id: Option<i64>,
    pub duties: Vec<Duty>,
    pub has_password: bool,
    pub has_left: bool,
}

#[derive(Template)]
#[template(path = "people/posts.html")]
pub(super) struct Posts {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub rows: Vec<PostRow>,
    pub number: usize,
    pub pages: usize,
}

#[derive(Template)]
#[template(path = "people/post.html")]
pub(super) struct Post {
    pub page: Page,
    pub sheet: Sheet,
    pub id: Option<i64>,
    pub kinds: Vec<Choice>,
    pub lines: Vec<Choice>,
    pub past: Vec<TenureRow>,
    pub people: Vec<Choice>,
    /// The form by which the post is given to somebody.
    pub giving: Form,
    /// The form by which it becomes vacant.
    pub ending: Form,
    /// The body, for a chair's post; its holder is changed there.
    pub chairs: Option<i64>,
    /// What it owes while nobody holds it, in words.
    pub owes: String,
}

#[derive(Template)]
#[template(path = "people/bodies.html")]
pub(super) struct Bodies {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub rows: Vec<BodyRow>,
}

#[derive(Template)]
#[template(path = "people/body.html")]
pub(super) struct Body {
    pub page: Page,
    pub sheet: Sheet,
    pub id: Option<i64>,
    pub slug: String,
    pub kinds: Vec<Choice>,
    pub styles: Vec<Choice>,
    pub boards: Vec<Choice>,
    pub posts: Vec<Choice>,
    pub seats: Vec<TenureRow>,
    pub people: Vec<Choice>,
    pub seat_kinds: Vec<Choice>,
    pub seat_votes: Vec<Choice>,
    pub clearances: Vec<Choice>,
    pub modes: Vec<Choice>,
    /// What quorum is usual for as many members as it has.
    pub quorum_hint: String,
    pub succession: Vec<Succession>,
    pub has_ended: bool,
    pub seating: Form,
    pub ending: Form,
    pub changing: Form,
}

/// Something that a leaver holds.
#[derive(Clone, Debug)]
pub(super) struct DutyRow {
    pub field: String,
    pub what: String,
    pub when: String,
    pub owes: String,
    pub chosen: String,
    pub error: String,
    /// What it is called when nobody takes it over.
    pub vacant: &'static str,
    pub may_be_interim: bool,
    pub is_interim: bool,
    pub interim: String,
}

/// What passes to whom.
#[derive(Clone, Debug)]
pub(super) struct PassedRow {
    pub what: String,
    pub to: String,
    pub things: Vec<String>,
}

#[derive(Template)]
#[template(path = "people/leaving.html")]
pub(super) struct Leaving {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: String,
    pub name: String,
    pub rows: Vec<DutyRow>,
    pub people: Vec<Choice>,
    pub vacant: &'static str,
    /// Since when they are gone; empty while they are here.
    pub gone: String,
    /// The first day on which they will be gone.
    pub gone_on: String,
    pub passed: Option<Vec<PassedRow>>,
    pub is_stale: bool,
}

/// A body in the table of appointments.
#[derive(Clone, Debug)]
pub(super) struct AppointedRow {
    pub name: String,
    pub chair_now: String,
    pub vice_now: String,
    pub waiting: usize,
    pub chair: String,
    pub chair_chosen: String,
    pub chair_error: String,
    pub vice: String,
    pub vice_chosen: String,
    pub vice_error: String,
}

#[derive(Template)]
#[template(path = "people/annual.html")]
pub(super) struct Annual {
    pub page: Page,
    pub form: Form,
    pub version: String,
    pub rows: Vec<AppointedRow>,
    pub people: Vec<Choice>,
    pub vacant: &'static str,
    pub is_stale: bool,
}

#[derive(Template)]
#[template(path = "people/ending.html")]
pub(super) struct Ending {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: String,
    pub owed: u64,
    pub actions: u64,
    pub referrals: u64,
    pub below: u64,
    pub successors: Vec<Choice>,
    pub has_ended: bool,
    pub is_stale: bool,
}
