//! The working calendar of this council, England's bank holidays and what the council itself has closed, and
//! the meetings in its diary. Every transaction works with one calendar from beginning to end.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::diary::ClosedKind;
use remit_domain::meeting::State;
use remit_entity::{Stored, body, closed_day, meeting};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// England's holidays with the days that the council has added.
///
/// # Errors
/// When the database cannot be read.
pub async fn calendar(db: &impl ConnectionTrait, england: &Calendar) -> Result<Calendar> {
    let closed = closed_day::Entity::find().order_by_asc(closed_day::Column::Id).all(db).await?;
    Ok(closed.into_iter().fold(england.clone(), |calendar, day| {
        match day.kind.0 {
            ClosedKind::Holiday => day
                .first_on
                .iter_days()
                .take_while(|on| *on <= day.last_on)
                .fold(calendar, |calendar, on| calendar.with_holiday(on, &day.reason)),
            ClosedKind::Closure => calendar.with_closure(day.first_on, day.last_on, &day.reason),
            // Members are away or an election is near; the offices are open and every day counts.
            ClosedKind::Recess | ClosedKind::Election => calendar,
        }
    }))
}

/// The first meeting of a body after a day that was not cancelled; none while the diary has none.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_meeting(db: &impl ConnectionTrait, body_id: i64, after: NaiveDate) -> Result<Option<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(meeting::Column::HeldOn.gt(after))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .one(db)
        .await?)
}

/// Every body, by its id; a council has a few dozen at most.
///
/// # Errors
/// When the database cannot be read.
pub async fn bodies(db: &impl ConnectionTrait) -> Result<BTreeMap<i64, body::Model>> {
    Ok(body::Entity::find().all(db).await?.into_iter().map(|body| (body.id, body)).collect())
}
