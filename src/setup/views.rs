//! The forms in which the council's facts are typed.

use crate::web::{Form, Page};
use askama::Template;

#[derive(Template)]
#[template(path = "setup/set_up.html")]
pub(super) struct SetUp {
    pub page: Page,
    pub form: Form,
    /// Where the form is sent.
    pub action: String,
}

#[derive(Template)]
#[template(path = "setup/council.html")]
pub(super) struct Council {
    pub page: Page,
    pub form: Form,
    /// The version that the form carries.
    pub version: String,
    /// How the facts stand now, when somebody else changed them meanwhile.
    pub standing: Vec<(&'static str, String)>,
}
