//! `remit read-file`, hidden: the separate process in which files that people send in are opened. Takes the bytes on
//! standard input and writes the sheets, or a refusal, as JSON. Started by `reading`, never by hand.

use crate::reading::{self, Limits};
use std::io::{stdin, stdout};
use std::process::ExitCode;

/// Read a file under limits; started by Remit itself
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The limits, as JSON; without them the usual ones
    #[arg(long, value_parser = limits)]
    limits: Option<Limits>,
}

fn limits(text: &str) -> Result<Limits, serde_json::Error> {
    serde_json::from_str(text)
}

/// Reads.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match reading::answer(&args.limits.unwrap_or_default(), stdin().lock(), stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
