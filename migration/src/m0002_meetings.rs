//! Meetings, their agenda items, and the papers published for them.
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(meeting()).await?;
        index(manager, "CREATE INDEX meeting_body_day ON meeting (body_id, held_on)").await?;
        manager.create_table(agenda_item()).await?;
        index(manager, "CREATE INDEX agenda_item_meeting ON agenda_item (meeting_id)").await?;
        index(manager, "CREATE INDEX agenda_item_subject ON agenda_item (subject)").await?;
        manager.create_table(invitee()).await?;
        index(manager, "CREATE INDEX invitee_item ON invitee (agenda_item_id)").await?;
        manager.create_table(paper()).await?;
        index(manager, "CREATE INDEX paper_item ON paper (agenda_item_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("paper").to_owned()).await?;
        manager.drop_table(Table::drop().table("invitee").to_owned()).await?;
        manager.drop_table(Table::drop().table("agenda_item").to_owned()).await?;
        manager.drop_table(Table::drop().table("meeting").to_owned()).await?;
        Ok(())
    }
}

/// Partial indexes read the same in both dialects and have no builder.
async fn index(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

fn meeting() -> TableCreateStatement {
    Table::create()
        .table("meeting")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("body_id").big_integer().not_null())
        .col(ColumnDef::new("held_on").date().not_null())
        .col(ColumnDef::new("starts_at").text().not_null())
        .col(ColumnDef::new("venue").text().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("lag").integer().not_null())
        .col(ColumnDef::new("published_on").date())
        .col(ColumnDef::new("clear_days_given").integer())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(ForeignKey::create().name("meeting_body_id_fk").from("meeting", "body_id").to("body", "id"))
        .to_owned()
}

fn agenda_item() -> TableCreateStatement {
    Table::create()
        .table("agenda_item")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("meeting_id").big_integer().not_null())
        .col(ColumnDef::new("position").integer().not_null())
        .col(ColumnDef::new("title").text().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("subject").text().not_null())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("agenda_item_meeting_id_fk")
                .from("agenda_item", "meeting_id")
                .to("meeting", "id"),
        )
        .to_owned()
}

fn invitee() -> TableCreateStatement {
    Table::create()
        .table("invitee")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("agenda_item_id").big_integer().not_null())
        .col(ColumnDef::new("post_id").big_integer().not_null())
        .col(ColumnDef::new("position").integer().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("invitee_agenda_item_id_fk")
                .from("invitee", "agenda_item_id")
                .to("agenda_item", "id"),
        )
        .foreign_key(ForeignKey::create().name("invitee_post_id_fk").from("invitee", "post_id").to("post", "id"))
        .to_owned()
}

fn paper() -> TableCreateStatement {
    Table::create()
        .table("paper")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("agenda_item_id").big_integer().not_null())
        .col(ColumnDef::new("title").text().not_null())
        .col(ColumnDef::new("html").text().not_null())
        .col(ColumnDef::new("published_at").timestamp_with_time_zone().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("paper_agenda_item_id_fk")
                .from("paper", "agenda_item_id")
                .to("agenda_item", "id"),
        )
        .to_owned()
}
