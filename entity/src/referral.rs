//! A matter that a panel carried to the Board. `meeting_id` is the Board meeting it is meant for.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub reference: String,
    pub body_id: i64,
    pub board_id: i64,
    pub agenda_item_id: i64,
    pub resolution_part_id: Option<i64>,
    pub meeting_id: Option<i64>,
    pub kind: Stored<domain::referral::Kind>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "Text")]
    pub feedback: String,
    pub state: Stored<domain::referral::State>,
    pub outcome: Option<Stored<domain::referral::Outcome>>,
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    pub answered_meeting_id: Option<i64>,
    pub created_on: Date,
    pub version: i32,
    pub part_version: i32,
    pub indicator_id: Option<i64>,
    pub reached: Option<Stored<domain::feedback::Reached>>,
    pub rolled: i32,
    pub told_on: Option<Date>,
    pub closed_at_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
