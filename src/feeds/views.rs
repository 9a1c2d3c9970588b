//! The page about the secret address of a person's calendar, as it is drawn.

use crate::web::Page;
use askama::Template;

#[derive(Template)]
#[template(path = "feeds/address.html")]
pub(super) struct Address {
    pub page: Page,
    /// Where its forms are sent.
    pub action: String,
    /// Where the link back leads, and its words.
    pub back: (String, &'static str),
    /// Whose it is, in a sentence.
    pub whose: String,
    /// Empty when none is in use.
    pub address: String,
    /// Since when, in words.
    pub since: String,
    /// The number of the last address; 0 before the first.
    pub number: i32,
    pub is_own: bool,
}
