//! Links, codes and sessions by which people come in, and the trail of what they did.
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(link()).await?;
        index(manager, "CREATE INDEX link_subject ON link (subject_kind, subject_id)").await?;
        manager.create_table(code()).await?;
        index(manager, "CREATE INDEX code_link ON code (link_id)").await?;
        manager.create_table(session()).await?;
        index(manager, "CREATE INDEX session_person ON session (person_id)").await?;
        manager.create_table(throttle()).await?;
        manager.create_table(trail()).await?;
        index(manager, "CREATE INDEX trail_subject ON trail (subject_kind, subject_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("trail").to_owned()).await?;
        manager.drop_table(Table::drop().table("throttle").to_owned()).await?;
        manager.drop_table(Table::drop().table("session").to_owned()).await?;
        manager.drop_table(Table::drop().table("code").to_owned()).await?;
        manager.drop_table(Table::drop().table("link").to_owned()).await?;
        Ok(())
    }
}

/// Partial indexes read the same in both dialects and have no builder.
async fn index(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

fn link() -> TableCreateStatement {
    Table::create()
        .table("link")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("token_hash").text().not_null().unique_key())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("subject_kind").text().not_null())
        .col(ColumnDef::new("subject_id").big_integer().not_null())
        .col(ColumnDef::new("made_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("revoked_at").timestamp_with_time_zone())
        .foreign_key(ForeignKey::create().name("link_person_id_fk").from("link", "person_id").to("person", "id"))
        .to_owned()
}

fn code() -> TableCreateStatement {
    Table::create()
        .table("code")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("link_id").big_integer().not_null())
        .col(ColumnDef::new("browser_hash").text().not_null())
        .col(ColumnDef::new("code_hash").text().not_null())
        .col(ColumnDef::new("made_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("tries").integer().not_null())
        .col(ColumnDef::new("used_at").timestamp_with_time_zone())
        .foreign_key(ForeignKey::create().name("code_link_id_fk").from("code", "link_id").to("link", "id"))
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(ColumnDef::new("id_hash").text().not_null().primary_key())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("link_id").big_integer())
        .col(ColumnDef::new("made_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("seen_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("ends_at").timestamp_with_time_zone().not_null())
        .foreign_key(ForeignKey::create().name("session_person_id_fk").from("session", "person_id").to("person", "id"))
        .foreign_key(ForeignKey::create().name("session_link_id_fk").from("session", "link_id").to("link", "id"))
        .to_owned()
}

fn throttle() -> TableCreateStatement {
    Table::create()
        .table("throttle")
        .col(ColumnDef::new("key").text().not_null().primary_key())
        .col(ColumnDef::new("failures").integer().not_null())
        .col(ColumnDef::new("until").timestamp_with_time_zone().not_null())
        .to_owned()
}

fn trail() -> TableCreateStatement {
    Table::create()
        .table("trail")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("by").text().not_null())
        .col(ColumnDef::new("person_id").big_integer())
        .col(ColumnDef::new("deed").text().not_null())
        .col(ColumnDef::new("subject_kind").text().not_null())
        .col(ColumnDef::new("subject_id").big_integer().not_null())
        .col(ColumnDef::new("body_id").big_integer())
        .col(ColumnDef::new("detail").text().not_null())
        .to_owned()
}
