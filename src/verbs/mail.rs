//! `remit mail check`: tries the way by which letters leave, and says in words where it fails. Needs no database and
//! never shows a secret.

use super::running;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config;
use crate::mailing::Mailing;
use crate::post::check::{Checked, Ended, Test, check};
use clap::{Args as ClapArgs, Subcommand};
use std::io::Write;
use std::process::ExitCode;

/// Look after the way by which letters leave
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say in words whether letters can leave, and if not, why
    Check(CheckArgs),
}

#[derive(Debug, ClapArgs)]
struct CheckArgs {
    /// Send a test letter to this address
    #[arg(long)]
    to: Option<String>,
    /// The mailbox that letters come from
    #[arg(long, env = "REMIT_MAILBOX", default_value = "scrutiny@localhost")]
    mailbox: String,
    /// The address under which people reach the service
    #[arg(long, env = "REMIT_URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    #[command(flatten)]
    mail: Mailing,
}

/// Checks.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    let What::Check(args) = args.what;
    running::block_on(run_check(args))
}

async fn run_check(args: CheckArgs) -> anyhow::Result<()> {
    let site = config::site(&args.url, &args.mailbox);
    let token: String = Chance::system().token()?.chars().take(24).collect();
    let test = Test {
        from: args.mailbox,
        sends: args.to.is_some(),
        to: args.to,
        id: format!("<test.{token}@{}>", site.host),
        at: Clock::system().now(),
    };
    let steps = check(&args.mail, &test).await;
    tell(&mut std::io::stdout().lock(), &steps)?;
    if steps.iter().any(|step| step.ended == Ended::Badly) {
        anyhow::bail!("letters cannot leave");
    }
    Ok(())
}

fn tell(out: &mut impl Write, steps: &[Checked]) -> std::io::Result<()> {
    for step in steps {
        let mark = match step.ended {
            Ended::Well => "in order",
            Ended::Badly => "FAILS",
            Ended::Notably => "to know",
        };
        writeln!(out, "{:16}{mark:10}{}", step.what, step.found)?;
        if !step.advice.is_empty() {
            writeln!(out, "{:26}What to do: {}", "", step.advice)?;
        }
    }
    Ok(())
}
