//! F10, F14, F15, F36: connections are cut, requests are cancelled, the answer to a COMMIT is lost, two nodes do the same.

use crate::books::Books;
use crate::mail::{to, tuning};
use crate::oracle;
use crate::runner::{Size, Told, seen};
use crate::support::house::{fresh_place, postgres};
use crate::support::post::{furnish, open_at, post_many, utc};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::{House, on};
use crate::town::{Town, all_letters};
use chrono::TimeDelta;
use remit::clock::Clock;
use remit::post::{Sender, Tally, Tuning};
use remit::store::Place;
use remit::trail::{self, About};
use remit::work::{Author, Doing, Work};
use remit_domain::letter::Kind;
use remit_entity::{notice, person, trail as trails};
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait, FromQueryResult,
    PaginatorTrait, QueryFilter, Statement,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const START: &str = "2026-10-12T06:30:00Z";

/// A connection of our own to the server that a place is on, and the place's name there.
pub async fn beside(place: &Place) -> (DatabaseConnection, String) {
    let Place::Postgres(url) = place else { panic!("not on PostgreSQL") };
    let (server, name) = url.rsplit_once('/').unwrap();
    let mut options = ConnectOptions::new(format!("{server}/postgres"));
    options.max_connections(1).sqlx_logging(false);
    (Database::connect(options).await.unwrap(), name.to_owned())
}

#[derive(FromQueryResult)]
struct Count {
    n: i64,
}

pub async fn count(db: &impl ConnectionTrait, sql: &str) -> i64 {
    let found = Count::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).one(db).await;
    found.unwrap().map_or(0, |row| row.n)
}

pub async fn connections_cut(size: Size) -> Told {
    let (cuts, count) = size.of((4, 120), (20, 800), (100, 4000));
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let app = open_at(&place, Clock::running_from(utc(START))).await;
    furnish(&app).await;
    post_many(&app, count, Kind::DataRequest).await;
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::AfterDot => Act::After(Duration::from_millis(10)),
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    let (stop, done) = (Arc::new(AtomicBool::new(false)), sender.clone());
    let stops = stop.clone();
    let sending = tokio::spawn(async move {
        let mut faults = 0;
        while !stops.load(Ordering::SeqCst) {
            if done.deliver_due().await.is_err() {
                faults += 1;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        faults
    });
    let (admin, name) = beside(&place).await;
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    let mut longest = Duration::ZERO;
    for n in 0..cuts {
        tokio::time::sleep(Duration::from_millis(60 + n as u64 * 37 % 90)).await;
        admin.execute_unprepared(&cut).await.unwrap();
        let begun = Instant::now();
        while remit_entity::council::Entity::find().one(app.db()).await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(5), "no connection five seconds after the cut");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        longest = longest.max(begun.elapsed());
    }
    stop.store(true, Ordering::SeqCst);
    let faults = sending.await.unwrap();
    for minutes in [0, 15, 26, 37] {
        app.clock().set(utc(START) + TimeDelta::minutes(minutes).max(TimeDelta::zero()));
        let mut left = 16;
        // A connection of the pool may have been cut and not met since.
        loop {
            match sender.deliver_due().await {
                Ok(tally) if tally == Tally::default() => break,
                Ok(_) => {}
                Err(error) if left == 0 => panic!("it does not recover: {error:?}"),
                Err(_) => left -= 1,
            }
        }
    }
    let books = Books::of(&app, &server).await;
    books.keep_the_promise("cut connections");
    seen(format!(
        "{cuts} cuts, {faults} passes failed, again there within {:.2} s; 0 missing, {} doubled, 0 unflagged, {} flagged",
        longest.as_secs_f64(),
        books.doubled(),
        books.flagged()
    ))
}

fn pair(n: usize) -> impl for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static {
    move |work| {
        Box::pin(async move {
            let about = |id| About { noun: "pair", id, body: None };
            trail::record(work, "first", about(i64::try_from(n).unwrap_or(0)), "").await?;
            tokio::task::yield_now().await;
            trail::record(work, "second", about(i64::try_from(n).unwrap_or(0)), "").await
        })
    }
}

pub async fn cancelled(size: Size) -> Told {
    let times: usize = size.of(60, 400, 4000);
    let house = House::new("2026-10-12T09:00").await;
    let council = crate::support::Council::found(&house).await;
    let app = house.app.clone();
    let mut browser = house.signed_in(council.officer).await;
    browser.open("/people/new").await.is(200);
    let begun = Instant::now();
    for n in times + 1..times + 11 {
        app.write(Author::Remit, pair(n)).await.unwrap();
    }
    let usual = u64::try_from(begun.elapsed().as_micros()).unwrap() / 10;
    let mut gone = 0;
    for n in 0..times {
        // From nothing to longer than it takes.
        let patience = Duration::from_micros((n as u64 * 97) % (usual * 3 / 2));
        gone += usize::from(tokio::time::timeout(patience, app.write(Author::Remit, pair(n))).await.is_err());
        if n % 4 == 0 {
            let email = format!("cancelled-{n}@anyshire.example");
            let form = [("name", "Somebody New"), ("email", email.as_str())];
            gone += usize::from(tokio::time::timeout(patience * 3, browser.send_only("/people", &form)).await.is_err());
        }
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Nothing is left open: the next writer waits for nobody.
    let begun = Instant::now();
    app.write(Author::Remit, pair(times)).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "a writer had to wait {:?}", begun.elapsed());
    if postgres().is_some() {
        let idle =
            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
        assert_eq!(count(app.db(), idle).await, 0, "a connection is left inside a transaction");
        for _ in 0..20 {
            assert!(app.db().execute_unprepared("SAVEPOINT probe").await.is_err(), "inside a transaction");
        }
    }
    let pairs = trails::Entity::find().filter(trails::Column::SubjectKind.eq("pair"));
    let (firsts, seconds) = (
        pairs.clone().filter(trails::Column::Deed.eq("first")).count(app.db()).await.unwrap(),
        pairs.filter(trails::Column::Deed.eq("second")).count(app.db()).await.unwrap(),
    );
    assert_eq!(firsts, seconds, "half of a deed was kept");
    assert_eq!(firsts, times as u64 + 11, "a deed that was begun was not done");
    let new = person::Entity::find().filter(person::Column::Name.eq("Somebody New")).count(app.db()).await.unwrap();
    let told = trails::Entity::find().filter(trails::Column::SubjectKind.eq("person"));
    let told = told.count(app.db()).await.unwrap();
    assert_eq!(new, told, "somebody was added without its line in the trail");
    assert!(gone > times / 8, "only {gone} were cancelled: the row proves too little");
    seen(format!(
        "{gone} of {} cancelled on their way: each deed whole or not begun, no transaction left open",
        times + times / 4
    ))
}

/// Between Remit and PostgreSQL: hands everything on, but at the so-and-so-manieth COMMIT the answer is lost.
pub struct Cutter {
    pub url: String,
    pub cuts: Arc<AtomicUsize>,
}

impl Cutter {
    pub async fn start(place: &Place, nth: usize) -> Self {
        let Place::Postgres(url) = place else { panic!("not on PostgreSQL") };
        let (before, rest) = url.split_once("127.0.0.1:").unwrap();
        let (port, name) = rest.split_once('/').unwrap();
        let server = format!("127.0.0.1:{port}");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap();
        let (cuts, heard) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counted = cuts.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(hand_on(client, server, (nth, heard.clone()), counted.clone()));
            }
        });
        Self { url: format!("{before}{own}/{name}"), cuts }
    }
}

async fn hand_on(
    client: TcpStream,
    server: TcpStream,
    (nth, heard): (usize, Arc<AtomicUsize>),
    cuts: Arc<AtomicUsize>,
) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let back = tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(n) = from_client.read(&mut bytes).await {
        if n == 0 {
            break;
        }
        let commits = bytes[..n].windows(7).any(|word| word == b"COMMIT\0" || word == b"COMMIT;");
        if commits && heard.fetch_add(1, Ordering::SeqCst) + 1 == nth {
            // The server does it; nobody hears of it.
            back.abort();
            let _ = back.await;
            let _ = to_server.write_all(&bytes[..n]).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            cuts.fetch_add(1, Ordering::SeqCst);
            return;
        }
        if to_server.write_all(&bytes[..n]).await.is_err() {
            break;
        }
    }
    back.abort();
}

pub async fn lost_on_commit(size: Size) -> Told {
    let most = size.of(3, 12, 12);
    let mut cut = 0;
    for nth in 1..=most {
        let folder = tempfile::tempdir().unwrap();
        let place = fresh_place(&folder).await;
        let app = House::open(&place, "2026-10-12T08:10").await;
        let town = Town::in_house(House { app, folder }, 6).await;
        let due: Vec<_> = (0..30).map(|n| on("2026-10-13") + chrono::Days::new(n % 4)).collect();
        town.actions(0, &due).await;
        town.house.it_is("2026-10-13T08:10");
        let cutter = Cutter::start(&place, nth + 1).await;
        let through = House::open(&Place::Postgres(cutter.url.clone()), "2026-10-13T08:10").await;
        let server = ScriptedRelay::polite().await;
        let one_slot = Tuning { slots: 1, batch: 2, ..tuning() };
        let sender = Sender::new(through.clone(), to(&server), one_slot.clone()).unwrap();
        let mut faults = 0;
        for _ in 0..3 {
            faults += usize::from(remit::obligations::remind(&through).await.is_err());
            faults += usize::from(sender.deliver_due().await.is_err());
        }
        cut += cutter.cuts.load(Ordering::SeqCst);
        assert!(faults > 0 || cutter.cuts.load(Ordering::SeqCst) == 0, "nobody noticed the cut at {nth}");
        // The client comes again, another way.
        let sender = Sender::new(town.house.app.clone(), to(&server), one_slot).unwrap();
        for minutes in ["08:10", "08:25", "08:36", "08:50"] {
            town.house.it_is(&format!("2026-10-13T{minutes}"));
            town.remind().await;
            while sender.deliver_due().await.unwrap() != Tally::default() {}
        }
        let mut keys: Vec<_> = notice::Entity::find().all(town.house.app.db()).await.unwrap();
        let all = keys.len();
        keys.sort_by_key(|row| (row.obligation_id, row.rung.clone(), row.person_id));
        keys.dedup_by_key(|row| (row.obligation_id, row.rung.clone(), row.person_id));
        assert_eq!(all, keys.len(), "a rung is noted twice");
        let letters = all_letters(&town.house).await;
        assert_eq!(letters.len(), 7, "a letter a person, and the officer's");
        Books::of(&town.house.app, &server).await.keep_the_promise(&format!("cut at COMMIT {nth}"));
        let gaps = oracle::gaps(&town.house.app).await;
        assert!(gaps.is_empty(), "{} gaps: {:?}", gaps.len(), gaps.first());
    }
    assert!(cut > 0, "no COMMIT was cut");
    seen(format!("{cut} answers to COMMIT lost in {most} runs; done again, each thing was there once"))
}

pub async fn two_leaders(size: Size) -> Told {
    let days: u64 = size.of(2, 12, 60);
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let app = House::open(&place, "2026-10-12T08:00").await;
    let town = Town::in_house(House { app, folder }, 12).await;
    let due: Vec<_> = (0..90).map(|n| on("2026-10-14") + chrono::Days::new(n % 20)).collect();
    town.actions(0, &due).await;
    let other = House::open(&place, "2026-10-12T08:00").await;
    let server = ScriptedRelay::polite().await;
    let mut runs = 0;
    for day in 0..days {
        let now = format!("{}T08:10", on("2026-10-13") + chrono::Days::new(day));
        let mut together = tokio::task::JoinSet::new();
        for node in [town.house.app.clone(), other.clone(), town.house.app.clone()] {
            node.clock().set(crate::support::at(&now));
            let sender = Sender::new(node.clone(), to(&server), tuning()).unwrap();
            together.spawn(async move {
                for job in remit::jobs() {
                    // A turn that another node took is no fault of this one's.
                    let _ = (job.run)(node.clone()).await;
                }
                let _ = sender.deliver_due().await;
            });
            runs += 1;
        }
        while together.join_next().await.is_some() {}
        town.remind().await;
        let sender = Sender::new(town.house.app.clone(), to(&server), tuning()).unwrap();
        while sender.deliver_due().await.unwrap() != Tally::default() {}
    }
    let letters = all_letters(&town.house).await;
    assert_eq!(letters.len(), server.taken().len(), "a letter went twice, or not at all");
    let keys: std::collections::BTreeSet<_> = letters.iter().filter_map(|letter| letter.morning_key.clone()).collect();
    assert_eq!(keys.len(), letters.iter().filter(|letter| letter.morning_key.is_some()).count());
    let mut mornings: std::collections::BTreeMap<_, Vec<Kind>> = std::collections::BTreeMap::new();
    for letter in &letters {
        mornings.entry((letter.to_address.clone(), letter.written_at)).or_default().push(*letter.kind);
    }
    let twice: Vec<_> = mornings.iter().filter(|(_, kinds)| kinds.len() > 1).collect();
    assert!(twice.is_empty(), "two letters for one person on one morning: {twice:?}");
    let gaps = oracle::gaps(&town.house.app).await;
    assert!(gaps.is_empty(), "{} gaps: {:?}", gaps.len(), gaps.first());
    seen(format!("{runs} turns of three that all believe they lead: {} letters, none twice, 0 gaps", letters.len()))
}
