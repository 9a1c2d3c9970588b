//! One test binary, a file a column: what is proved through the doors and the verbs.

// A story is as long as what it tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::too_many_lines)]

mod support;

mod about;
mod actions;
mod answers;
mod dates;
mod decisions;
mod doors;
mod due;
mod faults;
mod founding;
mod indicators;
mod letters_read;
mod meetings;
mod minutes_read;
mod outbox;
mod panels;
mod papers;
mod people;
mod plan;
mod post;
mod post_faults;
mod public;
mod referrals;
mod rehearsal;
mod reminders;
mod requests;
mod schema;
mod scorecard_read;
mod setup;
mod sign_in;
mod thread;
