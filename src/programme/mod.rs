//! The work programme of a body: topics from their suggestion to the item of a meeting that they become, and to what
//! was done or not taken up. Items themselves are in `items`.

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
        .get("/panels/{slug}/programme", Right::FollowPanel, pages::list)
        .post("/panels/{slug}/topics", Right::RunCycle, pages::suggest)
        .get("/topics/{id}", Right::RunCycle, pages::show)
        .post("/topics/{id}", Right::RunCycle, pages::change)
        .post("/topics/{id}/step", Right::RunCycle, pages::step)
}
