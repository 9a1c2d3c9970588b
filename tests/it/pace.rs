//! How fast letters leave, measured on the machine at hand: `cargo test --test it -- --ignored --nocapture pace`, with
//! TEST_POSTGRES_URL for PostgreSQL.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use remit::post::ledger::{Claim, claim};
use remit::post::{Relay, Sender, Tally, Transport, Tuning};
use remit_domain::letter::{Kind, Phase, State};
use remit_entity::letter;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::support::house::postgres;
use crate::support::post::{MORNING, house, post_many, states, utc};
use crate::support::relay::ScriptedRelay;

fn engine() -> &'static str {
    if postgres().is_some() { "PostgreSQL" } else { "SQLite" }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn two_thousand_letters_due_at_once_reach_a_local_relay() {
    let (app, _folder) = house(MORNING).await;
    post_many(&app, 2000, Kind::DataReminder).await;
    let server = ScriptedRelay::polite().await;
    let relay = Relay::from_url(&server.url()).unwrap();
    let sender = Sender::new(app.clone(), Transport::from(relay), Tuning::default()).unwrap();
    let began = Instant::now();
    let tally = sender.deliver_due().await.unwrap();
    let took = began.elapsed();
    println!(
        "{}: 2,000 letters to a local relay in {:.1} s over {} connections",
        engine(),
        took.as_secs_f64(),
        server.connections()
    );
    assert_eq!(tally, Tally { sent: 2000, ..Tally::default() });
    assert_eq!(server.taken().len(), 2000);
    assert!(states(&app).await.iter().all(|state| *state == (State::Sent, 1)));
    assert!(took < Duration::from_secs(60), "{took:?}");
}

/// Letters that are due, written straight into the table.
async fn due(app: &remit::app::App, count: usize) {
    let at = utc(MORNING) - TimeDelta::minutes(30);
    for batch in (0..count).collect::<Vec<_>>().chunks(500) {
        let rows = batch.iter().map(|n| letter::ActiveModel {
            to_name: Set(format!("Director {n}")),
            to_address: Set(format!("director-{n}@anyshire.example")),
            kind: Set(Kind::DataReminder.into()),
            subject: Set(format!("Letter {n}")),
            text: Set("Please send the figures. ".repeat(20)),
            html: Set("<p>Please send the figures.</p>".repeat(20)),
            message_id: Set(format!("<letter-{n}@scrutiny.anyshire.example>")),
            entity_ref: Set(String::new()),
            state: Set(State::Pending.into()),
            phase: Set(Phase::Idle.into()),
            written_at: Set(at),
            date_at: Set(at),
            next_try_at: Set(Some(at)),
            token: Set(0),
            owner: Set(String::new()),
            attempts: Set(0),
            copies: Set(0),
            last_error: Set(String::new()),
            calendar_method: Set(String::new()),
            meant_for: Set(String::new()),
            meant_address: Set(String::new()),
            held_why: Set(String::new()),
            ..Default::default()
        });
        letter::Entity::insert_many(rows).exec_without_returning(app.db()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn claims_stay_quick_while_two_hundred_thousand_letters_are_due() {
    let (app, _folder) = house(MORNING).await;
    due(&app, 200_000).await;
    app.db().execute_unprepared("ANALYZE").await.unwrap();
    for most in [50, 500] {
        let (began, mut claimed) = (Instant::now(), 0);
        while began.elapsed() < Duration::from_secs(5) && claimed < 60_000 {
            let wanted = Claim {
                owner: "pace".to_owned(),
                now: utc(MORNING),
                lease: TimeDelta::minutes(10),
                most,
                only_at_once: false,
                looks: false,
                doubts: false,
                by_due_date: false,
            };
            claimed += claim(&app, &wanted).await.unwrap().len();
        }
        let rate = claimed as f64 / began.elapsed().as_secs_f64();
        println!("{}: {claimed} letters claimed in batches of {most}: {rate:.0} a second", engine());
    }
}
