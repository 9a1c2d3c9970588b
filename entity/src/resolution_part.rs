//! One numbered part of a resolution.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resolution_part")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub resolution_id: i64,
    pub number: i32,
    pub verb: Stored<domain::resolution::Verb>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub version: i32,
    pub is_removed: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
