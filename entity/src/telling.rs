//! Something that a person is told once; one letter carries it.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "telling")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    pub kind: Stored<domain::letter::Kind>,
    #[sea_orm(column_type = "Text")]
    pub occasion: String,
    #[sea_orm(column_type = "Text")]
    pub section: String,
    #[sea_orm(column_type = "Text")]
    pub was: String,
    #[sea_orm(column_type = "Text")]
    pub calendar: String,
    #[sea_orm(column_type = "Text")]
    pub calendar_method: String,
    pub made_at: DateTimeUtc,
    pub goes_at: DateTimeUtc,
    pub letter_id: Option<i64>,
    pub withdrawn_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
