//! The links that letters carry. A link says which thing one person may open; it signs nobody in. The same
//! person gets the same link for the same thing, so that every letter about it leads to one place.

use crate::error::Result;
use crate::keys::hash;
use crate::work::Work;
use remit_domain::obligation::SubjectKind;
use remit_domain::word::Word;
use remit_entity::{Stored, link};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The address of a person's link to a thing; makes the link when there is none yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn address(work: &Work, person_id: i64, subject_kind: SubjectKind, subject_id: i64) -> Result<String> {
    let token = work.keys.token("link", &format!("{person_id}:{}:{subject_id}", subject_kind.word()));
    let row = link::ActiveModel {
        token_hash: Set(hash(&token)),
        person_id: Set(person_id),
        subject_kind: Set(Stored(subject_kind)),
        subject_id: Set(subject_id),
        made_at: Set(work.at),
        ..Default::default()
    };
    link::Entity::insert(row)
        .on_conflict(OnConflict::column(link::Column::TokenHash).do_nothing().to_owned())
        .exec_without_returning(&work.tx)
        .await?;
    Ok(format!("{}/answer/{}/{token}", work.site.url, subject_kind.word()))
}

/// The link behind a token, unless it was revoked.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, token: &str) -> Result<Option<link::Model>> {
    Ok(link::Entity::find()
        .filter(link::Column::TokenHash.eq(hash(token)))
        .filter(link::Column::RevokedAt.is_null())
        .one(db)
        .await?)
}
