//! What panels carry to the Board, as one thread from the panel's meeting to the Board's answer. Referrals are born
//! in `decisions`; here their feedback is drafted and approved, their meeting changed, their answer recorded.

mod commands;
mod pages;
mod queries;
mod story;
mod views;

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
        .post("/referrals/{id}/retarget", Right::RunCycle, pages::retarget)
        .post("/referrals/{id}/answer", Right::RunCycle, pages::answer)
}
