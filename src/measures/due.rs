//! The set of a body in a period: what is due of it, what is not, and when it is next.

use super::{InForce, in_force};
use crate::error::Result;
use remit_domain::indicator::due::{Due, Reports, due};
use remit_domain::period::Period;
use remit_entity::body_indicator;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// An indicator in the set of a body, and whether a period may ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its place in the set, and how often the panel agreed to take it.
    pub row: body_indicator::Model,
    /// As it stands in the period.
    pub standing: InForce,
    /// What the period may ask of it.
    pub due: Due,
}

impl Place {
    /// Whether it is asked for.
    #[must_use]
    pub fn is_due(&self) -> bool {
        matches!(self.due, Due::Now { .. })
    }
}

/// The set of a body in its order, as it is due in a period. Completeness counts what `is_due`, and nothing else.
///
/// # Errors
/// When the database cannot be read.
pub async fn due_in(db: &impl ConnectionTrait, body_id: i64, period: Period) -> Result<Vec<Place>> {
    let rows = body_indicator::Entity::find()
        .filter(body_indicator::Column::BodyId.eq(body_id))
        .order_by_asc(body_indicator::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.indicator_id).collect();
    let mut standing = in_force(db, &ids, Some(period)).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let standing = standing.remove(&row.indicator_id)?;
            let version = &standing.version;
            let reports =
                Reports { rhythm: version.rhythm.0, lag: version.lag, retired_on: standing.indicator.retired_on };
            let due = due(row.agreed.0, reports, period);
            Some(Place { row, standing, due })
        })
        .collect())
}
