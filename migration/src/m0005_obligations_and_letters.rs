//! What is owed, who was reminded, and every letter with its delivery.
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(obligation()).await?;
        index(manager, "CREATE INDEX obligation_subject ON obligation (subject_kind, subject_id)").await?;
        index(manager, "CREATE INDEX obligation_due ON obligation (state, due_on)").await?;
        index(manager, "CREATE INDEX obligation_meeting ON obligation (meeting_id)").await?;
        index(
            manager,
            "CREATE UNIQUE INDEX obligation_once ON obligation (kind, subject_kind, subject_id) WHERE state = 'open'",
        )
        .await?;
        index(manager, "CREATE INDEX obligation_rung ON obligation (next_rung_on) WHERE state = 'open' AND next_rung_on IS NOT NULL").await?;
        manager.create_table(letter()).await?;
        index(manager, "CREATE UNIQUE INDEX letter_morning ON letter (morning_key) WHERE morning_key IS NOT NULL")
            .await?;
        index(manager, "CREATE INDEX letter_waiting ON letter (next_try_at, id) WHERE next_try_at IS NOT NULL").await?;
        index(manager, "CREATE INDEX letter_held ON letter (lease_until) WHERE lease_until IS NOT NULL").await?;
        manager.create_table(notice()).await?;
        index(manager, "CREATE UNIQUE INDEX notice_once ON notice (obligation_id, due_on, rung, person_id) WHERE withdrawn_at IS NULL").await?;
        index(
            manager,
            "CREATE INDEX notice_unlettered ON notice (person_id) WHERE letter_id IS NULL AND withdrawn_at IS NULL",
        )
        .await?;
        index(manager, "CREATE INDEX notice_letter ON notice (letter_id)").await?;
        manager.create_table(attempt()).await?;
        index(manager, "CREATE INDEX attempt_letter ON attempt (letter_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("attempt").to_owned()).await?;
        manager.drop_table(Table::drop().table("notice").to_owned()).await?;
        manager.drop_table(Table::drop().table("letter").to_owned()).await?;
        manager.drop_table(Table::drop().table("obligation").to_owned()).await?;
        Ok(())
    }
}

/// Partial indexes read the same in both dialects and have no builder.
async fn index(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

fn obligation() -> TableCreateStatement {
    Table::create()
        .table("obligation")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("subject_kind").text().not_null())
        .col(ColumnDef::new("subject_id").big_integer().not_null())
        .col(ColumnDef::new("body_id").big_integer().not_null())
        .col(ColumnDef::new("owner_post_id").big_integer().not_null())
        .col(ColumnDef::new("meeting_id").big_integer())
        .col(ColumnDef::new("title").text().not_null())
        .col(ColumnDef::new("due_rule").text().not_null())
        .col(ColumnDef::new("due_on").date())
        .col(ColumnDef::new("promised").boolean().not_null())
        .col(ColumnDef::new("publish_by").date())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("is_exempt").boolean().not_null())
        .col(ColumnDef::new("opened_on").date().not_null())
        .col(ColumnDef::new("closed_at").timestamp_with_time_zone())
        .col(ColumnDef::new("next_rung_on").date())
        .foreign_key(ForeignKey::create().name("obligation_body_id_fk").from("obligation", "body_id").to("body", "id"))
        .foreign_key(
            ForeignKey::create()
                .name("obligation_owner_post_id_fk")
                .from("obligation", "owner_post_id")
                .to("post", "id"),
        )
        .to_owned()
}

fn letter() -> TableCreateStatement {
    Table::create()
        .table("letter")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("person_id").big_integer())
        .col(ColumnDef::new("to_name").text().not_null())
        .col(ColumnDef::new("to_address").text().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("subject").text().not_null())
        .col(ColumnDef::new("text").text().not_null())
        .col(ColumnDef::new("html").text().not_null())
        .col(ColumnDef::new("message_id").text().not_null().unique_key())
        .col(ColumnDef::new("entity_ref").text().not_null())
        .col(ColumnDef::new("morning_key").text())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("phase").text().not_null())
        .col(ColumnDef::new("written_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("date_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("next_try_at").timestamp_with_time_zone())
        .col(ColumnDef::new("token").big_integer().not_null())
        .col(ColumnDef::new("owner").text().not_null())
        .col(ColumnDef::new("lease_until").timestamp_with_time_zone())
        .col(ColumnDef::new("attempts").integer().not_null())
        .col(ColumnDef::new("copies").integer().not_null())
        .col(ColumnDef::new("sent_at").timestamp_with_time_zone())
        .col(ColumnDef::new("last_code").integer())
        .col(ColumnDef::new("last_error").text().not_null())
        .foreign_key(ForeignKey::create().name("letter_person_id_fk").from("letter", "person_id").to("person", "id"))
        .to_owned()
}

fn notice() -> TableCreateStatement {
    Table::create()
        .table("notice")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("obligation_id").big_integer().not_null())
        .col(ColumnDef::new("due_on").date().not_null())
        .col(ColumnDef::new("rung").text().not_null())
        .col(ColumnDef::new("audience").text().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("reached_on").date().not_null())
        .col(ColumnDef::new("letter_id").big_integer())
        .col(ColumnDef::new("withdrawn_at").timestamp_with_time_zone())
        .foreign_key(
            ForeignKey::create().name("notice_obligation_id_fk").from("notice", "obligation_id").to("obligation", "id"),
        )
        .foreign_key(ForeignKey::create().name("notice_person_id_fk").from("notice", "person_id").to("person", "id"))
        .foreign_key(ForeignKey::create().name("notice_letter_id_fk").from("notice", "letter_id").to("letter", "id"))
        .to_owned()
}

fn attempt() -> TableCreateStatement {
    Table::create()
        .table("attempt")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("letter_id").big_integer().not_null())
        .col(ColumnDef::new("token").big_integer().not_null())
        .col(ColumnDef::new("owner").text().not_null())
        .col(ColumnDef::new("started_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
        .col(ColumnDef::new("phase_reached").text().not_null())
        .col(ColumnDef::new("code").integer())
        .col(ColumnDef::new("words").text().not_null())
        .foreign_key(ForeignKey::create().name("attempt_letter_id_fk").from("attempt", "letter_id").to("letter", "id"))
        .to_owned()
}
