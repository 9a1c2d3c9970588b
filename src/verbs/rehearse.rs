//! `remit rehearse`: every letter that would go out until a day if nobody did anything. Works on a copy and
//! changes nothing; the letters are written by the very jobs that run in earnest.

use super::running;
use crate::app::{App, Parts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{self, DATABASE_FILE};
use crate::demo;
use crate::reading::Reader;
use crate::store::{Place, Store, copy_sqlite};
use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args as ClapArgs;
use remit_domain::calendar::Calendar;
use remit_domain::letter::State;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{Stored, letter};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
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
    let letters = play(&app, until).await.map_err(running::fault)?;
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

/// A letter and the moment at which it would go.
struct Played {
    at: DateTime<Utc>,
    letter: letter::Model,
}

/// Lives through every morning until the day, and takes each letter when its time has come.
async fn play(app: &App, until: NaiveDate) -> crate::error::Result<Vec<Played>> {
    let calendar = app.calendar().await?;
    let mut played = Vec::new();
    take_due(app, &mut played).await?;
    loop {
        let moment = london::next_opening(app.clock().now(), &calendar)?;
        if london::date_in_london(moment) > until {
            return Ok(played);
        }
        app.clock().set(moment);
        for job in crate::jobs() {
            (job.run)(app.clone()).await?;
        }
        take_due(app, &mut played).await?;
        let next_day = london::date_in_london(moment).succ_opt().unwrap_or(until);
        app.clock().set(london::instant(next_day, chrono::NaiveTime::MIN));
    }
}

async fn take_due(app: &App, played: &mut Vec<Played>) -> crate::error::Result<()> {
    let at = app.clock().now();
    let waiting = [State::Pending, State::Retry].map(Stored);
    let due = letter::Entity::find()
        .filter(letter::Column::State.is_in(waiting))
        .filter(letter::Column::NextTryAt.lte(at))
        .order_by_asc(letter::Column::NextTryAt)
        .order_by_asc(letter::Column::Id)
        .all(app.db())
        .await?;
    let ids: Vec<i64> = due.iter().map(|letter| letter.id).collect();
    letter::Entity::update_many()
        .col_expr(letter::Column::State, Expr::value(State::Sent.word()))
        .filter(letter::Column::Id.is_in(ids))
        .exec(app.db())
        .await?;
    played.extend(due.into_iter().map(|letter| Played { at, letter }));
    Ok(())
}

fn json(out: &mut impl Write, played: &Played) -> std::io::Result<()> {
    let line = serde_json::json!({
        "at": london::rfc3339_london(played.at),
        "to": played.letter.to_address,
        "kind": played.letter.kind.word(),
        "subject": played.letter.subject,
        "text": played.letter.text,
    });
    writeln!(out, "{line}")
}

fn words(out: &mut impl Write, played: &Played) -> std::io::Result<()> {
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
