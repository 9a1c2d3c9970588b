//! One letter for one person: gathers what waits to be told and is no longer held, in one transaction a person.

use super::commands::{Section, waiting};
use super::letters;
use crate::app::App;
use crate::error::{Error, Result};
use crate::post;
use crate::weekly;
use crate::work::{Author, Work};
use remit_domain::letter::Kind;
use remit_domain::london;
use remit_entity::{council, notice, person, telling};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// Writes the letters of whatever waits, in the sending hours; outside them it goes on waiting, so that a deed of
/// the evening and its correction of the morning are one letter.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn write_letters(app: &App) -> Result<()> {
    let (now, calendar) = (app.clock().now(), app.calendar().await?);
    if !london::may_send(now, &calendar)? {
        return Ok(());
    }
    let people: BTreeSet<i64> = waiting(app.db(), now).await?.into_iter().map(|row| row.person_id).collect();
    let later = weekly::chairs_who_wait(app.db(), (now, app.clock().today()), &calendar).await?;
    for person_id in people.difference(&later).copied() {
        app.write(Author::Remit, move |work| Box::pin(write_one(work, person_id))).await?;
    }
    Ok(())
}

async fn write_one(work: &Work, person_id: i64) -> Result<()> {
    let rows = rows_for(work, person_id).await?;
    let person = person::Entity::find_by_id(person_id).one(&work.tx).await?;
    let Some(person) = person.filter(|one| one.left_on.is_none_or(|left| left > work.today)) else {
        return forget(work, &rows).await;
    };
    if rows.is_empty() || person.email.is_empty() {
        return Ok(());
    }
    let council = council::Entity::find().one(&work.tx).await?;
    let council = council.ok_or_else(|| Error::broken("the council has no name yet"))?;
    let mut told = Vec::new();
    for row in &rows {
        let section: Section = serde_json::from_str(&row.section).map_err(|error| Error::Broken(error.into()))?;
        told.push((row.kind.0, section));
    }
    let draft = letters::draft(work, &person, &told, &council, &rows).await?;
    if let Some(letter) = post::enqueue(work, draft).await? {
        carried(work, rows.iter().map(|row| row.id).collect(), letter).await?;
    }
    Ok(())
}

/// Something that waits for one person, to be told in the letter of their morning.
#[derive(Clone, Debug)]
pub struct News {
    /// Its row.
    pub id: i64,
    /// Which letter of the catalogue.
    pub kind: Kind,
    /// The words.
    pub section: Section,
    /// The meetings whose entries go along.
    pub meetings: Vec<i64>,
}

/// What waits for a person and is no longer held: it goes into the letter that is written to them anyway.
///
/// # Errors
/// When the database cannot be read.
pub async fn for_morning(work: &Work, person_id: i64) -> Result<Vec<News>> {
    let told = rows_for(work, person_id).await?.into_iter().map(|row| {
        let section = serde_json::from_str(&row.section).map_err(|error| Error::Broken(error.into()))?;
        let meetings = row.calendar.split(',').filter_map(|id| id.parse().ok()).collect();
        Ok(News { id: row.id, kind: row.kind.0, section, meetings })
    });
    told.collect()
}

/// A letter carries these.
///
/// # Errors
/// When the database cannot be written.
pub async fn carried(work: &Work, ids: Vec<i64>, letter: i64) -> Result<()> {
    telling::Entity::update_many()
        .col_expr(telling::Column::LetterId, Expr::value(letter))
        .filter(telling::Column::Id.is_in(ids))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Letters that were called back carry nothing: what stood in them, and still stands, waits for the next one.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(work: &Work, letters: &BTreeSet<i64>) -> Result<()> {
    telling::Entity::update_many()
        .col_expr(telling::Column::LetterId, Expr::value(Option::<i64>::None))
        .filter(telling::Column::LetterId.is_in(letters.iter().copied()))
        .exec(&work.tx)
        .await?;
    notice::Entity::update_many()
        .col_expr(notice::Column::LetterId, Expr::value(Option::<i64>::None))
        .filter(notice::Column::LetterId.is_in(letters.iter().copied()))
        .filter(notice::Column::WithdrawnAt.is_null())
        .exec(&work.tx)
        .await?;
    Ok(())
}

async fn rows_for(work: &Work, person_id: i64) -> Result<Vec<telling::Model>> {
    Ok(telling::Entity::find()
        .filter(telling::Column::PersonId.eq(person_id))
        .filter(telling::Column::LetterId.is_null())
        .filter(telling::Column::WithdrawnAt.is_null())
        .filter(telling::Column::GoesAt.lte(work.at))
        .order_by_asc(telling::Column::Id)
        .lock_exclusive()
        .all(&work.tx)
        .await?)
}

/// Whoever left the council is told nothing more.
async fn forget(work: &Work, rows: &[telling::Model]) -> Result<()> {
    telling::Entity::update_many()
        .col_expr(telling::Column::WithdrawnAt, Expr::value(work.at))
        .filter(telling::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(&work.tx)
        .await?;
    Ok(())
}
