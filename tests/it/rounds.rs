//! Stories of update rounds: asked once before a meeting, answered on one page, closed when the papers go out.

use crate::actions::{asked, code_in_letter, november, step, without_token};
use crate::support::decided::{change, letters, meeting, owed};
use crate::support::{Browser, Council, House};
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_entity::{Stored, action, letter, round};
use sea_orm::EntityTrait;

/// Two actions of the director, and the next meeting on 8 December: papers by 30 November, so owners are asked from 21
/// November on, by 24 November.
async fn before_december(house: &House) -> (Council, Browser, [i64; 2], i64) {
    let (council, mut officer, first) = november(house).await;
    let item = action::Entity::find_by_id(first).one(house.app.db()).await.unwrap().unwrap().agenda_item_id;
    let second = asked(&mut officer, &council, item, "A note on placements", "2022-12-16").await;
    let next = meeting(house, council.panel, "2022-12-08", State::Scheduled).await;
    (council, officer, [first, second], next)
}

async fn rounds(house: &House) -> Vec<round::Model> {
    round::Entity::find().all(house.app.db()).await.unwrap()
}

async fn asked_by_letter(house: &House) -> Vec<letter::Model> {
    let all = letters(house).await;
    all.into_iter().filter(|one| one.text.contains("/answer/round/")).collect()
}

fn link(letter: &letter::Model) -> String {
    let text = letter.text.split("/answer/round/").nth(1).unwrap();
    let token: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    format!("/answer/round/{token}")
}

#[tokio::test]
async fn an_owner_is_asked_once_for_everything_and_answers_on_one_page() {
    let house = House::new("2022-11-04T10:00").await;
    let (_, mut officer, [first, second], next) = before_december(&house).await;
    house.it_is("2022-11-18T10:00");
    house.tick().await;
    assert!(rounds(&house).await.is_empty(), "not before seven working days");
    house.it_is("2022-11-21T10:00");
    house.tick().await;
    house.tick().await;
    assert_eq!(rounds(&house).await.len(), 1, "however often the job runs");
    assert_eq!(owed(&house, SubjectKind::Round, 1).await, ["give_updates open 2022-11-24"]);
    let told = asked_by_letter(&house).await;
    assert_eq!(told.len(), 1);
    insta::assert_snapshot!("letter_update_round", format!("{}\n\n{}", told[0].subject, without_token(&told[0].text)));
    officer.open(&format!("/meetings/{next}/updates")).await.says("Owners are being asked").says("Not yet");

    let path = link(&told[0]);
    let mut owner = house.public();
    owner.open(&path).await.is(200).says("Circulate a guide").says("A note on placements").does_not_say("Send to the");
    owner.send(&format!("{path}/words"), &[]).await.is(403);
    owner.send(&format!("{path}/code"), &[]).await.is(422).says("Choose who you are.");
    owner.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200).says("Enter your code");
    let code = code_in_letter(&house).await;
    owner.send(&format!("{path}/confirm"), &[("code", &code)]).await.is(200).says("What has been done about");
    owner.send(&format!("{path}/words"), &[]).await.is(422).says("Enter a word on at least one");
    let (one, two) = (format!("action-{first}"), format!("action-{second}"));
    let field = |of: &str, key: &str| format!("{of}-{key}");
    let (word, how, version) = (field("word", &one), field("how", &one), field("version", &one));
    let silent = [(how.as_str(), "done"), (version.as_str(), "1")];
    owner.send(&format!("{path}/words"), &silent).await.is(422).says("Enter what has been done.");
    let stale = [(word.as_str(), "On an old page"), (version.as_str(), "7")];
    let seen = owner.send(&format!("{path}/words"), &stale).await;
    seen.is(409);
    assert!(seen.body.contains("On an old page</textarea>"));
    let given = [(word.as_str(), "At the printer’s"), (version.as_str(), "1")];
    owner.send(&format!("{path}/words"), &given).await.is(200).says("Has a word").says("Last word: 21 November 2022");
    assert_eq!(owed(&house, SubjectKind::Round, 1).await, ["give_updates open 2022-11-24"], "one word is not two");
    let (how, version) = (field("how", &two), field("version", &two));
    let nothing = [(how.as_str(), "nothing"), (version.as_str(), "1")];
    owner.send(&format!("{path}/words"), &nothing).await.is(200);
    assert_eq!(owed(&house, SubjectKind::Round, 1).await, ["give_updates met 2022-11-24"]);
    officer.open(&format!("/actions/{second}")).await.says("Nothing to report.").says("via link issued to Bea Jones");
    officer.open("/rounds/1").await.says("Answered on 21 November 2022");
    house.it_is("2022-11-24T10:00");
    house.tick().await;
    assert_eq!(asked_by_letter(&house).await.len(), 1, "whoever has answered is not reminded");
}

#[tokio::test]
async fn a_word_given_elsewhere_answers_too_and_silence_is_printed() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, [first, second], next) = before_december(&house).await;
    house.it_is("2022-11-22T10:00");
    house.tick().await;
    let word = [("update", "By telephone"), ("progress", "in_progress")];
    step(&mut officer, &format!("/actions/{first}"), "update", &word).await.is(200);
    house.it_is("2022-11-24T10:00");
    house.tick().await;
    let told = asked_by_letter(&house).await;
    assert_eq!(told.len(), 2, "reminded on the day");
    assert!(!told[1].text.contains("Circulate a guide"), "only of what has no word: {}", told[1].text);
    let print = officer.open(&format!("/actions/print?panel={}", council.panel)).await;
    print.says("By telephone").says("No update received.");
    house.it_is("2022-12-01T10:00");
    house.tick().await;
    assert_eq!(owed(&house, SubjectKind::Round, 1).await, ["give_updates withdrawn 2022-11-24"], "the papers are out");
    officer.open(&format!("/meetings/{next}/updates")).await.says("The papers are out").says("No update received");
    step(&mut officer, &format!("/actions/{second}"), "update", &word).await.is(200);
}

#[tokio::test]
async fn a_round_follows_its_meeting_and_ends_with_it() {
    let house = House::new("2022-11-04T10:00").await;
    let (_, _officer, [first, second], next) = before_december(&house).await;
    house.it_is("2022-11-21T10:00");
    house.tick().await;
    let path = link(&asked_by_letter(&house).await[0]);
    change(&house, next, "2022-12-15", State::Scheduled).await;
    // Papers by 7 December; four working days before that.
    assert_eq!(owed(&house, SubjectKind::Round, 1).await, ["give_updates open 2022-12-01"]);
    house.tick().await;
    assert_eq!(rounds(&house).await.len(), 1);
    change(&house, next, "2022-12-15", State::Cancelled).await;
    house.tick().await;
    assert!(owed(&house, SubjectKind::Round, 1).await[0].starts_with("give_updates withdrawn"));
    house.public().open(&path).await.is(200).says("does not take place").does_not_say("Send me a code");
    for id in [first, second] {
        assert!(owed(&house, SubjectKind::Action, id).await[0].starts_with("do_action open"), "nothing is lost");
    }
    let kinds: Vec<_> = letters(&house).await.into_iter().map(|one| one.kind).collect();
    assert!(kinds.contains(&Stored(Kind::Morning)) || kinds.contains(&Stored(Kind::UpdateRound)));
}

#[tokio::test]
async fn a_round_opens_again_when_a_postponed_meeting_has_its_new_day() {
    let house = House::new("2022-11-04T10:00").await;
    let (_, _officer, _, next) = before_december(&house).await;
    house.it_is("2022-11-21T10:00");
    house.tick().await;
    change(&house, next, "2022-12-08", State::Postponed).await;
    house.tick().await;
    assert!(owed(&house, SubjectKind::Round, 1).await[0].starts_with("give_updates withdrawn"));
    change(&house, next, "2022-12-13", State::Scheduled).await;
    house.it_is("2022-11-25T10:00");
    house.tick().await;
    house.tick().await;
    assert_eq!(rounds(&house).await.len(), 1);
    let all = owed(&house, SubjectKind::Round, 1).await;
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[1].starts_with("give_updates open"), "{all:?}");
}

/// A change that many rows see at once is nobody's word.
#[tokio::test]
async fn a_deed_of_an_officer_is_no_word_of_the_owner() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, [first, _], _) = before_december(&house).await;
    let page = officer.open("/actions").await;
    let key = page.body.split("value=\"action-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let key = format!("action-{key}");
    let fields = [("rows", key.as_str()), ("deed", "set_due"), ("due_on", "2022-11-29")];
    officer.send("/tracker/changes", &fields).await.is(200).says("(1 of 1 done)");
    house.it_is("2022-11-21T10:00");
    house.tick().await;
    let told = asked_by_letter(&house).await;
    assert!(told[0].text.contains("Circulate a guide"), "a new date is no word: {}", told[0].text);
    let print = officer.open(&format!("/actions/print?panel={}", council.panel)).await;
    print.says("No update received.").does_not_say("Now due");
    officer.open(&format!("/actions/{first}")).await.says("Now due");
    for day in ["2022-12-08", "2023-01-19"] {
        meeting(&house, council.panel, day, State::Held).await;
    }
    house.it_is("2023-01-30T10:00");
    house.tick().await;
    let letters = remit_entity::chief_letter::Entity::find().all(house.app.db()).await.unwrap();
    let letter = letters.iter().find(|one| one.subject_id == first).unwrap();
    assert!(letter.text.contains("There has been no answer"), "{}", letter.text);
    assert!(!letter.text.contains("Now due"), "{}", letter.text);
}
