//! The demonstration: an invented county with three years of quarters, whose last weeks were lived through by
//! the same jobs that run in earnest. Its own doors change persona and clock; no letter leaves.

mod ahead;
mod book;
mod county;
mod guests;
mod history;
mod large;
mod measures;
mod minuted;
mod pages;
mod quarters;
mod recommended;
mod referred;
mod typed;
mod views;
mod year;

pub use large::Size;

use crate::app::App;
use crate::error::Result;
use crate::post::{Sender, Transport, Tuning};
use crate::store;
use crate::web::Doors;
use crate::work::Author;
use chrono::{DateTime, Duration, Utc};
use remit_domain::london;
use remit_domain::right::Right;
use remit_entity::{letter, setting};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::path::Path;

/// The setting that holds the demonstration's own time.
const CLOCK: &str = "clock";

/// The doors of the demonstration; they exist in a demonstration only.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .post("/demo/persona", Right::Demonstrate, pages::persona)
        .post("/demo/clock", Right::Demonstrate, pages::clock)
        .get("/demo/post", Right::Demonstrate, pages::post_box)
        .get("/demo/post/{id}", Right::Demonstrate, pages::letter)
}

/// The data's own time, where it has one.
///
/// # Errors
/// When the database cannot be read.
pub async fn clock_of(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    let row = setting::Entity::find_by_id(CLOCK).one(db).await?;
    Ok(row.and_then(|row| row.value.parse().ok()))
}

pub(crate) async fn keep_clock(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    let row = setting::ActiveModel { key: Set(CLOCK.to_owned()), value: Set(now.to_rfc3339()) };
    setting::Entity::insert(row)
        .on_conflict(OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Tables whose rows of the past are written with their numbers.
const NUMBERED: [&str; 14] = [
    "meeting",
    "agenda_item",
    "resolution",
    "resolution_part",
    "action",
    "referral",
    "data_request",
    "figure",
    "invitee",
    "minutes",
    "item_note",
    "feedback",
    "feedback_line",
    "trail",
];

/// Makes the county, as it stands at this moment. The fortnight before is lived through morning by morning.
///
/// # Errors
/// When the database cannot be written, or the moment lies outside the years whose holidays are loaded.
pub async fn make(app: &App, now: DateTime<Utc>, post_box: &Path) -> Result<()> {
    let tuning = Tuning { slots: 1, ..Tuning::default() };
    let sender = Sender::new(app.clone(), Transport::Folder(post_box.to_owned()), tuning)?;
    let begin = now - Duration::days(14);
    app.clock().set(begin);
    app.write(Author::Remit, move |work| Box::pin(history::write(work, now))).await?;
    app.write(Author::Remit, |work| Box::pin(async move { Ok(store::numbers_go_on(&work.tx, &NUMBERED).await?) }))
        .await?;
    app.write(Author::Remit, |work| Box::pin(year::write(work))).await?;
    app.write(Author::Remit, |work| Box::pin(recommended::write(work))).await?;
    let last = london::date_in_london(now);
    let mut day = london::date_in_london(begin);
    while day <= last {
        let morning = london::instant(day, chrono::NaiveTime::MIN + Duration::minutes(7 * 60 + 30));
        if morning <= now {
            live_through(app, morning).await?;
            if letter::Entity::find().filter(letter::Column::NextTryAt.is_not_null()).count(app.db()).await? > 0 {
                sender.deliver_due().await?;
            }
        }
        day = day.succ_opt().unwrap_or(last + chrono::Days::new(1));
    }
    app.clock().set(now);
    app.write(Author::Remit, move |work| Box::pin(ahead::catch_up(work))).await?;
    ahead::follow_up(app).await?;
    keep_clock(app.db(), now).await
}

/// Adds a county of some size to the small one, for measuring.
///
/// # Errors
/// When the database cannot be written.
pub async fn enlarge(app: &App, size: Size) -> Result<()> {
    app.write(Author::Remit, move |work| Box::pin(large::write(work, size))).await
}

/// One moment's jobs. What they put into the post is delivered by whoever runs the sender.
async fn live_through(app: &App, moment: DateTime<Utc>) -> Result<()> {
    app.clock().set(moment);
    // The nightly settling and counting find nothing in a county that was written a moment ago.
    for job in crate::jobs().into_iter().filter(|job| !["settle", "reckon"].contains(&job.name)) {
        (job.run)(app.clone()).await?;
    }
    Ok(())
}
