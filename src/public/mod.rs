//! What anybody may read: bodies, the days of their meetings, agendas and papers once they are published.
//! Built only from the published facts that `published` gives; no page here leaves a cookie.

mod pages;
mod published;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/", Right::ReadPublished, pages::home)
        .get("/bodies", Right::ReadPublished, pages::bodies)
        .get("/bodies/{slug}", Right::ReadPublished, pages::body)
        .get("/bodies/{slug}/{date}", Right::ReadPublished, pages::meeting)
        .get("/papers/{id}", Right::ReadPublished, pages::paper)
}
