//! Who sits on a body, from when to when.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: i64,
    pub person_id: i64,
    pub seat: Stored<domain::person::Seat>,
    pub from_on: Date,
    pub to_on: Option<Date>,
    pub votes: Stored<domain::person::Votes>,
    pub is_cleared: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
