//! The processes that serve one database. Each writes a row of its own every few seconds: that it lives, how its clock
//! differs from the database's, when its timetable came round, how the relay stands. Correctness never rests on it.

use crate::app::App;
use crate::error::{Error, Result};
use crate::post::retelling;
use crate::trail::{self, About};
use crate::work::Work;
use chrono::{DateTime, TimeDelta, Utc};
use remit_domain::word::Word;
use remit_entity::node;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter,
    QueryOrder, SqlErr,
};
use std::fmt;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How often a process says that it lives.
const EVERY: Duration = Duration::from_secs(5);

/// How long one sign of life may take: a database that hangs is as good as none.
const PATIENCE: Duration = Duration::from_secs(8);

/// One that takes longer than this has the host looked for that takes writes.
const SLOW: Duration = Duration::from_secs(1);

/// How soon the next one is tried after a failure, or while others are waited for.
const SOON: Duration = Duration::from_secs(1);

/// So many in a row without an answer, while a fresh connection is answered: the connections hang, not the database.
const MOST_HANGING: u32 = 3;

/// A process that has not been heard of for so long has stopped.
pub const GONE_AFTER: TimeDelta = TimeDelta::seconds(30);

/// Its row is kept for so long afterwards.
const KEPT_FOR: TimeDelta = TimeDelta::days(7);

/// This process among those that serve the same database.
#[derive(Clone, Debug)]
pub struct Node {
    name: String,
    boot: String,
    started_at: DateTime<Utc>,
    row: Option<i64>,
    /// Whether the row says that the clock is doubted.
    said_suspect: bool,
}

impl Node {
    /// A process of this name; it is called otherwise where another of the same name lives.
    ///
    /// # Errors
    /// When there are no random numbers to tell it from others.
    pub fn new(app: &App, name: &str) -> Result<Self> {
        let boot: String = app.chance().token()?.chars().take(16).collect();
        let name = if name.is_empty() { "remit" } else { name };
        app.handed().known_as(&boot).map_err(anyhow::Error::from)?;
        Ok(Self { name: name.to_owned(), boot, started_at: app.clock().now(), row: None, said_suspect: false })
    }

    /// One sign of life. After a database has moved the others take it for the word that this process has told what it
    /// remembers of its letters: that comes first.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn beat(&mut self, app: &App) -> Result<()> {
        retelling::settle(app).await?;
        let Some(era) = app.store().era().await?.filter(|era| !app.handed().has_told(era)) else {
            return self.write(app).await;
        };
        Err(Error::broken(&format!("the database has moved on to {era}")))
    }

    async fn write(&mut self, app: &App) -> Result<()> {
        self.measure(app).await?;
        let doubt = app.clock().look();
        let held = match self.row {
            Some(id) => node::Entity::find_by_id(id).one(app.db()).await?.filter(|row| row.boot == self.boot),
            None => None,
        };
        let Some(held) = held else {
            self.row = Some(self.enter(app).await?);
            return self.tidy(app).await;
        };
        if self.said_suspect && !held.is_suspect && doubt.is_some() {
            // An officer has pressed the button, here or at another node.
            app.clock().trust();
        }
        let (ticked_at, next_tick_at) = app.pulse().ticks();
        let doubt = app.clock().look();
        let is_suspect = doubt.is_some();
        if let Some(doubt) = doubt.filter(|_| !self.said_suspect) {
            tracing::warn!("nothing is sent until the clock is believed: {}", doubt.label());
        }
        let written = node::Entity::update_many()
            .set(node::ActiveModel {
                seen_at: Set(app.clock().now()),
                skew: Set(self.skew(app)),
                is_suspect: Set(is_suspect),
                ticked_at: Set(ticked_at),
                next_tick_at: Set(next_tick_at),
                relay: Set(app.pulse().relay_words()),
                ..Default::default()
            })
            .filter(node::Column::Id.eq(held.id))
            .filter(node::Column::Boot.eq(self.boot.as_str()))
            .filter(Condition::all().add_option(app.store().still(&app.handed().told_in())))
            .exec(app.db())
            .await?;
        if written.rows_affected == 0 {
            return Err(Error::broken("the row of this process went while it was written"));
        }
        self.said_suspect = is_suspect;
        self.count(app).await
    }

    /// How many live: what may go a minute is shared among them.
    async fn count(&self, app: &App) -> Result<()> {
        if app.is_alone() {
            return Ok(());
        }
        let since = app.clock().now() - GONE_AFTER;
        let living = node::Entity::find().filter(node::Column::SeenAt.gt(since)).count(app.db()).await?;
        app.pulse().among(u32::try_from(living).unwrap_or(u32::MAX));
        Ok(())
    }

    /// How far the clock is ahead of the database's: the answer was given half-way between asking and hearing it.
    async fn measure(&self, app: &App) -> Result<()> {
        let asked_at = app.clock().now();
        let Some(theirs) = app.store().clock().await? else {
            app.clock().measured(None);
            return Ok(());
        };
        let heard_at = app.clock().now();
        app.clock().measured(Some(asked_at + (heard_at - asked_at) / 2 - theirs));
        Ok(())
    }

    fn skew(&self, app: &App) -> i64 {
        app.clock().skew().map_or(0, |skew| skew.num_milliseconds())
    }

    /// Takes a row: the one under this name, unless a process that lives has it; then one under the next name.
    async fn enter(&mut self, app: &App) -> Result<i64> {
        let base = self.name.clone();
        for n in 1..1000 {
            let name = if n == 1 { base.clone() } else { format!("{base} ({n})") };
            let now = app.clock().now();
            let found = node::Entity::find().filter(node::Column::Name.eq(name.as_str())).one(app.db()).await?;
            let new = node::ActiveModel {
                name: Set(name.clone()),
                boot: Set(self.boot.clone()),
                version: Set(env!("CARGO_PKG_VERSION").to_owned()),
                started_at: Set(self.started_at),
                seen_at: Set(now),
                skew: Set(self.skew(app)),
                is_suspect: Set(app.clock().doubt().is_some()),
                ticked_at: Set(None),
                next_tick_at: Set(None),
                relay: Set(String::new()),
                ..Default::default()
            };
            self.said_suspect = app.clock().doubt().is_some();
            match found {
                Some(row) if row.boot != self.boot && !app.handed().followed(&row.boot) && lives(app, &row, now) => {}
                Some(row) => {
                    let taken = node::Entity::update_many()
                        .set(new)
                        .filter(node::Column::Id.eq(row.id))
                        .filter(node::Column::Boot.eq(row.boot))
                        .exec(app.db())
                        .await?;
                    if taken.rows_affected == 1 {
                        return Ok(row.id);
                    }
                }
                // Somebody else may take the name in this moment: the next one is tried.
                None => match new.insert(app.db()).await {
                    Ok(row) => return Ok(row.id),
                    Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {}
                    Err(error) => return Err(error.into()),
                },
            }
        }
        Err(Error::broken("a thousand processes of one name"))
    }

    /// Rows of processes that stopped a week ago go.
    async fn tidy(&self, app: &App) -> Result<()> {
        let before = app.clock().now() - KEPT_FOR;
        node::Entity::delete_many().filter(node::Column::SeenAt.lt(before)).exec(app.db()).await?;
        Ok(())
    }

    /// The process ends in order: nobody need look for it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn leave(&self, app: &App) -> Result<()> {
        let Some(id) = self.row else { return Ok(()) };
        node::Entity::delete_many()
            .filter(node::Column::Id.eq(id))
            .filter(node::Column::Boot.eq(self.boot.as_str()))
            .filter(Condition::all().add_option(app.store().still(&app.handed().told_in())))
            .exec(app.db())
            .await?;
        Ok(())
    }
}

fn lives(app: &App, row: &node::Model, now: DateTime<Utc>) -> bool {
    !app.is_alone() && now - row.seen_at < GONE_AFTER
}

/// The database hangs, and what waits for its answer will wait until TCP gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hangs;

impl fmt::Display for Hangs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the database hangs, and a fresh connection finds one that does not: \
             the service ends, to be started anew",
        )
    }
}

impl std::error::Error for Hangs {}

/// How a sign of life ended.
enum Beaten {
    Taken,
    Missed(String),
    /// Without an answer.
    Hung,
}

/// One sign of life. While it is awaited for longer than usual, the host that takes writes is looked for: what waits for
/// a connection goes on there.
async fn sign(app: &App, node: &mut Node) -> std::result::Result<Beaten, Hangs> {
    let beaten = node.beat(app);
    tokio::pin!(beaten);
    let begun = Instant::now();
    loop {
        tokio::select! {
            beaten = &mut beaten => return Ok(match beaten {
                Ok(()) => Beaten::Taken,
                Err(error) => Beaten::Missed(words(&error)),
            }),
            () = tokio::time::sleep(SLOW) => {
                // A host that hangs has other prisoners too.
                if app.store().took(false).await {
                    return Err(Hangs);
                }
                if begun.elapsed() >= PATIENCE {
                    return Ok(Beaten::Hung);
                }
            }
        }
    }
}

/// Says that this process lives and how the relay stands, until told to stop. What the database does not take is told to
/// the pulse: whoever sends visitors here must know. With nobody answering at all the process stays, not ready.
///
/// # Errors
/// When there are no random numbers, or when the database hangs and a fresh connection would not.
pub async fn keep(app: App, relay: impl Fn() -> String + Send, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let mut node = Node::new(&app, &app.pulse().name()).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let (mut hanging, mut said, mut begun) = (0, String::new(), 0);
    while !*stop.borrow() {
        app.pulse().relay(relay());
        let beaten = sign(&app, &mut node).await?;
        // One that is busy makes others wait too; one that hangs begins nothing for anybody.
        let is_still = std::mem::replace(&mut begun, app.store().begun()) == app.store().begun();
        hanging = if matches!(beaten, Beaten::Hung) && is_still { hanging + 1 } else { 0 };
        let fault = match beaten {
            Beaten::Taken => String::new(),
            Beaten::Missed(why) => why,
            Beaten::Hung => "the database does not answer".to_owned(),
        };
        if fault.is_empty() {
            app.pulse().beat();
        } else {
            if said != fault {
                tracing::error!(fault, "no sign of life could be written");
            }
            app.pulse().missed(&fault);
        }
        let hangs = app.store().took(fault.is_empty()).await;
        if hangs || (hanging >= MOST_HANGING && app.store().answers_anew().await) {
            return Err(Hangs.into());
        }
        let is_calm = fault.is_empty() && app.handed().is_settled();
        said = fault;
        tokio::select! {
            () = tokio::time::sleep(if is_calm || app.is_alone() { EVERY } else { SOON }) => {}
            _ = stop.changed() => {}
        }
    }
    if tokio::time::timeout(PATIENCE, node.leave(&app)).await.is_err() {
        tracing::warn!("the database does not answer: this node stays in the list until it is forgotten");
    }
    Ok(())
}

fn words(error: &Error) -> String {
    if error.lacks_room() {
        return "the disk is full: there is no room left for the database".to_owned();
    }
    let Error::Broken(error) = error else { return "the database cannot be written".to_owned() };
    let whole = format!("{error:#}");
    if whole.contains("read-only") || whole.contains("readonly") {
        return "the database is read-only".to_owned();
    }
    "the database cannot be written".to_owned()
}

/// Every process that is or was lately known, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App) -> Result<Vec<node::Model>> {
    Ok(node::Entity::find().order_by_asc(node::Column::Name).all(app.db()).await?)
}

/// An officer says that the clock of a process is right; it hears of it with its next sign of life.
///
/// # Errors
/// When there is no such process, or the database cannot be written.
pub async fn trust(work: &Work, id: i64) -> Result<()> {
    let row = node::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    node::Entity::update_many()
        .col_expr(node::Column::IsSuspect, Expr::value(false))
        .filter(node::Column::Id.eq(id))
        .exec(&work.tx)
        .await?;
    trail::record(work, "said that the clock is right", About { noun: "node", id, body: None }, row.name).await
}

/// Forgets a process that has stopped.
///
/// # Errors
/// When there is no such process, or it lives.
pub async fn forget(work: &Work, id: i64) -> Result<()> {
    let row = node::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if work.at - row.seen_at < GONE_AFTER {
        return Err(Error::Stale);
    }
    let name = row.name.clone();
    row.delete(&work.tx).await?;
    trail::record(work, "forgot a process that has stopped", About { noun: "node", id, body: None }, name).await
}
