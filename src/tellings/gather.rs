//! One letter for one person: gathers what waits to be told and is no longer held, in one transaction a person.

use super::commands::{Section, waiting};
use super::letters;
use crate::app::App;
use crate::error::{Error, Result};
use crate::post;
use crate::work::{Author, Work};
use remit_domain::london;
use remit_entity::{council, person, telling};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
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
    for person_id in people {
        app.write(Author::Remit, move |work| Box::pin(write_one(work, person_id))).await?;
    }
    Ok(())
}

async fn write_one(work: &Work, person_id: i64) -> Result<()> {
    let rows = telling::Entity::find()
        .filter(telling::Column::PersonId.eq(person_id))
        .filter(telling::Column::LetterId.is_null())
        .filter(telling::Column::WithdrawnAt.is_null())
        .filter(telling::Column::GoesAt.lte(work.at))
        .order_by_asc(telling::Column::Id)
        .all(&work.tx)
        .await?;
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
        telling::Entity::update_many()
            .col_expr(telling::Column::LetterId, Expr::value(letter))
            .filter(telling::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(&work.tx)
            .await?;
    }
    Ok(())
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
