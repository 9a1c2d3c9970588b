//! What bodies recommended to the executive, the Council or a partner: sent with its clock, acknowledged, answered,
//! followed, closed by the body. Recommendations are born in `resolving`; what is owed about them is settled in `owed`.

mod answer_pages;
mod answering;
mod answers;
mod commands;
mod deeds;
mod ending;
mod line;
mod owed;
mod pages;
mod queries;
mod serve_pages;
mod serving;
mod shown;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/recommendations", Right::FollowPanel, pages::list)
        .get("/recommendations/serve", Right::RunCycle, serve_pages::form)
        .post("/recommendations/serve", Right::RunCycle, serve_pages::serve)
        .get("/recommendations/{id}", Right::FollowPanel, pages::show)
        .post("/recommendations/{id}/endorse", Right::RunCycle, deeds::endorse)
        .post("/recommendations/{id}/dates", Right::RunCycle, deeds::dates)
        .post("/recommendations/{id}/considered", Right::RunCycle, deeds::considered)
        .get("/recommendations/{id}/answer", Right::RunCycle, answer_pages::form)
        .post("/recommendations/{id}/answer", Right::RunCycle, answer_pages::answer)
        .post("/recommendations/{id}/publish", Right::RunCycle, deeds::publish)
        .post("/recommendations/{id}/progress", Right::RunCycle, deeds::progress)
        .post("/recommendations/{id}/disagree", Right::RunCycle, deeds::disagree)
        .post("/recommendations/{id}/close", Right::RunCycle, deeds::close)
        .post("/recommendations/{id}/withdraw", Right::RunCycle, deeds::withdraw)
        .post("/recommendations/{id}/pause", Right::RunCycle, deeds::pause)
        .post("/recommendations/{id}/resume", Right::RunCycle, deeds::resume)
        .post("/recommendations/{id}/wording", Right::RunCycle, deeds::reword)
        .get("/answer/recommendation/{token}", Right::OpenLink, answers::open)
        .post("/answer/recommendation/{token}/code", Right::AskForCode, answers::ask)
        .post("/answer/recommendation/{token}/confirm", Right::AskForCode, answers::confirm)
        .post("/answer/recommendation/{token}/received", Right::AnswerByLink, answers::received)
        .post("/answer/recommendation/{token}/answer", Right::AnswerByLink, answers::answer)
        .post("/answer/recommendation/{token}/progress", Right::AnswerByLink, answers::progress)
}
