//! `remit serve`: the service in earnest, with the settings of its installation.

use super::{alive, running};
use crate::app::{App, Parts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{self, Settings};
use crate::gate;
use crate::post::{Outgoing, Transport};
use crate::pulse::Readers;
use crate::reading::Reader;
use crate::store::Store;
use anyhow::Context as _;
use clap::Args as ClapArgs;
use remit_domain::calendar::Calendar;
use remit_domain::word::Word as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Run the service
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    settings: Settings,
}

/// Runs until told to stop.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    running::log();
    running::block_on(serve(args.settings))
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let mail = Outgoing::from_settings(&settings.mail, &settings.mailbox)?;
    if matches!(mail.transport, Transport::Unset) {
        tracing::warn!("no relay is set (REMIT_SMTP_URL): letters wait");
    }
    let app = open(&settings).await?;
    if !app.is_alone() {
        app.handed().keep_in(&settings.data).with_context(|| format!("cannot write {}", settings.data.display()))?;
    }
    let alive_at = gate::alive_at(app.db()).await.map_err(running::fault)?.max(alive::remembered(&settings.data));
    app.clock().begins(alive_at);
    if let Some(doubt) = app.clock().doubt() {
        tracing::warn!("nothing is sent until the clock is believed: {}", doubt.label());
    }
    app.pulse().named(&settings.node(), Readers::read(settings.metrics.as_deref()));
    if let Some(held) = gate::begin(&app, alive::remembered(&settings.data)).await.map_err(running::fault)? {
        tracing::warn!("letters are held until somebody says what this installation is: {}", held.label());
    }
    crate::setup::announce(&app).await.map_err(running::fault)?;
    let listener = running::bind(settings.addr).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    running::run(app, listener, mail, Some(settings.data)).await
}

/// Opens an installation.
///
/// # Errors
/// When a file or the database cannot be opened.
pub async fn open(settings: &Settings) -> anyhow::Result<App> {
    std::fs::create_dir_all(&settings.data).with_context(|| format!("cannot make {}", settings.data.display()))?;
    let chance = Chance::system();
    let keys = config::keys(settings.secret.as_deref(), &settings.data, &chance)?;
    Ok(App::new(Parts {
        store: Store::open(&settings.place()).await?,
        clock: Clock::system(),
        chance,
        keys,
        site: settings.site(),
        england: holidays(settings.holidays.as_deref())?,
        reader: Reader::new(config::own_program()?),
        is_demo: false,
    }))
}

/// The built-in holidays, with the years of a file in place of the built-in ones.
fn holidays(file: Option<&Path>) -> anyhow::Result<Calendar> {
    let Some(file) = file else { return Ok(Calendar::england()) };
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let newer = Calendar::from_gov_uk_json(&text).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    Ok(Calendar::england().with_years_of(newer))
}
