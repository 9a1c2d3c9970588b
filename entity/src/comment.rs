//! The views that a body gave to a cabinet member or an officer; a reply may be asked for.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub reference: String,
    pub body_id: i64,
    pub agenda_item_id: i64,
    pub resolution_part_id: Option<i64>,
    pub part_version: i32,
    pub post_id: i64,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub reply_by: Option<Date>,
    pub state: Stored<domain::comment::State>,
    #[sea_orm(column_type = "Text")]
    pub reply: String,
    pub replied_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub replied_by: String,
    pub created_on: Date,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
