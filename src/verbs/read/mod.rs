//! `remit read`: what a file that somebody sent is understood to say. One file a kind of document; each only reads,
//! prints and refuses. No database and no configuration is read. Called by `main.rs`.

mod minutes;
mod scorecard;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::asked::{self, Refusal};

/// Read a file that somebody sent, and say what is understood of it
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Args {
    /// The kind of file and the file; `remit read --help` lists what can be given
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
    words: Vec<OsString>,
}

/// Read a file that somebody sent
#[derive(Parser, Debug)]
#[command(name = "remit read", disable_version_flag = true)]
struct Question {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    Minutes(minutes::Question),
    Scorecard(scorecard::Question),
}

/// Prints what was understood, or refuses in one sentence with exit code 2.
pub fn run(args: Args) -> ExitCode {
    asked::answer(args.words, "remit read", |question: Question| match question.what {
        What::Minutes(question) => minutes::reply(&question),
        What::Scorecard(question) => scorecard::reply(&question),
    })
}

/// Why the bytes of a file are not to be had.
fn unreadable(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::NotFound => "There is no such file.",
        io::ErrorKind::PermissionDenied => "The file may not be read.",
        io::ErrorKind::IsADirectory => "This is a folder, not a file.",
        _ => "The file cannot be read.",
    }
}

/// A refusal that names its file.
fn about(file: &Path, sentence: &str) -> Refusal {
    Refusal::Words(format!("{}: {sentence}", file.display()))
}
