//! How late reminders are: with one node that is killed and started again, and with two of which one is killed at work.

use crate::figures::at_part;
use crate::mail::to;
use crate::runner::{Size, Told, seen, skipped};
use crate::serving::{NO_LIBRARY, Node, behind, library, post_now, town_on_disk, until};
use crate::support::house::{fresh_place, postgres};
use crate::support::post::{furnish, open_at};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::{House, at};
use crate::town::Town;
use chrono::{TimeDelta, Utc};
use remit::clock::Clock;
use remit::post::{Sender, Tuning};
use remit_domain::letter::{Phase, State};
use remit_entity::{Stored, letter};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// States in which something is still to come.
const UNENDED: [State; 3] = [State::Pending, State::Sending, State::Retry];

/// When each address had its letter.
type Arrivals = Arc<Mutex<HashMap<String, Instant>>>;

async fn noting_relay() -> (ScriptedRelay, Arrivals) {
    let arrivals: Arrivals = Arc::default();
    let noted = arrivals.clone();
    let server = ScriptedRelay::start(move |moment| {
        if moment.stage == Stage::AfterDot
            && let Some(to) = moment.words.lines().find(|line| line.starts_with("To:"))
        {
            let address = to.rsplit('<').next().unwrap_or("").trim_end_matches('>').to_owned();
            noted.lock().unwrap().entry(address).or_insert_with(Instant::now);
        }
        Act::Usual
    })
    .await;
    (server, arrivals)
}

pub async fn lateness(size: Size) -> Told {
    if postgres().is_some() { late_on_two_nodes(size).await } else { late_alone(size).await }
}

/// One node through 07:30; things stand reached at any moment; half-way the node is killed and started again.
async fn late_alone(size: Size) -> Told {
    if library().is_none() {
        return skipped(NO_LIBRARY);
    }
    let people: usize = size.of(12, 80, 200);
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let (town, place) = town_on_disk(folder, &place, people, &["2026-10-12"]).await;
    let Town { house: House { app, folder }, .. } = town;
    app.close().await.unwrap();
    let db = behind(&place).await;
    // Half of them are looked at in the morning, the others when their moment comes.
    let (early, late) = (people / 2, people - people / 2);
    db.execute_unprepared(&format!("UPDATE obligation SET next_rung_on = NULL WHERE id > {early}")).await.unwrap();
    let (server, arrivals) = noting_relay().await;
    let start = at("2026-10-12T07:30") - TimeDelta::seconds(4);
    let Ok(node) = Node::start(&place, folder.path(), &server.url(), Some(start)) else { panic!("no start") };
    let opening = Instant::now() + Duration::from_secs(4);
    let mut moments: HashMap<String, Instant> =
        (0..early).map(|n| (format!("person-{n:04}@anyshire.example"), opening)).collect();
    tokio::time::sleep(Duration::from_secs(4)).await;
    let mut node = Some(node);
    let mut killed_at = None;
    let apart = Duration::from_millis(size.of(150, 1500, 1500));
    for n in 0..late {
        let id = early + n + 1;
        let sql = format!("UPDATE obligation SET next_rung_on = '2026-10-12' WHERE id = {id}");
        while db.execute_unprepared(&sql).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        moments.insert(format!("person-{:04}@anyshire.example", id - 1), Instant::now());
        tokio::time::sleep(apart).await;
        if n == late / 2 {
            drop(node.take());
            killed_at = Some(Instant::now());
            let now = start + TimeDelta::from_std(opening.elapsed() + Duration::from_secs(4)).unwrap();
            node = Node::start(&place, folder.path(), &server.url(), Some(now)).ok();
            assert!(node.is_some());
        }
    }
    let all = until(Duration::from_secs(100), || arrivals.lock().unwrap().len() > people).await;
    let log = node.as_ref().map(Node::log).unwrap_or_default();
    assert!(all.is_some(), "{} of {} letters: {log}", arrivals.lock().unwrap().len(), people + 1);
    told(&moments, &arrivals, killed_at, "one node, killed and started again")
}

/// Two nodes; letters come at any moment; half-way one is killed with letters in its hands.
async fn late_on_two_nodes(size: Size) -> Told {
    let count: usize = size.of(30, 300, 900);
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let app = open_at(&place, Clock::running_from(Utc::now())).await;
    furnish(&app).await;
    let (server, arrivals) = noting_relay().await;
    let nodes = ["one", "other"].map(|name| Node::start(&place, &folder.path().join(name), &server.url(), None).ok());
    let [Some(one), Some(_other)] = nodes else { panic!("no start") };
    let (mut moments, mut one, mut killed_at) = (HashMap::new(), Some(one), None);
    for n in 0..count {
        post_now(&app, 1, n).await;
        moments.insert(format!("director-{n}@anyshire.example"), Instant::now());
        tokio::time::sleep(Duration::from_millis(size.of(40, 100, 100))).await;
        if n == count / 2 {
            // As many as it takes for both to have their hands full.
            post_now(&app, 200, 10_000).await;
            let now = Instant::now();
            moments.extend((10_000..10_200).map(|n| (format!("director-{n}@anyshire.example"), now)));
            let begun = until(Duration::from_secs(5), || arrivals.lock().unwrap().len() > n + 20).await;
            drop(one.take());
            killed_at = begun.map(|_| Instant::now());
        }
    }
    // What was on the line at the kill is in doubt when its longest lease ends, a quarter of an hour later.
    let unended = || letter::Entity::find().filter(letter::Column::State.is_in(UNENDED.map(Stored)));
    let off_the_line = || unended().filter(letter::Column::Phase.ne(Stored(Phase::Data)));
    let begun = Instant::now();
    loop {
        let waiting = off_the_line().count(app.db()).await.unwrap();
        if waiting == 0 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(180), "{waiting} letters have no end");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    // Whoever comes after that lease finds them, and nothing is left without an end.
    let later = open_at(&place, Clock::running_from(Utc::now() + TimeDelta::minutes(20))).await;
    Sender::new(later.clone(), to(&server), Tuning::default()).unwrap().recover().await.unwrap();
    let without_end = unended().count(app.db()).await.unwrap();
    assert_eq!(without_end, 0, "letters have no end when every lease is over");
    told(&moments, &arrivals, killed_at, "two nodes, one killed at work")
}

fn told(moments: &HashMap<String, Instant>, arrivals: &Arrivals, killed: Option<Instant>, how: &str) -> Told {
    let arrivals = arrivals.lock().unwrap();
    let (mut steady, mut around) = (Vec::new(), Vec::new());
    let mut missing = 0;
    for (address, moment) in moments {
        match arrivals.get(address) {
            Some(arrived) => {
                let late = arrived.saturating_duration_since(*moment);
                match killed {
                    Some(killed) if *moment <= killed && *arrived >= killed => around.push(late),
                    _ => steady.push(late),
                }
            }
            None => missing += 1,
        }
    }
    let seconds = |times: &mut [Duration], part| at_part(times, part).as_secs_f64();
    let said = format!(
        "{how}: p50 {:.1} s, p99 {:.1} s, longest {:.1} s of {}; {} caught by the kill, longest {:.1} s; {missing} in doubt",
        seconds(&mut steady, 0.5),
        seconds(&mut steady, 0.99),
        seconds(&mut steady, 1.0),
        steady.len(),
        around.len(),
        seconds(&mut around, 1.0)
    );
    // What was on the line at the kill, and nobody waits a second copy of, is flagged, not sent again.
    assert!(missing <= 4, "{said}");
    assert!(seconds(&mut steady, 0.99) <= 35.0 && seconds(&mut around, 1.0) <= 90.0, "{said}");
    seen(said)
}
