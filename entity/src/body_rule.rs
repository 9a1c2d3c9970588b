//! A deadline of a body's own standing orders, such as that for public questions.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "body_rule")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: i64,
    pub position: i32,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub days: i32,
    pub unit: Stored<domain::rule::RuleUnit>,
    pub anchor: Stored<domain::rule::RuleAnchor>,
    #[sea_orm(column_type = "Text")]
    pub time_of_day: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
