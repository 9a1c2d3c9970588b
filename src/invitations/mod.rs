//! Invitations to attend for an item, as they are answered: by whoever holds the post, through the link of a letter,
//! or told to an officer who records it. Who is invited and what is owed for it is in `inviting`.

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
        .get("/invitations/{id}", Right::FollowPanel, pages::show)
        .post("/invitations/{id}/answer", Right::RunCycle, pages::answer)
        .get("/answer/invitation/{token}", Right::OpenLink, answers::open)
        .post("/answer/invitation/{token}", Right::AnswerInvitation, answers::answer)
}
