//! The minutes of a meeting on their way: to the chair, who approves them or asks for a change; to the public, as a
//! draft; to the next meeting, which confirms them. Afterwards those who are to act are told what was decided (E12).
//! What is recorded under the items is not changed here.

mod answers;
mod commands;
mod decided;
mod pages;
mod queries;
mod views;

pub use decided::tell_decisions;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/meetings/{id}/confirmation", Right::FollowPanel, pages::show)
        .get("/meetings/{id}/confirmation/print", Right::FollowPanel, pages::print)
        .get("/meetings/{id}/confirmation/minutes.docx", Right::FollowPanel, pages::file)
        .post("/meetings/{id}/confirmation/send", Right::RunCycle, pages::send)
        .post("/meetings/{id}/confirmation/approve", Right::FollowPanel, pages::approve)
        .post("/meetings/{id}/confirmation/change", Right::FollowPanel, pages::change)
        .post("/meetings/{id}/confirmation/publish", Right::RunCycle, pages::publish)
        .post("/meetings/{id}/confirmation/confirm", Right::RunCycle, pages::confirm)
        .get("/answer/meeting/{token}", Right::OpenLink, answers::open)
        .post("/answer/meeting/{token}/code", Right::AskForCode, answers::ask)
        .post("/answer/meeting/{token}/confirm", Right::AskForCode, answers::confirm)
        .post("/answer/meeting/{token}/approve", Right::AnswerByLink, answers::approve)
        .post("/answer/meeting/{token}/change", Right::AnswerByLink, answers::change)
}
