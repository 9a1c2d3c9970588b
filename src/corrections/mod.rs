//! Figures after they were published: an erratum or a restatement with both values, and what the public does not see of
//! a small number. Before publication a figure is changed in its request; the paper itself is corrected by `papers`.

mod commands;
mod pages;
mod queries;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/figures/{id}", Right::FollowPanel, pages::show)
        .get("/figures/{id}/correction", Right::RunCycle, pages::ask_correct)
        .post("/figures/{id}/correction", Right::RunCycle, pages::correct)
        .get("/figures/{id}/hiding", Right::RunCycle, pages::ask_hide)
        .post("/figures/{id}/hiding", Right::RunCycle, pages::hide)
}
