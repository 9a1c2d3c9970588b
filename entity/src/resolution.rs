//! What a body decided on one item.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resolution")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub agenda_item_id: i64,
    pub position: i32,
    pub state: Stored<domain::resolution::State>,
    #[sea_orm(column_type = "Text")]
    pub mover: String,
    #[sea_orm(column_type = "Text")]
    pub seconder: String,
    pub carried: Stored<domain::resolution::Carried>,
    pub votes_for: Option<i32>,
    pub votes_against: Option<i32>,
    pub votes_abstained: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub narrative: String,
    pub recorded_at: DateTimeUtc,
    pub mover_id: Option<i64>,
    pub seconder_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub ended_at_id: Option<i64>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
