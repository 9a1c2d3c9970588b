//! Bodies that carry on what others began. A body that was abolished or merged names its successor; whoever chairs
//! the successor follows the record of the one before, and approves what it left open.

use crate::error::Result;
use remit_entity::body;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

async fn ended(db: &impl ConnectionTrait) -> Result<Vec<(i64, i64)>> {
    let rows = body::Entity::find().filter(body::Column::SucceededById.is_not_null()).all(db).await?;
    Ok(rows.into_iter().filter_map(|body| body.succeeded_by_id.map(|heir| (body.id, heir))).collect())
}

/// A body and whatever carries it on, and on.
///
/// # Errors
/// When the database cannot be read.
pub async fn heirs_of(db: &impl ConnectionTrait, body: i64) -> Result<BTreeSet<i64>> {
    let ended = ended(db).await?;
    let mut found = BTreeSet::from([body]);
    let mut last = body;
    while let Some((_, heir)) = ended.iter().find(|(from, _)| *from == last) {
        if !found.insert(*heir) {
            break;
        }
        last = *heir;
    }
    Ok(found)
}

/// Bodies and all that they carry on.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_forebears(db: &impl ConnectionTrait, bodies: &[i64]) -> Result<BTreeSet<i64>> {
    let ended = ended(db).await?;
    let mut found: BTreeSet<i64> = bodies.iter().copied().collect();
    while let Some((from, _)) = ended.iter().find(|(from, heir)| found.contains(heir) && !found.contains(from)) {
        found.insert(*from);
    }
    Ok(found)
}
