//! Tokens that are good for one use within a day: setting up, and choosing a password. Looking at one uses
//! nothing up; only a hash is kept. The links that letters about requests carry are in `links`.

use crate::error::{Error, Result};
use crate::keys::{hash, same};
use crate::work::Work;
use chrono::{DateTime, Duration, Utc};
use remit_entity::setting;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// How long a token is good for.
pub const GOOD_FOR: Duration = Duration::hours(24);

/// Makes the token of a purpose; the one before it is good for nothing any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn make(work: &Work, purpose: &str) -> Result<String> {
    let token = work.chance.token()?;
    let ends_at = work.at + GOOD_FOR;
    let row = setting::ActiveModel {
        key: Set(key(purpose)),
        value: Set(format!("{} {}", ends_at.timestamp(), hash(&token))),
    };
    setting::Entity::insert(row)
        .on_conflict(OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned())
        .exec_without_returning(&work.tx)
        .await?;
    Ok(token)
}

/// Whether a token is good for its purpose at an instant.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_good(db: &impl ConnectionTrait, purpose: &str, token: &str, at: DateTime<Utc>) -> Result<bool> {
    Ok(find(db, purpose, token, at).await?.is_some())
}

/// Uses a token up.
///
/// # Errors
/// `NotFound` when it is not good, or was used in the same moment.
pub async fn spend(work: &Work, purpose: &str, token: &str) -> Result<()> {
    let found = find(&work.tx, purpose, token, work.at).await?.ok_or(Error::NotFound)?;
    let spent = setting::Entity::delete_many()
        .filter(setting::Column::Key.eq(found.key))
        .filter(setting::Column::Value.eq(found.value))
        .exec(&work.tx)
        .await?;
    if spent.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Makes the token of a purpose good for nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel(work: &Work, purpose: &str) -> Result<()> {
    setting::Entity::delete_by_id(key(purpose)).exec(&work.tx).await?;
    Ok(())
}

async fn find(
    db: &impl ConnectionTrait,
    purpose: &str,
    token: &str,
    at: DateTime<Utc>,
) -> Result<Option<setting::Model>> {
    let found = setting::Entity::find_by_id(key(purpose)).one(db).await?;
    Ok(found.filter(|row| match row.value.split_once(' ') {
        Some((ends_at, kept)) => {
            ends_at.parse::<i64>().is_ok_and(|ends_at| at.timestamp() < ends_at) && same(kept, &hash(token))
        }
        None => false,
    }))
}

fn key(purpose: &str) -> String {
    format!("one-time:{purpose}")
}

/// The purpose of a link by which a person chooses their password.
#[must_use]
pub fn welcome(person_id: i64) -> String {
    format!("welcome:{person_id}")
}

/// The address of a link by which a person chooses their password; the links before it are good for nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn welcome_address(work: &Work, person_id: i64) -> Result<String> {
    let token = make(work, &welcome(person_id)).await?;
    Ok(format!("{}/welcome/{person_id}-{token}", work.site.url))
}
