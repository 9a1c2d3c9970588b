//! One test binary, a file a column: what is proved through the doors and the verbs.

// A story is as long as what it tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::too_many_lines)]

mod support;

mod about;
mod actions;
mod answers;
mod attendance;
mod calendar_letters;
mod calendars;
mod closures;
mod cycle;
mod dates;
mod decisions;
mod doors;
mod due;
mod faults;
mod feeds;
mod founding;
mod indicator_lists;
mod indicator_rules;
mod indicators;
mod invitations;
mod items;
mod letters_read;
mod meetings;
mod moving;
mod outbox;
mod panels;
mod papers;
mod people;
mod plan;
mod post;
mod post_faults;
mod programme;
mod public;
mod publications;
mod referrals;
mod rehearsal;
mod reminders;
mod requests;
mod rules;
mod schema;
mod setup;
mod shared_measures;
mod sign_in;
mod standing;
mod thread;
mod year;
