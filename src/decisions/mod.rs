//! What a panel decided on an item, in numbered parts, and what came of it: actions and referrals are born
//! here and nowhere else. What happens to them afterwards lives in `actions` and `referrals`.

mod pages;
mod queries;
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
        .get("/items/{id}/actions/new", Right::RunCycle, pages::ask_form)
        .post("/items/{id}/actions", Right::RunCycle, pages::ask)
}
