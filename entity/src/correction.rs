//! What was changed of a figure after it was published: an erratum or a restatement, with both values.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "correction")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub figure_id: i64,
    pub kind: Stored<domain::figure::Correction>,
    #[sea_orm(column_type = "Text")]
    pub was: String,
    pub was_rating: Stored<domain::rating::Rating>,
    #[sea_orm(column_type = "Text")]
    pub becomes: String,
    pub becomes_rating: Stored<domain::rating::Rating>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub made_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub made_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
