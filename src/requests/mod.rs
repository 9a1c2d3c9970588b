//! Data requests: figures or finance slides asked of a post for one agenda item and one period, from the plan
//! to the papers. Officers' pages stand here, the director's page behind a letter's link in `answers`.

mod anew;
mod answers;
mod around;
mod asking;
mod commands;
mod letters;
mod life;
mod life_pages;
mod pages;
mod queries;
mod sheets;
mod views;
mod wanted;

pub use commands::issue_due;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    let doors = doors
        .get("/requests", Right::FollowPanel, pages::list)
        .get("/requests/new", Right::RunCycle, asking::form)
        .post("/requests", Right::RunCycle, asking::ask)
        .get("/requests/{id}", Right::FollowPanel, pages::show)
        .post("/requests/{id}/issue", Right::RunCycle, pages::issue)
        .post("/requests/{id}/accept", Right::RunCycle, pages::accept)
        .post("/requests/{id}/to-follow", Right::RunCycle, pages::to_follow)
        .post("/requests/{id}/withdraw", Right::RunCycle, pages::withdraw)
        .post("/requests/{id}/query", Right::RunCycle, life_pages::ask_back)
        .post("/requests/{id}/extend", Right::RunCycle, life_pages::extend)
        .post("/requests/{id}/not-available", Right::RunCycle, life_pages::not_available)
        .post("/requests/{id}/merge", Right::RunCycle, life_pages::merge)
        .post("/requests/{id}/supersede", Right::RunCycle, life_pages::supersede)
        .post("/requests/{id}/looked-at", Right::RunCycle, life_pages::looked_at)
        .post("/requests/{id}/documents", Right::RunCycle, life_pages::send_document)
        .get("/requests/{id}/documents/{other}", Right::FollowPanel, life_pages::document)
        .post("/requests/{id}/documents/{other}/withdraw", Right::RunCycle, life_pages::withdraw_document)
        .get("/people/providers", Right::KeepPeople, life_pages::providers)
        .post("/people/providers", Right::KeepPeople, life_pages::allow);
    sheets::doors(answers::doors(doors))
}
