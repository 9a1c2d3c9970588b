//! Stories of resolutions: recorded in numbered parts, printed in the body's style, and what comes of them. The
//! founding cases 002 (Wirral) and 003 (Bromley) are told here.

use crate::support::decided::{another_panel, change, held_item, indicator, item, meeting, owed};
use crate::support::{Browser, Council, House};
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::resolution::HouseStyle;
use remit_entity::{Stored, action, body, referral, resolution, setting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};

async fn style(house: &House, body_id: i64, style: HouseStyle) {
    let row = body::Entity::find_by_id(body_id).one(house.app.db()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.house_style = Set(Stored(style));
    row.update(house.app.db()).await.unwrap();
}

async fn officer(house: &House, council: &Council) -> Browser {
    house.signed_in(council.officer).await
}

#[tokio::test]
async fn case_002_two_parts_are_noted_and_the_third_is_due_at_the_next_meeting() {
    let house = House::new("2021-09-14T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2021-09-13", "Children's Services Performance Report").await;
    let mut officer = officer(&house, &council).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await.is(200).says("Resolution: Children's Services Performance Report").says("Part 4");
    let owner = council.director_post.to_string();
    let seen = officer
        .send(
            &path,
            &[
                ("rows", "4"),
                ("narrative", "The manager introduced the report.\n\nMembers sought further information on SEND."),
                ("mover", "Councillor Kate Cannon"),
                ("seconder", "Councillor Chris Carubia"),
                ("carried", "assent"),
                ("text_1", "the progress made to date and the next steps be noted."),
                ("verb_1", "noted"),
                ("makes_1", "nothing"),
                ("text_2", "That the content of the Performance Report (Appendix A) be noted."),
                ("verb_2", "noted"),
                ("text_3", "performance reports on the social work workforce be brought to the next meeting."),
                ("verb_3", "requested"),
                ("makes_3", "action"),
                ("owner_3", &owner),
                ("due_3", "next_meeting"),
                ("verb_4", "noted"),
            ],
        )
        .await;
    seen.is(200)
        .says("Resolution recorded.")
        .says("Moved by Councillor Kate Cannon, seconded by Councillor Chris Carubia. Agreed by assent.")
        .says("Resolved – That (1) the progress made to date and the next steps be noted. (2) the content of the")
        .says("(3) performance reports on the social work workforce be brought to the next meeting.")
        .says("Director of Children's Services, due when the next meeting is in the diary");
    let action_page = seen.link("/actions/");
    officer.open(&action_page).await.says("Action CF 21/22-001").says("Part 3 of the resolution (requested)");
    officer
        .open("/due")
        .await
        .says("No date yet (1)")
        .says("CF 21/22-001: performance reports on the social work workforce");

    let id: i64 = action_page.trim_start_matches("/actions/").parse().unwrap();
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action open no date"]);
    officer.open("/meetings/new").await;
    officer.send("/meetings", &[("body", "children-and-families"), ("held_on", "2021-10-12")]).await.is(200);
    // The papers of 12 October go out on 4 October; seven working days before that is 23 September.
    assert_eq!(owed(&house, SubjectKind::Action, id).await, ["do_action open 2021-09-23"]);
    officer
        .open(&action_page)
        .await
        .says("Thu 23 September 2021, 7 working days before the papers of the next meeting");
}

#[tokio::test]
async fn case_003_a_query_from_the_discussion_is_an_action_about_its_indicator() {
    let house = House::new("2022-11-18T10:00").await;
    let council = Council::found(&house).await;
    style(&house, council.panel, HouseStyle::Capitals).await;
    let item = held_item(&house, council.panel, "2022-11-17", "Performance Reporting: Children's Dataset").await;
    let name = "Children subject to a Child Protection Plan for a second or subsequent time";
    let twelve = indicator(&house, council.panel, "12", name).await.to_string();
    let mut officer = officer(&house, &council).await;
    let owner = council.director_post.to_string();
    let form = format!("/items/{item}/actions/new");
    officer.open(&form).await.is(200).says("12: Children subject to a Child Protection Plan");
    officer
        .send(
            &format!("/items/{item}/actions"),
            &[
                ("text", "Clarify the reference to 4% in the commentary"),
                ("owner", &owner),
                ("due", "fixed"),
                ("due_on", "2022-12-02"),
                ("indicator", &twelve),
            ],
        )
        .await
        .is(200)
        .says("Action recorded.")
        .says("Action CF 22/23-001")
        .says("Asked for in the discussion")
        .says("12: Children subject to a Child Protection Plan")
        .says("Fri 2 December 2022, the date that was agreed");
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await;
    officer
        .send(
            &path,
            &[
                ("carried", "not_stated"),
                ("text_1", "the September 2022 outturn of key performance indicators be noted."),
                ("verb_1", "noted"),
                ("makes_1", "nothing"),
            ],
        )
        .await
        .says("RESOLVED: That the September 2022 outturn of key performance indicators be noted.")
        .does_not_say("(1) the September")
        .does_not_say("Moved by")
        .says("Asked for in the discussion")
        .says("Clarify the reference to 4% in the commentary");
}

#[tokio::test]
async fn every_wrong_field_has_its_sentence_and_keeps_what_was_typed() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = officer(&house, &council).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await;
    let seen = officer
        .send(
            &path,
            &[
                ("rows", "5"),
                ("mover", "Councillor Hartley"),
                ("carried", "vote"),
                ("votes_for", "many"),
                ("text_1", "the report be noted"),
                ("verb_1", "noted"),
                ("makes_1", "action"),
                ("text_2", "a scorecard guide be circulated"),
                ("verb_2", "requested"),
                ("makes_2", "action"),
                ("owner_2", "9999"),
                ("due_2", "fixed"),
                ("due_on_2", "2022-11-31"),
                ("makes_3", "referral"),
                ("verb_3", "referred"),
                ("text_5", "the visit be arranged"),
                ("verb_5", "agreed"),
                ("makes_5", "action"),
                ("owner_5", &council.director_post.to_string()),
                ("due_5", "fixed"),
                ("due_on_5", "2022-11-02"),
            ],
        )
        .await;
    seen.is(422)
        .says("There is a problem")
        .says("Enter the votes for and against.")
        .says("Part 1 only notes or refers")
        .says("Choose who owes the action of part 2.")
        .says("Enter when the action of part 2 is due")
        .says("Enter the words of part 3.")
        .says("The action of part 5 cannot be due before the meeting");
    for kept in [
        "value=\"Councillor Hartley\"",
        "value=\"many\"",
        "a scorecard guide be circulated</textarea>",
        "value=\"2022-11-31\"",
        "href=\"#votes_for\"",
        "href=\"#owner_2\"",
        "href=\"#due_on_5\"",
        "<title>Error: ",
    ] {
        assert!(seen.body.contains(kept), "{kept}");
    }
    assert_eq!(resolution::Entity::find().count(house.app.db()).await.unwrap(), 0);
    assert_eq!(action::Entity::find().count(house.app.db()).await.unwrap(), 0);
    officer.send(&path, &[("carried", "assent")]).await.is(422).says("Enter at least one part of the resolution.");
}

#[tokio::test]
async fn what_is_asked_in_the_discussion_needs_an_owner_and_a_day() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = officer(&house, &council).await;
    officer.open(&format!("/items/{item}/actions/new")).await;
    let path = format!("/items/{item}/actions");
    let seen = officer.send(&path, &[("text", "circulate a guide"), ("due", "fixed")]).await;
    seen.is(422).says("Choose who owes it.").says("Enter when it is due, or choose “next meeting”.");
    assert!(seen.body.contains("circulate a guide</textarea>"));
    let owner = council.director_post.to_string();
    let forged = [("text", "x"), ("owner", owner.as_str()), ("due", "next_meeting"), ("indicator", "77")];
    officer.send(&path, &forged).await.is(404);
}

#[tokio::test]
async fn another_part_is_added_without_losing_or_saving_anything() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = officer(&house, &council).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await.does_not_say("Part 5");
    let typed = [("rows", "4"), ("text_4", "the fourth"), ("verb_4", "agreed"), ("another", "1")];
    let seen = officer.send(&path, &typed).await;
    seen.is(200).says("Part 5").does_not_say("There is a problem");
    assert!(seen.body.contains("the fourth</textarea>") && seen.body.contains("name=\"rows\" value=\"5\""));
    assert_eq!(resolution::Entity::find().count(house.app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_resolution_is_recorded_once_and_only_of_a_meeting_that_was_held() {
    let house = House::new("2022-11-02T10:00").await;
    let council = Council::found(&house).await;
    let coming = meeting(&house, council.panel, "2022-11-03", State::AgendaPublished).await;
    let item = item(&house, coming, "Performance Monitoring").await;
    let mut officer = officer(&house, &council).await;
    let path = format!("/items/{item}/resolution");
    let fields = [("carried", "assent"), ("text_1", "the report be noted"), ("verb_1", "noted")];
    officer.open(&path).await.says("The meeting has not been held yet");
    officer.send(&path, &fields).await.is(422).says("Record that the meeting was held before its resolutions.");
    change(&house, coming, "2022-11-03", State::Held).await;
    officer.open(&path).await.says("Part 1");
    officer.send(&path, &fields).await.is(200).says("Resolved – That the report be noted");
    let seen = officer.send(&path, &fields).await;
    seen.is(422).says("The resolution of this item is recorded already.");
    assert!(seen.body.contains("the report be noted</textarea>"), "what was typed is kept");
}

#[tokio::test]
async fn a_vote_is_printed_with_its_counts() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = officer(&house, &council).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await;
    let fields = [
        ("carried", "vote"),
        ("votes_for", "6"),
        ("votes_against", "2"),
        ("votes_abstained", "1"),
        ("text_1", "the report be noted."),
        ("verb_1", "noted"),
    ];
    officer.send(&path, &fields).await.says("Agreed by a vote: 6 for, 2 against, 1 abstained.");
}

#[tokio::test]
async fn a_chair_reads_the_own_panels_resolutions_and_records_none() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let (_, stranger) = another_panel(&house, council.board, council.officer_post).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let path = format!("/items/{item}/resolution");
    let mut chair = house.signed_in(council.chair).await;
    chair.open(&path).await.is(200).says("No resolution is recorded on this item yet.").does_not_say("Add an action");
    chair.send(&path, &[("text_1", "x"), ("verb_1", "noted")]).await.is(403);
    chair.open(&format!("/items/{item}/actions/new")).await.is(403);
    house.signed_in(stranger).await.open(&path).await.is(404);
    let asked = house.public().ask(axum::http::Method::GET, &path, None).await;
    assert!(asked.leads_to().unwrap().starts_with("/sign-in"));
    officer(&house, &council).await.open("/items/999/resolution").await.is(404);
}

#[tokio::test]
async fn references_run_through_a_municipal_year_of_each_body() {
    let house = House::new("2023-06-01T10:00").await;
    let council = Council::found(&house).await;
    let (other, _) = another_panel(&house, council.board, council.officer_post).await;
    // The council held its Annual Council a week earlier than most in 2023.
    let row = setting::ActiveModel { key: Set("annual_council.2023".into()), value: Set("2023-05-11".into()) };
    row.insert(house.app.db()).await.unwrap();
    let mut officer = officer(&house, &council).await;
    let owner = council.director_post.to_string();
    for (body, day) in [
        (council.panel, "2023-05-10"),
        (council.panel, "2023-05-11"),
        (council.panel, "2023-05-30"),
        (other, "2023-05-30"),
    ] {
        let item = held_item(&house, body, day, "Performance Monitoring").await;
        officer.open(&format!("/items/{item}/actions/new")).await;
        let fields = [("text", "a guide"), ("owner", owner.as_str()), ("due", "next_meeting")];
        officer.send(&format!("/items/{item}/actions"), &fields).await.is(200);
    }
    let made = action::Entity::find().all(house.app.db()).await.unwrap();
    let references: Vec<_> = made.iter().map(|action| action.reference.as_str()).collect();
    assert_eq!(references, ["CF 22/23-001", "CF 23/24-001", "CF 23/24-002", "EE 23/24-001"]);
}

#[tokio::test]
async fn a_body_that_reports_to_nobody_refers_nothing() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let row = body::Entity::find_by_id(council.panel).one(house.app.db()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.reports_to_id = Set(None);
    row.update(house.app.db()).await.unwrap();
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = officer(&house, &council).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await.does_not_say("A referral to the Board").does_not_say("Kind of referral");
    let fields = [("text_1", "EHC plans"), ("verb_1", "referred"), ("makes_1", "referral")];
    officer.send(&path, &fields).await.is(422).says("This body reports to no Board, so part 1 cannot be referred.");
    assert_eq!(referral::Entity::find().count(house.app.db()).await.unwrap(), 0);
}
