//! What an action goes on as: an item of the next meeting, or a recommendation. Each says from which action it came. The
//! action itself is converted by `acting`.

use super::{Place, WantedPart, matters};
use crate::error::Result;
use crate::work::Work;
use remit_domain::recommendation::Addressee;
use remit_entity::{Stored, recommendation};
use remit_entity::{agenda_item, recommendation_update};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

/// Puts what somebody was to do on to the agenda of the body’s next meeting.
///
/// # Errors
/// When no meeting is in the diary, or the database cannot be written.
pub async fn item_of(work: &Work, place: &Place, words: &str, purpose: String) -> Result<agenda_item::Model> {
    let part = WantedPart { words: words.to_owned(), ..WantedPart::default() };
    matters::item(work, place, (None, purpose), &part).await
}

/// Makes it a recommendation, to be answered by a post; its first line says where it came from.
///
/// # Errors
/// When the database cannot be written.
pub async fn recommendation_of(
    work: &Work,
    place: &Place,
    (words, indicator): (&str, Option<i64>),
    (post, addressee): (i64, Addressee),
    from: String,
) -> Result<i64> {
    let part = WantedPart { words: words.to_owned(), owner: Some(post), indicator, addressee, ..WantedPart::default() };
    let id = matters::recommendation(work, place, None, &part).await?;
    let made = recommendation::Entity::find_by_id(id).one(&work.tx).await?;
    let state = made.map_or(Stored(remit_domain::recommendation::State::Agreed), |made| made.state);
    recommendation_update::ActiveModel {
        recommendation_id: Set(id),
        at: Set(work.at),
        by: Set(work.by.words()),
        words: Set(from),
        state: Set(state),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    Ok(id)
}
