//! Bodies, the posts that owe things, and the people who hold them.
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(council()).await?;
        manager.create_table(setting()).await?;
        manager.create_table(closed_day()).await?;
        manager.create_table(body()).await?;
        manager.create_table(person()).await?;
        manager.create_table(post()).await?;
        manager.create_table(holding()).await?;
        index(manager, "CREATE INDEX holding_post ON holding (post_id)").await?;
        manager.create_table(membership()).await?;
        index(manager, "CREATE INDEX membership_body ON membership (body_id)").await?;
        index(manager, "CREATE INDEX membership_person ON membership (person_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("membership").to_owned()).await?;
        manager.drop_table(Table::drop().table("holding").to_owned()).await?;
        manager.drop_table(Table::drop().table("post").to_owned()).await?;
        manager.drop_table(Table::drop().table("person").to_owned()).await?;
        manager.drop_table(Table::drop().table("body").to_owned()).await?;
        manager.drop_table(Table::drop().table("closed_day").to_owned()).await?;
        manager.drop_table(Table::drop().table("setting").to_owned()).await?;
        manager.drop_table(Table::drop().table("council").to_owned()).await?;
        Ok(())
    }
}

/// Partial indexes read the same in both dialects and have no builder.
async fn index(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

fn council() -> TableCreateStatement {
    Table::create()
        .table("council")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("service_name").text().not_null())
        .col(ColumnDef::new("contact_names").text().not_null())
        .col(ColumnDef::new("contact_phone").text().not_null())
        .col(ColumnDef::new("contact_email").text().not_null())
        .col(ColumnDef::new("proper_officer").text().not_null())
        .col(ColumnDef::new("website").text().not_null())
        .to_owned()
}

fn setting() -> TableCreateStatement {
    Table::create()
        .table("setting")
        .col(ColumnDef::new("key").text().not_null().primary_key())
        .col(ColumnDef::new("value").text().not_null())
        .to_owned()
}

fn closed_day() -> TableCreateStatement {
    Table::create()
        .table("closed_day")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("first_on").date().not_null())
        .col(ColumnDef::new("last_on").date().not_null())
        .col(ColumnDef::new("is_holiday").boolean().not_null())
        .col(ColumnDef::new("reason").text().not_null())
        .to_owned()
}

fn body() -> TableCreateStatement {
    Table::create()
        .table("body")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("slug").text().not_null().unique_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("short_name").text().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("reports_to_id").big_integer())
        .col(ColumnDef::new("officer_post_id").big_integer())
        .col(ColumnDef::new("chair_post_id").big_integer())
        .col(ColumnDef::new("clear_days").integer().not_null())
        .col(ColumnDef::new("house_style").text().not_null())
        .col(ColumnDef::new("remit").text().not_null())
        .foreign_key(ForeignKey::create().name("body_reports_to_id_fk").from("body", "reports_to_id").to("body", "id"))
        .to_owned()
}

fn person() -> TableCreateStatement {
    Table::create()
        .table("person")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("email").text().not_null().unique_key())
        .col(ColumnDef::new("is_officer").boolean().not_null())
        .col(ColumnDef::new("password_hash").text())
        .col(ColumnDef::new("left_on").date())
        .to_owned()
}

fn post() -> TableCreateStatement {
    Table::create()
        .table("post")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("title").text().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("body_id").big_integer())
        .col(ColumnDef::new("line_id").big_integer())
        .foreign_key(ForeignKey::create().name("post_body_id_fk").from("post", "body_id").to("body", "id"))
        .foreign_key(ForeignKey::create().name("post_line_id_fk").from("post", "line_id").to("post", "id"))
        .to_owned()
}

fn holding() -> TableCreateStatement {
    Table::create()
        .table("holding")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("post_id").big_integer().not_null())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("from_on").date().not_null())
        .col(ColumnDef::new("to_on").date())
        .foreign_key(ForeignKey::create().name("holding_post_id_fk").from("holding", "post_id").to("post", "id"))
        .foreign_key(ForeignKey::create().name("holding_person_id_fk").from("holding", "person_id").to("person", "id"))
        .to_owned()
}

fn membership() -> TableCreateStatement {
    Table::create()
        .table("membership")
        .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
        .col(ColumnDef::new("body_id").big_integer().not_null())
        .col(ColumnDef::new("person_id").big_integer().not_null())
        .col(ColumnDef::new("seat").text().not_null())
        .col(ColumnDef::new("from_on").date().not_null())
        .col(ColumnDef::new("to_on").date())
        .foreign_key(ForeignKey::create().name("membership_body_id_fk").from("membership", "body_id").to("body", "id"))
        .foreign_key(
            ForeignKey::create().name("membership_person_id_fk").from("membership", "person_id").to("person", "id"),
        )
        .to_owned()
}
