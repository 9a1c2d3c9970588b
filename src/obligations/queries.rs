//! Reading what is owed: open obligations in the order of their dates.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::obligation::{State, SubjectKind};
use remit_entity::{Stored, notice, obligation};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What is still owed about a thing.
///
/// # Errors
/// When the database cannot be read.
pub async fn open_about(db: &impl ConnectionTrait, kind: SubjectKind, id: i64) -> Result<Vec<obligation::Model>> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(kind)))
        .filter(obligation::Column::SubjectId.eq(id))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .order_by_asc(obligation::Column::DueOn)
        .all(db)
        .await?)
}

/// Everything owed, earliest date first; what has no date comes last.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn list_open(db: &impl ConnectionTrait, until: NaiveDate) -> Result<Vec<obligation::Model>> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(Condition::any().add(obligation::Column::DueOn.lte(until)).add(obligation::Column::DueOn.is_null()))
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?)
}

/// How many reminders of what is still owed wait for an officer's yes.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn count_asking(db: &impl ConnectionTrait) -> Result<u64> {
    let asking = notice::Entity::find()
        .filter(notice::Column::Asks.eq(true))
        .filter(notice::Column::ApprovedAt.is_null())
        .filter(notice::Column::SkippedAt.is_null())
        .filter(notice::Column::WithdrawnAt.is_null())
        .filter(notice::Column::LetterId.is_null())
        .all(db)
        .await?;
    let owed: Vec<i64> = obligation::Entity::find()
        .select_only()
        .column(obligation::Column::Id)
        .filter(obligation::Column::Id.is_in(asking.iter().map(|row| row.obligation_id)))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(asking.iter().filter(|row| owed.contains(&row.obligation_id)).count() as u64)
}
