//! F8, F24 to F26, F40: the real program, in a process of its own, with a clock that is led astray.

use crate::books::Books;
use crate::children::signal;
use crate::mail::{to, tuning};
use crate::runner::{Size, Told, seen, skipped};
use crate::support::house::{fresh_place, postgres};
use crate::support::post::{draft, furnish, open_at};
use crate::support::relay::ScriptedRelay;
use crate::support::{House, at, on};
use crate::town::{Town, all_letters};
use chrono::{DateTime, TimeDelta, Utc};
use remit::clock::Clock;
use remit::gate;
use remit::post::{Sender, queue};
use remit::store::Place;
use remit::work::Author;
use remit_domain::letter::Kind as Letter;
use remit_domain::sending::Mode;
use remit_entity::{letter, node};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// `remit serve`, until it is dropped.
pub struct Node {
    pub child: Child,
    pub address: String,
    log: PathBuf,
    astray: Option<PathBuf>,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a node runs, and where its log is kept when not in its data folder.
#[derive(Clone, Debug, Default)]
pub struct Berth {
    /// A network of its own, by name, and its address there.
    pub network: Option<(String, String)>,
    pub log: Option<PathBuf>,
}

pub fn library() -> Option<PathBuf> {
    let all = std::fs::read_dir("/usr/lib").ok()?.filter_map(Result::ok).map(|entry| entry.path());
    all.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|file| file.is_file())
}

pub const NO_LIBRARY: &str = "libfaketime is not installed (apt-get install libfaketime)";

/// How far the clock must be put wrong to read an instant now.
fn lead(file: &Path, to: DateTime<Utc>) {
    let off = (to - Utc::now()).num_milliseconds() as f64 / 1000.0;
    let new = file.with_extension("new");
    std::fs::write(&new, format!("{off:+.3}\n")).unwrap();
    std::fs::rename(&new, file).unwrap();
}

impl Node {
    /// Starts one on a data folder; `now` is what its clock reads, its own when none.
    pub fn start(place: &Place, data: &Path, relay: &str, now: Option<DateTime<Utc>>) -> Result<Self, ExitStatus> {
        Self::start_in(&Berth::default(), (place, data), relay, now)
    }

    /// The same elsewhere than on this machine's own network and disk.
    pub fn start_in(
        berth: &Berth,
        (place, data): (&Place, &Path),
        relay: &str,
        now: Option<DateTime<Utc>>,
    ) -> Result<Self, ExitStatus> {
        std::fs::create_dir_all(data).unwrap();
        let log = berth.log.as_deref().unwrap_or(data).join(format!("log-{}", Utc::now().timestamp_micros()));
        let program = env!("CARGO_BIN_EXE_remit");
        let mut command = match &berth.network {
            Some((network, _)) => crate::root::within(network, program),
            None => Command::new(program),
        };
        command.arg("serve");
        let address = berth.network.as_ref().map_or("127.0.0.1", |(_, address)| address.as_str());
        for (name, value) in [
            ("REMIT_URL", "http://scrutiny.example"),
            ("REMIT_ADDR", &format!("{address}:0")),
            ("REMIT_SMTP_URL", relay),
            ("REMIT_MAILBOX", "scrutiny@anyshire.example"),
            ("REMIT_MAIL_PER_MINUTE", "6000"),
            ("REMIT_SECRET", "0707070707070707070707070707070707070707070707070707070707070707"),
        ] {
            command.env(name, value);
        }
        command.env("REMIT_DATA", data);
        if let Place::Postgres(url) = place {
            command.env("REMIT_DATABASE_URL", url);
        }
        let astray = now.map(|now| {
            let file = data.join("clock");
            lead(&file, now);
            command.env("LD_PRELOAD", library().unwrap()).env("FAKETIME_TIMESTAMP_FILE", &file);
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("FAKETIME_NO_CACHE", "1");
            file
        });
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(std::fs::File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        match line.trim().split_once("http://") {
            Some((_, address)) => Ok(Self { address: address.to_owned(), child, log, astray }),
            None => Err(child.wait().unwrap()),
        }
    }

    pub fn it_is(&self, now: DateTime<Utc>) {
        lead(self.astray.as_ref().unwrap(), now);
    }

    pub fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The status of a page; nothing while nobody answers.
    pub fn asks(&self, path: &str) -> Option<u16> {
        let mut stream = std::net::TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: scrutiny.example\r\nConnection: close\r\n\r\n").ok()?;
        let mut told = String::new();
        let _ = stream.read_to_string(&mut told);
        told.split(' ').nth(1)?.parse().ok()
    }
}

/// A live town on disk, with people who owe things on these days; the service has not started.
pub async fn town_on_disk(folder: tempfile::TempDir, place: &Place, people: usize, due: &[&str]) -> (Town, Place) {
    let app = House::open(place, "2026-10-09T08:00").await;
    let town = Town::in_house(House { app, folder }, people).await;
    crate::backlog::begin(&town.house.app, None).await;
    let due: Vec<_> = (0..people).map(|n| on(due[n % due.len()])).collect();
    town.actions(0, &due).await;
    (town, place.clone())
}

/// Another connection to the same memory, past every guard of ours.
pub async fn behind(place: &Place) -> DatabaseConnection {
    let url = match place {
        Place::Sqlite(file) => format!("sqlite://{}?mode=rw", file.display()),
        Place::Postgres(url) => url.clone(),
    };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

pub async fn until(limit: Duration, mut is_so: impl FnMut() -> bool) -> Option<Duration> {
    let begun = Instant::now();
    while begun.elapsed() < limit {
        if is_so() {
            return Some(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}

pub async fn second_process(_: Size) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let mut times = 0;
    for _ in 0..3 {
        let Ok(mut first) = Node::start(&place, folder.path(), "smtp://127.0.0.1:9", None) else { panic!("no first") };
        let Err(status) = Node::start(&place, folder.path(), "smtp://127.0.0.1:9", None) else { panic!("two at once") };
        assert!(!status.success() && first.lives());
        signal(&first.child, "KILL");
        first.child.wait().unwrap();
        times += 1;
    }
    let logs = std::fs::read_dir(folder.path()).unwrap().filter_map(Result::ok);
    let told = logs.filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
    let told = told.filter(|log| log.contains("another Remit is already running")).count();
    assert_eq!(told, times);
    seen(format!("{times} times refused in words while the first runs; {times} times started after it was killed"))
}

pub async fn clock_jumps(size: Size) -> Told {
    let (led, jumps) = (real_jumps(size).await, injected_jumps(size).await);
    seen(format!("{jumps}; {led}"))
}

/// The real program, whose wall clock jumps under it.
async fn real_jumps(size: Size) -> String {
    if postgres().is_some() {
        return "the real program: on SQLite (a node here is judged by the database's clock, F26)".to_owned();
    }
    if library().is_none() {
        return format!("the real program skipped: {NO_LIBRARY}");
    }
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let (town, place) = town_on_disk(folder, &place, 12, &["2026-10-12", "2026-10-13", "2026-10-14"]).await;
    let Town { house: House { app, folder }, .. } = town;
    app.close().await.unwrap();
    let server = ScriptedRelay::polite().await;
    let started = Instant::now();
    let start = at("2026-10-12T08:00");
    let Ok(mut node) = Node::start(&place, folder.path(), &server.url(), Some(start)) else { panic!("no start") };
    assert!(until(Duration::from_secs(30), || !server.taken().is_empty()).await.is_some(), "{}", node.log());
    let all: [i64; 10] = [1, -1, 60, -60, 3600, -3600, 86_400, -86_400, 315_360_000, -315_360_000];
    let jumps = size.of(&all[..2], &all[..], &all[..]);
    for jump in jumps {
        let now = || start + TimeDelta::from_std(started.elapsed()).unwrap();
        if *jump == 86_400 {
            // Tomorrow's letters could be written only while the timetable comes round, every half minute.
            until(Duration::from_secs(30), || now().timestamp() % 30 == 27).await;
        }
        node.it_is(now() + TimeDelta::seconds(*jump));
        tokio::time::sleep(Duration::from_millis(size.of(1500, 3000, 12_000) + if *jump == 86_400 { 4000 } else { 0 }))
            .await;
        node.it_is(now());
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(node.lives(), "it ended at a jump of {jump} s: {}", node.log());
    }
    drop(node);
    let app = House::open(&place, "2026-10-12T08:30").await;
    let letters = letter::Entity::find().all(app.db()).await.unwrap();
    let mut mornings: HashMap<String, usize> = HashMap::new();
    for key in letters.iter().filter_map(|letter| letter.morning_key.clone()) {
        *mornings.entry(key).or_default() += 1;
    }
    assert!(mornings.values().all(|n| *n == 1));
    // What was written was written in the minutes that passed, not on a day that the clock only showed.
    let (first, last) = (start, start + TimeDelta::from_std(started.elapsed()).unwrap());
    let margin = remit_domain::clockwatch::LARGEST_STEP;
    let elsewhen = letters.iter().find(|row| row.written_at < first - margin || row.written_at > last + margin);
    assert!(elsewhen.is_none(), "written by a clock that nobody believes: {elsewhen:?}");
    let books = Books::of(&app, &server).await;
    assert_eq!((books.flagged(), letters.iter().any(|letter| letter.copies > 1)), (0, false));
    format!("the real program through {} jumps of up to ten years, nothing said twice", jumps.len())
}

/// The engine, whose clock is led to and fro for weeks.
async fn injected_jumps(size: Size) -> String {
    let jumps: i64 = size.of(12, 60, 200);
    let town = Town::new("2026-10-12T08:00", 10).await;
    let due: Vec<_> = (0..40).map(|n| on("2026-10-14") + chrono::Days::new(n % 12)).collect();
    town.actions(0, &due).await;
    let server = ScriptedRelay::polite().await;
    let app = town.house.app.clone();
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    for n in 0..jumps {
        let now = at("2026-10-12T08:10") + TimeDelta::minutes(n * 480);
        let off = [1, 60, 3600, 86_400, 7 * 86_400, 365 * 86_400, 3650 * 86_400][usize::try_from(n).unwrap() % 7];
        for moment in [now, now + TimeDelta::seconds(if n % 2 == 0 { off } else { -off }), now] {
            app.clock().set(moment);
            // Beyond the calendar nothing is done, and it says so.
            let _ = remit::obligations::remind(&app).await;
            let _ = sender.deliver_due().await;
        }
    }
    let letters = all_letters(&town.house).await;
    assert!(letters.iter().all(|letter| letter.copies <= 1));
    let sent: Vec<String> = server
        .taken()
        .iter()
        .filter_map(|taken| taken.message.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned))
        .collect();
    let different: std::collections::BTreeSet<&String> = sent.iter().collect();
    assert_eq!(sent.len(), different.len(), "a letter went twice");
    let notices = remit_entity::notice::Entity::find().all(app.db()).await.unwrap();
    let keys: std::collections::BTreeSet<_> =
        notices.iter().map(|row| (row.obligation_id, row.due_on, row.rung.clone(), row.person_id)).collect();
    assert_eq!(keys.len(), notices.len(), "a rung was said twice");
    format!(
        "{jumps} jumps of the engine's clock by up to ten years: {} letters, no rung and no letter twice",
        sent.len()
    )
}

pub async fn suspended(_: Size) -> Told {
    if postgres().is_some() {
        return skipped("on SQLite alone: a node here is judged by the database's clock (F26)");
    }
    if library().is_none() {
        return skipped(NO_LIBRARY);
    }
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let (town, place) = town_on_disk(folder, &place, 8, &["2026-10-13"]).await;
    let Town { house: House { app, folder }, .. } = town;
    app.close().await.unwrap();
    let server = ScriptedRelay::polite().await;
    // Monday evening: nothing is due before the morning.
    let evening = at("2026-10-12T17:58");
    let Ok(mut node) = Node::start(&place, folder.path(), &server.url(), Some(evening)) else { panic!("no start") };
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before = server.taken().len();
    signal(&node.child, "STOP");
    tokio::time::sleep(Duration::from_secs(2)).await;
    node.it_is(at("2026-10-13T08:00"));
    signal(&node.child, "CONT");
    let woke = Instant::now();
    // The clock has moved by a night against steady time: it is doubted, and nothing leaves by it.
    let early = until(Duration::from_secs(20), || server.taken().len() > before).await;
    assert!(early.is_none(), "letters left by a clock that nobody believes");
    assert!(node.log().contains("until the clock is believed"), "no word of the clock: {}", node.log());
    // Whoever starts it anew says that the clock is right.
    drop(node);
    let Ok(again) = Node::start(&place, folder.path(), &server.url(), Some(at("2026-10-13T08:01"))) else {
        panic!("no second start")
    };
    node = again;
    let all = until(Duration::from_secs(90), || server.taken().len() >= before + 9).await;
    let took = woke.elapsed();
    assert!(all.is_some(), "{} of 9 letters: {}", server.taken().len() - before, node.log());
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(node.lives());
    let mut each: HashMap<String, usize> = HashMap::new();
    for taken in server.taken().into_iter().skip(before) {
        *each.entry(taken.to[0].clone()).or_default() += 1;
    }
    assert!(each.values().all(|n| *n == 1), "more than one letter for somebody: {each:?}");
    seen(format!(
        "asleep from 17:58 to 08:00: one letter each for {} people within {:.0} s",
        each.len(),
        took.as_secs_f64()
    ))
}

pub async fn skewed(size: Size) -> Told {
    if library().is_none() {
        return skipped(NO_LIBRARY);
    }
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let app = open_at(&place, Clock::running_from(Utc::now())).await;
    furnish(&app).await;
    let server = ScriptedRelay::polite().await;
    let ahead = Utc::now() + TimeDelta::minutes(3);
    let data = folder.path().join("ahead");
    let Ok(node) = Node::start(&place, &data, &server.url(), Some(ahead)) else { panic!("no start") };
    let patience = Duration::from_secs(size.of(20, 45, 60));
    let begun = Instant::now();
    let mut is_noticed = false;
    while begun.elapsed() < patience && !is_noticed {
        tokio::time::sleep(Duration::from_millis(500)).await;
        is_noticed = node::Entity::find().all(app.db()).await.unwrap().iter().any(|node| node.is_suspect);
    }
    if !is_noticed {
        return skipped("no node of this version compares its clock with the database's");
    }
    let noticed = begun.elapsed();
    post_now(&app, 3, 0).await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(server.taken().len(), 0, "a node in doubt sends");
    let data = folder.path().join("right");
    let Ok(_right) = Node::start(&place, &data, &server.url(), None) else { panic!("no start") };
    let sent = until(Duration::from_secs(30), || server.taken().len() == 3).await;
    assert!(sent.is_some(), "the other node does not send");
    drop(node);
    seen(format!("noticed after {:.0} s; it hands nothing over, the node beside it does", noticed.as_secs_f64()))
}

/// Letters that go whenever they come.
pub async fn post_now(app: &remit::app::App, count: usize, from: usize) {
    app.write(Author::Remit, move |work| {
        Box::pin(async move {
            for n in from..from + count {
                queue::enqueue(work, draft(n, Letter::Receipt)).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
}

pub async fn part_falls_over(size: Size) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let app = open_at(&place, Clock::running_from(Utc::now())).await;
    furnish(&app).await;
    app.write(Author::Remit, |work| Box::pin(gate::turn(work, Mode::Live))).await.ok();
    app.close().await.unwrap();
    let Ok(mut node) = Node::start(&place, folder.path(), "smtp://127.0.0.1:9", None) else { panic!("no start") };
    assert_eq!(node.asks("/sign-in"), Some(200));
    let has_ready = node.asks("/readyz").is_some_and(|status| status == 200);
    let db = behind(&place).await;
    db.execute_unprepared("ALTER TABLE letter RENAME TO letter_gone").await.unwrap();
    let begun = Instant::now();
    let mut not_ready = None;
    let limit = Duration::from_secs(size.of(40, 60, 60));
    while node.lives() {
        assert!(begun.elapsed() < limit, "it goes on as if nothing were: {}", node.log());
        if has_ready && not_ready.is_none() && node.asks("/readyz").is_some_and(|status| status != 200) {
            not_ready = Some(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = begun.elapsed();
    assert!(!node.child.wait().unwrap().success(), "it ended as if all were well");
    let ready = match (has_ready, not_ready) {
        (false, _) => "no /readyz to ask".to_owned(),
        (true, None) => panic!("it was ready to the last"),
        (true, Some(after)) => format!("not ready after {:.1} s", after.as_secs_f64()),
    };
    seen(format!(
        "the sender fails pass after pass: {ready}; the process ends with a fault after {:.1} s",
        took.as_secs_f64()
    ))
}
