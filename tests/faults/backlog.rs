//! F27 to F29: after a silence one letter with what stands now; a backlog and a restored backup ask before they send.

use crate::books::Books;
use crate::mail::{to, tuning};
use crate::oracle;
use crate::runner::{Size, Told, seen};
use crate::support::house::{fresh_place, postgres};
use crate::support::relay::ScriptedRelay;
use crate::support::{House, at, on};
use crate::town::{Town, all_letters};
use remit::app::App;
use remit::gate;
use remit::post::{Sender, Transport, Tuning};
use remit::store::Place;
use remit::work::Author;
use remit_domain::letter::State;
use remit_domain::sending::{Held, Mode};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

pub async fn three_days_down(size: Size) -> Told {
    let (count, people) = size.of((120, 6), (2000, 100), (2000, 100));
    let town = Town::new("2026-10-01T09:00", people).await;
    let days = ["2026-10-05", "2026-10-06", "2026-10-07"].map(on);
    let due: Vec<_> = (0..count).map(|n| days[n / people % 3]).collect();
    town.actions(0, &due).await;
    let server = ScriptedRelay::polite().await;
    let quick = Sender::new(town.house.app.clone(), to(&server), tuning()).unwrap();
    town.remind().await;
    quick.deliver_due().await.unwrap();
    let before = all_letters(&town.house).await.len();
    // Friday to Wednesday nothing runs.
    town.house.it_is("2026-10-08T08:10");
    town.remind().await;
    town.remind().await;
    let late: Vec<_> = all_letters(&town.house).await.into_iter().skip(before).collect();
    let mut each: BTreeMap<String, usize> = BTreeMap::new();
    for letter in &late {
        *each.entry(letter.to_address.clone()).or_default() += 1;
    }
    assert!(each.values().all(|letters| *letters == 1), "somebody gets more than one letter: {each:?}");
    // Each owner, and the officer who is told.
    assert_eq!(each.len(), people + 1, "{each:?}");
    for letter in late.iter().filter(|letter| letter.to_address.starts_with("person-")) {
        let own: usize = letter.to_address[7..11].parse().unwrap();
        let mut before = 0;
        for day in days {
            let places: Vec<usize> = (own..count)
                .step_by(people)
                .filter(|n| due[*n] == day)
                .map(|n| {
                    letter
                        .text
                        .find(&format!("-{n:05}"))
                        .unwrap_or_else(|| panic!("no word of {n:05}: {}", letter.text))
                })
                .collect();
            let (first, last) = (places.iter().min(), places.iter().max());
            assert!(first.is_none_or(|first| *first > before || before == 0), "what is due on {day} stands too early");
            before = last.copied().unwrap_or(before);
        }
    }
    let per_minute = 1200;
    let slow = Tuning { per_minute: Some(per_minute), ..tuning() };
    let begun = Instant::now();
    let sent = Sender::new(town.house.app.clone(), to(&server), slow).unwrap().deliver_due().await.unwrap().sent;
    let took = begun.elapsed();
    assert_eq!(sent, late.len());
    let least = Duration::from_secs(60) / per_minute * u32::try_from(sent - 1).unwrap();
    assert!(took >= least, "{sent} letters in {took:?}: the rate was not kept");
    let gaps = oracle::gaps(&town.house.app).await;
    assert!(gaps.is_empty(), "{} gaps: {:?}", gaps.len(), gaps.first());
    let books = Books::of(&town.house.app, &server).await;
    assert_eq!(books.flagged(), 0);
    seen(format!(
        "{count} due, {} letters (one a person), by deadline; {sent} at {per_minute} a minute took {:.1} s",
        late.len(),
        took.as_secs_f64()
    ))
}

/// An installation that has gone live, as a start leaves it.
pub async fn begin(app: &App, remembered_at: Option<&str>) -> Option<Held> {
    let held = gate::begin(app, remembered_at.map(at)).await.unwrap();
    app.write(Author::Remit, |work| Box::pin(gate::turn(work, Mode::Live))).await.unwrap();
    held
}

pub async fn mail_set_up_late(_: Size) -> Told {
    let town = Town::new("2026-10-01T08:00", 3).await;
    let app = town.house.app.clone();
    begin(&app, None).await;
    let due: Vec<_> = (0..9).map(|n| on("2026-10-05") + chrono::Days::new(n)).collect();
    town.actions(0, &due).await;
    let unset = Sender::new(app.clone(), Transport::Unset, tuning()).unwrap();
    let mut day = on("2026-10-01");
    while day <= on("2026-10-31") {
        town.house.it_is(&format!("{day}T08:00"));
        town.remind().await;
        unset.deliver_due().await.unwrap();
        day = day.succ_opt().unwrap();
    }
    town.house.it_is("2026-11-02T08:00");
    town.remind().await;
    let waiting = all_letters(&town.house).await.iter().filter(|letter| *letter.state == State::Pending).count();
    let server = ScriptedRelay::polite().await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    for _ in 0..3 {
        sender.deliver_due().await.unwrap();
    }
    let held = gate::find(app.db(), app.clock().today()).await.unwrap().held;
    assert_eq!(held, Some(Held::Backlog), "nobody is asked");
    assert_eq!(server.taken().len(), 0, "a backlog left without a word");
    app.write(Author::Remit, |work| Box::pin(gate::let_go(work))).await.unwrap();
    for _ in 0..3 {
        sender.deliver_due().await.unwrap();
    }
    let left = all_letters(&town.house).await.iter().filter(|letter| letter.next_try_at.is_some()).count();
    assert_eq!(left, 0, "what a person let go did not go");
    seen(format!(
        "{waiting} letters of 30 days held and asked about; {} went when a person said so",
        server.taken().len()
    ))
}

/// A copy of a database as it stands, that is: yesterday's backup.
async fn back_up(place: &Place, folder: &std::path::Path) -> Place {
    match place {
        Place::Sqlite(file) => {
            let copy = folder.join("backup.sqlite");
            remit::store::copy_sqlite(file, &copy).await.unwrap();
            Place::Sqlite(copy)
        }
        Place::Postgres(url) => {
            let (server, name) = url.rsplit_once('/').unwrap();
            let mut options = ConnectOptions::new(format!("{server}/postgres"));
            options.max_connections(1).sqlx_logging(false);
            let db = Database::connect(options).await.unwrap();
            db.execute_unprepared(&format!("CREATE DATABASE {name}_backup TEMPLATE {name}")).await.unwrap();
            db.close().await.unwrap();
            Place::Postgres(format!("{server}/{name}_backup"))
        }
    }
}

pub async fn restored(_: Size) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let server = ScriptedRelay::polite().await;
    let app = House::open(&place, "2026-10-05T08:00").await;
    let town = Town::in_house(House { app, folder }, 20).await;
    begin(&town.house.app, None).await;
    let due: Vec<_> = (0..60).map(|n| on("2026-10-06") + chrono::Days::new(n / 20)).collect();
    town.actions(0, &due).await;
    let day = async |town: &Town, now: &str| {
        town.house.it_is(now);
        gate::beat(&town.house.app).await.unwrap();
        town.remind().await;
        let sender = Sender::new(town.house.app.clone(), to(&server), tuning()).unwrap();
        sender.deliver_due().await.unwrap().sent
    };
    let first = day(&town, "2026-10-05T08:00").await + day(&town, "2026-10-06T08:00").await;
    assert!(first > 0);
    let Town { house, council, posts, people, item } = town;
    let House { app, folder } = house;
    app.close().await.unwrap();
    let backup = back_up(&place, folder.path()).await;
    let app = House::open(&place, "2026-10-07T08:00").await;
    let town = Town { house: House { app, folder }, council, posts, people, item };
    let lost = day(&town, "2026-10-07T08:00").await;
    assert!(lost > 0, "nothing would be sent twice");
    let House { app, folder: _folder } = town.house;
    app.close().await.unwrap();
    let arrived = server.taken().len();
    let restored = House::open(&backup, "2026-10-07T15:00").await;
    let held = gate::begin(&restored, Some(at("2026-10-07T14:59"))).await.unwrap();
    assert_eq!(held, Some(Held::Restored));
    remit::obligations::remind(&restored).await.unwrap();
    let sender = Sender::new(restored.clone(), to(&server), tuning()).unwrap();
    for _ in 0..3 {
        sender.deliver_due().await.unwrap();
    }
    let again = server.taken().len() - arrived;
    assert_eq!(again, 0, "letters of the lost day went again by themselves");
    let at_database = if postgres().is_some() { "a database made from it" } else { "the file" };
    seen(format!("{lost} letters of the lost day are held in {at_database}; 0 went again"))
}
