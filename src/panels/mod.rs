//! Panels and the Board as those who follow them see them: members, posts, meetings, indicators, what is
//! open. Read only; bodies and their people are kept by `people`.

mod pages;
mod queries;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors.get("/panels", Right::FollowPanel, pages::list).get("/panels/{slug}", Right::FollowPanel, pages::show)
}
