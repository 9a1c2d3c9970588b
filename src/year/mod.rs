//! Planning a year: many meetings of many bodies put in the diary at once, from words, lists, tables, calendar files
//! or the dates of the year before. Shown first, made as one batch, taken out again as one.

mod commands;
mod pages;
mod queries;
mod reading;
mod views;
mod weighing;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/year", Right::RunCycle, pages::plan)
        .post("/year/preview", Right::RunCycle, pages::preview)
        .post("/year", Right::RunCycle, pages::make)
        .get("/year/batches/{id}", Right::RunCycle, pages::batch)
        .post("/year/batches/{id}/undo", Right::RunCycle, pages::undo)
}
