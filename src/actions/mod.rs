//! What panels asked for, from the asking to the panel's own word that it is done. Actions are born in
//! `decisions`; here they are followed, reported on by officer or owner, agreed, disputed and withdrawn.

mod answers;
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
        .get("/actions", Right::FollowPanel, pages::list)
        .get("/actions/{id}", Right::FollowPanel, pages::action)
        .post("/actions/{id}/update", Right::RunCycle, pages::update)
        .post("/actions/{id}/agree", Right::RunCycle, pages::agree)
        .post("/actions/{id}/dispute", Right::RunCycle, pages::dispute)
        .post("/actions/{id}/withdraw", Right::RunCycle, pages::withdraw)
        .get("/answer/action/{token}", Right::OpenLink, answers::open)
        .post("/answer/action/{token}/code", Right::AskForCode, answers::ask)
        .post("/answer/action/{token}/confirm", Right::AskForCode, answers::confirm)
        .post("/answer/action/{token}/update", Right::AnswerByLink, answers::update)
}
