//! The verbs of `remit`: reads the command line and hands over to one of them.

use clap::{Parser, Subcommand};
use remit::verbs;
use std::process::ExitCode;

/// Asks directors for quarterly performance data, chases it, puts it before the panel, and keeps track of what the panel decided.
#[derive(Parser)]
#[command(name = "remit", version)]
struct Remit {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Serve(verbs::serve::Args),
    Demo(verbs::demo::Args),
    Plan(verbs::plan::Args),
    Dates(verbs::dates::Args),
    Rehearse(verbs::rehearse::Args),
    Reckon(verbs::reckon::Args),
    Import(verbs::import::Args),
    Mail(verbs::mail::Args),
    Admin(verbs::admin::Args),
    Read(verbs::read::Args),
    #[command(hide = true)]
    ReadFile(verbs::read_file::Args),
}

fn main() -> ExitCode {
    match Remit::parse().verb {
        Verb::Serve(args) => verbs::serve::run(args),
        Verb::Demo(args) => verbs::demo::run(args),
        Verb::Admin(args) => verbs::admin::run(args),
        Verb::Import(args) => verbs::import::run(args),
        Verb::Mail(args) => verbs::mail::run(args),
        Verb::Reckon(args) => verbs::reckon::run(args),
        Verb::Rehearse(args) => verbs::rehearse::run(args),
        Verb::Dates(args) => verbs::dates::run(args),
        Verb::Plan(args) => verbs::plan::run(args),
        Verb::Read(args) => verbs::read::run(args),
        Verb::ReadFile(args) => verbs::read_file::run(&args),
    }
}
