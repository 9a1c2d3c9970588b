//! The council's own diary beside its meetings: holidays proclaimed late, closures, recess, pre-election periods.
//! Every change is shown before it is made, and settles every open deadline in its own transaction.

mod commands;
mod pages;
mod queries;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/diary", Right::FollowPanel, pages::list)
        .post("/diary", Right::KeepPeople, pages::add)
        .get("/diary/new", Right::KeepPeople, pages::new)
        .get("/diary/{id}", Right::KeepPeople, pages::edit)
        .post("/diary/{id}", Right::KeepPeople, pages::change)
        .post("/diary/{id}/remove", Right::KeepPeople, pages::remove)
}
