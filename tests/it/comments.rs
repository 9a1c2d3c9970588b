//! Stories of comments: told to whoever holds the post, replied to by link or through an officer, withdrawn.

use crate::support::browser::Seen;
use crate::support::decided::{another_panel, held_item, letters, owed, recommended};
use crate::support::{Browser, Council, House};
use remit_domain::agenda::Access;
use remit_domain::letter::Kind;
use remit_domain::obligation::SubjectKind;
use remit_entity::{Stored, agenda_item, letter, membership};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A panel that met on 5 November 2026 and gave the cabinet member a comment.
async fn november(access: Access) -> (House, Council, Browser, i64) {
    let house = House::new("2026-11-06T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2026-11-05", "Performance Monitoring").await;
    let mut row = agenda_item::Entity::find_by_id(item).one(house.app.db()).await.unwrap().unwrap().into_active_model();
    row.access = Set(Stored(access));
    row.update(house.app.db()).await.unwrap();
    let id = recommended(&house, (item, council.cabinet_post), "the waiting list be halved", 1).await.1;
    let officer = house.signed_in(council.officer).await;
    (house, council, officer, id)
}

/// The letters that told of a comment.
async fn tellings(house: &House) -> Vec<letter::Model> {
    letters(house).await.into_iter().filter(|one| one.kind == Stored(Kind::CommentGiven)).collect()
}

async fn step(browser: &mut Browser, path: &str, step: &str, fields: &[(&str, &str)]) -> Seen {
    let version = browser.open(path).await.carries("version");
    let mut all = vec![("version", version.as_str())];
    all.extend(fields);
    browser.send(&format!("{path}/{step}"), &all).await
}

#[tokio::test]
async fn a_comment_is_told_two_working_days_after_the_meeting_and_replied_to_by_link() {
    let (house, _, mut officer, id) = november(Access::Public).await;
    house.tick().await;
    assert!(tellings(&house).await.is_empty(), "not before the second working day");
    house.it_is("2026-11-09T10:00");
    house.tick().await;
    house.it_is("2026-11-09T10:06");
    house.tick().await;
    let told = tellings(&house).await;
    assert_eq!(told.len(), 1);
    let link = told[0].text.lines().find(|line| line.contains("/answer/comment/")).unwrap().trim();
    let path = link.replace("http://scrutiny.example", "");
    insta::assert_snapshot!("letter_comment", told[0].text.replace(link, "…/answer/comment/…"));
    house.it_is("2026-11-10T10:06");
    house.tick().await;
    assert_eq!(tellings(&house).await.len(), 1, "told once");

    let mut member = house.public();
    member.open(&path).await.is(200).says("the Panel is concerned about the pace").does_not_say("Your reply");
    member.send(&format!("{path}/reply"), &[("reply", "x")]).await.is(403);
    member.open(&path).await;
    member.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200).says("Enter your code");
    let written = letters(&house).await;
    let code = written.iter().rev().find(|letter| letter.kind == Stored(Kind::Code)).unwrap();
    let six = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = code.text.split_whitespace().find(six).unwrap();
    member.send(&format!("{path}/confirm"), &[("code", code)]).await.is(200).says("Your reply");
    step(&mut member, &path, "reply", &[("reply", " ")]).await.is(422).says("Enter the reply.");
    step(&mut member, &path, "reply", &[("reply", "We agree, and have begun.")])
        .await
        .is(200)
        .says("Thank you.")
        .says("We agree, and have begun.");
    officer.open(&format!("/comments/{id}")).await.says("Replied").says("via link issued to Councillor Tom Arden");
    officer.open("/comments?state=replied").await.says("Comments (1)");
    officer.open("/comments?state=given").await.says("No such comments.");
}

#[tokio::test]
async fn a_reply_that_is_wanted_by_a_day_is_owed_and_chased_until_it_comes() {
    let (house, _, mut officer, id) = november(Access::Public).await;
    let path = format!("/comments/{id}");
    step(&mut officer, &path, "ask", &[("reply_by", "2026-11-05")]).await.is(422).says("Enter a day from today on");
    step(&mut officer, &path, "ask", &[("reply_by", "2026-12-04")]).await.is(200).says("Friday 4 December 2026");
    assert_eq!(owed(&house, SubjectKind::Comment, id).await, ["reply_to_comment open 2026-12-04"]);
    // The comment itself is told first; else both would be one letter.
    house.it_is("2026-11-12T10:00");
    house.tick().await;
    house.it_is("2026-11-27T10:00");
    house.tick().await;
    let reminder = letters(&house).await.into_iter().find(|one| one.subject.contains("reply asked for")).unwrap();
    insta::assert_snapshot!("letter_comment_reminder", {
        let link = reminder.text.lines().find(|line| line.contains("/answer/comment/")).unwrap().trim().to_owned();
        format!("Subject: {}\n\n{}", reminder.subject, reminder.text.replace(&link, "…/answer/comment/…"))
    });
    step(&mut officer, &path, "reply", &[("reply", "By telephone: agreed.")]).await.is(200).says("Reply recorded.");
    assert_eq!(owed(&house, SubjectKind::Comment, id).await, ["reply_to_comment met 2026-12-04"]);
    let stale = [("version", "1"), ("reply", "From an old page")];
    let seen = officer.send(&format!("{path}/reply"), &stale).await;
    seen.is(409).says("By telephone: agreed.");
    assert!(seen.body.contains("From an old page</textarea>"));
}

#[tokio::test]
async fn what_was_said_in_private_stays_out_of_the_letter_and_what_is_withdrawn_is_not_told() {
    let (house, council, mut officer, id) = november(Access::Exempt).await;
    house.it_is("2026-11-09T10:00");
    house.tick().await;
    house.it_is("2026-11-09T10:06");
    house.tick().await;
    let told = tellings(&house).await;
    assert_eq!(told.len(), 1);
    assert!(!told[0].text.contains("pace") && !told[0].text.contains("Performance Monitoring"), "{}", told[0].text);
    let seat = membership::Entity::find().filter(membership::Column::PersonId.eq(council.chair));
    let mut seat = seat.one(house.app.db()).await.unwrap().unwrap().into_active_model();
    seat.is_cleared = Set(false);
    seat.update(house.app.db()).await.unwrap();
    let mut chair = house.signed_in(council.chair).await;
    chair.open("/comments").await.says("No such comments.");
    chair.open(&format!("/comments/{id}")).await.is(404);
    let path = format!("/comments/{id}");
    step(&mut officer, &path, "withdraw", &[]).await.is(422).says("Enter why it is withdrawn.");
    step(&mut officer, &path, "withdraw", &[("reason", "Said twice")])
        .await
        .is(200)
        .says("Withdrawn")
        .says("Said twice");
    let link = told[0].text.lines().find(|line| line.contains("/answer/comment/")).unwrap().trim();
    house.public().open(&link.replace("http://scrutiny.example", "")).await.is(200).says("This comment was withdrawn.");
    let (_, stranger) = another_panel(&house, council.board, council.officer_post).await;
    house.signed_in(stranger).await.open(&path).await.is(404);
}
