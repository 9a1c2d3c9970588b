//! Bodies, the posts that owe things, and the people who hold posts and seats. Who owes what is elsewhere and
//! looks the holder up on the day, so that a handover here is all that reminders need to follow.

mod commands;
mod letters;
mod pages;
mod queries;
mod views;

pub use commands::people::{Wanted, enter, send_password_link};

use crate::web::Doors;
use pages::{bodies, people, posts};
use remit_domain::right::Right::KeepPeople;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/people", KeepPeople, people::list)
        .get("/people/new", KeepPeople, people::new)
        .post("/people", KeepPeople, people::create)
        .get("/people/{id}", KeepPeople, people::show)
        .post("/people/{id}", KeepPeople, people::correct)
        .post("/people/{id}/password-link", KeepPeople, people::send_password_link)
        .get("/posts", KeepPeople, posts::list)
        .get("/posts/new", KeepPeople, posts::new)
        .post("/posts", KeepPeople, posts::create)
        .get("/posts/{id}", KeepPeople, posts::show)
        .post("/posts/{id}", KeepPeople, posts::correct)
        .post("/posts/{id}/holder", KeepPeople, posts::give)
        .post("/posts/{id}/vacancy", KeepPeople, posts::vacate)
        .get("/people/bodies", KeepPeople, bodies::list)
        .get("/people/bodies/new", KeepPeople, bodies::new)
        .post("/people/bodies", KeepPeople, bodies::create)
        .get("/people/bodies/{id}", KeepPeople, bodies::show)
        .post("/people/bodies/{id}", KeepPeople, bodies::correct)
        .post("/people/bodies/{id}/seats", KeepPeople, bodies::seat)
        .post("/people/bodies/{id}/seats/end", KeepPeople, bodies::end_seat)
}
