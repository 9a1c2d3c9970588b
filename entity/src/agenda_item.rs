//! An item of a meeting's agenda. `subject` names the thread of items on the same matter.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub meeting_id: i64,
    pub position: i32,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    pub kind: Stored<domain::meeting::ItemKind>,
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    pub version: i32,
    pub state: Stored<domain::agenda::ItemState>,
    pub minutes: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub purpose: String,
    #[sea_orm(column_type = "Text")]
    pub lead: String,
    pub report_post_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub report: String,
    pub follows_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub late_reason: String,
    #[sea_orm(column_type = "Text")]
    pub urgent_reason: String,
    pub access: Stored<domain::agenda::Access>,
    #[sea_orm(column_type = "Text")]
    pub exempt_paragraphs: String,
    #[sea_orm(column_type = "Text")]
    pub public_interest: String,
    #[sea_orm(column_type = "Text")]
    pub proper_officer: String,
    pub origin_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub is_sensitive: bool,
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
    pub publication_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
