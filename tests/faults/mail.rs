//! F18, F19, F22: every way in which a relay can fail at every phase, as the ledger has it afterwards; and letters that
//! are poison, among others that are not.

use crate::runner::{Size, Told, seen};
use crate::support::post::{
    MORNING, draft, furnish, house, letters, open_at, post_many, post_one, sqlite, utc, withdraw,
};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use remit::clock::Clock;
use remit::post::{Draft, PhaseLimits, Relay, Sender, Tally, Transport, Tuning};
use remit_domain::letter::{Kind, State};
use remit_entity::letter;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_millis(150);

pub fn tuning() -> Tuning {
    let moment = Duration::from_millis(20);
    Tuning { first_pause: moment, longest_pause: moment, idle: moment, ..Tuning::default() }
}

pub fn to(server: &ScriptedRelay) -> Transport {
    Transport::from(Relay::from_url(&server.url()).unwrap().with_limits(PhaseLimits::all(Duration::from_secs(5))))
}

fn acts() -> [(&'static str, Act); 9] {
    let say = |text: &str| Act::Say(text.to_owned());
    [
        ("4xx", say("451 4.3.0 later\r\n")),
        ("5xx", say("550 5.7.1 never\r\n")),
        ("421", Act::SayAndClose("421 4.3.2 closing\r\n".to_owned())),
        ("reset", Act::Reset),
        ("close", Act::Close),
        ("stall", Act::Stall),
        ("garbage", say("\u{1}\u{2}hello there\r\n")),
        ("long line", say(&format!("250 {}\r\n", "x".repeat(64 * 1024)))),
        ("drip", Act::Drip("250 2.0.0 a very slow answer\r\n".to_owned(), Duration::from_millis(15))),
    ]
}

/// How the ledger must stand after a letter met an act at a stage: state, copies, refusals. None: two are right.
fn wanted(stage: Stage, act: &str) -> Option<(State, i32, i32)> {
    use Stage::{AfterDot, Body, Data, Mail, Quit, Rcpt};
    let back = Some((State::Pending, 0, 0));
    match (stage, act) {
        (Mail | Rcpt | Data | AfterDot, "4xx") => Some((State::Retry, 0, 1)),
        (Mail | Rcpt | Data | AfterDot, "5xx") => Some((State::Dead, 0, 1)),
        (AfterDot, "421") => back,
        (AfterDot, _) => Some((State::Uncertain, 1, 0)),
        // A small letter fits into the line at once: whether its dot had gone is not ours to know.
        (Body, _) => None,
        (Quit, _) => Some((State::Sent, 1, 0)),
        _ => back,
    }
}

async fn cells_of(stage: Stage) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let app = open_at(&sqlite(folder.path()), Clock::stopped(utc(MORNING))).await;
    furnish(&app).await;
    let mut cells = 0;
    for (name, act) in acts() {
        let server = ScriptedRelay::acting(stage, act).await;
        let id = post_one(&app, draft(1, Kind::DataRequest)).await.unwrap();
        let url = match stage {
            Stage::StartTls => format!("smtp://{}?tls=required", server.address),
            Stage::Auth => format!("smtp://ann:secret@{}", server.address),
            _ => server.url(),
        };
        let relay = Relay::from_url(&url).unwrap().with_limits(PhaseLimits::all(LIMIT));
        let sender = Sender::new(app.clone(), relay.into(), Tuning { slots: 1, ..tuning() }).unwrap();
        let begun = Instant::now();
        sender.deliver_due().await.unwrap();
        let took = begun.elapsed();
        assert!(took < LIMIT * 12, "{stage:?} {name} held the slot for {took:?}");
        let found = letters(&app).await.into_iter().find(|letter| letter.id == id).unwrap();
        let stands = (*found.state, found.copies, found.attempts);
        match wanted(stage, name) {
            Some(wanted) => assert_eq!(stands, wanted, "{stage:?} {name}: {}", found.last_error),
            // Refused, given back or in doubt, but never taken for sent, and a copy counts only in doubt.
            None => assert!(
                *found.state != State::Sent && (*found.state == State::Uncertain) == (found.copies == 1),
                "{stage:?} {name}: {stands:?}"
            ),
        }
        assert!(found.lease_until.is_none(), "{stage:?} {name}: the letter is still held");
        let arrived = server.taken().len();
        assert_eq!(arrived, usize::from(stage >= Stage::AfterDot), "{stage:?} {name}");
        withdraw(&app, id).await;
        cells += 1;
    }
    cells
}

pub async fn every_way(_: Size) -> Told {
    use Stage::{AfterDot, Auth, Body, Data, Ehlo, Greeting, Mail, Quit, Rcpt, StartTls};
    let mut all = tokio::task::JoinSet::new();
    for stage in [Greeting, Ehlo, StartTls, Auth, Mail, Rcpt, Data, Body, AfterDot, Quit] {
        all.spawn(cells_of(stage));
    }
    let mut cells = 0;
    while let Some(one) = all.join_next().await {
        cells += one.unwrap();
    }
    seen(format!("{cells} cells, every one as the table has it in the ledger, no slot held past its limits"))
}

pub async fn around_the_limit(_: Size) -> Told {
    let limits = PhaseLimits { after_dot: Duration::from_millis(800), ..PhaseLimits::all(Duration::from_secs(2)) };
    let mut told = Vec::new();
    for (delay, wanted) in [(500, (State::Sent, 1)), (1100, (State::Uncertain, 1))] {
        let folder = tempfile::tempdir().unwrap();
        let app = open_at(&sqlite(folder.path()), Clock::stopped(utc(MORNING))).await;
        furnish(&app).await;
        post_one(&app, draft(1, Kind::DataRequest)).await;
        let server = ScriptedRelay::acting(Stage::AfterDot, Act::After(Duration::from_millis(delay))).await;
        let relay = Relay::from_url(&server.url()).unwrap().with_limits(limits);
        Sender::new(app.clone(), relay.into(), tuning()).unwrap().deliver_due().await.unwrap();
        let found = &letters(&app).await[0];
        assert_eq!((*found.state, found.copies), wanted, "{delay} ms");
        assert_eq!(server.taken().len(), 1, "the relay has the letter either way");
        told.push(format!("{delay} ms of 800: {:?}", *found.state));
    }
    seen(told.join(", "))
}

pub async fn poison(_: Size) -> Told {
    let (app, _folder) = house(MORNING).await;
    let poison = |n, to_address: &str| Draft { to_address: to_address.into(), ..draft(n, Kind::DataRequest) };
    let unknown = post_one(&app, poison(1000, "nobody")).await.unwrap();
    let injected = post_one(&app, poison(1001, "a@b.example\r\nRCPT TO:<c@d.example>")).await.unwrap();
    let breaks = post_one(&app, poison(1002, "breaks-the-line@anyshire.example")).await.unwrap();
    let huge = Draft { text: "A very long report.\n".repeat(20_000), ..poison(1003, "huge@anyshire.example") };
    let huge = post_one(&app, huge).await.unwrap();
    let named = post_one(&app, poison(1004, "named@anyshire.example")).await.unwrap();
    // Past the doors that clean a name, as a row that somebody else wrote.
    letter::ActiveModel {
        id: Set(named),
        to_name: Set("Ann\r\nBcc: x@y.example\u{202E}".to_owned()),
        subject: Set("Hello\r\nBcc: z@y.example\r\n\r\nwords".to_owned()),
        ..Default::default()
    }
    .update(app.db())
    .await
    .unwrap();
    post_many(&app, 95, Kind::DataRequest).await;
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::Rcpt if moment.words.contains("breaks-the-line") => Act::Close,
        Stage::AfterDot if moment.words.len() > 300_000 => Act::Say("552 5.3.4 too large\r\n".into()),
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    let begun = Instant::now();
    for _ in 0..4 {
        let _: Result<Tally, _> = sender.deliver_due().await;
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let took = begun.elapsed();
    let found = letters(&app).await;
    let state = |id| *found.iter().find(|letter| letter.id == id).unwrap().state;
    let good = found.iter().filter(|letter| ![unknown, injected, breaks, huge, named].contains(&letter.id));
    let sent = good.filter(|letter| *letter.state == State::Sent).count();
    assert_eq!(sent, 95, "good letters were held up");
    assert_eq!([state(unknown), state(injected), state(huge)], [State::Dead; 3]);
    assert_eq!(state(breaks), State::Pending, "a line that breaks is nobody's refusal");
    assert!(matches!(state(named), State::Dead | State::Sent), "{:?}", state(named));
    for taken in server.taken() {
        assert_eq!(taken.to.len(), 1, "{:?}", taken.to);
        assert!(!taken.message.lines().any(|line| line.starts_with("Bcc:")), "a header was injected");
    }
    let passed_by = server.commands().iter().filter(|line| line.contains("c@d.example")).count();
    assert_eq!(passed_by, 0);
    seen(format!("95 of 95 good letters went in {:.1} s; {:?}", took.as_secs_f64(), state(named)))
}
