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

/// Which line of history a server writes: a number that grows whenever a standby takes over. Not every service that
/// speaks as PostgreSQL does tells it.
const TIMELINE: &str = "SELECT CASE WHEN pg_is_in_recovery() THEN '' \
    ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline";

/// True while the line of history is this one.
pub(super) fn still(timeline: &str) -> String {
    format!("left(pg_walfile_name(pg_current_wal_lsn()), 8) = '{timeline}'")
}

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

/// Whether a connection may be used: its server takes writes, and nobody has left it inside a transaction. A server that
/// hangs would hold up whoever asks until TCP gives up.
pub(super) async fn is_fit(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let asked = sqlx::raw_sql(STANDING);
    let row = match tokio::time::timeout(PATIENCE, asked.fetch_one(connection)).await {
        Ok(row) => row?,
        Err(_) => return Err(sqlx::Error::Io(std::io::Error::from(std::io::ErrorKind::TimedOut))),
    };
    let (closed, inside): (bool, bool) = (row.try_get("closed")?, row.try_get("inside")?);
    if closed || inside {
        tracing::debug!(closed, inside, "a connection to the database is not to be used");
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

/// What a fresh connection to a host hears.
#[derive(Debug)]
enum Answer {
    /// It takes writes, in this line of history; empty where it does not tell.
    Open(String),
    /// It is read-only.
    Closed,
    /// Nothing: it hangs, or no packet comes through.
    Silence,
    /// It says no, or there is none.
    Fault(anyhow::Error),
}

async fn ask(url: String) -> Answer {
    let asked = async {
        let mut connection = PgConnection::connect_with(&options(&url)?).await?;
        let fit = is_fit(&mut connection).await?;
        let timeline = timeline(&mut connection).await.unwrap_or_default();
        connection.close().await?;
        anyhow::Ok(if fit { Answer::Open(timeline) } else { Answer::Closed })
    };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answer) => answer.unwrap_or_else(Answer::Fault),
        Err(_) => Answer::Silence,
    }
}

/// The line of history, where the server tells it.
pub(super) async fn timeline(connection: &mut PgConnection) -> Option<String> {
    let row = sqlx::raw_sql(TIMELINE).fetch_one(connection).await.ok()?;
    row.try_get::<String, _>("timeline").ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// All at once: one that hangs must not keep the others waiting.
async fn ask_all(urls: &[String]) -> Vec<Answer> {
    let asked: Vec<_> = urls.iter().map(|url| tokio::spawn(ask(url.clone()))).collect();
    let mut answers = Vec::new();
    for one in asked {
        answers.push(one.await.unwrap_or_else(|error| Answer::Fault(error.into())));
    }
    answers
}

/// Which of them takes writes. Where two do, one is an old primary that nobody has stopped: the newer line of history is
/// the one that people chose.
fn newest(answers: &[Answer]) -> Option<usize> {
    let mut best: Option<(usize, &str)> = None;
    for (n, answer) in answers.iter().enumerate() {
        let Answer::Open(timeline) = answer else { continue };
        if best.is_none_or(|(_, known)| timeline.as_str() > known) {
            best = Some((n, timeline));
        }
    }
    best.map(|(n, _)| n)
}

fn chosen(answers: Vec<Answer>) -> anyhow::Result<usize> {
    if let Some(n) = newest(&answers) {
        return Ok(n);
    }
    let mut last = None;
    for answer in answers {
        match answer {
            Answer::Open(_) | Answer::Closed => {}
            Answer::Silence => last = Some(anyhow::anyhow!("it did not answer")),
            Answer::Fault(error) => last = Some(error),
        }
    }
    match last {
        Some(error) => Err(error.context("no PostgreSQL takes writes")),
        None => bail!("every PostgreSQL is read-only"),
    }
}

/// The one of several hosts that takes writes.
pub(super) async fn first_open(urls: &[String]) -> anyhow::Result<String> {
    Ok(urls[chosen(ask_all(urls).await)?].clone())
}

/// Whether a host takes writes by a fresh connection.
pub(super) async fn takes_writes(url: &str) -> bool {
    matches!(ask(url.to_owned()).await, Answer::Open(_))
}

/// New connections go to the host that takes writes now; those to the others are let go as they are met. True when the
/// host that was left hangs: what waits for its answer would wait until TCP gives up.
pub(super) async fn follow(pool: &PgPool, urls: &[String]) -> anyhow::Result<bool> {
    let answers = ask_all(urls).await;
    let had = pool.connect_options();
    let is_had = |url: &String| {
        options(url).is_ok_and(|one| (one.get_host(), one.get_port()) == (had.get_host(), had.get_port()))
    };
    let hangs = urls.iter().zip(&answers).any(|(url, answer)| matches!(answer, Answer::Silence) && is_had(url));
    let url = &urls[chosen(answers)?];
    if is_had(url) {
        return Ok(false);
    }
    let now = options(url)?;
    tracing::warn!(host = now.get_host(), port = now.get_port(), hangs, "the database has moved");
    pool.set_connect_options(now);
    Ok(hangs)
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
    fn of_two_that_take_writes_the_newer_line_of_history_is_believed() {
        let open = |timeline: &str| Answer::Open(timeline.to_owned());
        for (answers, wanted) in [
            (vec![open("00000001"), open("0000000A"), Answer::Closed], Some(1)),
            (vec![open(""), open("")], Some(0)),
            (vec![Answer::Silence, open("00000002")], Some(1)),
            (vec![Answer::Closed, Answer::Silence], None),
        ] {
            assert_eq!(newest(&answers), wanted, "{answers:?}");
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
