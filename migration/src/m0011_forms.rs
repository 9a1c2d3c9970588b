//! Forms whose deed was done, so that another process of the same database does not do it a second time.
use crate::shape::{moment, run, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("form")
            .col(ColumnDef::new("key").text().not_null().primary_key())
            .col(moment("done_at"))
            .col(text("leads_to"))
            .col(text("flash"))
            .take();
        manager.create_table(table).await?;
        run(manager, "CREATE INDEX form_done ON form (done_at)").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("form").to_owned()).await
    }
}
