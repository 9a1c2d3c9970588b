//! The verbs of `remit`: reads the command line and hands over to one of them.

mod verbs;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "remit")]
struct Remit {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Dates(verbs::dates::Args),
    Plan(verbs::plan::Args),
}

fn main() -> ExitCode {
    match Remit::parse().verb {
        Verb::Dates(args) => verbs::dates::run(args),
        Verb::Plan(args) => verbs::plan::run(args),
    }
}
