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
mod confirming;
mod corrections;
mod cycle;
mod dates;
mod decisions;
mod doors;
mod due;
mod faults;
mod feeds;
mod founding;
mod history;
mod indicator_lists;
mod indicator_rules;
mod indicators;
mod invitations;
mod items;
mod letters_read;
mod meetings;
mod minutes_existing;
mod minutes_notes;
mod minutes_read;
mod minutes_record;
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
mod reading;
mod referrals;
mod rehearsal;
mod reminders;
mod request_life;
mod requests;
mod resolutions;
mod rules;
mod scale;
mod schema;
mod scorecard_books;
mod scorecard_read;
mod scorecards;
mod setup;
mod shared_measures;
mod sheets;
mod sign_in;
mod standing;
mod thread;
mod year;
