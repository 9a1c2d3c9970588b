//! A meeting of the Board and what its panels bring to it: the round in which each feeds back, its draft and its chair's
//! approval, the paper over all panels, the outcomes, and who may refer to whom. One referral and its thread are in
//! `referrals`.

mod answers;
mod commands;
mod drafting;
mod feedback;
mod outcomes;
mod pages;
mod paper;
mod proposals;
mod queries;
mod rounds;
mod routes;
mod said;
mod views;

pub use rounds::keep_rounds;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/board", Right::FollowPanel, pages::list)
        .get("/board/{id}", Right::FollowPanel, pages::meeting)
        .post("/board/{id}/round", Right::RunCycle, pages::open_round)
        .get("/board/{id}/paper", Right::FollowPanel, paper::show)
        .post("/board/{id}/paper", Right::RunCycle, paper::put_in)
        .get("/board/{id}/outcomes", Right::RunCycle, outcomes::show)
        .post("/board/{id}/outcomes", Right::RunCycle, outcomes::record)
        .get("/feedback/{id}", Right::FollowPanel, feedback::show)
        .post("/feedback/{id}", Right::RunCycle, feedback::save)
        .post("/feedback/{id}/decision", Right::FollowPanel, feedback::decide)
        .post("/feedback/{id}/reached", Right::RunCycle, feedback::reached)
        .get("/answer/feedback/{token}", Right::OpenLink, answers::open)
        .post("/answer/feedback/{token}/code", Right::AskForCode, answers::ask)
        .post("/answer/feedback/{token}/confirm", Right::AskForCode, answers::confirm)
        .post("/answer/feedback/{token}/decide", Right::AnswerByLink, answers::decide)
        .get("/routes", Right::FollowPanel, routes::show)
        .post("/routes", Right::RunCycle, routes::add)
        .post("/routes/{id}/remove", Right::RunCycle, routes::remove)
}
