//! What the Board makes of a matter that a panel referred and that it sends on to the cabinet: a comment or a
//! recommendation in the Board's name, with the wording and the item that the matter came from.

use super::{Place, WantedPart, matters};
use crate::error::{Error, Result};
use crate::work::Work;
use remit_domain::recommendation::Addressee;
use remit_domain::resolution::Makes;
use remit_entity::{agenda_item, body, comment, meeting, recommendation, referral, resolution_part};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

/// Makes it, for a post; gives its id. The item stays the panel's, so that what was taken in private stays so.
///
/// # Errors
/// When something is missing that a referral hangs on, or the database cannot be written.
pub async fn send_on(
    work: &Work,
    (matter, took): (&referral::Model, &meeting::Model),
    (makes, post): (Makes, i64),
) -> Result<i64> {
    let missing = || Error::broken("a referral without its part");
    let part_id = matter.resolution_part_id.ok_or_else(missing)?;
    let part = resolution_part::Entity::find_by_id(part_id).one(&work.tx).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(matter.agenda_item_id).one(&work.tx).await?.ok_or_else(missing)?;
    // Locked until the number that it gets is written.
    let body = body::Entity::find_by_id(matter.board_id).lock_exclusive().one(&work.tx).await?.ok_or_else(missing)?;
    let place = Place { item, meeting: took.clone(), body };
    let wanted = WantedPart {
        text: part.text.clone(),
        makes,
        owner: Some(post),
        words: matter.text.clone(),
        addressee: Addressee::Executive,
        indicator: matter.indicator_id,
        ..WantedPart::default()
    };
    match makes {
        Makes::Recommendation => matters::recommendation(work, &place, Some(&part), &wanted).await,
        _ => matters::comment(work, &place, &part, &wanted).await,
    }
}

/// Whether it was sent on: the Board has a comment or a recommendation from the panel's part.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_sent_on(db: &impl ConnectionTrait, matter: &referral::Model) -> Result<bool> {
    let Some(part) = matter.resolution_part_id else { return Ok(false) };
    let comments = comment::Entity::find()
        .filter(comment::Column::ResolutionPartId.eq(part))
        .filter(comment::Column::BodyId.eq(matter.board_id))
        .count(db)
        .await?;
    let put = recommendation::Entity::find()
        .filter(recommendation::Column::ResolutionPartId.eq(part))
        .filter(recommendation::Column::BodyId.eq(matter.board_id))
        .count(db)
        .await?;
    Ok(comments + put > 0)
}
