//! Stories of what a panel carries to the Board, from the resolution to the Board's answer, with the dates of the
//! first founding case: the panel of 3 November 2022 and the Boards of 16 November and 7 December.

use crate::support::browser::Seen;
use crate::support::decided::{
    another_panel, chair, chair_of_the_board, change, held_item, indicator, letters, meeting, owed,
};
use crate::support::figures;
use crate::support::{Browser, Council, House};
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::{agenda, resolution};
use remit_entity::{Stored, agenda_item, part_version, referral, resolution as resolutions, resolution_part};
use remit_entity::{comment, figure, topic};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

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
        [
            "draft_feedback met 2022-11-04",
            "record_answer met 2022-11-18",
            "approve_feedback met 2022-11-07",
            "report_answer open no date"
        ]
    );
    let again = [("version", "4"), ("meeting", taken.as_str()), ("outcome", "noted")];
    let seen = officer.send(&format!("/referrals/{id}/answer"), &again).await;
    seen.is(422).says("The Board has answered this referral already.");
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
        ["draft_feedback withdrawn 2022-11-04", "record_answer met 2022-11-18", "report_answer open no date"]
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

/// A referral that was answered by the Board of 16 November, told of on the 18th.
async fn answered(house: &House, council: &Council, outcome: &str) -> (Browser, i64) {
    let board = meeting(house, council.board, "2022-11-16", State::Scheduled).await;
    let (mut officer, id) = referred(house, council).await;
    house.it_is("2022-11-17T10:00");
    change(house, board, "2022-11-16", State::Held).await;
    let taken = board.to_string();
    let answer = [("meeting", taken.as_str()), ("outcome", outcome), ("answer", "To be looked at in the new year.")];
    step(&mut officer, id, "answer", &answer).await.is(200).says("The panel hears it at its next meeting.");
    (officer, id)
}

/// The letters of a kind, as the jobs of a morning write them.
async fn written(house: &House, morning: &str, kind: Kind) -> Vec<remit_entity::letter::Model> {
    house.it_is(morning);
    house.tick().await;
    // What is told waits for some minutes, so that a correction makes one letter with it.
    let later = house.app.clock().now() + chrono::Duration::minutes(10);
    house.app.clock().set(later);
    house.tick().await;
    letters(house).await.into_iter().filter(|letter| letter.kind.0 == kind).collect()
}

#[tokio::test]
async fn the_panel_is_told_and_only_its_own_meeting_closes_the_matter() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let (mut officer, id) = answered(&house, &council, "work_programme").await;
    assert!(written(&house, "2022-11-17T08:00", Kind::BoardOutcome).await.is_empty(), "two working days first");
    let told = written(&house, "2022-11-18T08:00", Kind::BoardOutcome).await;
    let to: Vec<_> = told.iter().map(|letter| letter.to_address.as_str()).collect();
    assert_eq!(to, ["imogen.hartley@anyshire.example"]);
    insta::assert_snapshot!("letter_board_outcome", format!("{}\n\n{}", told[0].subject, told[0].text));
    assert_eq!(written(&house, "2022-11-21T08:00", Kind::BoardOutcome).await.len(), 1, "told once");

    officer.open(&format!("/referrals/{id}")).await.says("Only a meeting of the panel closes this thread.");
    let next = meeting(&house, council.panel, "2022-12-15", State::Scheduled).await;
    let heard = next.to_string();
    let version = referral::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().version.to_string();
    let early = [("version", version.as_str()), ("heard", heard.as_str())];
    let early = officer.send(&format!("/referrals/{id}/close"), &early).await;
    early.is(422).says("Choose a meeting of the panel, held after the Board");
    house.it_is("2022-12-16T10:00");
    change(&house, next, "2022-12-15", State::Held).await;
    step(&mut officer, id, "close", &[("heard", &heard)])
        .await
        .is(200)
        .says("Children and Families Overview and Scrutiny Panel heard the answer")
        .says("It heard the answer at its meeting of 15 December 2022, which closed the matter.");
    let all = owed(&house, SubjectKind::Referral, id).await;
    assert_eq!(all.last().unwrap(), "report_answer met 2022-12-15");
    assert!(!all.iter().any(|line| line.contains(" open ")), "{all:?}");
    let topics =
        topic::Entity::find().filter(topic::Column::BodyId.eq(council.board)).all(house.app.db()).await.unwrap();
    assert_eq!(topics.len(), 1, "the Board's work programme");
    assert!(topics[0].source.contains("CF-OSPB 22/23-001"), "{}", topics[0].source);
}

/// Edge case 32: what the Board answered after the panel had ended is heard by the body that carries it on.
#[tokio::test]
async fn an_answer_to_a_panel_that_has_ended_is_heard_by_its_successor() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let (heir, _) = another_panel(&house, council.board, council.officer_post).await;
    let db = house.app.db();
    let panel = remit_entity::body::Entity::find_by_id(council.panel).one(db).await.unwrap().unwrap();
    let mut panel = panel.into_active_model();
    panel.ended_on = Set(Some("2022-11-10".parse().unwrap()));
    panel.succeeded_by_id = Set(Some(heir));
    panel.update(db).await.unwrap();
    let (mut officer, id) = answered(&house, &council, "noted").await;
    let owed_now = remit_entity::obligation::Entity::find()
        .filter(remit_entity::obligation::Column::SubjectId.eq(id))
        .filter(remit_entity::obligation::Column::Kind.eq(Stored(remit_domain::obligation::Kind::ReportAnswer)))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(owed_now.body_id, heir);
    let next = meeting(&house, heir, "2022-12-15", State::Held).await;
    house.it_is("2022-12-16T10:00");
    officer.open(&format!("/meetings/{next}/matters")).await.is(200).says("CF-OSPB 22/23-001");
    let heard = next.to_string();
    step(&mut officer, id, "close", &[("heard", &heard)]).await.is(200).says("which closed the matter");
    assert!(!owed(&house, SubjectKind::Referral, id).await.iter().any(|line| line.contains(" open ")));
}

/// Edge case 14: the Board's date moves or passes; what was published stays, the matter goes on by itself, the chair is
/// told.
#[tokio::test]
async fn a_board_that_passes_without_an_answer_rolls_the_matter_over_by_itself() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let first = meeting(&house, council.board, "2022-11-16", State::Scheduled).await;
    meeting(&house, council.board, "2022-12-07", State::Scheduled).await;
    let (mut officer, id) = referred(&house, &council).await;
    step(&mut officer, id, "feedback", &[("feedback", "The panel is concerned.")]).await.is(200);
    step(&mut officer, id, "approve", &[]).await.is(200);
    step(&mut officer, id, "submit", &[("reached", "in_agenda")]).await.is(200).says("Before the Board");
    change(&house, first, "2022-11-16", State::Held).await;
    assert!(written(&house, "2022-11-18T08:00", Kind::BoardOutcome).await.is_empty(), "the answer may still come");
    let told = written(&house, "2022-11-21T08:00", Kind::BoardOutcome).await;
    assert_eq!(told.len(), 1);
    insta::assert_snapshot!("letter_rolled_over", format!("{}\n\n{}", told[0].subject, told[0].text));
    officer
        .open(&format!("/referrals/{id}"))
        .await
        .says("It has rolled over once.")
        .says("Approved by the chair")
        .says("Carried to the Board of Wednesday 7 December 2022")
        .does_not_say("Waits for the chair");
    let all = owed(&house, SubjectKind::Referral, id).await;
    assert_eq!(
        all.iter().filter(|line| line.contains(" open ")).collect::<Vec<_>>(),
        ["record_answer open 2022-12-09"]
    );
    // The answer of the Board that did take it can still be written down.
    let taken = first.to_string();
    let late = [("meeting", taken.as_str()), ("outcome", "noted")];
    step(&mut officer, id, "answer", &late).await.is(200).says("Wednesday 16 November 2022");
}

/// Edge case 15: the Board meets before the panel's minutes are confirmed; when other words are confirmed, its chair is
/// told of the difference.
#[tokio::test]
async fn the_boards_chair_is_told_when_the_panel_confirms_other_words() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    chair_of_the_board(&house, council.board).await;
    let (mut officer, id) = answered(&house, &council, "noted").await;
    officer.open(&format!("/referrals/{id}")).await.says("Minutes not yet confirmed");
    assert!(written(&house, "2022-11-18T08:00", Kind::SourceChanged).await.is_empty());
    let db = house.app.db();
    let part = resolution_part::Entity::find().one(db).await.unwrap().unwrap();
    let was = part_version::ActiveModel {
        part_id: Set(part.id),
        number: Set(1),
        verb: Set(part.verb),
        text: Set(part.text.clone()),
        is_removed: Set(false),
        reason: Set(String::new()),
        made_at: Set(house.app.clock().now()),
        made_by: Set("Rowan Ellery".to_owned()),
        ..Default::default()
    };
    was.insert(db).await.unwrap();
    let whole = resolutions::Entity::find_by_id(part.resolution_id).one(db).await.unwrap().unwrap();
    let mut row = part.into_active_model();
    row.text = Set("the timeliness of EHC plans and annual reviews be referred to the Board.".to_owned());
    row.version = Set(2);
    row.update(db).await.unwrap();
    // Changed, and not confirmed yet: the Board is not written to about every draft.
    assert!(written(&house, "2022-11-21T08:00", Kind::SourceChanged).await.is_empty());
    let mut row = whole.into_active_model();
    row.state = Set(Stored(resolution::State::Confirmed));
    row.update(db).await.unwrap();
    let told = written(&house, "2022-11-22T08:00", Kind::SourceChanged).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to_address, "ada.bright@anyshire.example");
    insta::assert_snapshot!("letter_source_changed_board", format!("{}\n\n{}", told[0].subject, told[0].text));
    assert_eq!(written(&house, "2022-11-23T08:00", Kind::SourceChanged).await.len(), 1, "told once");
    officer.open(&format!("/referrals/{id}")).await.says("The panel confirmed other words").says("and annual reviews");
    step(&mut officer, id, "wording", &[]).await.is(200).does_not_say("The panel confirmed other words");
}

#[tokio::test]
async fn a_matter_is_withdrawn_with_a_reason_and_nothing_is_owed_any_more() {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let (mut officer, id) = referred(&house, &council).await;
    step(&mut officer, id, "withdraw", &[("reason", " ")]).await.is(422).says("Say why the panel withdraws it.");
    step(&mut officer, id, "withdraw", &[("reason", "Cabinet took it up.")])
        .await
        .is(200)
        .says("Withdrawn")
        .says("Cabinet took it up.");
    let all = owed(&house, SubjectKind::Referral, id).await;
    assert!(all.iter().all(|line| line.contains(" withdrawn ")), "{all:?}");
    // The panel hears of it: it is among the matters arising until a meeting has discussed it.
    let next = meeting(&house, council.panel, "2022-11-04", State::Held).await;
    let path = format!("/meetings/{next}/matters");
    officer.open(&path).await.is(200).says("CF-OSPB 22/23-001");
    let matter = format!("referral-{id}");
    house.it_is("2022-11-04T12:00");
    officer.send(&path, &[("matter", &matter)]).await.is(200).does_not_say("CF-OSPB 22/23-001");
}

#[tokio::test]
async fn what_the_board_sends_to_the_cabinet_becomes_a_comment_or_a_recommendation() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let (mut officer, id) = answered(&house, &council, "to_cabinet").await;
    let cabinet = council.cabinet_post.to_string();
    officer.open(&format!("/referrals/{id}")).await.says("Make it a comment").says("Make it a recommendation");
    step(&mut officer, id, "onward", &[("as", "comment")]).await.is(422).says("Choose who in the cabinet gets it.");
    step(&mut officer, id, "onward", &[("as", "comment"), ("post", &cabinet)]).await.is(200).says("Sent on.");
    let made = comment::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert_eq!((made.body_id, made.post_id), (council.board, council.cabinet_post));
    assert_eq!(made.text, "the timeliness of EHC plans be referred to the Board.");
    officer.open(&format!("/referrals/{id}")).await.does_not_say("Make it a comment");
    let again = [("as", "recommendation"), ("post", cabinet.as_str())];
    step(&mut officer, id, "onward", &again).await.is(409);
    assert!(remit_entity::recommendation::Entity::find().one(house.app.db()).await.unwrap().is_none());
}

#[tokio::test]
async fn the_thread_is_drawn_and_told_from_the_first_breach_also_from_its_indicator() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let plans = indicator(&house, council.panel, "K1", "Plans in time").await;
    for (day, period, value) in
        [("2022-02-03", "2021/22 Q3", "70"), ("2022-05-05", "2021/22 Q4", "57"), ("2022-08-04", "2022/23 Q1", "41")]
    {
        let asked = figures::quarter(
            &house,
            council.panel,
            (day, period),
            (council.director_post, remit_domain::request::State::Published),
        )
        .await;
        figures::give(&house, asked, plans, value).await;
    }
    assert_eq!(figure::Entity::find().all(house.app.db()).await.unwrap().len(), 3);
    let (mut officer, id) = answered(&house, &council, "noted").await;
    let db = house.app.db();
    let mut row = referral::Entity::find_by_id(id).one(db).await.unwrap().unwrap().into_active_model();
    row.indicator_id = Set(Some(plans));
    row.update(db).await.unwrap();
    let seen = officer.open(&format!("/referrals/{id}")).await;
    seen.says("“K1 Plans in time” was first amber in Quarter 4 (January to March 2022).");
    seen.says("The Board took it on 16 November 2022.");
    assert!(seen.body.contains("<svg class=\"app-timeline-drawing\""), "the thread is drawn");
    officer
        .open(&format!("/indicators/{plans}/thread"))
        .await
        .is(200)
        .says("was first amber in Quarter 4")
        .says("CF-OSPB 22/23-001");
}

#[tokio::test]
async fn the_boards_chair_sees_no_link_that_leads_nowhere_and_nothing_of_other_panels_drafts() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let of_board = chair_of_the_board(&house, council.board).await;
    let (_, id) = answered(&house, &council, "noted").await;
    let mut board = house.signed_in(of_board).await;
    let seen = board.open(&format!("/referrals/{id}")).await;
    seen.is(200).does_not_say("Draft feedback");
    let mut links: Vec<String> =
        seen.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    links.retain(|link| link.starts_with('/') && !link.starts_with("/assets/"));
    for link in links {
        board.open(&link).await.is(200);
    }
}

#[tokio::test]
async fn letters_about_a_matter_taken_in_private_do_not_say_it() {
    let house = House::new("2022-11-03T17:00").await;
    let council = Council::found(&house).await;
    let (_, id) = answered(&house, &council, "noted").await;
    let db = house.app.db();
    let matter = referral::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    let item = agenda_item::Entity::find_by_id(matter.agenda_item_id).one(db).await.unwrap().unwrap();
    let mut row = item.into_active_model();
    row.access = Set(Stored(agenda::Access::Exempt));
    row.update(db).await.unwrap();
    written(&house, "2022-11-18T08:00", Kind::BoardOutcome).await;
    for letter in letters(&house).await {
        assert!(!letter.text.contains("EHC"), "{}", letter.text);
        assert!(!letter.text.contains("in the new year"), "{}", letter.text);
    }
}
