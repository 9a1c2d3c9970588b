//! The memory: opens SQLite or PostgreSQL the way that loses nothing, brings its tables up to date under a
//! lock, and begins transactions. The only room that knows a dialect. Names no column.

mod hosts;

use crate::error::Error;
use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use remit_migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::sqlx::{Connection as _, Executor as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// SQLite before this can corrupt a database in WAL mode.
const SQLITE_AT_LEAST: [u32; 3] = [3, 51, 3];

/// The key under which nodes of one PostgreSQL take turns to migrate.
const MIGRATION_LOCK: i64 = 0x52_45_4d_49_54;

/// A computer that vanishes inside a transaction must not keep what it had locked from the others for hours.
const LET_GO: &str = "SET idle_in_transaction_session_timeout = '60s'";

/// Where the memory is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of our own.
    Sqlite(PathBuf),
    /// A PostgreSQL by its URL, which may name several hosts of which one takes writes.
    Postgres(String),
}

/// An open memory.
#[derive(Debug)]
pub struct Store {
    db: DatabaseConnection,
    /// Held for as long as the process lives: one process a file.
    only: Option<File>,
    /// The hosts of a PostgreSQL.
    hosts: Vec<String>,
    watchfulness: hosts::Watchfulness,
    /// Whether the database tells which line of history it is on.
    tells_era: bool,
    begun: AtomicU64,
    /// Whose turn it is to write a file of our own.
    turns: Arc<Mutex<()>>,
}

/// The right to write, until it is dropped.
#[derive(Debug)]
pub struct Turn(#[allow(dead_code)] Option<OwnedMutexGuard<()>>);

impl Store {
    /// Opens the memory and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be reached, is held by another process, or its SQLite is too old to trust.
    pub async fn open(place: &Place) -> anyhow::Result<Self> {
        let store = match place {
            Place::Sqlite(file) => Self::open_sqlite(file).await?,
            Place::Postgres(url) => Self::open_postgres(url).await?,
        };
        Ok(store)
    }

    async fn open_sqlite(file: &Path) -> anyhow::Result<Self> {
        let only = hold(file)?;
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
        options.max_connections(8).min_connections(1).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
        options.map_sqlx_sqlite_opts(|options| {
            options
                .journal_mode(sea_orm::sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sea_orm::sqlx::sqlite::SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10))
                .foreign_keys(true)
                .pragma("trusted_schema", "OFF")
        });
        // For want of room SQLite takes a transaction back by itself. sqlx does not hear of it, and never again begins one
        // on that connection.
        options.map_sqlx_sqlite_before_acquire(|connection, _| {
            let is_free = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_free) })
        });
        let db = Database::connect(options).await.with_context(|| format!("cannot open {}", file.display()))?;
        let version = first_text(&db, "SELECT sqlite_version() AS answer").await?;
        if !new_enough(&version) {
            bail!(
                "SQLite {version} can corrupt a database; {} or later is needed",
                SQLITE_AT_LEAST.map(|n| n.to_string()).join(".")
            );
        }
        Migrator::up(&db, None).await.context("cannot bring the tables up to date")?;
        Ok(Self {
            db,
            only: Some(only),
            hosts: Vec::new(),
            watchfulness: hosts::Watchfulness::default(),
            tells_era: false,
            begun: AtomicU64::new(0),
            turns: Arc::default(),
        })
    }

    async fn open_postgres(url: &str) -> anyhow::Result<Self> {
        let all = hosts::each(url);
        let open = if all.len() > 1 { hosts::first_open(&all).await? } else { url.to_owned() };
        let mut options = ConnectOptions::new(open);
        options.max_connections(16).min_connections(1).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
        let watchfulness = hosts::Watchfulness::default();
        let watch = watchfulness.clone();
        options.map_sqlx_postgres_pool_opts(|pool| {
            pool.after_connect(|connection, _| Box::pin(async move { connection.execute(LET_GO).await.map(|_| ()) }))
        });
        // In the place of the ping that every use would cost otherwise.
        options.test_before_acquire(false);
        options.map_sqlx_postgres_before_acquire(move |connection, met| {
            let asks = watch.asks(met.idle_for);
            Box::pin(async move { if asks { hosts::is_fit(connection).await } else { Ok(true) } })
        });
        let db = Database::connect(options).await.context("cannot reach PostgreSQL")?;
        // A lock of a session would stay with a pooled connection; one of a transaction ends with it.
        let turn = db.begin().await?;
        turn.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
        turn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        let migrated = Migrator::up(&db, None).await;
        turn.commit().await?;
        migrated.context("cannot bring the tables up to date")?;
        let tells_era = match db.get_postgres_connection_pool().acquire().await {
            Ok(mut connection) => hosts::timeline(&mut connection).await.is_some_and(|era| !era.is_empty()),
            Err(_) => false,
        };
        Ok(Self {
            db,
            only: None,
            hosts: all,
            watchfulness,
            tells_era,
            begun: AtomicU64::new(0),
            turns: Arc::default(),
        })
    }

    /// What the database's own clock shows, where it has one of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clock(&self) -> anyhow::Result<Option<DateTime<Utc>>> {
        if self.db.get_database_backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let sql = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint AS answer";
        let row = self.db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        let micros: i64 = row.context("the database gave no answer")?.try_get("", "answer")?;
        Ok(DateTime::from_timestamp_micros(micros))
    }

    /// The database took something, or did not. After a refusal the host that takes writes is looked for, and no
    /// connection is used without being asked how it stands. True when a host was left that hangs: whatever waits for
    /// its answer will wait until TCP gives up.
    pub async fn took(&self, is_well: bool) -> bool {
        self.watchfulness.alarm(!is_well);
        if is_well || self.hosts.len() < 2 {
            return false;
        }
        match hosts::follow(self.db.get_postgres_connection_pool(), &self.hosts).await {
            Ok(hangs) => hangs,
            Err(error) => {
                tracing::error!(fault = format!("{error:#}"), "no database takes writes");
                false
            }
        }
    }

    /// Whether a fresh connection finds a database that takes writes, where there can be one.
    pub async fn answers_anew(&self) -> bool {
        for url in &self.hosts {
            if hosts::takes_writes(url).await {
                return true;
            }
        }
        false
    }

    /// Which line of history the database is on: another one whenever a standby has taken over, which may have forgotten
    /// the last that was written. None for a file of our own, and where it is not told.
    ///
    /// # Errors
    /// When the database does not answer, or takes no writes.
    pub async fn era(&self) -> Result<Option<String>, Error> {
        if !self.tells_era {
            return Ok(None);
        }
        let mut connection =
            self.db.get_postgres_connection_pool().acquire().await.map_err(|error| Error::Broken(error.into()))?;
        match hosts::timeline(&mut connection).await {
            Some(era) if !era.is_empty() => Ok(Some(era)),
            _ => Err(Error::broken("the database does not take writes")),
        }
    }

    /// The condition that the database is still on this line of history, in the same breath as what it stands with.
    #[must_use]
    pub fn still(&self, era: &str) -> Option<SimpleExpr> {
        (self.tells_era && !era.is_empty()).then(|| Expr::cust(hosts::still(era)))
    }

    /// What the database is, in words.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn describe(&self) -> anyhow::Result<String> {
        match self.db.get_database_backend() {
            DbBackend::Postgres => {
                let version = first_text(&self.db, "SELECT current_setting('server_version') AS answer").await?;
                Ok(format!("PostgreSQL {}", version.split_whitespace().next().unwrap_or_default()))
            }
            _ => Ok(format!("SQLite {}", first_text(&self.db, "SELECT sqlite_version() AS answer").await?)),
        }
    }

    /// The connection that queries read by.
    #[must_use]
    pub fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Whether no other process can have it open.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.only.is_some()
    }

    /// Waits for the turn to write, in the order of asking. SQLite has one writer at a time, and whoever finds it taken
    /// looks again at growing intervals: under load some would wait for seconds while others overtake them. PostgreSQL
    /// needs no turns.
    pub async fn turn(&self) -> Turn {
        Turn(if self.is_alone() { Some(Arc::clone(&self.turns).lock_owned().await) } else { None })
    }

    /// Begins a transaction that will write. SQLite takes its write lock now: a transaction that reads first and
    /// writes later would be refused at once when another wrote in between.
    ///
    /// # Errors
    /// When the database cannot be reached or stays locked for ten seconds.
    pub async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.db.begin_with_options(options).await?;
        self.begun.fetch_add(1, Ordering::Relaxed);
        Ok(tx)
    }

    /// How many transactions the database has begun for this process: while they grow in number it does not hang.
    #[must_use]
    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::Relaxed)
    }

    /// Closes the memory with everything in its one file.
    ///
    /// # Errors
    /// When the file cannot be brought up to date.
    pub async fn close(self) -> anyhow::Result<()> {
        if self.db.get_database_backend() == DbBackend::Sqlite {
            self.db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        self.db.close().await?;
        Ok(())
    }
}

/// Copies a SQLite memory without changing a byte of it, whether or not a process has it open. Half a copy is taken away.
///
/// # Errors
/// When the file is missing or cannot be read, or the copy is there already or has no room.
pub async fn copy_sqlite(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_file() {
        bail!("there is no {}", from.display());
    }
    if to.exists() {
        bail!("there is a {} already", to.display());
    }
    let copied = copy_whole(from, to).await;
    if copied.is_err() {
        for suffix in ["", "-wal", "-journal"] {
            let _ = std::fs::remove_file(beside(to, suffix));
        }
    }
    copied
}

async fn copy_whole(from: &Path, to: &Path) -> anyhow::Result<()> {
    if let Ok(_held) = hold(from) {
        // Nobody else writes: the files together are the database.
        std::fs::copy(from, to)?;
        let wal = beside(from, "-wal");
        if wal.is_file() {
            std::fs::copy(wal, beside(to, "-wal"))?;
        }
        return Ok(());
    }
    let db = Database::connect(format!("sqlite://{}?mode=ro", from.display())).await?;
    db.execute_raw(Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "VACUUM INTO ?",
        [to.display().to_string().into()],
    ))
    .await?;
    db.close().await?;
    Ok(())
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Takes the file for this process alone.
fn hold(file: &Path) -> anyhow::Result<File> {
    let lock = beside(file, ".lock");
    let held = OpenOptions::new().create(true).truncate(false).write(true).open(&lock)?;
    if held.try_lock().is_err() {
        bail!("another Remit is already running on {}", file.display());
    }
    Ok(held)
}

async fn first_text(db: &DatabaseConnection, sql: &str) -> anyhow::Result<String> {
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?
        .context("the database gave no answer")?;
    Ok(row.try_get("", "answer")?)
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let found: [u32; 3] = std::array::from_fn(|_| parts.next().unwrap_or(0));
    found >= SQLITE_AT_LEAST
}

/// Numbers of new rows go on after those that were written with their numbers; PostgreSQL counts by itself otherwise.
///
/// # Errors
/// When the database cannot be written.
pub async fn numbers_go_on(db: &impl ConnectionTrait, tables: &[&str]) -> Result<(), sea_orm::DbErr> {
    if db.get_database_backend() != sea_orm::DatabaseBackend::Postgres {
        return Ok(());
    }
    for table in tables {
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT COALESCE(MAX(id), 1) FROM \"{table}\"))"
        );
        db.execute_unprepared(&sql).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn an_sqlite_that_corrupts_is_refused() {
        for (version, wanted) in
            [("3.51.3", true), ("3.52.1", true), ("4.0.0", true), ("3.51.2", false), ("3.46.0", false)]
        {
            assert_eq!(new_enough(version), wanted, "{version}");
        }
    }
}
