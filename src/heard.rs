//! What those who owe something said about it, apart from the lines that a deed leaves in the same thread: a change of
//! date, a link, a dispute. The trail of the same moment tells which deed it was. Reads only.

use crate::error::Result;
use chrono::{DateTime, Utc};
use remit_entity::{action_update, recommendation_update, trail};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// The deed of whoever says how far something is, in the trail.
pub const UPDATED: &str = "updated";
/// The deed of an owner who says that it is done.
pub const PROPOSED: &str = "proposed complete";
/// The deed by which an owner says that an action is not theirs.
pub const NOT_THEIRS: &str = "said not theirs";

/// The deed of an addressee who says how far a recommendation is.
pub const REPORTED: &str = "reported on";
/// The deed of an addressee who answers a recommendation.
pub const ANSWERED: &str = "answered";

const SAID: [&str; 5] = [UPDATED, PROPOSED, NOT_THEIRS, REPORTED, ANSWERED];

/// What was said and when, oldest first, by the thing that it is about.
pub type Heard = BTreeMap<i64, Vec<(DateTime<Utc>, String)>>;

/// What was said of some actions.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_actions(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Heard> {
    let rows = action_update::Entity::find()
        .filter(action_update::Column::ActionId.is_in(ids.to_vec()))
        .order_by_asc(action_update::Column::Id)
        .all(db)
        .await?;
    let said = said(db, "action", ids).await?;
    let mut heard = Heard::new();
    for row in rows.into_iter().filter(|row| said.contains(&(row.action_id, row.at))) {
        heard.entry(row.action_id).or_default().push((row.at, row.words));
    }
    Ok(heard)
}

/// What was said of some recommendations.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_recommendations(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Heard> {
    let rows = recommendation_update::Entity::find()
        .filter(recommendation_update::Column::RecommendationId.is_in(ids.to_vec()))
        .order_by_asc(recommendation_update::Column::Id)
        .all(db)
        .await?;
    let said = said(db, "recommendation", ids).await?;
    let mut heard = Heard::new();
    for row in rows.into_iter().filter(|row| said.contains(&(row.recommendation_id, row.at))) {
        heard.entry(row.recommendation_id).or_default().push((row.at, row.words));
    }
    Ok(heard)
}

/// When somebody said something, by the thing.
async fn said(db: &impl ConnectionTrait, noun: &str, ids: &[i64]) -> Result<BTreeSet<(i64, DateTime<Utc>)>> {
    let rows = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq(noun))
        .filter(trail::Column::SubjectId.is_in(ids.to_vec()))
        .filter(trail::Column::Deed.is_in(SAID))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.at)).collect())
}
