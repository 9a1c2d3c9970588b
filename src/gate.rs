//! Whether letters may leave this installation: on trial or live, held because this is a copy, a restored backup or a
//! backlog, paused by an officer. Read by the post office; decided in the column `reminders` and when the service starts.

use crate::app::App;
use crate::error::{Error, Result};
use crate::reminding::Rules;
use crate::trail::{self, About};
use crate::work::{Author, Work};
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::letter::State;
use remit_domain::sending::{Held, Mode, Start, asks_at_start};
use remit_domain::word::Word;
use remit_entity::{Stored, council, installation, letter, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

/// How letters stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// On trial or live.
    pub mode: Mode,
    /// Why everything is held until a person says so.
    pub held: Option<Held>,
    /// Why an officer has paused everything.
    pub paused: Option<String>,
}

impl Gate {
    /// Whether only what somebody has just asked for may leave.
    #[must_use]
    pub fn is_shut(&self) -> bool {
        self.held.is_some() || self.paused.is_some()
    }
}

/// How letters stand on a day. A database without a word about it, a test's or a demonstration's, is live.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Gate> {
    let row = installation::Entity::find().one(db).await?;
    let held = row.as_ref().and_then(|row| Held::ALL.iter().copied().find(|held| held.word() == row.held_why));
    let paused = Rules::of(db, today).await?.paused().map(str::to_owned);
    Ok(Gate { mode: row.map_or(Mode::Live, |row| row.mode.0), held, paused })
}

/// To whom letters go while the installation is on trial; none while it is live. The officer who set it up, or the first
/// there is.
///
/// # Errors
/// When the database cannot be read.
pub async fn trial_reader(db: &impl ConnectionTrait) -> Result<Option<person::Model>> {
    let on_trial = installation::Entity::find().filter(installation::Column::Mode.eq(Stored(Mode::Trial))).count(db);
    if on_trial.await? == 0 {
        return Ok(None);
    }
    Ok(person::Entity::find()
        .filter(person::Column::IsOfficer.eq(true))
        .filter(person::Column::LeftOn.is_null())
        .filter(person::Column::Email.ne(""))
        .order_by_asc(person::Column::Id)
        .one(db)
        .await?)
}

/// What a service does when it starts: believes itself to be this installation, or holds the letters until a person says
/// what it is. A new installation begins on trial; one that has sent letters before it knew of trials goes on as it was.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin(app: &App, remembered_at: Option<DateTime<Utc>>) -> Result<Option<Held>> {
    let site = app.site().url.clone();
    app.write(Author::Remit, move |work| Box::pin(async move { start(work, site, remembered_at).await })).await
}

async fn start(work: &Work, site: String, remembered_at: Option<DateTime<Utc>>) -> Result<Option<Held>> {
    let found = installation::Entity::find().lock_exclusive().one(&work.tx).await?;
    let Some(found) = found else {
        let is_new = council::Entity::find().count(&work.tx).await? == 0
            || letter::Entity::find().filter(letter::Column::SentAt.is_not_null()).count(&work.tx).await? == 0;
        let row = installation::ActiveModel {
            token: Set(work.chance.token()?),
            site: Set(site),
            generation: Set(1),
            alive_at: Set(work.at),
            mode: Set(Stored(if is_new { Mode::Trial } else { Mode::Live })),
            held_why: Set(String::new()),
            version: Set(1),
            ..Default::default()
        };
        row.insert(&work.tx).await?;
        return Ok(None);
    };
    let start = Start { used_at: Some(&found.site), used_now: &site, alive_at: Some(found.alive_at), remembered_at };
    let asks = asks_at_start(&start);
    let was_held = Held::ALL.iter().copied().find(|held| held.word() == found.held_why);
    let generation = found.generation;
    let mut row = found.into_active_model();
    row.generation = Set(generation + 1);
    row.alive_at = Set(work.at);
    if let Some(held) = asks {
        row.held_why = Set(held.word().to_owned());
        row.held_at = Set(Some(work.at));
    }
    row.update(&work.tx).await?;
    Ok(asks.or(was_held))
}

/// When this installation was last alive, as its database has it.
///
/// # Errors
/// When the database cannot be read.
pub async fn alive_at(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    Ok(installation::Entity::find().one(db).await?.map(|row| row.alive_at))
}

/// Notes that this installation is alive; what stands beside the database is written by the caller afterwards.
///
/// # Errors
/// When the database cannot be written.
pub async fn beat(app: &App) -> Result<()> {
    let now = app.clock().now();
    installation::Entity::update_many()
        .col_expr(installation::Column::AliveAt, sea_orm::sea_query::Expr::value(now))
        .filter(installation::Column::AliveAt.lt(now))
        .exec(app.db())
        .await?;
    Ok(())
}

/// Holds every letter until a person says so.
///
/// # Errors
/// When the database cannot be written.
pub async fn hold(work: &Work, why: Held) -> Result<()> {
    let Some(found) = installation::Entity::find().lock_exclusive().one(&work.tx).await? else { return Ok(()) };
    if !found.held_why.is_empty() {
        return Ok(());
    }
    let mut row = found.into_active_model();
    row.held_why = Set(why.word().to_owned());
    row.held_at = Set(Some(work.at));
    row.update(&work.tx).await?;
    trail::record(work, "held the letters", about(), why.label().to_owned()).await
}

/// A person says what this installation is: letters go again, from here.
///
/// # Errors
/// When the database cannot be written, or somebody else has said it already.
pub async fn let_go(work: &Work) -> Result<()> {
    let found = installation::Entity::find().lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let why = found.held_why.clone();
    let version = found.version;
    // What a person has let go is no backlog any more.
    letter::Entity::update_many()
        .col_expr(letter::Column::HeldAt, sea_orm::sea_query::Expr::value(work.at))
        .col_expr(letter::Column::HeldWhy, sea_orm::sea_query::Expr::value(why.clone()))
        .filter(letter::Column::NextTryAt.is_not_null())
        .filter(letter::Column::State.is_in([State::Pending, State::Retry].map(Stored)))
        .exec(&work.tx)
        .await?;
    let mut row = found.into_active_model();
    row.site = Set(work.site.url.clone());
    row.held_why = Set(String::new());
    row.held_at = Set(None);
    row.version = Set(version + 1);
    row.update(&work.tx).await?;
    trail::record(work, "let the letters go", about(), why).await
}

/// Letters go to those whom they are for, or from now on to an officer again.
///
/// # Errors
/// When the database cannot be written.
pub async fn turn(work: &Work, to: Mode) -> Result<()> {
    let found = installation::Entity::find().lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if found.mode.0 == to {
        return Ok(());
    }
    let version = found.version;
    let mut row = found.into_active_model();
    row.mode = Set(Stored(to));
    row.version = Set(version + 1);
    row.update(&work.tx).await?;
    trail::record(work, "turned", about(), to.label().to_owned()).await
}

fn about() -> About {
    About { noun: "installation", id: 1, body: None }
}
