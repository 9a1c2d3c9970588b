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
    pub contributor_id: Option<i64>,
    pub acknowledged_at: Option<DateTimeUtc>,
    pub extended_to: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub extended_why: String,
    #[sea_orm(column_type = "Text")]
    pub unavailable_why: String,
    pub is_nil: bool,
    pub replaced_by_id: Option<i64>,
    pub sent_up_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub sent_up_by: String,
    #[sea_orm(column_type = "Text")]
    pub sent_back_why: String,
    pub published_at: Option<DateTimeUtc>,
    pub version: i32,
    pub resolution_part_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A request of which nothing is known yet, for rows that are written many at once: every column has its value.
#[must_use]
pub fn blank() -> ActiveModel {
    use sea_orm::ActiveValue::Set;
    ActiveModel {
        coverage: Set(String::new()),
        issued_on: Set(None),
        promised_on: Set(None),
        follow_reason: Set(String::new()),
        note: Set(String::new()),
        submitted_at: Set(None),
        submitted_by: Set(String::new()),
        accepted_at: Set(None),
        contributor_id: Set(None),
        acknowledged_at: Set(None),
        extended_to: Set(None),
        extended_why: Set(String::new()),
        unavailable_why: Set(String::new()),
        is_nil: Set(false),
        replaced_by_id: Set(None),
        sent_up_at: Set(None),
        sent_up_by: Set(String::new()),
        sent_back_why: Set(String::new()),
        published_at: Set(None),
        version: Set(1),
        ..Default::default()
    }
}
