//! What was typed under an item while the meeting was minuted, in the line language, as it was typed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_note")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub agenda_item_id: i64,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "Text")]
    pub recorded: String,
    pub saved_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub saved_by: String,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
