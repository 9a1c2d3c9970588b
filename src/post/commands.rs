//! What an officer can do about a letter that has left: record that it came back.
//!
//! Called by `pages`. What the columns do with letters is in `queue`.

use remit_domain::letter::Phase;
use remit_entity::letter;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use crate::error::{Error, OrRefuse, Result};
use crate::trail::{self, About};
use crate::work::Work;

/// Records that a letter came back.
///
/// # Errors
/// When there is no such letter, or it never left.
pub(super) async fn record_bounce(work: &Work, id: i64) -> Result<()> {
    let found = letter::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let state = found.state.bounced().or_refuse()?;
    letter::ActiveModel {
        id: Set(id),
        state: Set(state.into()),
        phase: Set(Phase::Idle.into()),
        next_try_at: Set(None),
        last_error: Set("came back, as an officer recorded".to_owned()),
        ..Default::default()
    }
    .update(&work.tx)
    .await?;
    trail::record(work, "recorded as returned", About { noun: "letter", id, body: None }, "").await
}
