//! After the database has moved to another server: what this process remembers that it handed over is compared with
//! what the database knows, and told anew, before anything more is sent.
//!
//! An asynchronous standby may have forgotten the end of a letter, its claim, or the letter itself. Every process tells
//! its own and then waits until the others have written a sign of life, which they do after telling. A whole letter that
//! is forgotten will be written again under another name: all letters are held then, as after a restored backup. Called
//! by `deliver` before it claims, and by `nodes` before each sign of life.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use remit_domain::letter::{Phase, State};
use remit_domain::sending::Held;
use remit_entity::{Stored, attempt, letter, node};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};

use super::policy::{goes_only_once, second_copy_at};
use crate::app::App;
use crate::error::Result;
use crate::gate;
use crate::handed::{End, Handing};
use crate::settings;
use crate::work::Author;

/// A process that has not told after so long has stopped for good, with what it remembers.
const PATIENCE: TimeDelta = TimeDelta::seconds(30);

/// The fact that all have told, in which line of history.
const SETTLED_IN: &str = "database.settled_in";

/// No standby is behind for longer; a letter that is gone after a longer time was cleared away.
const LATELY: TimeDelta = TimeDelta::hours(24);

const WORDS: &str = "noted anew: the database had moved to another server and did not know of it";

/// Whether letters may be claimed: this process has told what it remembers in the database's line of history, and so
/// have the others that live.
///
/// # Errors
/// When the database cannot be read or written, or the data folder cannot be written.
pub async fn settle(app: &App) -> Result<bool> {
    let Some(era) = app.store().era().await? else { return Ok(true) };
    let handed = app.handed();
    if handed.settled_in() == era {
        handed.stays_in(&era);
        return Ok(true);
    }
    let _turn = handed.turn.lock().await;
    if !handed.has_told(&era) {
        let gone = tell(app).await?;
        // A database that moved again meanwhile may have been told half of it.
        if app.store().era().await?.as_ref() != Some(&era) {
            return Ok(false);
        }
        // From here on a person knows of them.
        handed.forget(&gone);
        // Whoever begins when all have told waits for nobody.
        let is_settled = settings::find(app.db(), SETTLED_IN).await? == era;
        let silent = if is_settled { Vec::new() } else { last_heard(app).await? };
        handed.told(&era, silent);
    }
    let (silent, since) = handed.silent();
    let is_over = since.is_some_and(|since| since.elapsed() > PATIENCE.to_std().unwrap_or_default());
    if !is_over && !silent.is_empty() {
        let seen: HashMap<_, _> = others(app, DateTime::UNIX_EPOCH).await?.into_iter().collect();
        if silent.iter().any(|(boot, last)| seen.get(boot) == Some(last)) {
            return Ok(false);
        }
    }
    if settings::find(app.db(), SETTLED_IN).await? != era {
        let era = era.clone();
        app.write(Author::Remit, move |work| Box::pin(async move { settings::decide(work, SETTLED_IN, &era).await }))
            .await?;
    }
    handed.settled(&era).map_err(anyhow::Error::from)?;
    Ok(true)
}

/// The other processes that were heard of since a moment, and when they last were.
async fn others(app: &App, since: DateTime<Utc>) -> Result<Vec<(String, DateTime<Utc>)>> {
    let rows = node::Entity::find().filter(node::Column::SeenAt.gt(since)).all(app.db()).await?;
    let handed = app.handed();
    let is_other = |boot: &str| !handed.is(boot) && !handed.followed(boot);
    Ok(rows.into_iter().filter(|row| is_other(&row.boot)).map(|row| (row.boot, row.seen_at)).collect())
}

/// Those of the others that lived when one was last heard of, however long ago that is: while the database was away
/// nobody could write a sign of life.
async fn last_heard(app: &App) -> Result<Vec<(String, DateTime<Utc>)>> {
    let all = others(app, DateTime::UNIX_EPOCH).await?;
    let newest = all.iter().map(|(_, at)| *at).max();
    Ok(all.into_iter().filter(|(_, at)| newest.is_some_and(|newest| newest - *at < PATIENCE)).collect())
}

/// What the database knows of a letter, as far as it matters here.
type Known = (String, i64, i64, String, Stored<State>, i32);

/// Tells it what it has forgotten; gives the letters of which it knows nothing at all.
async fn tell(app: &App) -> Result<Vec<Handing>> {
    let since = app.clock().now() - LATELY;
    let lately: Vec<Handing> = app.handed().lately().into_iter().filter(|one| one.at > since).collect();
    let (mut gone, mut mended) = (Vec::new(), 0_usize);
    for part in lately.chunks(500) {
        let known: Vec<Known> = letter::Entity::find()
            .select_only()
            .columns([letter::Column::MessageId, letter::Column::Id, letter::Column::Token, letter::Column::Owner])
            .columns([letter::Column::State, letter::Column::Copies])
            .filter(letter::Column::MessageId.is_in(part.iter().map(|one| one.message_id.as_str())))
            .into_tuple()
            .all(app.db())
            .await?;
        let told = conversations(app, known.iter().map(|row| row.1)).await?;
        let known: HashMap<String, Known> = known.into_iter().map(|row| (row.0.clone(), row)).collect();
        for one in part {
            let Some((_, id, token, owner, state, copies)) = known.get(&one.message_id) else {
                gone.push(one.clone());
                continue;
            };
            let is_ended = !matches!(**state, State::Sending | State::Uncertain);
            let is_last = (*token, owner) == (one.token, &one.owner) && *copies > one.copies;
            let is_told = told.contains(&(*id, one.token, one.owner.clone()));
            if is_ended && (is_told || is_last) {
                continue;
            }
            mended += usize::from(tell_of(app, one).await?);
        }
    }
    if mended > 0 {
        tracing::warn!(mended, "the database has moved and had forgotten letters that left: they are noted anew");
    }
    if !gone.is_empty() {
        tracing::error!(lost = gone.len(), "the database does not know letters that left: all letters are held");
        app.write(Author::Remit, |work| Box::pin(gate::hold(work, Held::Restored))).await?;
    }
    Ok(gone)
}

async fn conversations(app: &App, letters: impl Iterator<Item = i64>) -> Result<HashSet<(i64, i64, String)>> {
    let found: Vec<(i64, i64, String)> = attempt::Entity::find()
        .select_only()
        .columns([attempt::Column::LetterId, attempt::Column::Token, attempt::Column::Owner])
        .filter(attempt::Column::LetterId.is_in(letters))
        .into_tuple()
        .all(app.db())
        .await?;
    Ok(found.into_iter().collect())
}

/// Brings one letter to what is remembered of it. False when the database knew, or knows no such letter.
pub(super) async fn tell_of(app: &App, one: &Handing) -> Result<bool> {
    let now = app.clock().now();
    let (tx, _turn) = app.begin_bookkeeping().await?;
    let found = letter::Entity::find().filter(letter::Column::MessageId.eq(one.message_id.as_str()));
    let Some(row) = found.lock_exclusive().one(&tx).await? else {
        tx.rollback().await?;
        return Ok(false);
    };
    let told = attempt::Entity::find()
        .filter(attempt::Column::LetterId.eq(row.id))
        .filter(attempt::Column::Token.eq(one.token))
        .filter(attempt::Column::Owner.eq(one.owner.as_str()));
    let is_told = told.one(&tx).await?.is_some();
    let change = change(&row, is_told, one, now);
    if let Some(change) = &change {
        letter::Entity::update_many()
            .set(change.clone())
            .filter(letter::Column::Id.eq(row.id))
            .filter(letter::Column::Token.eq(row.token))
            .exec(&tx)
            .await?;
        note(&tx, row.id, one, now).await?;
    }
    tx.commit().await?;
    Ok(change.is_some())
}

/// What a letter's row must say; none when it says so.
fn change(row: &letter::Model, is_told: bool, one: &Handing, now: DateTime<Utc>) -> Option<letter::ActiveModel> {
    let is_ours = (row.token, &row.owner) == (one.token, &one.owner);
    let ended = |state, copies, next_try_at| letter::ActiveModel {
        state: Set(Stored(state)),
        phase: Set(Phase::Idle.into()),
        lease_until: Set(None),
        copies: Set(copies),
        next_try_at: Set(next_try_at),
        sent_at: if state == State::Sent { Set(Some(now)) } else { Set(row.sent_at) },
        last_error: Set(if state == State::Sent { String::new() } else { WORDS.to_owned() }),
        ..Default::default()
    };
    if is_told || (is_ours && row.copies > one.copies) {
        // Known to have been on its way; how it ended may be news.
        let is_news = is_ours && one.end == End::Taken && matches!(*row.state, State::Sending | State::Uncertain);
        return is_news.then(|| ended(State::Sent, row.copies, None));
    }
    let copies = row.copies + 1;
    let mut change = match *row.state {
        State::Pending | State::Retry | State::Sending | State::Withdrawn if one.end == End::Taken => {
            ended(State::Sent, copies, None)
        }
        State::Pending | State::Retry | State::Sending | State::Withdrawn => {
            let once = goes_only_once(row.kind.0) || *row.state == State::Withdrawn;
            ended(State::Uncertain, copies, second_copy_at(now, copies, once))
        }
        // Somebody else has sent it since, or has asked a person: it is one copy more.
        State::Sent | State::Uncertain | State::Dead => {
            letter::ActiveModel { copies: Set(copies), next_try_at: Set(None), ..Default::default() }
        }
    };
    // Whoever has claimed it since holds nothing any more; whoever hears the answer still may write it down.
    if matches!(*row.state, State::Pending | State::Retry | State::Sending) {
        change.token = Set(row.token.max(one.token));
        if one.token >= row.token {
            change.owner = Set(one.owner.clone());
        } else {
            change.token = Set(row.token + 1);
        }
    }
    Some(change)
}

async fn note(tx: &impl ConnectionTrait, letter_id: i64, one: &Handing, now: DateTime<Utc>) -> Result<()> {
    let conversation = attempt::ActiveModel {
        letter_id: Set(letter_id),
        token: Set(one.token),
        owner: Set(one.owner.clone()),
        started_at: Set(one.at),
        ended_at: Set((one.end == End::Taken).then_some(now)),
        phase_reached: Set("after-dot".to_owned()),
        code: Set((one.end == End::Taken).then_some(250)),
        words: Set(WORDS.to_owned()),
        ..Default::default()
    };
    conversation.insert(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use remit_domain::letter::Kind;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    fn row(state: State, token: i64, owner: &str, copies: i32) -> letter::Model {
        letter::Model {
            id: 7,
            person_id: None,
            to_name: String::new(),
            to_address: String::new(),
            kind: Stored(Kind::DataRequest),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            message_id: "<7@anyshire.example>".to_owned(),
            entity_ref: String::new(),
            morning_key: None,
            state: Stored(state),
            phase: Phase::Idle.into(),
            written_at: now(),
            date_at: now(),
            next_try_at: Some(now()),
            token,
            owner: owner.to_owned(),
            lease_until: None,
            attempts: 0,
            copies,
            sent_at: None,
            last_code: None,
            last_error: String::new(),
            calendar: None,
            calendar_method: String::new(),
            meant_for: String::new(),
            meant_address: String::new(),
            held_at: None,
            held_why: String::new(),
            again_of_id: None,
        }
    }

    fn handing(end: End) -> Handing {
        let (message_id, owner) = ("<7@anyshire.example>".to_owned(), "a/0".to_owned());
        Handing { message_id, token: 3, owner, copies: 0, at: now(), end }
    }

    fn said(row: &letter::Model, is_told: bool, end: End) -> Option<(State, i32, i64)> {
        let change = change(row, is_told, &handing(end), now())?;
        let state = change.state.into_value().map_or(*row.state, |_| match end {
            End::Taken => State::Sent,
            _ => State::Uncertain,
        });
        let token = if change.token.is_set() { change.token.unwrap() } else { row.token };
        Some((state, change.copies.unwrap(), token))
    }

    #[test]
    fn what_the_database_forgot_is_told_anew() {
        // The claim was forgotten; then the note that the last byte may go; then the answer.
        for (row, wanted) in [
            (row(State::Pending, 2, "", 0), (State::Sent, 1, 3)),
            (row(State::Sending, 3, "a/0", 0), (State::Sent, 1, 3)),
            (row(State::Sending, 3, "a/0", 1), (State::Sent, 1, 3)),
            (row(State::Uncertain, 3, "a/0", 1), (State::Sent, 1, 3)),
            (row(State::Retry, 2, "b/1", 0), (State::Sent, 1, 3)),
        ] {
            assert_eq!(said(&row, false, End::Taken), Some(wanted), "{row:?}");
        }
        for end in [End::Open, End::Doubt] {
            assert_eq!(said(&row(State::Pending, 2, "", 0), false, end), Some((State::Uncertain, 1, 3)));
        }
    }

    #[test]
    fn what_it_knows_is_left_alone() {
        for (row, is_told, end) in [
            (row(State::Sent, 3, "a/0", 1), true, End::Taken),
            (row(State::Sent, 3, "a/0", 1), false, End::Taken),
            (row(State::Sending, 3, "a/0", 1), false, End::Open),
            (row(State::Sending, 4, "b/0", 1), true, End::Taken),
            (row(State::Sent, 4, "b/0", 2), true, End::Taken),
        ] {
            assert_eq!(said(&row, is_told, end), None, "{row:?}");
        }
    }

    #[test]
    fn whoever_has_claimed_it_since_holds_nothing_and_a_copy_that_went_is_counted() {
        // The same number, for the older claim was forgotten: the owner tells them apart.
        let change = change(&row(State::Sending, 3, "b/0", 0), false, &handing(End::Taken), now()).unwrap();
        assert_eq!((change.token.unwrap(), change.owner.unwrap()), (3, "a/0".to_owned()));
        assert_eq!(said(&row(State::Sending, 5, "b/0", 0), false, End::Taken), Some((State::Sent, 1, 6)));
        assert_eq!(said(&row(State::Sent, 3, "b/0", 1), false, End::Taken), Some((State::Sent, 2, 3)));
        assert_eq!(said(&row(State::Uncertain, 4, "b/0", 1), false, End::Doubt), Some((State::Uncertain, 2, 4)));
    }
}
