//! The cycle of every body at a glance: this quarter and the next two, the steps of each meeting with where they
//! stand today. Reads only; one meeting's cycle in full stands on its own page, in `meetings`.

mod drawing;
mod pages;
mod queries;
mod standing;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors.get("/cycle", Right::FollowPanel, pages::show)
}
