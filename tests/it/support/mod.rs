//! What every story begins with: a fresh house with a stopped clock, and browsers that come to its doors.
//! The same stories run on SQLite, or on PostgreSQL when TEST_POSTGRES_URL names a server.

#![allow(dead_code)]

pub mod browser;
pub mod clerk;
pub mod council;
pub mod decided;
pub mod directory;
pub mod field;
pub mod figures;
pub mod forms;
pub mod house;
pub mod imap;
pub mod measures;
pub mod post;
pub mod relay;
pub mod tls_relay;
pub mod world;

pub use browser::{Browser, Seen};
pub use clerk::Clerk;
pub use council::Council;
pub use house::House;

use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::london;

/// A day.
pub fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A moment in London, as `2026-10-12T09:00`.
pub fn at(text: &str) -> DateTime<Utc> {
    let (day, time) = text.split_once('T').unwrap();
    london::instant(on(day), format!("{time}:00").parse().unwrap())
}
