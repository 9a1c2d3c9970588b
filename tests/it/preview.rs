//! Stories of the preview: what it shows is what goes; a reminder left out, brought forward, and tried.

use crate::reminders::{CORE, action_due, asked, live, meeting_on};
use crate::support::browser::Seen;
use crate::support::{Browser, Council, House, on};
use remit::rehearsal;
use remit_domain::letter::{Kind, State};
use remit_domain::london;
use remit_domain::obligation::DueRule;
use remit_entity::{Stored, letter, notice};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::time::Duration;

/// A page that is worked out behind the scenes, when it is there.
pub async fn ready(officer: &mut Browser, path: &str) -> Seen {
    for _ in 0..60 {
        let seen = officer.open(path).await;
        seen.is(200);
        if !seen.body.contains("living through the coming weeks") {
            return seen;
        }
    }
    panic!("{path} is never worked out");
}

/// A director who owes data for the meeting of 3 November 2022, asked on 3 October.
async fn scene() -> (House, Council) {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    (house, council)
}

/// The address of the letter whose subject begins so.
fn letter_on(page: &Seen, subject: &str) -> String {
    let before = &page.body[..page.body.find(&format!(">{subject}")).unwrap_or_else(|| panic!("no {subject}"))];
    before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_the_preview_shows_is_what_goes() {
    let (house, council) = scene().await;
    let meeting = meeting_on(&house, &council, "2022-12-01").await;
    action_due(&house, &council, meeting.1, DueRule::on(on("2022-10-24"))).await;
    let until = on("2022-11-02");
    let seen = rehearsal::foreseen(&house.app, until, Duration::from_secs(60)).await.unwrap();
    assert!(seen.is_current && seen.trouble.is_none());
    let told =
        |at, to: &str, subject: &str, text: &str| format!("{} {to} {subject}\n{text}", london::date_in_london(at));
    let mut foreseen: Vec<String> = seen
        .run
        .unwrap()
        .played
        .iter()
        .map(|one| told(one.at, &one.letter.to_address, &one.letter.subject, &one.letter.text))
        .collect();
    live(&house, "2022-10-03", "2022-11-02").await;
    let all = letter::Entity::find().order_by_asc(letter::Column::WrittenAt).order_by_asc(letter::Column::Id);
    let mut gone: Vec<String> = all
        .all(house.app.db())
        .await
        .unwrap()
        .iter()
        .map(|row| told(row.sent_at.unwrap(), &row.to_address, &row.subject, &row.text))
        .collect();
    assert!(gone.len() > 12, "only {} letters", gone.len());
    // Within a morning the order is nobody's business.
    foreseen.sort();
    gone.sort();
    assert_eq!(foreseen, gone);
}

#[tokio::test]
async fn every_line_says_why_and_a_letter_is_read_as_it_will_be() {
    let (house, council) = scene().await;
    house.tick().await;
    let mut officer = house.signed_in(council.officer).await;
    let page = ready(&mut officer, "/reminders").await;
    page.says("Live: letters go to those whom they are for.")
        .says("5 working days before it is due, Wednesday 19 October 2022: the rule as Remit comes, because the Director of Children's Services owes it to the Children and Families Overview and Scrutiny Panel.")
        .says("Each week, on its first working day");
    let href = letter_on(&page, &format!("Reminder: {CORE}"));
    let one = officer.open(&href).await;
    one.is(200).says("not sent yet").says("Auto-Submitted: auto-generated").says("/answer/request/");
    assert!(one.headers["content-security-policy"].to_str().unwrap().ends_with("frame-src 'self'"));
    let name = href.split('=').nth(1).unwrap();
    let html = officer.open(&format!("/reminders/coming/body?letter={name}")).await;
    html.is(200).says("Dear Bea Jones");
    let policy = html.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
    let message = officer.open(&format!("/reminders/coming/message.eml?letter={name}")).await;
    assert!(
        message.is(200).body.contains("To: Bea Jones <b.jones@anyshire.example>") || message.body.contains("b.jones@")
    );
    // The same letter has the same name in another rehearsal; one that would not go leads back to the list.
    assert_eq!(letter_on(&ready(&mut officer, "/reminders").await, &format!("Reminder: {CORE}")), href);
    officer.open("/reminders/coming?letter=2022-10-05-0000000000000000").await.is(200).says("would not go any more");
    ready(&mut officer, "/reminders?person=nobody").await.says("No letter fits.");
}

#[tokio::test]
async fn a_reminder_is_left_out_with_a_reason_and_put_back() {
    let (house, council) = scene().await;
    house.tick().await;
    house.deliver().await;
    let mut officer = house.signed_in(council.officer).await;
    let href = letter_on(&ready(&mut officer, "/reminders").await, &format!("Reminder: {CORE}"));
    let name = href.split('=').nth(1).unwrap().to_owned();
    let page = officer.open(&href).await;
    let rung = page.carries("rung");
    let form = |why: &'static str| {
        [("letter", name.clone()), ("rung", rung.clone()), ("deed", "skip".to_owned()), ("why", why.to_owned())]
    };
    let send = |form: [(&'static str, String); 4]| form.map(|(name, value)| (name, value));
    let refused = send(form(" "));
    let refused: Vec<(&str, &str)> = refused.iter().map(|(name, value)| (*name, value.as_str())).collect();
    officer.send("/reminders/coming", &refused).await.is(422).says("Enter why it is not to go.");
    let left_out = send(form("They rang me."));
    let left_out: Vec<(&str, &str)> = left_out.iter().map(|(name, value)| (*name, value.as_str())).collect();
    officer.send("/reminders/coming", &left_out).await.is(200).says("That reminder is left out.");
    ready(&mut officer, "/reminders").await.says("They rang me.").says("Send it after all");
    // The first one is due ten working days before: Wednesday 5 October.
    live(&house, "2022-10-04", "2022-10-06").await;
    let to_director = letter::Entity::find().filter(letter::Column::PersonId.eq(council.director));
    assert_eq!(to_director.clone().all(house.app.db()).await.unwrap().len(), 1, "the request alone");
    let skipped = notice::Entity::find().filter(notice::Column::SkippedAt.is_not_null());
    let skipped = skipped.one(house.app.db()).await.unwrap().unwrap();
    assert_eq!((skipped.skipped_by.as_str(), skipped.skipped_why.as_str()), ("Rowan Ellery", "They rang me."));
    // Put back after its day, it goes with the next letters, once.
    let mut officer = house.signed_in(council.officer).await;
    ready(&mut officer, "/reminders").await;
    let undo = format!("/reminders/left-out/{}/undo", skipped.id);
    officer.send(&undo, &[]).await.is(200).says("That reminder goes after all.");
    officer.send(&undo, &[]).await.is(200).says("has gone already");
    live(&house, "2022-10-07", "2022-10-09").await;
    let all = to_director.all(house.app.db()).await.unwrap();
    assert_eq!(all.len(), 2);
    assert!(all[1].subject.starts_with("Reminder: "), "{}", all[1].subject);
}

#[tokio::test]
async fn a_reminder_goes_now_and_not_again_on_its_day() {
    let (house, council) = scene().await;
    house.tick().await;
    house.deliver().await;
    let mut officer = house.signed_in(council.officer).await;
    let href = letter_on(&ready(&mut officer, "/reminders").await, &format!("Reminder: {CORE}"));
    let (name, rung) = (href.split('=').nth(1).unwrap().to_owned(), officer.open(&href).await.carries("rung"));
    let form = [("letter", name.as_str()), ("rung", rung.as_str()), ("deed", "now")];
    // They have had this morning's letter: one a morning.
    officer.send("/reminders/coming", &form).await.is(200).says("It goes to Bea Jones on Tuesday 4 October 2022");
    house.tick().await;
    live(&house, "2022-10-04", "2022-10-06").await;
    let to_director = letter::Entity::find().filter(letter::Column::PersonId.eq(council.director));
    let days: Vec<String> = to_director
        .order_by_asc(letter::Column::Id)
        .all(house.app.db())
        .await
        .unwrap()
        .iter()
        .map(|row| london::date_in_london(row.written_at).to_string())
        .collect();
    assert_eq!(days, ["2022-10-03", "2022-10-04"], "not again on 5 October");
}

#[tokio::test]
async fn a_test_comes_to_the_officer_at_once_and_leads_nowhere() {
    let (house, council) = scene().await;
    house.it_is("2022-10-03T20:00");
    let mut officer = house.signed_in(council.officer).await;
    let href = letter_on(&ready(&mut officer, "/reminders").await, &format!("Reminder: {CORE}"));
    let form = [("letter", href.split('=').nth(1).unwrap()), ("deed", "test")];
    officer.send("/reminders/coming", &form).await.is(200).says("A test is on its way to you.");
    house.deliver().await;
    let sent = letter::Entity::find()
        .filter(letter::Column::Kind.eq(Stored(Kind::Test)))
        .one(house.app.db())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((sent.to_address.as_str(), sent.state.0), ("rowan.ellery@anyshire.example", State::Sent));
    assert!(sent.subject.starts_with("[Test] Reminder: "), "{}", sent.subject);
    for text in [&sent.text, &sent.html] {
        assert!(text.contains("This is a test, asked for by Rowan Ellery."), "{text}");
        assert!(!text.contains("/answer/request/"), "a live link: {text}");
    }
}
