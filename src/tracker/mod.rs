//! The tracker: everything open before a body in one list – actions, recommendations, referrals, comments – filtered,
//! saved, changed many at once with ten minutes to undo, exported and printed as an appendix. What each thing is stands on
//! its own page; the deeds are in `acting`.

mod bulk;
mod changes;
mod export;
mod filter;
mod matters;
mod pages;
mod print;
mod rows;
mod told;
mod undo;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/actions", Right::FollowPanel, pages::list)
        .get("/actions.csv", Right::FollowPanel, export::csv)
        .get("/actions.xlsx", Right::FollowPanel, export::xlsx)
        .get("/actions/print", Right::FollowPanel, print::show)
        .post("/tracker/views", Right::FollowPanel, pages::save)
        .post("/tracker/views/{id}/forget", Right::FollowPanel, pages::forget)
        .post("/tracker/changes", Right::RunCycle, changes::make)
        .get("/tracker/changes/{id}", Right::RunCycle, changes::show)
        .post("/tracker/changes/{id}/undo", Right::RunCycle, changes::undo)
        .get("/meetings/{id}/matters", Right::FollowPanel, matters::show)
        .post("/meetings/{id}/matters", Right::RunCycle, matters::discuss)
}
