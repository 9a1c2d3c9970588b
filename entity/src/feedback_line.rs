//! One thing that a panel gives back to the Board, or that it was offered and left out.

use crate::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback_line")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub feedback_id: i64,
    pub position: i32,
    pub kind: Stored<domain::feedback::LineKind>,
    pub figure_id: Option<i64>,
    pub referral_id: Option<i64>,
    pub comment_id: Option<i64>,
    pub recommendation_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub why: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub is_chosen: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
