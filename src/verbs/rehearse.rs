//! `remit rehearse`: every letter that would go out until a day if nobody did anything. Works on a copy and
//! changes nothing; the letters are written by the very jobs that run in earnest.

use super::running;
use crate::app::{App, Parts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{self, DATABASE_FILE};
use crate::demo;
use crate::reading::Reader;
use crate::rehearsal;
use crate::store::{Place, Store, copy_sqlite};
use anyhow::Context as _;
use chrono::NaiveDate;
use clap::Args as ClapArgs;
use remit_domain::calendar::Calendar;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Show every letter that would go out until a day if nobody did anything
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The data folder
    #[arg(long)]
    data: PathBuf,
    /// The last day, as 2027-06-30
    #[arg(long)]
    until: String,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// The address under which people reach the service, for the links in the letters
    #[arg(long, env = "REMIT_URL", default_value = "http://127.0.0.1:8080")]
    url: String,
}

/// Rehearses.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    running::block_on(rehearse(args))
}

async fn rehearse(args: Args) -> anyhow::Result<()> {
    let until: NaiveDate =
        args.until.parse().ok().with_context(|| format!("“{}” is not a day; write it as 2027-06-30", args.until))?;
    let stage = tempfile::tempdir().context("cannot make a temporary folder")?;
    let copy = stage.path().join(DATABASE_FILE);
    copy_sqlite(&args.data.join(DATABASE_FILE), &copy).await?;
    let app = open(&args, &copy).await?;
    let letters = rehearsal::play(&app, until).await.map_err(running::fault)?;
    app.close().await?;
    let mut out = std::io::stdout().lock();
    for letter in letters {
        let told = if args.json { json(&mut out, &letter) } else { words(&mut out, &letter) };
        if told.is_err() {
            break;
        }
    }
    Ok(())
}

async fn open(args: &Args, copy: &Path) -> anyhow::Result<App> {
    let store = Store::open(&Place::Sqlite(copy.to_owned())).await?;
    let now = demo::clock_of(store.db()).await.map_err(running::fault)?.unwrap_or_else(|| Clock::system().now());
    let chance = Chance::seeded(0);
    Ok(App::new(Parts {
        store,
        clock: Clock::stopped(now),
        keys: config::keys_kept(&args.data)?,
        chance,
        site: config::site(&args.url, "scrutiny@localhost"),
        england: Calendar::england(),
        reader: Reader::new(config::own_program()?),
        is_demo: false,
    }))
}

fn json(out: &mut impl Write, played: &rehearsal::Played) -> std::io::Result<()> {
    let line = serde_json::json!({
        "at": london::rfc3339_london(played.at),
        "to": played.letter.to_address,
        "kind": played.letter.kind.word(),
        "subject": played.letter.subject,
        "text": played.letter.text,
    });
    writeln!(out, "{line}")
}

fn words(out: &mut impl Write, played: &rehearsal::Played) -> std::io::Result<()> {
    writeln!(
        out,
        "{}, {}  {} <{}>\n  {}\n",
        wording::date_with_weekday(london::date_in_london(played.at)),
        london::time_in_london(played.at),
        played.letter.to_name,
        played.letter.to_address,
        played.letter.subject
    )
}
