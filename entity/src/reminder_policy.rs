//! By which rungs a body is reminded of one kind of thing, in versions; without a body, every body that has none of its own.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_policy")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: Option<i64>,
    pub kind: Stored<domain::obligation::Kind>,
    pub number: i32,
    #[sea_orm(column_type = "Text")]
    pub rungs: String,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub made_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub made_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
