//! F11 to F13: the primary dies, hangs or comes back, a standby takes over. What was acknowledged, what was forgotten,
//! and what becomes of letters that the new primary does not know to have left.

use crate::database::count;
use crate::runner::{Size, Told, seen, skipped};
use crate::servers::{Pair, programs};
use crate::serving::Node;
use crate::support::post::{draft, furnish, letters, open_at};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use chrono::{TimeDelta, Utc};
use remit::app::App;
use remit::clock::Clock;
use remit::gate;
use remit::nodes;
use remit::post::{Sender, Transport, Tuning, queue};
use remit::store::Place;
use remit::work::Author;
use remit_domain::letter::{Kind, State};
use remit_domain::sending::Held;
use remit_entity::attempt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The longest from the promotion until a write and a letter go again.
const LIMIT: Duration = Duration::from_secs(10);

/// Where to find PostgreSQL's programs; else why the row is not run. It takes long, and is run at length or by its name.
fn asked(size: Size, number: &str) -> Result<PathBuf, Told> {
    let by_name = std::env::args().any(|word| word.eq_ignore_ascii_case(number));
    if size != Size::Nightly && !by_name {
        return Err(skipped("nightly alone"));
    }
    programs().ok_or_else(|| skipped("PostgreSQL's own programs are not installed here (apt-get install postgresql)"))
}

/// `remit serve`, started anew whenever it ends, as a service manager does.
struct Kept {
    ends: Arc<AtomicBool>,
    dies: Arc<AtomicBool>,
    starts: Arc<AtomicUsize>,
    data: PathBuf,
    keeper: Option<std::thread::JoinHandle<()>>,
}

impl Kept {
    fn start(place: &Place, data: &Path, relay: &str) -> Self {
        let (ends, dies, starts) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default(), Arc::default());
        let (place, relay) = (place.clone(), relay.to_owned());
        let mut kept = Self { ends, dies, starts, data: data.to_owned(), keeper: None };
        let (ends, dies, starts, data) = (kept.ends.clone(), kept.dies.clone(), kept.starts.clone(), data.to_owned());
        kept.keeper = Some(std::thread::spawn(move || {
            while !ends.load(Ordering::SeqCst) {
                if let Ok(mut node) = Node::start(&place, &data, &relay, None) {
                    starts.fetch_add(1, Ordering::SeqCst);
                    while !ends.load(Ordering::SeqCst) && node.lives() && !dies.swap(false, Ordering::SeqCst) {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                }
                std::thread::sleep(Duration::from_millis(200));
            }
        }));
        kept
    }

    /// It is killed, and started anew.
    fn kill(&self) {
        self.dies.store(true, Ordering::SeqCst);
    }

    fn log(&self) -> String {
        let mut logs: Vec<_> = std::fs::read_dir(&self.data)
            .map(|all| all.filter_map(Result::ok).map(|entry| entry.path()).collect())
            .unwrap_or_default();
        logs.retain(|path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("log-")));
        logs.sort();
        let text: String = logs.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
        let lines: Vec<_> = text.lines().filter(|line| line.starts_with("20") || line.starts_with("remit")).collect();
        lines[lines.len().saturating_sub(4)..].join(" | ")
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        let _ = self.keeper.take().map(std::thread::JoinHandle::join);
    }
}

/// A council on a pair of servers, two nodes that send, and an app of the row's own that writes.
struct Town {
    app: App,
    _stop: watch::Sender<bool>,
    watching: JoinHandle<anyhow::Result<()>>,
    nodes: Vec<Kept>,
    starts: usize,
    /// How long it took until nothing waited any more.
    ended: Duration,
    server: ScriptedRelay,
    arrivals: Arc<Mutex<Vec<Instant>>>,
    written: Arc<AtomicUsize>,
    /// What the database has said yes to, and when.
    yes: Arc<Mutex<Vec<(usize, Instant)>>>,
    pair: Pair,
}

impl Town {
    async fn new(pair: Pair, pause: Duration) -> Self {
        let arrivals: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let noted = arrivals.clone();
        let server = ScriptedRelay::start(move |moment| {
            if moment.stage == Stage::AfterDot {
                noted.lock().unwrap().push(Instant::now());
                return Act::After(pause);
            }
            Act::Usual
        })
        .await;
        let place = pair.place();
        let app = opened(&pair).await;
        furnish(&app).await;
        let (stop, watching) = watch_over(&app, pair.folder.path());
        let nodes = ["one", "other"].map(|name| Kept::start(&place, &pair.folder.path().join(name), &server.url()));
        let nodes = Vec::from(nodes);
        let (written, yes) = Default::default();
        let town = Self {
            app,
            _stop: stop,
            watching,
            nodes,
            starts: 0,
            ended: Duration::ZERO,
            server,
            arrivals,
            written,
            yes,
            pair,
        };
        assert!(until(Duration::from_secs(60), || town.starts() >= 2).await.is_some(), "no start: {}", town.logs());
        town
    }

    fn starts(&self) -> usize {
        self.nodes.iter().map(|node| node.starts.load(Ordering::SeqCst)).sum::<usize>().max(self.starts)
    }

    fn logs(&self) -> String {
        self.nodes.iter().map(Kept::log).collect()
    }

    fn arrived(&self) -> usize {
        self.arrivals.lock().unwrap().len()
    }

    async fn post(&self, count: usize) {
        let first = self.written.fetch_add(count, Ordering::SeqCst);
        self.app.write(Author::Remit, move |work| Box::pin(posted(work, first, count))).await.unwrap();
        self.yes.lock().unwrap().extend((first..first + count).map(|n| (n, Instant::now())));
    }

    /// Writers that note what the database said yes to, until the answer is dropped.
    fn writers(&self, count: usize) -> Writers {
        let tasks = (0..count).map(|_| {
            let (app, written, yes) = (self.app.clone(), self.written.clone(), self.yes.clone());
            tokio::spawn(async move {
                loop {
                    let n = written.fetch_add(1, Ordering::SeqCst);
                    if app.write(Author::Remit, move |work| Box::pin(posted(work, n, 1))).await.is_ok() {
                        yes.lock().unwrap().push((n, Instant::now()));
                    }
                    tokio::time::sleep(Duration::from_millis(60)).await;
                }
            })
        });
        Writers(tasks.collect())
    }

    /// How long after a moment somebody writes again, and a letter goes.
    async fn goes_on(&self, since: Instant, limit: Duration) -> (Duration, Duration) {
        let both = until(limit, || {
            self.yes.lock().unwrap().last().is_some_and(|(_, at)| *at > since)
                && self.arrivals.lock().unwrap().last().is_some_and(|at| *at > since)
        });
        let both = both.await;
        let wrote = self.yes.lock().unwrap().iter().find(|(_, at)| *at > since).map(|(_, at)| *at - since);
        let went = self.arrivals.lock().unwrap().iter().find(|at| **at > since).map(|at| *at - since);
        assert!(both.is_some(), "within {limit:?}: written {wrote:?}, sent {went:?}: {}", self.logs());
        (wrote.unwrap(), went.unwrap())
    }

    /// Until nothing waits and nobody holds anything; what nobody heard the end of is in doubt when its lease is over.
    async fn end(&mut self) -> HashMap<usize, (State, i32)> {
        let waiting = "SELECT count(*) AS n FROM letter WHERE state IN ('pending', 'retry') OR \
            (state = 'sending' AND phase = 'claimed')";
        // Both nodes live and have told; the third is the row's own.
        let alive = "SELECT count(*) AS n FROM node WHERE seen_at > now() - interval '8 seconds'";
        let begun = Instant::now();
        while count(self.app.db(), waiting).await > 0 || count(self.app.db(), alive).await < 3 {
            assert!(begun.elapsed() < Duration::from_secs(120), "letters have no end: {}", self.logs());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        (self.starts, self.ended) = (self.starts(), begun.elapsed());
        self.nodes.clear();
        let later = open_at(&self.pair.place(), Clock::running_from(Utc::now() + TimeDelta::minutes(30))).await;
        Sender::new(later.clone(), Transport::Nowhere, Tuning::default()).unwrap().recover().await.unwrap();
        let found = letters(&later).await;
        later.close().await.unwrap();
        let number =
            |address: &str| address.trim_start_matches("director-").split('@').next().unwrap().parse().unwrap();
        found.into_iter().map(|row| (number(&row.to_address), (*row.state, row.copies))).collect()
    }

    fn copies(&self) -> HashMap<usize, i32> {
        let mut copies = HashMap::new();
        for taken in self.server.taken() {
            let number = taken.to[0].trim_start_matches("director-").split('@').next().unwrap().parse().unwrap();
            *copies.entry(number).or_insert(0) += 1;
        }
        copies
    }

    /// Nothing missing, no copy that is not flagged, two at most, an end for every letter. How many are flagged.
    fn keeps_the_promise(&self, known: &HashMap<usize, (State, i32)>) -> usize {
        let arrived = self.copies();
        let mut flagged = 0;
        for (n, (state, copies)) in known {
            let arrived = arrived.get(n).copied().unwrap_or(0);
            let is_flagged = *state == State::Uncertain || *copies > 1;
            assert!(*state == State::Sent || *state == State::Uncertain, "letter {n} is left {state:?}");
            assert!(arrived > 0 || is_flagged, "letter {n} is missing");
            assert!(arrived <= 1 || is_flagged, "letter {n} went {arrived} times, and nobody says so");
            assert!(arrived <= *copies && arrived <= 2, "{arrived} of letter {n} arrived, {copies} are known");
            flagged += usize::from(is_flagged);
        }
        flagged
    }

    /// What was acknowledged and is not there.
    fn lost(&self, known: &HashMap<usize, (State, i32)>) -> Vec<usize> {
        self.yes.lock().unwrap().iter().map(|(n, _)| *n).filter(|n| !known.contains_key(n)).collect()
    }
}

struct Writers(Vec<JoinHandle<()>>);

impl Drop for Writers {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

async fn posted(work: &remit::work::Work, first: usize, count: usize) -> remit::error::Result<()> {
    for n in first..first + count {
        queue::enqueue(work, draft(n, Kind::Receipt)).await?;
    }
    Ok(())
}

/// Has an app follow the host that takes writes, as a node does; what it remembers it keeps in a folder, as a node does.
fn watch_over(app: &App, folder: &Path) -> (watch::Sender<bool>, JoinHandle<anyhow::Result<()>>) {
    app.handed().keep_in(folder).unwrap();
    app.pulse().named("the row", remit::pulse::Readers::Here);
    let (stop, stopped) = watch::channel(false);
    (stop, tokio::spawn(nodes::keep(app.clone(), String::new, stopped)))
}

async fn opened(pair: &Pair) -> App {
    open_at(&pair.place(), Clock::running_from(Utc::now())).await
}

async fn until(limit: Duration, mut is_so: impl FnMut() -> bool) -> Option<Duration> {
    let begun = Instant::now();
    while begun.elapsed() < limit {
        if is_so() {
            return Some(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    None
}

pub async fn synchronous(size: Size) -> Told {
    let programs = match asked(size, "F11") {
        Ok(programs) => programs,
        Err(told) => return told,
    };
    let rounds = size.of(1, 3, 20);
    let pair = Pair::new(&programs, true).await;
    let mut town = Town::new(pair, Duration::from_millis(5)).await;
    let (mut writes, mut sends) = (Duration::ZERO, Duration::ZERO);
    let writers = town.writers(4);
    for round in 0..rounds {
        if round > 0 {
            town.pair.join("").await;
        }
        tokio::time::sleep(Duration::from_millis(1500)).await;
        town.pair.primary().stop("immediate");
        town.pair.standby().promote();
        let promoted = Instant::now();
        town.pair.primary = 1 - town.pair.primary;
        let (wrote, went) = town.goes_on(promoted, LIMIT).await;
        (writes, sends) = (writes.max(wrote), sends.max(went));
    }
    drop(writers);
    let known = town.end().await;
    let lost = town.lost(&known);
    let flagged = town.keeps_the_promise(&known);
    let yes = town.yes.lock().unwrap().len();
    assert!(lost.is_empty(), "{} of {yes} acknowledged letters are gone", lost.len());
    let held = gate::find(town.app.db(), town.app.clock().today()).await.unwrap().held;
    assert_eq!(held, None, "letters are held, although nothing was forgotten");
    seen(format!(
        "{rounds} times: 0 of {yes} acknowledged lost; after the promotion written within {:.1} s, sent within {:.1} s; \
         0 missing, 0 unflagged, {flagged} flagged; what was in hand went within {:.0} s more; {} starts of two nodes",
        writes.as_secs_f64(),
        sends.as_secs_f64(),
        town.ended.as_secs_f64(),
        town.starts()
    ))
}

/// The primary stands still and keeps every connection open; a standby takes over.
pub async fn hanging(size: Size) -> Told {
    let programs = match asked(size, "F11h") {
        Ok(programs) => programs,
        Err(told) => return told,
    };
    let pair = Pair::new(&programs, true).await;
    let mut town = Town::new(pair, Duration::from_millis(5)).await;
    town.post(20).await;
    assert!(until(Duration::from_secs(30), || town.arrived() >= 10).await.is_some(), "nothing goes: {}", town.logs());
    let first = town.pair.primary;
    town.pair.servers[first].freeze();
    let frozen = Instant::now();
    let stayed = town.starts();
    // Nobody answers: the processes stay. Then somebody does.
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert_eq!(town.starts(), stayed, "a node ended although no database took writes: {}", town.logs());
    town.pair.standby().promote();
    let promoted = Instant::now();
    town.pair.primary = 1 - first;
    let ended = tokio::time::timeout(Duration::from_secs(30), &mut town.watching).await;
    let ended = ended.expect("whoever writes does not notice").unwrap().expect_err("it ended as if all were well");
    assert!(ended.is::<nodes::Hangs>(), "{ended:#}");
    let noticed = promoted.elapsed();
    // The old one is gone before the new one begins, as with processes.
    town.app = opened(&town.pair).await;
    (town._stop, town.watching) = watch_over(&town.app, town.pair.folder.path());
    town.post(20).await;
    let (_, went) = town.goes_on(promoted, Duration::from_secs(25)).await;
    let known = town.end().await;
    let flagged = town.keeps_the_promise(&known);
    assert!(town.lost(&known).is_empty());
    assert_eq!(known.len(), 40);
    seen(format!(
        "stood still for {:.0} s with nobody to go to: nodes stayed; after the promotion noticed within {:.1} s, \
         ended and started anew ({} starts of two nodes), sent within {:.1} s; 0 missing, 0 unflagged, {flagged} flagged",
        (promoted - frozen).as_secs_f64(),
        noticed.as_secs_f64(),
        town.starts(),
        went.as_secs_f64()
    ))
}

pub async fn asynchronous(size: Size) -> Told {
    let programs = match asked(size, "F12") {
        Ok(programs) => programs,
        Err(told) => return told,
    };
    let rounds = size.of(1, 1, 5);
    let (mut lost, mut anew, mut flagged, mut sends) = (0, 0, 0, Duration::ZERO);
    let (mut held_with, mut gone_and_sent) = (0, 0);
    for round in 0..rounds {
        let pair = Pair::new(&programs, false).await;
        let mut town = Town::new(pair, Duration::from_millis(100)).await;
        town.post(200).await;
        let begun = until(Duration::from_secs(30), || town.arrived() >= 40).await;
        assert!(begun.is_some(), "nothing goes: {}", town.logs());
        // From here on the standby hears of nothing: not of letters that leave, nor of new ones.
        town.pair.standby().stop("immediate");
        // Every other time whole letters are forgotten too.
        let is_forgetful = round % 2 == 0;
        town.post(if is_forgetful { 20 } else { 0 }).await;
        let most = if is_forgetful { 212 } else { 180 };
        assert!(until(Duration::from_secs(60), || town.arrived() >= most).await.is_some(), "{}", town.logs());
        // One of the nodes goes with the primary, and has but its folder to remember by.
        town.nodes[0].kill();
        town.pair.primary().stop("immediate");
        town.pair.standby().start("");
        town.pair.standby().promote();
        let promoted = Instant::now();
        town.pair.primary = 1 - town.pair.primary;
        let writers = town.writers(1);
        let (_, went) = town.goes_on(promoted, LIMIT).await;
        drop(writers);
        sends = sends.max(went);
        let known = town.end().await;
        flagged += town.keeps_the_promise(&known);
        let gone: HashSet<usize> = town.lost(&known).into_iter().collect();
        let arrived = town.copies();
        let sent_and_gone = gone.iter().filter(|n| arrived.contains_key(n)).count();
        let held = gate::find(town.app.db(), town.app.clock().today()).await.unwrap().held;
        assert_eq!(held == Some(Held::Restored), sent_and_gone > 0, "{sent_and_gone} letters are gone, held: {held:?}");
        let noted = attempt::Entity::find().filter(attempt::Column::Words.starts_with("noted anew"));
        anew += noted.count(town.app.db()).await.unwrap();
        lost += gone.len();
        gone_and_sent += sent_and_gone;
        held_with += usize::from(held.is_some());
    }
    assert!(anew > 0, "nothing was forgotten: the row proves nothing");
    seen(format!(
        "{rounds} times, a node killed with the primary: {lost} acknowledged letters forgotten, {gone_and_sent} of them \
         sent: all held and asked about {held_with} times; of those still known {anew} noted anew, 0 sent again, 0 missing, \
         0 unflagged, {flagged} flagged; sent again within {:.1} s of the promotion",
        sends.as_secs_f64()
    ))
}

pub async fn old_primary(size: Size) -> Told {
    let programs = match asked(size, "F13") {
        Ok(programs) => programs,
        Err(told) => return told,
    };
    let pair = Pair::new(&programs, false).await;
    let mut town = Town::new(pair, Duration::from_millis(5)).await;
    let writers = town.writers(2);
    tokio::time::sleep(Duration::from_secs(2)).await;
    // Stopped in order, and back as a server that takes no writes, before anybody has gone elsewhere.
    let old = town.pair.primary;
    town.pair.primary().stop("fast");
    town.pair.primary().start("-c default_transaction_read_only=on");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let behind = town.pair.servers[old].reached("remit").await;
    let sql = "SELECT count(*) AS n FROM letter";
    let before = count(&behind, sql).await;
    let on_it = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = 'remit' AND pid <> pg_backend_pid()";
    let glued = count(&behind, on_it).await;
    town.pair.standby().promote();
    let promoted = Instant::now();
    town.pair.primary = 1 - old;
    let (wrote, went) = town.goes_on(promoted, LIMIT).await;
    let begun = Instant::now();
    let mut left = count(&behind, on_it).await;
    while left > 0 && begun.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        left = count(&behind, on_it).await;
    }
    assert_eq!(left, 0, "connections stay with the old primary: {}", town.logs());
    let let_go = promoted.elapsed();
    assert_eq!(count(&behind, sql).await, before, "something was written at the old primary");
    behind.close().await.unwrap();
    // Back again, as a standby of the new one: nobody takes it for the primary.
    town.pair.servers[old].stop("immediate");
    town.pair.join("").await;
    let again = Instant::now();
    town.goes_on(again, LIMIT).await;
    town.nodes[0].kill();
    town.goes_on(Instant::now(), LIMIT).await;
    drop(writers);
    let known = town.end().await;
    let flagged = town.keeps_the_promise(&known);
    town.pair.is_level().await;
    let lost = town.lost(&known);
    assert!(lost.is_empty(), "{} acknowledged letters are gone", lost.len());
    seen(format!(
        "{glued} connections stood on it: written elsewhere within {:.1} s of the promotion, sent within {:.1} s, the last \
         of them let go within {:.1} s; nothing written there; as a standby it is left alone; 0 missing, 0 unflagged, \
         {flagged} flagged",
        wrote.as_secs_f64(),
        went.as_secs_f64(),
        let_go.as_secs_f64()
    ))
}
