//! Attendance at meetings: the sheet on which an officer records who was there, in whose place,
//! for which items, and who presided; and the interests that were declared.
//! Counting is `quorum`; recording a meeting as held is the meetings' own.

mod commands;
mod declarations;
mod pages;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/meetings/{id}/attendance", Right::RunCycle, pages::ask)
        .post("/meetings/{id}/attendance", Right::RunCycle, pages::record)
        .post("/meetings/{id}/declarations", Right::RunCycle, pages::declare)
}
