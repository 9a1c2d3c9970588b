//! Saving the table of a body's rules, unless somebody else saved it since it was opened.

use crate::deadlines::{TIME, rules_of};
use crate::error::{Error, Result};
use crate::keys::hash;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::rule::Rule;
use remit_entity::{body, body_rule};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// What tells one state of the table from another.
pub(super) fn version(rules: &[Rule]) -> String {
    hash(&format!("{rules:?}")).chars().take(16).collect()
}

/// A rule on one line: "Questions from the public: 9am, 1 working day before the meeting".
pub(super) fn line(rule: &Rule) -> String {
    format!("{}: {}", rule.name, rule.words())
}

/// Saves the table.
///
/// # Errors
/// When there is no such body, or the table is no longer the one that was opened.
pub(super) async fn save(work: &Work, body_id: i64, opened: &str, rules: Vec<Rule>) -> Result<()> {
    let body = body::Entity::find_by_id(body_id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let before = rules_of(&work.tx, body.id).await?;
    if version(&before) != opened {
        return Err(Error::Stale);
    }
    if before == rules {
        return Ok(());
    }
    body_rule::Entity::delete_many().filter(body_rule::Column::BodyId.eq(body.id)).exec(&work.tx).await?;
    let rows: Vec<body_rule::ActiveModel> = rules
        .iter()
        .zip(1..)
        .map(|(rule, position)| body_rule::ActiveModel {
            body_id: Set(body.id),
            position: Set(position),
            name: Set(rule.name.clone()),
            days: Set(rule.days),
            unit: Set(rule.unit.into()),
            anchor: Set(rule.anchor.into()),
            time_of_day: Set(rule.time.format(TIME).to_string()),
            ..Default::default()
        })
        .collect();
    if !rows.is_empty() {
        body_rule::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    }
    let detail: Vec<String> = rules.iter().map(line).collect();
    let about = About { noun: "body", id: body.id, body: Some(body.id) };
    trail::record(work, "changed the deadlines", about, detail.join("\n")).await
}
