//! At which meeting a matter arising was discussed.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "discussed")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub subject_kind: Stored<domain::obligation::SubjectKind>,
    pub subject_id: i64,
    pub meeting_id: i64,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    pub at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
