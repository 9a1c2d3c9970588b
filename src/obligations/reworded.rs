//! What was made from words of a resolution that have changed since, and at which nobody has looked yet: the Due page
//! lists it beside what is owed.

use crate::error::Result;
use remit_entity::{action, comment, recommendation, referral, resolution_part};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

/// One such thing: what it is called and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reworded {
    pub reference: String,
    pub href: String,
}

/// All of it, by reference.
pub(super) async fn list_reworded(db: &impl ConnectionTrait) -> Result<Vec<Reworded>> {
    let changed = resolution_part::Entity::find().filter(resolution_part::Column::Version.gt(1)).all(db).await?;
    let versions: BTreeMap<i64, i32> = changed.into_iter().map(|part| (part.id, part.version)).collect();
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || versions.keys().copied();
    let behind = |part: Option<i64>, seen: i32| part.and_then(|id| versions.get(&id)).is_some_and(|now| seen < *now);
    let of = |room: &str, id: i64, reference: String| Reworded { reference, href: format!("/{room}/{id}") };
    let mut all = Vec::new();
    for row in action::Entity::find().filter(action::Column::ResolutionPartId.is_in(ids())).all(db).await? {
        if behind(row.resolution_part_id, row.part_version) {
            all.push(of("actions", row.id, row.reference));
        }
    }
    for row in referral::Entity::find().filter(referral::Column::ResolutionPartId.is_in(ids())).all(db).await? {
        if behind(row.resolution_part_id, row.part_version) {
            all.push(of("referrals", row.id, row.reference));
        }
    }
    let put = recommendation::Entity::find().filter(recommendation::Column::ResolutionPartId.is_in(ids()));
    for row in put.all(db).await? {
        if behind(row.resolution_part_id, row.part_version) {
            all.push(of("recommendations", row.id, row.reference));
        }
    }
    for row in comment::Entity::find().filter(comment::Column::ResolutionPartId.is_in(ids())).all(db).await? {
        if behind(row.resolution_part_id, row.part_version) {
            all.push(of("comments", row.id, row.reference));
        }
    }
    all.sort_by(|a, b| a.reference.cmp(&b.reference));
    Ok(all)
}
