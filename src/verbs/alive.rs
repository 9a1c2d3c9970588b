//! What stands beside the database: when this installation was last alive. A database that is older than this was
//! restored from a backup, and must not send again what it has forgotten that it sent.

use super::running::fault;
use crate::app::App;
use crate::error::lacks_room;
use crate::gate;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::watch;

const FILE: &str = "last-alive";

/// How often it is written.
const EVERY: Duration = Duration::from_secs(30);

/// When the folder says that the installation was last alive; nothing where it does not say.
#[must_use]
pub fn remembered(folder: &Path) -> Option<DateTime<Utc>> {
    let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
    Some(DateTime::parse_from_rfc3339(text.trim()).ok()?.to_utc())
}

/// Writes it down, after the database has, until told to stop.
///
/// # Errors
/// When the file cannot be written: the folder is gone, and whoever watches the process must know. For want of room it
/// goes on, as the rest of the service does.
pub async fn keep(app: App, folder: PathBuf, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    while !*stop.borrow() {
        // A clock that is not believed must not say when anything was last alive.
        let is_believed = app.clock().look().is_none();
        match if is_believed { gate::beat(&app).await } else { Ok(()) } {
            Ok(()) if !is_believed => {}
            Ok(()) => match write(&folder, app.clock().now()) {
                Err(error) if lacks_room(&error) => {
                    tracing::error!(fault = format!("{error:#}"), "cannot note being alive")
                }
                written => written?,
            },
            Err(error) => tracing::error!(fault = format!("{:#}", fault(error)), "cannot note being alive"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
    Ok(())
}

/// First beside it, then in its place: a crash in between leaves the old one.
fn write(folder: &Path, now: DateTime<Utc>) -> anyhow::Result<()> {
    let (new, place) = (folder.join(format!("{FILE}.new")), folder.join(FILE));
    std::fs::write(&new, now.to_rfc3339()).with_context(|| format!("cannot write {}", new.display()))?;
    std::fs::rename(&new, &place).with_context(|| format!("cannot write {}", place.display()))
}
