//! Local closures and holidays proclaimed late, both days included.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "closed_day")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub first_on: Date,
    pub last_on: Date,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub kind: Stored<domain::diary::ClosedKind>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
