//! One line of a request: what was typed, what was understood, and the policy that rated it.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "figure")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub request_id: i64,
    pub indicator_id: i64,
    pub position: i32,
    #[sea_orm(column_type = "Text")]
    pub typed: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub number: Option<String>,
    pub absence: Option<Stored<domain::figure::Absence>>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    #[sea_orm(column_type = "Text")]
    pub commentary: String,
    pub rating: Option<Stored<domain::rating::Rating>>,
    #[sea_orm(column_type = "Text")]
    pub why: String,
    pub rule_version: i32,
    #[sea_orm(column_type = "Text")]
    pub unit: String,
    pub polarity: Stored<domain::indicator::Polarity>,
    #[sea_orm(column_type = "Text", nullable)]
    pub target: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub tolerance: String,
    pub tolerance_kind: Stored<domain::indicator::ToleranceKind>,
    pub decimals: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The policy that rates this line: the indicator's own on the day it was asked for.
    #[must_use]
    pub fn policy(&self) -> domain::rating::Policy {
        domain::rating::Policy {
            polarity: self.polarity.0,
            target: self.target.as_ref().and_then(|text| text.parse().ok()),
            tolerance: self.tolerance.parse().unwrap_or_default(),
            tolerance_kind: self.tolerance_kind.0,
            decimals: u32::try_from(self.decimals).unwrap_or(0),
            unit: self.unit.clone(),
        }
    }

    /// What was understood; none while nothing was typed, or nothing that could be understood.
    #[must_use]
    pub fn figure(&self) -> Option<domain::figure::Figure> {
        match (&self.number, &self.absence) {
            (Some(number), _) => number.parse().ok().map(domain::figure::Figure::Number),
            (None, Some(absence)) => Some(domain::figure::Figure::Absent(absence.0)),
            (None, None) => None,
        }
    }
}
