//! How the service is: a page in words for officers, and three addresses for whoever watches over it by machine. What is
//! gathered is in `vitals`, what of it is wrong in the domain.

mod figures;
mod pages;
mod probes;
mod views;

pub use probes::beside;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/health", Right::ReadLetters, pages::show)
        .post("/health/seen", Right::RunCycle, pages::seen)
        .post("/health/nodes/{id}/clock", Right::RunCycle, pages::clock_is_right)
        .post("/health/nodes/{id}/forget", Right::RunCycle, pages::forget)
}
