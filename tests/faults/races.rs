//! F31, F32: somebody else holds the post by the time that the letter goes; a date is edited while letters go.

use crate::mail::{to, tuning};
use crate::runner::{Size, Told, seen};
use crate::support::on;
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::town::{Town, done, move_to};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use remit::post::Sender;
use remit_domain::letter::State;
use remit_entity::{letter, notice, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub async fn another_holder(size: Size) -> Told {
    let people: usize = size.of(3, 12, 12);
    let town = Town::new("2026-10-12T08:00", people).await;
    let due: Vec<_> = (0..people).map(|_| on("2026-10-14")).collect();
    town.actions(0, &due).await;
    // Written in the morning, and the relay does not answer.
    town.house.it_is("2026-10-14T08:00");
    town.remind().await;
    let mut officer = town.house.signed_in(town.council.officer).await;
    let mut newcomers = Vec::new();
    for (n, post) in town.posts.iter().enumerate() {
        let email = format!("newcomer-{n:04}@anyshire.example");
        officer.open("/people/new").await.is(200);
        let name = format!("Newcomer {n:04}");
        let person = officer.send("/people", &[("name", name.as_str()), ("email", email.as_str())]).await;
        person.is(200);
        let id = person.path.rsplit('/').next().unwrap().to_owned();
        officer.open(&format!("/posts/{post}")).await.is(200);
        let form = [("person", id.as_str()), ("from_on", "2026-10-14")];
        officer.send(&format!("/posts/{post}/holder"), &form).await.is(200);
        newcomers.push(email);
    }
    // One of them goes as the letters go, and one letter is already on the line.
    let server = ScriptedRelay::polite().await;
    let sender = Sender::new(town.house.app.clone(), to(&server), tuning()).unwrap();
    town.house.it_is("2026-10-14T09:00");
    town.remind().await;
    sender.deliver_due().await.unwrap();
    town.house.it_is("2026-10-15T08:00");
    town.remind().await;
    sender.deliver_due().await.unwrap();
    let mut to_old = Vec::new();
    let mut to_new = 0;
    for taken in server.taken() {
        to_new += usize::from(newcomers.contains(&taken.to[0]));
        if taken.to[0].starts_with("person-") {
            to_old.push(taken.to[0].clone());
        }
    }
    assert!(to_old.is_empty(), "whoever gave the post up still gets letters: {to_old:?}");
    assert!(to_new >= people, "only {to_new} of {people} who hold the posts now were told");
    seen(format!(
        "{people} posts changed hands between the writing and the sending: 0 letters to the old holders, {to_new} to the new"
    ))
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Due so many days from now.
    Moves(u8),
    Reminds,
    Sends,
    /// The relay hangs up after the dot of the next letter.
    SendsBadly,
    /// So many days later.
    Later(u8),
    Done,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0u8..20).prop_map(Step::Moves),
        5 => Just(Step::Reminds),
        4 => Just(Step::Sends),
        1 => Just(Step::SendsBadly),
        4 => (1u8..6).prop_map(Step::Later),
        1 => Just(Step::Done),
    ];
    prop::collection::vec(step, 5..30)
}

async fn one_run(steps: &[Step]) -> Result<(), String> {
    let town = Town::new("2026-10-12T08:00", 1).await;
    let app = town.house.app.clone();
    let id = town.actions(0, &[on("2026-10-19")]).await[0];
    let subject = subject_of(&town, id).await;
    let bad = Arc::new(Mutex::new(false));
    let hangs_up = bad.clone();
    let server = ScriptedRelay::start(move |moment| match moment.stage {
        Stage::AfterDot if std::mem::take(&mut *hangs_up.lock().unwrap()) => Act::Close,
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    let (mut today, mut is_done) = (on("2026-10-12"), None);
    for step in steps {
        match *step {
            Step::Moves(days) => {
                move_to(&app, subject, today + Days::new(u64::from(days))).await;
            }
            Step::Reminds => town.remind().await,
            Step::Sends | Step::SendsBadly => {
                *bad.lock().unwrap() = matches!(step, Step::SendsBadly);
                sender.deliver_due().await.map_err(|error| format!("{error:?}"))?;
            }
            Step::Later(days) => {
                today = today + Days::new(u64::from(days));
                town.house.it_is(&format!("{today}T08:10"));
            }
            Step::Done => {
                done(&app, subject).await;
                is_done.get_or_insert(server.taken().len());
            }
        }
        check(&town, id, is_done.map(|then| server.taken().len() - then)).await?;
    }
    Ok(())
}

async fn subject_of(town: &Town, id: i64) -> i64 {
    obligation::Entity::find_by_id(id).one(town.house.app.db()).await.unwrap().unwrap().subject_id
}

/// What holds after every step: a rung of a date once for each person, one letter a person a morning, and nothing after
/// it was done.
async fn check(town: &Town, id: i64, since_done: Option<usize>) -> Result<(), String> {
    let db = town.house.app.db();
    let standing = notice::Entity::find().filter(notice::Column::WithdrawnAt.is_null()).all(db).await.unwrap();
    let mut keys: BTreeMap<(NaiveDate, String, i64), usize> = BTreeMap::new();
    for row in &standing {
        *keys.entry((row.due_on, row.rung.clone(), row.person_id)).or_default() += 1;
    }
    if keys.values().any(|n| *n > 1) {
        return Err(format!("a rung stands twice: {keys:?}"));
    }
    if since_done.is_some_and(|letters| letters > 0) {
        return Err("a letter left after it was done".to_owned());
    }
    let row = obligation::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    for letter in letter::Entity::find().all(db).await.unwrap() {
        let waits = matches!(letter.state.0, State::Pending | State::Retry);
        let carried: Vec<_> = standing.iter().filter(|notice| notice.letter_id == Some(letter.id)).collect();
        if waits && carried.is_empty() {
            return Err(format!("letter {} waits and carries nothing that stands", letter.id));
        }
        if waits && carried.iter().all(|notice| Some(notice.due_on) != row.due_on) {
            return Err(format!("letter {} waits with an old date", letter.id));
        }
        if letter.copies > 2 {
            return Err(format!("letter {} has {} copies", letter.id, letter.copies));
        }
    }
    Ok(())
}

/// Edits as fast as they can be made, while the engine runs and letters go.
async fn at_once(edits: usize) -> (usize, NaiveDate) {
    let town = Town::new("2026-10-12T08:00", 1).await;
    let id = town.actions(0, &[on("2026-10-13")]).await[0];
    let subject = subject_of(&town, id).await;
    town.house.it_is("2026-10-19T08:10");
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::Data => Act::After(Duration::from_millis(3)),
        _ => Act::Usual,
    })
    .await;
    let app = town.house.app.clone();
    let editing = tokio::spawn(async move {
        let mut last = on("2026-10-19");
        for n in 0..edits {
            last = on("2026-10-19") + Days::new(n as u64 % 3);
            move_to(&app, subject, last).await;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        last
    });
    let sender = Sender::new(town.house.app.clone(), to(&server), tuning()).unwrap();
    while !editing.is_finished() {
        town.remind().await;
        sender.deliver_due().await.unwrap();
    }
    let last = editing.await.unwrap();
    town.remind().await;
    sender.deliver_due().await.unwrap();
    check(&town, id, None).await.unwrap();
    let mut day = on("2026-10-20");
    while day <= on("2026-10-28") {
        town.house.it_is(&format!("{day}T08:10"));
        town.remind().await;
        town.remind().await;
        sender.deliver_due().await.unwrap();
        day = day.succ_opt().unwrap();
    }
    // Every rung of the final date was said once to each, in a letter that went.
    let db = town.house.app.db();
    let standing = notice::Entity::find()
        .filter(notice::Column::WithdrawnAt.is_null())
        .filter(notice::Column::DueOn.eq(last))
        .all(db)
        .await
        .unwrap();
    assert!(!standing.is_empty(), "nobody was told of the final date");
    for row in &standing {
        let letter = letter::Entity::find_by_id(row.letter_id.expect("a letter")).one(db).await.unwrap().unwrap();
        assert_eq!(letter.state.0, State::Sent);
        let copies = server.taken().iter().filter(|taken| taken.message.contains(&letter.message_id)).count();
        assert_eq!(copies, 1, "letter {} went {copies} times", letter.id);
    }
    (standing.len(), last)
}

pub async fn edited_while_sending(size: Size) -> Told {
    let cases = size.of(6, 60, 1000);
    let handle = tokio::runtime::Handle::current();
    let ran = tokio::task::spawn_blocking(move || {
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new(config);
        runner.run(&steps(), |steps| handle.block_on(one_run(&steps)).map_err(TestCaseError::fail))
    });
    ran.await.unwrap().unwrap();
    let (rungs, last) = at_once(size.of(15, 50, 200)).await;
    seen(format!(
        "{cases} stories of up to 30 steps; {} edits at once with sending: {rungs} rungs of {last}, each once",
        size.of(15, 50, 200)
    ))
}
