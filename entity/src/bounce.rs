//! That a letter came back, as an officer recorded it or a mailbox was told.

use sea_orm::entity::prelude::*;

/// The mark of what the council's own relay refused for good while it was handed the letter.
pub const AT_ONCE: &str = "at once";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bounce")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub letter_id: i64,
    pub at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    #[sea_orm(column_type = "Text")]
    pub told_by: String,
    /// The Message-ID of the report, where a relay sent one: the same report is noted once.
    #[sea_orm(column_type = "Text")]
    pub mark: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
