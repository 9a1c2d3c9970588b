//! The sentence that stands once in the letter of whoever took a post over: what they owe now was asked of the post
//! before they held it.

use super::Facts;
use crate::error::Result;
use crate::work::Work;
use remit_domain::wording;
use remit_entity::notice;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// What is said to a new holder the first time that they are written to about this.
pub(super) async fn said(work: &Work, facts: &Facts<'_>) -> Result<Option<String>> {
    let Some(since) = facts.owner.from_on.filter(|since| facts.is_own() && *since > facts.row.opened_on) else {
        return Ok(None);
    };
    let before = notice::Entity::find()
        .filter(notice::Column::ObligationId.eq(facts.row.id))
        .filter(notice::Column::PersonId.eq(facts.notice.person_id))
        .filter(notice::Column::LetterId.is_not_null())
        .count(&work.tx)
        .await?;
    let sentence = || {
        format!(
            "You are {} since {}: this was asked of the post before then and has passed to you.",
            facts.owner.post,
            wording::date(since)
        )
    };
    Ok((before == 0).then(sentence))
}
