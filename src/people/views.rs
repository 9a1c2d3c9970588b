//! Lists and forms of bodies, posts and people, as they are drawn.

use crate::web::{Choice, Form, Page};
use askama::Template;

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
}

/// Who held a post or a seat, from when to when.
#[derive(Clone, Debug)]
pub(super) struct TenureRow {
    pub id: i64,
    pub person_id: i64,
    pub name: String,
    pub seat: &'static str,
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
    pub seating: Form,
    pub ending: Form,
}
