//! One answer of an addressee, which may answer several recommendations.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "response")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub post_id: i64,
    pub received_on: Date,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    pub meeting_id: Option<i64>,
    pub published_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub link: String,
    pub made_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub made_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
