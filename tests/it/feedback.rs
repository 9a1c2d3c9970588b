//! Stories of the round before a meeting of the Board: each panel is asked, its officer drafts, its chair approves by
//! link, and the Board's officer sees who has fed back. The dates are those of the first founding case: the panel of
//! 3 November 2022, the Board of the 16th, whose papers went out on the 8th.

use crate::support::browser::Seen;
use crate::support::decided::{another_panel, held_item, indicator, letters, meeting, owed};
use crate::support::{Browser, Council, House, figures};
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::request;
use remit_entity::{Stored, feedback, feedback_line, letter, referral};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// The Board of 16 November 2022, and the round that opened ten working days before its papers.
async fn round(house: &House, council: &Council) -> i64 {
    let board = meeting(house, council.board, "2022-11-16", State::Scheduled).await;
    house.it_is("2022-10-25T08:00");
    house.tick().await;
    board
}

async fn of(house: &House, panel: i64) -> feedback::Model {
    let of = feedback::Entity::find().filter(feedback::Column::BodyId.eq(panel));
    of.one(house.app.db()).await.unwrap().unwrap()
}

async fn written(house: &House, morning: &str, kind: Kind) -> Vec<letter::Model> {
    house.it_is(morning);
    house.tick().await;
    let later = house.app.clock().now() + chrono::Duration::minutes(10);
    house.app.clock().set(later);
    house.tick().await;
    letters(house).await.into_iter().filter(|letter| letter.kind.0 == kind).collect()
}

/// The fields of the draft as its page offers them, with what is set over them.
fn draft<'a>(seen: &'a Seen, over: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in seen.body.split("<input ").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let of = |name: &str| tag.split(&format!("{name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap());
        let Some(name) = of("name") else { continue };
        let is_box = of("type") == Some("checkbox");
        if name != "csrf" && (!is_box || tag.contains("checked")) && of("type") != Some("radio") {
            fields.push((name.to_owned(), of("value").unwrap_or_default().to_owned()));
        }
    }
    for area in seen.body.split("<textarea ").skip(1) {
        let name = area.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let text = area.split_once(">\n").unwrap().1.split("</textarea>").next().unwrap();
        fields.push((name.to_owned(), text.to_owned()));
    }
    fields.retain(|(name, _)| !over.iter().any(|(other, _)| other == name));
    fields.extend(over.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

async fn send(browser: &mut Browser, id: i64, over: &[(&str, &str)]) -> Seen {
    let path = format!("/feedback/{id}");
    let page = browser.open(&path).await;
    let fields = draft(&page, over);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.send(&path, &fields).await
}

/// The panel of 3 November with two indicators, one of them red again, and a matter that it referred.
async fn met(house: &House, council: &Council) -> Browser {
    let plans = indicator(house, council.panel, "K1", "Plans in time").await;
    let visits = indicator(house, council.panel, "K2", "Visits in time").await;
    let asked = |day, period| {
        figures::quarter(house, council.panel, (day, period), (council.director_post, request::State::Published))
    };
    let before = asked("2022-08-04", "2022/23 Q1").await;
    figures::give(house, before, plans, "40").await;
    figures::give(house, before, visits, "70").await;
    meeting(house, council.board, "2022-09-29", State::Held).await;
    let now = asked("2022-11-03", "2022/23 Q2").await;
    figures::give(house, now, plans, "41").await;
    figures::give(house, now, visits, "57").await;
    house.it_is("2022-11-03T17:00");
    let item = held_item(house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await;
    let fields =
        [("text_1", "the timeliness of EHC plans be referred."), ("verb_1", "referred"), ("makes_1", "referral")];
    officer.send(&path, &fields).await.is(200).says("CF-OSPB 22/23-001");
    officer
}

#[tokio::test]
async fn ten_working_days_before_the_boards_papers_the_panels_are_asked_and_its_officer_is_told() {
    let house = House::new("2022-10-24T08:00").await;
    let council = Council::found(&house).await;
    let (other, _) = another_panel(&house, council.board, council.officer_post).await;
    meeting(&house, council.panel, "2022-11-03", State::Scheduled).await;
    meeting(&house, council.board, "2022-11-16", State::Scheduled).await;
    house.tick().await;
    assert!(feedback::Entity::find().one(house.app.db()).await.unwrap().is_none(), "not before its day");
    let told = written(&house, "2022-10-25T08:00", Kind::BoardPack).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to_address, "rowan.ellery@anyshire.example");
    insta::assert_snapshot!("letter_board_pack", format!("{}\n\n{}", told[0].subject, told[0].text));
    let (own, nil) = (of(&house, council.panel).await, of(&house, other).await);
    assert!(!own.is_nil && nil.is_nil);
    assert_eq!(owed(&house, SubjectKind::Feedback, own.id).await, ["give_feedback open 2022-11-04"]);
    // A panel that has not met owes nothing, and nobody is late.
    assert!(owed(&house, SubjectKind::Feedback, nil.id).await.is_empty());
    house.tick().await;
    assert_eq!(feedback::Entity::find().all(house.app.db()).await.unwrap().len(), 2, "asked once");
}

#[tokio::test]
async fn a_panel_that_meets_after_all_owes_its_feedback_and_its_day_follows_the_meeting() {
    let house = House::new("2022-10-24T08:00").await;
    let council = Council::found(&house).await;
    round(&house, &council).await;
    let nil = of(&house, council.panel).await;
    assert!(nil.is_nil);
    let mut officer = house.signed_in(council.officer).await;
    officer.open(&format!("/feedback/{}", nil.id)).await.is(200).says("The panel has not met.");
    let met = meeting(&house, council.panel, "2022-11-03", State::Scheduled).await;
    house.tick().await;
    assert_eq!(owed(&house, SubjectKind::Feedback, nil.id).await, ["give_feedback open 2022-11-04"]);
    officer.open(&format!("/meetings/{met}/move")).await;
    officer.send(&format!("/meetings/{met}/move"), &[("version", "1"), ("held_on", "2022-11-04")]).await.is(200);
    assert_eq!(owed(&house, SubjectKind::Feedback, nil.id).await, ["give_feedback open 2022-11-07"]);
}

#[tokio::test]
async fn exceptions_are_proposed_drafted_and_approved_by_link_with_the_matters_in_them() {
    let house = House::new("2022-10-24T08:00").await;
    let council = Council::found(&house).await;
    let board = round(&house, &council).await;
    let mut officer = met(&house, &council).await;
    house.tick().await;
    let id = of(&house, council.panel).await.id;
    let asked = written(&house, "2022-11-04T08:00", Kind::FeedbackDraft).await;
    let to_officer = asked.iter().find(|letter| letter.to_address.starts_with("rowan")).expect("E16 to the officer");
    insta::assert_snapshot!("letter_feedback_to_draft", format!("{}\n\n{}", to_officer.subject, to_officer.text));
    officer
        .open(&format!("/feedback/{id}"))
        .await
        .is(200)
        .says("K1 Plans in time")
        .says("Red, as in the period before.")
        .says("Amber; on target the period before.")
        .says("CF-OSPB 22/23-001");
    send(&mut officer, id, &[("do", "keep"), ("finance", "The panel looked at Period 6.")]).await.is(200).says("Kept.");
    assert_eq!(owed(&house, SubjectKind::Feedback, id).await, ["give_feedback open 2022-11-04"]);
    // Its words are written with the feedback now, and owed once.
    let matter = referral::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    let open: Vec<_> = open_about(&house, matter.id).await;
    assert_eq!(open, ["record_answer open 2022-11-18"]);
    send(&mut officer, id, &[("do", "send")])
        .await
        .is(200)
        .says("With the chair")
        .says("The panel looked at Period 6.");
    assert_eq!(
        owed(&house, SubjectKind::Feedback, id).await,
        ["give_feedback met 2022-11-04", "approve_feedback open 2022-11-07"]
    );
    written(&house, "2022-11-07T08:00", Kind::FeedbackDraft).await;
    // What the meeting decided is told to the chair on the same morning.
    let to_chair = letters(&house).await;
    let asks =
        |letter: &&letter::Model| letter.to_address.starts_with("imogen") && letter.text.contains("/answer/feedback/");
    let to_chair = to_chair.iter().find(asks).expect("E16 to the chair");
    let link = link_in(&to_chair.text);
    insta::assert_snapshot!(
        "letter_feedback_to_approve",
        format!("{}\n\n{}", to_chair.subject, to_chair.text.replace(&link, "/answer/feedback/…"))
    );
    assert!(!to_chair.text.contains("41"), "no letter carries a value");
    let mut chair = by_link(&house, &link).await;
    chair.open(&link).await.is(200).says("Red, as in the period before.").says("Your decision");
    let version = of(&house, council.panel).await.version.to_string();
    let decide = format!("{link}/decide");
    chair.send(&decide, &[("version", &version)]).await.is(422).says("Choose whether you approve it");
    let change = [("version", version.as_str()), ("decision", "change")];
    chair.send(&decide, &change).await.is(422).says("Say what should be changed.");
    chair
        .send(&decide, &[("version", &version), ("decision", "approve")])
        .await
        .is(200)
        .says("This feedback is approved.");
    let matter = referral::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(matter.state.0, remit_domain::referral::State::ChairApproved);
    officer.open(&format!("/board/{board}")).await.is(200).says("1 of 1 panels have fed back.");
    assert_eq!(open_about(&house, matter.id).await, ["record_answer open 2022-11-18"]);
    let all = owed(&house, SubjectKind::Feedback, id).await;
    assert!(!all.iter().any(|line| line.contains(" open ")), "{all:?}");
}

async fn open_about(house: &House, id: i64) -> Vec<String> {
    let all = owed(house, SubjectKind::Referral, id).await;
    all.into_iter().filter(|line| line.contains(" open ")).collect()
}

fn link_in(text: &str) -> String {
    let line = text.lines().find(|line| line.contains("/answer/feedback/")).expect("a link");
    line.trim().replace("http://scrutiny.example", "")
}

/// A browser in which the holder of a link has entered the code.
async fn by_link(house: &House, link: &str) -> Browser {
    let mut chair = house.public();
    chair.open(link).await.is(200).says("Who are you?");
    chair.send(&format!("{link}/code"), &[]).await.is(422).says("Choose who you are.");
    chair.send(&format!("{link}/code"), &[("who", "other")]).await.is(422).says("This link was made for one person.");
    chair.send(&format!("{link}/code"), &[("who", "holder")]).await.is(200);
    let code = letters(house).await.into_iter().rev().find(|letter| letter.kind.0 == Kind::Code).unwrap();
    let digits = code.text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).unwrap().to_owned();
    chair.send(&format!("{link}/confirm"), &[("code", &digits)]).await.is(200);
    chair
}

#[tokio::test]
async fn a_change_asked_for_puts_the_feedback_back_to_the_officer_and_the_same_words_are_approved_once() {
    let house = House::new("2022-10-24T08:00").await;
    let council = Council::found(&house).await;
    round(&house, &council).await;
    let mut officer = met(&house, &council).await;
    house.tick().await;
    let id = of(&house, council.panel).await.id;
    send(&mut officer, id, &[("do", "send")]).await.is(200);
    let mut chair = house.signed_in(council.chair).await;
    let page = chair.open(&format!("/feedback/{id}")).await;
    page.is(200).says("Your decision").does_not_say("Send to the chair");
    let version = of(&house, council.panel).await.version.to_string();
    let decision = format!("/feedback/{id}/decision");
    let change = [("version", version.as_str()), ("decision", "change"), ("asked", "Leave out the visits.")];
    chair.send(&decision, &change).await.is(200).says("The chair asked for a change").says("Leave out the visits.");
    assert_eq!(owed(&house, SubjectKind::Feedback, id).await.last().unwrap(), "give_feedback open 2022-11-04");
    // The chair approves the matter by itself, in the words that it has.
    let matter = referral::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    let own = [("version", matter.version.to_string())];
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    chair.open(&format!("/referrals/{}", matter.id)).await;
    chair.send(&format!("/referrals/{}/approve", matter.id), &own).await.is(200).says("Approved by the chair");
    send(&mut officer, id, &[("do", "send")]).await.is(200);
    let again = referral::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(again.state.0, remit_domain::referral::State::ChairApproved, "approved words stay approved");
}

#[tokio::test]
async fn a_draft_must_say_something_and_a_stale_one_is_not_sent() {
    let house = House::new("2022-10-24T08:00").await;
    let council = Council::found(&house).await;
    round(&house, &council).await;
    let id = of(&house, council.panel).await.id;
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open(&format!("/feedback/{id}")).await;
    page.says("Nothing is proposed");
    let path = format!("/feedback/{id}");
    let empty = [("version", "1"), ("rows", "0"), ("do", "send")];
    officer.send(&path, &empty).await.is(422).says("Choose what the Board should read");
    let nil = [("version", "1"), ("rows", "0"), ("do", "send"), ("is_nil", "yes")];
    officer.send(&path, &nil).await.is(422).says("Say why there is nothing");
    let stale = [("version", "7"), ("rows", "0"), ("do", "send"), ("words", "Typed on an old page")];
    let seen = officer.send(&path, &stale).await;
    seen.is(409).says("Somebody else changed this feedback");
    let said =
        [("version", "1"), ("rows", "0"), ("do", "send"), ("is_nil", "yes"), ("words", "The panel has not met.")];
    officer.send(&path, &said).await.is(200).says("Nil return.");
    assert!(feedback_line::Entity::find().one(house.app.db()).await.unwrap().is_none());
}

#[tokio::test]
async fn silence_climbs_to_the_boards_chair_when_its_papers_go_out_and_lapses_after_its_meeting() {
    let house = House::new("2022-10-24T08:00").await;
    let council = Council::found(&house).await;
    crate::support::decided::chair_of_the_board(&house, council.board).await;
    let board = round(&house, &council).await;
    met(&house, &council).await;
    house.tick().await;
    let id = of(&house, council.panel).await.id;
    let later = written(&house, "2022-11-08T08:00", Kind::FeedbackDraft).await;
    assert!(later.iter().any(|letter| letter.subject.starts_with("Overdue: Feedback")), "{later:#?}");
    // The Board's chair has it in one letter with the brief for the meeting.
    let to_board: Vec<_> =
        letters(&house).await.into_iter().filter(|letter| letter.to_address.starts_with("ada")).collect();
    // A letter that had not left is called back and written anew with what is told meanwhile.
    let standing = to_board.iter().filter(|letter| letter.state != Stored(remit_domain::letter::State::Withdrawn));
    let says =
        "The Children and Families Overview and Scrutiny Panel has not given its feedback. It waits for Rowan Ellery.";
    assert_eq!(standing.filter(|letter| letter.text.contains(says)).count(), 1, "{to_board:#?}");
    house.it_is("2022-11-21T08:00");
    crate::support::decided::change(&house, board, "2022-11-16", State::Held).await;
    house.tick().await;
    let row = of(&house, council.panel).await;
    assert_eq!(row.state, Stored(remit_domain::feedback::State::Lapsed));
    let all = owed(&house, SubjectKind::Feedback, id).await;
    assert!(!all.iter().any(|line| line.contains(" open ")), "{all:?}");
    let matter = referral::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert!(
        open_about(&house, matter.id).await.iter().any(|line| line.starts_with("record_answer")),
        "its matter goes on"
    );
}
