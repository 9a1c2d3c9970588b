//! What people are told once, because something happened: dates set, a meeting moved, an agenda published. Other
//! columns say what is to be told to whom; a job puts what waits for one person into one letter. What is owed, and
//! chased until it is done, is in `obligations`.

mod commands;
mod gather;
mod letters;
pub mod recipients;

pub use commands::{Section, Telling, Was, take_back, take_back_from, tell, tell_all, tell_changes, waiting_for, was};
pub use gather::{News, carried, for_morning, release, write_letters};
