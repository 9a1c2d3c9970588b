//! The council itself: one row.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "council")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub service_name: String,
    #[sea_orm(column_type = "Text")]
    pub contact_names: String,
    #[sea_orm(column_type = "Text")]
    pub contact_phone: String,
    #[sea_orm(column_type = "Text")]
    pub contact_email: String,
    #[sea_orm(column_type = "Text")]
    pub proper_officer: String,
    #[sea_orm(column_type = "Text")]
    pub website: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
