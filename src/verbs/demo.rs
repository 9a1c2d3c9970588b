//! `remit demo`: an invented county on this computer alone. Cannot send mail anywhere: it has no relay.

use super::running;
use crate::app::{App, Parts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config;
use crate::demo;
use crate::post::Transport;
use crate::pulse::Readers;
use crate::reading::Reader;
use crate::store::{Place, Store};
use anyhow::Context as _;
use chrono::{DateTime, NaiveDateTime, Utc};
use clap::{Args as ClapArgs, ValueEnum};
use remit_domain::calendar::Calendar;
use remit_domain::london;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::TcpListener;

/// Show an invented county: nothing is ever e-mailed, nothing is kept unless you say where
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The address to listen on; only this computer's own are taken
    #[arg(long)]
    addr: Option<SocketAddr>,
    /// The demonstration's own time in London, as 2026-10-12T09:00; for data that is kept, the time where it was left
    #[arg(long)]
    now: Option<String>,
    /// A folder to keep the data in; else a temporary one, deleted at the end
    #[arg(long)]
    data: Option<PathBuf>,
    /// Make the data and stop
    #[arg(long)]
    prepare_only: bool,
    /// How much there is to be: `small`; `large`, ten years of twelve more panels, for measuring; `huge`, ten times that
    #[arg(long, value_enum, default_value_t = Size::Small)]
    size: Size,
}

/// How much there is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Size {
    Small,
    Large,
    Huge,
}

const USUAL_NOW: &str = "2026-10-12T09:00";
const USUAL_ADDR: &str = "127.0.0.1:8080";

/// Runs until told to stop.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    running::log();
    running::block_on(show(args))
}

async fn show(args: Args) -> anyhow::Result<()> {
    let now = args.now.as_deref().map(moment).transpose()?;
    let temporary =
        if args.data.is_none() { Some(tempfile::tempdir().context("cannot make a temporary folder")?) } else { None };
    let folder = match (&args.data, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(temporary)) => temporary.path().to_owned(),
        (None, None) => anyhow::bail!("there is no folder for the data"),
    };
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let listener = listen(args.addr).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let app = prepare(&folder, &url, (now, args.size)).await?;
    if args.prepare_only {
        app.close().await?;
        writeln!(std::io::stdout(), "the data is in {}", folder.display())?;
        return Ok(());
    }
    let mut out = std::io::stdout();
    writeln!(out, "listening on {url}")?;
    out.flush()?;
    app.pulse().named("demonstration", Readers::Here);
    let done = running::run(app, listener, Transport::Folder(folder.join(POST)).into(), None).await;
    drop(temporary);
    done
}

/// Where the letters of a demonstration lie, in its data folder.
const POST: &str = "post";

fn moment(text: &str) -> anyhow::Result<DateTime<Utc>> {
    let read = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok();
    let read = read.with_context(|| format!("“{text}” is not a moment; write it as {USUAL_NOW}"))?;
    Ok(london::instant(read.date(), read.time()))
}

/// The address asked for; without one the usual, or any free one when that is taken.
async fn listen(asked: Option<SocketAddr>) -> anyhow::Result<TcpListener> {
    if let Some(addr) = asked {
        anyhow::ensure!(addr.ip().is_loopback(), "a demonstration listens on this computer only, such as {USUAL_ADDR}");
        return running::bind(addr).await;
    }
    match running::bind(USUAL_ADDR.parse()?).await {
        Ok(listener) => Ok(listener),
        Err(_) => running::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await,
    }
}

/// Opens the demonstration in a folder; makes its data where there is none yet.
async fn prepare(folder: &Path, url: &str, (now, size): (Option<DateTime<Utc>>, Size)) -> anyhow::Result<App> {
    let chance = Chance::system();
    let keys = config::keys(None, folder, &chance)?;
    let file = folder.join(config::DATABASE_FILE);
    let store = Store::open(&Place::Sqlite(file)).await?;
    let kept = demo::clock_of(store.db()).await.map_err(running::fault)?;
    let now = match (now, kept) {
        (Some(now), _) => now,
        (None, Some(kept)) => kept,
        (None, None) => moment(USUAL_NOW)?,
    };
    let app = App::new(Parts {
        store,
        clock: Clock::running_from(now),
        chance,
        keys,
        site: config::site(url, "scrutiny@anyshire.example"),
        england: Calendar::england(),
        reader: Reader::new(config::own_program()?),
        is_demo: true,
    });
    if kept.is_none() {
        demo::make(&app, now, &folder.join(POST)).await.map_err(running::fault)?;
        let more = match size {
            Size::Small => None,
            Size::Large => Some(demo::Size::LARGE),
            Size::Huge => Some(demo::Size::HUGE),
        };
        if let Some(size) = more {
            demo::enlarge(&app, size).await.map_err(running::fault)?;
        }
    } else {
        demo::keep_clock(app.db(), now).await.map_err(running::fault)?;
    }
    Ok(app)
}
