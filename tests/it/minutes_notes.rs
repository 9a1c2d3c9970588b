//! Stories of minutes as they are typed: kept, previewed, and never written over; with and without the page's script.

use crate::support::decided::{indicator, item, meeting};
use crate::support::{Browser, Council, House};
use axum::http::Method;
use remit_domain::meeting::State;
use remit_domain::minutes_state;
use remit_entity::{Stored, agenda_item, declaration, item_note, minutes, trail};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::Value;

const TYPED: &str = "Members asked about demand for EHC plans.\r\nQ[32]: reference to 4% to be clarified @dcs by 27 Nov\r\nM: Cllr Hartley  S: Cllr Nobody  carried: assent\r\nR: the Quarter 2 information be noted\r\nR: report on the social work workforce to the next meeting\r\nREF Board: EHC plan timeliness\r\nA: circulate scorecard guide @scrutiny by 4 Dec";

async fn of_note(house: &House, item_id: i64) -> item_note::Model {
    let all = item_note::Entity::find().all(house.app.db()).await.unwrap();
    all.into_iter().find(|note| note.agenda_item_id == item_id).unwrap()
}

async fn second(house: &House, meeting_id: i64) -> i64 {
    let id = item(house, meeting_id, "Work programme").await;
    let row = agenda_item::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.position = Set(2);
    row.update(house.app.db()).await.unwrap();
    id
}

#[tokio::test]
async fn the_same_text_typed_without_a_script_is_previewed_and_kept() {
    let house = House::new("2026-11-05T14:10").await;
    let council = Council::found(&house).await;
    let held = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let one = item(&house, held, "Performance Monitoring").await;
    let two = second(&house, held).await;
    indicator(&house, council.panel, "K32", "Plans in time").await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/meetings/{held}/minutes");
    let notes = format!("{path}/notes");
    officer.open(&format!("/meetings/{held}")).await.says("Type the minutes");
    let page = officer.open(&path).await;
    page.is(200).says("1. Performance Monitoring").says("2. Work programme").says("How to type what was decided");
    let text = format!("text-{one}");
    let other = format!("text-{two}");
    let fields = |deed: &str| {
        [("do", deed.to_owned()), (&text, TYPED.to_owned()), (&other, "Noted orally.".to_owned())]
            .map(|(name, value)| (name.to_owned(), value))
    };
    let send = |deed: &str| fields(deed).to_vec();
    let asked = send(&format!("preview-{one}"));
    let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let seen = officer.send(&notes, &asked).await;
    seen.is(200)
        .says("Query: reference to 4% to be clarified")
        .says("Director of Children's Services, by Fri 27 November 2026, about K32 Plans in time")
        .says("Moved by Councillor Imogen Hartley, seconded by Cllr Nobody. Agreed by assent.")
        .says("Nobody called “Cllr Nobody” sits here; the name is kept as typed.")
        .says("Resolved (1): the Quarter 2 information be noted Noted: nothing further")
        .says("Requested: an action, for the next meeting")
        .says("Nobody is named: end the line with @ and a post.")
        .says("Resolved (3): EHC plan timeliness be referred to the Overview and Scrutiny Performance Board")
        .says("Referred: a referral to the Board")
        .says("“@scrutiny” could be several posts")
        .says("1 paragraph of narrative.")
        .says("Nothing is saved yet");
    assert_eq!(item_note::Entity::find().all(house.app.db()).await.unwrap().len(), 0, "a preview keeps nothing");
    let asked = send(&format!("next-{one}"));
    let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let seen = officer.send_only(&notes, &asked).await;
    assert!(seen.leads_to().unwrap().ends_with(&format!("/minutes#text-{two}")), "{:?}", seen.leads_to());
    officer.open(&path).await.says("Saved.").says("Saved 14:10 by").says("Look at what will be recorded");
    let note = of_note(&house, one).await;
    assert_eq!((note.text, note.version), (TYPED.replace('\r', ""), 1));
    assert_eq!(of_note(&house, two).await.text, "Noted orally.");
    let said = trail::Entity::find().all(house.app.db()).await.unwrap();
    assert_eq!(said.iter().filter(|line| line.deed == "began to minute").count(), 2);
}

#[tokio::test]
async fn somebody_elses_text_is_shown_and_never_written_over() {
    let house = House::new("2026-11-05T14:10").await;
    let council = Council::found(&house).await;
    let held = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let one = item(&house, held, "Performance Monitoring").await;
    let two = second(&house, held).await;
    let path = format!("/meetings/{held}/minutes");
    let (notes, text, version) = (format!("{path}/notes"), format!("text-{one}"), format!("version-{one}"));
    let other = format!("text-{two}");
    let mut first = house.signed_in(council.officer).await;
    first.open(&path).await;
    let save = format!("save-{one}");
    first.send(&notes, &[("do", &save), (&text, "Theirs <b>"), (&version, "0")]).await.is(200).says("Saved.");
    let late = first.send(&notes, &[("do", &save), (&text, "Mine"), (&version, "0"), (&other, "Kept")]).await;
    late.is(409).says("Somebody else wrote under item 1 meanwhile").says("Mine");
    assert!(late.body.contains("Theirs &#60;b&#62;"), "{}", late.body);
    assert_eq!(late.carries(&version), "1");
    assert_eq!(of_note(&house, one).await.text, "Theirs <b>");
    assert_eq!(of_note(&house, two).await.text, "Kept", "what nobody else wrote is kept all the same");
    first.send(&notes, &[("do", &save), (&text, "Mine and theirs"), (&version, "1")]).await.is(200);
    assert_eq!(of_note(&house, one).await.text, "Mine and theirs");
    // The same text again changes nothing, from whichever version it is sent.
    first
        .send(&notes, &[("do", &save), (&text, "Mine and theirs"), (&version, "0")])
        .await
        .is(200)
        .says("Nothing had changed.");
}

async fn api(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let body = browser.with_token(fields);
    let seen = browser.ask(Method::POST, path, Some(body)).await;
    (seen.status.as_u16(), serde_json::from_str(&seen.body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn the_script_is_answered_in_json_also_when_it_is_refused() {
    let house = House::new("2026-11-05T14:10").await;
    let council = Council::found(&house).await;
    let held = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let one = item(&house, held, "Performance Monitoring").await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open(&format!("/meetings/{held}/minutes")).await;
    let (note, preview) = (format!("/items/{one}/note"), format!("/items/{one}/note/preview"));
    let (status, said) = api(&mut officer, &preview, &[("text", "R: <i>it</i> be noted")]).await;
    assert_eq!(status, 200);
    let html = said["preview"].as_str().unwrap();
    assert!(html.contains("Resolved (1)") && !html.contains("<i>"), "{html}");
    let (status, said) = api(&mut officer, &note, &[("text", "One"), ("version", "0")]).await;
    assert_eq!((status, said["version"].as_i64(), said["at"].as_str()), (200, Some(1), Some("14:10")));
    let (status, said) = api(&mut officer, &note, &[("text", "Two"), ("version", "0")]).await;
    assert_eq!((status, said["text"].as_str(), said["version"].as_i64()), (409, Some("One"), Some(1)));
    let long = "x".repeat(60_001);
    let (status, said) = api(&mut officer, &note, &[("text", &long), ("version", "1")]).await;
    assert_eq!((status, said["refused"].as_str()), (422, Some("Notes of one item may have 60000 characters.")));
    let row = minutes::ActiveModel {
        meeting_id: Set(held),
        state: Set(Stored(minutes_state::State::Published)),
        attendance: Set(String::new()),
        asked: Set(String::new()),
        checked_by: Set(String::new()),
        amendments: Set(String::new()),
        version: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
    let (status, _) = api(&mut officer, &note, &[("text", "Later"), ("version", "1")]).await;
    assert_eq!(status, 422);
    officer.open(&format!("/meetings/{held}/minutes")).await.says("Nothing more can be typed");
    let (status, _) = api(&mut officer, "/items/999/note", &[("text", "x")]).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn who_came_late_who_left_and_who_declared_an_interest() {
    let house = House::new("2026-11-05T16:00").await;
    let council = Council::found(&house).await;
    let held = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let one = item(&house, held, "Performance Monitoring").await;
    let two = second(&house, held).await;
    let path = format!("/meetings/{held}/attendance");
    let mut officer = house.signed_in(council.officer).await;
    let version = officer.open(&path).await.carries("version");
    let (how, came, left) =
        (format!("how-{}", council.chair), format!("came-{}", council.chair), format!("left-{}", council.chair));
    let (first, last) = (one.to_string(), two.to_string());
    let wrong = [("version", version.as_str()), (&how, "present"), (&came, &last), (&left, &first)];
    officer.send(&path, &wrong).await.is(422).says("not before the one they came for");
    let right = [("version", version.as_str()), (&how, "present"), (&came, &last)];
    officer.send(&path, &right).await.is(200).says("Attendance recorded.");
    let declare = format!("/meetings/{held}/declarations");
    let seen = officer.send(&declare, &[("name", "Councillor Hartley")]).await;
    seen.is(422).says("Enter the interest.");
    assert!(seen.body.contains("value=\"Councillor Hartley\""));
    let form = [("name", "Councillor Hartley"), ("interest", "School governor; stayed in the room"), ("item", &first)];
    officer.send(&declare, &form).await.is(200).says("Declaration recorded.").says("1. Performance Monitoring");
    let page = officer.open(&format!("/meetings/{held}/minutes")).await;
    page.says("Councillor Imogen Hartley (came for item 2)");
    page.says("Councillor Hartley: School governor; stayed in the room (item 1)");
    let row = declaration::Entity::find().one(house.app.db()).await.unwrap().unwrap().id.to_string();
    officer.open(&path).await;
    officer.send(&declare, &[("take_back", &row)]).await.is(200).says("Declaration taken back.");
    assert_eq!(declaration::Entity::find().all(house.app.db()).await.unwrap().len(), 0);
}
