//! A topic of a body's work programme, from its suggestion to the item that it becomes.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topic")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: i64,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub purpose: String,
    #[sea_orm(column_type = "Text")]
    pub source: String,
    pub state: Stored<domain::programme::TopicState>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub wanted_on: Option<Date>,
    pub raised_on: Date,
    pub item_id: Option<i64>,
    pub resolution_part_id: Option<i64>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
