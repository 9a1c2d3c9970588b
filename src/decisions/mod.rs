//! What a panel decided on an item, in numbered parts, and what came of it: recorded, read, amended, rescinded. What is
//! brought into being is made in `resolving`; what happens to it afterwards lives in its own column.

mod amending;
mod pages;
mod queries;
mod shown;
mod views;
mod wanted;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/items/{id}/resolution", Right::FollowPanel, pages::resolution)
        .post("/items/{id}/resolution", Right::RunCycle, pages::record)
        .get("/items/{id}/resolution/another", Right::RunCycle, pages::another)
        .get("/items/{id}/actions/new", Right::RunCycle, pages::ask_form)
        .post("/items/{id}/actions", Right::RunCycle, pages::ask)
        .post("/items/{id}/changes", Right::RunCycle, pages::look)
        .get("/resolutions/{id}/amend", Right::RunCycle, amending::amend_form)
        .post("/resolutions/{id}/amend", Right::RunCycle, amending::amend)
        .get("/resolutions/{id}/rescind", Right::RunCycle, amending::rescind_form)
        .post("/resolutions/{id}/rescind", Right::RunCycle, amending::rescind)
}
