//! Stories of standing items: what stands on every agenda of a body.

use crate::support::field::id_in;
use crate::support::{Browser, Council, House};
use remit_entity::standing_item;
use sea_orm::EntityTrait;

const PATH: &str = "/panels/children-and-families/standing";

async fn begin() -> (House, Council, Browser) {
    let house = House::new("2022-10-03T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open(PATH).await.is(200).says("No item stands on every agenda yet.");
    (house, council, officer)
}

async fn add(officer: &mut Browser, title: &str, minutes: &str) {
    let form = [("title", title), ("kind", "business"), ("minutes", minutes)];
    officer.send(PATH, &form).await.is(200).says("Standing item added.");
}

async fn id_of(house: &House, title: &str) -> i64 {
    let all = standing_item::Entity::find().all(house.app.db()).await.unwrap();
    all.into_iter().find(|row| row.title == title).expect("stands").id
}

#[tokio::test]
async fn standing_items_are_added_ordered_changed_and_removed() {
    let (house, _, mut officer) = begin().await;
    for (title, minutes) in [("Apologies", "5m"), ("Minutes", "5m"), ("Public participation", "15m")] {
        add(&mut officer, title, minutes).await;
    }
    let refused = officer.send(PATH, &[("title", ""), ("kind", "business"), ("lead", "The Chair")]).await;
    refused.is(422).says("Enter the title as it will stand on the agenda.");
    assert!(refused.body.contains("The Chair"), "what was typed is lost");
    officer.send(PATH, &[("title", "x"), ("kind", "business"), ("minutes", "9h")]).await.is(422).says("up to 8 hours");
    let last = id_of(&house, "Public participation").await;
    let to = format!("/standing/{last}/move");
    officer.send(&to, &[("to", "place"), ("position", "1")]).await.says("“Public participation” is now item 1 of 3.");
    officer.send(&to, &[("to", "down")]).await.says("1. Apologies").says("2. Public participation").says("3. Minutes");
    officer.send(&to, &[("to", "place"), ("position", "4")]).await.is(422).says("Enter a position from 1 to 3.");
    let path = format!("/standing/{last}/edit");
    let version = officer.open(&path).await.carries("version");
    let form = [("title", "Public questions"), ("kind", "business"), ("minutes", "20"), ("version", &version)];
    officer.send(&path, &form).await.is(200).says("Standing item changed.").says("20 minutes");
    officer.send(&format!("/standing/{last}/remove"), &[]).await.is(200).does_not_say("Public questions");
}

#[tokio::test]
async fn two_officers_who_change_one_standing_item_both_keep_their_words() {
    let (house, council, mut first) = begin().await;
    add(&mut first, "Apologies", "5m").await;
    let path = format!("/standing/{}/edit", id_of(&house, "Apologies").await);
    let mut second = house.signed_in(council.officer).await;
    let version = first.open(&path).await.carries("version");
    assert_eq!(second.open(&path).await.carries("version"), version);
    let form = |title| [("title", title), ("kind", "business"), ("version", version.as_str())];
    first.send(&path, &form("Apologies and declarations")).await.is(200);
    let refused = second.send(&path, &form("Apologies for absence")).await;
    refused.is(409).says("Somebody else changed this standing item").says("Title now Apologies and declarations");
    assert!(refused.body.contains("value=\"Apologies for absence\""), "what was typed is lost");
    let version = refused.carries("version");
    let form = [("title", "Apologies for absence"), ("kind", "business"), ("version", version.as_str())];
    second.send(&path, &form).await.is(200).says("Apologies for absence");
}

#[tokio::test]
async fn a_new_meeting_begins_with_the_standing_items_and_keeps_them() {
    let (house, _, mut officer) = begin().await;
    add(&mut officer, "Apologies", "5m").await;
    let form = [("body", "children-and-families"), ("held_on", "2022-11-03")];
    let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().expect("scheduled"));
    let agenda = format!("/meetings/{meeting}/items");
    officer.open(&agenda).await.says("1. Apologies").says("5 minutes");
    let id = id_of(&house, "Apologies").await;
    officer.send(&format!("/standing/{id}/remove"), &[]).await.is(200);
    officer.open(&agenda).await.says("1. Apologies");
}

#[tokio::test]
async fn a_chair_does_not_change_what_stands_on_every_agenda() {
    let (house, council, mut officer) = begin().await;
    add(&mut officer, "Apologies", "5m").await;
    let mut chair = house.signed_in(council.chair).await;
    chair.open(PATH).await.is(403);
    chair.open("/panels").await.is(200);
    chair.send_only(PATH, &[("title", "x"), ("kind", "business")]).await.is(403);
}
