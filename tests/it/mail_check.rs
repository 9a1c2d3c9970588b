//! The check of the way out: every failure is told in words, from real conversations, and no secret is ever told.

use std::path::PathBuf;
use std::time::Duration;

use remit::mailing::{Mailing, OAuth, Secret};
use remit::post::check::{Checked, Ended, Test, check};
use remit::post::{Outgoing, Sender, Transport};
use remit_domain::letter::Kind;

use crate::support::directory::Directory;
use crate::support::post::{MORNING, draft, eml_files, house, post_one, utc};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::tls_relay::{AUTHORITY, Manner, PAST_AUTHORITY, POLITE, TlsRelay};
use crate::support::{Council, House};

const SECRETS: [&str; 3] = ["hush-hush", "aHVzaC1odXNo", "the-token"];

/// `user=scrutiny@anyshire.example^Aauth=Bearer the-token^A^A` in base64, its beginning.
const TOKEN: &str = "dXNlcj1zY3J1dGlueUBhbnlzaGlyZS5leGFtcGxlAWF1dGg9QmVhcmVyIHRoZS10b2tlbgEB";

fn secret(text: &str) -> Option<Secret> {
    text.parse().ok()
}

fn at(url: &str) -> Mailing {
    Mailing { smtp_url: secret(url), ..Mailing::default() }
}

/// A file with an authority, in a folder that lives as long as the test binary runs.
fn authority(pem: &[u8]) -> Option<PathBuf> {
    let file = tempfile::NamedTempFile::new().unwrap().into_temp_path().keep().unwrap();
    std::fs::write(&file, pem).unwrap();
    Some(file)
}

fn application(url: &str) -> OAuth {
    OAuth {
        oauth_tenant: Some("anyshire.example".into()),
        oauth_client: Some("client".into()),
        oauth_secret: secret("hush-hush"),
        oauth_url: Some(url.to_owned()),
        ..OAuth::default()
    }
}

async fn try_out(mail: &Mailing, sends: bool) -> Vec<Checked> {
    let test = Test {
        from: "scrutiny@anyshire.example".into(),
        to: Some("officer@anyshire.example".into()),
        sends,
        id: "<test.1@scrutiny.anyshire.example>".into(),
        at: utc(MORNING),
    };
    let steps = check(mail, &test).await;
    for step in &steps {
        for secret in SECRETS {
            assert!(!step.found.contains(secret) && !step.advice.contains(secret), "{step:?}");
        }
    }
    steps
}

/// Fails at this step, and says this.
async fn fails(mail: &Mailing, what: &str, found: &str, advice: &str) {
    let steps = try_out(mail, false).await;
    let last = steps.last().unwrap();
    assert_eq!((last.what, last.ended), (what, Ended::Badly), "{steps:#?}");
    assert!(last.found.contains(found), "{found} in {last:#?}");
    assert!(last.advice.contains(advice), "{advice} in {last:#?}");
    assert!(steps.iter().filter(|step| step.ended == Ended::Badly).count() == 1, "{steps:#?}");
}

#[tokio::test]
async fn each_failure_of_a_plain_relay_is_told_in_words() {
    let refusing = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = refusing.local_addr().unwrap();
    drop(refusing);
    fails(&at(&format!("smtp://{closed}")), "The connection", "the connection is refused", "Check the port").await;
    fails(&at("smtp://nowhere.invalid"), "The name", "No computer of the name nowhere.invalid", "spelling").await;
    fails(&Mailing::default(), "The settings", "No mail is set up", "REMIT_SMTP_URL").await;
    fails(&at("http://relay"), "The settings", "must begin with smtp://", "Correct the settings").await;

    let say = |text: &str| Act::Say(format!("{text}\r\n"));
    let close = |text: &str| Act::SayAndClose(format!("{text}\r\n"));
    let cases = [
        (Stage::Greeting, close("554 5.7.1 go away"), "", "The greeting", "turns this server away", "let this server"),
        (Stage::Auth, say("535 5.7.8 bad"), "ann:hush-hush@", "Signing in", "refuses the user name", "Check both"),
        (
            Stage::Auth,
            say("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox"),
            "ann:hush-hush@",
            "Signing in",
            "switched off signing in by SMTP",
            "Authenticated SMTP",
        ),
        (
            Stage::Auth,
            say("454 4.7.0 later"),
            "ann:hush-hush@",
            "Signing in",
            "cannot look the password up",
            "Try again",
        ),
        (Stage::Mail, say("530 5.7.57 Client not authenticated"), "", "The sender", "sign in first", "user name"),
        (Stage::Mail, say("550 5.7.60 not allowed"), "", "The sender", "does not take letters from", "REMIT_MAILBOX"),
        (Stage::Rcpt, say("550 5.7.54 Unable to relay"), "", "The reader", "does not pass letters on", "relay"),
        (Stage::Rcpt, say("550 5.1.1 no such user"), "", "The reader", "knows no such reader", "exists"),
        (Stage::Rcpt, say("451 4.7.1 greylisted"), "", "The reader", "later", "by itself"),
    ];
    for (stage, act, who, what, found, advice) in cases {
        let server = ScriptedRelay::acting(stage, act).await;
        fails(&at(&format!("smtp://{who}{}", server.address)), what, found, advice).await;
        assert!(server.taken().is_empty());
    }
    let server = ScriptedRelay::polite().await;
    let required = format!("{}?tls=required", server.url());
    fails(&at(&required), "Encryption", "does not offer encryption", "STARTTLS").await;
    let wrapped = format!("smtps://{}", server.address);
    fails(&at(&wrapped), "Encryption", "does not speak TLS on this port", "smtp://").await;
}

#[tokio::test]
async fn each_fault_of_a_certificate_is_told_in_words() {
    let good = TlsRelay::start(false);
    let wrapped = TlsRelay::start(true);
    let expired = TlsRelay::behaving(Manner { expired: true, ..POLITE });
    let port = |server: &TlsRelay| server.address.port();
    let trusting = |url: String, pem: &[u8]| Mailing { mail_ca: authority(pem), ..at(&url) };
    let unknown = at(&format!("smtp://localhost:{}?tls=required", port(&good)));
    fails(&unknown, "Encryption", "signed by somebody whom we do not know", "REMIT_MAIL_CA").await;
    let unknown = at(&format!("smtps://localhost:{}", port(&wrapped)));
    fails(&unknown, "Encryption", "signed by somebody whom we do not know", "REMIT_MAIL_CA").await;
    let other = trusting(format!("smtp://127.0.0.1:{}?tls=required", port(&good)), AUTHORITY);
    fails(&other, "Encryption", "is not made out to 127.0.0.1", "REMIT_SMTP_URL").await;
    let past = trusting(format!("smtp://localhost:{}?tls=required", port(&expired)), PAST_AUTHORITY);
    fails(&past, "Encryption", "certificate has expired", "renew").await;
    for url in
        [format!("smtp://localhost:{}?tls=required", port(&good)), format!("smtps://localhost:{}", port(&wrapped))]
    {
        let steps = try_out(&trusting(url, AUTHORITY), false).await;
        assert!(steps.iter().all(|step| step.ended == Ended::Well), "{steps:#?}");
        assert!(steps.iter().any(|step| step.found.contains("certificate is in order")), "{steps:#?}");
    }
}

#[tokio::test]
async fn a_check_that_goes_well_sends_only_when_asked() {
    let server = ScriptedRelay::polite().await;
    let mail = at(&format!("smtp://ann:hush-hush@{}", server.address));
    let steps = try_out(&mail, false).await;
    let whats: Vec<_> = steps.iter().map(|step| step.what).collect();
    assert_eq!(
        whats,
        ["The settings", "The name", "The connection", "The greeting", "Signing in", "The sender", "The reader"]
    );
    assert!(server.taken().is_empty());
    let steps = try_out(&mail, true).await;
    assert!(
        steps.last().unwrap().found.contains("Handed over to officer@anyshire.example. The relay says: 250"),
        "{steps:#?}"
    );
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].message.contains("Message-ID: <test.1@scrutiny.anyshire.example>"));
}

#[tokio::test]
async fn an_application_signs_in_by_a_token_that_is_fetched_once() {
    let directory = Directory::answering(&[(200, r#"{"access_token":"the-token","expires_in":3599}"#)]);
    let relay = TlsRelay::behaving(Manner { offers: "LOGIN XOAUTH2", takes: TOKEN, ..POLITE });
    let mail = Mailing {
        oauth: application(&directory.url),
        mail_ca: authority(AUTHORITY),
        ..at(&format!("smtp://localhost:{}?tls=required", relay.address.port()))
    };
    let steps = try_out(&mail, true).await;
    assert!(steps.iter().all(|step| step.ended == Ended::Well), "{steps:#?}");
    assert!(steps.iter().any(|step| step.found.contains("takes it for scrutiny@anyshire.example")), "{steps:#?}");
    let asked = directory.asked();
    assert_eq!(asked.len(), 1);
    for words in [
        "POST /tenant/oauth2/v2.0/token HTTP/1.1",
        "grant_type=client_credentials&client_id=client&client_secret=hush-hush",
        "scope=https%3A%2F%2Foutlook.office365.com%2F.default",
    ] {
        assert!(asked[0].contains(words), "{words} in {}", asked[0]);
    }
    // Letters of many conversations share one token.
    let (app, _folder) = house(MORNING).await;
    for n in 1..=6 {
        post_one(&app, draft(n, Kind::DataRequest)).await;
    }
    let outgoing = Outgoing::from_settings(&mail, "scrutiny@anyshire.example").unwrap();
    let sender = Sender::new(app, outgoing.transport, outgoing.tuning).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap().sent, 6);
    assert_eq!(directory.asked().len(), 2, "one for the check, one for the sender");
    assert!(relay.commands().iter().any(|line| line.starts_with("tls AUTH XOAUTH2 ")), "{:?}", relay.commands());
}

#[tokio::test]
async fn each_refusal_of_a_token_is_told_in_words() {
    let relay = TlsRelay::behaving(Manner {
        offers: "XOAUTH2",
        takes: "never",
        refuses: "334 eyJzdGF0dXMiOiI0MDAifQ==\r\n",
        ..POLITE
    });
    let url = format!("smtp://localhost:{}?tls=required", relay.address.port());
    let with = |directory: &Directory| Mailing {
        oauth: application(&directory.url),
        mail_ca: authority(AUTHORITY),
        ..at(&url)
    };
    let told = |code: &str| format!(r#"{{"error":"invalid_client","error_description":"{code}: Words. Trace ID: x"}}"#);
    for (code, found) in [
        ("AADSTS7000215", "AADSTS7000215: the client secret is not the right one"),
        ("AADSTS7000222", "has expired"),
        ("AADSTS700016", "does not know this application"),
        ("AADSTS90002", "no such directory"),
    ] {
        let directory = Directory::answering(&[(401, &told(code))]);
        fails(&with(&directory), "Signing in", found, "REMIT_OAUTH_TENANT").await;
    }
    let directory = Directory::answering(&[(200, r#"{"access_token":"the-token","expires_in":3599}"#)]);
    fails(&with(&directory), "Signing in", "the relay does not take it", "New-ServicePrincipal").await;
    let plain = TlsRelay::start(false);
    let mail = Mailing {
        oauth: application(&directory.url),
        mail_ca: authority(AUTHORITY),
        ..at(&format!("smtp://localhost:{}?tls=required", plain.address.port()))
    };
    fails(&mail, "Signing in", "does not offer our way to sign in", "knows this server by its address").await;
    let nobody = Mailing { oauth: application("https://localhost:1/token"), mail_ca: authority(AUTHORITY), ..at(&url) };
    fails(&nobody, "Signing in", "No token could be fetched", "HTTPS").await;
}

#[tokio::test]
async fn letters_go_into_a_folder_whole_or_not_at_all() {
    let (app, folder) = house(MORNING).await;
    post_one(&app, draft(1, Kind::DataRequest)).await;
    let mail = Mailing { mail_folder: Some(folder.path().join("out")), mail_per_minute: 25, ..Mailing::default() };
    let steps = try_out(&mail, false).await;
    assert_eq!((steps.len(), steps[0].ended), (1, Ended::Notably), "{steps:#?}");
    let outgoing = Outgoing::from_settings(&mail, "scrutiny@anyshire.example").unwrap();
    assert_eq!(outgoing.tuning.per_minute, None, "a folder has no limit");
    let sender = Sender::new(app, outgoing.transport, outgoing.tuning).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap().sent, 1);
    assert_eq!(eml_files(&folder.path().join("out")).len(), 1);
}

#[tokio::test]
async fn an_officer_reads_how_mail_is_set_up_and_nobody_else_does() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/letters/check").await.is(200).says("How mail is set up").says("Not set up: letters wait");
    let tried = officer.send("/letters/check", &[("to", "officer@anyshire.example"), ("wanted", "ask")]).await;
    tried.is(200).says("No mail is set up, so letters wait").says("REMIT_SMTP_URL");
    let wrong = officer.send("/letters/check", &[("to", "nobody"), ("wanted", "ask")]).await;
    wrong.is(422).says("Enter an e-mail address in the form");
    house.signed_in(council.chair).await.open("/letters/check").await.is(403);
}

#[tokio::test]
async fn a_relay_that_fails_is_told_of_and_forgotten_when_it_answers() {
    let (app, _folder) = house(MORNING).await;
    post_one(&app, draft(1, Kind::DataRequest)).await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let relay = remit::post::Relay::from_url(&format!("smtp://{address}")).unwrap();
    let tuning = remit::post::Tuning { first_pause: Duration::from_millis(50), ..remit::post::Tuning::default() };
    let sender = Sender::new(app.clone(), Transport::from(relay), tuning).unwrap();
    assert_eq!(sender.standing(), "");
    sender.deliver_due().await.unwrap();
    let words = sender.standing();
    assert!(words.starts_with("Left alone until ") && words.contains("refused"), "{words}");
}
