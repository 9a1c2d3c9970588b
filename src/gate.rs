//! Whether letters may leave this installation: on trial or live, held because this is a copy, a restored backup or a
//! backlog, paused by an officer. Read by the post office; decided in the column `reminders` and when the service starts.

use crate::app::App;
use crate::error::{Error, Result};
use crate::reminding::Rules;
use crate::trail::{self, About};
use crate::work::{Author, Work};
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::letter::{Kind, State};
use remit_domain::sending::{Held, Mode, Start, asks_at_start};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, council, installation, letter, pause, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;

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

/// A pause that holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The body; none for everything.
    pub body: Option<String>,
    /// Why.
    pub reason: String,
    /// Its last day.
    pub until_on: NaiveDate,
    /// Who began it.
    pub by: String,
}

impl Pause {
    /// In a sentence.
    #[must_use]
    pub fn said(&self) -> String {
        let until = wording::date_with_weekday(self.until_on);
        match &self.body {
            Some(body) => format!("Reminders of the {body} are paused until {until}: {}", self.reason),
            None => format!("All letters are paused until {until}: {}", self.reason),
        }
    }
}

/// The pauses that hold on a day, that of everything first.
///
/// # Errors
/// When the database cannot be read.
pub async fn pauses(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Pause>> {
    let held = pause::Entity::find()
        .filter(pause::Column::EndedAt.is_null())
        .filter(pause::Column::UntilOn.gte(today))
        .order_by_asc(pause::Column::Id)
        .all(db)
        .await?;
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let bodies = body::Entity::find().filter(body::Column::Id.is_in(held.iter().filter_map(|row| row.body_id)));
    let names: BTreeMap<i64, String> = bodies.all(db).await?.into_iter().map(|body| (body.id, body.name)).collect();
    let mut pauses: Vec<Pause> = held
        .into_iter()
        .map(|row| Pause {
            body: row.body_id.map(|id| names.get(&id).cloned().unwrap_or_else(|| "body that has ended".to_owned())),
            reason: row.reason,
            until_on: row.until_on,
            by: row.made_by,
        })
        .collect();
    pauses.sort_by_key(|pause| pause.body.is_some());
    Ok(pauses)
}

/// What officers must know on every page while letters do not simply go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// In a few words.
    pub heading: &'static str,
    /// The sentence.
    pub text: String,
    /// Where it is changed.
    pub href: &'static str,
    /// What is done there.
    pub deed: &'static str,
}

/// The bars of a day; none while letters simply go.
///
/// # Errors
/// When the database cannot be read.
pub async fn bars(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Bar>> {
    let mut bars = Vec::new();
    let row = installation::Entity::find().one(db).await?;
    let held = row.as_ref().and_then(held_of);
    if let Some(held) = held {
        let text = format!("{} No letter leaves until somebody says what becomes of those that wait.", held.label());
        bars.push(Bar { heading: "Letters are held", text, href: "/reminders", deed: "Say what becomes of them" });
    }
    if row.is_some_and(|row| row.mode.0 == Mode::Trial) {
        let to = trial_reader(db).await?.map_or_else(|| "an officer".to_owned(), |person| person.name);
        let text = format!("Every letter goes to {to} instead, and says who would have had it.");
        bars.push(Bar { heading: "On trial", text, href: "/reminders/live", deed: "Go live" });
    }
    for pause in pauses(db, today).await? {
        bars.push(Bar { heading: "Paused", text: pause.said(), href: "/reminders/quiet", deed: "End the pause" });
    }
    Ok(bars)
}

fn held_of(row: &installation::Model) -> Option<Held> {
    Held::ALL.iter().copied().find(|held| held.word() == row.held_why)
}

/// Letters that wait to be handed over, but for those that somebody has just asked for.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting(db: &impl ConnectionTrait) -> Result<Vec<letter::Model>> {
    let at_once: Vec<_> = Kind::ALL.iter().copied().filter(|kind| kind.goes_at_once()).map(Stored).collect();
    Ok(letter::Entity::find()
        .filter(letter::Column::NextTryAt.is_not_null())
        .filter(letter::Column::State.is_in([State::Pending, State::Retry].map(Stored)))
        .filter(letter::Column::Kind.is_not_in(at_once))
        .order_by_asc(letter::Column::WrittenAt)
        .all(db)
        .await?)
}

/// How letters stand on a day. A database without a word about it, a test's or a demonstration's, is live.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Gate> {
    let row = installation::Entity::find().one(db).await?;
    let held = row.as_ref().and_then(held_of);
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
        fresh(work, site, if is_new { Mode::Trial } else { Mode::Live })?.insert(&work.tx).await?;
        return Ok(None);
    };
    let start = Start { used_at: Some(&found.site), used_now: &site, alive_at: Some(found.alive_at), remembered_at };
    let asks = asks_at_start(&start);
    let was_held = held_of(&found);
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

fn fresh(work: &Work, site: String, mode: Mode) -> Result<installation::ActiveModel> {
    Ok(installation::ActiveModel {
        token: Set(work.chance.token()?),
        site: Set(site),
        generation: Set(1),
        alive_at: Set(work.at),
        mode: Set(Stored(mode)),
        held_why: Set(String::new()),
        version: Set(1),
        ..Default::default()
    })
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

/// Letters go to those whom they are for, or from now on to an officer again. False when they did already.
///
/// # Errors
/// When the database cannot be written.
pub async fn turn(work: &Work, to: Mode) -> Result<bool> {
    match installation::Entity::find().lock_exclusive().one(&work.tx).await? {
        // A demonstration knows of no trials until somebody tries one.
        None if to == Mode::Live => return Ok(false),
        None => {
            fresh(work, work.site.url.clone(), to)?.insert(&work.tx).await?;
        }
        Some(found) if found.mode.0 == to => return Ok(false),
        Some(found) => {
            let version = found.version;
            let mut row = found.into_active_model();
            row.mode = Set(Stored(to));
            row.version = Set(version + 1);
            row.update(&work.tx).await?;
        }
    }
    trail::record(work, "turned", about(), to.label().to_owned()).await?;
    Ok(true)
}

fn about() -> About {
    About { noun: "installation", id: 1, body: None }
}
