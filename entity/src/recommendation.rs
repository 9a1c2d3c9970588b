//! What a body recommended to the executive, the Council or a partner, and its clock.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recommendation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub reference: String,
    pub body_id: i64,
    pub agenda_item_id: i64,
    pub resolution_part_id: Option<i64>,
    pub part_version: i32,
    pub indicator_id: Option<i64>,
    pub addressee: Stored<domain::recommendation::Addressee>,
    pub post_id: i64,
    pub lead_post_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub state: Stored<domain::recommendation::State>,
    pub clock: Stored<domain::recommendation::Clock>,
    pub clock_days: Option<i32>,
    pub endorsed_at_id: Option<i64>,
    pub notice_on: Option<Date>,
    pub received_on: Option<Date>,
    pub considered_at_id: Option<i64>,
    pub responded_on: Option<Date>,
    pub published_on: Option<Date>,
    pub closed_at_id: Option<i64>,
    pub closed_as: Option<Stored<domain::recommendation::Closed>>,
    pub review_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub pause_why: String,
    pub created_on: Date,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
