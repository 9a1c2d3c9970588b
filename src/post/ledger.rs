//! The sender's bookkeeping about letters: claim, confirm before the dot, write the verdict down, take back what a
//! dead sender held. Every statement names the claim's token, so that a sender which lost its claim writes nothing.
//!
//! Called by `deliver`; the fault suite measures `claim`. What a verdict is, `policy` decides.

use chrono::{DateTime, TimeDelta, Utc};
use remit_domain::letter::{Kind, Phase, State};
use remit_domain::word::Word;
use remit_entity::{Stored, attempt, bounce, letter};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, NullOrdering, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::policy::{MOST_COPIES, Verdict, goes_only_once, second_copy_at};
use crate::app::App;
use crate::error::Result;

/// A claim to be made.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Who claims.
    pub owner: String,
    /// The moment by which letters are due.
    pub now: DateTime<Utc>,
    /// How long the claim holds.
    pub lease: TimeDelta,
    /// How many at most.
    pub most: u64,
    /// Outside the sending hours only what somebody waits for may go.
    pub only_at_once: bool,
    /// Look first for what goes before its turn: what somebody waits for, what the law wants by a day.
    pub looks: bool,
    /// Look for second copies whose time has come.
    pub doubts: bool,
    /// Where few may go at a time: what is due soonest first.
    pub by_due_date: bool,
}

/// Written out, because neither database uses an index of a part of the table for states that come as parameters.
const WAITING: &str = "state IN ('pending', 'retry')";
const DOUBTFUL: &str = "state = 'uncertain'";
const HELD: &str = "state = 'sending'";

fn kinds(which: fn(Kind) -> bool) -> Vec<Stored<Kind>> {
    Kind::ALL.iter().copied().filter(|kind| which(*kind)).map(Stored).collect()
}

/// Takes letters that are due: first what somebody waits for, then what the law wants by a day, then the longest due.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(app: &App, claim: &Claim) -> Result<Vec<letter::Model>> {
    // Looked up without a lock first: a pass that finds nothing must not make everybody else wait.
    let mut queries = Vec::new();
    for query in turns(claim) {
        let first = query.clone().select_only().column(letter::Column::Id).limit(1);
        if first.into_tuple::<i64>().one(app.db()).await?.is_some() {
            queries.push(query);
        }
    }
    if queries.is_empty() {
        return Ok(Vec::new());
    }
    let (tx, _turn) = app.begin_bookkeeping().await?;
    let mut letters: Vec<letter::Model> = Vec::new();
    for query in queries {
        let room = claim.most.saturating_sub(letters.len() as u64);
        if room == 0 {
            break;
        }
        let ours = letters.iter().map(|letter| letter.id);
        let query = if letters.is_empty() { query } else { query.filter(letter::Column::Id.is_not_in(ours)) };
        letters
            .extend(query.limit(room).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&tx).await?);
    }
    let claimed = letter::Entity::update_many()
        .set(letter::ActiveModel {
            state: Set(State::Sending.into()),
            phase: Set(Phase::Claimed.into()),
            owner: Set(claim.owner.clone()),
            lease_until: Set(Some(claim.now + claim.lease)),
            ..Default::default()
        })
        .col_expr(letter::Column::Token, Expr::col(letter::Column::Token).add(1))
        .filter(letter::Column::Id.is_in(letters.iter().map(|letter| letter.id)))
        .filter(Condition::all().add_option(app.store().still(&app.handed().settled_in())))
        .exec(&tx)
        .await?;
    if claimed.rows_affected != letters.len() as u64 {
        // The database has moved since all were asked what they remember.
        tx.rollback().await?;
        return Ok(Vec::new());
    }
    tx.commit().await?;
    for letter in &mut letters {
        letter.token += 1;
        letter.owner.clone_from(&claim.owner);
    }
    Ok(letters)
}

/// The questions that a claim asks, in the order of their urgency.
fn turns(claim: &Claim) -> Vec<sea_orm::Select<letter::Entity>> {
    let due = |state: &'static str| {
        letter::Entity::find()
            .filter(Expr::cust(state))
            .filter(letter::Column::NextTryAt.lte(claim.now))
            .filter(letter::Column::Copies.lt(MOST_COPIES))
    };
    let in_turn = |query: sea_orm::Select<letter::Entity>| {
        query.order_by_asc(letter::Column::NextTryAt).order_by_asc(letter::Column::Id)
    };
    let of = |which| in_turn(due(WAITING).filter(letter::Column::Kind.is_in(kinds(which))));
    if claim.only_at_once {
        return vec![of(Kind::goes_at_once)];
    }
    let rest = if claim.by_due_date {
        in_turn(due(WAITING).order_by_with_nulls(soonest(), Order::Asc, NullOrdering::Last))
    } else {
        in_turn(due(WAITING))
    };
    let mut turns = Vec::new();
    if claim.looks {
        turns.extend([of(Kind::goes_at_once), of(Kind::is_statutory)]);
    }
    if claim.doubts {
        turns.push(in_turn(due(DOUBTFUL)));
    }
    turns.push(rest);
    turns
}

/// The soonest day by which something is due of which a letter speaks.
fn soonest() -> SimpleExpr {
    Expr::cust("(SELECT MIN(notice.due_on) FROM notice WHERE notice.letter_id = letter.id)")
}

/// How many letters written before a moment have not left, and when the oldest of them was written. Those that a person
/// has let go since count no more.
pub(super) async fn backlog(app: &App, before: DateTime<Utc>) -> Result<(u64, Option<DateTime<Utc>>)> {
    let waiting = || {
        letter::Entity::find()
            .filter(letter::Column::WrittenAt.lt(before))
            .filter(letter::Column::NextTryAt.is_not_null())
            .filter(Expr::cust(WAITING))
            .filter(letter::Column::HeldAt.is_null())
            .filter(letter::Column::Attempts.eq(0))
    };
    let Some(oldest) = waiting().order_by_asc(letter::Column::WrittenAt).limit(1).one(app.db()).await? else {
        return Ok((0, None));
    };
    Ok((waiting().count(app.db()).await?, Some(oldest.written_at)))
}

/// A claim. A database that has forgotten one may give its token to the next owner, or its number to the next letter.
fn ours(held: &letter::Model) -> Condition {
    Condition::all()
        .add(letter::Column::Id.eq(held.id))
        .add(letter::Column::MessageId.eq(held.message_id.as_str()))
        .add(letter::Column::Token.eq(held.token))
        .add(letter::Column::Owner.eq(held.owner.as_str()))
}

/// Confirms, between the relay's 354 and the message, that the letter is still ours, and that from now on a broken
/// line leaves it in doubt. False when it is not ours any more.
pub(super) async fn confirm(app: &App, held: &letter::Model, lease_until: DateTime<Utc>) -> Result<bool> {
    let _turn = app.turn().await;
    let confirmed = letter::Entity::update_many()
        .set(letter::ActiveModel {
            phase: Set(Phase::Data.into()),
            lease_until: Set(Some(lease_until)),
            ..Default::default()
        })
        .col_expr(letter::Column::Copies, Expr::col(letter::Column::Copies).add(1))
        .filter(ours(held))
        .filter(letter::Column::State.eq(Stored(State::Sending)))
        .filter(letter::Column::Phase.eq(Stored(Phase::Claimed)))
        .exec(app.db())
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// When this letter was first talked about with a relay.
pub(super) async fn first_tried_at(app: &App, id: i64) -> Result<Option<DateTime<Utc>>> {
    let first = attempt::Entity::find().filter(attempt::Column::LetterId.eq(id)).order_by_asc(attempt::Column::Id);
    Ok(first.one(app.db()).await?.map(|attempt| attempt.started_at))
}

/// Writes a verdict down together with the conversation that led to it. False when the claim had been lost.
pub(super) async fn record(
    app: &App,
    held: &letter::Model,
    started_at: DateTime<Utc>,
    verdict: &Verdict,
) -> Result<bool> {
    let (tx, _turn) = app.begin_bookkeeping().await?;
    let written = letter::Entity::update_many()
        .set(letter::ActiveModel {
            state: Set(verdict.state.into()),
            phase: Set(Phase::Idle.into()),
            next_try_at: Set(verdict.next_try_at),
            lease_until: Set(None),
            attempts: Set(verdict.attempts),
            copies: Set(verdict.copies),
            sent_at: Set(verdict.sent_at),
            last_code: Set(verdict.code),
            last_error: Set(if verdict.state == State::Sent { String::new() } else { verdict.words.clone() }),
            ..Default::default()
        })
        .filter(ours(held))
        .exec(&tx)
        .await?;
    if written.rows_affected == 0 && !app.is_alone() && !is_known(&tx, held).await? {
        // The database has forgotten the claim; what is to be said then, `retelling` knows.
        tx.rollback().await?;
        return Ok(false);
    }
    let conversation = attempt::ActiveModel {
        letter_id: Set(held.id),
        token: Set(held.token),
        owner: Set(held.owner.clone()),
        started_at: Set(started_at),
        ended_at: Set(Some(app.clock().now())),
        phase_reached: Set(verdict.reached.to_owned()),
        code: Set(verdict.code),
        words: Set(verdict.words.clone()),
        ..Default::default()
    };
    attempt::Entity::insert(conversation).exec_without_returning(&tx).await?;
    if written.rows_affected == 1 && verdict.is_about_the_address() {
        refuse_address(&tx, held.id, app.clock().now(), verdict).await?;
    }
    tx.commit().await?;
    Ok(written.rows_affected == 1)
}

/// Whether it was noted already, by whoever took a claim back, that the letter may have left under it.
async fn is_known(tx: &impl ConnectionTrait, held: &letter::Model) -> Result<bool> {
    let doubts = attempt::Entity::find()
        .filter(attempt::Column::LetterId.eq(held.id))
        .filter(attempt::Column::Token.eq(held.token))
        .filter(attempt::Column::Owner.eq(held.owner.as_str()));
    Ok(doubts.limit(1).one(tx).await?.is_some())
}

/// A reader whom the relay refuses for good is told of like one from whom a letter comes back later.
async fn refuse_address(tx: &impl ConnectionTrait, letter_id: i64, at: DateTime<Utc>, verdict: &Verdict) -> Result<()> {
    let code = verdict.words.split(' ').next().filter(|word| word.starts_with("5.")).unwrap_or("5.0.0");
    let report = bounce::ActiveModel {
        letter_id: Set(letter_id),
        at: Set(at),
        code: Set(code.to_owned()),
        words: Set(verdict.words.clone()),
        told_by: Set("the council’s relay".to_owned()),
        mark: Set(bounce::AT_ONCE.to_owned()),
        ..Default::default()
    };
    bounce::Entity::insert(report).exec_without_returning(tx).await?;
    Ok(())
}

/// Gives back letters that were claimed but not begun.
pub(super) async fn release(app: &App, letters: &[letter::Model]) -> Result<()> {
    for held in letters {
        letter::Entity::update_many()
            .set(idle(State::Pending))
            .filter(ours(held))
            .filter(letter::Column::State.eq(Stored(State::Sending)))
            .filter(letter::Column::Phase.eq(Stored(Phase::Claimed)))
            .exec(app.db())
            .await?;
    }
    Ok(())
}

/// Takes back what a sender held that is gone: leases before `expired`, or all of them when none is given and no
/// other sender can exist. What was not begun waits again; what may have been taken is in doubt.
pub(super) async fn take_back(app: &App, expired: Option<DateTime<Utc>>) -> Result<usize> {
    let held = || {
        let query = letter::Entity::find().filter(Expr::cust(HELD)).filter(letter::Column::LeaseUntil.is_not_null());
        match expired {
            Some(at) => query.filter(letter::Column::LeaseUntil.lt(at)),
            None => query,
        }
    };
    if held().limit(1).one(app.db()).await?.is_none() {
        return Ok(0);
    }
    let now = app.clock().now();
    let (tx, _turn) = app.begin_bookkeeping().await?;
    let letters = held().lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&tx).await?;
    for left in &letters {
        if *left.phase == Phase::Data {
            doubt(&tx, left, now).await?;
        } else {
            letter::Entity::update_many()
                .set(idle(State::Pending))
                .col_expr(letter::Column::Token, Expr::col(letter::Column::Token).add(1))
                .filter(letter::Column::Id.eq(left.id))
                .exec(&tx)
                .await?;
        }
    }
    tx.commit().await?;
    Ok(letters.len())
}

/// The token stays: if the sender lives after all, what it heard is better than doubt.
async fn doubt(tx: &impl ConnectionTrait, left: &letter::Model, now: DateTime<Utc>) -> Result<()> {
    const WORDS: &str = "the sender stopped before it could note the relay's answer";
    letter::Entity::update_many()
        .set(letter::ActiveModel {
            next_try_at: Set(second_copy_at(now, left.copies, goes_only_once(left.kind.0))),
            last_error: Set(WORDS.to_owned()),
            ..idle(State::Uncertain)
        })
        .filter(letter::Column::Id.eq(left.id))
        .exec(tx)
        .await?;
    attempt::ActiveModel {
        letter_id: Set(left.id),
        token: Set(left.token),
        owner: Set(left.owner.clone()),
        started_at: Set(now),
        ended_at: Set(None),
        phase_reached: Set("after-dot".to_owned()),
        code: Set(None),
        words: Set(WORDS.to_owned()),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    Ok(())
}

fn idle(state: State) -> letter::ActiveModel {
    letter::ActiveModel {
        state: Set(state.into()),
        phase: Set(Phase::Idle.into()),
        lease_until: Set(None),
        ..Default::default()
    }
}
