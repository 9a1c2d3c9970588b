//! What becomes of an agenda item when its body has considered it, and of the topic of the work programme that it
//! came from. Called where steps of an item are taken and where resolutions are recorded.

use crate::error::Result;
use crate::work::Work;
use remit_domain::agenda::ItemState;
use remit_domain::agenda_steps::{Facts, Step};
use remit_domain::meeting;
use remit_entity::{Stored, agenda_item, topic};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A resolution was recorded on an item, which thereby was considered; one that is over already stays as it is.
///
/// # Errors
/// When the database cannot be written.
pub async fn resolved(work: &Work, item: &agenda_item::Model, meeting: meeting::State) -> Result<()> {
    let facts = Facts { meeting, has_owner: true, has_words: true, has_reason: true, has_outcome: true };
    let Ok(state) = item.state.0.take(Step::Consider, &facts) else { return Ok(()) };
    let version = item.version + 1;
    let mut row = item.clone().into_active_model();
    row.state = Set(Stored(state));
    row.version = Set(version);
    row.update(&work.tx).await?;
    follow_topic(work, item.id, state).await
}

/// The topic that an item came from stands as the item does: considered is done; what is withdrawn, or deferred to no
/// meeting, goes back on to the work programme.
///
/// # Errors
/// When the database cannot be written.
pub async fn follow_topic(work: &Work, item_id: i64, item: ItemState) -> Result<()> {
    for topic in of_item(work, item_id).await? {
        let state = topic.state.0.follow(item);
        if state != topic.state.0 {
            let version = topic.version + 1;
            let mut row = topic.into_active_model();
            row.state = Set(Stored(state));
            row.version = Set(version);
            row.update(&work.tx).await?;
        }
    }
    Ok(())
}

/// The topic of an item is another item from now on: that to which it was carried.
///
/// # Errors
/// When the database cannot be written.
pub async fn pass_topic(work: &Work, item_id: i64, to: i64) -> Result<()> {
    for topic in of_item(work, item_id).await? {
        let version = topic.version + 1;
        let mut row = topic.into_active_model();
        row.item_id = Set(Some(to));
        row.version = Set(version);
        row.update(&work.tx).await?;
    }
    Ok(())
}

/// The item of a topic is gone: the topic waits on the work programme again, with the item that was deferred before
/// it, where there is one.
///
/// # Errors
/// When the database cannot be written.
pub async fn free_topic(work: &Work, item_id: i64, before: Option<i64>) -> Result<()> {
    for topic in of_item(work, item_id).await? {
        let (version, state) = (topic.version + 1, topic.state.0.follow(ItemState::Withdrawn));
        let mut row = topic.into_active_model();
        row.item_id = Set(before);
        row.state = Set(Stored(state));
        row.version = Set(version);
        row.update(&work.tx).await?;
    }
    Ok(())
}

async fn of_item(work: &Work, item_id: i64) -> Result<Vec<topic::Model>> {
    Ok(topic::Entity::find().filter(topic::Column::ItemId.eq(item_id)).all(&work.tx).await?)
}
