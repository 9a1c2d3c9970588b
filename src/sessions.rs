//! Sessions of people who signed in: begun, and ended one by one or all at once. Only a hash of the token is
//! kept. How a visit is recognised by one is the porch's; the sessions of a letter's link are not made here.

use crate::error::Result;
use crate::form_done;
use crate::keys::hash;
use crate::work::Work;
use chrono::Duration;
use remit_entity::session;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// A session ends this long after it began, however much it is used.
pub const LONGEST: Duration = Duration::hours(12);

/// Begins a session for a person and gives its token, which is new every time. The session that the browser came
/// with, if any, ends: what somebody knew before is worth nothing afterwards.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin(work: &Work, person_id: i64, former: Option<&str>) -> Result<String> {
    if let Some(former) = former {
        end(work, former).await?;
    }
    session::Entity::delete_many().filter(session::Column::EndsAt.lte(work.at)).exec(&work.tx).await?;
    form_done::forget_old(&work.tx, work.at).await?;
    let token = work.chance.token()?;
    session::ActiveModel {
        id_hash: Set(hash(&token)),
        person_id: Set(person_id),
        link_id: Set(None),
        made_at: Set(work.at),
        seen_at: Set(work.at),
        ends_at: Set(work.at + LONGEST),
    }
    .insert(&work.tx)
    .await?;
    Ok(token)
}

/// Ends one session. Ending what has ended does nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(work: &Work, token: &str) -> Result<()> {
    session::Entity::delete_by_id(hash(token)).exec(&work.tx).await?;
    Ok(())
}

/// Ends every session in which a person is signed in: their password changed, their rights changed, or they left.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_all(work: &Work, person_id: i64) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(person_id))
        .filter(session::Column::LinkId.is_null())
        .exec(&work.tx)
        .await?;
    Ok(())
}
