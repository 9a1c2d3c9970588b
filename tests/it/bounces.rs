//! Letters that came back: as an officer records them, and as a mail system reports them. Each is noted once, nobody is
//! written to in answer, and the letter goes again to the right address.

use std::path::Path;

use remit::mailing::Returned;
use remit::post::bounces::{Mailbox, look};
use remit::post::{Sender, Transport, Tuning};
use remit_domain::letter::{Kind, State};
use remit_entity::{bounce, letter, person, trail};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryOrder};

use crate::support::imap::ImapServer;
use crate::support::post::{draft, letters, post_one, states};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::tls_relay::AUTHORITY;
use crate::support::{Browser, Council, House};

async fn house() -> (House, Council, Browser) {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let officer = house.signed_in(council.officer).await;
    (house, council, officer)
}

async fn deliver(house: &House) {
    Sender::new(house.app.clone(), Transport::Nowhere, Tuning::default()).unwrap().deliver_due().await.unwrap();
}

/// A letter to the director of the council, handed over.
async fn to_director(house: &House, council: &Council) -> letter::Model {
    let row = person::Entity::find_by_id(council.director).one(house.app.db()).await.unwrap().unwrap();
    let draft = remit::post::Draft {
        person_id: Some(row.id),
        to_name: row.name,
        to_address: row.email,
        ..draft(1, Kind::DataRequest)
    };
    let id = post_one(&house.app, draft).await.unwrap();
    deliver(house).await;
    letters(&house.app).await.into_iter().find(|letter| letter.id == id).unwrap()
}

async fn reports(house: &House) -> Vec<bounce::Model> {
    bounce::Entity::find().order_by_asc(bounce::Column::Id).all(house.app.db()).await.unwrap()
}

fn report(about: &str, action: &str, status: &str, mark: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: scrutiny@anyshire.example\r\nMessage-ID: <{mark}@mx.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; x@anyshire.example\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} no such person\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\n\r\n--b--\r\n"
    )
}

/// A Maildir with these messages new in it.
fn maildir(folder: &Path, messages: &[(&str, String)]) -> Mailbox {
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
    }
    for (name, words) in messages {
        std::fs::write(folder.join("new").join(name), words).unwrap();
    }
    let place = format!("maildir:{}", folder.display());
    let returned = Returned { bounces: Some(place), ..Returned::default() };
    Mailbox::from_settings(&returned, b"").unwrap().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_relay_takes_a_letter_and_reports_later_that_it_came_back() {
    let (house, council, mut officer) = house().await;
    let sent = to_director(&house, &council).await;
    assert_eq!(*sent.state, State::Sent);
    let folder = tempfile::tempdir().unwrap();
    let mailbox = maildir(
        folder.path(),
        &[
            ("1.a", report(&sent.message_id, "failed", "5.1.1", "dsn-1")),
            ("2.b", report(&sent.message_id, "failed", "5.1.1", "dsn-1")),
            ("3.c", report("<somebody-elses@mx.example>", "failed", "5.1.1", "dsn-2")),
            (
                "4.d",
                "From: jo@anyshire.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nBack soon.\r\n"
                    .into(),
            ),
        ],
    );
    assert_eq!(look(&house.app, &mailbox).await.unwrap(), 1);
    assert_eq!(names(&folder.path().join("new")), Vec::<String>::new());
    assert_eq!(names(&folder.path().join("cur")).len(), 4);
    let noted = reports(&house).await;
    assert_eq!(noted.len(), 1);
    assert_eq!(
        (noted[0].letter_id, noted[0].code.as_str(), noted[0].mark.as_str()),
        (sent.id, "5.1.1", "<dsn-1@mx.example>")
    );
    assert_eq!(states(&house.app).await[0].0, State::Dead);
    assert_eq!(letters(&house.app).await.len(), 1, "nobody is written to in answer");
    // The same report again, say after a crash before it was marked as read.
    let again = maildir(folder.path(), &[("5.e", report(&sent.message_id, "failed", "5.1.1", "dsn-1"))]);
    assert_eq!(look(&house.app, &again).await.unwrap(), 0);
    let page = officer.open(&format!("/letters/{}", sent.id)).await;
    page.is(200).says("550 5.1.1 no such person").says("the mail system’s report").says("Send it again");
    officer.open("/letters").await.says("Addresses in doubt").says("no such person");
}

#[tokio::test]
async fn a_delay_is_only_noted_and_giving_up_after_it_is_an_end() {
    let (house, council, _) = house().await;
    let sent = to_director(&house, &council).await;
    let folder = tempfile::tempdir().unwrap();
    let mailbox = maildir(folder.path(), &[("1", report(&sent.message_id, "delayed", "4.4.1", "dsn-1"))]);
    assert_eq!(look(&house.app, &mailbox).await.unwrap(), 1);
    assert_eq!(states(&house.app).await[0].0, State::Sent);
    let mailbox = maildir(folder.path(), &[("2", report(&sent.message_id, "failed", "4.4.7", "dsn-2"))]);
    assert_eq!(look(&house.app, &mailbox).await.unwrap(), 1);
    assert_eq!(states(&house.app).await[0].0, State::Dead);
    let codes: Vec<_> = reports(&house).await.into_iter().map(|report| report.code).collect();
    assert_eq!(codes, ["4.4.1", "5.4.7"]);
}

#[tokio::test]
async fn an_officer_records_what_came_back_corrects_the_address_and_sends_again() {
    let (house, council, mut officer) = house().await;
    let sent = to_director(&house, &council).await;
    let path = format!("/letters/{}", sent.id);
    officer.open(&path).await.is(200);
    let form = [("words", "550 5.1.10 recipient not found")];
    officer.send(&format!("{path}/bounced"), &form).await.is(200).says("It is recorded that this letter came back.");
    let noted = &reports(&house).await[0];
    assert_eq!(
        (noted.code.as_str(), noted.words.as_str(), noted.mark.as_str()),
        ("5.1.10", "550 5.1.10 recipient not found", "")
    );
    officer.open("/letters").await.says("Addresses in doubt");

    officer.open(&path).await.is(200);
    officer.send(&format!("{path}/again"), &[("email", "nobody")]).await.is(422).says("in the form name@example");
    officer
        .send(&format!("{path}/again"), &[("email", "right@anyshire.example")])
        .await
        .is(200)
        .says("The letter goes again");
    let all = letters(&house.app).await;
    assert_eq!(all.len(), 2);
    assert_eq!((all[1].again_of_id, all[1].to_address.as_str()), (Some(sent.id), "right@anyshire.example"));
    assert_ne!(all[1].message_id, sent.message_id);
    assert_eq!((all[1].text.as_str(), *all[1].state), (sent.text.as_str(), State::Pending));
    let row = person::Entity::find_by_id(council.director).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(row.email, "right@anyshire.example");
    officer.open("/letters").await.does_not_say("Addresses in doubt");
    officer.open(&path).await.says("The newer letter").does_not_say("Send it again");
    officer.open(&format!("/letters/{}", all[1].id)).await.says("The letter that this one repeats");
    let refused = officer.send(&format!("{path}/again"), &[("email", "right@anyshire.example")]).await;
    refused.is(422).says("sent again already");
    deliver(&house).await;
    assert_eq!(states(&house.app).await, [(State::Dead, 1), (State::Sent, 1)]);
    let deeds: Vec<_> =
        trail::Entity::find().all(house.app.db()).await.unwrap().into_iter().map(|line| line.deed).collect();
    assert!(deeds.contains(&"recorded as returned".into()) && deeds.contains(&"sent again".into()), "{deeds:?}");
}

#[tokio::test]
async fn a_doubt_is_settled_by_a_person_in_one_of_three_ways() {
    for (choice, count, state) in
        [("arrived", 1, State::Sent), ("leave", 1, State::Uncertain), ("again", 2, State::Uncertain)]
    {
        let (house, _, mut officer) = house().await;
        let id = post_one(&house.app, draft(1, Kind::DataRequest)).await.unwrap();
        let server = ScriptedRelay::acting(Stage::AfterDot, Act::Close).await;
        let relay = remit::post::Relay::from_url(&server.url()).unwrap();
        Sender::new(house.app.clone(), relay.into(), Tuning::default()).unwrap().deliver_due().await.unwrap();
        assert_eq!(states(&house.app).await, [(State::Uncertain, 1)]);
        let path = format!("/letters/{id}");
        officer.open(&path).await.says("What became of it");
        officer.send(&format!("{path}/settled"), &[]).await.is(422).says("Choose what became of the letter.");
        officer.send(&format!("{path}/settled"), &[("fate", choice)]).await.is(200);
        let all = letters(&house.app).await;
        assert_eq!((all.len(), *all[0].state, all[0].next_try_at), (count, state, None), "{choice}");
        if choice == "again" {
            assert_eq!(all[1].again_of_id, Some(id));
        }
    }
}

#[tokio::test]
async fn a_letter_that_asks_for_nothing_any_more_or_holds_a_code_is_not_sent_again() {
    let (house, _, mut officer) = house().await;
    let id = post_one(&house.app, draft(1, Kind::Code)).await.unwrap();
    deliver(&house).await;
    let mut row = letters(&house.app).await.remove(0).into_active_model();
    row.state = Set(State::Dead.into());
    row.update(house.app.db()).await.unwrap();
    let path = format!("/letters/{id}");
    officer.open(&path).await.is(200).does_not_say("Send it again");
    officer
        .send(&format!("{path}/again"), &[("email", "a@anyshire.example")])
        .await
        .is(422)
        .says("must ask for a new one");
}

#[tokio::test]
async fn reports_are_read_from_a_mail_server_and_a_wrong_password_is_told_without_it() {
    let (house, council, _) = house().await;
    let sent = to_director(&house, &council).await;
    let server = ImapServer::keeping(
        "hush \\\"hush",
        &[report(&sent.message_id, "failed", "5.1.1", "dsn-1"), "Subject: hello\r\n\r\nHello.\r\n".into()],
    );
    let at = |password: &str| {
        let returned = Returned {
            bounces: Some(format!("imaps://ann@localhost:{}/INBOX", server.port)),
            bounces_password: password.parse().ok(),
            ..Returned::default()
        };
        Mailbox::from_settings(&returned, AUTHORITY).unwrap().unwrap()
    };
    let refused = look(&house.app, &at("wrong-word")).await.unwrap_err();
    let told = format!("{refused:#}");
    assert!(told.contains("does not let us in") && !told.contains("wrong-word"), "{told}");
    let mailbox = at("hush \"hush");
    assert!(!format!("{mailbox:?}").contains("hush"));
    assert_eq!(look(&house.app, &mailbox).await.unwrap(), 1);
    assert_eq!((server.unseen(), states(&house.app).await[0].0), (0, State::Dead));
    assert_eq!(look(&house.app, &mailbox).await.unwrap(), 0);
    assert!(server.heard().iter().all(|command| !command.contains("DELETE") && !command.contains("EXPUNGE")));
}
