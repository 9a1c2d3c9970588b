//! What a panel asked somebody to do.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub reference: String,
    pub body_id: i64,
    pub agenda_item_id: i64,
    pub resolution_part_id: Option<i64>,
    pub indicator_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub owner_post_id: i64,
    pub state: Stored<domain::action::State>,
    pub agreed_at_meeting_id: Option<i64>,
    pub created_on: Date,
    pub version: i32,
    pub kind: Stored<domain::action::Kind>,
    pub part_version: i32,
    #[sea_orm(column_type = "Text")]
    pub evidence: String,
    #[sea_orm(column_type = "Text")]
    pub pause_why: String,
    pub review_on: Option<Date>,
    pub same_as_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub became: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
