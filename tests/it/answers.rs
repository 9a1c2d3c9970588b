//! Stories of the director's page: read by anybody with the link, changed only in a browser that has confirmed
//! the code, safe from programs that look into mail, and losing nothing that was typed.

use crate::requests::Quarter;
use crate::support::{Browser, Seen};
use axum::http::Method;
use remit_domain::letter::Kind;
use remit_domain::request::State;
use remit_entity::{code, data_request, figure, letter, link, notice, obligation, session, trail};
use sea_orm::EntityTrait;

/// The path of the link in the newest letter of a kind.
pub async fn link_in(quarter: &Quarter, kind: Kind) -> String {
    let letters = quarter.letters().await;
    let letter = letters.iter().rev().find(|row| row.kind.0 == kind).unwrap();
    let address = letter.text.split_whitespace().find(|word| word.contains("/answer/")).unwrap();
    address.strip_prefix("http://scrutiny.example").unwrap().to_owned()
}

/// The six digits in the newest code letter.
pub async fn code_in(quarter: &Quarter) -> String {
    let letters = quarter.letters().await;
    let letter = letters.iter().rev().find(|row| row.kind.0 == Kind::Code).unwrap();
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    letter.text.split_whitespace().find(is_code).unwrap().to_owned()
}

/// A request that the director has, and the link to it.
pub async fn asked() -> (Quarter, i64, String) {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.ask().await;
    quarter.live_until("2022-10-03", "2022-10-03").await;
    let path = link_in(&quarter, Kind::DataRequest).await;
    quarter.house.it_is("2022-10-10T20:00");
    (quarter, id, path)
}

/// A browser in which the director has confirmed the code.
pub async fn let_in(quarter: &Quarter, path: &str) -> Browser {
    let mut director = quarter.house.public();
    director.open(path).await.is(200);
    director.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200).says("code");
    let code = code_in(quarter).await;
    director.send(&format!("{path}/confirm"), &[("code", &code)]).await.is(200);
    director
}

pub fn field(seen: &Seen, name: &str) -> String {
    let rest = seen.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no field {name}")).to_owned()
}

/// The director's figures, by the ids of their lines.
pub async fn figures(quarter: &Quarter, id: i64, typed: [(&str, &str, &str); 3]) -> Vec<(String, String)> {
    let lines = quarter.lines(id).await;
    let mut fields = Vec::new();
    for (line, (value, reason, commentary)) in lines.iter().zip(typed) {
        fields.push((format!("value-{}", line.id), value.to_owned()));
        fields.push((format!("reason-{}", line.id), reason.to_owned()));
        fields.push((format!("commentary-{}", line.id), commentary.to_owned()));
    }
    fields
}

pub async fn send(browser: &mut Browser, path: &str, version: &str, fields: &[(String, String)]) -> Seen {
    let mut all: Vec<(&str, &str)> = vec![("version", version)];
    all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.send(path, &all).await
}

pub const GOOD: [(&str, &str, &str); 3] = [
    ("41 %", "", "Demand rose by a third; advice came late."),
    ("4.8", "", ""),
    ("n/a", "The school census closes in November", ""),
];

/// Everything that a visit could change.
async fn everything(quarter: &Quarter) -> String {
    let db = quarter.house.app.db();
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        data_request::Entity::find().all(db).await.unwrap(),
        figure::Entity::find().all(db).await.unwrap(),
        letter::Entity::find().all(db).await.unwrap(),
        link::Entity::find().all(db).await.unwrap(),
        notice::Entity::find().all(db).await.unwrap(),
        obligation::Entity::find().all(db).await.unwrap(),
        session::Entity::find().all(db).await.unwrap(),
        code::Entity::find().all(db).await.unwrap(),
        trail::Entity::find().all(db).await.unwrap(),
    )
}

#[tokio::test]
async fn a_director_answers_from_the_mail_and_the_officer_accepts() {
    let (mut quarter, id, path) = asked().await;
    let mut stranger = quarter.house.public();
    let seen = stranger.open(&path).await;
    seen.is(200)
        .says("asks the Director of Children's Services for performance data")
        .says("Plans issued within 20 weeks");
    assert_eq!(seen.headers["referrer-policy"], "no-referrer");
    assert_eq!(seen.headers["cache-control"], "no-store");
    assert_eq!(seen.headers["x-robots-tag"], "noindex");

    let mut director = let_in(&quarter, &path).await;
    let form = director.open(&path).await;
    let fields = figures(&quarter, id, GOOD).await;
    let saved = send(&mut director, &format!("{path}/figures"), &field(&form, "version"), &fields).await;
    saved.is(200).says("Red");
    assert_eq!(quarter.request(id).await.state.0, State::Acknowledged, "somebody is at work");
    let done = send(&mut director, &format!("{path}/submit"), &field(&saved, "version"), &fields).await;
    done.is(200).says("CF 2022/23 Q2 – 1");
    assert_eq!(quarter.request(id).await.state.0, State::Submitted);
    let lines = quarter.lines(id).await;
    let read: Vec<_> = lines.iter().map(|line| (line.number.clone(), line.rating.map(|rating| rating.0))).collect();
    use remit_domain::rating::Rating::{Green, NoData, Red};
    assert_eq!(read, [(Some("41".to_owned()), Some(Red)), (Some("4.8".to_owned()), Some(Green)), (None, Some(NoData))]);
    assert!(lines[0].why.starts_with("41% is 19 percentage points below the target of 60%"));

    let receipt = quarter.letters().await.into_iter().rev().find(|row| row.kind.0 == Kind::Receipt).unwrap();
    assert!(receipt.text.contains("CF 2022/23 Q2 – 1"), "{}", receipt.text);
    assert!(!receipt.text.contains("41"), "a letter carries no figure: {}", receipt.text);
    assert_eq!(quarter.owed().await, [("accept_data".to_owned(), "2022-10-24".to_owned())]);
    quarter.officer.open("/due").await.says("Data to accept");

    // The link stays, read-only, and what was submitted is not overdue.
    director.open(&path).await.is(200).says("submitted");
    quarter.live_until("2022-10-20", "2022-10-21").await;
    assert!(!quarter.letters().await.iter().any(|row| row.kind.0 == Kind::DataOverdue));

    let page = quarter.officer.open(&format!("/requests/{id}")).await;
    let accepted = [("version", field(&page, "version"))];
    let accepted: Vec<_> = accepted.iter().map(|(name, value)| (*name, value.as_str())).collect();
    quarter.officer.send(&format!("/requests/{id}/accept"), &accepted).await.is(200).says("Accepted");
    assert!(quarter.owed().await.is_empty());
}

#[tokio::test]
async fn a_program_that_looks_into_mail_changes_nothing() {
    let (quarter, _, path) = asked().await;
    let before = everything(&quarter).await;
    let mut scanner = quarter.house.public();
    for path in [path.clone(), format!("{path}/code"), format!("{path}/done"), format!("{path}/confirm")] {
        for method in [Method::GET, Method::HEAD] {
            let seen = scanner.ask(method, &path, None).await;
            assert!(seen.status.as_u16() < 500, "{path}");
        }
    }
    // It presses the button without choosing who it is.
    scanner.open(&path).await;
    scanner.send(&format!("{path}/code"), &[]).await.is(422).says("Choose who you are.");
    assert_eq!(everything(&quarter).await, before);
}

#[tokio::test]
async fn nothing_is_entered_without_the_code() {
    let (quarter, id, path) = asked().await;
    let mut stranger = quarter.house.public();
    stranger.open(&path).await;
    let fields = figures(&quarter, id, GOOD).await;
    for deed in ["figures", "submit"] {
        let refused = send(&mut stranger, &format!("{path}/{deed}"), "1", &fields).await;
        assert!([403, 404].contains(&refused.status.as_u16()), "{}", refused.status);
    }
    assert!(quarter.lines(id).await.iter().all(|line| line.typed.is_empty()));
}

#[tokio::test]
async fn a_code_works_once_in_its_own_browser_for_ten_minutes_and_five_tries() {
    let (quarter, _, path) = asked().await;
    let mut director = quarter.house.public();
    director.open(&path).await;
    director.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200);
    let right = code_in(&quarter).await;

    // Another browser has the code, but did not ask for it.
    let mut thief = quarter.house.public();
    thief.open(&path).await;
    thief.send(&format!("{path}/confirm"), &[("code", &right)]).await.is(422);

    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        director.send(&format!("{path}/confirm"), &[("code", wrong)]).await.is(422);
    }
    director.send(&format!("{path}/confirm"), &[("code", &right)]).await.is(422);

    // A new one works, until ten minutes have passed.
    director.open(&path).await;
    director.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200);
    let late = code_in(&quarter).await;
    quarter.house.it_is("2022-10-10T20:11");
    director.send(&format!("{path}/confirm"), &[("code", &late)]).await.is(422);
    director.open(&path).await;
    director.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200);
    let good = code_in(&quarter).await;
    director.send(&format!("{path}/confirm"), &[("code", &good)]).await.is(200).says("Save");
    let mut again = quarter.house.public();
    again.open(&path).await;
    again.send(&format!("{path}/confirm"), &[("code", &good)]).await.is(422);
}

#[tokio::test]
async fn codes_are_not_sent_without_end() {
    let (quarter, _, path) = asked().await;
    let mut director = quarter.house.public();
    director.open(&path).await;
    let mut throttled = 0;
    for _ in 0..8 {
        let seen = director.send(&format!("{path}/code"), &[("who", "holder")]).await;
        throttled += u32::from(seen.status.as_u16() == 429);
        director.open(&path).await;
    }
    assert!(throttled >= 3, "{throttled}");
    let codes = quarter.letters().await.iter().filter(|row| row.kind.0 == Kind::Code).count();
    assert!(codes <= 5, "{codes} codes");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_box_and_everything_typed_is_kept() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let form = director.open(&path).await;
    let long = "x".repeat(4001);
    let typed = [("forty-one", "", "Half a sentence"), ("7", "", long.as_str()), ("", "", "")];
    let fields = figures(&quarter, id, typed).await;
    let refused = send(&mut director, &format!("{path}/submit"), &field(&form, "version"), &fields).await;
    refused.is(422);
    refused.says("“forty-one” is not a number").says("Half a sentence");
    refused.says("The commentary has 4001 characters").says("Enter the figure");
    assert!(refused.body.contains("value=\"forty-one\""), "what was typed stays in its box");
    for (line, part) in quarter.lines(id).await.iter().zip(["value", "commentary", "value"]) {
        assert!(refused.body.contains(&format!("href=\"#{part}-{}\"", line.id)), "{part} is not pointed at");
    }
    assert_eq!(quarter.request(id).await.state.0, State::Acknowledged, "it is not submitted");
}

#[tokio::test]
async fn a_missing_commentary_or_reason_is_named_on_the_check_page_and_blocks_nothing() {
    let (mut quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let form = director.open(&path).await;
    let fields = figures(&quarter, id, [("41", "", ""), ("7", "", " "), ("n/a", "", "")]).await;
    send(&mut director, &format!("{path}/figures"), &field(&form, "version"), &fields).await.is(200);
    let check = director.open(&format!("{path}/check")).await;
    check.says("It is red and has no commentary.").says("It is amber and has no commentary.");
    check.says("There is no number, and no reason for it.");
    director.send(&format!("{path}/submit"), &[("version", &field(&check, "version"))]).await.is(200).says("Submitted");
    assert_eq!(quarter.request(id).await.state.0, State::Submitted);

    let page = quarter.officer.open(&format!("/requests/{id}")).await;
    page.says("3 figures lack the commentary or the reason that the panel will look for.");
    page.says("It is red and has no commentary.").says("There is no number, and no reason for it.");
    quarter.officer.send(&format!("/requests/{id}/accept"), &[("version", &field(&page, "version"))]).await.is(200);
    assert_eq!(quarter.request(id).await.state.0, State::Accepted, "nor does it block the officer");
}

/// Edge case 41: two who edit one submission.
#[tokio::test]
async fn a_stale_form_shows_both_versions_and_loses_nothing() {
    let (quarter, id, path) = asked().await;
    let mut one = let_in(&quarter, &path).await;
    let mut other = let_in(&quarter, &path).await;
    let (first, second) = (one.open(&path).await, other.open(&path).await);
    let fields = figures(&quarter, id, GOOD).await;
    send(&mut one, &format!("{path}/figures"), &field(&first, "version"), &fields).await.is(200);
    let typed = [("55", "", "Written by somebody else"), ("", "", ""), ("", "", "")];
    let fields = figures(&quarter, id, typed).await;
    let stale = send(&mut other, &format!("{path}/figures"), &field(&second, "version"), &fields).await;
    stale.is(409).says("Written by somebody else").says("Demand rose by a third; advice came late.");
    assert_eq!(quarter.lines(id).await[0].typed, "41 %", "the first save stands");
}

/// Edge case 41, of everything that stands beside a figure.
#[tokio::test]
async fn a_stale_form_shows_every_box_that_somebody_else_changed() {
    let (quarter, id, path) = asked().await;
    let mut one = let_in(&quarter, &path).await;
    let mut other = let_in(&quarter, &path).await;
    let (first, second) = (one.open(&path).await, other.open(&path).await);
    let line = quarter.lines(id).await[0].id;
    let typed = |boxes: &[(&str, &str)]| -> Vec<(String, String)> {
        boxes.iter().map(|(part, text)| (format!("{part}-{line}"), (*text).to_owned())).collect()
    };
    let theirs = typed(&[
        ("value", "41"),
        ("certainty", "provisional"),
        ("numerator", "123"),
        ("denominator", "300"),
        ("forecast", "58"),
        ("stated", "amber"),
        ("stated_why", "Recovering since August"),
        ("corrective", "Two psychologists start in May"),
        ("as_at", "2022-09-30"),
    ]);
    send(&mut one, &format!("{path}/figures"), &field(&first, "version"), &theirs).await.is(200);
    let mine = typed(&[("value", "41"), ("forecast", "62"), ("corrective", "A new provider"), ("certainty", "final")]);
    let stale = send(&mut other, &format!("{path}/figures"), &field(&second, "version"), &mine).await;
    stale.is(409).says("How sure is it: Provisional").says("Forecast for the year’s end: 58");
    stale.says("What is being done about it: Two psychologists start in May");
    assert!(stale.body.contains("value=\"62\"") && stale.body.contains("A new provider"), "what was typed stays");
    // What the form did not carry is not touched, and not named as changed.
    stale.does_not_say("Numerator: 123").does_not_say("Figure: 41");

    let all = typed(&[
        ("numerator", "1"),
        ("denominator", "2"),
        ("stated", "red"),
        ("stated_why", "No"),
        ("as_at", "2022-09-29"),
    ]);
    let stale = send(&mut other, &format!("{path}/figures"), &field(&second, "version"), &all).await;
    stale.is(409).says("Numerator: 123").says("Denominator: 300").says("Your own rating: Amber");
    stale.says("Why it differs: Recovering since August").says("As at: 30 September 2022");
}

#[tokio::test]
async fn a_link_that_leads_nowhere_is_a_page() {
    let (quarter, _, _) = asked().await;
    for path in ["/answer/request/0000", "/answer/request/", "/answer/action/0000", "/answer/else/0000"] {
        quarter.house.public().open(path).await.is(404);
    }
}

async fn by_telephone(quarter: &mut Quarter, id: i64, more: &[(&str, &str)], typed: [(&str, &str, &str); 3]) -> Seen {
    let form = quarter.officer.open(&format!("/requests/{id}/figures")).await;
    form.is(200).says("Enter figures for the director").says("Plans issued within 20 weeks");
    let mut fields = figures(quarter, id, typed).await;
    fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    send(&mut quarter.officer, &format!("/requests/{id}/figures"), &field(&form, "version"), &fields).await
}

#[tokio::test]
async fn an_officer_enters_what_a_director_gave_by_telephone_and_the_director_signs_it_off() {
    let (mut quarter, id, path) = asked().await;
    quarter.officer.open(&format!("/requests/{id}")).await.says("Enter figures that you have by telephone or mail");
    let refused = by_telephone(&mut quarter, id, &[], GOOD).await;
    refused.is(422).says("Enter where you have the figures from").says("Demand rose by a third; advice came late.");
    assert!(quarter.lines(id).await.iter().all(|line| line.typed.is_empty()), "nothing is kept without its source");
    let source = [("source", "By telephone from Bea Jones, 10 October")];
    let kept = by_telephone(&mut quarter, id, &source, GOOD).await;
    kept.is(200).says("Entered. The director still signs it off.").says("Entered figures").says("Rowan Ellery");
    kept.says("for the Director of Children's Services: By telephone from Bea Jones, 10 October");
    assert_eq!(quarter.request(id).await.state.0, State::Acknowledged, "it is not submitted");
    assert!(quarter.owed().await.contains(&("submit_data".to_owned(), "2022-10-19".to_owned())));

    let mut director = let_in(&quarter, &path).await;
    let check = director.open(&format!("{path}/check")).await;
    check.says("41%").says("Demand rose by a third");
    director.send(&format!("{path}/submit"), &[("version", &field(&check, "version"))]).await.is(200).says("Submitted");
    assert_eq!(quarter.request(id).await.submitted_by, "via link issued to Bea Jones");
    // What was handed in is not entered again, and a chair enters nothing.
    quarter.officer.open(&format!("/requests/{id}/figures")).await.is(200).does_not_say("Where you have them from");
    let mut chair = quarter.house.signed_in(quarter.council.chair).await;
    chair.open(&format!("/requests/{id}/figures")).await.is(403);
}

#[tokio::test]
async fn an_officer_submits_only_what_was_signed_off_by_mail() {
    let (mut quarter, id, _) = asked().await;
    for (on, sentence) in [
        ("", "Enter the date of the e-mail that signs the figures off."),
        ("2022-10-11", "must lie between the issue of the request and today"),
        ("2022-09-30", "must lie between the issue of the request and today"),
    ] {
        let more = [("source", "By e-mail"), ("then", "sign-off"), ("signed_on", on)];
        by_telephone(&mut quarter, id, &more, GOOD).await.is(422).says(sentence).says("Demand rose by a third");
    }
    assert!(quarter.lines(id).await.iter().all(|line| line.typed.is_empty()));
    let more = [("source", "By e-mail"), ("then", "sign-off"), ("signed_on", "2022-10-10")];
    let wrong = [("forty", "", ""), GOOD[1], GOOD[2]];
    by_telephone(&mut quarter, id, &more, wrong).await.is(422).says("“forty” is not a number");
    assert_eq!(quarter.request(id).await.state.0, State::Acknowledged, "what is not complete is kept, not submitted");
    by_telephone(&mut quarter, id, &more, GOOD).await.is(200).says("Entered and submitted.").says("Submitted");
    let said = "Rowan Ellery for the Director of Children's Services, signed off by e-mail on 10 October 2022";
    assert_eq!(quarter.request(id).await.submitted_by, said);
    let letters = quarter.letters().await;
    let receipt = letters.iter().rev().find(|row| row.kind.0 == Kind::Receipt).unwrap();
    assert_eq!(receipt.to_address, "b.jones@anyshire.example");
    assert!(
        receipt.text.contains("submitted by Rowan Ellery, as signed off by e-mail on 10 October 2022"),
        "{}",
        receipt.text
    );
    assert_eq!(quarter.owed().await, [("accept_data".to_owned(), "2022-10-24".to_owned())]);
}

/// Edge case 41, of an officer and a director who enter at once.
#[tokio::test]
async fn an_officer_who_enters_beside_the_director_sees_both_and_loses_nothing() {
    let (mut quarter, id, path) = asked().await;
    let form = quarter.officer.open(&format!("/requests/{id}/figures")).await;
    let mut director = let_in(&quarter, &path).await;
    let theirs = director.open(&path).await;
    let fields = figures(&quarter, id, GOOD).await;
    send(&mut director, &format!("{path}/figures"), &field(&theirs, "version"), &fields).await.is(200);
    let mut fields = figures(&quarter, id, [("55", "", "By telephone"), ("", "", ""), ("", "", "")]).await;
    fields.push(("source".to_owned(), "By telephone".to_owned()));
    let stale = send(&mut quarter.officer, &format!("/requests/{id}/figures"), &field(&form, "version"), &fields).await;
    stale.is(409).says("Figure: 41 %").says("Commentary: Demand rose by a third");
    assert!(stale.body.contains("value=\"55\""), "what was typed stays");
    assert_eq!(quarter.lines(id).await[0].typed, "41 %");
}
