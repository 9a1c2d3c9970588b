//! The set of indicators that a panel looks at, in its order.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "body_indicator")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: i64,
    pub indicator_id: i64,
    pub position: i32,
    pub agreed: Stored<domain::rhythm::Rhythm>,
    #[sea_orm(column_type = "Text")]
    pub agreed_at: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
