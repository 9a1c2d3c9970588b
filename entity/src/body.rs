//! A panel or the Board that panels report to.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "body")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub slug: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub short_name: String,
    pub kind: Stored<domain::person::BodyKind>,
    pub reports_to_id: Option<i64>,
    pub officer_post_id: Option<i64>,
    pub chair_post_id: Option<i64>,
    pub clear_days: i32,
    pub house_style: Stored<domain::resolution::HouseStyle>,
    #[sea_orm(column_type = "Text")]
    pub remit: String,
    pub allows_substitutes: bool,
    pub quorum: i32,
    pub invites: Stored<domain::body::CalendarMode>,
    pub succeeded_by_id: Option<i64>,
    pub ended_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
