//! What panels carry to the Board, as one thread from the first breach to the Board's answer and the panel that heard
//! it. Referrals are born in `resolving`; here each is drafted, approved, put before the Board, answered, closed; and
//! the thread is drawn and told, also from an indicator or an action.

mod commands;
mod drawing;
mod following;
mod pages;
mod queries;
mod story;
mod threads;
mod views;

pub use following::follow_up;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/referrals", Right::FollowPanel, pages::list)
        .get("/referrals/{id}", Right::FollowPanel, pages::referral)
        .post("/referrals/{id}/feedback", Right::RunCycle, pages::draft_feedback)
        .post("/referrals/{id}/approve", Right::FollowPanel, pages::approve)
        .post("/referrals/{id}/submit", Right::RunCycle, pages::submit)
        .post("/referrals/{id}/retarget", Right::RunCycle, pages::retarget)
        .post("/referrals/{id}/answer", Right::RunCycle, pages::answer)
        .post("/referrals/{id}/close", Right::RunCycle, pages::close)
        .post("/referrals/{id}/withdraw", Right::RunCycle, pages::withdraw)
        .post("/referrals/{id}/wording", Right::RunCycle, pages::take_over_wording)
        .post("/referrals/{id}/onward", Right::RunCycle, pages::send_on)
        .get("/indicators/{id}/thread", Right::FollowPanel, threads::of_indicator)
        .get("/actions/{id}/thread", Right::FollowPanel, threads::of_action)
}
