//! Several processes on one database, and clocks that nobody believes.

use crate::support::post::{MORNING, draft, eml_files, house, post_one, utc};
use crate::support::{Council, House};
use chrono::TimeDelta;
use remit::nodes::{self, Node};
use remit::post::{Sender, Transport, Tuning};
use remit::timetable::{self, Job};
use remit_domain::clockwatch::Doubt;
use remit_domain::letter::Kind;
use remit_entity::{node, obligation};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::time::Duration;
use tokio::sync::watch;

#[tokio::test]
async fn a_process_says_that_it_lives_and_one_of_the_same_name_is_another() {
    let house = House::new("2026-10-12T09:00").await;
    let app = &house.app;
    let (mut one, mut two) = (Node::new(app, "county").unwrap(), Node::new(app, "county").unwrap());
    one.beat(app).await.unwrap();
    two.beat(app).await.unwrap();
    let names: Vec<String> = nodes::list(app).await.unwrap().into_iter().map(|row| row.name).collect();
    // On a file of our own no other can live: whoever starts anew takes the row over.
    let wanted: &[&str] = if app.is_alone() { &["county"] } else { &["county", "county (2)"] };
    assert_eq!(names, wanted);
    house.it_is("2026-10-12T09:01");
    app.pulse().ticked(app.clock().now(), None, Vec::new());
    two.beat(app).await.unwrap();
    let seen: Vec<_> = nodes::list(app).await.unwrap().into_iter().map(|row| (row.seen_at, row.ticked_at)).collect();
    assert_eq!(*seen.last().unwrap(), (app.clock().now(), Some(app.clock().now())));
    // One was last heard of a minute ago: what may go a minute is this one's alone again.
    assert_eq!(app.pulse().living(), 1);
    one.beat(app).await.unwrap();
    two.beat(app).await.unwrap();
    assert_eq!(app.pulse().living(), if app.is_alone() { 1 } else { 2 });
    // A process that stopped in order leaves nothing; one that fell over is forgotten after a week.
    two.leave(app).await.unwrap();
    house.it_is("2026-10-20T09:00");
    let mut three = Node::new(app, "other").unwrap();
    three.beat(app).await.unwrap();
    let names: Vec<String> = nodes::list(app).await.unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["other"]);
}

#[tokio::test]
async fn while_the_clock_is_in_doubt_only_what_somebody_waits_for_leaves() {
    let (app, folder) = house(MORNING).await;
    post_one(&app, draft(1, Kind::DataRequest)).await.unwrap();
    post_one(&app, draft(2, Kind::Code)).await.unwrap();
    let to = folder.path().join("post");
    let sender = Sender::new(app.clone(), Transport::Folder(to.clone()), Tuning::default()).unwrap();
    for (doubt, left) in [(Some(Doubt::Skewed), 0), (Some(Doubt::Jumped), 1), (Some(Doubt::Behind), 1), (None, 2)] {
        app.clock().suspect(doubt);
        sender.deliver_due().await.unwrap();
        assert_eq!(eml_files(&to).len(), left, "{doubt:?}");
    }
}

#[tokio::test]
async fn while_the_clock_is_in_doubt_nothing_is_planned_and_afterwards_everything_is() {
    let house = House::new("2026-10-12T09:00").await;
    let ran = || {
        let job = Job {
            name: "count",
            at: "* * * * * *",
            run: |app| {
                Box::pin(async move {
                    app.pulse().relay(format!("{}x", app.pulse().relay_words()));
                    Ok(())
                })
            },
        };
        vec![job]
    };
    for (doubt, wanted) in [(Some(Doubt::Jumped), ""), (None, "x")] {
        house.app.clock().suspect(doubt);
        let (stop, stopped) = watch::channel(false);
        let kept = tokio::spawn(timetable::keep(house.app.clone(), ran(), stopped));
        tokio::time::sleep(Duration::from_millis(300)).await;
        stop.send_replace(true);
        kept.await.unwrap().unwrap();
        assert_eq!(house.app.pulse().relay_words(), wanted, "{doubt:?}");
        assert!(house.app.pulse().ticks().0.is_some(), "it comes round all the same");
    }
    assert_eq!(obligation::Entity::find().count(house.app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn an_officer_may_say_that_the_clock_of_a_process_is_right() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let app = &house.app;
    let mut process = Node::new(app, "county").unwrap();
    app.clock().suspect(Some(Doubt::Jumped));
    process.beat(app).await.unwrap();
    process.beat(app).await.unwrap();
    let row = node::Entity::find().one(app.db()).await.unwrap().unwrap();
    assert!(row.is_suspect);
    let mut officer = house.signed_in(council.officer).await;
    let shown = officer.open("/health").await;
    shown.is(200).says("The clock of county is not believed. The clock was set, or the computer slept.");
    officer.send(&format!("/health/nodes/{}/clock", row.id), &[]).await.is(200).says("sends again");
    process.beat(app).await.unwrap();
    assert_eq!(app.clock().doubt(), None);
    process.beat(app).await.unwrap();
    assert!(!node::Entity::find().one(app.db()).await.unwrap().unwrap().is_suspect);
}

#[tokio::test]
async fn a_sender_that_was_frozen_past_its_claim_sends_nothing_of_it() {
    let (app, folder) = house(MORNING).await;
    for n in 0..3 {
        post_one(&app, draft(n, Kind::DataRequest)).await.unwrap();
    }
    let to = folder.path().join("post");
    // The clock goes on for a night at the moment at which the letters have been claimed.
    let clock = app.clock().clone();
    let tuning = Tuning {
        slots: 1,
        watcher: Some(std::sync::Arc::new(move |step| {
            if step == remit::post::Step::Claimed {
                clock.set(utc(MORNING) + TimeDelta::hours(15));
            }
        })),
        ..Tuning::default()
    };
    let sender = Sender::new(app.clone(), Transport::Folder(to.clone()), tuning).unwrap();
    sender.deliver_due().await.unwrap();
    assert_eq!(eml_files(&to).len(), 0, "a letter left at night");
    app.clock().set(utc(MORNING) + TimeDelta::hours(25));
    let sender = Sender::new(app.clone(), Transport::Folder(to.clone()), Tuning::default()).unwrap();
    sender.deliver_due().await.unwrap();
    assert_eq!(eml_files(&to).len(), 3);
}
