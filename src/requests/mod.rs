//! Data requests: figures or finance slides asked of a post for one agenda item and one period, from the plan
//! to the papers. Officers' pages stand here, the director's page behind a letter's link in `answers`.

mod answers;
mod asking;
mod commands;
mod letters;
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
        .post("/requests/{id}/withdraw", Right::RunCycle, pages::withdraw);
    sheets::doors(answers::doors(doors))
}
