//! Signing in and out, and choosing a password by the link of a letter. Who may then do what is the porch's.
//! Letters that carry such a link are written by `people`; the very first password is set in `setup`.

mod commands;
mod pages;
mod peer;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/sign-in", Right::SignIn, pages::ask)
        .post("/sign-in", Right::SignIn, pages::sign_in)
        .post("/sign-out", Right::SignIn, pages::sign_out)
        .get("/welcome/{token}", Right::SignIn, pages::welcome)
        .post("/welcome/{token}", Right::SignIn, pages::choose_password)
}
