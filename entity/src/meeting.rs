//! One meeting of one body.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: i64,
    pub held_on: Date,
    #[sea_orm(column_type = "Text")]
    pub starts_at: String,
    #[sea_orm(column_type = "Text")]
    pub venue: String,
    pub state: Stored<domain::meeting::State>,
    pub lag: i32,
    pub published_on: Option<Date>,
    pub clear_days_given: Option<i32>,
    pub version: i32,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub successor_id: Option<i64>,
    pub lasts: i32,
    pub convened_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub short_notice_reason: String,
    pub sequence: i32,
    pub batch_id: Option<i64>,
    pub presided_by_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
