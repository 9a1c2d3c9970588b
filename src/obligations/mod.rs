//! What is owed, by whom, by when: the one list. Other columns owe, discharge, promise and withdraw here;
//! only `settle` writes a due date; only `remind` turns what is owed into letters.

mod calls;
mod commands;
mod gather;
mod letters;
mod looking;
mod overtaken;
mod pages;
mod private;
mod queries;
mod reworded;
mod settle;
mod succession;
mod vacant;
mod views;
mod week;

pub use crate::holders::{Holder, holder_of, holders_of};
pub use calls::remind;
pub use commands::{
    Owing, discharge, look_again, mark_exempt, owe, owe_all, promise, reanchor, reanchor_one, reassign, rename,
    set_day, set_rule, withdraw, withdraw_all,
};
pub use gather::is_written_to;
pub use looking::{look_again_by_rules, look_at_today, pass_over_today};
pub use private::mark_item;
pub use queries::open_about;
pub use settle::{Moved, Scope, settle, settle_all};
pub use succession::carry_on;
pub use vacant::{Vacancy, owed_by, vacancies, vacant};

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors.get("/due", Right::RunCycle, pages::due)
}
