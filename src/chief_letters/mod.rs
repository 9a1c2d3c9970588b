//! Letters from a chair to the chief executive about an action long overdue: a job drafts them, an officer reads, changes
//! and sends them, or drops them with a reason. None is ever sent by itself.

mod commands;
mod drafting;
mod pages;
mod views;

pub use drafting::draft_due;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/chief-letters/{id}", Right::RunCycle, pages::show)
        .post("/chief-letters/{id}/text", Right::RunCycle, pages::reword)
        .post("/chief-letters/{id}/send", Right::RunCycle, pages::send)
        .post("/chief-letters/{id}/drop", Right::RunCycle, pages::forgo)
}
