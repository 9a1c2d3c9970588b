//! Stories of what a panel carries to the Board, from the resolution to the Board's answer, with the dates of the
//! first founding case: the panel of 3 November 2022 and the Boards of 16 November and 7 December.

use crate::support::browser::Seen;
use crate::support::decided::{another_panel, chair, change, held_item, meeting, owed};
use crate::support::{Browser, Council, House};
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_entity::referral;
use sea_orm::EntityTrait;

/// A matter that the panel of 3 November 2022 referred: the officer's browser and the referral's id.
async fn referred(house: &House, council: &Council) -> (Browser, i64) {
    let item = held_item(house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await;
    let fields = [
        ("carried", "assent"),
        ("text_1", "the timeliness of EHC plans be referred to the Board."),
        ("verb_1", "referred"),
        ("makes_1", "referral"),
        ("kind_1", "further_scrutiny"),
    ];
    officer.send(&path, &fields).await.is(200).says("CF-OSPB 22/23-001");
    let id = referral::Entity::find().one(house.app.db()).await.unwrap().unwrap().id;
    (officer, id)
}

/// Sends a step of the referral's thread with the version that stands on its page.
async fn step(browser: &mut Browser, id: i64, step: &str, fields: &[(&str, &str)]) -> Seen {
    let page = browser.open(&format!("/referrals/{id}")).await;
    let version =
        page.body.split("name=\"version\" value=\"").nth(1).map_or("1", |rest| rest.split('"').next().unwrap());
    let mut all = vec![("version", version)];
    all.extend(fields);
    browser.send(&format!("/referrals/{id}/{step}"), &all).await
}

#[tokio::test]
async fn a_matter_goes_through_to_the_boards_answer() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let board = meeting(&house, council.board, "2022-11-16", State::Scheduled).await;
    let (mut officer, id) = referred(&house, &council).await;
    assert_eq!(
        owed(&house, SubjectKind::Referral, id).await,
        ["draft_feedback open 2022-11-04", "record_answer open 2022-11-18"]
    );
    officer
        .open(&format!("/referrals/{id}"))
        .await
        .says("Suggestion for further scrutiny")
        .says("Feedback to be drafted Due on Friday 4 November 2022.")
        .says("Overview and Scrutiny Performance Board meets")
        .says("It can be recorded once a Board meeting that took the matter is recorded as held.");

    house.it_is("2022-11-04T10:00");
    step(&mut officer, id, "feedback", &[("feedback", "The panel is concerned.")])
        .await
        .says("Feedback drafted. The chair approves it on this page: tell them that it is there.")
        .says("Waits for the chair's approval Due on Monday 7 November 2022.");
    let mut chair = house.signed_in(council.chair).await;
    chair.open(&format!("/referrals/{id}")).await.is(200).does_not_say("Draft feedback").says("Approve this feedback");
    step(&mut chair, id, "approve", &[])
        .await
        .says("Approved by the chair Councillor Imogen Hartley, Friday 4 November");

    house.it_is("2022-11-17T10:00");
    change(&house, board, "2022-11-16", State::Held).await;
    officer.open(&format!("/referrals/{id}")).await.says("has passed and no answer is recorded");
    let taken = board.to_string();
    let answer =
        [("meeting", taken.as_str()), ("outcome", "work_programme"), ("answer", "To be taken in the new year.")];
    step(&mut officer, id, "answer", &answer)
        .await
        .is(200)
        .says("The Board's answer: Added to the work programme")
        .says("To be taken in the new year.")
        .says("Answered")
        .does_not_say("no answer is recorded")
        .does_not_say("Draft feedback");
    assert_eq!(
        owed(&house, SubjectKind::Referral, id).await,
        ["draft_feedback met 2022-11-04", "record_answer met 2022-11-18", "approve_feedback met 2022-11-07"]
    );
    let again = [("version", "4"), ("meeting", taken.as_str()), ("outcome", "noted")];
    officer.send(&format!("/referrals/{id}/answer"), &again).await.is(422).says("This referral is closed.");
    officer.open("/referrals").await.says("CF-OSPB 22/23-001").says("Added to the work programme");
}

#[tokio::test]
async fn a_matter_is_carried_in_other_words_than_the_part_that_refers_it() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await.says("Kind of referral");
    let fields = [
        ("text_1", "the concerns of members be referred to the Board."),
        ("verb_1", "referred"),
        ("makes_1", "referral"),
        ("kind_1", "area_of_concern"),
        ("words_1", "EHC plans take longer than twenty weeks"),
    ];
    let referral = officer.send(&path, &fields).await.link("/referrals/");
    officer
        .open(&referral)
        .await
        .says("be referred to the Board. Carried to the Board as: EHC plans take longer than twenty weeks")
        .says("Area of concern");
}

#[tokio::test]
async fn when_the_board_moves_the_referral_follows_its_record() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let board = meeting(&house, council.board, "2022-11-16", State::Scheduled).await;
    let (mut officer, id) = referred(&house, &council).await;
    officer.open(&format!("/meetings/{board}/move")).await;
    officer.send(&format!("/meetings/{board}/move"), &[("version", "1"), ("held_on", "2022-12-07")]).await.is(200);
    assert_eq!(
        owed(&house, SubjectKind::Referral, id).await,
        ["draft_feedback open 2022-11-04", "record_answer open 2022-12-09"]
    );
    officer.open(&format!("/referrals/{id}")).await.says("Wednesday 7 December 2022").does_not_say("16 November");
    officer.open("/referrals").await.says("Wed 7 December 2022");
}

#[tokio::test]
async fn a_cancelled_board_rolls_the_matter_over_to_the_next_with_one_button() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let board = meeting(&house, council.board, "2022-11-16", State::Scheduled).await;
    let (mut officer, id) = referred(&house, &council).await;
    officer.open(&format!("/meetings/{board}/cancel")).await.says("CF-OSPB 22/23-001");
    officer.send(&format!("/meetings/{board}/cancel"), &[("reason", "No quorum")]).await.is(200);
    officer
        .open(&format!("/referrals/{id}"))
        .await
        .says("The Board meeting of Wednesday 16 November 2022 was cancelled")
        .says("no later Board meeting is in the diary yet");
    officer.open("/due").await.says("No date yet (1)");
    let next = meeting(&house, council.board, "2022-12-07", State::Scheduled).await.to_string();
    officer
        .open(&format!("/referrals/{id}"))
        .await
        .says("Rolled over: the next Board is on Wednesday 7 December 2022.")
        .says("Carry it to the Board of Wednesday 7 December 2022");
    let gone = board.to_string();
    step(&mut officer, id, "retarget", &[("target", &gone)])
        .await
        .is(422)
        .says("Choose a Board meeting that is still to come.");
    step(&mut officer, id, "retarget", &[("target", &next)]).await.is(200).does_not_say("Rolled over");
    assert_eq!(
        owed(&house, SubjectKind::Referral, id).await,
        ["draft_feedback open 2022-11-04", "record_answer withdrawn no date", "record_answer open 2022-12-09"]
    );
}

#[tokio::test]
async fn a_matter_without_a_board_meeting_waits_on_the_due_page_and_gets_its_date() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let (mut officer, id) = referred(&house, &council).await;
    officer.open("/due").await.says("No date yet (1)").says("CF-OSPB 22/23-001");
    officer.open(&format!("/referrals/{id}")).await.says("No Board meeting is chosen for this matter");
    officer.open("/meetings/new").await;
    officer.send("/meetings", &[("body", "performance-board"), ("held_on", "2022-11-16")]).await.is(200);
    assert_eq!(
        owed(&house, SubjectKind::Referral, id).await,
        ["draft_feedback open 2022-11-04", "record_answer open 2022-11-18"]
    );
    officer.open(&format!("/referrals/{id}")).await.says("The next Board is on Wednesday 16 November 2022.");
}

#[tokio::test]
async fn feedback_written_anew_is_put_to_the_chair_anew() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let (mut officer, id) = referred(&house, &council).await;
    let early = step(&mut officer, id, "approve", &[]).await;
    early.is(422).says("There is no drafted feedback to approve yet.");
    step(&mut officer, id, "feedback", &[("feedback", "  ")]).await.is(422).says("Enter the feedback for the Board.");
    step(&mut officer, id, "feedback", &[("feedback", "First words")]).await.is(200);
    step(&mut officer, id, "feedback", &[("feedback", "Better words")]).await.is(200);
    step(&mut officer, id, "approve", &[]).await.is(200).says("Approved by the chair Rowan Ellery");
    step(&mut officer, id, "feedback", &[("feedback", "Last words")])
        .await
        .is(200)
        .says("Waits for the chair's approval")
        .does_not_say("Approved by the chair");
    let about: Vec<_> = owed(&house, SubjectKind::Referral, id).await;
    let approvals: Vec<_> = about.iter().filter(|owed| owed.starts_with("approve")).collect();
    assert_eq!(approvals, ["approve_feedback met 2022-11-07", "approve_feedback open 2022-11-07"]);
}

#[tokio::test]
async fn a_chair_never_approves_words_other_than_those_that_were_read() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let (mut officer, id) = referred(&house, &council).await;
    step(&mut officer, id, "feedback", &[("feedback", "What the chair read")]).await;
    let mut chair = house.signed_in(council.chair).await;
    chair.open(&format!("/referrals/{id}")).await.says("What the chair read");
    step(&mut officer, id, "feedback", &[("feedback", "What the officer wrote since")]).await;
    chair
        .send(&format!("/referrals/{id}/approve"), &[("version", "2")])
        .await
        .is(409)
        .says("Somebody else changed this referral after you opened it")
        .says("What the officer wrote since");
    let stale = [("version", "2"), ("feedback", "Typed on an old page")];
    let seen = officer.send(&format!("/referrals/{id}/feedback"), &stale).await;
    seen.is(409).says("What the officer wrote since");
    assert!(seen.body.contains("Typed on an old page</textarea>"), "what was typed is kept beside what stands");
    assert_eq!(
        referral::Entity::find().one(house.app.db()).await.unwrap().unwrap().feedback,
        "What the officer wrote since"
    );
}

#[tokio::test]
async fn late_feedback_is_tabled_and_answered_all_the_same() {
    let house = House::new("2022-11-15T10:00").await;
    let council = Council::found(&house).await;
    let board = meeting(&house, council.board, "2022-11-16", State::Scheduled).await;
    let panels_own = meeting(&house, council.panel, "2022-11-14", State::Held).await.to_string();
    let (mut officer, id) = referred(&house, &council).await;
    let taken = board.to_string();
    let early = [("meeting", taken.as_str()), ("outcome", "noted")];
    step(&mut officer, id, "answer", &early).await.is(422).says("it must have been held");
    change(&house, board, "2022-11-16", State::Held).await;
    house.it_is("2022-11-17T10:00");
    let wrong = [("meeting", panels_own.as_str()), ("outcome", "noted")];
    step(&mut officer, id, "answer", &wrong).await.is(422).says("Choose the Board meeting that took the matter");
    let seen = step(&mut officer, id, "answer", &[("meeting", &taken), ("answer", "Kept words")]).await;
    seen.is(422).says("Choose what the Board decided.");
    assert!(seen.body.contains("Kept words</textarea>"));
    step(&mut officer, id, "answer", &early).await.is(200).says("The Board's answer: Noted");
    assert_eq!(
        owed(&house, SubjectKind::Referral, id).await,
        ["draft_feedback withdrawn 2022-11-04", "record_answer met 2022-11-18"]
    );
}

#[tokio::test]
async fn only_the_panels_own_chair_approves_and_other_panels_see_nothing() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let (_, stranger) = another_panel(&house, council.board, council.officer_post).await;
    let of_board = chair(&house, council.board, "Councillor Ada Bright", "ada.bright@anyshire.example").await;
    let (mut officer, id) = referred(&house, &council).await;
    step(&mut officer, id, "feedback", &[("feedback", "The panel is concerned.")]).await;
    let (path, approve) = (format!("/referrals/{id}"), format!("/referrals/{id}/approve"));
    let mut stranger = house.signed_in(stranger).await;
    stranger.open("/referrals").await.is(200).does_not_say("CF-OSPB");
    stranger.open(&path).await.is(404);
    stranger.send(&approve, &[("version", "2")]).await.is(404);
    let mut board = house.signed_in(of_board).await;
    board.open("/referrals").await.is(200).says("CF-OSPB 22/23-001");
    board.open(&path).await.is(200).does_not_say("Approve this feedback");
    board.send(&approve, &[("version", "2")]).await.is(404);
    let mut own = house.signed_in(council.chair).await;
    own.open(&path).await.is(200);
    own.send(&format!("{path}/feedback"), &[("feedback", "x"), ("version", "2")]).await.is(403);
    own.send(&approve, &[("version", "2")]).await.is(200).says("Approved by the chair");
}
