//! What this database believes of the installation that it serves, to notice a copy or a restored backup.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub token: String,
    #[sea_orm(column_type = "Text")]
    pub site: String,
    pub generation: i64,
    pub alive_at: DateTimeUtc,
    pub mode: Stored<domain::sending::Mode>,
    #[sea_orm(column_type = "Text")]
    pub held_why: String,
    pub held_at: Option<DateTimeUtc>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
