//! The director's page: what stands behind the link of a letter. Anybody with the link reads who asks for
//! what by when; figures are entered in a browser that has confirmed the code. Opening changes nothing.

mod commands;
mod entering;
mod pages;
mod views;

pub(in crate::requests) use commands::{Typed, save};
pub(in crate::requests) use entering::not_kept;
pub(in crate::requests) use pages::{Opened, gone, head, opened, sealed};
pub(in crate::requests) use views::Head;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors behind a request's link.
pub(super) fn doors(doors: Doors) -> Doors {
    doors
        .get("/answer/request/{token}", Right::OpenLink, pages::open)
        .get("/answer/request/{token}/code", Right::OpenLink, pages::code)
        .get("/answer/request/{token}/done", Right::OpenLink, pages::done)
        .post("/answer/request/{token}/code", Right::AskForCode, pages::ask_for_code)
        .post("/answer/request/{token}/confirm", Right::AskForCode, pages::confirm)
        .post("/answer/request/{token}/new-link", Right::AskForCode, pages::new_link)
        .post("/answer/request/{token}/figures", Right::AnswerByLink, entering::save)
        .post("/answer/request/{token}/submit", Right::AnswerByLink, entering::submit)
}
