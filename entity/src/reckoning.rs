//! What an independent count of the letters that were due came to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reckoning")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: DateTimeUtc,
    pub from_on: Date,
    pub to_on: Date,
    pub expected: i32,
    pub found: i32,
    #[sea_orm(column_type = "Text")]
    pub gaps: String,
    pub seen_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
