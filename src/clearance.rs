//! What a visitor may read of business taken in private: officers all of it, a chair or vice-chair that of the bodies
//! on which they are cleared for exempt matter. No doors: called by every page that shows what came of an item.

use crate::error::Result;
use crate::matters::Reader;
use crate::quorum::cleared_members_of;
use crate::succession::with_forebears;
use crate::web::Visit;
use remit_domain::agenda::Access;
use remit_entity::agenda_item;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;

/// What stands in place of words that a visitor may not read.
pub const PRIVATE: &str = "Concerns business taken in private.";

/// The bodies whose private business a visitor may read.
#[derive(Clone, Debug)]
pub struct Clearance {
    /// None for an officer, who reads everything.
    cleared: Option<BTreeSet<i64>>,
}

impl Clearance {
    /// What this visitor may read today.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of(visit: &Visit) -> Result<Self> {
        if visit.actor.is_officer() {
            return Ok(Self { cleared: None });
        }
        let (db, today) = (visit.app.db(), visit.app.clock().today());
        let mut cleared = Vec::new();
        if let Some(known) = &visit.actor.known {
            for body in &known.bodies {
                if cleared_members_of(db, &[*body], today).await?.contains(&known.id) {
                    cleared.push(*body);
                }
            }
        }
        Ok(Self { cleared: Some(with_forebears(db, &cleared).await?) })
    }

    /// Whether the private business of a body is read.
    #[must_use]
    pub fn reads(&self, body: i64) -> bool {
        self.cleared.as_ref().is_none_or(|cleared| cleared.contains(&body))
    }

    /// Whether what came of an item of a body is read.
    #[must_use]
    pub fn reads_item(&self, body: i64, access: Access) -> bool {
        !access.is_restricted() || self.reads(body)
    }

    /// As whom the visitor reads what is open before a body.
    #[must_use]
    pub fn reader(&self, body: i64) -> Reader {
        match &self.cleared {
            None => Reader::Cleared,
            Some(cleared) if cleared.contains(&body) => Reader::Member,
            Some(_) => Reader::Public,
        }
    }
}

/// Those of some items that were taken in private; one that is not there counts as private.
///
/// # Errors
/// When the database cannot be read.
pub async fn private_among(db: &impl ConnectionTrait, items: BTreeSet<i64>) -> Result<BTreeSet<i64>> {
    let public: Vec<i64> = agenda_item::Entity::find()
        .select_only()
        .column(agenda_item::Column::Id)
        .filter(agenda_item::Column::Id.is_in(items.clone()))
        .filter(agenda_item::Column::Access.eq(remit_entity::Stored(Access::Public)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(items.into_iter().filter(|id| !public.contains(id)).collect())
}
