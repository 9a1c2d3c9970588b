//! Items of an agenda: what they are called, in which order and at what time they stand, who leads, reports and is
//! invited to answer, and each step from proposed to closed. What is asked for under an item, published of it or
//! resolved on it belongs to other columns.

mod commands;
mod filling;
mod pages;
mod queries;
mod report;
mod steps;
mod told;
mod views;
mod wanted;

use crate::web::Doors;
use pages::{agenda, deferral, edit, item, words};
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/meetings/{id}/items", Right::RunCycle, agenda::list)
        .post("/meetings/{id}/items", Right::RunCycle, agenda::add)
        .post("/meetings/{id}/items/standing", Right::RunCycle, agenda::put_standing)
        .post("/meetings/{id}/items/last", Right::RunCycle, agenda::start_from_last)
        .get("/items/{id}", Right::FollowPanel, item::show)
        .post("/items/{id}/step", Right::RunCycle, item::step)
        .get("/items/{id}/edit", Right::RunCycle, edit::ask_change)
        .post("/items/{id}/edit", Right::RunCycle, edit::change)
        .get("/items/{id}/words", Right::RunCycle, words::ask_words)
        .post("/items/{id}/words", Right::RunCycle, words::write)
        .get("/items/{id}/defer", Right::RunCycle, deferral::ask_defer)
        .post("/items/{id}/defer", Right::RunCycle, deferral::defer)
        .post("/items/{id}/move", Right::RunCycle, agenda::reorder)
        .post("/items/{id}/remove", Right::RunCycle, agenda::remove)
}
