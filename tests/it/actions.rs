//! Stories of actions: followed on the tracker, reported on by officer or by the owner's own link, agreed or
//! disputed by the panel, withdrawn. How actions come into being is told with decisions.

use crate::support::browser::Seen;
use crate::support::decided::{another_panel, change, held_item, letters, meeting, owed};
use crate::support::{Browser, Council, House, on};
use axum::http::Method;
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_entity::{
    Stored, action_update, holding, link, obligation, person, recommendation, recommendation_update, session, trail,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// Asks the director for something at the meeting that an item belongs to; the action's id.
pub async fn asked(officer: &mut Browser, council: &Council, item: i64, text: &str, due: &str) -> i64 {
    officer.open(&format!("/items/{item}/actions/new")).await;
    let owner = council.director_post.to_string();
    let by = if due.is_empty() { "next_meeting" } else { "fixed" };
    let fields = [("text", text), ("owner", owner.as_str()), ("due", by), ("due_on", due)];
    let seen = officer.send_only(&format!("/items/{item}/actions"), &fields).await;
    seen.leads_to().unwrap().trim_start_matches("/actions/").parse().unwrap()
}

/// Sends a step with the version that stands on the action's page.
pub async fn step(browser: &mut Browser, path: &str, step: &str, fields: &[(&str, &str)]) -> Seen {
    let page = browser.open(path).await;
    let version =
        page.body.split("name=\"version\" value=\"").nth(1).map_or("1", |rest| rest.split('"').next().unwrap());
    let mut all = vec![("version", version)];
    all.extend(fields);
    browser.send(&format!("{path}/{step}"), &all).await
}

pub async fn november(house: &House) -> (Council, Browser, i64) {
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
    assert_eq!(
        owed(&house, SubjectKind::Action, id).await,
        ["do_action met 2022-11-25", "agree_completion open no date"]
    );
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
    let wanted = ["do_action met 2022-11-25", "agree_completion met no date", "do_action open 2022-11-21"];
    assert_eq!(about, wanted);
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

/// The address in the first letter that carries one.
pub async fn link_in_letter(house: &House) -> String {
    let written = letters(house).await;
    let text = written.iter().find_map(|letter| letter.text.split("/answer/action/").nth(1)).unwrap();
    let token: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    format!("/answer/action/{token}")
}

/// The code in the last letter that carries one.
pub async fn code_in_letter(house: &House) -> String {
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
    assert_eq!(
        owed(&house, SubjectKind::Action, id).await,
        ["do_action met 2022-11-25", "agree_completion open no date"]
    );
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
pub async fn hand_over(house: &House, council: &Council) {
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

#[tokio::test]
async fn a_paused_action_waits_for_a_reason_and_comes_back_by_itself() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    meeting(&house, council.panel, "2023-01-19", State::Scheduled).await;
    step(&mut officer, &path, "pause", &[("review_on", "2022-12-05")]).await.is(422).says("Enter why it waits.");
    let today = [("pause_why", "Waits for the inspection"), ("review_on", "2022-11-04")];
    let seen = step(&mut officer, &path, "pause", &today).await;
    seen.is(422).says("Enter a day after today");
    assert!(seen.body.contains("value=\"Waits for the inspection\""));
    let wanted = [("pause_why", "Waits for the inspection"), ("review_on", "2022-12-05")];
    step(&mut officer, &path, "pause", &wanted).await.is(200).says("until Monday 5 December 2022: Waits for the");
    let about = owed(&house, SubjectKind::Action, id).await;
    assert_eq!(about, ["do_action withdrawn 2022-11-25", "review_paused open 2022-12-05"]);
    for morning in ["2022-11-11T10:00", "2022-11-28T10:00"] {
        house.it_is(morning);
        house.tick().await;
    }
    let reminded = [Kind::ActionReminder, Kind::ActionOverdue, Kind::Morning];
    let told = letters(&house).await;
    let told = told.iter().filter(|letter| letter.to_name == "Bea Jones" && reminded.contains(&letter.kind.0));
    assert_eq!(told.count(), 0, "its owner is not reminded");
    house.it_is("2022-12-06T10:00");
    house.tick().await;
    house.tick().await;
    officer.open(&path).await.says("In progress Remit").says("Its review date has come");
    // 19 January: papers on 11 January; seven working days before that, with the New Year between.
    let about = owed(&house, SubjectKind::Action, id).await;
    assert_eq!(about[1..], ["review_paused met 2022-12-05", "do_action open 2022-12-30"]);
    house.it_is("2022-12-06T10:10");
    house.tick().await;
    let told = letters(&house).await;
    assert!(told.iter().any(|letter| letter.to_name == "Rowan Ellery" && letter.text.contains("review date has come")));
}

#[tokio::test]
async fn what_is_complete_is_opened_again_with_its_history() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    let done = [("update", "Sent to all"), ("progress", "done"), ("evidence", "https://anyshire.example/guide")];
    step(&mut officer, &path, "update", &done).await.says("https://anyshire.example/guide");
    let held = meeting(&house, council.panel, "2022-12-08", State::Held).await.to_string();
    step(&mut officer, &path, "agree", &[("meeting", &held)]).await.is(200);
    step(&mut officer, &path, "reopen", &[("due", "fixed"), ("due_on", "2022-12-20")]).await.is(422).says("Enter why");
    let wanted = [("reopen_why", "The guide is withdrawn"), ("due", "fixed"), ("due_on", "2022-12-20")];
    step(&mut officer, &path, "reopen", &wanted)
        .await
        .is(200)
        .says("Reopened: The guide is withdrawn")
        .says("The panel agreed on Thursday 8 December 2022")
        .does_not_say("Agreed complete at the meeting");
    assert_eq!(owed(&house, SubjectKind::Action, id).await.last().unwrap(), "do_action open 2022-12-20");
}

/// Edge case 30.
#[tokio::test]
async fn an_owner_who_says_that_it_is_not_theirs_owes_it_until_an_officer_looked() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    house.it_is("2022-11-11T10:00");
    house.tick().await;
    let link = link_in_letter(&house).await;
    let mut owner = house.public();
    owner.open(&link).await;
    owner.send(&format!("{link}/code"), &[("who", "holder")]).await;
    let code = code_in_letter(&house).await;
    owner.send(&format!("{link}/confirm"), &[("code", &code)]).await.is(200).says("This is not mine to do");
    step(&mut owner, &link, "update", &[("progress", "not_mine")]).await.is(422).says("Enter what has been done.");
    step(&mut owner, &link, "update", &[("progress", "not_mine"), ("update", "Education has it")]).await.is(200);
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action open 2022-11-25"]);
    officer.open(&path).await.says("The owner says that this is not theirs").says("Education has it");
    house.it_is("2022-11-11T10:10");
    house.tick().await;
    let told = letters(&house).await;
    assert!(told.iter().any(|one| one.to_name == "Rowan Ellery" && one.subject.contains("says that it is not theirs")));
    step(&mut officer, &path, "keep", &[("change_why", "The director leads on it")])
        .await
        .does_not_say("The owner says that this is not theirs");
    step(&mut owner, &link, "update", &[("progress", "not_mine"), ("update", "Really not")]).await.is(200);
    let cabinet = council.cabinet_post.to_string();
    step(&mut officer, &path, "change", &[("owner", &cabinet)]).await.is(422).says("Enter why the owner or the date");
    step(&mut officer, &path, "change", &[("owner", &cabinet), ("change_why", "Theirs after all")])
        .await
        .is(200)
        .says("Councillor Tom Arden")
        .does_not_say("The owner says that this is not theirs");
    house.it_is("2022-11-14T10:00");
    house.tick().await;
    let told = letters(&house).await;
    assert!(told.iter().any(|one| one.to_name == "Councillor Tom Arden" && one.subject.contains("CF 22/23-001")));
}

/// Edge case 30.
#[tokio::test]
async fn the_same_asked_for_by_two_panels_is_linked_and_not_merged() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let (other, _) = another_panel(&house, council.board, council.officer_post).await;
    let item = held_item(&house, other, "2022-11-02", "Performance Monitoring").await;
    let twin = asked(&mut officer, &council, item, "A guide to the scorecard", "2022-12-16").await;
    let path = format!("/actions/{id}");
    for (typed, says) in
        [("EE 22/23-999", "Enter the reference of another"), ("CF 22/23-001", "cannot be the duplicate")]
    {
        step(&mut officer, &path, "link", &[("same_as", typed)]).await.is(422).says(says);
    }
    step(&mut officer, &path, "link", &[("same_as", "EE 22/23-001")]).await.is(200).says("EE 22/23-001 (Open)");
    officer.open(&format!("/actions/{twin}")).await.says("CF 22/23-001 (Open)");
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action open 2022-11-25"]);
    assert_eq!(owed(&house, SubjectKind::Action, twin).await, ["do_action open 2022-12-16"]);
}

#[tokio::test]
async fn an_action_goes_on_as_an_item_or_a_recommendation_and_each_names_the_other() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    step(&mut officer, &path, "convert", &[]).await.is(422).says("Choose what it becomes.");
    step(&mut officer, &path, "convert", &[("becomes", "item")]).await.is(422).says("No meeting of this body is in");
    meeting(&house, council.panel, "2022-12-08", State::Scheduled).await;
    let seen = step(&mut officer, &path, "convert", &[("becomes", "item")]).await;
    seen.is(200).says("Goes on as an item of the meeting on 8 December 2022").says("Converted");
    let made = seen.body.split("Goes on as</dt>").nth(1).unwrap().split("href=\"/items/").nth(1).unwrap();
    let item = made.split('"').next().unwrap().to_owned();
    officer.open(&format!("/items/{item}")).await.is(200).says("CF 22/23-001");
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action withdrawn 2022-11-25"]);
    let open_again = [("reopen_why", "The item was struck out"), ("due", "next_meeting")];
    step(&mut officer, &path, "reopen", &open_again).await.is(200);
    step(&mut officer, &path, "convert", &[("becomes", "recommendation")]).await.is(422).says("Choose who answers");
    let cabinet = council.cabinet_post.to_string();
    let wanted = [("becomes", "recommendation"), ("answers", cabinet.as_str())];
    step(&mut officer, &path, "convert", &wanted).await.is(200).says("a recommendation");
    let made = recommendation::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert_eq!((made.text.as_str(), made.post_id), ("Circulate a guide to the scorecard", council.cabinet_post));
    let first = recommendation_update::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert!(first.words.contains("CF 22/23-001"), "{}", first.words);
}

#[tokio::test]
async fn who_follows_is_told_and_stops_with_one_press() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let path = format!("/actions/{id}");
    let mut chair = house.signed_in(council.chair).await;
    chair.open(&path).await;
    chair.send(&format!("{path}/follow"), &[]).await.is(200).says("You follow this action.");
    step(&mut officer, &path, "update", &[("update", "Sent to all"), ("progress", "done")]).await.is(200);
    house.it_is("2022-11-04T10:10");
    house.tick().await;
    let told = letters(&house).await;
    let letter = told.iter().find(|one| one.to_name == "Councillor Imogen Hartley").unwrap();
    insta::assert_snapshot!("letter_follower", format!("{}\n\n{}", letter.subject, without_token(&letter.text)));
    let link = link_in_letter(&house).await;
    let mut by_link = house.public();
    by_link.open(&link).await.is(200).says("You owe nothing.").does_not_say("What has been done");
    by_link.send(&format!("{link}/unfollow"), &[]).await.is(200).says("Stop following");
    by_link.send(&format!("{link}/unfollow"), &[("stop", "yes")]).await.is(200).does_not_say("Stop following");
    let held = meeting(&house, council.panel, "2022-11-04", State::Held).await.to_string();
    step(&mut officer, &path, "agree", &[("meeting", &held)]).await.is(200);
    house.it_is("2022-11-04T10:20");
    house.tick().await;
    assert_eq!(letters(&house).await.len(), told.len(), "whoever stopped is told nothing more");
}

/// A letter without what is drawn at random.
pub fn without_token(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once("/answer/") {
        Some((before, rest)) => format!("{before}/answer/{}/…", rest.split('/').next().unwrap_or_default()),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
