//! One e-mail to one person, as written; Message-ID and Date are frozen.

use crate::stored::Stored;
use remit_domain as domain;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub to_name: String,
    #[sea_orm(column_type = "Text")]
    pub to_address: String,
    pub kind: Stored<domain::letter::Kind>,
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "Text")]
    pub html: String,
    #[sea_orm(column_type = "Text", unique)]
    pub message_id: String,
    #[sea_orm(column_type = "Text")]
    pub entity_ref: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub morning_key: Option<String>,
    pub state: Stored<domain::letter::State>,
    pub phase: Stored<domain::letter::Phase>,
    pub written_at: DateTimeUtc,
    pub date_at: DateTimeUtc,
    pub next_try_at: Option<DateTimeUtc>,
    pub token: i64,
    #[sea_orm(column_type = "Text")]
    pub owner: String,
    pub lease_until: Option<DateTimeUtc>,
    pub attempts: i32,
    pub copies: i32,
    pub sent_at: Option<DateTimeUtc>,
    pub last_code: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub last_error: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub calendar: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub calendar_method: String,
    #[sea_orm(column_type = "Text")]
    pub meant_for: String,
    #[sea_orm(column_type = "Text")]
    pub meant_address: String,
    pub held_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub held_why: String,
    pub again_of_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
