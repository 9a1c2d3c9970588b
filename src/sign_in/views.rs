//! The pages before the door: sign in, choose a password.

use crate::web::{Form, Page};
use askama::Template;

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
pub(super) struct SignIn {
    pub page: Page,
    pub form: Form,
    pub signed_out: bool,
}

#[derive(Template)]
#[template(path = "sign_in/welcome.html")]
pub(super) struct Welcome {
    pub page: Page,
    pub form: Form,
    /// Where the form is sent.
    pub action: String,
    pub email: String,
}
