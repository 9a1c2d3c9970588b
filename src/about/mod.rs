//! The pages about the service itself: accessibility, privacy, help, whom to ask. The facts in them are kept in `setup`;
//! what machines ask is answered in `health`.

mod pages;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/accessibility", Right::ReadPublished, pages::accessibility)
        .get("/privacy", Right::ReadPublished, pages::privacy)
        .get("/help", Right::ReadPublished, pages::help)
        .get("/contact", Right::ReadPublished, pages::contact)
}
