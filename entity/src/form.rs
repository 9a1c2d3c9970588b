//! A form whose deed was done: written in the deed's own transaction, so that it is done once.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form")]
pub struct Model {
    /// A hash of the visitor's token, the page's mark, the address and the words.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    pub done_at: DateTimeUtc,
    /// The address that the answer led to; empty until it was given.
    #[sea_orm(column_type = "Text")]
    pub leads_to: String,
    /// The cookie with the sentence that is shown there; empty when none.
    #[sea_orm(column_type = "Text")]
    pub flash: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
