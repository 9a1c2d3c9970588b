//! The page of a letter to the chief executive as it is drawn.

use crate::web::{Form, Page};
use askama::Template;

#[derive(Template)]
#[template(path = "chief_letters/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub version: i32,
    pub body: String,
    pub action: String,
    pub action_href: String,
    /// To whom it goes; empty while nobody holds the post.
    pub to: String,
    pub state: &'static str,
    pub is_draft: bool,
    pub is_stale: bool,
    /// What was done with it, by whom and when.
    pub ended: String,
    pub text: String,
    /// What stands now, where somebody else changed it meanwhile.
    pub stands: String,
}
