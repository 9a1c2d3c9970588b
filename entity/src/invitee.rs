//! A post invited to attend for an item.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitee")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub agenda_item_id: i64,
    pub post_id: i64,
    pub position: i32,
    pub answer: Stored<domain::invitation::Answer>,
    #[sea_orm(column_type = "Text")]
    pub deputy: String,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub answered_at: Option<DateTimeUtc>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
