//! The address in a letter by which one person opens one thing. Only a hash of the token is kept.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub token_hash: String,
    pub person_id: i64,
    pub subject_kind: Stored<domain::obligation::SubjectKind>,
    pub subject_id: i64,
    pub made_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
