//! The verbs of the command line, one file each; `main.rs` only chooses among them.

pub mod admin;
mod alive;
pub mod asked;
pub mod dates;
pub mod demo;
pub mod import;
pub mod mail;
pub mod plan;
pub mod read;
pub mod read_file;
pub mod reckon;
pub mod rehearse;
pub mod running;
pub mod serve;
