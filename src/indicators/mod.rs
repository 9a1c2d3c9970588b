//! Indicators: what is measured, which way is better, against what; their figures over the periods; and the
//! set that each panel looks at. Figures themselves are given in requests.

mod changing;
mod commands;
mod editing;
mod history;
pub(crate) mod import;
mod pages;
mod queries;
mod retiring;
mod ruling;
mod sets;
mod versions;
mod views;
mod wanted;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/indicators", Right::FollowPanel, pages::list)
        .get("/indicators/new", Right::RunCycle, editing::new)
        .post("/indicators", Right::RunCycle, editing::add)
        .get("/indicators/import", Right::RunCycle, import::form)
        .post("/indicators/import/preview", Right::RunCycle, import::preview)
        .post("/indicators/import", Right::RunCycle, import::take_in)
        .get("/imports/{id}", Right::RunCycle, import::batch)
        .post("/imports/{id}/undo", Right::RunCycle, import::undo)
        .get("/indicators/{id}", Right::FollowPanel, pages::show)
        .get("/indicators/{id}/figures.csv", Right::FollowPanel, pages::file)
        .get("/indicators/{id}/edit", Right::RunCycle, editing::edit)
        .post("/indicators/{id}/edit", Right::RunCycle, editing::rename)
        .get("/indicators/{id}/version", Right::RunCycle, versions::form)
        .post("/indicators/{id}/version", Right::RunCycle, versions::change)
        .get("/indicators/{id}/rule", Right::RunCycle, ruling::form)
        .post("/indicators/{id}/rule", Right::RunCycle, ruling::change)
        .get("/indicators/{id}/asked", Right::RunCycle, ruling::asked)
        .post("/indicators/{id}/asked", Right::RunCycle, ruling::rate_anew)
        .get("/indicators/{id}/retire", Right::RunCycle, retiring::form)
        .post("/indicators/{id}/retire", Right::RunCycle, retiring::retire)
        .post("/indicators/{id}/reinstate", Right::RunCycle, retiring::reinstate)
        .get("/panels/{slug}/indicators", Right::RunCycle, sets::form)
        .post("/panels/{slug}/indicators", Right::RunCycle, sets::choose)
}
