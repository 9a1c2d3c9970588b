//! Stories of the tracker: filtered, saved, changed many at once and undone, exported and printed; letters to the chief
//! executive; matters arising; the chair's page and week.

use crate::actions::{asked, november, step};
use crate::support::browser::Seen;
use crate::support::decided::{another_panel, change, held_item, letters, meeting, owed};
use crate::support::{Browser, House, on};
use axum::http::Method;
use remit_domain::chief_letter;
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::person::{PostKind, Seat};
use remit_entity::{
    Stored, action, agenda_item, body, chief_letter as chief_letters, follow, holding, membership, person, post,
    telling,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

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

/// The keys of the rows on the tracker that carry one of these references.
async fn keys(officer: &mut Browser, references: &[&str]) -> Vec<String> {
    let page = officer.open("/actions").await;
    let rows = page.body.split("name=\"rows\"").skip(1);
    let wanted = rows.filter(|row| references.iter().any(|one| row.split("</tr>").next().unwrap().contains(one)));
    wanted.map(|row| row.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
}

async fn bulk(officer: &mut Browser, keys: &[String], fields: &[(&str, &str)]) -> Seen {
    let mut all: Vec<(&str, &str)> = keys.iter().map(|key| ("rows", key.as_str())).collect();
    all.extend(fields);
    officer.send("/tracker/changes", &all).await
}

#[tokio::test]
async fn many_rows_are_changed_each_by_itself_and_undone_for_ten_minutes() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let item = action::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().agenda_item_id;
    let second = asked(&mut officer, &council, item, "A note on placements", "2022-11-30").await;
    let both = keys(&mut officer, &["CF 22/23-001", "CF 22/23-002"]).await;
    assert_eq!(both.len(), 2);
    bulk(&mut officer, &both, &[]).await.is(422).says("Choose what to do with the rows");
    bulk(&mut officer, &[], &[("deed", "ask")]).await.is(422).says("Tick at least one row.");
    let past = [("deed", "set_due"), ("due_on", "2022-11-01")];
    let seen = bulk(&mut officer, &both, &past).await;
    seen.is(422).says("Enter a date from today on.");
    assert_eq!(seen.body.matches("checked>").count(), 3, "what was ticked and chosen stays");

    step(&mut officer, &format!("/actions/{second}"), "withdraw", &[("reason", "Overtaken")]).await.is(200);
    let seen = bulk(&mut officer, &both, &[("deed", "set_due"), ("due_on", "2022-12-02")]).await;
    seen.is(200).says("(1 of 2 done)").says("Somebody changed it in between.").says("Can be undone until 10.10am");
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action open 2022-12-02"]);
    let path = seen.path.split('?').next().unwrap().to_owned();
    officer.send(&format!("{path}/undo"), &[]).await.is(200).says("Undone: 1 of 1 as they were.");
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action open 2022-11-25"]);
    officer.send(&format!("{path}/undo"), &[]).await.is(422).says("This change was undone already.");

    let one = keys(&mut officer, &["CF 22/23-001"]).await;
    let seen = bulk(&mut officer, &one, &[("deed", "ask")]).await;
    seen.says("Bea Jones is asked by letter");
    let asked = seen.path.split('?').next().unwrap().to_owned();
    officer.send(&format!("{asked}/undo"), &[]).await.says("Undone: 1 of 1");
    house.it_is("2022-11-04T10:20");
    house.tick().await;
    assert!(letters(&house).await.is_empty(), "what was undone is not sent");
    bulk(&mut officer, &one, &[("deed", "ask")]).await.is(200);
    house.it_is("2022-11-04T10:40");
    house.tick().await;
    let told = letters(&house).await;
    let letter = told.iter().find(|one| one.to_name == "Bea Jones").unwrap();
    let text = crate::actions::without_token(&letter.text);
    insta::assert_snapshot!("letter_update_asked_for", format!("{}\n\n{text}", letter.subject));
}

async fn follow(house: &House, person: i64, id: i64) {
    let row = follow::ActiveModel {
        person_id: Set(person),
        subject_kind: Set(Stored(SubjectKind::Action)),
        subject_id: Set(id),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
}

/// How many wait to hear that an action was agreed complete.
async fn followers_told(house: &House, id: i64) -> usize {
    let rows = telling::Entity::find().all(house.app.db()).await.unwrap();
    let agreed = format!("follow-{id}-agreed-");
    rows.iter().filter(|row| row.withdrawn_at.is_none() && row.occasion.starts_with(&agreed)).count()
}

#[tokio::test]
async fn several_completions_are_agreed_at_one_meeting_and_taken_back() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let item = action::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().agenda_item_id;
    asked(&mut officer, &council, item, "A note on placements", "2022-11-30").await;
    let done = [("update", "Sent"), ("progress", "done")];
    step(&mut officer, &format!("/actions/{id}"), "update", &done).await.is(200);
    let held = meeting(&house, council.panel, "2022-12-08", State::Held).await.to_string();
    house.it_is("2022-12-09T10:00");
    let both = keys(&mut officer, &["CF 22/23-001", "CF 22/23-002"]).await;
    bulk(&mut officer, &both, &[("deed", "agree")]).await.is(422).says("Choose the meeting at which");
    let seen = bulk(&mut officer, &both, &[("deed", "agree"), ("meeting", &held)]).await;
    seen.is(200).says("(1 of 2 done)").says("The owner has not yet proposed this action as complete.");
    officer.open("/actions?state=complete").await.says("Actions (1)").says("CF 22/23-001");
    let path = seen.path.split('?').next().unwrap().to_owned();
    house.it_is("2022-12-09T10:11");
    officer.send(&format!("{path}/undo"), &[]).await.is(422).says("those have passed");
    let again = [("reopen_why", "Not so"), ("due", "next_meeting")];
    step(&mut officer, &format!("/actions/{id}"), "reopen", &again).await.is(200);
    step(&mut officer, &format!("/actions/{id}"), "update", &done).await.is(200);
    let one = keys(&mut officer, &["CF 22/23-001"]).await;
    follow(&house, council.chair, id).await;
    let seen = bulk(&mut officer, &one, &[("deed", "agree"), ("meeting", &held)]).await;
    let path = seen.path.split('?').next().unwrap().to_owned();
    let agreed = || async { followers_told(&house, id).await };
    assert_eq!(agreed().await, 1);
    officer.send(&format!("{path}/undo"), &[]).await.is(200);
    assert_eq!(agreed().await, 0, "nobody is told of what was undone");
    officer.open(&format!("/actions/{id}")).await.says("Proposed complete").says("taken back");
    assert!(owed(&house, SubjectKind::Action, id).await.last().unwrap().starts_with("agree_completion open"));
}

#[tokio::test]
async fn a_row_goes_on_the_next_agenda_once_and_comes_off_again() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, _) = november(&house).await;
    let one = keys(&mut officer, &["CF 22/23-001"]).await;
    bulk(&mut officer, &one, &[("deed", "agenda")]).await.says("No meeting of this body is in the diary");
    meeting(&house, council.panel, "2022-12-08", State::Scheduled).await;
    let seen = bulk(&mut officer, &one, &[("deed", "agenda")]).await;
    seen.says("On the agenda of 8 December 2022");
    bulk(&mut officer, &one, &[("deed", "agenda")]).await.says("It stands on that agenda already.");
    let count = || async { agenda_item::Entity::find().all(house.app.db()).await.unwrap().len() };
    assert_eq!(count().await, 2);
    let path = seen.path.split('?').next().unwrap().to_owned();
    officer.send(&format!("{path}/undo"), &[]).await.says("Undone: 1 of 1");
    assert_eq!(count().await, 1);
}

#[tokio::test]
async fn a_selection_is_saved_exported_and_printed() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let item = action::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().agenda_item_id;
    asked(&mut officer, &council, item, "=HYPERLINK(\"http://evil.example\")", "2022-11-30").await;
    let query = format!("panel={}&overdue=1", council.panel);
    officer.open(&format!("/actions?{query}")).await.says("Keep this selection");
    officer.send("/tracker/views", &[("query", &query)]).await.is(422).says("Enter a name for this view.");
    officer.send("/tracker/views", &[("query", &query), ("name", "Late at CF")]).await.is(200).says("Late at CF");
    let mut chair = house.signed_in(council.chair).await;
    chair.open("/actions").await.does_not_say("Late at CF");
    chair.send_only("/tracker/views/1/forget", &[]).await.is(404);
    officer.open("/actions").await;
    officer.send("/tracker/views/1/forget", &[]).await.is(200).does_not_say("Late at CF");

    let csv = officer.open("/actions.csv").await;
    csv.is(200);
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.body.contains("CF 22/23-001,Action,CF,Circulate a guide to the scorecard,"), "{}", csv.body);
    assert!(csv.body.contains("\"'=HYPERLINK("), "{}", csv.body);
    let book = officer.open("/actions.xlsx").await;
    assert!(book.body.starts_with("PK"));

    meeting(&house, council.panel, "2022-12-08", State::Scheduled).await;
    officer
        .open(&format!("/actions/print?panel={}", council.panel))
        .await
        .says("Appendix for the meeting of Thursday 8 December 2022")
        .says("No update received.")
        .says("no meeting since");
    step(&mut officer, &format!("/actions/{id}"), "update", &[("update", "Half written"), ("progress", "in_progress")])
        .await
        .is(200);
    house.it_is("2022-12-09T10:00");
    meeting(&house, council.panel, "2022-12-07", State::Held).await;
    let print = officer.open(&format!("/actions/print?panel={}", council.panel)).await;
    print.says("1 meeting since").says("Half written").says("5 weeks, 1 meeting since");
}

#[tokio::test]
async fn what_is_taken_in_private_is_printed_by_its_reference_alone() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let db = house.app.db();
    let item = action::Entity::find_by_id(id).one(db).await.unwrap().unwrap().agenda_item_id;
    let mut row = agenda_item::Entity::find_by_id(item).one(db).await.unwrap().unwrap().into_active_model();
    row.access = Set(Stored(remit_domain::agenda::Access::Exempt));
    row.update(db).await.unwrap();
    let print = officer.open(&format!("/actions/print?panel={}", council.panel)).await;
    print.says("CF 22/23-001").says("Concerns business taken in private.").does_not_say("Circulate a guide");
}

/// Edge case 29.
#[tokio::test]
async fn an_action_for_the_next_meeting_is_listed_while_none_is_in_the_diary() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let item = action::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().agenda_item_id;
    let second = asked(&mut officer, &council, item, "A note on placements", "").await;
    assert_eq!(owed(&house, SubjectKind::Action, second).await, ["do_action open no date"]);
    officer.open("/actions").await.says("Due when the next meeting is in the diary");
    officer.open("/due").await.says("No date yet").says("Due when the next meeting is in the diary");
    meeting(&house, council.panel, "2022-12-08", State::Scheduled).await;
    let next = meeting(&house, council.panel, "2022-12-15", State::Scheduled).await;
    change(&house, next, "2022-12-16", State::Scheduled).await;
    assert_eq!(owed(&house, SubjectKind::Action, second).await, ["do_action open 2022-11-21"]);
}

/// Edge case 32.
#[tokio::test]
async fn the_tracker_of_an_ended_body_goes_on_under_its_successor() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let (heir, chair) = another_panel(&house, council.board, council.officer_post).await;
    let db = house.app.db();
    let mut row = body::Entity::find_by_id(council.panel).one(db).await.unwrap().unwrap().into_active_model();
    row.succeeded_by_id = Set(Some(heir));
    row.ended_on = Set(Some(on("2022-11-30")));
    row.update(db).await.unwrap();
    officer.open(&format!("/actions?panel={heir}")).await.says("Actions (1)").says("CF 22/23-001");
    let mut own = house.signed_in(chair).await;
    own.open("/actions").await.says("CF 22/23-001");
    let done = [("update", "Sent"), ("progress", "done")];
    step(&mut officer, &format!("/actions/{id}"), "update", &done).await.is(200);
    let held = meeting(&house, heir, "2022-12-08", State::Held).await.to_string();
    house.it_is("2022-12-09T10:00");
    let seen = step(&mut officer, &format!("/actions/{id}"), "agree", &[("meeting", &held)]).await;
    seen.is(200).says("Agreed complete at the meeting of Thursday 8 December 2022").says("1 meeting since");
}

async fn chief(house: &House) {
    let db = house.app.db();
    let row = person::ActiveModel {
        name: Set("Ana Marsh".to_owned()),
        email: Set("ana.marsh@anyshire.example".to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let person_id = row.insert(db).await.unwrap().id;
    let row = post::ActiveModel {
        title: Set("Chief Executive".to_owned()),
        kind: Set(Stored(PostKind::ChiefExecutive)),
        ..Default::default()
    };
    let post_id = row.insert(db).await.unwrap().id;
    let row = holding::ActiveModel {
        post_id: Set(post_id),
        person_id: Set(person_id),
        from_on: Set(on("2015-01-01")),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
}

/// Edge case 31.
#[tokio::test]
async fn what_stays_overdue_climbs_to_a_letter_that_only_a_person_sends() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    step(&mut officer, &format!("/actions/{id}"), "update", &[("update", "Half written"), ("progress", "in_progress")])
        .await
        .is(200);
    for morning in ["2022-11-28T10:00", "2022-12-02T10:00", "2022-12-09T10:00"] {
        house.it_is(morning);
        house.tick().await;
    }
    let told = letters(&house).await;
    for name in ["Bea Jones", "Nia Prosser", "Councillor Imogen Hartley"] {
        assert!(told.iter().any(|one| one.to_name == name && one.text.contains("Circulate a guide")), "{name} is told");
    }
    meeting(&house, council.panel, "2022-12-08", State::Held).await;
    house.tick().await;
    let db = house.app.db();
    let drafted = || async { chief_letters::Entity::find().all(db).await.unwrap() };
    assert!(drafted().await.is_empty(), "one meeting is not two");
    meeting(&house, council.panel, "2023-01-19", State::Held).await;
    house.it_is("2023-01-20T10:00");
    house.tick().await;
    house.tick().await;
    let all = drafted().await;
    assert_eq!(all.len(), 1);
    insta::assert_snapshot!("letter_to_the_chief_executive", all[0].text);
    assert!(letters(&house).await.iter().all(|one| one.to_name != "Ana Marsh"), "nothing is sent by itself");
    let path = format!("/chief-letters/{}", all[0].id);
    officer.open("/due").await.says("Letter to the chief executive to decide on");
    let text = "Dear Ana\n\nPlease look into this.";
    step(&mut officer, &path, "send", &[("text", text)]).await.is(422).says("Tick that the chair has agreed");
    let agreed = [("text", text), ("agreed", "yes")];
    step(&mut officer, &path, "send", &agreed).await.is(422).says("Nobody with an e-mail address holds the post");
    chief(&house).await;
    step(&mut officer, &path, "text", &[("text", text)]).await.is(200).says("Nothing was sent.");
    let stale = [("version", "1"), ("text", "Another"), ("agreed", "yes")];
    officer.send(&format!("{path}/send"), &stale).await.is(409).says("Please look into this.");
    step(&mut officer, &path, "send", &agreed).await.is(200).says("The letter is in the post.");
    let letter = letters(&house).await.into_iter().find(|one| one.to_name == "Ana Marsh").unwrap();
    assert!(letter.text.starts_with("Dear Ana\n\nPlease look into this."), "{}", letter.text);
    assert_eq!(owed(&house, SubjectKind::ChiefLetter, all[0].id).await, ["send_chief_letter met 2023-01-27"]);
    house.tick().await;
    assert_eq!(drafted().await.len(), 1, "the next letter waits for two more meetings");
}

#[tokio::test]
async fn a_drafted_letter_is_dropped_with_a_reason_or_when_it_is_done() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    for day in ["2022-12-08", "2023-01-19"] {
        meeting(&house, council.panel, day, State::Held).await;
    }
    house.it_is("2023-01-20T10:00");
    house.tick().await;
    let db = house.app.db();
    let first = chief_letters::Entity::find().one(db).await.unwrap().unwrap();
    let path = format!("/chief-letters/{}", first.id);
    step(&mut officer, &path, "drop", &[]).await.is(422).says("Enter why the letter is not sent.");
    step(&mut officer, &path, "drop", &[("reason", "The chair will telephone")]).await.is(200).says("Not sent");
    for day in ["2023-02-16", "2023-03-16"] {
        meeting(&house, council.panel, day, State::Held).await;
    }
    house.it_is("2023-03-17T10:00");
    house.tick().await;
    let all = chief_letters::Entity::find().all(db).await.unwrap();
    assert_eq!(all.len(), 2, "two more meetings call for another");
    let done = [("update", "Sent"), ("progress", "done")];
    step(&mut officer, &format!("/actions/{id}"), "update", &done).await.is(200);
    house.tick().await;
    let second = chief_letters::Entity::find_by_id(all[1].id).one(db).await.unwrap().unwrap();
    assert_eq!(second.state, Stored(chief_letter::State::Dropped));
    assert_eq!(owed(&house, SubjectKind::ChiefLetter, second.id).await, ["send_chief_letter withdrawn 2023-03-24"]);
}

#[tokio::test]
async fn a_matter_arising_returns_until_it_is_discussed_and_done() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, id) = november(&house).await;
    let held = meeting(&house, council.panel, "2022-12-08", State::Held).await;
    house.it_is("2022-12-08T15:00");
    let path = format!("/meetings/{held}/matters");
    officer.open(&path).await.says("CF 22/23-001 Circulate a guide").says("1 meeting since");
    let matter = format!("action-{id}");
    let seen = officer.send(&path, &[("matter", &matter), ("words", "Members want it by Easter")]).await;
    seen.is(200).says("discussed on 8 December 2022");
    assert!(seen.body.contains("value=\"Members want it by Easter\""));
    officer.open(&format!("/actions/{id}")).await.says("8 December 2022: Members want it by Easter");
    house.it_is("2022-12-09T15:00");
    step(&mut officer, &format!("/actions/{id}"), "withdraw", &[("reason", "Overtaken")]).await.is(200);
    let next = meeting(&house, council.panel, "2023-01-19", State::Scheduled).await;
    let path = format!("/meetings/{next}/matters");
    officer.open(&path).await.says("withdrawn").says("discussed on 8 December 2022");
    house.it_is("2023-01-19T15:00");
    change(&house, next, "2023-01-19", State::Held).await;
    officer.open(&path).await;
    officer.send(&path, &[("matter", &matter)]).await.is(200).does_not_say("Circulate a guide");
    officer.send_only(&path, &[("matter", "nonsense")]).await.is(404);
}

#[tokio::test]
async fn a_chair_and_a_vice_chair_have_one_page_and_a_weekly_letter() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, _) = november(&house).await;
    let db = house.app.db();
    let row = person::ActiveModel {
        name: Set("Councillor Vi Lane".to_owned()),
        email: Set("vi.lane@anyshire.example".to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let vice = row.insert(db).await.unwrap().id;
    let row = membership::ActiveModel {
        body_id: Set(council.panel),
        person_id: Set(vice),
        seat: Set(Stored(Seat::ViceChair)),
        from_on: Set(on("2015-01-01")),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
    meeting(&house, council.panel, "2022-12-15", State::Scheduled).await;
    let page = "/panels/children-and-families/chair";
    for who in [council.chair, vice] {
        let mut own = house.signed_in(who).await;
        own.open(page).await.says("Next meeting: Thursday 15 December 2022").says("Circulate a guide");
        own.open("/panels/performance-board/chair").await.is(404);
    }
    house.it_is("2022-11-28T10:00");
    officer.open(page).await.says("Late (1)").says("1 working day late");
    house.it_is("2022-11-28T07:50");
    house.tick().await;
    let weeks = || async {
        let all = letters(&house).await;
        all.into_iter().filter(|one| one.kind == Stored(Kind::ChairsWeek)).collect::<Vec<_>>()
    };
    assert!(weeks().await.is_empty(), "not before eight");
    house.it_is("2022-11-28T08:05");
    house.tick().await;
    house.tick().await;
    let told = weeks().await;
    assert_eq!(told.len(), 2, "{told:#?}");
    insta::assert_snapshot!("letter_chairs_week", format!("{}\n\n{}", told[0].subject, told[0].text));
    house.it_is("2022-11-29T09:00");
    house.tick().await;
    assert_eq!(weeks().await.len(), 2, "once a week");
}
