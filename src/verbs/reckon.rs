//! `remit reckon`: counts anew what should have been sent and compares it with what was. Works on a copy of a file, or
//! beside a running PostgreSQL; writes nothing down. Ends with 1 where something is wrong.

use super::running;
use crate::app::{App, Parts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{self, DATABASE_FILE};
use crate::demo;
use crate::keys::Keys;
use crate::reading::Reader;
use crate::reckoning;
use crate::store::{Place, Store, copy_sqlite};
use anyhow::Context as _;
use chrono::Days;
use clap::Args as ClapArgs;
use remit_domain::calendar::Calendar;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Count anew what should have been sent, and compare it with what was
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The data folder
    #[arg(long, env = "REMIT_DATA", default_value = "data")]
    data: PathBuf,
    /// A PostgreSQL in place of the file in the data folder
    #[arg(long, env = "REMIT_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// So many days are counted
    #[arg(long, default_value_t = reckoning::DAYS, value_parser = clap::value_parser!(u64).range(1..=400))]
    days: u64,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Counts.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    let mut is_well = true;
    let done = running::block_on(async {
        is_well = reckon(args).await?;
        Ok(())
    });
    if is_well { done } else { ExitCode::FAILURE }
}

async fn reckon(args: Args) -> anyhow::Result<bool> {
    let stage = tempfile::tempdir().context("cannot make a temporary folder")?;
    let place = match &args.database_url {
        Some(url) => Place::Postgres(url.clone()),
        None => {
            let copy = stage.path().join(DATABASE_FILE);
            copy_sqlite(&args.data.join(DATABASE_FILE), &copy).await?;
            Place::Sqlite(copy)
        }
    };
    let store = Store::open(&place).await?;
    let now = demo::clock_of(store.db()).await.map_err(running::fault)?.unwrap_or_else(|| Clock::system().now());
    let app = App::new(Parts {
        store,
        clock: Clock::stopped(now),
        // Nothing is signed here.
        keys: Keys::new([0; 32]),
        chance: Chance::seeded(0),
        site: config::site("http://localhost", "scrutiny@localhost"),
        england: Calendar::england(),
        reader: Reader::new(config::own_program()?),
        is_demo: false,
    });
    let to = app.clock().today();
    let from = to.checked_sub_days(Days::new(args.days)).unwrap_or(to);
    let reckoned = reckoning::reckon(&app, from, to).await.map_err(running::fault)?;
    app.close().await?;
    let mut out = std::io::stdout().lock();
    if args.json {
        let told = serde_json::json!({
            "from": reckoned.from, "to": reckoned.to, "expected": reckoned.expected, "found": reckoned.found,
            "gaps": reckoned.gaps,
        });
        writeln!(out, "{told}")?;
    } else {
        for gap in &reckoned.gaps {
            writeln!(out, "{}", gap.sentence)?;
        }
        let (expected, found, gaps) = (reckoned.expected, reckoned.found, reckoned.gaps.len());
        writeln!(out, "{from} to {to}: {expected} reminders expected, {found} found, {gaps} differences")?;
    }
    Ok(reckoned.gaps.is_empty())
}
