//! What one panel gives back to one meeting of the Board: exceptions, matters referred, or nothing.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: i64,
    pub meeting_id: i64,
    pub state: Stored<domain::feedback::State>,
    pub is_nil: bool,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    #[sea_orm(column_type = "Text")]
    pub asked: String,
    pub approved_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub approved_by: String,
    pub reached: Option<Stored<domain::feedback::Reached>>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
