//! From which body matters may be referred to which other.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_route")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub from_body_id: i64,
    pub to_body_id: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
