//! The director's page: what stands behind the link of a letter. Anybody with the link reads who asks for
//! what by when; figures are entered in a browser that has confirmed the code. Opening changes nothing.

mod behalf;
mod checking;
mod commands;
mod documents;
mod entering;
mod extras;
mod hands;
mod pages;
mod views;

pub(in crate::requests) use commands::{Typed, as_entered, save};
pub(super) use documents::shown as document_row;
pub(in crate::requests) use documents::{keep_file, owe_promised, why_box, withdraw_promise};
pub(in crate::requests) use entering::not_kept;
pub(in crate::requests) use pages::{Opened, gone, head, opened, sealed};
pub(super) use views::DocumentRow;
pub(in crate::requests) use views::Head;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors behind a request's link.
pub(super) fn doors(doors: Doors) -> Doors {
    doors
        .get("/requests/{id}/figures", Right::RunCycle, behalf::form)
        .post("/requests/{id}/figures", Right::RunCycle, behalf::enter)
        .get("/answer/request/{token}", Right::OpenLink, pages::open)
        .get("/answer/request/{token}/code", Right::OpenLink, pages::code)
        .get("/answer/request/{token}/done", Right::OpenLink, pages::done)
        .post("/answer/request/{token}/code", Right::AskForCode, pages::ask_for_code)
        .post("/answer/request/{token}/confirm", Right::AskForCode, pages::confirm)
        .post("/answer/request/{token}/new-link", Right::AskForCode, pages::new_link)
        .post("/answer/request/{token}/figures", Right::AnswerByLink, entering::save)
        .post("/answer/request/{token}/submit", Right::AnswerByLink, entering::submit)
        .get("/answer/request/{token}/check", Right::OpenLink, checking::check)
        .get("/answer/request/{token}/other", Right::OpenLink, checking::other)
        .post("/answer/request/{token}/who", Right::AnswerByLink, checking::who)
        .post("/answer/request/{token}/follow", Right::AnswerByLink, checking::follow)
        .post("/answer/request/{token}/unavailable", Right::AnswerByLink, checking::unavailable)
        .post("/answer/request/{token}/part", Right::AnswerByLink, checking::part)
        .post("/answer/request/{token}/send-up", Right::AnswerByLink, checking::send_up)
        .post("/answer/request/{token}/send-back", Right::AnswerByLink, checking::send_back)
        .get("/answer/request/{token}/documents", Right::OpenLink, documents::list)
        .post("/answer/request/{token}/documents", Right::AnswerByLink, documents::send)
        .post("/answer/request/{token}/documents/promise", Right::AnswerByLink, documents::promise)
        .get("/answer/request/{token}/documents/{other}", Right::OpenLink, documents::fetch)
        .post("/answer/request/{token}/documents/{other}/withdraw", Right::AnswerByLink, documents::withdraw)
}
