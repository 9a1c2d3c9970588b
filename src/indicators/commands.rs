//! What is done about indicators: add one, rename one, choose the set of a panel. What it measures and how it is rated
//! is changed in `changing`.

use super::wanted::{Named, Wanted};
use super::{changing, queries};
use crate::error::{Error, Result};
use crate::measures;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::indicator::IndicatorRefusal;
use remit_domain::rhythm::Rhythm;
use remit_entity::{Stored, body_indicator, indicator};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, SqlErr};

/// Adds an indicator.
pub(super) async fn add(work: &Work, wanted: Wanted) -> Result<i64> {
    code_is_free(work, &wanted.code, None).await?;
    let detail = format!("{} {}", wanted.code, wanted.name);
    let id = measures::enter(&work.tx, wanted.into_indicator(work)).await.map_err(taken)?;
    trail::record(work, "added", about(id), detail).await?;
    Ok(id)
}

/// Changes code, name, owner or the total it is part of; what it measures stays the same.
pub(super) async fn rename(work: &Work, id: i64, version: i32, wanted: Named) -> Result<()> {
    let stands = indicator::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if stands.version != version {
        return Err(Error::Stale);
    }
    code_is_free(work, &wanted.code, Some(id)).await?;
    if let Some(of) = wanted.part_of_id {
        let is_known = indicator::Entity::find_by_id(of).count(&work.tx).await? > 0;
        if of == id || !is_known {
            return Err(Error::refused(IndicatorRefusal::PartOfItself));
        }
    }
    let mut said = Vec::new();
    if (&stands.code, &stands.name) != (&wanted.code, &wanted.name) {
        said.push(format!("from {} {} to {} {}", stands.code, stands.name, wanted.code, wanted.name));
    }
    if stands.owner_post_id != wanted.owner_post_id {
        said.push("another owner".to_owned());
    }
    if stands.part_of_id != wanted.part_of_id {
        said.push("the total that it is part of".to_owned());
    }
    let row = indicator::ActiveModel {
        code: Set(wanted.code),
        name: Set(wanted.name),
        owner_post_id: Set(wanted.owner_post_id),
        part_of_id: Set(wanted.part_of_id),
        ..Default::default()
    };
    changing::keep(work, (id, version), row).await?;
    trail::record(work, "renamed", about(id), said.join(", ")).await
}

async fn code_is_free(work: &Work, code: &str, own: Option<i64>) -> Result<()> {
    let mut others = indicator::Entity::find().filter(indicator::Column::Code.eq(code));
    if let Some(id) = own {
        others = others.filter(indicator::Column::Id.ne(id));
    }
    if others.count(&work.tx).await? > 0 { Err(Error::refused(IndicatorRefusal::CodeTaken)) } else { Ok(()) }
}

/// Two officers may choose the same code in the same moment; the second reads the refusal.
pub(super) fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused(IndicatorRefusal::CodeTaken),
        _ => error.into(),
    }
}

pub(super) fn about(id: i64) -> About {
    About { noun: "indicator", id, body: None }
}

/// An indicator in a panel's set: how often the panel agreed to take it, and where it agreed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InSet {
    pub id: i64,
    pub agreed: Rhythm,
    pub agreed_at: String,
}

/// Chooses the set of a panel, in this order.
pub(super) async fn choose_set(work: &Work, slug: &str, chosen: Vec<InSet>) -> Result<()> {
    let body = queries::find_body(&work.tx, slug).await?.ok_or(Error::NotFound)?;
    body_indicator::Entity::delete_many().filter(body_indicator::Column::BodyId.eq(body.id)).exec(&work.tx).await?;
    let ids = chosen.iter().map(|one| one.id);
    let known = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(&work.tx).await?;
    let known: std::collections::BTreeSet<i64> = known.into_iter().map(|row| row.id).collect();
    let rows: Vec<_> = (1..)
        .zip(chosen.into_iter().filter(|one| known.contains(&one.id)))
        .map(|(position, one)| body_indicator::ActiveModel {
            body_id: Set(body.id),
            indicator_id: Set(one.id),
            position: Set(position),
            agreed: Set(Stored(one.agreed)),
            agreed_at: Set(one.agreed_at),
            ..Default::default()
        })
        .collect();
    let detail = format!("{} indicators", rows.len());
    if !rows.is_empty() {
        body_indicator::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    }
    trail::record(work, "chose indicators", About { noun: "body", id: body.id, body: Some(body.id) }, detail).await
}
