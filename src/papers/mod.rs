//! Papers: the covering report of a performance item, live while it is prepared and frozen when the agenda is
//! published. Its sentences are in `domain::report`; what the public reads is shown by `public`.

mod commands;
mod gather;
mod pages;
mod queries;
mod views;

pub use commands::bring_in;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/items/{id}/report", Right::FollowPanel, pages::report)
        .get("/meetings/{id}/publish", Right::RunCycle, pages::ask_publish)
        .post("/meetings/{id}/publish", Right::RunCycle, pages::publish)
}
