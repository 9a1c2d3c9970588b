//! Indicators: what is measured, which way is better, against what; their figures over the periods; and the
//! set that each panel looks at. Figures themselves are given in requests.

mod commands;
mod editing;
mod pages;
mod queries;
mod sets;
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
        .get("/indicators/{id}", Right::FollowPanel, pages::show)
        .get("/indicators/{id}/edit", Right::RunCycle, editing::edit)
        .post("/indicators/{id}/edit", Right::RunCycle, editing::change)
        .get("/panels/{slug}/indicators", Right::RunCycle, sets::form)
        .post("/panels/{slug}/indicators", Right::RunCycle, sets::choose)
}
