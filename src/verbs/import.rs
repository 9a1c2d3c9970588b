//! `remit import`: a list of indicators, and of what they came to elsewhere, taken in from the command line. What it
//! comes to is said first. For SQLite the service must be stopped meanwhile; its file has one process.

use super::running;
use super::serve::open;
use crate::app::App;
use crate::config::Settings;
use crate::error::{Error, OrRefuse, Result};
use crate::indicators::import::{self, Weighed};
use crate::work::Author;
use anyhow::Context as _;
use clap::{Args as ClapArgs, Subcommand};
use remit_domain::period::Period;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// No list comes near this many bytes; what is longer is not one.
const LONGEST_INPUT: u64 = 8 << 20;

/// Take in a list of indicators with their comparators
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Indicators from a .csv file whose first line names code, name and polarity
    Indicators {
        /// The list
        file: PathBuf,
        /// What they came to elsewhere: code, area, year, value
        #[arg(long, value_name = "FILE")]
        comparators: Option<PathBuf>,
        /// Also change indicators that stand already, from this period on, such as "2026/27 Q3"
        #[arg(long, value_name = "PERIOD")]
        changes_from: Option<Period>,
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

/// Takes a list in and ends.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    running::block_on(async move {
        let What::Indicators { file, comparators, changes_from, dry_run, settings } = args.what;
        let list = text_of(&file)?;
        let elsewhere = comparators.as_deref().map(text_of).transpose()?.unwrap_or_default();
        let app = open(&settings).await?;
        let said = take_in(&app, (&list, &elsewhere), changes_from, dry_run).await.map_err(running::fault);
        app.close().await?;
        write!(std::io::stdout(), "{}", said?)?;
        Ok(())
    })
}

fn text_of(file: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let open = std::fs::File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    open.take(LONGEST_INPUT).read_to_string(&mut text).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text)
}

/// Takes in what is new, and what changes when a period is given; gives what is to be printed.
///
/// # Errors
/// When the list is refused, or the database cannot be written.
pub async fn take_in(
    app: &App,
    (list, elsewhere): (&str, &str),
    changes_from: Option<Period>,
    dry_run: bool,
) -> Result<String> {
    let mut read = import::read(list, elsewhere).or_refuse()?;
    let not_read = std::mem::take(&mut read.not_read);
    let from = changes_from.unwrap_or_else(|| Period::quarter_of(app.clock().today())).to_string();
    let weighed = import::weigh(app.db(), read, &from).await?;
    let mut said = String::new();
    for one in &not_read {
        said.push_str(&format!("{}, line {}: {}\n", one.file, one.line, one.why));
    }
    let is_chosen = |one: &Weighed| one.is_possible() && (changes_from.is_some() || one.is_proposed());
    for one in &weighed {
        let mark = if is_chosen(one) { "+" } else { "=" };
        let words: Vec<String> = one.words().into_iter().chain(one.remarks.iter().cloned()).collect();
        said.push_str(&format!("{mark} {} {}: {}\n", one.code, one.name, words.join(" ")));
    }
    let chosen: Vec<Weighed> = weighed.into_iter().filter(is_chosen).collect();
    let count = chosen.len();
    if dry_run {
        said.push_str(&format!("{count} would be taken in; nothing was done.\n"));
        return Ok(said);
    }
    if count == 0 {
        said.push_str("Nothing to take in.\n");
        return Ok(said);
    }
    let done =
        app.write(Author::Remit, move |work| Box::pin(async move { import::make(work, chosen, &from).await })).await;
    match done {
        Ok(id) => said.push_str(&format!("{count} taken in. To take them out again: /imports/{id}\n")),
        Err(Error::Stale) => said.push_str("Somebody changed an indicator meanwhile; nothing was done.\n"),
        Err(error) => return Err(error),
    }
    Ok(said)
}
