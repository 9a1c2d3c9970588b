//! F1 to F3: the sender is stopped by force between any two of its steps, at every word of the relay's, at random, and
//! among others.

use crate::books::Books;
use crate::children::{Orders, finish, signal};
use crate::runner::{Size, Told, seen};
use crate::support::house::fresh_place;
use crate::support::post::{furnish, open_at, post_many, utc};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use chrono::TimeDelta;
use remit::clock::Clock;
use remit::post::Step;
use remit::store::Place;
use remit_domain::letter::Kind;
use std::process::Child;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const START: &str = "2026-10-12T06:30:00Z";

pub async fn prepare(place: &Place, count: usize) {
    let app = open_at(place, Clock::stopped(utc(START))).await;
    furnish(&app).await;
    post_many(&app, count, Kind::DataRequest).await;
    app.close().await.unwrap();
}

fn orders(place: &Place, relay: &str, minutes: i64) -> Orders {
    Orders {
        place: place.clone(),
        relay: relay.to_owned(),
        now: utc(START) + TimeDelta::minutes(minutes),
        slots: 1,
        fall_at: None,
    }
}

/// Others come: at once, when the leases of the dead have ended, and when the doubt has.
async fn others_come(place: &Place, relay: &str, story: &str) {
    for minutes in [0, 11, 22] {
        assert!(orders(place, relay, minutes).run().await.success(), "{story} after {minutes} minutes");
    }
}

pub async fn at_every_step(size: Size) -> Told {
    let letters: usize = size.of(2, 8, 20);
    let mut points = 0;
    // Copies too many at the relay, and letters flagged, when the fall comes at this step.
    let steps = [
        (Step::Claimed, 0, 0),
        (Step::Ready, 0, 0),
        (Step::Confirmed, 0, 1),
        (Step::Answered, 1, 1),
        (Step::Recorded, 0, 0),
    ];
    for (step, doubled, flagged) in steps {
        let times = if step == Step::Claimed { letters.div_ceil(3) } else { letters };
        for nth in 1..=times {
            let story = format!("{step:?} {nth}");
            let folder = tempfile::tempdir().unwrap();
            let place = fresh_place(&folder).await;
            prepare(&place, letters).await;
            let server = ScriptedRelay::polite().await;
            let fallen = Orders { fall_at: Some((step, nth)), ..orders(&place, &server.url(), 0) };
            assert!(!fallen.run().await.success(), "{story}: it did not fall");
            others_come(&place, &server.url(), &story).await;
            let books = Books::open(&place, &server).await;
            books.keep_the_promise(&story);
            assert_eq!((books.doubled(), books.flagged()), (doubled, flagged), "{story}");
            points += 1;
        }
    }
    let stages = [
        (Stage::Greeting, 0, 0),
        (Stage::Ehlo, 0, 0),
        (Stage::Mail, 0, 0),
        (Stage::Rcpt, 0, 0),
        (Stage::Data, 0, 0),
        (Stage::AfterDot, 1, 1),
    ];
    for (stage, doubled, flagged) in stages {
        let times = if matches!(stage, Stage::Greeting | Stage::Ehlo) { 1 } else { letters };
        for nth in 1..=times {
            let story = format!("{stage:?} {nth}");
            let folder = tempfile::tempdir().unwrap();
            let place = fresh_place(&folder).await;
            prepare(&place, letters).await;
            let server = kill_at(&place, stage, nth).await;
            others_come(&place, &server.url(), &story).await;
            let books = Books::open(&place, &server).await;
            books.keep_the_promise(&story);
            assert_eq!((books.doubled(), books.flagged()), (doubled, flagged), "{story}");
            points += 1;
        }
    }
    seen(format!("{points} points of {letters} letters, each with the doubt that it must leave and no other"))
}

/// A sender that is killed while the relay listens at a stage for the so-and-so-manieth time.
async fn kill_at(place: &Place, stage: Stage, nth: usize) -> ScriptedRelay {
    let victim: Arc<Mutex<Option<Child>>> = Arc::default();
    let (prey, heard) = (victim.clone(), AtomicUsize::new(0));
    let server = ScriptedRelay::start(move |moment| {
        if moment.stage == stage
            && heard.fetch_add(1, Ordering::SeqCst) + 1 == nth
            && let Some(mut child) = prey.lock().unwrap().take()
        {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        Act::Usual
    })
    .await;
    {
        let mut victim = victim.lock().unwrap();
        *victim = Some(orders(place, &server.url(), 0).spawn());
    }
    while victim.lock().unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server
}

/// What a slaughter came to.
struct Slaughter {
    server: ScriptedRelay,
    killed: usize,
    suspended: usize,
}

/// Kills senders as soon as the relay has heard a few more words, or suspends them past their lease; lets the last finish.
async fn slaughter(place: &Place, senders: usize, (kills, suspensions): (usize, usize)) -> Slaughter {
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
    let url = server.url();
    let sender = |minutes| Orders { slots: 4, ..orders(place, &url, minutes) };
    let mut pack: Vec<Child> = (0..senders).map(|_| sender(0).spawn()).collect();
    let (mut killed, mut suspended) = (0, 0);
    let every = (kills + suspensions).checked_div(suspensions).unwrap_or(usize::MAX);
    for n in 0..kills + suspensions {
        let wanted = heard.load(Ordering::SeqCst) + 6 + n * 11 % 23;
        let victim = n % senders;
        while heard.load(Ordering::SeqCst) < wanted && pack.iter_mut().any(|one| one.try_wait().unwrap().is_none()) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let lives = pack[victim].try_wait().unwrap().is_none();
        if lives && n % every == every - 1 {
            signal(&pack[victim], "STOP");
            // For whoever comes a quarter of an hour later, every lease of today has ended.
            let mut rescuer = Orders { slots: 2, ..orders(place, &url, 15) }.spawn();
            tokio::time::sleep(Duration::from_millis(300)).await;
            killed += usize::from(rescuer.try_wait().unwrap().is_none());
            rescuer.kill().unwrap();
            rescuer.wait().unwrap();
            signal(&pack[victim], "CONT");
            suspended += 1;
            continue;
        }
        killed += usize::from(lives);
        pack[victim].kill().unwrap();
        pack[victim].wait().unwrap();
        pack[victim] = sender(0).spawn();
    }
    for child in &mut pack {
        assert!(finish(child).await.success());
    }
    for minutes in [15, 26, 37] {
        assert!(sender(minutes).run().await.success());
    }
    Slaughter { server, killed, suspended }
}

async fn kills(senders: usize, (kills, suspensions): (usize, usize), letters: usize) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    prepare(&place, letters).await;
    let Slaughter { server, killed, suspended } = slaughter(&place, senders, (kills, suspensions)).await;
    let books = Books::open(&place, &server).await;
    books.keep_the_promise("kills");
    assert_eq!(books.len(), letters);
    assert!(
        killed >= kills * 8 / 10,
        "only {killed} of {kills} kills met a living sender: the story proves too little"
    );
    assert!(books.flagged() > 0 || kills < 20, "no kill met a letter in doubt: the story proves nothing");
    seen(format!(
        "{killed} kills and {suspended} suspensions over {letters} letters: 0 missing, {} doubled, 0 of them unflagged, {} flagged",
        books.doubled(),
        books.flagged()
    ))
}

pub async fn killed_alone(size: Size) -> Told {
    kills(1, (size.of(12, 215, 1000), 0), size.of(150, 2000, 9000)).await
}

pub async fn killed_among_three(size: Size) -> Told {
    kills(3, size.of((8, 2), (66, 20), (300, 60)), size.of(150, 900, 4000)).await
}
