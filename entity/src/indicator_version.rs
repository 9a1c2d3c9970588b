//! What an indicator measures, in versions: each holds from a period on, and only a redefinition makes a new one.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator_version")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub indicator_id: i64,
    pub number: i32,
    #[sea_orm(column_type = "Text")]
    pub from_period: String,
    #[sea_orm(column_type = "Text")]
    pub definition: String,
    #[sea_orm(column_type = "Text")]
    pub unit: String,
    pub polarity: Stored<domain::indicator::Polarity>,
    #[sea_orm(column_type = "Text")]
    pub cohort: String,
    pub rhythm: Stored<domain::rhythm::Rhythm>,
    pub lag: i32,
    pub basis: Stored<domain::rhythm::Basis>,
    #[sea_orm(column_type = "Text")]
    pub numerator: String,
    #[sea_orm(column_type = "Text")]
    pub denominator: String,
    #[sea_orm(column_type = "Text")]
    pub source: String,
    pub is_comparable: bool,
    pub hide_below: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub made_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub made_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
