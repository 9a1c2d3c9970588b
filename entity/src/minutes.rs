//! Where the minutes of a meeting stand: typed, with the chair, published as a draft, confirmed.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minutes")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub meeting_id: i64,
    pub state: Stored<domain::minutes_state::State>,
    #[sea_orm(column_type = "Text")]
    pub attendance: String,
    #[sea_orm(column_type = "Text")]
    pub asked: String,
    pub sent_at: Option<DateTimeUtc>,
    pub checked_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub checked_by: String,
    pub published_at: Option<DateTimeUtc>,
    pub confirmed_at_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub amendments: String,
    pub told_at: Option<DateTimeUtc>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
