//! Proof of chasing: what the service did to get something that is owed, told as evidence: every rung, every letter, what
//! the council's relay said and when, what came back, who skipped what and why, what was answered. Reads, never writes.

mod evidence;
mod pages;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/chasing", Right::FollowPanel, pages::list)
        .get("/chasing.csv", Right::FollowPanel, pages::list_file)
        .get("/chasing/{room}/{id}", Right::FollowPanel, pages::show)
        .get("/chasing/{room}/{id}/proof.csv", Right::FollowPanel, pages::file)
}
