//! What an owner or officer said about an action.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_update")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub action_id: i64,
    pub at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub by: String,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    pub state: Stored<domain::action::State>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
