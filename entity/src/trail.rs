//! Who did what to which thing, when; written in the same transaction.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub by: String,
    pub person_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub deed: String,
    #[sea_orm(column_type = "Text")]
    pub subject_kind: String,
    pub subject_id: i64,
    pub body_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub detail: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
