//! Standing items: what stands on every agenda of a body. New meetings begin with them; how they are put on an agenda
//! is in `items`.

mod commands;
mod pages;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/panels/{slug}/standing", Right::RunCycle, pages::list)
        .post("/panels/{slug}/standing", Right::RunCycle, pages::add)
        .get("/standing/{id}/edit", Right::RunCycle, pages::ask_change)
        .post("/standing/{id}/edit", Right::RunCycle, pages::change)
        .post("/standing/{id}/move", Right::RunCycle, pages::reorder)
        .post("/standing/{id}/remove", Right::RunCycle, pages::remove)
}
