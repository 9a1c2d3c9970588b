//! Putting meetings in the diary: one, or a whole year's at once. What they owe, the standing items of their body
//! and the letter with the dates follow here, whoever schedules. Moving and cancelling them is in `meetings`.

mod commands;
mod told;

pub use commands::{NewMeeting, must_be_countable, must_be_free, owe_papers, retitle, schedule, schedule_all};
pub use told::{of_batch, refresh, tell_of_dates};
