//! How the service is: told to machines without the database, to officers in words, and on Due when somebody must act.

use crate::support::post::utc;
use crate::support::{Council, House};
use remit::nodes::Node;
use remit::pulse::Readers;
use remit_domain::letter::State;
use remit_domain::reckoning::{Gap, What};
use remit_entity::{Stored, letter, node, reckoning};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

async fn begun() -> (House, Council) {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let mut process = Node::new(&house.app, "county").unwrap();
    process.beat(&house.app).await.unwrap();
    house.app.pulse().ticked(house.app.clock().now(), None, Vec::new());
    process.beat(&house.app).await.unwrap();
    (house, council)
}

async fn a_count(house: &House, gaps: &[Gap]) -> i64 {
    let day = house.app.clock().today();
    let row = reckoning::ActiveModel {
        at: Set(house.app.clock().now()),
        from_on: Set(day),
        to_on: Set(day),
        expected: Set(3),
        found: Set(2),
        gaps: Set(Gap::keep_all(gaps)),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

fn gap(n: i64) -> Gap {
    Gap { what: What::Missing, about: n, sentence: format!("CF 26/27-00{n}: the reminder was not written.") }
}

#[tokio::test]
async fn machines_hear_whether_it_lives_and_whether_it_is_ready() {
    let house = House::new("2026-10-12T09:00").await;
    let mut nobody = house.public();
    nobody.open("/healthz").await.is(200).says("alive");
    nobody.open("/readyz").await.is(503).says("the service is starting");
    house.app.pulse().began();
    nobody.open("/readyz").await.is(200).says("ready");
    house.app.pulse().missed("the database is read-only");
    nobody.open("/readyz").await.is(503).says("the database is read-only");
    nobody.open("/healthz").await.is(200);
    house.app.pulse().beat();
    house.app.pulse().fell("the timetable");
    nobody.open("/readyz").await.is(503).says("the timetable");
}

#[tokio::test]
async fn the_figures_name_nobody_and_are_not_for_everybody() {
    let (house, _) = begun().await;
    let mut nobody = house.public();
    nobody.open("/metrics").await.is(404);
    house.app.pulse().named("county", Readers::Everybody);
    a_count(&house, &[gap(1)]).await;
    let seen = nobody.open("/metrics").await;
    seen.is(200);
    for line in [
        "remit_ready 0",
        "remit_database_up 1",
        "remit_tick_age_seconds 0",
        "remit_letters_due 0",
        "remit_nodes 1",
        "remit_reckoning_gaps 1",
        "remit_alarm{alarm=\"gaps\"} 1",
    ] {
        assert!(seen.body.lines().any(|had| had == line), "{line} is not in\n{}", seen.body);
    }
    for name in ["Bea", "Ellery", "@", "CF 26/27", "county"] {
        assert!(!seen.body.contains(name), "{name} stands in the figures");
    }
    for line in seen.body.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("remit_") && value.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test]
async fn an_officer_reads_how_it_stands_and_due_says_when_somebody_must_act() {
    let (house, council) = begun().await;
    let mut officer = house.signed_in(council.officer).await;
    let mut chair = house.signed_in(council.chair).await;
    chair.open("/health").await.is(403);
    let shown = officer.open("/health").await;
    shown.is(200).says("All is well").says("Last 0 seconds ago").says("county").says("It has not been made yet.");
    officer.open("/due").await.does_not_say("Remit itself needs you");
    house.it_is("2026-10-12T09:20");
    let shown = officer.open("/health").await;
    shown.says("Something needs you").says("Remit has done nothing by itself for 20 minutes.");
    shown.says("county has stopped without saying so.");
    officer.open("/due").await.says("Remit itself needs you").says("Remit has done nothing by itself");
    let row = node::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    officer.send(&format!("/health/nodes/{}/forget", row.id), &[]).await.is(200).says("The process is forgotten.");
    officer.open("/health").await.says("None has said that it runs.");
}

#[tokio::test]
async fn what_the_count_found_is_told_until_an_officer_has_seen_it() {
    let (house, council) = begun().await;
    let mut officer = house.signed_in(council.officer).await;
    a_count(&house, &[gap(1), gap(2)]).await;
    let shown = officer.open("/health").await;
    shown.says("The independent count found 2 reminders that are not as they should be.");
    shown.says("CF 26/27-001: the reminder was not written.");
    let id = shown.carries("reckoning");
    officer.send("/health/seen", &[("reckoning", &id)]).await.is(200).says("All is well");
    // The same again is not told again; something new is.
    a_count(&house, &[gap(1), gap(2)]).await;
    officer.open("/health").await.does_not_say("CF 26/27-001");
    a_count(&house, &[gap(1), gap(3)]).await;
    officer.open("/health").await.says("CF 26/27-003").does_not_say("CF 26/27-001");
}

#[tokio::test]
async fn letters_that_do_not_leave_are_told() {
    let (house, council) = begun().await;
    let db = house.app.db();
    let mut officer = house.signed_in(council.officer).await;
    let draft = crate::support::post::draft(1, remit_domain::letter::Kind::DataRequest);
    house.write(move |work| Box::pin(async move { remit::post::enqueue(work, draft).await })).await;
    officer.open("/health").await.says("1, the first for 0 seconds").says("All is well");
    house.it_is("2026-10-12T10:00");
    let mut process = Node::new(&house.app, "another").unwrap();
    house.app.pulse().ticked(house.app.clock().now(), None, vec!["remind"]);
    house.app.pulse().relay("Left alone until 10.05am.".to_owned());
    process.beat(&house.app).await.unwrap();
    process.beat(&house.app).await.unwrap();
    let shown = officer.open("/health").await;
    shown.says("Letters that could leave have waited for 60 minutes.").says("Left alone until 10.05am.");
    shown.says("What Remit does by itself failed: remind.");
    for (state, told) in
        [(State::Uncertain, "One letter may or may not have been taken"), (State::Dead, "came back or could not be")]
    {
        letter::Entity::update_many()
            .col_expr(letter::Column::State, Expr::value(Stored(state)))
            .col_expr(letter::Column::DateAt, Expr::value(utc("2026-10-12T07:00:00Z")))
            .exec(db)
            .await
            .unwrap();
        officer.open("/health").await.says(told).does_not_say("Letters that could leave have waited");
    }
}
