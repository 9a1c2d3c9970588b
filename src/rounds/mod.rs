//! The update round before a meeting (E15): each owner of something open is asked once, on one page, for a word on all
//! of it. Opened and closed by a job; answered by the link of a letter; followed by officers and chairs.

mod answers;
mod commands;
mod job;
mod pages;
mod queries;
mod views;

pub use job::keep;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/rounds/{id}", Right::FollowPanel, pages::show)
        .get("/meetings/{id}/updates", Right::FollowPanel, pages::of_meeting)
        .get("/answer/round/{token}", Right::OpenLink, answers::open)
        .post("/answer/round/{token}/code", Right::AskForCode, answers::ask)
        .post("/answer/round/{token}/confirm", Right::AskForCode, answers::confirm)
        .post("/answer/round/{token}/words", Right::AnswerByLink, answers::give)
}
