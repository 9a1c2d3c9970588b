//! Stories of the trial and of letters that are held: nobody but an officer hears of anything until somebody goes live;
//! a copy, a restored backup and a backlog ask first, and nothing old is ever sent.

use crate::preview::ready;
use crate::reminders::{CORE, asked, live, meeting_on};
use crate::support::{Council, House};
use chrono::TimeDelta;
use remit::gate;
use remit_domain::letter::State;
use remit_domain::sending::{Held, Mode};
use remit_entity::{installation, letter, notice};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A new installation on trial, whose director is asked on 3 October 2022.
async fn on_trial() -> (House, Council) {
    let house = House::new("2022-10-03T08:00").await;
    assert_eq!(gate::begin(&house.app, None).await.unwrap(), None);
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    (house, council)
}

async fn all(house: &House) -> Vec<letter::Model> {
    letter::Entity::find().order_by_asc(letter::Column::Id).all(house.app.db()).await.unwrap()
}

/// What people really got, as "to: subject".
async fn delivered(house: &House) -> Vec<String> {
    let sent = all(house).await.into_iter().filter(|row| row.sent_at.is_some());
    sent.map(|row| format!("{}: {}", row.to_address.split('@').next().unwrap(), row.subject)).collect()
}

/// Pretends that the service was last used elsewhere.
async fn moved_here(house: &House) {
    let row = installation::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.site = Set("https://scrutiny.county.example".to_owned());
    row.mode = Set(remit_entity::Stored(Mode::Live));
    row.update(house.app.db()).await.unwrap();
}

#[tokio::test]
async fn on_trial_everything_goes_to_an_officer_until_somebody_goes_live() {
    let (house, council) = on_trial().await;
    live(&house, "2022-10-03", "2022-10-06").await;
    let letters = all(&house).await;
    assert!(
        letters.iter().all(|row| row.to_address == "rowan.ellery@anyshire.example"),
        "{:?}",
        delivered(&house).await
    );
    let first = letters.iter().find(|row| row.meant_for == "Bea Jones").unwrap();
    assert_eq!(first.subject, format!("[On trial, for Bea Jones] {CORE} 2022"));
    assert!(first.text.starts_with("On trial: this letter would have gone to Bea Jones at b.jones@anyshire.example."));
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/people").await.is(200).says("On trial. Every letter goes to Rowan Ellery instead");
    house.signed_in(council.chair).await.open("/panels").await.is(200).does_not_say("On trial");
    let page = ready(&mut officer, "/reminders").await;
    page.says("On trial: letters go to an officer").does_not_say("[On trial, for");

    let live_page = officer.open("/reminders/live").await;
    live_page.is(200).says("What will happen").says("Bea Jones").says("Does the mail work?");
    live_page.says("Tell people now what only officers have heard of on trial");
    let refused = officer.send("/reminders/mode", &[("mode", "live"), ("again", "yes")]).await;
    refused.is(422).says("Tick that letters are to go to those whom they are for.");
    assert_eq!(gate::find(house.app.db(), house.app.clock().today()).await.unwrap().mode, Mode::Trial);
    let form = [("mode", "live"), ("again", "yes"), ("sure", "yes")];
    officer.send("/reminders/mode", &form).await.is(200).says("from now on");
    officer.open("/people").await.is(200).does_not_say("On trial");

    // The director hears once, of how things stand now: what was asked, not what was missed.
    let before = delivered(&house).await.len();
    live(&house, "2022-10-07", "2022-10-09").await;
    assert_eq!(delivered(&house).await[before..], [format!("b.jones: {CORE} 2022")]);

    officer.open("/reminders/live").await.is(200).says("Letters are live");
    officer.send("/reminders/mode", &[("mode", "trial")]).await.is(200).says("every letter goes to an officer");
}

#[tokio::test]
async fn whoever_goes_back_on_trial_sends_nothing_that_already_waits() {
    let (house, council) = on_trial().await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/reminders/live").await.is(200);
    officer.send("/reminders/mode", &[("mode", "live"), ("sure", "yes")]).await.is(200);
    house.tick().await;
    assert_eq!(all(&house).await.iter().filter(|row| row.to_address.starts_with("b.jones")).count(), 1);
    officer.open("/reminders/live").await.is(200);
    officer.send("/reminders/mode", &[("mode", "trial")]).await.is(200);
    house.tick().await;
    house.deliver().await;
    assert_eq!(delivered(&house).await, [format!("rowan.ellery: [On trial, for Bea Jones] {CORE} 2022")]);
}

#[tokio::test]
async fn a_copy_sends_nothing_until_somebody_says_what_becomes_of_what_waits() {
    let (house, council) = on_trial().await;
    moved_here(&house).await;
    assert_eq!(gate::begin(&house.app, None).await.unwrap(), Some(Held::Copy));
    live(&house, "2022-10-03", "2022-10-06").await;
    assert!(delivered(&house).await.is_empty(), "{:?}", delivered(&house).await);
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open("/due").await;
    page.is(200).says("Letters are held. This database was used under another address.");
    let page = officer.open("/reminders").await;
    page.is(200).says("2 letters to 1 person wait; the oldest was written on Monday 3 October 2022.");
    officer.send("/reminders/let-go", &[]).await.is(422).says("Choose what becomes of the letters that wait.");
    officer.send("/reminders/let-go", &[("waiting", "tell")]).await.is(200).says("Each person is told once");
    house.tick().await;
    house.deliver().await;
    assert_eq!(delivered(&house).await, [format!("b.jones: {CORE} 2022")], "one letter, of how things stand now");
    let old: Vec<State> = all(&house).await.iter().take(2).map(|row| row.state.0).collect();
    assert_eq!(old, [State::Withdrawn, State::Withdrawn]);
    assert_eq!(gate::begin(&house.app, None).await.unwrap(), None, "asked once");
    officer.send("/reminders/let-go", &[("waiting", "tell")]).await.is(422);
}

#[tokio::test]
async fn after_a_restored_backup_what_was_sent_before_can_be_put_aside() {
    let (house, council) = on_trial().await;
    moved_here(&house).await;
    let mut row = installation::Entity::find().one(house.app.db()).await.unwrap().unwrap().into_active_model();
    row.site = Set("http://scrutiny.example".to_owned());
    row.update(house.app.db()).await.unwrap();
    let remembered = house.app.clock().now() + TimeDelta::days(1);
    assert_eq!(gate::begin(&house.app, Some(remembered)).await.unwrap(), Some(Held::Restored));
    live(&house, "2022-10-04", "2022-10-04").await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/reminders").await.is(200).says("a backup was restored").says("1 letter to 1 person waits");
    officer.send("/reminders/let-go", &[("waiting", "needless")]).await.is(200).says("is put aside");
    live(&house, "2022-10-04", "2022-10-04").await;
    assert!(delivered(&house).await.is_empty());
    let aside =
        notice::Entity::find().filter(notice::Column::SkippedAt.is_not_null()).all(house.app.db()).await.unwrap();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(aside[0].skipped_by == "Rowan Ellery" && aside[0].skipped_why.starts_with("Not needed"));
    // The next reminder goes as ever.
    live(&house, "2022-10-05", "2022-10-05").await;
    assert_eq!(delivered(&house).await, [format!("b.jones: Reminder: {CORE} 2022")]);
}

#[tokio::test]
async fn a_backlog_is_never_sent_as_it_is() {
    let (house, council) = on_trial().await;
    moved_here(&house).await;
    let mut row = installation::Entity::find().one(house.app.db()).await.unwrap().unwrap().into_active_model();
    row.site = Set("http://scrutiny.example".to_owned());
    row.update(house.app.db()).await.unwrap();
    // For five days letters are written and no relay is there.
    for day in ["03", "04", "05", "06", "07"] {
        house.it_is(&format!("2022-10-{day}T08:00"));
        house.tick().await;
    }
    house.it_is("2022-10-10T07:45");
    house.deliver().await;
    assert!(delivered(&house).await.is_empty(), "{:?}", delivered(&house).await);
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/reminders").await.is(200).says("Letters have piled up.");
    officer.send("/reminders/let-go", &[("waiting", "tell")]).await.is(200);
    live(&house, "2022-10-10", "2022-10-10").await;
    let sent = delivered(&house).await;
    assert_eq!(sent.iter().filter(|line| line.starts_with("b.jones")).count(), 1, "{sent:?}");
}
