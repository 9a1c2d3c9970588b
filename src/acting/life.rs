//! An action waits, is taken up again, is reopened after it was over. What waits comes back by itself on its review
//! date; its officer is told.

use super::{Which, load, owed, step, tell_officer, unpause};
use crate::app::App;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::action::{Due, State};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::wording;
use remit_entity::{Stored, action};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Why an action waits, and until when.
#[derive(Clone, Debug)]
pub struct Pause {
    /// The reason.
    pub why: String,
    /// The day on which it is looked at again.
    pub review_on: Option<NaiveDate>,
}

/// It waits: its owner is not reminded; its officer owes the review.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn pause(work: &Work, which: Which, pause: Pause) -> Result<()> {
    let found = load(work, which).await?;
    let (before, why) = (found.state.0, pause.why.trim().to_owned());
    let after = before.pause(&why, pause.review_on, work.today).or_refuse()?;
    let Some(review_on) = pause.review_on else { return Ok(()) };
    owed::settle(work, &found, (before, after), Some(DueRule::on(review_on))).await?;
    let words = format!("Paused until {}: {why}", wording::date(review_on));
    step(work, found, after, ("paused", words), |row| {
        row.pause_why = Set(why);
        row.review_on = Set(Some(review_on));
    })
    .await
}

/// It is owed again.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn resume(work: &Work, which: Which, words: String) -> Result<()> {
    let found = load(work, which).await?;
    let (before, after) = (found.state.0, found.state.resume().or_refuse()?);
    obligations::discharge(work, Kind::ReviewPaused, SubjectKind::Action, found.id).await?;
    owed::settle(work, &found, (before, after), None).await?;
    let words = if words.trim().is_empty() { "Taken up again.".to_owned() } else { words };
    step(work, found, after, ("resumed", words), unpause).await
}

/// What was over is owed again: its history stays.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn reopen(work: &Work, which: Which, why: String, due: Option<Due>) -> Result<()> {
    let found = load(work, which).await?;
    let (before, after) = (found.state.0, found.state.reopen(&why).or_refuse()?);
    let due = Due::from_today(due, work.today).or_refuse()?;
    let body = super::body_now(work, found.body_id).await?;
    owed::settle(work, &found, (before, after), Some(due.rule(body.id, work.today))).await?;
    let words = format!("Reopened: {}", why.trim());
    step(work, found, after, ("reopened", words), |row| row.became = Set(String::new())).await
}

/// Takes up whatever has come to its review date. A day that was missed is caught up; nothing is taken up twice.
///
/// # Errors
/// When the database cannot be written.
pub async fn wake(app: &App) -> Result<()> {
    let due = action::Entity::find()
        .filter(action::Column::State.eq(Stored(State::Paused)))
        .filter(action::Column::ReviewOn.lte(app.clock().today()))
        .order_by_asc(action::Column::Id)
        .all(app.db())
        .await?;
    for row in due {
        let which = Which { id: row.id, version: Some(row.version) };
        let woken = app.write(Author::Remit, move |work| Box::pin(wake_one(work, which))).await;
        match woken {
            // Somebody took it up in between.
            Err(Error::Stale | Error::Refused(_)) => {}
            woken => woken?,
        }
    }
    Ok(())
}

async fn wake_one(work: &Work, which: Which) -> Result<()> {
    let found = load(work, which).await?;
    resume(work, which, "Its review date has come: it is owed again.".to_owned()).await?;
    tell_officer(work, &found, "its review date has come, and it is owed again", "woken").await
}
