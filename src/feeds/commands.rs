//! Making, replacing and withdrawing the secret address of a person's calendar. The address is derived from a
//! running number, so that it can be shown again; only a hash of it is kept.

use crate::error::{Error, Result};
use crate::keys::{Keys, hash};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::word::Word;
use remit_entity::{feed, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What is done to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// The first one, or one after the last was withdrawn.
    Make,
    /// Another one in the place of the one in use.
    Replace,
    /// None any more.
    Withdraw,
}

impl Word for Deed {
    const ALL: &'static [Self] = &[Self::Make, Self::Replace, Self::Withdraw];
    fn word(self) -> &'static str {
        match self {
            Self::Make => "make",
            Self::Replace => "replace",
            Self::Withdraw => "withdraw",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Make => "made a calendar address",
            Self::Replace => "replaced the calendar address",
            Self::Withdraw => "withdrew the calendar address",
        }
    }
}

/// The secret part of a person's address.
pub(super) fn token(keys: &Keys, person_id: i64, number: i32) -> String {
    keys.token("feed", &format!("{person_id}:{number}"))
}

/// Does it, when the address with this number is still the last one.
///
/// # Errors
/// When there is no such person, or somebody else changed the address meanwhile.
pub(super) async fn change(work: &Work, person_id: i64, number: i32, deed: Deed) -> Result<()> {
    let person = person::Entity::find_by_id(person_id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let last = feed::Entity::find()
        .filter(feed::Column::PersonId.eq(person_id))
        .order_by_desc(feed::Column::Number)
        .one(&work.tx)
        .await?;
    let last_number = last.as_ref().map_or(0, |row| row.number);
    let in_use = last.filter(|row| row.revoked_at.is_none());
    if last_number != number || in_use.is_some() == (deed == Deed::Make) {
        return Err(Error::Stale);
    }
    if let Some(row) = in_use {
        feed::ActiveModel { id: Set(row.id), revoked_at: Set(Some(work.at)), ..Default::default() }
            .update(&work.tx)
            .await?;
    }
    if deed != Deed::Withdraw {
        let next = last_number + 1;
        feed::ActiveModel {
            person_id: Set(person_id),
            token_hash: Set(hash(&token(&work.keys, person_id, next))),
            number: Set(next),
            made_at: Set(work.at),
            revoked_at: Set(None),
            ..Default::default()
        }
        .insert(&work.tx)
        .await?;
    }
    trail::record(work, deed.label(), About { noun: "person", id: person_id, body: None }, person.name).await
}
