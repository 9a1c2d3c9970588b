//! The minutes of a meeting as they are typed: an item at a time in the line language, previewed while typing, kept at
//! every pause, recorded in one deed after a look at what it makes; and minutes that exist, read into the same notes.
//! What lines mean is the domain's (`line`); records are made in `resolving`; their way to confirmation is elsewhere.

mod api;
mod commands;
mod known;
mod pages;
mod preview;
mod queries;
mod reading;
mod recording;
mod review;
mod understood;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/meetings/{id}/minutes", Right::RunCycle, pages::notes)
        .post("/meetings/{id}/minutes/notes", Right::RunCycle, pages::save)
        .post("/items/{id}/note", Right::RunCycle, api::save)
        .post("/items/{id}/note/preview", Right::RunCycle, api::preview)
        .get("/meetings/{id}/minutes/record", Right::RunCycle, review::look)
        .post("/meetings/{id}/minutes/record", Right::RunCycle, review::record)
        .get("/meetings/{id}/minutes/read", Right::RunCycle, reading::ask)
        .post("/meetings/{id}/minutes/read", Right::RunCycle, reading::look)
        .post("/meetings/{id}/minutes/read/keep", Right::RunCycle, reading::keep)
}
