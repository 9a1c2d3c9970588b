//! What is measured, which way is better, and what it is measured against.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub code: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub owner_post_id: Option<i64>,
    pub retired_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub retired_why: String,
    pub replaced_by_id: Option<i64>,
    pub part_of_id: Option<i64>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
