//! A letter from the chair to the chief executive about something long overdue: drafted here, sent by a person.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chief_letter")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub body_id: i64,
    pub subject_kind: Stored<domain::obligation::SubjectKind>,
    pub subject_id: i64,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub state: Stored<domain::chief_letter::State>,
    pub made_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub ended_by: String,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
