//! Two PostgreSQL servers of a row's own, one of which follows the other: killed, frozen, promoted and joined again, and
//! gone when the row ends, however it ends.

use crate::database::count;
use remit::store::Place;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The folder of PostgreSQL's own programs, found as ./test finds it.
pub fn programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).unwrap_or(0);
    let mut all: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|found| found.filter_map(Result::ok).map(|entry| entry.path()).collect())
        .unwrap_or_default();
    all.sort_by_key(version);
    let installed = all.into_iter().rev().map(|folder| folder.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = installed.chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").is_file())?;
    let initdb = std::fs::canonicalize(found.join("initdb")).ok()?;
    initdb.parent().filter(|folder| folder.join("pg_basebackup").is_file()).map(Path::to_owned)
}

fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output().unwrap();
    told.stdout.starts_with(b"0\n")
}

pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    data: PathBuf,
    pub port: u16,
    frozen: Vec<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.thaw();
        if self.data.join("postmaster.pid").is_file() {
            let _ = self.command("pg_ctl").args(["-D", &self.at(), "-m", "immediate", "-w", "stop"]).status();
        }
    }
}

impl Server {
    fn new(programs: &Path, folder: &Path, name: &str) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        let (programs, folder) = (programs.to_owned(), folder.to_owned());
        Self { data: folder.join(name), programs, folder, port, frozen: Vec::new() }
    }

    fn at(&self) -> String {
        self.data.display().to_string()
    }

    /// PostgreSQL refuses to run as root.
    fn command(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "nobody", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, name: &str, words: &[&str]) {
        let status = self.command(name).args(words).status().unwrap();
        assert!(status.success(), "{name} {words:?}: {}", self.log());
    }

    fn log(&self) -> String {
        let text = std::fs::read_to_string(self.data.with_extension("log")).unwrap_or_default();
        text.lines().rev().take(5).collect::<Vec<_>>().join(" | ")
    }

    /// `more` are settings for this time alone.
    pub fn start(&self, more: &str) {
        let log = self.data.with_extension("log").display().to_string();
        let settings = format!("-p {} {more}", self.port);
        self.run("pg_ctl", &["-D", &self.at(), "-l", &log, "-w", "-o", &settings, "start"]);
    }

    pub fn stop(&self, how: &str) {
        self.run("pg_ctl", &["-D", &self.at(), "-m", how, "-w", "stop"]);
    }

    pub fn promote(&self) {
        self.run("pg_ctl", &["-D", &self.at(), "-w", "promote"]);
    }

    /// Every process of it stands still; its sockets stay open and answer nothing.
    pub fn freeze(&mut self) {
        let file = std::fs::read_to_string(self.data.join("postmaster.pid")).unwrap();
        let first = file.lines().next().unwrap().trim().to_owned();
        signal(&first, "STOP");
        self.frozen = vec![first.clone()];
        for entry in std::fs::read_dir("/proc").unwrap().filter_map(Result::ok) {
            let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
            let parent = stat.rsplit(')').next().unwrap_or("").split_whitespace().nth(1);
            if parent == Some(&first) {
                let child = entry.file_name().to_string_lossy().into_owned();
                signal(&child, "STOP");
                self.frozen.push(child);
            }
        }
    }

    pub fn thaw(&mut self) {
        for process in self.frozen.drain(..) {
            signal(&process, "CONT");
        }
    }

    fn set(&self, line: &str) {
        let file = self.data.join("postgresql.auto.conf");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, format!("{text}{line}\n")).unwrap();
    }

    pub async fn reached(&self, database: &str) -> DatabaseConnection {
        let mut options = ConnectOptions::new(format!("postgres://remit@127.0.0.1:{}/{database}", self.port));
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }
}

fn signal(process: &str, name: &str) {
    let _ = Command::new("kill").args([&format!("-{name}"), process]).stderr(Stdio::null()).status();
}

/// A primary and its standby; which of the two is which changes.
pub struct Pair {
    pub servers: [Server; 2],
    pub primary: usize,
    is_synchronous: bool,
    // Dropped last: the servers live in it.
    pub folder: TempDir,
}

impl Pair {
    pub async fn new(programs: &Path, is_synchronous: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("pg");
        std::fs::create_dir(&inside).unwrap();
        open_to_nobody(folder.path(), &inside);
        let servers = ["a", "b"].map(|name| Server::new(programs, &inside, name));
        let first = &servers[0];
        first.run(
            "initdb",
            &["-D", &first.at(), "-U", "remit", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
        );
        first.set(&format!(
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\nfull_page_writes = off\n\
             max_connections = 100\nwal_keep_size = '256MB'\nwal_retrieve_retry_interval = '200ms'",
            inside.display()
        ));
        first.start("");
        let db = first.reached("postgres").await;
        db.execute_unprepared("CREATE DATABASE remit").await.unwrap();
        db.close().await.unwrap();
        let pair = Self { servers, primary: 0, is_synchronous, folder };
        pair.join("").await;
        pair
    }

    /// Both by one address, the first of them first.
    pub fn place(&self) -> Place {
        let [a, b] = &self.servers;
        Place::Postgres(format!("postgres://remit@127.0.0.1:{},127.0.0.1:{}/remit", a.port, b.port))
    }

    pub fn primary(&self) -> &Server {
        &self.servers[self.primary]
    }

    pub fn standby(&self) -> &Server {
        &self.servers[1 - self.primary]
    }

    /// The one that is not the primary becomes its standby, from nothing.
    pub async fn join(&self, more: &str) {
        let (primary, standby) = (self.primary(), self.standby());
        if standby.data.exists() {
            std::fs::remove_dir_all(&standby.data).unwrap();
        }
        let port = primary.port.to_string();
        let own = standby.at();
        standby.run(
            "pg_basebackup",
            &[
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                "remit",
                "-D",
                &own,
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync",
            ],
        );
        // Promoted, it must not wait for a standby of its own.
        standby.set("synchronous_standby_names = ''");
        standby.start(more);
        if self.is_synchronous {
            primary.set("synchronous_standby_names = '*'");
            primary.run("pg_ctl", &["-D", &primary.at(), "reload"]);
        }
        let wanted = if self.is_synchronous { "sync" } else { "async" };
        let sql = format!("SELECT count(*) AS n FROM pg_stat_replication WHERE sync_state = '{wanted}'");
        let db = primary.reached("postgres").await;
        let begun = Instant::now();
        while count(&db, &sql).await == 0 {
            assert!(begun.elapsed() < Duration::from_secs(20), "the standby does not follow: {}", standby.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        db.close().await.unwrap();
    }

    /// The standby has everything that the primary has.
    pub async fn is_level(&self) {
        let sql = "SELECT count(*) AS n FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()";
        let db = self.primary().reached("postgres").await;
        let begun = Instant::now();
        while count(&db, sql).await == 0 {
            assert!(begun.elapsed() < Duration::from_secs(20), "the standby stays behind");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        db.close().await.unwrap();
    }
}

fn open_to_nobody(folder: &Path, inside: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_root() {
        let done = Command::new("chown").arg("nobody").arg(inside).status().unwrap();
        assert!(done.success());
    }
}
