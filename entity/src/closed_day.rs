//! Local closures and holidays proclaimed late, both days included.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "closed_day")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub first_on: Date,
    pub last_on: Date,
    pub is_holiday: bool,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
