//! Meetings: put in the diary with the cycle planned back from them, moved, cancelled, recorded as held.
//! What stands on the agenda is in `items`; publishing, which freezes papers, is in `papers`.

mod commands;
mod cycle;
mod pages;
mod queries;
mod told;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/meetings/new", Right::RunCycle, pages::new)
        .post("/meetings", Right::RunCycle, pages::create)
        .get("/meetings/{id}", Right::FollowPanel, pages::show)
        .get("/meetings/{id}/move", Right::RunCycle, pages::ask_move)
        .post("/meetings/{id}/move", Right::RunCycle, pages::reschedule)
        .get("/meetings/{id}/cancel", Right::RunCycle, pages::ask_cancel)
        .post("/meetings/{id}/cancel", Right::RunCycle, pages::cancel)
        .post("/meetings/{id}/held", Right::RunCycle, pages::hold)
        .post("/meetings/{id}/minutes", Right::RunCycle, pages::draft_minutes)
}
