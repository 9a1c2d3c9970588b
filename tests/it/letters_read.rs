//! The letters as officers read them: the list, one letter as it was sent, and what came back.

use remit::post::{Draft, Sender, Transport, Tuning};
use remit_domain::letter::{Kind, State};
use remit_entity::trail;
use sea_orm::EntityTrait;

use crate::support::post::{draft, letters, post_many, post_one, states};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::{Browser, Council, House};

async fn house() -> (House, Council) {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    (house, council)
}

async fn deliver(house: &House, transport: Transport) {
    Sender::new(house.app.clone(), transport, Tuning::default()).unwrap().deliver_due().await.unwrap();
}

async fn officer(house: &House, council: &Council) -> Browser {
    house.signed_in(council.officer).await
}

#[tokio::test]
async fn only_officers_read_letters() {
    let (house, council) = house().await;
    let id = post_one(&house.app, draft(1, Kind::DataRequest)).await.unwrap();
    let (mut officer, mut chair) = (officer(&house, &council).await, house.signed_in(council.chair).await);
    for path in ["/letters".to_owned(), format!("/letters/{id}"), format!("/letters/{id}/message.eml")] {
        officer.open(&path).await.is(200);
        chair.open(&path).await.is(403);
        assert!(house.public().open(&path).await.path.starts_with("/sign-in"), "{path}");
        assert!(!house.public().open(&path).await.body.contains("figures of letter 1"), "{path}");
    }
}

#[tokio::test]
async fn the_list_shows_what_needs_an_eye_first_and_finds_a_person() {
    let (house, council) = house().await;
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::Rcpt if moment.words.contains("director-3@") => Act::Say("550 5.1.1 no such person\r\n".into()),
        _ => Act::Usual,
    })
    .await;
    post_many(&house.app, 30, Kind::DataRequest).await;
    post_one(&house.app, Draft { to_name: "100% Ann_Other".into(), ..draft(31, Kind::DataReminder) }).await;
    deliver(&house, Transport::Relay(remit::post::Relay::from_url(&server.url()).unwrap())).await;
    let mut officer = officer(&house, &council).await;
    let first = officer.open("/letters").await;
    first.is(200).says("31 letters").says("Page 1 of 2").says("Could not be handed over");
    let place = |needle: &str| first.body.find(needle).unwrap_or(usize::MAX);
    assert!(place("director-3@") < place("director-31@") && place("director-31@") < place("director-30@"));
    officer.open("/letters?page=2").await.is(200).says("director-1@").does_not_say("director-30@");
    officer.open("/letters?page=99").await.is(200);
    officer.open("/letters?state=dead").await.says("1 letter").says("director-3@").does_not_say("director-4@");
    officer.open("/letters?person=DIRECTOR-17%40").await.says("1 letter").says("Director 17");
    officer.open("/letters?person=100%25+ann_").await.says("1 letter").says("100% Ann_Other");
    officer.open("/letters?person=%25").await.says("1 letter");
    officer.open("/letters?person=%27%22%5C").await.is(200).says("No letter fits.");
    officer.open("/letters?state=lost&page=no").await.is(200).says("31 letters");
}

#[tokio::test]
async fn a_letter_is_shown_as_it_was_sent_and_its_html_only_as_a_download() {
    let (house, council) = house().await;
    let server = ScriptedRelay::polite().await;
    let html = "<p>In HTML</p><script>alert(1)</script>";
    let wild = Draft { html: html.into(), text: "Please & <b>thank</b> you.".into(), ..draft(1, Kind::DataRequest) };
    let id = post_one(&house.app, wild).await.unwrap();
    let mut officer = officer(&house, &council).await;
    officer.open(&format!("/letters/{id}")).await.says("Not handed over").says("Not before");
    deliver(&house, Transport::Relay(remit::post::Relay::from_url(&server.url()).unwrap())).await;
    let seen = officer.open(&format!("/letters/{id}")).await;
    seen.says("Letter 1").says("Director 1").says("director-1@anyshire.example");
    assert!(seen.body.contains("&#60;b&#62;thank&#60;/b&#62; you."));
    seen.says("Mon 12 October 2026, 9am").says("After the whole message").says("250 2.0.0 queued");
    assert!(!seen.body.contains("In HTML") && !seen.body.contains("<script>alert"));
    let message = officer.open(&format!("/letters/{id}/message.eml")).await;
    assert_eq!(message.headers["content-type"], "message/rfc822");
    assert!(message.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(message.body.trim_end(), server.taken()[0].message.trim_end(), "what is shown is what was sent");
    officer.open("/letters/999").await.is(404);
    officer.open("/letters/999/message.eml").await.is(404);
}

#[tokio::test]
async fn a_code_is_for_its_reader_alone() {
    let (house, council) = house().await;
    let secret = Draft { text: "Your code is 123456.".into(), html: "<p>123456</p>".into(), ..draft(1, Kind::Code) };
    let id = post_one(&house.app, secret).await.unwrap();
    let mut officer = officer(&house, &council).await;
    officer.open(&format!("/letters/{id}")).await.is(200).says("for its reader alone").does_not_say("123456");
    officer.open(&format!("/letters/{id}/message.eml")).await.is(404);
}

#[tokio::test]
async fn an_officer_records_that_a_letter_came_back() {
    let (house, council) = house().await;
    let id = post_one(&house.app, draft(1, Kind::DataRequest)).await.unwrap();
    let mut officer = officer(&house, &council).await;
    let address = format!("/letters/{id}");
    assert!(!officer.open(&address).await.body.contains("bounced"));
    officer.send(&format!("{address}/bounced"), &[]).await.is(422).says("was not handed over");
    deliver(&house, Transport::Nowhere).await;
    officer.open(&address).await.says("If it came back");
    officer.send(&format!("{address}/bounced"), &[("csrf", "forged")]).await.is(403);
    assert_eq!(states(&house.app).await, [(State::Sent, 1)]);
    officer.open(&address).await;
    officer.send(&format!("{address}/bounced"), &[]).await.is(200).says("did not reach its reader");
    assert_eq!(states(&house.app).await, [(State::Dead, 1)]);
    assert_eq!(letters(&house.app).await[0].next_try_at, None);
    let trail = trail::Entity::find().all(house.app.db()).await.unwrap();
    let line = trail.iter().find(|line| line.subject_kind == "letter").unwrap();
    assert_eq!((line.deed.as_str(), line.by.as_str(), line.subject_id), ("recorded as returned", "Rowan Ellery", id));
    officer.send(&format!("{address}/bounced"), &[]).await.is(422);
    officer.send("/letters/999/bounced", &[]).await.is(404);
}
