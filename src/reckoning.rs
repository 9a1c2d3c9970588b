//! The independent count: reads everything that reminders are counted by, has the domain count it by its own means, and
//! keeps what came of it. Made every night and at every start; read on the page of health. Sends nothing, mends nothing.

mod gather;
mod listeners;
mod rules;

use crate::app::App;
use crate::error::Result;
use crate::work::{Author, Work};
use chrono::{Days, NaiveDate, TimeDelta};
use remit_domain::reckoning::{Gap, Ledger};
use remit_entity::reckoning;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub use remit_domain::reckoning::What;

/// So many days are counted anew.
pub const DAYS: u64 = 35;

/// Several processes count one after another: one is enough.
const NOT_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// What was found is kept for so long.
const KEPT_FOR: TimeDelta = TimeDelta::days(400);

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// So many reminders should have been written.
    pub expected: u32,
    /// So many of them were.
    pub found: u32,
    /// What is wrong.
    pub gaps: Vec<Gap>,
}

/// Counts from a day to now, and keeps nothing. What is written after the last day is not judged: it is today's day.
///
/// # Errors
/// When the database cannot be read.
pub async fn reckon(app: &App, from: NaiveDate, to: NaiveDate) -> Result<Reckoned> {
    let facts = gather::read(app, from, to).await?;
    let counted = remit_domain::reckoning::reckon(&Ledger {
        now: facts.now,
        from,
        days: &facts.days,
        things: &facts.things,
        notices: &facts.notices,
        letters: &facts.letters,
        leave: &facts.leave,
        is_shut: facts.is_shut,
    });
    Ok(Reckoned { from, to, expected: counted.expected, found: counted.found, gaps: counted.gaps })
}

/// Counts the last weeks and keeps what was found; unless another process has just done so.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn nightly(app: &App) -> Result<()> {
    let now = app.clock().now();
    let just_made = reckoning::Entity::find()
        .filter(reckoning::Column::At.gt(now - NOT_WITHIN))
        .filter(reckoning::Column::At.lte(now))
        .count(app.db())
        .await?;
    if just_made > 0 {
        return Ok(());
    }
    let to = app.clock().today();
    let from = to.checked_sub_days(Days::new(DAYS)).unwrap_or(to);
    let reckoned = reckon(app, from, to).await?;
    for gap in &reckoned.gaps {
        tracing::error!(what = ?gap.what, about = gap.about, "the independent count found a difference");
    }
    app.write(Author::Remit, move |work| Box::pin(keep(work, reckoned))).await
}

async fn keep(work: &Work, reckoned: Reckoned) -> Result<()> {
    let row = reckoning::ActiveModel {
        at: Set(work.at),
        from_on: Set(reckoned.from),
        to_on: Set(reckoned.to),
        expected: Set(i32::try_from(reckoned.expected).unwrap_or(i32::MAX)),
        found: Set(i32::try_from(reckoned.found).unwrap_or(i32::MAX)),
        gaps: Set(Gap::keep_all(&reckoned.gaps)),
        seen_at: Set(None),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    reckoning::Entity::delete_many().filter(reckoning::Column::At.lt(work.at - KEPT_FOR)).exec(&work.tx).await?;
    Ok(())
}
