//! The sender is killed between any two steps, again and again: nothing is missing, no second copy is unflagged.
//!
//! The sender under test is this same test binary, run anew with one ignored test that only sends.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use remit::clock::Clock;
use remit::post::{PhaseLimits, Relay, Sender, Step, Transport, Tuning, Watcher};
use remit::store::Place;
use remit_domain::letter::{Kind, State};

use crate::support::house::{fresh_place, postgres};
use crate::support::post::{furnish, letters, open_at, post_many, sqlite, states, utc};
use crate::support::relay::{Act, ScriptedRelay, Stage};

const START: &str = "2026-10-12T06:30:00Z";

/// What the child is told, by its environment.
struct Orders<'a> {
    place: &'a Place,
    relay: String,
    now: DateTime<Utc>,
    slots: usize,
    /// Falls over at the so-and-so-manieth time that it comes to this step.
    fall_at: Option<(Step, usize)>,
}

impl Orders<'_> {
    fn spawn(&self) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "post_faults::child_that_only_sends", "--ignored", "--quiet"]);
        match self.place {
            Place::Sqlite(file) => command.env("POST_FAULTS_FILE", file),
            Place::Postgres(url) => command.env("POST_FAULTS_URL", url),
        };
        command.env("POST_FAULTS_RELAY", &self.relay).env("POST_FAULTS_NOW", self.now.to_rfc3339());
        command.env("POST_FAULTS_SLOTS", self.slots.to_string());
        if let Some((step, nth)) = self.fall_at {
            command.env("POST_FAULTS_FALL", format!("{step:?} {nth}"));
        }
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    async fn run(&self) -> ExitStatus {
        finish(&mut self.spawn()).await
    }
}

async fn finish(child: &mut Child) -> ExitStatus {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if began.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("the child does not come to an end");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Sends until nothing waits that could go now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of the stories below, which run it in a process of its own"]
async fn child_that_only_sends() {
    let told = |name: &str| std::env::var(name).ok();
    let place = match (told("POST_FAULTS_FILE"), told("POST_FAULTS_URL")) {
        (Some(file), _) => Place::Sqlite(file.into()),
        (None, Some(url)) => Place::Postgres(url),
        (None, None) => return,
    };
    let now = utc(&told("POST_FAULTS_NOW").unwrap());
    let app = open_at(&place, Clock::running_from(now)).await;
    let relay = Relay::from_url(&told("POST_FAULTS_RELAY").unwrap()).unwrap();
    let limits = PhaseLimits::all(Duration::from_secs(5));
    let fall_at = told("POST_FAULTS_FALL");
    let times = Mutex::new(HashMap::new());
    let watcher: Watcher = Arc::new(move |step| {
        let name = format!("{step:?}");
        let mut times = times.lock().unwrap();
        let seen = times.entry(name.clone()).or_insert(0);
        *seen += 1;
        if fall_at.as_ref().is_some_and(|fall| *fall == format!("{name} {seen}")) {
            std::process::abort();
        }
    });
    let slots = told("POST_FAULTS_SLOTS").unwrap().parse().unwrap();
    let tuning = Tuning { slots, batch: 3, watcher: Some(watcher), ..Tuning::default() };
    let sender = Sender::new(app.clone(), Transport::Relay(relay.with_limits(limits)), tuning).unwrap();
    sender.recover().await.unwrap();
    while sender.deliver_due().await.unwrap() != remit::post::Tally::default() {}
}

async fn prepare(place: &Place, count: usize) {
    let app = open_at(place, Clock::stopped(utc(START))).await;
    furnish(&app).await;
    post_many(&app, count, Kind::DataRequest).await;
    app.close().await.unwrap();
}

/// How many copies of each letter reached the relay, and how many the memory owns up to.
struct Books {
    arrived: HashMap<String, i32>,
    found: Vec<(String, State, i32)>,
}

impl Books {
    async fn open(place: &Place, server: &ScriptedRelay) -> Self {
        let app = open_at(place, Clock::stopped(utc(START))).await;
        let found = letters(&app).await;
        app.close().await.unwrap();
        let mut arrived = HashMap::new();
        for taken in server.taken() {
            *arrived.entry(taken.to[0].clone()).or_insert(0) += 1;
        }
        let found = found.into_iter().map(|letter| (letter.to_address, *letter.state, letter.copies)).collect();
        Self { arrived, found }
    }

    fn doubled(&self) -> usize {
        self.arrived.values().filter(|copies| **copies > 1).count()
    }

    fn flagged(&self) -> usize {
        self.found.iter().filter(|(_, state, copies)| *copies > 1 || *state == State::Uncertain).count()
    }

    /// The promise: an end for every letter, none missing, at most two copies, and none of them unknown to us.
    fn keep_the_promise(&self, story: &str) {
        for (address, state, copies) in &self.found {
            let arrived = self.arrived.get(address).copied().unwrap_or(0);
            let ended = *state == State::Sent || (*state == State::Uncertain && *copies == 2);
            assert!(ended, "{story}: {address} is left {state:?} with {copies} copies");
            assert!(arrived > 0 || *state == State::Uncertain, "{story}: {address} is missing");
            assert!(arrived <= *copies && *copies <= 2, "{story}: {arrived} of {address} arrived, {copies} are known");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_falls_over_at_any_step_leaves_exactly_the_doubt_that_it_must() {
    // Copies too many at the relay, and letters flagged, when the fall comes at this step.
    let cases = [
        (Step::Claimed, 0, 0),
        (Step::Ready, 0, 0),
        (Step::Confirmed, 0, 1),
        (Step::Answered, 1, 1),
        (Step::Recorded, 0, 0),
    ];
    for (step, doubled, flagged) in cases {
        for nth in [1, 2] {
            let story = format!("{step:?} {nth}");
            let folder = tempfile::tempdir().unwrap();
            let place = sqlite(folder.path());
            prepare(&place, 5).await;
            let server = ScriptedRelay::polite().await;
            let orders = |now, fall_at| Orders { place: &place, relay: server.url(), now, slots: 1, fall_at };
            let fallen = orders(utc(START), Some((step, nth))).run().await;
            assert!(!fallen.success(), "{story}: it did not fall");
            assert!(orders(utc(START), None).run().await.success(), "{story}");
            assert!(orders(utc(START) + TimeDelta::minutes(11), None).run().await.success(), "{story}");
            let books = Books::open(&place, &server).await;
            books.keep_the_promise(&story);
            assert_eq!((books.doubled(), books.flagged()), (doubled, flagged), "{story}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_killed_while_the_relay_listens_loses_nothing() {
    let stages = [
        (Stage::Greeting, 0, 0),
        (Stage::Ehlo, 0, 0),
        (Stage::Mail, 0, 0),
        (Stage::Rcpt, 0, 0),
        (Stage::Data, 0, 0),
        (Stage::AfterDot, 1, 1),
    ];
    for (stage, doubled, flagged) in stages {
        let folder = tempfile::tempdir().unwrap();
        let place = sqlite(folder.path());
        prepare(&place, 3).await;
        let victim: Arc<Mutex<Option<Child>>> = Arc::default();
        let prey = victim.clone();
        let server = ScriptedRelay::start(move |moment| {
            if moment.stage == stage
                && let Some(mut child) = prey.lock().unwrap().take()
            {
                child.kill().unwrap();
                child.wait().unwrap();
            }
            Act::Usual
        })
        .await;
        let orders = |now| Orders { place: &place, relay: server.url(), now, slots: 1, fall_at: None };
        *victim.lock().unwrap() = Some(orders(utc(START)).spawn());
        while victim.lock().unwrap().is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(orders(utc(START)).run().await.success(), "{stage:?}");
        assert!(orders(utc(START) + TimeDelta::minutes(11)).run().await.success(), "{stage:?}");
        let books = Books::open(&place, &server).await;
        books.keep_the_promise(&format!("{stage:?}"));
        assert_eq!((books.doubled(), books.flagged()), (doubled, flagged), "{stage:?}");
    }
}

/// Kills senders as soon as the relay has heard a few more letters, then lets one finish.
async fn slaughter(place: &Place, senders: usize, kills: usize) -> (ScriptedRelay, usize) {
    let heard = Arc::new(AtomicUsize::new(0));
    let hears = heard.clone();
    let server = ScriptedRelay::start(move |moment| {
        let n = hears.fetch_add(1, Ordering::SeqCst);
        match moment.stage {
            Stage::AfterDot | Stage::Data => Act::After(Duration::from_millis((n * 7 % 13) as u64)),
            _ => Act::Usual,
        }
    })
    .await;
    let orders = |minutes| Orders {
        place,
        relay: server.url(),
        now: utc(START) + TimeDelta::minutes(minutes),
        slots: 4,
        fall_at: None,
    };
    let mut pack: Vec<Child> = (0..senders).map(|_| orders(0).spawn()).collect();
    let mut killed = 0;
    for n in 0..kills {
        let wanted = heard.load(Ordering::SeqCst) + 15 + n * 11 % 37;
        let victim = n % senders;
        while heard.load(Ordering::SeqCst) < wanted && pack.iter_mut().any(|child| child.try_wait().unwrap().is_none())
        {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        killed += usize::from(pack[victim].try_wait().unwrap().is_none());
        pack[victim].kill().unwrap();
        pack[victim].wait().unwrap();
        pack[victim] = orders(0).spawn();
    }
    for child in &mut pack {
        assert!(finish(child).await.success());
    }
    // The leases of the dead end, then the doubt.
    assert!(orders(15).run().await.success());
    assert!(orders(26).run().await.success());
    (server, killed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_kills_on_sqlite_lose_nothing_and_double_nothing_in_secret() {
    let folder = tempfile::tempdir().unwrap();
    let place = sqlite(folder.path());
    prepare(&place, 600).await;
    let (server, killed) = slaughter(&place, 1, 44).await;
    assert!(killed >= 40, "only {killed} kills met a living sender");
    let books = Books::open(&place, &server).await;
    println!("{killed} kills: {} doubled, {} flagged of 600", books.doubled(), books.flagged());
    books.keep_the_promise("kills on SQLite");
    assert!(books.flagged() > 0, "no kill met a letter in doubt: the story proves nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_among_two_senders_on_postgres_lose_nothing_and_double_nothing_in_secret() {
    if postgres().is_none() {
        println!("skipped: no TEST_POSTGRES_URL");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    prepare(&place, 400).await;
    let (server, killed) = slaughter(&place, 2, 20).await;
    assert!(killed >= 15, "only {killed} kills met a living sender");
    let books = Books::open(&place, &server).await;
    println!("{killed} kills: {} doubled, {} flagged of 400", books.doubled(), books.flagged());
    books.keep_the_promise("kills on PostgreSQL");
}

#[tokio::test]
async fn a_second_process_cannot_open_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    prepare(&sqlite(folder.path()), 1).await;
    let app = open_at(&sqlite(folder.path()), Clock::stopped(utc(START))).await;
    let server = ScriptedRelay::polite().await;
    let place = sqlite(folder.path());
    let orders = Orders { place: &place, relay: server.url(), now: utc(START), slots: 1, fall_at: None };
    assert!(!orders.run().await.success());
    assert_eq!(states(&app).await, [(State::Pending, 0)]);
    assert!(server.taken().is_empty() && Path::new(folder.path()).exists());
}
