//! What is done about indicators: add one, change one, choose the set of a panel. A change holds from the next
//! request on; lines that were asked for keep the policy they were asked under.

use super::queries;
use super::wanted::Wanted;
use crate::error::{Error, Result};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::indicator::IndicatorRefusal;
use remit_entity::{Stored, body_indicator, indicator};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, SqlErr,
};

/// Adds an indicator.
pub(super) async fn add(work: &Work, wanted: Wanted) -> Result<i64> {
    code_is_free(work, &wanted.code, None).await?;
    let detail = format!("{} {}", wanted.code, wanted.name);
    let row = indicator::ActiveModel { version: Set(1), ..row(wanted) }.insert(&work.tx).await.map_err(taken)?;
    trail::record(work, "added", about(row.id), detail).await?;
    Ok(row.id)
}

/// Changes an indicator.
pub(super) async fn change(work: &Work, id: i64, version: i32, wanted: Wanted) -> Result<()> {
    let stands = indicator::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if stands.version != version {
        return Err(Error::Stale);
    }
    code_is_free(work, &wanted.code, Some(id)).await?;
    let detail = changed(&stands, &wanted);
    let kept = indicator::Entity::update_many()
        .set(indicator::ActiveModel { version: Set(version + 1), ..row(wanted) })
        .filter(indicator::Column::Id.eq(id))
        .filter(indicator::Column::Version.eq(version))
        .exec(&work.tx)
        .await
        .map_err(taken)?;
    if kept.rows_affected == 0 {
        return Err(Error::Stale);
    }
    trail::record(work, "changed", about(id), detail).await
}

async fn code_is_free(work: &Work, code: &str, own: Option<i64>) -> Result<()> {
    let mut others = indicator::Entity::find().filter(indicator::Column::Code.eq(code));
    if let Some(id) = own {
        others = others.filter(indicator::Column::Id.ne(id));
    }
    if others.count(&work.tx).await? > 0 { Err(Error::refused(IndicatorRefusal::CodeTaken)) } else { Ok(()) }
}

/// Two officers may choose the same code in the same moment; the second reads the refusal.
fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused(IndicatorRefusal::CodeTaken),
        _ => error.into(),
    }
}

fn row(wanted: Wanted) -> indicator::ActiveModel {
    indicator::ActiveModel {
        code: Set(wanted.code),
        name: Set(wanted.name),
        definition: Set(wanted.definition),
        unit: Set(wanted.unit),
        polarity: Set(Stored(wanted.polarity)),
        target: Set(wanted.target.map(|target| target.to_string())),
        tolerance: Set(wanted.tolerance.to_string()),
        tolerance_kind: Set(Stored(wanted.tolerance_kind)),
        decimals: Set(wanted.decimals),
        ..Default::default()
    }
}

/// What a rating depends on and was changed, with both values.
fn changed(stands: &indicator::Model, wanted: &Wanted) -> String {
    let target = wanted.target.map(|target| target.to_string());
    let tolerance = wanted.tolerance.to_string();
    let none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    let mut said = Vec::new();
    if stands.target != target {
        said.push(format!("target from {} to {}", none(&stands.target), none(&target)));
    }
    if stands.tolerance != tolerance || stands.tolerance_kind.0 != wanted.tolerance_kind {
        said.push(format!("tolerance from {} to {tolerance}", stands.tolerance));
    }
    if stands.polarity.0 != wanted.polarity {
        said.push("which way is better".to_owned());
    }
    if stands.unit != wanted.unit {
        said.push(format!("unit from {} to {}", stands.unit, wanted.unit));
    }
    said.join(", ")
}

fn about(id: i64) -> About {
    About { noun: "indicator", id, body: None }
}

/// Chooses the set of a panel, in this order.
pub(super) async fn choose_set(work: &Work, slug: &str, chosen: Vec<i64>) -> Result<()> {
    let body = queries::find_body(&work.tx, slug).await?.ok_or(Error::NotFound)?;
    body_indicator::Entity::delete_many().filter(body_indicator::Column::BodyId.eq(body.id)).exec(&work.tx).await?;
    let known = indicator::Entity::find().filter(indicator::Column::Id.is_in(chosen.clone())).all(&work.tx).await?;
    let known: std::collections::BTreeSet<i64> = known.into_iter().map(|row| row.id).collect();
    let rows: Vec<_> = (1..)
        .zip(chosen.into_iter().filter(|id| known.contains(id)))
        .map(|(position, indicator_id)| body_indicator::ActiveModel {
            body_id: Set(body.id),
            indicator_id: Set(indicator_id),
            position: Set(position),
            ..Default::default()
        })
        .collect();
    let detail = format!("{} indicators", rows.len());
    if !rows.is_empty() {
        body_indicator::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    }
    trail::record(work, "chose indicators", About { noun: "body", id: body.id, body: Some(body.id) }, detail).await
}
