//! What is done about indicators: add one, change one, choose the set of a panel. A change holds from the next
//! request on; lines that were asked for keep the policy they were asked under.

use super::queries;
use super::wanted::Wanted;
use crate::error::{Error, Result};
use crate::measures::{self, InForce, New};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::indicator::IndicatorRefusal;
use remit_entity::{Stored, body_indicator, indicator, indicator_version, rating_policy};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    SqlErr,
};

/// Adds an indicator.
pub(super) async fn add(work: &Work, wanted: Wanted) -> Result<i64> {
    code_is_free(work, &wanted.code, None).await?;
    let detail = format!("{} {}", wanted.code, wanted.name);
    let id = measures::enter(&work.tx, wanted.new(work)).await.map_err(taken)?;
    trail::record(work, "added", about(id), detail).await?;
    Ok(id)
}

/// Changes an indicator.
pub(super) async fn change(work: &Work, id: i64, version: i32, wanted: Wanted) -> Result<()> {
    let mut standing = measures::in_force(&work.tx, &[id], None).await?;
    let stands = standing.remove(&id).ok_or(Error::NotFound)?;
    if stands.indicator.version != version {
        return Err(Error::Stale);
    }
    code_is_free(work, &wanted.code, Some(id)).await?;
    let new = wanted.new(work);
    let detail = changed(&stands, &new);
    let kept = indicator::Entity::update_many()
        .set(indicator::ActiveModel {
            code: Set(new.code),
            name: Set(new.name),
            version: Set(version + 1),
            ..Default::default()
        })
        .filter(indicator::Column::Id.eq(id))
        .filter(indicator::Column::Version.eq(version))
        .exec(&work.tx)
        .await
        .map_err(taken)?;
    if kept.rows_affected == 0 {
        return Err(Error::Stale);
    }
    let version = indicator_version::Model {
        id: stands.version.id,
        definition: new.version.definition,
        unit: new.version.unit,
        polarity: new.version.polarity,
        ..stands.version
    };
    version.into_active_model().reset_all().update(&work.tx).await?;
    let rule = rating_policy::Entity::find()
        .filter(rating_policy::Column::IndicatorId.eq(id))
        .filter(rating_policy::Column::Number.eq(stands.number))
        .one(&work.tx)
        .await?
        .ok_or(Error::NotFound)?;
    rating_policy::ActiveModel { rule: Set(new.rule.text()), ..rule.into_active_model() }.update(&work.tx).await?;
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

/// What a rating depends on and was changed, with both values.
fn changed(stands: &InForce, wanted: &New) -> String {
    let mut said = Vec::new();
    let (unit, new_unit) = (&stands.version.unit, &wanted.version.unit);
    if stands.rule.target != wanted.rule.target {
        said.push(format!(
            "target from {} to {}",
            stands.rule.target.words(unit).to_lowercase(),
            wanted.rule.target.words(new_unit).to_lowercase()
        ));
    }
    if stands.rule.method != wanted.rule.method {
        said.push(format!(
            "rating from “{}” to “{}”",
            stands.rule.method.words(unit),
            wanted.rule.method.words(new_unit)
        ));
    }
    if stands.version.polarity != wanted.version.polarity {
        said.push("which way is better".to_owned());
    }
    if unit != new_unit {
        said.push(format!("unit from {unit} to {new_unit}"));
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
            agreed: Set(Stored(remit_domain::rhythm::Rhythm::Quarterly)),
            agreed_at: Set(String::new()),
            ..Default::default()
        })
        .collect();
    let detail = format!("{} indicators", rows.len());
    if !rows.is_empty() {
        body_indicator::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    }
    trail::record(work, "chose indicators", About { noun: "body", id: body.id, body: Some(body.id) }, detail).await
}
