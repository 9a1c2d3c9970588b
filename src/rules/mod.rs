//! The page on which officers keep the deadlines of a body's own standing orders: a table that is saved whole. How
//! a deadline is counted is in `domain::rule`; where it is shown, in `public`.

mod commands;
mod pages;
mod views;

use crate::web::Doors;
use remit_domain::right::Right::KeepPeople;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors.get("/people/bodies/{id}/rules", KeepPeople, pages::show).post(
        "/people/bodies/{id}/rules",
        KeepPeople,
        pages::save,
    )
}
