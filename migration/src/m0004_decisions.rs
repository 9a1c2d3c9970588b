//! What panels resolved, and what came of it.
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(resolution()).await?;
        index(manager, "CREATE UNIQUE INDEX resolution_item ON resolution (agenda_item_id)").await?;
        manager.create_table(resolution_part()).await?;
        index(manager, "CREATE UNIQUE INDEX resolution_part_number ON resolution_part (resolution_id, number)").await?;
        manager.create_table(action()).await?;
        index(manager, "CREATE INDEX action_body ON action (body_id)").await?;
        manager.create_table(action_update()).await?;
        index(manager, "CREATE INDEX action_update_action ON action_update (action_id)").await?;
        manager.create_table(referral()).await?;
        index(manager, "CREATE INDEX referral_board ON referral (board_id)").await?;
        index(manager, "CREATE INDEX referral_meeting ON referral (meeting_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("referral").to_owned()).await?;
        manager.drop_table(Table::drop().table("action_update").to_owned()).await?;
        manager.drop_table(Table::drop().table("action").to_owned()).await?;
        manager.drop_table(Table::drop().table("resolution_part").to_owned()).await?;
        manager.drop_table(Table::drop().table("resolution").to_owned()).await?;
        Ok(())
    }
}

/// Partial indexes read the same in both dialects and have no builder.
async fn index(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

fn resolution() -> TableCreateStatement {
    Table::create()
        .table("resolution")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("agenda_item_id").big_integer().not_null())
        .col(ColumnDef::new("mover").text().not_null())
        .col(ColumnDef::new("seconder").text().not_null())
        .col(ColumnDef::new("carried").text().not_null())
        .col(ColumnDef::new("votes_for").integer())
        .col(ColumnDef::new("votes_against").integer())
        .col(ColumnDef::new("votes_abstained").integer())
        .col(ColumnDef::new("narrative").text().not_null())
        .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("resolution_agenda_item_id_fk")
                .from("resolution", "agenda_item_id")
                .to("agenda_item", "id"),
        )
        .to_owned()
}

fn resolution_part() -> TableCreateStatement {
    Table::create()
        .table("resolution_part")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("resolution_id").big_integer().not_null())
        .col(ColumnDef::new("number").integer().not_null())
        .col(ColumnDef::new("verb").text().not_null())
        .col(ColumnDef::new("text").text().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("resolution_part_resolution_id_fk")
                .from("resolution_part", "resolution_id")
                .to("resolution", "id"),
        )
        .to_owned()
}

fn action() -> TableCreateStatement {
    Table::create()
        .table("action")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("reference").text().not_null().unique_key())
        .col(ColumnDef::new("body_id").big_integer().not_null())
        .col(ColumnDef::new("agenda_item_id").big_integer().not_null())
        .col(ColumnDef::new("resolution_part_id").big_integer())
        .col(ColumnDef::new("indicator_id").big_integer())
        .col(ColumnDef::new("text").text().not_null())
        .col(ColumnDef::new("owner_post_id").big_integer().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("agreed_at_meeting_id").big_integer())
        .col(ColumnDef::new("created_on").date().not_null())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(ForeignKey::create().name("action_body_id_fk").from("action", "body_id").to("body", "id"))
        .foreign_key(
            ForeignKey::create()
                .name("action_agenda_item_id_fk")
                .from("action", "agenda_item_id")
                .to("agenda_item", "id"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("action_resolution_part_id_fk")
                .from("action", "resolution_part_id")
                .to("resolution_part", "id"),
        )
        .foreign_key(
            ForeignKey::create().name("action_indicator_id_fk").from("action", "indicator_id").to("indicator", "id"),
        )
        .foreign_key(
            ForeignKey::create().name("action_owner_post_id_fk").from("action", "owner_post_id").to("post", "id"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("action_agreed_at_meeting_id_fk")
                .from("action", "agreed_at_meeting_id")
                .to("meeting", "id"),
        )
        .to_owned()
}

fn action_update() -> TableCreateStatement {
    Table::create()
        .table("action_update")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("action_id").big_integer().not_null())
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("by").text().not_null())
        .col(ColumnDef::new("words").text().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("action_update_action_id_fk")
                .from("action_update", "action_id")
                .to("action", "id"),
        )
        .to_owned()
}

fn referral() -> TableCreateStatement {
    Table::create()
        .table("referral")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("reference").text().not_null().unique_key())
        .col(ColumnDef::new("body_id").big_integer().not_null())
        .col(ColumnDef::new("board_id").big_integer().not_null())
        .col(ColumnDef::new("agenda_item_id").big_integer().not_null())
        .col(ColumnDef::new("resolution_part_id").big_integer())
        .col(ColumnDef::new("meeting_id").big_integer())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("text").text().not_null())
        .col(ColumnDef::new("feedback").text().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("outcome").text())
        .col(ColumnDef::new("answer").text().not_null())
        .col(ColumnDef::new("answered_meeting_id").big_integer())
        .col(ColumnDef::new("created_on").date().not_null())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(ForeignKey::create().name("referral_body_id_fk").from("referral", "body_id").to("body", "id"))
        .foreign_key(ForeignKey::create().name("referral_board_id_fk").from("referral", "board_id").to("body", "id"))
        .foreign_key(
            ForeignKey::create()
                .name("referral_agenda_item_id_fk")
                .from("referral", "agenda_item_id")
                .to("agenda_item", "id"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("referral_resolution_part_id_fk")
                .from("referral", "resolution_part_id")
                .to("resolution_part", "id"),
        )
        .foreign_key(
            ForeignKey::create().name("referral_meeting_id_fk").from("referral", "meeting_id").to("meeting", "id"),
        )
        .foreign_key(
            ForeignKey::create()
                .name("referral_answered_meeting_id_fk")
                .from("referral", "answered_meeting_id")
                .to("meeting", "id"),
        )
        .to_owned()
}
