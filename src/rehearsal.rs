//! What will be sent: the service's own jobs, lived through day by day on a copy of the database whose clock runs ahead.
//! The same engine as in earnest, so the same letters. Called by the page of reminders and by `remit rehearse`.

mod copy;
mod foreseen;

pub use foreseen::{Foreseen, Run, foreseen};

use crate::app::{App, Parts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::error::Result;
use crate::keys::hash;
use crate::store::{Place, Store};
use crate::weekly;
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::calendar::Calendar;
use remit_domain::ladder::Audience;
use remit_domain::letter::{self as letter_kinds, State};
use remit_domain::london;
use remit_domain::obligation as obligations;
use remit_domain::word::Word;
use remit_entity::{Stored, letter, notice, obligation, telling};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A letter and the moment at which it would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// When it would go.
    pub at: DateTime<Utc>,
    /// The letter, as it would be sent.
    pub letter: letter::Model,
    /// Why: the rungs that it would carry.
    pub rungs: Vec<Rung>,
}

impl Played {
    /// Whom it is for: on trial it would go to an officer instead.
    #[must_use]
    pub fn reader(&self) -> (&str, &str) {
        match self.letter.meant_for.as_str() {
            "" => (&self.letter.to_name, &self.letter.to_address),
            _ => (&self.letter.meant_for, &self.letter.meant_address),
        }
    }

    /// A name that the same letter has in every rehearsal: its reader, its morning, and what it is about.
    #[must_use]
    pub fn name(&self) -> String {
        let on = london::date_in_london(self.at);
        let mut about: Vec<String> = self.rungs.iter().map(Rung::name).collect();
        about.sort();
        let told = if about.is_empty() { self.letter.subject.as_str() } else { "" };
        let kind = self.letter.kind.word();
        let whole = hash(&format!("{}|{on}|{kind}|{told}|{}", self.reader().1, about.join(" ")));
        format!("{on}-{}", whole.chars().take(16).collect::<String>())
    }
}

impl Rung {
    /// The key of its notice, as a form carries it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}/{}/{}", self.obligation_id, self.due_on, self.code, self.person_id)
    }
}

/// A rung that a letter carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The obligation.
    pub obligation_id: i64,
    /// What is owed.
    pub kind: obligations::Kind,
    /// What a list calls it.
    pub title: String,
    /// The body to which it is owed.
    pub body_id: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// The rung's name.
    pub code: String,
    /// Whom it speaks to.
    pub audience: Audience,
    /// The letter that it writes.
    pub letter: letter_kinds::Kind,
    /// The post that owes it.
    pub owner_post_id: i64,
    /// Whether an officer says yes before it goes.
    pub asks: bool,
    /// Whom it reaches.
    pub person_id: i64,
    /// The day on which it was reached.
    pub reached_on: NaiveDate,
}

/// Plays a running service ahead until a day, on a copy that is thrown away. Tells how far it has come, day by day.
///
/// # Errors
/// When the copy cannot be made, or a job fails on it.
pub async fn ahead(app: &App, until: NaiveDate, come_to: impl Fn(NaiveDate) + Send + Sync) -> Result<Vec<Played>> {
    let stage = tempfile::tempdir().map_err(anyhow::Error::new)?;
    let file = stage.path().join("rehearsal.sqlite");
    copy::make(app.db(), &file).await?;
    let copied = App::new(Parts {
        store: Store::open(&Place::Sqlite(file)).await?,
        clock: Clock::stopped(app.clock().now()),
        keys: app.keys().clone(),
        chance: Chance::seeded(0),
        site: app.site().as_ref().clone(),
        england: app.england().clone(),
        reader: app.reader().clone(),
        is_demo: false,
    });
    let played = play_on(&copied, until, come_to).await;
    copied.close().await?;
    played
}

/// Lives through every morning until the day, and takes each letter when its time has come.
///
/// # Errors
/// When a job fails, or a day lies outside the loaded calendar.
pub async fn play(app: &App, until: NaiveDate) -> Result<Vec<Played>> {
    play_on(app, until, |_| {}).await
}

async fn play_on(app: &App, until: NaiveDate, come_to: impl Fn(NaiveDate) + Send + Sync) -> Result<Vec<Played>> {
    let calendar = app.calendar().await?;
    let mut played = Vec::new();
    take_due(app, &mut played).await?;
    let mut moment = london::next_opening(app.clock().now(), &calendar)?;
    while london::date_in_london(moment) <= until {
        come_to(london::date_in_london(moment));
        app.clock().set(moment);
        // What is only played ahead has nothing to be counted against.
        for job in crate::jobs().into_iter().filter(|job| job.name != "reckon") {
            (job.run)(app.clone()).await?;
        }
        take_due(app, &mut played).await?;
        moment = next_moment(app, moment, &calendar).await?;
    }
    Ok(played)
}

/// When the jobs have something to do next: later on the same day where a week's letter or something told is held until
/// then, else when letters may go again.
async fn next_moment(app: &App, now: DateTime<Utc>, calendar: &Calendar) -> Result<DateTime<Utc>> {
    let today = london::date_in_london(now);
    let mut later: Vec<DateTime<Utc>> = Vec::new();
    for week in [weekly::CHAIRS, weekly::DIRECTORS] {
        if now < weekly::opens(today) && weekly::due(app.db(), week, today, calendar).await?.is_some() {
            later.push(weekly::opens(today));
        }
    }
    let held = telling::Entity::find()
        .filter(telling::Column::LetterId.is_null())
        .filter(telling::Column::WithdrawnAt.is_null())
        .filter(telling::Column::GoesAt.gt(now))
        .order_by_asc(telling::Column::GoesAt)
        .one(app.db())
        .await?;
    later.extend(held.map(|row| row.goes_at));
    let on_the_day = later.into_iter().filter(|at| london::date_in_london(*at) == today).min();
    if let Some(at) = on_the_day.filter(|at| london::may_send(*at, calendar).unwrap_or(false)) {
        return Ok(at);
    }
    let midnight = london::instant(today.succ_opt().unwrap_or(today), chrono::NaiveTime::MIN);
    Ok(london::next_opening(midnight, calendar)?)
}

async fn take_due(app: &App, played: &mut Vec<Played>) -> Result<()> {
    let at = app.clock().now();
    let waiting = [State::Pending, State::Retry].map(Stored);
    let due = letter::Entity::find()
        .filter(letter::Column::State.is_in(waiting))
        .filter(letter::Column::NextTryAt.lte(at))
        .order_by_asc(letter::Column::NextTryAt)
        .order_by_asc(letter::Column::Id)
        .all(app.db())
        .await?;
    let ids: Vec<i64> = due.iter().map(|letter| letter.id).collect();
    letter::Entity::update_many()
        .col_expr(letter::Column::State, Expr::value(State::Sent.word()))
        .filter(letter::Column::Id.is_in(ids))
        .exec(app.db())
        .await?;
    for letter in due {
        let rungs = rungs_of(app, letter.id).await?;
        played.push(Played { at, letter, rungs });
    }
    Ok(())
}

async fn rungs_of(app: &App, letter_id: i64) -> Result<Vec<Rung>> {
    let carried = notice::Entity::find().filter(notice::Column::LetterId.eq(letter_id)).all(app.db()).await?;
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Id.is_in(carried.iter().map(|notice| notice.obligation_id)))
        .all(app.db())
        .await?;
    let rung = |notice: notice::Model| {
        let about = owed.iter().find(|row| row.id == notice.obligation_id)?;
        Some(Rung {
            obligation_id: about.id,
            kind: about.kind.0,
            title: about.title.clone(),
            body_id: about.body_id,
            due_on: notice.due_on,
            code: notice.rung,
            audience: notice.audience.0,
            letter: notice.kind.0,
            owner_post_id: about.owner_post_id,
            asks: notice.asks,
            person_id: notice.person_id,
            reached_on: notice.reached_on,
        })
    };
    Ok(carried.into_iter().filter_map(rung).collect())
}
