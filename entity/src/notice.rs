//! A rung that was reached for one person; one letter carries it.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub obligation_id: i64,
    pub due_on: Date,
    #[sea_orm(column_type = "Text")]
    pub rung: String,
    pub audience: Stored<domain::ladder::Audience>,
    pub kind: Stored<domain::letter::Kind>,
    pub person_id: i64,
    pub reached_on: Date,
    pub letter_id: Option<i64>,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub asks: bool,
    pub approved_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub approved_by: String,
    pub skipped_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub skipped_by: String,
    #[sea_orm(column_type = "Text")]
    pub skipped_why: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
