//! What will be sent: the service's own jobs, lived through day by day on a copy of the database whose clock runs ahead.
//! The same engine as in earnest, so the same letters. Called by the page of reminders and by `remit rehearse`.

mod copy;

use crate::app::{App, Parts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::error::Result;
use crate::store::{Place, Store};
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::letter::State;
use remit_domain::london;
use remit_domain::obligation as obligations;
use remit_domain::word::Word;
use remit_entity::{Stored, letter, notice, obligation};
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
    /// Whom it reaches.
    pub person_id: i64,
    /// The day on which it was reached.
    pub reached_on: NaiveDate,
}

/// Plays a running service ahead until a day, on a copy that is thrown away.
///
/// # Errors
/// When the copy cannot be made, or a job fails on it.
pub async fn ahead(app: &App, until: NaiveDate) -> Result<Vec<Played>> {
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
    let played = play(&copied, until).await;
    copied.close().await?;
    played
}

/// Lives through every morning until the day, and takes each letter when its time has come.
///
/// # Errors
/// When a job fails, or a day lies outside the loaded calendar.
pub async fn play(app: &App, until: NaiveDate) -> Result<Vec<Played>> {
    let calendar = app.calendar().await?;
    let mut played = Vec::new();
    take_due(app, &mut played).await?;
    loop {
        let moment = london::next_opening(app.clock().now(), &calendar)?;
        if london::date_in_london(moment) > until {
            return Ok(played);
        }
        app.clock().set(moment);
        // What is only played ahead has nothing to be counted against.
        for job in crate::jobs().into_iter().filter(|job| job.name != "reckon") {
            (job.run)(app.clone()).await?;
        }
        take_due(app, &mut played).await?;
        let next_day = london::date_in_london(moment).succ_opt().unwrap_or(until);
        app.clock().set(london::instant(next_day, chrono::NaiveTime::MIN));
    }
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
            person_id: notice.person_id,
            reached_on: notice.reached_on,
        })
    };
    Ok(carried.into_iter().filter_map(rung).collect())
}
