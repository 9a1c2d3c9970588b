//! What anybody may read: bodies, the days of their meetings, agendas and papers once they are published.
//! Built only from the published facts that `published` gives; no page here leaves a cookie. A council that
//! publishes elsewhere switches all of it off in `switch`.

mod event;
mod pages;
mod published;
mod recommended;
mod switch;
mod views;

use crate::web::Doors;
use remit_domain::right::Right::{KeepPeople, ReadPublished};

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/", ReadPublished, pages::home)
        .get("/bodies", ReadPublished, pages::bodies)
        .get("/bodies/{slug}", ReadPublished, pages::body)
        .get("/bodies/{slug}/recommendations", ReadPublished, recommended::show)
        .get("/bodies/{slug}/recommendations.csv", ReadPublished, recommended::file)
        .get("/bodies/{slug}/{date}", ReadPublished, pages::meeting)
        .get("/papers/{id}", ReadPublished, pages::paper)
        .get("/papers/{id}/paper.docx", ReadPublished, pages::paper_file)
        .get("/people/public-pages", KeepPeople, switch::show)
        .post("/people/public-pages", KeepPeople, switch::decide)
}
