//! Figures or slides asked of a post for one item and one period.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_request")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub reference: String,
    pub agenda_item_id: i64,
    pub owner_post_id: i64,
    #[sea_orm(column_type = "Text")]
    pub period: String,
    #[sea_orm(column_type = "Text")]
    pub coverage: String,
    pub is_finance: bool,
    pub appendix: i32,
    #[sea_orm(column_type = "Text")]
    pub appendix_title: String,
    pub state: Stored<domain::request::State>,
    pub issued_on: Option<Date>,
    pub promised_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub follow_reason: String,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub submitted_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub submitted_by: String,
    pub accepted_at: Option<DateTimeUtc>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
