//! How people are reminded, as officers decide it: rules for each kind of thing in versions, days on which it is quiet,
//! pauses, and rungs that wait for a yes. The engine that follows it is in `obligations`, by way of `reminding`.

mod choosing;
mod coming;
mod coming_views;
mod commands;
mod digest;
mod index;
mod live;
mod month;
mod pages;
mod queries;
mod quiet_pages;
mod turning;
mod views;
mod wanted;
mod why;

pub use digest::write_days;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/reminders", Right::RunCycle, index::list)
        .get("/reminders/coming", Right::RunCycle, coming::show)
        .post("/reminders/coming", Right::RunCycle, coming::decide)
        .get("/reminders/coming/body", Right::RunCycle, coming::body)
        .get("/reminders/coming/message.eml", Right::RunCycle, coming::message)
        .post("/reminders/left-out/{id}/undo", Right::RunCycle, coming::undo)
        .get("/reminders/live", Right::RunCycle, live::show)
        .post("/reminders/mode", Right::RunCycle, live::turn)
        .post("/reminders/let-go", Right::RunCycle, live::let_go)
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
