//! Proof of chasing: everything that was done to get what is owed, in the order of time, for those who may read it.

use crate::reminders::{asked, meeting_on};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::{Council, House};
use remit::post::{Relay, Sender, Tuning};
use remit_entity::{membership, notice, obligation};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

async fn chased() -> (House, Council, i64) {
    let house = House::new("2022-10-03T07:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-04").await;
    let request = asked(&house, &council, meeting).await;
    (house, council, request)
}

async fn morning(house: &House, day: &str, relay: &ScriptedRelay) {
    house.it_is(&format!("{day}T08:00"));
    house.tick().await;
    let relay = Relay::from_url(&relay.url()).unwrap();
    Sender::new(house.app.clone(), relay.into(), Tuning::default()).unwrap().deliver_due().await.unwrap();
}

/// Mornings until a letter about it has been handed over.
async fn until_handed_over(house: &House, relay: &ScriptedRelay) {
    let mut day = crate::support::on("2022-10-03");
    while relay.taken().is_empty() {
        assert!(day < crate::support::on("2022-12-01"), "no letter was written");
        morning(house, &day.to_string(), relay).await;
        day = day.succ_opt().unwrap();
    }
}

#[tokio::test]
async fn the_proof_tells_rungs_letters_answers_of_the_relay_and_what_came_back() {
    let (house, council, request) = chased().await;
    let relay = ScriptedRelay::polite().await;
    until_handed_over(&house, &relay).await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/chasing/requests/{request}");
    let page = officer.open(&path).await;
    page.is(200).says("Proof of chasing").says("Owed from this day").says("reached for").says("Letter written");
    page.says("Handed over to the council’s relay").says("The council’s relay said “250 2.0.0 queued” at 08:00:00");
    page.says("Message-ID &#60;letter-");
    let letter = remit_entity::letter::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    officer.open(&format!("/letters/{}", letter.id)).await.is(200);
    officer.send(&format!("/letters/{}/bounced", letter.id), &[("words", "550 5.1.1 gone")]).await.is(200);
    officer.send(&format!("/letters/{}/again", letter.id), &[("email", "new@anyshire.example")]).await.is(200);
    officer.open(&path).await.says("Letter came back").says("550 5.1.1 gone").says("Letter written again");
    let file = officer.open(&format!("{path}/proof.csv")).await;
    file.is(200);
    for words in ["What happened", "Handed over to the council’s relay", "Message-ID", "Letter written again"] {
        assert!(file.body.contains(words), "{words} in {}", file.body);
    }
}

#[tokio::test]
async fn what_was_skipped_and_what_a_relay_refused_stands_in_the_proof() {
    let (house, council, request) = chased().await;
    let relay = ScriptedRelay::acting(Stage::Rcpt, Act::Say("550 5.1.1 unknown\r\n".into())).await;
    let mut day = crate::support::on("2022-10-03");
    while notice::Entity::find().one(house.app.db()).await.unwrap().is_none() {
        morning(&house, &day.to_string(), &relay).await;
        day = day.succ_opt().unwrap();
    }
    let mut row = notice::Entity::find().one(house.app.db()).await.unwrap().unwrap().into_active_model();
    row.skipped_at = Set(Some(house.app.clock().now()));
    row.skipped_by = Set("Pat Officer".to_owned());
    row.skipped_why = Set("They rang".to_owned());
    row.update(house.app.db()).await.unwrap();
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open(&format!("/chasing/requests/{request}")).await;
    page.is(200).says("skipped by Pat Officer").says("They rang");
    page.says("Refused by the relay").says("The council’s relay said “550 5.1.1 unknown”");
}

#[tokio::test]
async fn a_period_is_told_by_panel_and_private_business_only_to_those_who_may_read_it() {
    let (house, council, request) = chased().await;
    let relay = ScriptedRelay::polite().await;
    until_handed_over(&house, &relay).await;
    let due = obligation::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    let quarter = if due.due_on.unwrap() >= crate::support::on("2022-10-01") { "2022-10-01" } else { "2022-07-01" };
    let path = format!("/chasing?period={quarter}&body={}", council.panel);
    let mut officer = house.signed_in(council.officer).await;
    officer.open(&path).await.is(200).says(&due.title).says("Came back");
    let file = officer.open(&format!("/chasing.csv?period={quarter}")).await;
    assert!(file.body.contains("Handed over"), "{}", file.body);
    let mut chair = house.signed_in(council.chair).await;
    let own = chair.open(&format!("/chasing/requests/{request}")).await;
    own.is(200).does_not_say("b.jones@anyshire.example");
    obligation::Entity::update_many()
        .col_expr(obligation::Column::IsExempt, Expr::value(true))
        .exec(house.app.db())
        .await
        .unwrap();
    chair.open(&format!("/chasing/requests/{request}")).await.is(200);
    let seat = membership::Entity::update_many().filter(membership::Column::PersonId.eq(council.chair));
    seat.col_expr(membership::Column::IsCleared, Expr::value(false)).exec(house.app.db()).await.unwrap();
    chair.open(&format!("/chasing/requests/{request}")).await.is(404);
    chair.open(&format!("/chasing/requests/{request}/proof.csv")).await.is(404);
    chair.open(&path).await.is(200).does_not_say(&due.title);
    officer.open(&format!("/chasing/requests/{request}")).await.is(200);
    officer.open("/chasing/requests/999").await.is(404);
    officer.open("/chasing/nowhere/1").await.is(404);
    let mut stranger = house.public();
    assert!(stranger.open(&path).await.path.starts_with("/sign-in"));
}
