//! Days on which nobody is reminded: everybody, one body, or one person on leave.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quiet_period")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: Option<i64>,
    pub person_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub from_on: Date,
    pub to_on: Date,
    pub meanwhile: Stored<domain::quiet::Meanwhile>,
    pub made_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub made_by: String,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
