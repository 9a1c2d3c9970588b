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
    pub version_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub policy: String,
    #[sea_orm(column_type = "Text")]
    pub covers: String,
    pub certainty: Stored<domain::figure::Certainty>,
    #[sea_orm(column_type = "Text", nullable)]
    pub numerator: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub denominator: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub forecast: Option<String>,
    pub forecast_rating: Option<Stored<domain::rating::Rating>>,
    pub stated_rating: Option<Stored<domain::rating::Rating>>,
    #[sea_orm(column_type = "Text")]
    pub stated_why: String,
    #[sea_orm(column_type = "Text")]
    pub corrective: String,
    pub as_at: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub hidden_why: String,
    #[sea_orm(column_type = "Text")]
    pub as_sent: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The policy that rates this line: the one in force for its period when it was asked for.
    #[must_use]
    pub fn policy(&self) -> domain::policy::Policy {
        domain::policy::Policy::read(&self.policy)
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
