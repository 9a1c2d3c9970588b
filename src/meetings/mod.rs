//! Meetings: put in the diary with the cycle planned back from them, moved, cancelled, recorded as held.
//! What stands on the agenda is in `items`; publishing, which freezes papers, is in `papers`.

mod brief;
mod bulk;
mod commands;
mod cycle;
mod ending;
mod joint;
mod moving;
mod pages;
mod queries;
mod returns;
mod told;
mod views;

pub use brief::brief_chairs;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/meetings/new", Right::RunCycle, pages::new)
        .post("/meetings", Right::RunCycle, pages::create)
        .get("/meetings/{id}", Right::FollowPanel, pages::show)
        .get("/meetings/postpone", Right::RunCycle, bulk::pages::ask)
        .post("/meetings/postpone", Right::RunCycle, bulk::pages::send)
        .get("/meetings/{id}/move", Right::RunCycle, moving::pages::ask)
        .post("/meetings/{id}/move", Right::RunCycle, moving::pages::reschedule)
        .get("/meetings/{id}/cancel", Right::RunCycle, ending::pages::ask_cancel)
        .post("/meetings/{id}/cancel", Right::RunCycle, ending::pages::cancel)
        .get("/meetings/{id}/joint", Right::RunCycle, joint::ask)
        .post("/meetings/{id}/joint", Right::RunCycle, joint::send)
        .get("/meetings/{id}/adjourn", Right::RunCycle, ending::pages::ask_adjourn)
        .post("/meetings/{id}/adjourn", Right::RunCycle, ending::pages::adjourn)
        .get("/meetings/{id}/inquorate", Right::RunCycle, ending::pages::ask_inquorate)
        .post("/meetings/{id}/inquorate", Right::RunCycle, ending::pages::inquorate)
        .post("/meetings/{id}/held", Right::RunCycle, pages::hold)
        .post("/meetings/{id}/minutes", Right::RunCycle, pages::draft_minutes)
}
