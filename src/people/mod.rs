//! Bodies, the posts that owe things, and the people who hold posts and seats. Who owes what is elsewhere and
//! looks the holder up on the day, so that a handover here is all that reminders need to follow.

mod commands;
mod letters;
mod pages;
mod queries;
mod views;

pub use commands::leaving::pass_on;
pub use commands::people::{Wanted, enter, send_password_link};

use crate::web::Doors;
use pages::{annual, bodies, ending, leaving, people, posts, seats};
use remit_domain::right::Right::KeepPeople;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/people", KeepPeople, people::list)
        .get("/people/new", KeepPeople, people::new)
        .post("/people", KeepPeople, people::create)
        .get("/people/annual-council", KeepPeople, annual::ask)
        .post("/people/annual-council", KeepPeople, annual::appoint)
        .get("/people/{id}", KeepPeople, people::show)
        .post("/people/{id}", KeepPeople, people::correct)
        .get("/people/{id}/leaving", KeepPeople, leaving::ask)
        .post("/people/{id}/leaving", KeepPeople, leaving::hand_over)
        .post("/people/{id}/password-link", KeepPeople, people::send_password_link)
        .get("/posts", KeepPeople, posts::list)
        .get("/posts/new", KeepPeople, posts::new)
        .post("/posts", KeepPeople, posts::create)
        .get("/posts/{id}", KeepPeople, posts::show)
        .post("/posts/{id}", KeepPeople, posts::correct)
        .post("/posts/{id}/holder", KeepPeople, posts::give)
        .post("/posts/{id}/appointment", KeepPeople, posts::confirm)
        .post("/posts/{id}/vacancy", KeepPeople, posts::vacate)
        .get("/people/bodies", KeepPeople, bodies::list)
        .get("/people/bodies/new", KeepPeople, bodies::new)
        .post("/people/bodies", KeepPeople, bodies::create)
        .get("/people/bodies/{id}", KeepPeople, bodies::show)
        .post("/people/bodies/{id}", KeepPeople, bodies::correct)
        .get("/people/bodies/{id}/ending", KeepPeople, ending::ask)
        .post("/people/bodies/{id}/ending", KeepPeople, ending::end)
        .post("/people/bodies/{id}/seats", KeepPeople, seats::seat)
        .post("/people/bodies/{id}/seats/change", KeepPeople, seats::change_seat)
        .post("/people/bodies/{id}/seats/end", KeepPeople, seats::end_seat)
}
