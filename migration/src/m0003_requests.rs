//! Indicators, data requests and the figures given.
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(indicator()).await?;
        manager.create_table(body_indicator()).await?;
        index(manager, "CREATE UNIQUE INDEX body_indicator_one ON body_indicator (body_id, indicator_id)").await?;
        manager.create_table(data_request()).await?;
        index(manager, "CREATE INDEX data_request_item ON data_request (agenda_item_id)").await?;
        manager.create_table(figure()).await?;
        index(manager, "CREATE UNIQUE INDEX figure_request_indicator ON figure (request_id, indicator_id)").await?;
        index(manager, "CREATE INDEX figure_indicator ON figure (indicator_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("figure").to_owned()).await?;
        manager.drop_table(Table::drop().table("data_request").to_owned()).await?;
        manager.drop_table(Table::drop().table("body_indicator").to_owned()).await?;
        manager.drop_table(Table::drop().table("indicator").to_owned()).await?;
        Ok(())
    }
}

/// Partial indexes read the same in both dialects and have no builder.
async fn index(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

fn indicator() -> TableCreateStatement {
    Table::create()
        .table("indicator")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("code").text().not_null().unique_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("definition").text().not_null())
        .col(ColumnDef::new("unit").text().not_null())
        .col(ColumnDef::new("polarity").text().not_null())
        .col(ColumnDef::new("target").text())
        .col(ColumnDef::new("tolerance").text().not_null())
        .col(ColumnDef::new("tolerance_kind").text().not_null())
        .col(ColumnDef::new("decimals").integer().not_null())
        .col(ColumnDef::new("version").integer().not_null())
        .to_owned()
}

fn body_indicator() -> TableCreateStatement {
    Table::create()
        .table("body_indicator")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("body_id").big_integer().not_null())
        .col(ColumnDef::new("indicator_id").big_integer().not_null())
        .col(ColumnDef::new("position").integer().not_null())
        .foreign_key(
            ForeignKey::create().name("body_indicator_body_id_fk").from("body_indicator", "body_id").to("body", "id"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("body_indicator_indicator_id_fk")
                .from("body_indicator", "indicator_id")
                .to("indicator", "id"),
        )
        .to_owned()
}

fn data_request() -> TableCreateStatement {
    Table::create()
        .table("data_request")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("reference").text().not_null().unique_key())
        .col(ColumnDef::new("agenda_item_id").big_integer().not_null())
        .col(ColumnDef::new("owner_post_id").big_integer().not_null())
        .col(ColumnDef::new("period").text().not_null())
        .col(ColumnDef::new("coverage").text().not_null())
        .col(ColumnDef::new("is_finance").boolean().not_null())
        .col(ColumnDef::new("appendix").integer().not_null())
        .col(ColumnDef::new("appendix_title").text().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("issued_on").date())
        .col(ColumnDef::new("promised_on").date())
        .col(ColumnDef::new("follow_reason").text().not_null())
        .col(ColumnDef::new("note").text().not_null())
        .col(ColumnDef::new("submitted_at").timestamp_with_time_zone())
        .col(ColumnDef::new("submitted_by").text().not_null())
        .col(ColumnDef::new("accepted_at").timestamp_with_time_zone())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("data_request_agenda_item_id_fk")
                .from("data_request", "agenda_item_id")
                .to("agenda_item", "id"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("data_request_owner_post_id_fk")
                .from("data_request", "owner_post_id")
                .to("post", "id"),
        )
        .to_owned()
}

fn figure() -> TableCreateStatement {
    Table::create()
        .table("figure")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("request_id").big_integer().not_null())
        .col(ColumnDef::new("indicator_id").big_integer().not_null())
        .col(ColumnDef::new("position").integer().not_null())
        .col(ColumnDef::new("typed").text().not_null())
        .col(ColumnDef::new("number").text())
        .col(ColumnDef::new("absence").text())
        .col(ColumnDef::new("reason").text().not_null())
        .col(ColumnDef::new("commentary").text().not_null())
        .col(ColumnDef::new("rating").text())
        .col(ColumnDef::new("why").text().not_null())
        .col(ColumnDef::new("rule_version").integer().not_null())
        .col(ColumnDef::new("unit").text().not_null())
        .col(ColumnDef::new("polarity").text().not_null())
        .col(ColumnDef::new("target").text())
        .col(ColumnDef::new("tolerance").text().not_null())
        .col(ColumnDef::new("tolerance_kind").text().not_null())
        .col(ColumnDef::new("decimals").integer().not_null())
        .foreign_key(
            ForeignKey::create().name("figure_request_id_fk").from("figure", "request_id").to("data_request", "id"),
        )
        .foreign_key(
            ForeignKey::create().name("figure_indicator_id_fk").from("figure", "indicator_id").to("indicator", "id"),
        )
        .to_owned()
}
