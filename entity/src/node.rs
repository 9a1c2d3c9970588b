//! A process that serves this database, and when it was last heard of.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "node")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text", unique)]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub boot: String,
    #[sea_orm(column_type = "Text")]
    pub version: String,
    pub started_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    pub skew: i64,
    pub is_suspect: bool,
    /// When its timetable last came round.
    pub ticked_at: Option<DateTimeUtc>,
    /// When it comes round next.
    pub next_tick_at: Option<DateTimeUtc>,
    /// How the relay stands, as this process sees it; empty while it answers.
    #[sea_orm(column_type = "Text")]
    pub relay: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
