//! One action, from the asking to the panel's own word that it is done: its page, its rarer steps, and the page that its
//! owner opens from a letter. Actions are born in `resolving`; the deeds themselves are in `acting`; the list of them is
//! the tracker.

mod answers;
mod pages;
mod queries;
mod steps;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/actions/{id}", Right::FollowPanel, pages::action)
        .post("/actions/{id}/follow", Right::FollowPanel, pages::follow)
        .post("/actions/{id}/unfollow", Right::FollowPanel, pages::unfollow)
        .post("/actions/{id}/update", Right::RunCycle, pages::update)
        .post("/actions/{id}/agree", Right::RunCycle, pages::agree)
        .post("/actions/{id}/dispute", Right::RunCycle, pages::dispute)
        .post("/actions/{id}/resume", Right::RunCycle, pages::resume)
        .post("/actions/{id}/keep", Right::RunCycle, pages::keep)
        .post("/actions/{id}/reopen", Right::RunCycle, pages::reopen)
        .get("/actions/{id}/steps", Right::RunCycle, steps::show)
        .post("/actions/{id}/change", Right::RunCycle, steps::change)
        .post("/actions/{id}/pause", Right::RunCycle, steps::pause)
        .post("/actions/{id}/convert", Right::RunCycle, steps::convert)
        .post("/actions/{id}/link", Right::RunCycle, steps::link)
        .post("/actions/{id}/withdraw", Right::RunCycle, steps::withdraw)
        .get("/answer/action/{token}", Right::OpenLink, answers::open)
        .post("/answer/action/{token}/code", Right::AskForCode, answers::ask)
        .post("/answer/action/{token}/confirm", Right::AskForCode, answers::confirm)
        .post("/answer/action/{token}/update", Right::AnswerByLink, answers::update)
        .post("/answer/action/{token}/unfollow", Right::AskForCode, answers::unfollow)
}
