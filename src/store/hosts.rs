//! PostgreSQL that moves from one computer to another: which of several hosts takes writes now, and connections that are
//! let go because their server no longer does, or because they stand inside a transaction that nobody ends.

use anyhow::{Context as _, bail};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _, Row as _};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Asked in one go. In a transaction the time of its beginning stands still, outside of one each statement has its own:
/// where the two differ, somebody has left the connection inside.
const STANDING: &str = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS closed, \
    now() <> statement_timestamp() AS inside";

/// A connection that was idle for this long is asked before it is used.
const IDLE: Duration = Duration::from_millis(500);

/// Of the others every so many-th is.
const EVERY: u64 = 16;

/// How long a server may take to say how it stands.
const PATIENCE: Duration = Duration::from_secs(2);

/// When connections are asked how they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Watchfulness(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    turns: AtomicU64,
    alarmed: AtomicBool,
}

impl Watchfulness {
    /// Something was refused: every connection is asked until it is taken again.
    pub(super) fn alarm(&self, is_alarmed: bool) {
        self.0.alarmed.store(is_alarmed, Ordering::Relaxed);
    }

    /// Whether this one is to be asked.
    pub(super) fn asks(&self, idle_for: Duration) -> bool {
        let turn = self.0.turns.fetch_add(1, Ordering::Relaxed);
        idle_for >= IDLE || turn.is_multiple_of(EVERY) || self.0.alarmed.load(Ordering::Relaxed)
    }
}

/// Whether a connection may be used: its server takes writes, and nobody has left it inside a transaction.
pub(super) async fn is_fit(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let row = sqlx::raw_sql(STANDING).fetch_one(connection).await?;
    let (closed, inside): (bool, bool) = (row.try_get("closed")?, row.try_get("inside")?);
    if closed || inside {
        tracing::warn!(closed, inside, "a connection to the database was let go");
    }
    Ok(!closed && !inside)
}

/// One address for each host of an address that names several: `postgres://u@one:5432,two/remit`.
pub(super) fn each(url: &str) -> Vec<String> {
    let mut all = Vec::new();
    for url in url.split_whitespace() {
        let Some((scheme, rest)) = url.split_once("://") else { continue };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, hosts) = match authority.rsplit_once('@') {
            Some((user, hosts)) => (format!("{user}@"), hosts),
            None => (String::new(), authority),
        };
        all.extend(hosts.split(',').map(|host| format!("{scheme}://{user}{host}{path}")));
    }
    all
}

fn options(url: &str) -> anyhow::Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url).context("REMIT_DATABASE_URL cannot be read")?.disable_statement_logging())
}

async fn takes_writes(url: &str) -> anyhow::Result<bool> {
    let asked = async {
        let mut connection = PgConnection::connect_with(&options(url)?).await?;
        let fit = is_fit(&mut connection).await?;
        connection.close().await?;
        anyhow::Ok(fit)
    };
    tokio::time::timeout(PATIENCE, asked).await.context("it did not answer")?
}

/// The first of several hosts that takes writes.
pub(super) async fn first_open(urls: &[String]) -> anyhow::Result<String> {
    let mut last = None;
    for url in urls {
        match takes_writes(url).await {
            Ok(true) => return Ok(url.clone()),
            Ok(false) => {}
            Err(error) => last = Some(error),
        }
    }
    match last {
        Some(error) => Err(error.context("no PostgreSQL takes writes")),
        None => bail!("every PostgreSQL is read-only"),
    }
}

/// New connections go to the host that takes writes now; those to the others are let go as they are met.
pub(super) async fn follow(pool: &PgPool, urls: &[String]) -> anyhow::Result<()> {
    let url = first_open(urls).await?;
    let (now, had) = (options(&url)?, pool.connect_options());
    if (now.get_host(), now.get_port()) != (had.get_host(), had.get_port()) {
        tracing::warn!(host = now.get_host(), port = now.get_port(), "the database has moved");
        pool.set_connect_options(now);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_name_several_hosts() {
        for (url, wanted) in [
            ("postgres://u@one/remit", vec!["postgres://u@one/remit"]),
            (
                "postgres://u:p%40x@one:5432,two:5433/remit?sslmode=require",
                vec![
                    "postgres://u:p%40x@one:5432/remit?sslmode=require",
                    "postgres://u:p%40x@two:5433/remit?sslmode=require",
                ],
            ),
            ("postgres://one,two", vec!["postgres://one", "postgres://two"]),
            ("postgres://a/x postgres://b/x", vec!["postgres://a/x", "postgres://b/x"]),
        ] {
            assert_eq!(each(url), wanted, "{url}");
        }
    }

    #[test]
    fn connections_are_asked_when_idle_now_and_then_and_always_after_a_fault() {
        let watchfulness = Watchfulness::default();
        let asked = (0..160).filter(|_| watchfulness.asks(Duration::ZERO)).count();
        assert_eq!(asked, 10);
        assert!(watchfulness.asks(IDLE));
        watchfulness.alarm(true);
        assert!((0..20).all(|_| watchfulness.asks(Duration::ZERO)));
    }
}
