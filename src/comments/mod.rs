//! The views that bodies gave to cabinet members and officers: told to whoever holds the post, replied to by link or
//! through an officer, withdrawn. Comments are born in `resolving`.

mod answers;
mod commands;
mod pages;
mod queries;
mod told;
mod views;

pub use told::tell_due;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/comments", Right::FollowPanel, pages::list)
        .get("/comments/{id}", Right::FollowPanel, pages::show)
        .post("/comments/{id}/reply", Right::RunCycle, pages::reply)
        .post("/comments/{id}/ask", Right::RunCycle, pages::ask)
        .post("/comments/{id}/withdraw", Right::RunCycle, pages::withdraw)
        .post("/comments/{id}/wording", Right::RunCycle, pages::reword)
        .get("/answer/comment/{token}", Right::OpenLink, answers::open)
        .post("/answer/comment/{token}/code", Right::AskForCode, answers::ask)
        .post("/answer/comment/{token}/confirm", Right::AskForCode, answers::confirm)
        .post("/answer/comment/{token}/reply", Right::AnswerByLink, answers::reply)
}
