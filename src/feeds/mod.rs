//! Calendars to be subscribed to: one of each body, open to all, and one of each person under a secret address.
//! What an entry looks like is in `calendar_file`; which entries there are is read here.

mod commands;
mod pages;
mod queries;
mod serving;
mod views;

use crate::web::Doors;
use remit_domain::right::Right::{FollowPanel, KeepPeople, OpenLink, ReadPublished};

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/bodies/{slug}/meetings.ics", ReadPublished, serving::of_body)
        .get("/calendar/{token}/remit.ics", OpenLink, serving::of_person)
        .get("/calendar", FollowPanel, pages::own)
        .post("/calendar", FollowPanel, pages::change_own)
        .get("/people/{id}/calendar", KeepPeople, pages::theirs)
        .post("/people/{id}/calendar", KeepPeople, pages::change_theirs)
}
