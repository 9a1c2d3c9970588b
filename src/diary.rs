//! The working calendar of this council: England's bank holidays, and what the council itself has closed.
//! Every transaction works with one calendar from beginning to end.

use crate::error::Result;
use remit_domain::calendar::Calendar;
use remit_entity::closed_day;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

/// England's holidays with the days that the council has added.
///
/// # Errors
/// When the database cannot be read.
pub async fn calendar(db: &impl ConnectionTrait, england: &Calendar) -> Result<Calendar> {
    let closed = closed_day::Entity::find().order_by_asc(closed_day::Column::Id).all(db).await?;
    Ok(closed.into_iter().fold(england.clone(), |calendar, day| {
        if day.is_holiday {
            calendar.with_holiday(day.first_on, &day.reason)
        } else {
            calendar.with_closure(day.first_on, day.last_on, &day.reason)
        }
    }))
}
