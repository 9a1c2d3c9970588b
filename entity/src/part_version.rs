//! How a part of a resolution read before, and since when it reads otherwise.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "part_version")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub part_id: i64,
    pub number: i32,
    pub verb: Stored<domain::resolution::Verb>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub is_removed: bool,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub meeting_id: Option<i64>,
    pub made_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub made_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
