//! From which day a published agenda is open to inspection, and how many clear days that leaves before a meeting.
//! Whoever publishes, moves a meeting or closes a day counts by this room.

use crate::error::Result;
use crate::settings;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use remit_domain::calendar::Calendar;
use remit_domain::publication::PublicationKind;
use remit_domain::{meeting, publication as rules};
use remit_entity::{Stored, meeting as meetings, publication};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The setting that holds the hour after which something published counts as published on the next working day.
pub const CUT_OFF: &str = "publication.cut_off";

/// That hour in London; 5pm unless the council decided otherwise.
///
/// # Errors
/// When the database cannot be read.
pub async fn cut_off(db: &impl ConnectionTrait) -> Result<NaiveTime> {
    let decided = settings::find(db, CUT_OFF).await?;
    Ok(meeting::read_time(&decided).unwrap_or_else(rules::usual_cut_off))
}

/// The clear days that something published at a moment gives before a day.
///
/// # Errors
/// When the database cannot be read, or the counting leaves the years whose holidays are loaded.
pub async fn clear_days_from(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    at: DateTime<Utc>,
    on: NaiveDate,
) -> Result<u32> {
    let from = rules::counts_from(at, cut_off(db).await?, calendar)?;
    Ok(if from < on { calendar.clear_days(from, on)? } else { 0 })
}

/// The clear days that the published agenda of a meeting gives when it meets on a day; none while it is not published.
///
/// # Errors
/// As [`clear_days_from`].
pub async fn clear_days(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    row: &meetings::Model,
    on: NaiveDate,
) -> Result<Option<u32>> {
    let Some(published_on) = row.published_on else { return Ok(None) };
    let first = publication::Entity::find()
        .select_only()
        .column(publication::Column::PublishedAt)
        .filter(publication::Column::MeetingId.eq(row.id))
        .filter(publication::Column::Kind.ne(Stored(PublicationKind::Minutes)))
        .order_by_asc(publication::Column::Number)
        .into_tuple::<DateTime<Utc>>()
        .one(db)
        .await?;
    // A meeting that was convened anew is given notice from that day.
    if let Some(convened) = row.convened_on.filter(|convened| *convened > published_on) {
        return Ok(Some(if convened < on { calendar.clear_days(convened, on)? } else { 0 }));
    }
    match first {
        Some(at) => clear_days_from(db, calendar, at, on).await.map(Some),
        None if published_on < on => Ok(Some(calendar.clear_days(published_on, on)?)),
        None => Ok(Some(0)),
    }
}
