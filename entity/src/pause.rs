//! Letters that an officer held back, of everything or of one body, until a day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pause")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub until_on: Date,
    pub made_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub made_by: String,
    pub ended_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub ended_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
