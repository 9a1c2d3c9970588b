//! Stories of the work programme: topics from a suggestion to what was considered or not taken up.

use crate::support::decided;
use crate::support::field::id_in;
use crate::support::{Browser, Council, House};
use remit_domain::programme::TopicState;
use remit_entity::{agenda_item, topic};
use sea_orm::EntityTrait;

const PATH: &str = "/panels/children-and-families/programme";

async fn begin() -> (House, Council, Browser) {
    let house = House::new("2022-10-03T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open(PATH).await.is(200).says("No topic waits to be looked at.");
    (house, council, officer)
}

async fn suggest(house: &House, officer: &mut Browser, title: &str, wanted_on: &str) -> i64 {
    let form = [("title", title), ("source", "A resident"), ("wanted_on", wanted_on), ("purpose", "To find out why")];
    officer.send("/panels/children-and-families/topics", &form).await.is(200).says("Topic suggested.");
    let all = topic::Entity::find().all(house.app.db()).await.unwrap();
    all.into_iter().find(|row| row.title == title).expect("stands").id
}

async fn schedule(officer: &mut Browser, day: &str) -> i64 {
    let form = [("body", "children-and-families"), ("held_on", day)];
    id_in(&officer.send_only("/meetings", &form).await.leads_to().expect("scheduled"))
}

async fn step(officer: &mut Browser, topic: i64, more: &[(&str, &str)]) -> crate::support::Seen {
    let version = officer.open(&format!("/topics/{topic}")).await.carries("version");
    let mut form = vec![("version", version.as_str())];
    form.extend(more);
    officer.send(&format!("/topics/{topic}/step"), &form).await
}

async fn state(house: &House, topic: i64) -> TopicState {
    topic::Entity::find_by_id(topic).one(house.app.db()).await.unwrap().unwrap().state.0
}

#[tokio::test]
async fn a_topic_becomes_an_item_and_is_done_when_that_was_considered() {
    let (house, _, mut officer) = begin().await;
    let topic = suggest(&house, &mut officer, "Home to school transport", "2022-12-31").await;
    let page = officer.open(PATH).await;
    page.says("Suggested").says("To find out why").says("A resident").says("31 December 2022");
    step(&mut officer, topic, &[("step", "programme")]).await.is(200).says("The topic is on the work programme.");
    officer.open(&format!("/topics/{topic}")).await.says("No coming meeting of this body has an open agenda.");
    let meeting = schedule(&mut officer, "2022-11-03").await.to_string();
    step(&mut officer, topic, &[("step", "schedule")]).await.is(422).says("Choose a coming meeting of this body");
    let seen = step(&mut officer, topic, &[("step", "schedule"), ("meeting", &meeting)]).await;
    seen.is(200).says("The topic is an item of Thursday 3 November 2022.");
    seen.says("Thursday 3 November 2022: on the agenda");
    let item = topic::Entity::find_by_id(topic).one(house.app.db()).await.unwrap().unwrap().item_id.unwrap();
    let page = officer.open(&format!("/items/{item}")).await;
    page.says("Home to school transport").says("Purpose To find out why").says("work programme");
    house.it_is("2022-11-03T18:00");
    officer.send(&format!("/meetings/{meeting}/held"), &[]).await.is(200);
    let version = officer.open(&format!("/items/{item}")).await.carries("version");
    let form = [("step", "consider"), ("outcome", "Discussed, no resolution"), ("version", version.as_str())];
    officer.send(&format!("/items/{item}/step"), &form).await.is(200);
    assert_eq!(state(&house, topic).await, TopicState::Done);
    officer.open(PATH).await.says("Home to school transport : Considered");
}

#[tokio::test]
async fn a_topic_goes_back_to_the_programme_with_its_item_and_on_to_another_meeting() {
    let (house, council, mut officer) = begin().await;
    let topic = suggest(&house, &mut officer, "Home to school transport", "").await;
    let first = schedule(&mut officer, "2022-11-03").await.to_string();
    let second = schedule(&mut officer, "2022-12-08").await.to_string();
    step(&mut officer, topic, &[("step", "schedule"), ("meeting", &first)]).await.is(200);
    let find = |id: i64| topic::Entity::find_by_id(id).one(house.app.db());
    let item = find(topic).await.unwrap().unwrap().item_id.unwrap();
    let path = format!("/items/{item}/edit");
    let version = officer.open(&path).await.carries("version");
    let cabinet = council.cabinet_post.to_string();
    let form = [
        ("title", "Home to school transport"),
        ("kind", "business"),
        ("invitees", cabinet.as_str()),
        ("version", version.as_str()),
    ];
    officer.send(&path, &form).await.is(200);
    let path = format!("/items/{item}/defer");
    let version = officer.open(&path).await.carries("version");
    let form = [("meeting", "programme"), ("reason", "The operator is not ready"), ("version", version.as_str())];
    officer.send(&path, &form).await.is(200).says("The item is put back on the work programme.");
    assert_eq!(state(&house, topic).await, TopicState::Programmed);
    assert_eq!(topic::Entity::find().all(house.app.db()).await.unwrap().len(), 1, "the same topic waits again");
    step(&mut officer, topic, &[("step", "schedule"), ("meeting", &second)]).await.is(200);
    let later = find(topic).await.unwrap().unwrap().item_id.unwrap();
    let row = agenda_item::Entity::find_by_id(later).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!((row.origin_id, row.meeting_id.to_string()), (Some(item), second));
    let page = officer.open(&format!("/items/{later}")).await;
    page.says("Cabinet Member with Responsibility for Education (Councillor Tom Arden)");
    // An item that is removed leaves its topic on the programme.
    officer.send(&format!("/items/{later}/remove"), &[]).await.is(200);
    assert_eq!(state(&house, topic).await, TopicState::Programmed);
}

#[tokio::test]
async fn an_item_deferred_to_no_meeting_waits_as_a_topic() {
    let (house, _, mut officer) = begin().await;
    let meeting = schedule(&mut officer, "2022-11-03").await;
    let form = [("title", "Fostering"), ("kind", "business")];
    let item = id_in(&officer.send_only(&format!("/meetings/{meeting}/items"), &form).await.leads_to().unwrap());
    let path = format!("/items/{item}/defer");
    let version = officer.open(&path).await.carries("version");
    let form = [("meeting", "programme"), ("reason", "Not ready"), ("version", version.as_str())];
    officer.send(&path, &form).await.is(200);
    let page = officer.open(PATH).await;
    page.says("On the work programme").says("Fostering").says("Deferred from 3 November 2022");
    assert_eq!(topic::Entity::find().all(house.app.db()).await.unwrap()[0].item_id, Some(item));
}

#[tokio::test]
async fn a_topic_is_not_taken_up_for_a_reason_and_can_be_taken_up_after_all() {
    let (house, _, mut officer) = begin().await;
    let topic = suggest(&house, &mut officer, "Parking at schools", "").await;
    step(&mut officer, topic, &[("step", "drop")]).await.is(422).says("Enter why the topic is not taken up.");
    let seen = step(&mut officer, topic, &[("step", "drop"), ("reason", "It is for the district council")]).await;
    seen.is(200).says("Not taken up, because It is for the district council");
    officer
        .open(&format!("/topics/{topic}"))
        .await
        .says("Take it on to the work programme")
        .does_not_say("Change the topic");
    step(&mut officer, topic, &[("step", "programme")]).await.is(200);
    assert_eq!(state(&house, topic).await, TopicState::Programmed);
    let form = [("title", "Verges"), ("wanted_on", "in spring")];
    let refused = officer.send("/panels/children-and-families/topics", &form).await;
    refused.is(422).says("Enter the day by which it is wanted");
    assert!(refused.body.contains("Verges") && refused.body.contains("in spring"), "what was typed is lost");
    officer
        .send("/panels/children-and-families/topics", &[("title", " ")])
        .await
        .is(422)
        .says("what the topic is called");
}

#[tokio::test]
async fn two_officers_who_change_one_topic_both_keep_their_words() {
    let (house, council, mut first) = begin().await;
    let topic = suggest(&house, &mut first, "Parking at schools", "").await;
    let path = format!("/topics/{topic}");
    let mut second = house.signed_in(council.officer).await;
    let version = first.open(&path).await.carries("version");
    assert_eq!(second.open(&path).await.carries("version"), version);
    let form = |title, purpose| [("title", title), ("purpose", purpose), ("version", version.as_str())];
    first.send(&path, &form("Parking near schools", "Safety")).await.is(200).says("Topic changed.");
    let refused = second.send(&path, &form("School streets", "Air quality")).await;
    refused.is(409).says("Somebody else changed this topic").says("Topic now Parking near schools").says("Safety");
    assert!(refused.body.contains("value=\"School streets\"") && refused.body.contains("Air quality"), "lost");
    let stale = [("step", "drop"), ("reason", "Nobody asked"), ("version", version.as_str())];
    second.send(&format!("{path}/step"), &stale).await.is(409).says("Nobody asked").says("Parking near schools");
    assert_eq!(state(&house, topic).await, TopicState::Suggested);
}

#[tokio::test]
async fn the_bodys_chair_reads_its_work_programme_and_changes_nothing() {
    let (house, council, mut officer) = begin().await;
    let topic = suggest(&house, &mut officer, "Parking at schools", "").await;
    let (_, ned) = decided::another_panel(&house, council.board, council.officer_post).await;
    let mut chair = house.signed_in(council.chair).await;
    chair.open(PATH).await.is(200).says("Parking at schools").does_not_say("Suggest a topic");
    chair.open(&format!("/topics/{topic}")).await.is(403);
    chair.open("/panels").await.is(200);
    chair.send_only(&format!("/topics/{topic}/step"), &[("step", "drop")]).await.is(403);
    house.signed_in(ned).await.open(PATH).await.is(404);
}
