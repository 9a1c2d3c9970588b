//! Stories of actions: followed on the tracker, reported on by officer or by the owner's own link, agreed or
//! disputed by the panel, withdrawn. How actions come into being is told with decisions.

use crate::support::browser::Seen;
use crate::support::decided::{another_panel, change, held_item, letters, meeting, owed};
use crate::support::{Browser, Council, House, on};
use axum::http::Method;
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_entity::{Stored, action_update, holding, link, obligation, person, session, trail};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// Asks the director for something at the meeting that an item belongs to; the action's id.
async fn asked(officer: &mut Browser, council: &Council, item: i64, text: &str, due: &str) -> i64 {
    officer.open(&format!("/items/{item}/actions/new")).await;
    let owner = council.director_post.to_string();
    let by = if due.is_empty() { "next_meeting" } else { "fixed" };
    let fields = [("text", text), ("owner", owner.as_str()), ("due", by), ("due_on", due)];
    let seen = officer.send_only(&format!("/items/{item}/actions"), &fields).await;
    seen.leads_to().unwrap().trim_start_matches("/actions/").parse().unwrap()
}

/// Sends a step with the version that stands on the action's page.
async fn step(browser: &mut Browser, path: &str, step: &str, fields: &[(&str, &str)]) -> Seen {
    let page = browser.open(path).await;
    let version =
        page.body.split("name=\"version\" value=\"").nth(1).map_or("1", |rest| rest.split('"').next().unwrap());
    let mut all = vec![("version", version)];
    all.extend(fields);
    browser.send(&format!("{path}/{step}"), &all).await
}

async fn november(house: &House) -> (Council, Browser, i64) {
    let council = Council::found(house).await;
    let item = held_item(house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = house.signed_in(council.officer).await;
    let id = asked(&mut officer, &council, item, "Circulate a guide to the scorecard", "2022-11-25").await;
    (council, officer, id)
}

#[tokio::test]
async fn only_the_panel_closes_an_action() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    let wrong = step(&mut officer, &path, "update", &[("update", "Half written")]).await;
    wrong.is(422).says("Choose whether it is still in progress or done.");
    assert!(wrong.body.contains("Half written</textarea>"));
    step(&mut officer, &path, "update", &[("update", " "), ("progress", "done")]).await.is(422).says("Enter what has");
    step(&mut officer, &path, "update", &[("update", "Half written"), ("progress", "in_progress")])
        .await
        .is(200)
        .says("Update recorded.")
        .says("In progress Rowan Ellery, 4 November 2022, 10am Half written");
    step(&mut officer, &path, "agree", &[])
        .await
        .is(422)
        .says("The owner has not yet proposed this action as complete");
    step(&mut officer, &path, "update", &[("update", "Sent to all"), ("progress", "done")])
        .await
        .says("Proposed complete");
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action met 2022-11-25"]);
    let next = meeting(&house, council.panel, "2022-12-08", State::Scheduled).await;
    let boards = meeting(&house, council.board, "2022-11-16", State::Held).await.to_string();
    let at_next = next.to_string();
    for not_held_or_not_theirs in [&at_next, &boards, &String::new()] {
        step(&mut officer, &path, "agree", &[("meeting", not_held_or_not_theirs)])
            .await
            .is(422)
            .says("Choose the meeting at which the panel agreed that this is complete.");
    }
    house.it_is("2022-12-09T10:00");
    change(&house, next, "2022-12-08", State::Held).await;
    step(&mut officer, &path, "agree", &[("meeting", &at_next)])
        .await
        .is(200)
        .says("The panel agreed on Thursday 8 December 2022 that this is complete.")
        .says("Agreed complete at the meeting of Thursday 8 December 2022")
        .does_not_say("Record update");
    let late = [("version", "4"), ("update", "more"), ("progress", "done")];
    officer.send(&format!("{path}/update"), &late).await.is(422).says("This action is closed.");
}

#[tokio::test]
async fn what_the_panel_disputes_is_owed_again() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    step(&mut officer, &path, "update", &[("update", "Sent"), ("progress", "done")]).await.is(200);
    step(&mut officer, &path, "dispute", &[("due", "next_meeting")])
        .await
        .is(422)
        .says("Enter what the panel says is still missing.");
    let past = [("disputed", "Not all had it"), ("due", "fixed"), ("due_on", "2022-11-03")];
    let seen = step(&mut officer, &path, "dispute", &past).await;
    seen.is(422).says("Enter a date from today on");
    assert!(seen.body.contains("Not all had it</textarea>") && seen.body.contains("value=\"2022-11-03\""));
    meeting(&house, council.panel, "2022-12-08", State::Scheduled).await;
    step(&mut officer, &path, "dispute", &[("disputed", "Not all had it"), ("due", "next_meeting")])
        .await
        .is(200)
        .says("Disputed by the panel: Not all had it");
    // 8 December: the papers go out on 30 November; seven working days before that is 21 November.
    let about = owed(&house, SubjectKind::Action, id).await;
    assert_eq!(about, ["do_action met 2022-11-25", "do_action open 2022-11-21"]);
    step(&mut officer, &path, "update", &[("update", "Now truly"), ("progress", "done")]).await.is(200);
    step(&mut officer, &path, "update", &[("update", "Not yet"), ("progress", "in_progress")]).await.is(200);
    assert_eq!(owed(&house, SubjectKind::Action, id).await.last().unwrap(), "do_action open 2022-11-21");
}

#[tokio::test]
async fn an_action_that_is_withdrawn_says_why_and_reminds_nobody() {
    let house = House::new("2022-11-04T10:00").await;
    let (_, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    step(&mut officer, &path, "withdraw", &[]).await.is(422).says("Enter why this action is no longer wanted.");
    step(&mut officer, &path, "withdraw", &[("reason", "Overtaken by the new dashboard")])
        .await
        .is(200)
        .says("Withdrawn Rowan Ellery")
        .says("Overtaken by the new dashboard");
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action withdrawn 2022-11-25"]);
    house.it_is("2022-11-28T10:00");
    house.tick().await;
    assert!(letters(&house).await.is_empty());
}

#[tokio::test]
async fn a_stale_update_is_shown_with_what_stands_now() {
    let house = House::new("2022-11-04T10:00").await;
    let (_, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    step(&mut officer, &path, "update", &[("update", "The first"), ("progress", "in_progress")]).await.is(200);
    let stale = [("version", "1"), ("update", "Typed on an old page"), ("progress", "done")];
    let seen = officer.send(&format!("{path}/update"), &stale).await;
    seen.is(409).says("Somebody else changed this action after you opened it").says("The first");
    assert!(seen.body.contains("Typed on an old page</textarea>"));
    assert_eq!(action_update::Entity::find().count(house.app.db()).await.unwrap(), 1);
}

#[tokio::test]
async fn the_tracker_is_filtered_paged_and_the_chairs_own() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, _) = november(&house).await;
    let (other, stranger) = another_panel(&house, council.board, council.officer_post).await;
    let item = held_item(&house, other, "2022-11-02", "Performance Monitoring").await;
    for n in 1..=26 {
        asked(&mut officer, &council, item, &format!("errand {n} of many"), "2022-12-16").await;
    }
    let first = officer.open("/actions").await;
    first.says("Actions (27)").says("CF 22/23-001").says("Page 1 of 2");
    let words = first.words();
    assert!(words.find("CF 22/23-001") < words.find("EE 22/23-026"), "what is due first comes first");
    officer.open("/actions?page=2").await.says("Page 2 of 2").says("EE 22/23-001");
    officer.open("/actions?page=9").await.says("Page 2 of 2");
    officer.open(&format!("/actions?panel={}", council.panel)).await.says("Actions (1)").does_not_say("EE 22/23");
    officer.open("/actions?state=complete").await.says("No such actions.");
    officer.open("/actions?overdue=1").await.says("No such actions.");
    house.it_is("2022-11-29T10:00");
    officer.open("/actions?overdue=1").await.says("Actions (1)").says("2 working days late");
    officer.open(&format!("/actions?owner={}", council.cabinet_post)).await.says("No such actions.");
    officer.open("/actions?state=nonsense&panel=x&page=-1").await.is(200).says("Actions (27)");

    let mut own = house.signed_in(council.chair).await;
    own.open("/actions").await.says("Actions (1)").does_not_say("EE 22/23");
    let mut others = house.signed_in(stranger).await;
    others.open("/actions?page=2").await.says("Actions (26)");
    others.open(&format!("/actions?panel={}", council.panel)).await.says("No such actions.");
    others.open("/actions/1").await.is(404);
    own.open("/actions/1").await.is(200).does_not_say("Record update");
    own.send("/actions/1/update", &[("update", "x")]).await.is(403);
    assert!(house.public().ask(Method::GET, "/actions", None).await.leads_to().unwrap().starts_with("/sign-in"));
}

/// The address in the first letter that carries one.
async fn link_in_letter(house: &House) -> String {
    let written = letters(house).await;
    let text = written.iter().find_map(|letter| letter.text.split("/answer/action/").nth(1)).unwrap();
    let token: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    format!("/answer/action/{token}")
}

/// The code in the last letter that carries one.
async fn code_in_letter(house: &House) -> String {
    let written = letters(house).await;
    let letter = written.iter().rev().find(|letter| letter.kind == Stored(Kind::Code)).unwrap();
    let digits = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    letter.text.split_whitespace().find(digits).unwrap().to_owned()
}

#[tokio::test]
async fn an_owner_answers_by_the_link_of_a_reminder() {
    let house = House::new("2022-11-04T10:00").await;
    let (_, mut officer, id) = november(&house).await;
    // Ten working days before 25 November.
    house.it_is("2022-11-11T10:00");
    house.tick().await;
    let path = link_in_letter(&house).await;
    let mut owner = house.public();
    let seen = owner.open(&path).await;
    seen.is(200).says("Circulate a guide to the scorecard").says("I am Bea Jones").does_not_say("What has been done");
    assert_eq!(seen.headers["referrer-policy"], "no-referrer");
    assert_eq!(seen.headers["x-robots-tag"], "noindex");
    assert_eq!(seen.headers["cache-control"], "no-store");
    owner.send(&format!("{path}/update"), &[("update", "x"), ("progress", "done")]).await.is(403);
    owner.send(&format!("{path}/code"), &[]).await.is(422).says("Choose who you are.");
    owner.send(&format!("{path}/code"), &[("who", "other")]).await.is(422).says("Only the person to whom this link");
    owner.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200).says("Enter your code");
    owner.send(&format!("{path}/confirm"), &[("code", "12")]).await.is(422).says("Enter the six digits of the code.");
    let code = code_in_letter(&house).await;
    let mut elsewhere = house.public();
    elsewhere.open(&format!("{path}?code=sent")).await;
    elsewhere.send(&format!("{path}/confirm"), &[("code", &code)]).await.is(422);
    owner.send(&format!("{path}/confirm"), &[("code", &code)]).await.is(200).says("What has been done");

    let typed = step(&mut owner, &path, "update", &[("update", "At the printer's")]).await;
    typed.is(422).says("Choose whether it is still in progress or done.");
    assert!(typed.body.contains("At the printer&#39;s</textarea>"));
    step(&mut owner, &path, "update", &[("update", "At the printer's"), ("progress", "in_progress")])
        .await
        .is(200)
        .says("Thank you.")
        .says("via link issued to Bea Jones");
    step(&mut officer, &format!("/actions/{id}"), "update", &[("update", "By telephone"), ("progress", "in_progress")])
        .await
        .is(200);
    let stale = [("version", "2"), ("update", "On an old page"), ("progress", "done")];
    let seen = owner.send(&format!("{path}/update"), &stale).await;
    seen.is(409).says("By telephone");
    assert!(seen.body.contains("On an old page</textarea>"));
    step(&mut owner, &path, "update", &[("update", "Sent to all"), ("progress", "done")])
        .await
        .says("Proposed complete");
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action met 2022-11-25"]);
    let told = officer.open(&format!("/actions/{id}")).await;
    told.says("Sent to all").says("Letters about it").says("Bea Jones").says("Action CF 22/23-001: update needed by");

    let other = format!("/answer/action/{}", "x".repeat(43));
    owner.open(&other).await.is(404).says("This link does not work any more");
}

#[tokio::test]
async fn looking_at_a_link_changes_nothing() {
    let house = House::new("2022-11-04T10:00").await;
    let (_, _officer, _) = november(&house).await;
    house.it_is("2022-11-11T10:00");
    house.tick().await;
    let path = link_in_letter(&house).await;
    let before = rows(&house).await;
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let mut scanner = house.public();
        scanner.ask(method.clone(), &path, None).await.is(200);
        scanner.ask(method, &format!("{path}?code=sent"), None).await.is(200);
    }
    // A scanner that also sends the form as it finds it.
    let mut scanner = house.public();
    scanner.open(&path).await;
    scanner.send(&format!("{path}/code"), &[]).await.is(422);
    assert_eq!(rows(&house).await, before);
}

async fn rows(house: &House) -> Vec<String> {
    let db = house.app.db();
    vec![
        format!("{:?}", letters(house).await),
        format!("{:?}", link::Entity::find().all(db).await.unwrap()),
        format!("{:?}", session::Entity::find().all(db).await.unwrap()),
        format!("{:?}", trail::Entity::find().all(db).await.unwrap()),
        format!("{:?}", obligation::Entity::find().all(db).await.unwrap()),
        format!("{:?}", action_update::Entity::find().all(db).await.unwrap()),
    ]
}

#[tokio::test]
async fn a_link_answers_only_while_its_person_holds_the_post() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, _officer, _) = november(&house).await;
    house.it_is("2022-11-11T10:00");
    house.tick().await;
    let path = link_in_letter(&house).await;
    let mut former = house.public();
    former.open(&path).await;
    former.send(&format!("{path}/code"), &[("who", "holder")]).await;
    let code = code_in_letter(&house).await;
    former.send(&format!("{path}/confirm"), &[("code", &code)]).await.is(200);
    hand_over(&house, &council).await;
    house.it_is("2022-11-15T10:00");
    former
        .open(&path)
        .await
        .is(200)
        .says("This action has passed to whoever now holds the post")
        .does_not_say("Send to");
    let late = [("version", "1"), ("update", "still me"), ("progress", "done")];
    former.send(&format!("{path}/update"), &late).await.is(422).says("This action has passed to whoever now holds");
    assert_eq!(action_update::Entity::find().count(house.app.db()).await.unwrap(), 0);
}

/// From 14 November somebody else is the director.
async fn hand_over(house: &House, council: &Council) {
    let db = house.app.db();
    let was = holding::Entity::find().filter(holding::Column::PostId.eq(council.director_post)).one(db).await;
    let mut was: holding::ActiveModel = was.unwrap().unwrap().into();
    was.to_on = Set(Some(on("2022-11-13")));
    was.update(db).await.unwrap();
    let row = person::ActiveModel {
        name: Set("Kit Marlow".to_owned()),
        email: Set("kit.marlow@anyshire.example".to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let person_id = row.insert(db).await.unwrap().id;
    let row = holding::ActiveModel {
        post_id: Set(council.director_post),
        person_id: Set(person_id),
        from_on: Set(on("2022-11-14")),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
}
