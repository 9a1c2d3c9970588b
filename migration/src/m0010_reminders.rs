//! Reminders at full strength: policies in versions, quiet periods and pauses, rungs that a person approves, letters on
//! trial, what came back, what an independent count found, and which processes serve this database.
use crate::shape::{linked, moment, run, text, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn words(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().default("").take()
}

fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

fn link(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().take()
}

fn on(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().take()
}

fn at(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

fn truth(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().default(false).take()
}

/// What each table gains, in order.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("notice", truth("asks")),
        ("notice", at("approved_at")),
        ("notice", words("approved_by")),
        ("notice", at("skipped_at")),
        ("notice", words("skipped_by")),
        ("notice", words("skipped_why")),
        ("letter", words("meant_for")),
        ("letter", words("meant_address")),
        ("letter", at("held_at")),
        ("letter", words("held_why")),
        ("letter", link("again_of_id")),
    ]
}

/// Everything that is new.
fn tables() -> Vec<TableCreateStatement> {
    let mut tables = rules();
    tables.extend(engine());
    tables
}

/// What officers decide about reminders.
fn rules() -> Vec<TableCreateStatement> {
    vec![
        linked(
            "reminder_policy",
            &[],
            vec![
                link("body_id"),
                text("kind"),
                whole("number"),
                text("rungs"),
                text("reason"),
                moment("made_at"),
                text("made_by"),
            ],
        ),
        linked(
            "quiet_period",
            &[],
            vec![
                link("body_id"),
                link("person_id"),
                text("name"),
                on("from_on"),
                on("to_on"),
                text("meanwhile"),
                moment("made_at"),
                text("made_by"),
                at("ended_at"),
            ],
        ),
        linked(
            "pause",
            &[],
            vec![
                link("body_id"),
                text("reason"),
                on("until_on"),
                moment("made_at"),
                text("made_by"),
                at("ended_at"),
                text("ended_by"),
            ],
        ),
    ]
}

/// What the engine notes of itself.
fn engine() -> Vec<TableCreateStatement> {
    vec![
        linked(
            "bounce",
            &[("letter_id", "letter")],
            vec![moment("at"), text("code"), text("words"), text("told_by"), words("mark")],
        ),
        linked(
            "reckoning",
            &[],
            vec![
                moment("at"),
                on("from_on"),
                on("to_on"),
                whole("expected"),
                whole("found"),
                text("gaps"),
                at("seen_at"),
            ],
        ),
        linked(
            "node",
            &[],
            vec![
                text("name"),
                text("boot"),
                text("version"),
                moment("started_at"),
                moment("seen_at"),
                big("skew"),
                truth("is_suspect"),
                at("ticked_at"),
                at("next_tick_at"),
                words("relay"),
            ],
        ),
        linked(
            "installation",
            &[],
            vec![
                text("token"),
                text("site"),
                big("generation"),
                moment("alive_at"),
                text("mode"),
                text("held_why"),
                at("held_at"),
                whole("version"),
            ],
        ),
    ]
}

const INDEXES: [&str; 8] = [
    "CREATE UNIQUE INDEX reminder_policy_of_all ON reminder_policy (kind, number) WHERE body_id IS NULL",
    "CREATE UNIQUE INDEX reminder_policy_of_body ON reminder_policy (body_id, kind, number) WHERE body_id IS NOT NULL",
    "CREATE INDEX quiet_period_days ON quiet_period (to_on)",
    "CREATE INDEX bounce_letter ON bounce (letter_id)",
    "CREATE UNIQUE INDEX node_name ON node (name)",
    "CREATE UNIQUE INDEX installation_token ON installation (token)",
    "CREATE INDEX letter_due ON letter (next_try_at, id) WHERE next_try_at IS NOT NULL",
    "CREATE INDEX action_review ON action (review_on) WHERE review_on IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in INDEXES {
            run(manager, index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in INDEXES {
            let name = index.split_whitespace().skip_while(|word| *word != "INDEX").nth(1).unwrap_or_default();
            run(manager, &format!("DROP INDEX {name}")).await?;
        }
        for table in tables().iter().rev() {
            if let Some(name) = table.get_table_name() {
                manager.drop_table(Table::drop().table(name.clone()).to_owned()).await?;
            }
        }
        for (table, mut column) in columns().into_iter().rev() {
            let name = column.take().get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
