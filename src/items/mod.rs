//! Items of an agenda: what they are called, in which order they stand, who is invited to answer. What is
//! asked for under an item, reported about it or resolved on it belongs to other columns.

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
        .get("/meetings/{id}/items", Right::RunCycle, pages::list)
        .post("/meetings/{id}/items", Right::RunCycle, pages::add)
        .get("/items/{id}", Right::FollowPanel, pages::show)
        .get("/items/{id}/edit", Right::RunCycle, pages::ask_change)
        .post("/items/{id}/edit", Right::RunCycle, pages::change)
        .post("/items/{id}/move", Right::RunCycle, pages::reorder)
        .post("/items/{id}/remove", Right::RunCycle, pages::remove)
}
