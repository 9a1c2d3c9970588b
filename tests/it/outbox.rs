//! Letters from the queue to the relay: each reaches an end, none twice without a flag.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use remit::clock::Clock;
use remit::post::{Draft, PhaseLimits, Relay, Sender, Step, Tally, Transport, Tuning, Watcher};
use remit_domain::letter::{Kind, Phase, State};

use crate::support::post::{
    MORNING, attempts, draft, eml_files, house, letters, post_many, post_one, states, utc, withdraw,
};
use crate::support::relay::{Act, ScriptedRelay, Stage};

const LIMIT: Duration = Duration::from_millis(300);

fn tuning() -> Tuning {
    let moment = Duration::from_millis(100);
    Tuning { first_pause: moment, longest_pause: moment, idle: Duration::from_millis(20), ..Tuning::default() }
}

fn to(server: &ScriptedRelay) -> Transport {
    Transport::Relay(Relay::from_url(&server.url()).unwrap().with_limits(PhaseLimits::all(LIMIT)))
}

fn later(clock: &Clock, minutes: i64) {
    clock.set(clock.now() + TimeDelta::minutes(minutes));
}

#[tokio::test]
async fn a_letter_goes_once_with_its_letterhead_and_is_noted() {
    let (app, _folder) = house(MORNING).await;
    let server = ScriptedRelay::polite().await;
    let id = post_one(&app, draft(1, Kind::DataRequest)).await.unwrap();
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap(), Tally { sent: 1, ..Tally::default() });
    assert_eq!(sender.deliver_due().await.unwrap(), Tally::default());
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    for line in [
        " <scrutiny@anyshire.example>\r\nTo: \"Director 1\" <director-1@anyshire.example>\r\n",
        " <officers@anyshire.example>\r\nDate: ",
        "Subject: Letter 1\r\n",
        "Date: Mon, 12 Oct 2026 08:00:00 +0000\r\n",
    ] {
        assert!(taken[0].message.contains(line), "{line} in {}", taken[0].message);
    }
    assert!(taken[0].message.contains(&format!("Message-ID: <letter-{id}.request-1@scrutiny.anyshire.example>\r\n")));
    let letter = &letters(&app).await[0];
    assert_eq!(
        (*letter.state, *letter.phase, letter.copies, letter.sent_at),
        (State::Sent, Phase::Idle, 1, Some(utc(MORNING)))
    );
    assert_eq!((letter.next_try_at, letter.lease_until, letter.last_error.as_str()), (None, None, ""));
    let attempts = attempts(&app).await;
    assert_eq!(attempts.len(), 1);
    assert_eq!((attempts[0].code, attempts[0].phase_reached.as_str()), (Some(250), "after-dot"));
}

#[tokio::test]
async fn letters_keep_office_hours_except_those_that_somebody_waits_for() {
    let (app, _folder) = house("2026-10-10T20:15:00.250Z").await;
    let server = ScriptedRelay::polite().await;
    post_one(&app, draft(1, Kind::DataReminder)).await;
    post_one(&app, draft(2, Kind::Code)).await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap().sent, 1);
    assert_eq!(server.taken()[0].to, ["director-2@anyshire.example"]);
    app.clock().set(utc("2026-10-12T06:29:59Z"));
    assert_eq!(sender.deliver_due().await.unwrap().sent, 0);
    app.clock().set(utc("2026-10-12T06:30:00Z"));
    assert_eq!(sender.deliver_due().await.unwrap().sent, 1);
}

#[tokio::test]
async fn a_letter_that_was_not_taken_in_time_waits_for_the_next_morning() {
    let (app, _folder) = house("2026-10-12T16:59:00Z").await;
    let server = ScriptedRelay::acting(Stage::Rcpt, Act::Say("451 later\r\n".into())).await;
    post_one(&app, draft(1, Kind::DataReminder)).await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap().retried, 1);
    app.clock().set(utc("2026-10-12T17:05:00Z"));
    assert_eq!(sender.deliver_due().await.unwrap(), Tally::default());
    app.clock().set(utc("2026-10-13T06:30:00Z"));
    assert_eq!(sender.deliver_due().await.unwrap().retried, 1);
}

#[tokio::test]
async fn one_person_gets_one_letter_a_morning() {
    let (app, _folder) = house(MORNING).await;
    let morning = |n| Draft { morning_key: Some("7/2026-10-12".into()), ..draft(n, Kind::Morning) };
    let first = post_one(&app, morning(1)).await;
    assert!(first.is_some());
    assert_eq!(post_one(&app, morning(2)).await, None);
    assert_eq!(letters(&app).await.len(), 1);
    assert!(withdraw(&app, first.unwrap()).await);
    assert!(post_one(&app, morning(3)).await.is_some(), "one that was called back never was that morning's letter");
}

#[tokio::test]
async fn a_letter_called_back_does_not_go_even_at_the_last_moment() {
    let (app, _folder) = house(MORNING).await;
    let id = post_one(&app, draft(1, Kind::DataReminder)).await.unwrap();
    let wait = Arc::new(tokio::sync::Notify::new());
    let server = ScriptedRelay::acting(Stage::Data, Act::After(Duration::from_millis(150))).await;
    let claimed = wait.clone();
    let watcher: Watcher = Arc::new(move |step| {
        if step == Step::Claimed {
            claimed.notify_one();
        }
    });
    let sender = Sender::new(app.clone(), to(&server), Tuning { watcher: Some(watcher), ..tuning() }).unwrap();
    let pass = tokio::spawn(async move { sender.deliver_due().await });
    wait.notified().await;
    assert!(withdraw(&app, id).await);
    assert_eq!(pass.await.unwrap().unwrap(), Tally { fenced: 1, ..Tally::default() });
    assert!(server.taken().is_empty());
    assert_eq!(states(&app).await, [(State::Withdrawn, 0)]);
    assert!(!withdraw(&app, id).await, "only once");
}

#[tokio::test]
async fn a_letter_that_has_left_is_not_called_back() {
    let (app, _folder) = house(MORNING).await;
    let id = post_one(&app, draft(1, Kind::DataReminder)).await.unwrap();
    let server = ScriptedRelay::polite().await;
    Sender::new(app.clone(), to(&server), tuning()).unwrap().deliver_due().await.unwrap();
    assert!(!withdraw(&app, id).await);
    assert_eq!(states(&app).await, [(State::Sent, 1)]);
}

#[tokio::test]
async fn a_not_now_is_tried_again_and_a_never_is_not() {
    let (app, _folder) = house(MORNING).await;
    post_many(&app, 2, Kind::DataRequest).await;
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::Rcpt if moment.words.contains("director-1@") => Act::Say("550 5.1.1 no such person\r\n".into()),
        Stage::Rcpt => Act::Say("452 4.2.2 full\r\n".into()),
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap(), Tally { dead: 1, retried: 1, ..Tally::default() });
    let found = letters(&app).await;
    assert_eq!((found[0].last_code, found[0].last_error.as_str()), (Some(550), "5.1.1 no such person"));
    assert!(found[1].next_try_at.unwrap() > app.clock().now());
    let mut tries = 1;
    while *letters(&app).await[1].state != State::Dead {
        tries += 1;
        assert!(tries < 400);
        app.clock().set(letters(&app).await[1].next_try_at.unwrap().max(app.clock().now() + TimeDelta::minutes(30)));
        sender.deliver_due().await.unwrap();
    }
    let days = (app.clock().now() - utc(MORNING)).num_hours();
    assert!((72..140).contains(&days), "gave up after {days} hours");
    assert_eq!(states(&app).await, [(State::Dead, 0), (State::Dead, 0)]);
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_doubtful_letter_is_sent_a_second_time_and_never_a_third() {
    let (app, _folder) = house(MORNING).await;
    post_one(&app, draft(1, Kind::DataRequest)).await;
    post_one(&app, draft(2, Kind::Code)).await;
    let server = ScriptedRelay::acting(Stage::AfterDot, Act::Close).await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap().uncertain, 2);
    later(app.clock(), 9);
    assert_eq!(sender.deliver_due().await.unwrap(), Tally::default());
    later(app.clock(), 2);
    assert_eq!(sender.deliver_due().await.unwrap().uncertain, 1);
    assert_eq!(states(&app).await, [(State::Uncertain, 2), (State::Uncertain, 1)]);
    later(app.clock(), 60 * 24 * 7);
    assert_eq!(sender.deliver_due().await.unwrap(), Tally::default());
    let taken = server.taken();
    assert_eq!(taken.len(), 3);
    let copies: Vec<_> = taken.iter().filter(|taken| taken.to[0].contains("director-1@")).collect();
    assert_eq!(copies[0].message, copies[1].message, "the copies are the same byte for byte");
}

#[tokio::test]
async fn a_second_copy_that_is_taken_keeps_its_flag() {
    let (app, _folder) = house(MORNING).await;
    post_one(&app, draft(1, Kind::DataRequest)).await;
    let dots = AtomicUsize::new(0);
    let server = ScriptedRelay::start(move |moment| match moment.stage {
        Stage::AfterDot if dots.fetch_add(1, Ordering::SeqCst) == 0 => Act::Close,
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    sender.deliver_due().await.unwrap();
    later(app.clock(), 11);
    assert_eq!(sender.deliver_due().await.unwrap().sent, 1);
    assert_eq!(states(&app).await, [(State::Sent, 2)]);
}

#[tokio::test]
async fn a_doubtful_letter_whose_matter_is_done_gets_no_second_copy_and_stays_doubtful() {
    let (app, _folder) = house(MORNING).await;
    let id = post_one(&app, draft(1, Kind::DataReminder)).await.unwrap();
    let server = ScriptedRelay::acting(Stage::AfterDot, Act::Close).await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    sender.deliver_due().await.unwrap();
    assert!(!withdraw(&app, id).await);
    later(app.clock(), 60);
    assert_eq!(sender.deliver_due().await.unwrap(), Tally::default());
    assert_eq!(states(&app).await, [(State::Uncertain, 1)]);
}

#[tokio::test]
async fn a_relay_that_is_down_costs_no_letter_and_is_left_alone_for_a_while() {
    let (app, _folder) = house(MORNING).await;
    post_many(&app, 30, Kind::DataRequest).await;
    let down = Arc::new(AtomicUsize::new(1));
    let is_down = down.clone();
    let server = ScriptedRelay::start(move |moment| match moment.stage {
        Stage::Greeting if is_down.load(Ordering::SeqCst) == 1 => Act::SayAndClose("421 4.3.2 not today\r\n".into()),
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    sender.deliver_due().await.unwrap();
    let asked = server.connections();
    assert!(asked <= 4, "asked {asked} times");
    assert_eq!(sender.deliver_due().await.unwrap(), Tally::default());
    assert_eq!(server.connections(), asked);
    assert!(letters(&app).await.iter().all(|letter| *letter.state == State::Pending && letter.attempts == 0));
    down.store(0, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(120)).await;
    assert_eq!(sender.deliver_due().await.unwrap().sent, 30);
    assert_eq!(server.taken().len(), 30);
}

#[tokio::test]
async fn one_poisoned_letter_among_a_hundred_holds_up_no_other() {
    let (app, _folder) = house(MORNING).await;
    let poison = |n, to_address: &str| Draft { to_address: to_address.into(), ..draft(n, Kind::DataRequest) };
    post_one(&app, poison(1000, "nobody")).await;
    post_one(&app, poison(1001, "a@b.example\r\nRCPT TO:<c@d.example>")).await;
    post_one(
        &app,
        Draft {
            to_name: "Ann\r\nBcc: x@y.example\0\u{202E}".into(),
            subject: "=?utf-8?q?x?=\r\n.\r\n".into(),
            ..draft(1002, Kind::DataRequest)
        },
    )
    .await;
    post_one(&app, poison(1003, "breaks-the-line@anyshire.example")).await;
    post_many(&app, 96, Kind::DataRequest).await;
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::Rcpt if moment.words.contains("breaks-the-line") => Act::Close,
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    let tally = sender.deliver_due().await.unwrap();
    assert_eq!(tally, Tally { sent: 97, dead: 2, back: 1, ..Tally::default() });
    assert!(server.taken().iter().all(|taken| taken.to.len() == 1));
    assert!(!letters(&app).await[0].last_error.is_empty());
}

#[tokio::test]
async fn two_thousand_letters_leave_in_seconds() {
    let (app, _folder) = house(MORNING).await;
    post_many(&app, 2000, Kind::DataRequest).await;
    let server = ScriptedRelay::polite().await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    let began = Instant::now();
    assert_eq!(sender.deliver_due().await.unwrap().sent, 2000);
    let took = began.elapsed();
    println!("2,000 letters in {took:?}");
    assert!(took < Duration::from_secs(60), "{took:?}");
    assert!(server.connections() <= 4);
    let mut readers: Vec<_> = server.taken().into_iter().flat_map(|taken| taken.to).collect();
    readers.sort();
    readers.dedup();
    assert_eq!(readers.len(), 2000);
}

#[tokio::test]
async fn two_senders_on_one_memory_send_each_letter_once() {
    let (app, _folder) = house(MORNING).await;
    post_many(&app, 60, Kind::DataRequest).await;
    let server = ScriptedRelay::polite().await;
    let one = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    let two = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    let (one, two) = tokio::join!(one.deliver_due(), two.deliver_due());
    assert_eq!(one.unwrap().sent + two.unwrap().sent, 60);
    assert_eq!(server.taken().len(), 60);
}

#[tokio::test]
async fn no_more_letters_a_minute_than_the_relay_likes() {
    let (app, _folder) = house(MORNING).await;
    post_many(&app, 6, Kind::DataRequest).await;
    let server = ScriptedRelay::polite().await;
    let tuning = Tuning { per_minute: Some(600), ..tuning() };
    let began = Instant::now();
    Sender::new(app.clone(), to(&server), tuning).unwrap().deliver_due().await.unwrap();
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(490), "six letters, a tenth of a second apart: {took:?}");
    assert_eq!(server.taken().len(), 6);
}

#[tokio::test]
async fn what_a_dead_sender_held_is_taken_back_as_far_as_it_is_known() {
    let (app, _folder) = house(MORNING).await;
    let clock = app.clock().clone();
    post_many(&app, 3, Kind::DataRequest).await;
    let server = ScriptedRelay::acting(Stage::AfterDot, Act::Stall).await;
    let relay = Relay::from_url(&server.url()).unwrap();
    let slow = Sender::new(app.clone(), Transport::Relay(relay), Tuning { slots: 1, ..tuning() }).unwrap();
    let pass = tokio::spawn(async move { slow.deliver_due().await });
    while server.taken().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(states(&app).await, [(State::Sending, 1), (State::Sending, 0), (State::Sending, 0)]);
    let polite = ScriptedRelay::polite().await;
    let next = Sender::new(app.clone(), to(&polite), tuning()).unwrap();
    assert_eq!(next.deliver_due().await.unwrap(), Tally::default(), "the leases still hold");
    later(&clock, 11);
    assert_eq!(next.deliver_due().await.unwrap().sent, 2);
    later(&clock, 4);
    assert_eq!(next.deliver_due().await.unwrap(), Tally::default());
    assert_eq!(states(&app).await[0], (State::Uncertain, 1));
    later(&clock, 11);
    assert_eq!(next.deliver_due().await.unwrap().sent, 1);
    assert_eq!(states(&app).await, [(State::Sent, 2), (State::Sent, 1), (State::Sent, 1)]);
    pass.abort();
}

#[tokio::test]
async fn a_sender_that_is_told_to_stop_finishes_its_letter_and_gives_the_others_back() {
    let (app, _folder) = house(MORNING).await;
    post_many(&app, 10, Kind::DataRequest).await;
    let server = ScriptedRelay::acting(Stage::AfterDot, Act::After(Duration::from_millis(100))).await;
    let sender = Sender::new(app.clone(), to(&server), Tuning { slots: 1, ..tuning() }).unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(async move { sender.run(stopped).await });
    while server.taken().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
    let found = states(&app).await;
    let sent = found.iter().filter(|found| **found == (State::Sent, 1)).count();
    assert_eq!(sent, server.taken().len());
    assert!((1..4).contains(&sent), "{sent}");
    assert!(found.iter().all(|(state, _)| matches!(state, State::Sent | State::Pending)), "{found:?}");
}

#[tokio::test]
async fn the_demonstration_lays_letters_into_a_folder_and_sends_none() {
    let (app, folder) = house(MORNING).await;
    post_many(&app, 3, Kind::DataRequest).await;
    let post_box = folder.path().join("post");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let steps = seen.clone();
    let watcher: Watcher = Arc::new(move |step| steps.lock().unwrap().push(step));
    let tuning = Tuning { slots: 1, watcher: Some(watcher), ..tuning() };
    let sender = Sender::new(app.clone(), Transport::Folder(post_box.clone()), tuning).unwrap();
    assert_eq!(sender.deliver_due().await.unwrap().sent, 3);
    let files = eml_files(&post_box);
    assert_eq!(files.len(), 3, "{files:?}");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("Subject: Letter 1\r\n") && text.contains("Content-Type: text/html"));
    assert_eq!(
        seen.lock().unwrap()[..5],
        [Step::Claimed, Step::Ready, Step::Confirmed, Step::Answered, Step::Recorded]
    );
    assert!(states(&app).await.iter().all(|found| *found == (State::Sent, 1)));
}
