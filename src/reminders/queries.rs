//! Reading the rules of reminders: bodies to choose from, versions of a rule, quiet periods and pauses, and rungs that
//! wait for a yes.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::obligation::{Kind, State};
use remit_entity::{Stored, body, notice, obligation, pause, person, post, quiet_period, reminder_policy};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// The bodies that can have rules of their own.
pub(super) async fn bodies(db: &impl ConnectionTrait) -> Result<Vec<body::Model>> {
    Ok(body::Entity::find().filter(body::Column::EndedOn.is_null()).order_by_asc(body::Column::Name).all(db).await?)
}

/// Every body by its number, for sentences.
pub(super) async fn every_body(db: &impl ConnectionTrait) -> Result<BTreeMap<i64, String>> {
    Ok(body::Entity::find().all(db).await?.into_iter().map(|body| (body.id, body.name)).collect())
}

/// Every post by its number, for sentences.
pub(super) async fn every_post(db: &impl ConnectionTrait) -> Result<BTreeMap<i64, String>> {
    Ok(post::Entity::find().all(db).await?.into_iter().map(|post| (post.id, post.title)).collect())
}

/// Reminders that were left out, of things still owed, reached since a day or still to be reached.
pub(super) async fn kept_back(db: &impl ConnectionTrait, since: NaiveDate) -> Result<Vec<Asking>> {
    let skipped = notice::Entity::find()
        .filter(notice::Column::SkippedAt.is_not_null())
        .filter(notice::Column::WithdrawnAt.is_null())
        .filter(notice::Column::ReachedOn.gte(since))
        .order_by_asc(notice::Column::ReachedOn)
        .order_by_asc(notice::Column::Id)
        .all(db)
        .await?;
    told(db, skipped).await
}

/// The versions of a rule, newest first.
pub(super) async fn versions(
    db: &impl ConnectionTrait,
    body: Option<i64>,
    kind: Kind,
) -> Result<Vec<reminder_policy::Model>> {
    let mut found = reminder_policy::Entity::find().filter(reminder_policy::Column::Kind.eq(Stored(kind)));
    found = match body {
        Some(id) => found.filter(reminder_policy::Column::BodyId.eq(id)),
        None => found.filter(reminder_policy::Column::BodyId.is_null()),
    };
    Ok(found.order_by_desc(reminder_policy::Column::Number).all(db).await?)
}

/// Which rules were ever decided here.
pub(super) async fn decided(db: &impl ConnectionTrait) -> Result<Vec<(Option<i64>, Kind)>> {
    let rows: Vec<(Option<i64>, Stored<Kind>)> = reminder_policy::Entity::find()
        .select_only()
        .column(reminder_policy::Column::BodyId)
        .column(reminder_policy::Column::Kind)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(body, kind)| (body, kind.0)).collect())
}

/// Quiet periods, those that have not ended first, by their days.
pub(super) async fn quiet(db: &impl ConnectionTrait) -> Result<Vec<quiet_period::Model>> {
    Ok(quiet_period::Entity::find()
        .order_by_asc(quiet_period::Column::FromOn)
        .order_by_asc(quiet_period::Column::Id)
        .all(db)
        .await?)
}

/// Pauses, newest first.
pub(super) async fn pauses(db: &impl ConnectionTrait) -> Result<Vec<pause::Model>> {
    Ok(pause::Entity::find().order_by_desc(pause::Column::Id).all(db).await?)
}

/// The people who can be away, by name.
pub(super) async fn people(db: &impl ConnectionTrait) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::LeftOn.is_null())
        .order_by_asc(person::Column::Name)
        .all(db)
        .await?)
}

/// A rung that waits for a yes, with what it is about and whom it would reach.
pub(super) type Asking = (notice::Model, obligation::Model, Option<person::Model>);

/// Every rung that waits for a yes, oldest first.
pub(super) async fn asking(db: &impl ConnectionTrait) -> Result<Vec<Asking>> {
    let waiting = notice::Entity::find()
        .filter(notice::Column::Asks.eq(true))
        .filter(notice::Column::ApprovedAt.is_null())
        .filter(notice::Column::SkippedAt.is_null())
        .filter(notice::Column::WithdrawnAt.is_null())
        .filter(notice::Column::LetterId.is_null())
        .order_by_asc(notice::Column::Id)
        .all(db)
        .await?;
    told(db, waiting).await
}

/// Notices of what is still owed, with what they are about and whom they reach.
async fn told(db: &impl ConnectionTrait, notices: Vec<notice::Model>) -> Result<Vec<Asking>> {
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(notices.iter().map(|notice| notice.person_id)))
        .all(db)
        .await?;
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Id.is_in(notices.iter().map(|notice| notice.obligation_id)))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .all(db)
        .await?;
    let told = notices.into_iter().filter_map(|notice| {
        let about = owed.iter().find(|row| row.id == notice.obligation_id).cloned()?;
        let person = people.iter().find(|person| person.id == notice.person_id).cloned();
        Some((notice, about, person))
    });
    Ok(told.collect())
}
