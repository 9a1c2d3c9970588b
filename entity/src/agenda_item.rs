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
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
