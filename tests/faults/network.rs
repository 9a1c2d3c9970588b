//! F16 and F17: a node loses the database, or the relay. It runs in a network of its own behind a router that swallows
//! packets without a word, in one direction or both; nobody hears of it by a reset.

use crate::books::Books;
use crate::children::{NAME, Orders, place_words, read_place};
use crate::mail::tuning;
use crate::root;
use crate::runner::{Size, Told, seen, skipped};
use crate::sending::prepare;
use crate::serving::{Berth, Node, behind, post_now, until};
use crate::support::house::fresh_place;
use crate::support::post::{furnish, letters, open_at, utc};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use chrono::{DateTime, TimeDelta, Utc};
use remit::app::App;
use remit::clock::Clock;
use remit::post::{PhaseLimits, Relay, Sender, Tally, Transport, Tuning};
use remit::store::Place;
use remit_domain::letter::State;
use remit_entity::{Stored, attempt, letter};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ExitCode, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};

/// A node's network, a router, and this machine; taken away when dropped.
struct Network {
    name: String,
    number: u32,
}

impl Drop for Network {
    fn drop(&mut self) {
        let (node, router) = (self.node(), self.router());
        for network in [node, router] {
            let _ = root::run("ip", &["netns", "del", &network]);
        }
        // A link goes with the network that holds its other end, but not in the same moment.
        let _ = root::run("ip", &["link", "del", &self.name]);
    }
}

impl Network {
    /// One, or why there can be none. Addresses are those set aside for trials of networks.
    fn new() -> Result<Self, String> {
        if let Some(why) = root::wanting(&["ip", "nsenter"]) {
            return Err(why);
        }
        let number = std::process::id() % 250;
        let net = Self { name: format!("rf{}", std::process::id()), number };
        let (node, router) = (net.node(), net.router());
        root::run("ip", &["netns", "add", &router]).map_err(|why| format!("no networks of their own here: {why}"))?;
        root::run("ip", &["netns", "add", &node])?;
        let (outer, inner) = (format!("{}o", net.name), format!("{}i", net.name));
        let own = |last: u32| format!("198.18.{number}.{last}/28");
        for words in [
            format!("link add {} type veth peer name {outer} netns {router}", net.name),
            format!("-n {router} link add {inner} type veth peer name eth0 netns {node}"),
            format!("addr add {} dev {}", own(1), net.name),
            format!("addr add {} dev {}", own(2), net.name),
            format!("addr add {} dev {}", own(3), net.name),
            format!("link set {} up", net.name),
            format!("-n {router} addr add {} dev {outer}", own(4)),
            format!("-n {router} link set {outer} up"),
            format!("-n {router} addr add 198.19.{number}.1/30 dev {inner}"),
            format!("-n {router} link set {inner} up"),
            format!("-n {node} addr add {}/30 dev eth0", net.address()),
            format!("-n {node} link set eth0 up"),
            format!("-n {node} link set lo up"),
            format!("-n {node} route add default via 198.19.{number}.1"),
            format!("route add 198.19.{number}.0/30 via 198.18.{number}.4"),
        ] {
            root::run("ip", &words.split(' ').collect::<Vec<_>>())?;
        }
        let switch = "echo 1 > /proc/sys/net/ipv4/ip_forward; \
            for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done";
        root::run("nsenter", &[&format!("--net=/run/netns/{router}"), "sh", "-c", switch])?;
        Ok(net)
    }

    fn node(&self) -> String {
        format!("{}n", self.name)
    }

    fn router(&self) -> String {
        format!("{}r", self.name)
    }

    /// The node's address.
    fn address(&self) -> String {
        format!("198.19.{}.2", self.number)
    }

    fn database(&self) -> String {
        format!("198.18.{}.2", self.number)
    }

    fn relay(&self) -> String {
        format!("198.18.{}.3", self.number)
    }

    /// Packets from here to there are swallowed.
    fn swallow(&self, from: &str, to: &str) {
        root::run("ip", &["-n", &self.router(), "rule", "add", "pref", "10", "from", from, "to", to, "blackhole"])
            .unwrap();
    }

    fn part(&self, other: &str) {
        self.swallow(other, &self.address());
        self.swallow(&self.address(), other);
    }

    fn heal(&self) {
        while root::run("ip", &["-n", &self.router(), "rule", "del", "pref", "10"]).is_ok() {}
    }
}

/// Whoever comes to an address of this machine is handed on to one that only it can reach.
async fn hand_on(at: &str, to: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind((at, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut guests = tokio::task::JoinSet::new();
        while let Ok((mut guest, _)) = listener.accept().await {
            guests.spawn(async move {
                let Ok(mut host) = TcpStream::connect(to).await else { return };
                let _ = (guest.set_nodelay(true), host.set_nodelay(true));
                let _ = tokio::io::copy_bidirectional(&mut guest, &mut host).await;
            });
        }
    });
    address
}

/// The same database, as the node reaches it.
async fn from_afar(net: &Network, place: &Place) -> Place {
    let Place::Postgres(url) = place else { return place.clone() };
    let (before, rest) = url.split_once("127.0.0.1:").unwrap();
    let (port, name) = rest.split_once('/').unwrap();
    let address = hand_on(&net.database(), format!("127.0.0.1:{port}").parse().unwrap()).await;
    Place::Postgres(format!("{before}{address}/{name}"))
}

/// A relay that takes its time at a stage.
async fn slow_relay(at: Stage, moment: Duration) -> ScriptedRelay {
    ScriptedRelay::start(move |heard| if heard.stage == at { Act::After(moment) } else { Act::Usual }).await
}

/// Two nodes, of which one is far; who sends is known by the relay.
struct Pair {
    net: Network,
    app: App,
    place: Place,
    far_place: Place,
    folder: tempfile::TempDir,
    far_relay: ScriptedRelay,
    far_url: String,
    near_relay: ScriptedRelay,
    far: Option<Node>,
    near: Option<Node>,
    posted: usize,
}

impl Pair {
    async fn new(net: Network) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = fresh_place(&folder).await;
        let far_place = from_afar(&net, &place).await;
        let app = open_at(&place, Clock::running_from(Utc::now())).await;
        furnish(&app).await;
        // Most of what is on the line has not been noted as ready for its last byte when the database is lost.
        let slow = || slow_relay(Stage::Data, Duration::from_millis(60));
        let (far_relay, near_relay) = (slow().await, slow().await);
        let far_url = format!("smtp://{}", hand_on(&net.relay(), far_relay.address).await);
        let mut pair = Self {
            net,
            app,
            place,
            far_place,
            folder,
            far_relay,
            far_url,
            near_relay,
            far: None,
            near: None,
            posted: 0,
        };
        pair.start_far();
        let near = Node::start(&pair.place, &pair.folder.path().join("near"), &pair.near_relay.url(), None);
        pair.near = near.ok();
        assert!(pair.near.is_some(), "the near one does not start");
        pair
    }

    fn start_far(&mut self) {
        let berth = Berth { network: Some((self.net.node(), self.net.address())), ..Berth::default() };
        let data = self.folder.path().join("far");
        self.far = Node::start_in(&berth, (&self.far_place, &data), &self.far_url, None).ok();
        assert!(self.far.is_some(), "the far one does not start");
    }

    async fn post(&mut self, count: usize) {
        post_now(&self.app, count, self.posted).await;
        self.posted += count;
    }

    fn far(&self) -> usize {
        self.far_relay.taken().len()
    }

    fn log(&self) -> String {
        self.far.as_ref().map(Node::log).unwrap_or_default()
    }

    /// Letters are posted until both have their hands full.
    async fn busy(&mut self, count: usize) {
        let (far, near) = (self.far(), self.near_relay.taken().len());
        self.post(count).await;
        let begun = Instant::now();
        while self.far() < far + 6 || self.near_relay.taken().len() < near + 6 {
            assert!(begun.elapsed() < Duration::from_secs(30), "one of them sends nothing: {}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How many are not begun or may be begun anew; those past the last byte are left to whoever holds them.
    async fn open(&self) -> usize {
        use remit_domain::letter::Phase;
        let open = letters(&self.app).await.into_iter();
        open.filter(|letter| match *letter.state {
            State::Pending | State::Retry => true,
            State::Sending => *letter.phase == Phase::Claimed,
            _ => false,
        })
        .count()
    }

    /// A transaction that has locked so many letters which wait.
    async fn lock(&self, count: usize) -> DatabaseTransaction {
        let (held, _) = self.app.begin_bookkeeping().await.unwrap();
        let waiting = letter::Entity::find().filter(letter::Column::State.eq(Stored(State::Pending)));
        let waiting = waiting.order_by_desc(letter::Column::Id).limit(count as u64);
        let locked = waiting.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&held).await.unwrap();
        assert_eq!(locked.len(), count, "too few letters wait");
        held
    }

    /// Until nothing is open; how long it took.
    async fn worked_off(&self, limit: Duration) -> Duration {
        let begun = Instant::now();
        loop {
            let open = self.open().await;
            if open == 0 {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < limit, "{open} letters are left after {limit:?}: {}", self.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Until the far one sends again; it is started anew when it has ended, as whoever watches over it would. How long it
    /// took, and whether it had ended.
    async fn far_again(&mut self, limit: Duration) -> (Duration, bool) {
        let (begun, before) = (Instant::now(), self.far());
        let mut has_ended = false;
        while self.far() == before {
            assert!(begun.elapsed() < limit, "the far one sends nothing {limit:?} after: {}", self.log());
            if self.far.as_mut().is_some_and(|far| !far.lives()) {
                has_ended = true;
                self.start_far();
            }
            if self.open().await < 8 {
                self.post(40).await;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        (begun.elapsed(), has_ended)
    }
}

/// The far one is without the database for a while; what was seen.
async fn parted(pair: &mut Pair, away: Duration) -> String {
    pair.busy(600).await;
    let other = pair.net.database();
    pair.net.part(&other);
    let begun = Instant::now();
    let is_long = away > Duration::from_secs(30);
    // As a third node would leave it that vanished inside a transaction.
    let vanished = if is_long { Some(pair.lock(3).await) } else { None };
    tokio::time::sleep(Duration::from_millis(300)).await;
    let at_cut = pair.far();
    let mut not_ready = None;
    let mut taken_over = None;
    while begun.elapsed() < away || (is_long && taken_over.is_none()) {
        let limit = away + Duration::from_secs(25);
        assert!(begun.elapsed() < limit, "{} letters are not taken over: {}", pair.open().await, pair.log());
        if not_ready.is_none() && pair.far.as_ref().is_some_and(|far| far.asks("/readyz") == Some(503)) {
            not_ready = Some(begun.elapsed());
        }
        if taken_over.is_none() && pair.open().await == 0 {
            taken_over = Some(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let idle = pair.far() - at_cut;
    // One conversation a slot may have been past its last confirmation.
    assert!(idle <= 4, "{idle} letters went from a node without its database");
    drop(vanished);
    pair.net.heal();
    let (again, has_ended) = pair.far_again(Duration::from_secs(100)).await;
    let rest = pair.worked_off(Duration::from_secs(90)).await;
    let after = |what: &str, time: Option<Duration>| {
        time.map(|time| format!(", {what} after {:.1} s", time.as_secs_f64())).unwrap_or_default()
    };
    format!(
        "{:.0} s without: {idle} letters from it{}{}; healed it sends after {:.1} s{}, all gone {:.1} s later",
        away.as_secs_f64(),
        after("not ready", not_ready),
        after("what it held, and what a vanished one had locked, gone by the other", taken_over),
        again.as_secs_f64(),
        if has_ended { " (started anew)" } else { "" },
        rest.as_secs_f64()
    )
}

pub async fn database_lost(size: Size) -> Told {
    let net = match Network::new() {
        Ok(net) => net,
        Err(why) => return skipped(why),
    };
    let mut pair = Pair::new(net).await;
    let away: &[u64] = size.of(&[5], &[5, 65], &[5, 65, 5, 65, 5, 65]);
    let mut told = Vec::new();
    for seconds in away {
        told.push(parted(&mut pair, Duration::from_secs(*seconds)).await);
    }
    // Letters past their last byte when a node ended are in doubt when nobody can hold them any more.
    drop((pair.far.take(), pair.near.take()));
    pair.app.clock().set(Utc::now() + TimeDelta::minutes(20));
    let direct = Relay::from_url(&pair.near_relay.url()).unwrap().with_limits(PhaseLimits::all(Duration::from_secs(5)));
    let sender = Sender::new(pair.app.clone(), Transport::from(direct), tuning()).unwrap();
    while sender.deliver_due().await.unwrap() != Tally::default() {}
    let books = Books::of_all(&pair.app, &[&pair.far_relay, &pair.near_relay]).await;
    books.keep_the_promise("a node without its database");
    // Somebody waits for these letters: none of them goes a second time by itself.
    assert_eq!(books.doubled(), 0, "letters that another had sent went again");
    let slots = 4 * away.len();
    assert!(books.flagged() <= slots, "{} letters in doubt of {slots} that may be", books.flagged());
    seen(format!(
        "{}; {} letters: 0 missing, {} doubled, {} flagged",
        told.join("; "),
        books.len(),
        books.doubled(),
        books.flagged()
    ))
}

/// A sender in the node's network, which says how the relay stands.
struct Carrier {
    child: Child,
    told: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Drop for Carrier {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Carrier {
    fn start(net: &Network, place: &Place, relay: &str, now: DateTime<Utc>) -> Self {
        let words = ["carry", &place_words(place), relay, &now.to_rfc3339()];
        let mut child = root::within(&net.node(), std::env::current_exe().unwrap())
            .env(NAME, words.join("\n"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let told: Arc<Mutex<Vec<(Instant, String)>>> = Arc::default();
        let (out, hears) = (BufReader::new(child.stdout.take().unwrap()), told.clone());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                hears.lock().unwrap().push((Instant::now(), line));
            }
        });
        Self { child, told }
    }

    /// When it said since a moment that it leaves the relay alone.
    fn left_alone(&self, since: Instant) -> Option<(Instant, String)> {
        let told = self.told.lock().unwrap();
        told.iter().find(|(at, words)| *at > since && words.contains("Left alone")).cloned()
    }
}

const SLOTS: usize = 4;

/// What the carrier does, in its own process, until it is killed.
pub fn carry(words: &str) -> ExitCode {
    let words: Vec<&str> = words.split('\n').collect();
    let [place, relay, now] = words[..] else { return ExitCode::FAILURE };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async move {
        let app = open_at(&read_place(place), Clock::running_from(utc(now))).await;
        let limits = PhaseLimits::all(Duration::from_millis(700));
        let relay = Relay::from_url(relay).unwrap().with_limits(limits);
        let how = Tuning {
            slots: SLOTS,
            batch: 10,
            first_pause: Duration::from_millis(800),
            longest_pause: Duration::from_millis(1600),
            ..tuning()
        };
        let sender = Sender::new(app, Transport::from(relay), how).unwrap();
        sender.recover().await.unwrap();
        let watched = sender.clone();
        tokio::spawn(async move {
            let mut last = String::new();
            loop {
                let now = watched.standing();
                if now != last {
                    let mut out = std::io::stdout().lock();
                    let _ = writeln!(out, "{now}").and_then(|()| out.flush());
                    last = now;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        loop {
            let _ = sender.deliver_due().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
}

async fn conversations(db: &DatabaseConnection) -> u64 {
    attempt::Entity::find().count(db).await.unwrap()
}

#[derive(Clone, Copy, Debug)]
enum Way {
    FromRelay,
    ToRelay,
    Both,
}

/// The relay is lost on the way there, back or both; what was seen.
async fn without_relay(way: Way) -> String {
    let net = Network::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    prepare(&place, 160).await;
    let server = slow_relay(Stage::AfterDot, Duration::from_millis(40)).await;
    let far = hand_on(&net.relay(), server.address).await;
    let start = utc("2026-10-12T06:31:00Z");
    let carrier = Carrier::start(&net, &from_afar(&net, &place).await, &format!("smtp://{far}"), start);
    let goes = until(Duration::from_secs(20), || server.taken().len() >= 20).await;
    assert!(goes.is_some(), "{way:?}: nothing goes");
    let (relay, node) = (net.relay(), net.address());
    match way {
        Way::FromRelay => net.swallow(&relay, &node),
        Way::ToRelay => net.swallow(&node, &relay),
        Way::Both => net.part(&relay),
    }
    let cut = Instant::now();
    let opens = until(Duration::from_secs(10), || carrier.left_alone(cut).is_some()).await;
    assert!(opens.is_some(), "{way:?}: it goes on as if the relay answered");
    let (opened, words) = carrier.left_alone(cut).unwrap();
    let db = behind(&place).await;
    let before = conversations(&db).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let tried = conversations(&db).await - before;
    // Every slot, at most every 0.8, 1.6, 1.6 … s and 0.7 s for each try.
    assert!(tried <= 4 * SLOTS as u64, "{way:?}: {tried} conversations in four seconds with a relay that is lost");
    let rows = letter::Entity::find().all(&db).await.unwrap();
    assert!(rows.iter().all(|letter| letter.attempts == 0), "{way:?}: the loss of the relay is laid to a letter");
    let doubts = rows.iter().filter(|letter| *letter.state == State::Uncertain).count();
    assert!(doubts <= SLOTS, "{way:?}: {doubts} letters in doubt by {SLOTS} slots");
    let waiting = letter::Entity::find().filter(letter::Column::SentAt.is_null()).count(&db).await.unwrap();
    net.heal();
    let healed = Instant::now();
    // Those whose conversation broke off before the last byte come again in a minute, those in doubt in ten.
    let drained = until(Duration::from_secs(20), || server.taken().len() + 2 * SLOTS >= rows.len()).await;
    assert!(drained.is_some(), "{way:?}: {} of {} after healing", server.taken().len(), rows.len());
    let drained = healed.elapsed();
    db.close().await.unwrap();
    drop(carrier);
    for minutes in [4, 15, 26] {
        let now = start + TimeDelta::minutes(minutes);
        let orders = Orders { place: place.clone(), relay: server.url(), now, slots: 4, fall_at: None };
        assert!(orders.run().await.success());
    }
    let books = Books::open(&place, &server).await;
    books.keep_the_promise(&format!("{way:?}"));
    format!(
        "{way:?}: left alone after {:.1} s ({}), {tried} tries in 4 s with {waiting} letters waiting, none laid to a letter, {doubts} in doubt; healed, gone after {:.1} s, {} doubled, 0 of them unflagged, {} flagged",
        (opened - cut).as_secs_f64(),
        words.rsplit("The last, ").next().unwrap_or_default(),
        drained.as_secs_f64(),
        books.doubled(),
        books.flagged()
    )
}

pub async fn relay_lost(size: Size) -> Told {
    if let Err(why) = Network::new() {
        return skipped(why);
    }
    let ways: &[Way] = size.of(
        &[Way::FromRelay],
        &[Way::FromRelay, Way::ToRelay],
        &[Way::FromRelay, Way::ToRelay, Way::Both, Way::FromRelay, Way::ToRelay, Way::Both],
    );
    let mut told = Vec::new();
    for way in ways {
        told.push(without_relay(*way).await);
    }
    seen(told.join("; "))
}
