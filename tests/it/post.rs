//! The post office against a scripted relay: how every way of ending a conversation is told apart.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::{TimeZone, Utc};
use remit::post::{Conversation, Envelope, Fault, Outcome, Party, Phase, PhaseLimits, Relay, Written};

use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::tls_relay::{AUTHORITY, TlsRelay};

const LIMIT: Duration = Duration::from_millis(200);

fn letter(n: usize) -> Written {
    Written {
        from: Party { name: "Scrutiny".into(), address: "scrutiny@anyshire.example".into() },
        reply_to: None,
        to: Party { name: format!("Director {n}"), address: format!("director-{n}@anyshire.example") },
        subject: format!("Letter {n}"),
        text: "First line.\n.a line that begins with a dot\n.\nLast line.\n".into(),
        html: "<p>First line.</p>".into(),
        message_id: format!("<letter-{n}@scrutiny.anyshire.example>"),
        date_at: Utc.with_ymd_and_hms(2026, 10, 12, 6, 30, 0).unwrap(),
        entity_ref: format!("request-{n}"),
        in_reply_to: None,
        calendar: None,
    }
}

fn aim(server: &ScriptedRelay, limit: Duration) -> Relay {
    Relay::from_url(&server.url()).unwrap().with_limits(PhaseLimits::all(limit))
}

async fn send(conversation: &mut Conversation, n: usize) -> Outcome {
    let written = letter(n);
    let (envelope, bytes) = (written.envelope().unwrap(), written.to_bytes().unwrap());
    conversation.hand_over(&envelope, &bytes, || async { true }).await
}

/// Opens a conversation and hands letter 1 over.
async fn send_once(relay: &Relay) -> Outcome {
    match Conversation::open(relay).await {
        Ok(mut conversation) => send(&mut conversation, 1).await,
        Err(fault) => fault.into(),
    }
}

/// The same, with a goodbye at the end.
async fn send_and_close(relay: &Relay) -> Outcome {
    match Conversation::open(relay).await {
        Ok(mut conversation) => {
            let outcome = send(&mut conversation, 1).await;
            conversation.close().await;
            outcome
        }
        Err(fault) => fault.into(),
    }
}

/// `accepted`, `refused rcpt permanent`, `relay mail`, `uncertain` or `fenced`.
fn in_short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted { .. } => "accepted".into(),
        Outcome::Refused { phase, permanent: true, .. } => format!("refused {phase} for good"),
        Outcome::Refused { phase, permanent: false, .. } => format!("refused {phase} for now"),
        Outcome::Relay { phase, .. } => format!("relay {phase}"),
        Outcome::Uncertain { .. } => "uncertain".into(),
        Outcome::Fenced => "fenced".into(),
    }
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let server = ScriptedRelay::polite().await;
    let outcome = send_once(&aim(&server, LIMIT)).await;
    assert!(matches!(&outcome, Outcome::Accepted { reply } if reply.to_string() == "250 2.0.0 queued"), "{outcome:?}");
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].from, "scrutiny@anyshire.example");
    assert_eq!(taken[0].to, ["director-1@anyshire.example"]);
    let sent = String::from_utf8(letter(1).to_bytes().unwrap()).unwrap();
    assert_eq!(taken[0].message.trim_end(), sent.trim_end());
}

/// The ways in which a relay misbehaves.
fn misdeeds() -> [(&'static str, Act); 10] {
    let say = |text: &str| Act::Say(text.to_owned());
    [
        ("4xx", say("451 4.3.0 later\r\n")),
        ("5xx", say("550 5.7.1 never\r\n")),
        ("421", Act::SayAndClose("421 4.3.2 closing\r\n".to_owned())),
        ("reset", Act::Reset),
        ("close", Act::Close),
        ("stall", Act::Stall),
        ("garbage", say("\u{1}\u{2}hello there\r\n")),
        ("half a line", Act::SayAndClose("250 o".to_owned())),
        ("long line", say(&format!("250 {}\r\n", "x".repeat(64 * 1024)))),
        ("drip", Act::Drip("250 2.0.0 a very slow answer\r\n".to_owned(), Duration::from_millis(20))),
    ]
}

/// Ten stages × ten ways to misbehave. The dot is the border: before it everything is a definite "not taken",
/// after it only an answer in so many words is; and what comes after the answer changes nothing.
#[tokio::test]
async fn every_way_of_failing_at_every_stage_is_told_apart() {
    use Stage::{AfterDot, Auth, Body, Data, Ehlo, Greeting, Mail, Quit, Rcpt, StartTls};
    let stages = [
        (Greeting, "relay greeting", "relay greeting"),
        (Ehlo, "relay greeting", "relay greeting"),
        (StartTls, "relay tls", "relay tls"),
        (Auth, "relay auth", "relay auth"),
        (Mail, "refused mail", "relay mail"),
        (Rcpt, "refused rcpt", "relay rcpt"),
        (Data, "refused data", "relay data"),
        (Body, "", ""),
        (AfterDot, "refused after-dot", "uncertain"),
        (Quit, "accepted", "accepted"),
    ];
    let mut cells = tokio::task::JoinSet::new();
    for (stage, refused, lost) in stages {
        for (name, act) in misdeeds() {
            let expected = match name {
                "4xx" if refused.starts_with("refused") => format!("{refused} for now"),
                "5xx" if refused.starts_with("refused") => format!("{refused} for good"),
                "4xx" | "5xx" => refused.to_owned(),
                "421" if stage == AfterDot => "relay after-dot".to_owned(),
                _ => lost.to_owned(),
            };
            cells.spawn(async move {
                let server = ScriptedRelay::acting(stage, act).await;
                let url = match stage {
                    StartTls => format!("smtp://{}?tls=required", server.address),
                    Auth => format!("smtp://ann:secret@{}", server.address),
                    _ => server.url(),
                };
                let relay = Relay::from_url(&url).unwrap().with_limits(PhaseLimits::all(LIMIT));
                let began = Instant::now();
                let outcome = send_and_close(&relay).await;
                let took = began.elapsed();
                let found = in_short(&outcome);
                assert!(took < LIMIT * 8, "{stage:?} {name} held the slot for {took:?}");
                let arrived = server.taken().len();
                if stage == Body {
                    // A small letter fits into the line at once: whether its dot had gone is not ours to know.
                    assert!(found != "accepted" && found != "fenced", "{stage:?} {name}: {outcome:?}");
                    assert_eq!(arrived, 0, "{stage:?} {name}");
                } else {
                    assert_eq!(found, expected, "{stage:?} {name}: {outcome:?}");
                    assert_eq!(arrived, usize::from(stage >= AfterDot), "{stage:?} {name}");
                }
            });
        }
    }
    let cells = cells.join_all().await;
    assert_eq!(cells.len(), 100);
}

#[tokio::test]
async fn an_answer_out_of_place_is_not_taken_for_the_one_awaited() {
    let cases = [
        (Stage::Mail, "250 ok\r\n250 ok\r\n", "relay data"),
        (Stage::Data, "250 ok\r\n", "relay data"),
        (Stage::AfterDot, "354 go on\r\n", "uncertain"),
    ];
    for (stage, words, expected) in cases {
        let server = ScriptedRelay::start(move |moment| match moment.stage {
            at if at == stage => Act::Say(words.into()),
            _ => Act::Usual,
        })
        .await;
        let outcome = send_once(&aim(&server, LIMIT)).await;
        assert_eq!(in_short(&outcome), expected, "{stage:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_relay_that_stops_reading_before_the_dot_has_not_taken_the_letter() {
    for act in [Act::Stall, Act::After(Duration::from_secs(3)), Act::Close] {
        let server = ScriptedRelay::acting(Stage::Body, act.clone()).await;
        let mut conversation = Conversation::open(&aim(&server, LIMIT)).await.unwrap();
        let envelope = letter(1).envelope().unwrap();
        let bytes = "Forty characters of a very long report.\r\n".repeat(400_000);
        let outcome = conversation.hand_over(&envelope, bytes.as_bytes(), || async { true }).await;
        assert_eq!(in_short(&outcome), "relay body", "{act:?}: {outcome:?}");
        assert!(server.taken().is_empty());
    }
}

#[tokio::test]
async fn an_answer_just_within_the_limit_counts_and_just_over_it_is_uncertain() {
    let limits = PhaseLimits { after_dot: Duration::from_millis(600), ..PhaseLimits::all(LIMIT) };
    for (delay, expected) in [(350, "accepted"), (850, "uncertain")] {
        let server = ScriptedRelay::acting(Stage::AfterDot, Act::After(Duration::from_millis(delay))).await;
        let relay = Relay::from_url(&server.url()).unwrap().with_limits(limits);
        let outcome = send_once(&relay).await;
        assert_eq!(in_short(&outcome), expected, "{delay} ms: {outcome:?}");
        assert_eq!(server.taken().len(), 1, "the relay has the letter either way");
    }
}

#[tokio::test]
async fn a_caller_that_lost_its_claim_sends_nothing() {
    let server = ScriptedRelay::polite().await;
    let mut conversation = Conversation::open(&aim(&server, LIMIT)).await.unwrap();
    let written = letter(1);
    let (envelope, bytes) = (written.envelope().unwrap(), written.to_bytes().unwrap());
    let outcome = conversation.hand_over(&envelope, &bytes, || async { false }).await;
    assert_eq!(outcome, Outcome::Fenced);
    tokio::time::sleep(LIMIT).await;
    assert!(server.taken().is_empty());
    assert_eq!(in_short(&send(&mut conversation, 2).await), "accepted");
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn the_claim_is_confirmed_once_and_only_when_the_relay_is_ready_for_the_message() {
    let written = letter(1);
    let (envelope, bytes) = (written.envelope().unwrap(), written.to_bytes().unwrap());
    for (stage, times) in [(Stage::Mail, 0), (Stage::Rcpt, 0), (Stage::Data, 0), (Stage::AfterDot, 1)] {
        let server = ScriptedRelay::acting(stage, Act::Say("451 later\r\n".into())).await;
        let mut conversation = Conversation::open(&aim(&server, LIMIT)).await.unwrap();
        let asked = AtomicUsize::new(0);
        let outcome = conversation
            .hand_over(&envelope, &bytes, || async {
                assert!(server.taken().is_empty());
                asked.fetch_add(1, Ordering::SeqCst);
                true
            })
            .await;
        assert!(matches!(outcome, Outcome::Refused { permanent: false, .. }), "{stage:?}: {outcome:?}");
        assert_eq!(asked.load(Ordering::SeqCst), times, "{stage:?}");
    }
}

#[tokio::test]
async fn many_letters_go_over_one_conversation_and_a_refused_one_does_not_end_it() {
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::Rcpt if moment.words.contains("director-7@") => Act::Say("550 5.1.1 no such person\r\n".into()),
        Stage::AfterDot if moment.words.contains("Subject: Letter 9\r") => Act::Say("452 4.2.2 full\r\n".into()),
        _ => Act::Usual,
    })
    .await;
    let mut conversation = Conversation::open(&aim(&server, LIMIT)).await.unwrap();
    let began = Instant::now();
    for n in 0..100 {
        let expected = match n {
            7 => "refused rcpt for good",
            9 => "refused after-dot for now",
            _ => "accepted",
        };
        assert_eq!(in_short(&send(&mut conversation, n).await), expected, "letter {n}");
    }
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}: a delay at each letter", began.elapsed());
    conversation.close().await;
    assert_eq!(server.connections(), 1);
    assert_eq!(server.taken().iter().filter(|taken| taken.acknowledged).count(), 98);
    assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn an_idle_line_that_the_relay_closed_is_opened_again_once() {
    for act in [Act::Close, Act::Reset, Act::SayAndClose("421 4.4.2 idle too long\r\n".into())] {
        let acting = act.clone();
        let letters = AtomicUsize::new(0);
        let server = ScriptedRelay::start(move |moment| {
            if moment.stage == Stage::Mail && letters.fetch_add(1, Ordering::SeqCst) == 1 {
                acting.clone()
            } else {
                Act::Usual
            }
        })
        .await;
        let mut conversation = Conversation::open(&aim(&server, LIMIT)).await.unwrap();
        assert_eq!(in_short(&send(&mut conversation, 1).await), "accepted");
        assert_eq!(in_short(&send(&mut conversation, 2).await), "accepted", "{act:?}");
        assert_eq!((server.connections(), server.taken().len()), (2, 2), "{act:?}");
    }
    let server = ScriptedRelay::acting(Stage::Mail, Act::Close).await;
    let mut conversation = Conversation::open(&aim(&server, LIMIT)).await.unwrap();
    assert_eq!(in_short(&send(&mut conversation, 1).await), "relay mail");
    assert_eq!(server.connections(), 2, "opened again once, not for ever");
}

#[tokio::test]
async fn nobody_listening_is_a_fault_of_the_relay() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let relay = Relay::from_url(&format!("smtp://{address}")).unwrap().with_limits(PhaseLimits::all(LIMIT));
    assert_eq!(in_short(&send_once(&relay).await), "relay connect");
}

#[tokio::test]
async fn a_refused_password_is_a_fault_of_the_relay_and_nothing_is_sent() {
    let server = ScriptedRelay::acting(Stage::Auth, Act::Say("535 5.7.8 wrong password\r\n".into())).await;
    let url = format!("smtp://ann:secret@{}", server.address);
    let relay = Relay::from_url(&url).unwrap().with_limits(PhaseLimits::all(LIMIT));
    let Err(Fault { phase, text }) = Conversation::open(&relay).await else { panic!("signed in") };
    assert_eq!((phase, text.as_str()), (Phase::Auth, "535 5.7.8 wrong password"));
    assert!(server.commands().iter().all(|line| !line.starts_with("MAIL")));
}

#[tokio::test]
async fn compulsory_tls_is_never_given_up_silently() {
    let server = ScriptedRelay::polite().await;
    for url in [format!("{}?tls=required", server.url()), format!("smtp://a:b@{}?tls=required", server.address)] {
        let relay = Relay::from_url(&url).unwrap().with_limits(PhaseLimits::all(LIMIT));
        assert_eq!(in_short(&send_once(&relay).await), "relay tls");
    }
    assert!(server.commands().iter().all(|line| line.starts_with("EHLO")), "{:?}", server.commands());
    let wrapped = Relay::from_url(&format!("smtps://{}", server.address)).unwrap();
    let outcome = send_once(&wrapped.with_limits(PhaseLimits::all(LIMIT))).await;
    assert_eq!(in_short(&outcome), "relay tls");
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn an_address_that_the_relay_cannot_carry_is_refused_before_it_is_spoken() {
    let server = ScriptedRelay::polite().await;
    let mut conversation = Conversation::open(&aim(&server, LIMIT)).await.unwrap();
    let envelope = Envelope::new("scrutiny@anyshire.example", "siân@anyshire.example").unwrap();
    let outcome = conversation.hand_over(&envelope, b"Subject: x\r\n\r\nx\r\n", || async { true }).await;
    assert_eq!(in_short(&outcome), "refused mail for good");
    assert!(server.commands().iter().all(|line| !line.starts_with("MAIL")));
    assert_eq!(in_short(&send(&mut conversation, 2).await), "accepted");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_letter_goes_encrypted_where_the_relay_can_and_its_certificate_is_trusted() {
    let cases = [
        (true, "smtps://ann:secret@localhost", ""),
        (false, "smtp://ann:secret@localhost", "?tls=required"),
        (false, "smtp://localhost", "?tls=opportunistic"),
    ];
    for (wrapped, place, option) in cases {
        let server = TlsRelay::start(wrapped);
        let url = format!("{place}:{}{option}", server.address.port());
        let relay = Relay::from_url(&url).unwrap().trusting(AUTHORITY).unwrap();
        let outcome = send_once(&relay.with_limits(PhaseLimits::all(LIMIT * 10))).await;
        assert_eq!(in_short(&outcome), "accepted", "{url}: {outcome:?}");
        let commands = server.commands();
        let clear: Vec<_> = commands.iter().filter(|line| !line.starts_with("tls ")).collect();
        assert!(clear.iter().all(|line| line.starts_with("EHLO") || *line == "STARTTLS"), "{clear:?}");
        assert_eq!(commands.iter().any(|line| line.starts_with("tls AUTH")), url.contains("secret"));
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_or_names_another_host_stops_the_letter() {
    let cases = [
        (false, "smtp://localhost", "?tls=opportunistic", false, "relay tls"),
        (false, "smtp://ann:secret@localhost", "?tls=required", false, "relay tls"),
        (false, "smtp://ann:secret@127.0.0.1", "?tls=required", true, "relay tls"),
        (true, "smtps://ann:secret@localhost", "", false, "relay tls"),
    ];
    for (wrapped, place, option, trusted, expected) in cases {
        let server = TlsRelay::start(wrapped);
        let url = format!("{place}:{}{option}", server.address.port());
        let mut relay = Relay::from_url(&url).unwrap().with_limits(PhaseLimits::all(LIMIT * 10));
        if trusted {
            relay = relay.trusting(AUTHORITY).unwrap();
        }
        let outcome = send_once(&relay).await;
        assert_eq!(in_short(&outcome), expected, "{url}: {outcome:?}");
        let commands = server.commands();
        assert!(commands.iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS"), "{commands:?}");
    }
}
