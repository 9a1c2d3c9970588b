//! One test binary, a file a column: what is proved through the doors and the verbs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod support;

mod dates;
mod due;
mod letters_read;
mod minutes_read;
mod outbox;
mod plan;
mod post;
mod post_faults;
mod rehearsal;
mod reminders;
