//! How the service is, gathered once for the page of health, the figures and the banner on Due: letters, processes,
//! clock, the independent count. What of it is wrong, the domain says. Writes nothing.

use crate::app::App;
use crate::error::Result;
use crate::gate::{self, Gate};
use crate::nodes;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use remit_domain::health::{Alarm, Facts, Process, alarms};
use remit_domain::letter::{Kind, State};
use remit_domain::london;
use remit_domain::reckoning::Gap;
use remit_domain::word::Word;
use remit_entity::{Stored, bounce, installation, letter, node, reckoning};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::BTreeSet;

/// How far back what came back is told.
const LATELY: TimeDelta = TimeDelta::days(14);

/// Gaps that an officer has seen are not told again for so long.
const SEEN_FOR: TimeDelta = TimeDelta::days(40);

/// How the service is.
#[derive(Clone, Debug)]
pub struct Vitals {
    /// The facts.
    pub facts: Facts,
    /// Whether letters may leave.
    pub gate: Gate,
    /// Letters that could leave now, and those that wait for their time.
    pub due: u64,
    /// Letters that wait for their time or their next try.
    pub waiting: u64,
    /// When the next of them may leave.
    pub next_letter_at: Option<DateTime<Utc>>,
    /// When the timetable comes round next, at the soonest.
    pub next_tick_at: Option<DateTime<Utc>>,
    /// Letters that nobody could be given.
    pub dead: u64,
    /// Reports that a letter came back.
    pub bounced: u64,
    /// The processes.
    pub nodes: Vec<node::Model>,
    /// The last independent count.
    pub reckoning: Option<reckoning::Model>,
    /// What it found that nobody has seen.
    pub gaps: Vec<Gap>,
}

impl Vitals {
    /// What is wrong, or worth knowing.
    #[must_use]
    pub fn alarms(&self) -> Vec<Alarm> {
        alarms(&self.facts)
    }
}

fn waiting() -> Select<letter::Entity> {
    letter::Entity::find()
        .filter(letter::Column::NextTryAt.is_not_null())
        .filter(letter::Column::State.is_in([State::Pending, State::Retry].map(Stored)))
}

fn at_once() -> Vec<Stored<Kind>> {
    Kind::ALL.iter().copied().filter(|kind| kind.goes_at_once()).map(Stored).collect()
}

async fn first_due(app: &App, query: Select<letter::Entity>) -> Result<Option<DateTime<Utc>>> {
    let first = query.order_by_asc(letter::Column::NextTryAt).order_by_asc(letter::Column::Id).limit(1);
    Ok(first.one(app.db()).await?.and_then(|letter| letter.next_try_at))
}

/// Reads how the service is.
///
/// # Errors
/// When the database cannot be read.
pub async fn read(app: &App) -> Result<Vitals> {
    let (db, now) = (app.db(), app.clock().now());
    let today = london::date_in_london(now);
    let calendar = app.calendar().await?;
    let may_send = london::may_send(now, &calendar).unwrap_or(false);
    let opened = london::instant(today, london::Window::default().opens.max(NaiveTime::MIN));
    let due = || waiting().filter(letter::Column::NextTryAt.lte(now));
    let waiting_since = first_due(app, due().filter(letter::Column::Kind.is_not_in(at_once()))).await?;
    let urgent_since = first_due(app, due().filter(letter::Column::Kind.is_in(at_once()))).await?;
    let lately = now - LATELY;
    let of_state = |state: State| letter::Entity::find().filter(letter::Column::State.eq(Stored(state)));
    let dead = of_state(State::Dead).filter(letter::Column::WrittenAt.gt(lately)).count(db).await?;
    let in_doubt = || of_state(State::Uncertain).filter(letter::Column::WrittenAt.gt(lately));
    let uncertain = in_doubt().count(db).await?;
    let first_in_doubt = in_doubt().order_by_asc(letter::Column::WrittenAt).limit(1).one(db).await?;
    let nodes = nodes::list(app).await?;
    let gate = gate::find(db, today).await?;
    let reckoning =
        reckoning::Entity::find().order_by_desc(reckoning::Column::At).order_by_desc(reckoning::Column::Id).one(db);
    let reckoning = reckoning.await?;
    let gaps = unseen(app, reckoning.as_ref(), now).await?;
    let begun_at = installation::Entity::find().one(db).await?.and(nodes.iter().map(|node| node.started_at).min());
    let facts = Facts {
        now,
        may_send,
        waiting_since: waiting_since.map(|since| since.max(opened)),
        urgent_since,
        uncertain: (uncertain, first_in_doubt.map(|letter| letter.sent_at.unwrap_or(letter.date_at))),
        came_back: dead,
        held: gate.held,
        is_paused: gate.paused.is_some(),
        is_trial: gate.mode == remit_domain::sending::Mode::Trial,
        ticked_at: nodes.iter().filter_map(|node| node.ticked_at).max(),
        failing: app.pulse().failing().into_iter().map(str::to_owned).collect(),
        processes: nodes.iter().map(|node| process(node, now)).collect(),
        doubt: app.clock().doubt(),
        gaps: gaps.len() as u64,
        reckoned_at: reckoning.as_ref().map(|row| row.at),
        begun_at,
    };
    Ok(Vitals {
        facts,
        gate,
        due: due().count(db).await?,
        waiting: waiting().count(db).await?,
        next_letter_at: first_due(app, waiting()).await?,
        next_tick_at: nodes.iter().filter_map(|node| node.next_tick_at).filter(|at| *at > now).min(),
        dead,
        bounced: bounce::Entity::find().filter(bounce::Column::At.gt(lately)).count(db).await?,
        nodes,
        reckoning,
        gaps,
    })
}

fn process(row: &node::Model, now: DateTime<Utc>) -> Process {
    Process {
        name: row.name.clone(),
        is_gone: now - row.seen_at > nodes::GONE_AFTER,
        is_suspect: row.is_suspect,
        skew: TimeDelta::milliseconds(row.skew),
        relay: row.relay.clone(),
    }
}

/// The gaps of a count that stand in none that an officer has seen.
async fn unseen(app: &App, last: Option<&reckoning::Model>, now: DateTime<Utc>) -> Result<Vec<Gap>> {
    let Some(last) = last.filter(|row| row.seen_at.is_none()) else { return Ok(Vec::new()) };
    let seen = reckoning::Entity::find()
        .filter(reckoning::Column::SeenAt.is_not_null())
        .filter(reckoning::Column::At.gt(now - SEEN_FOR))
        .all(app.db())
        .await?;
    let seen: BTreeSet<String> = seen.iter().flat_map(|row| Gap::read_all(&row.gaps)).map(|gap| gap.sentence).collect();
    Ok(Gap::read_all(&last.gaps).into_iter().filter(|gap| !seen.contains(&gap.sentence)).collect())
}
