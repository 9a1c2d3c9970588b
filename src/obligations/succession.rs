//! A body ends and another carries on: what was owed to the one is owed to the other, and what its chair owed is
//! owed by the other's chair. Dates that hang on "the next meeting" are those of the other from now on.

use super::commands::withdraw_notices;
use super::settle::{Scope, rule_of, settle};
use crate::error::{Error, Result};
use crate::work::Work;
use remit_domain::obligation::{Anchor, DueRule, State};
use remit_entity::{Stored, body, obligation};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// Carries everything that is open from one body to another; says how many things.
///
/// # Errors
/// When the other has nobody to owe what the chair owed, or the database cannot be written.
pub async fn carry_on(work: &Work, from: &body::Model, to: &body::Model) -> Result<usize> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::BodyId.eq(from.id))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .all(&work.tx)
        .await?;
    let carried = open.len();
    for row in open {
        let (id, rule, owner) = (row.id, rule_of(&row)?, row.owner_post_id);
        let mut row = row.into_active_model();
        row.body_id = Set(to.id);
        if let Anchor::NextMeeting { body, after } = rule.anchor
            && body == from.id
        {
            let rule = DueRule { anchor: Anchor::NextMeeting { body: to.id, after }, ..rule };
            row.due_rule = Set(rule.to_string());
        }
        if Some(owner) == from.chair_post_id {
            let heir = to.chair_post_id.or(to.officer_post_id);
            row.owner_post_id = Set(heir.ok_or_else(|| Error::broken("a body that nobody looks after"))?);
            row.next_rung_on = Set(Some(work.today));
            withdraw_notices(work, id).await?;
        }
        row.update(&work.tx).await?;
    }
    settle(work, Scope::All).await?;
    Ok(carried)
}
