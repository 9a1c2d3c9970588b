//! The versions of indicators, read at once, and which of them may be compared.

use crate::error::Result;
use remit_entity::indicator_version;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Every version of some indicators.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    by_id: BTreeMap<i64, indicator_version::Model>,
    /// By indicator and number: whether it may be compared to the one before.
    numbers: BTreeMap<(i64, i32), bool>,
}

impl Versions {
    /// Reads them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of(db: &impl ConnectionTrait, indicators: &[i64]) -> Result<Self> {
        let rows = indicator_version::Entity::find()
            .filter(indicator_version::Column::IndicatorId.is_in(indicators.iter().copied()))
            .order_by_asc(indicator_version::Column::Number)
            .all(db)
            .await?;
        Ok(Self {
            numbers: rows.iter().map(|row| ((row.indicator_id, row.number), row.is_comparable)).collect(),
            by_id: rows.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// One by its id.
    #[must_use]
    pub fn find(&self, id: Option<i64>) -> Option<&indicator_version::Model> {
        self.by_id.get(&id?)
    }

    /// The versions of one indicator, first to last.
    pub fn list(&self, indicator: i64) -> impl Iterator<Item = &indicator_version::Model> {
        self.by_id.values().filter(move |row| row.indicator_id == indicator)
    }

    /// Whether values of two versions may be compared: every version after the earlier one, up to the later, says that
    /// it is comparable to the one before.
    #[must_use]
    pub fn are_comparable(&self, earlier: Option<i64>, later: Option<i64>) -> bool {
        let (Some(one), Some(other)) = (earlier, later) else { return earlier == later };
        if one == other {
            return true;
        }
        let (Some(one), Some(other)) = (self.by_id.get(&one), self.by_id.get(&other)) else { return false };
        let (first, last) = (one.number.min(other.number), one.number.max(other.number));
        one.indicator_id == other.indicator_id
            && (first + 1..=last).all(|number| self.numbers.get(&(one.indicator_id, number)).copied().unwrap_or(true))
    }
}
