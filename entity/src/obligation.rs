//! Somebody owes something to a body by a date. `due_on` is what the rule gives today; only settling writes it.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: Stored<domain::obligation::Kind>,
    pub subject_kind: Stored<domain::obligation::SubjectKind>,
    pub subject_id: i64,
    pub body_id: i64,
    pub owner_post_id: i64,
    pub meeting_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub due_rule: String,
    pub due_on: Option<Date>,
    pub promised: bool,
    pub publish_by: Option<Date>,
    pub state: Stored<domain::obligation::State>,
    pub is_exempt: bool,
    pub opened_on: Date,
    pub settled_on: Date,
    pub closed_at: Option<DateTimeUtc>,
    pub next_rung_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
