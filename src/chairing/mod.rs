//! What a chair and a vice-chair need on one page – what is due, late, to decide and to approve, and the next meeting –
//! and the same once a week by letter (E24). Reads only.

mod digest;
mod pages;
mod queries;
mod views;

pub use digest::write_weeks;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors.get("/panels/{slug}/chair", Right::FollowPanel, pages::show)
}
