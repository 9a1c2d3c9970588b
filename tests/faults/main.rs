//! The fault suite: every row of docs/RELIABILITY.md, each on the database of its lane, in order, one line a row.
//!
//! `cargo test --test faults` runs each row once at a small size; `./test faults` and `./test nightly` run it in earnest,
//! a lane for each database. Rows that need another process run this same program anew, or the real one.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments
)]

#[allow(unused_imports)]
#[path = "../it/support/mod.rs"]
mod support;

mod backlog;
mod books;
mod children;
mod clocks;
mod database;
mod disks;
mod failover;
mod figures;
mod forms;
mod late;
mod mail;
mod network;
mod oracle;
mod races;
mod root;
mod runner;
mod sending;
mod servers;
mod serving;
mod town;
mod years;

use runner::{On, Row, Size};
use std::process::ExitCode;

/// A row of the matrix; `waits` where most of its time is waiting, so that others can run meanwhile.
macro_rules! row {
    ($number:literal, $on:ident, $what:literal, $run:path) => {
        row!($number, $on, $what, $run, false)
    };
    ($number:literal, $on:ident, $what:literal, $run:path, waits) => {
        row!($number, $on, $what, $run, true)
    };
    ($number:literal, $on:ident, $what:literal, $run:path, $waits:literal) => {
        Row { number: $number, on: On::$on, what: $what, waits: $waits, run: |size: Size| Box::pin($run(size)) }
    };
}

fn rows() -> Vec<Row> {
    vec![
        row!("F1", Both, "the sender falls over at every step of every letter", sending::at_every_step),
        row!("F2", Sqlite, "one sender, killed again and again", sending::killed_alone),
        row!("F3", Postgres, "three senders, killed and suspended past their lease", sending::killed_among_three),
        row!("F8", Sqlite, "a second process on the same file", serving::second_process),
        row!("F9", Both, "writers, backup and checkpoint at once", figures::mixed_writing),
        row!("F10", Postgres, "every connection is cut, again and again", database::connections_cut),
        row!("F14", Both, "a request is cancelled at any moment", database::cancelled),
        row!("F15", Postgres, "the connection is lost on COMMIT", database::lost_on_commit),
        row!("F18", Neither, "every way of failing at every phase of SMTP", mail::every_way),
        row!("F19", Neither, "an answer just within the limit and just over it", mail::around_the_limit),
        row!("F22", Both, "a poisoned letter among a hundred", mail::poison),
        row!("F23", Neither, "every change of the clocks from 2024 to 2040", clocks::every_change),
        row!("F24", Both, "the clock jumps", serving::clock_jumps, waits),
        row!("F25", Both, "the machine is suspended overnight", serving::suspended, waits),
        row!("F26", Postgres, "a node whose clock is three minutes ahead", serving::skewed, waits),
        row!("F27", Both, "three days down, 2,000 due", backlog::three_days_down),
        row!("F28", Both, "mail is set up after thirty days", backlog::mail_set_up_late),
        row!("F29", Both, "yesterday's backup is restored", backlog::restored),
        row!("F31", Both, "another holds the post when the letter is written", races::another_holder),
        row!("F32", Both, "a due date is edited while letters go", races::edited_while_sending),
        row!("F33", Both, "two people save the same form", forms::two_people),
        row!("F34", Both, "a form is sent twice", forms::sent_twice),
        row!("F36", Postgres, "two nodes believe the same turn is theirs", database::two_leaders),
        row!("F40", Both, "a part of the service falls over", serving::part_falls_over, waits),
        row!("F41", Both, "years of reminders against an oracle", years::years),
        row!("burst", Both, "2,000 letters due at once", figures::burst),
        row!("claims", Postgres, "claiming among 200,000 due letters", figures::claims),
        row!("late", Both, "how late reminders are, steady and after a kill", late::lateness, waits),
        row!("tick", Both, "a tick over ever more open obligations", figures::tick),
        row!("F4", Sqlite, "power cuts", disks::power_cuts),
        row!("F5", Sqlite, "the disk is full", disks::full),
        row!("F6", Sqlite, "the disk fails", disks::fails),
        row!("F11", Postgres, "failover with a synchronous standby", failover::synchronous, waits),
        row!("F11h", Postgres, "the primary hangs, a standby takes over", failover::hanging, waits),
        row!("F12", Postgres, "failover with an asynchronous standby", failover::asynchronous, waits),
        row!("F13", Postgres, "the old primary comes back read-only", failover::old_primary, waits),
        row!("F16", Postgres, "a node loses the database", network::database_lost, waits),
        row!("F17", Both, "a node loses the relay", network::relay_lost, waits),
    ]
}

fn main() -> ExitCode {
    match children::orders() {
        Some(orders) => children::obey(&orders),
        None => runner::run(&rows()),
    }
}
