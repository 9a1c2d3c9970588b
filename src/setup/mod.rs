//! The council's own facts: set once, with the first officer, by a one-time link that only the log shows, and
//! corrected by officers later. There is no password before somebody has chosen one.

mod commands;
mod pages;
mod queries;
mod views;

pub use commands::announce;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/setup/{token}", Right::SignIn, pages::set_up)
        .post("/setup/{token}", Right::SignIn, pages::found)
        .get("/council", Right::KeepPeople, pages::council)
        .post("/council", Right::KeepPeople, pages::correct)
}
