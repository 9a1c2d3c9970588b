//! How people are reminded, as officers decide it: rules for each kind of thing in versions, days on which it is quiet,
//! pauses, and rungs that wait for a yes. The engine that follows it is in `obligations`, by way of `reminding`.

mod commands;
mod pages;
mod queries;
mod quiet_pages;
mod views;
mod wanted;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/reminders/rules", Right::RunCycle, pages::rules)
        .get("/reminders/rules/{kind}", Right::RunCycle, pages::edit)
        .post("/reminders/rules/{kind}", Right::RunCycle, pages::decide)
        .get("/reminders/waiting", Right::RunCycle, pages::waiting)
        .post("/reminders/waiting/{id}", Right::RunCycle, pages::answer)
        .get("/reminders/quiet", Right::RunCycle, quiet_pages::list)
        .post("/reminders/quiet", Right::RunCycle, quiet_pages::add)
        .post("/reminders/quiet/{id}/end", Right::RunCycle, quiet_pages::end)
        .post("/reminders/pauses", Right::RunCycle, quiet_pages::pause)
        .post("/reminders/pauses/{id}/end", Right::RunCycle, quiet_pages::go_on)
}
