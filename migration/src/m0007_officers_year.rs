//! The officers' year: meetings that move, agendas in versions, invitations, attendance, the diary, calendar
//! feeds, and what people are told.
use crate::shape::{linked, moment, perhaps, run, text, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What each table gains, in order.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    let words =
        |name: &'static str, default: &'static str| ColumnDef::new(name).text().not_null().default(default).take();
    let maybe = |name: &'static str| ColumnDef::new(name).big_integer().take();
    let day = |name: &'static str| ColumnDef::new(name).date().take();
    let moment = |name: &'static str| ColumnDef::new(name).timestamp_with_time_zone().take();
    let number = |name: &'static str, default: i32| ColumnDef::new(name).integer().not_null().default(default).take();
    let truth = |name: &'static str, default: bool| ColumnDef::new(name).boolean().not_null().default(default).take();
    vec![
        ("meeting", words("reason", "")),
        ("meeting", maybe("successor_id")),
        ("meeting", number("lasts", 120)),
        ("meeting", day("convened_on")),
        ("meeting", words("short_notice_reason", "")),
        ("meeting", number("sequence", 0)),
        ("meeting", maybe("batch_id")),
        ("meeting", maybe("presided_by_id")),
        ("closed_day", words("kind", "closure")),
        ("agenda_item", words("state", "programmed")),
        ("agenda_item", ColumnDef::new("minutes").integer().take()),
        ("agenda_item", words("purpose", "")),
        ("agenda_item", words("lead", "")),
        ("agenda_item", maybe("report_post_id")),
        ("agenda_item", words("report", "")),
        ("agenda_item", day("follows_on")),
        ("agenda_item", words("late_reason", "")),
        ("agenda_item", words("urgent_reason", "")),
        ("agenda_item", words("access", "public")),
        ("agenda_item", words("exempt_paragraphs", "")),
        ("agenda_item", words("public_interest", "")),
        ("agenda_item", words("proper_officer", "")),
        ("agenda_item", maybe("origin_id")),
        ("agenda_item", words("reason", "")),
        ("agenda_item", truth("is_sensitive", false)),
        ("agenda_item", words("outcome", "")),
        ("agenda_item", maybe("publication_id")),
        ("paper", maybe("publication_id")),
        ("paper", number("number", 1)),
        ("paper", words("text", "")),
        ("paper", words("access", "public")),
        ("paper", moment("withdrawn_at")),
        ("paper", words("reason", "")),
        ("invitee", words("answer", "none")),
        ("invitee", words("deputy", "")),
        ("invitee", words("note", "")),
        ("invitee", moment("answered_at")),
        ("invitee", number("version", 1)),
        ("membership", words("votes", "all")),
        ("membership", truth("is_cleared", true)),
        ("holding", truth("is_interim", false)),
        ("body", truth("allows_substitutes", false)),
        ("body", number("quorum", 3)),
        ("body", words("invites", "add")),
        ("body", maybe("succeeded_by_id")),
        ("body", day("ended_on")),
        ("letter", ColumnDef::new("calendar").text().take()),
        ("letter", words("calendar_method", "")),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        run(manager, "UPDATE closed_day SET kind = 'holiday' WHERE is_holiday").await?;
        manager.alter_table(Table::alter().table("closed_day").drop_column("is_holiday").to_owned()).await?;
        run(manager, "UPDATE agenda_item SET state = 'published' WHERE id IN (SELECT agenda_item_id FROM paper)")
            .await?;
        // Agendas to publish had no reminders before; each is looked at on the first morning.
        run(manager, "UPDATE obligation SET next_rung_on = opened_on WHERE kind = 'publish_agenda' AND state = 'open' AND due_on IS NOT NULL").await?;
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in INDEXES {
            run(manager, index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables().iter().rev() {
            if let Some(name) = table.get_table_name() {
                manager.drop_table(Table::drop().table(name.clone()).to_owned()).await?;
            }
        }
        let flag = ColumnDef::new("is_holiday").boolean().not_null().default(false).take();
        manager.alter_table(Table::alter().table("closed_day").add_column(flag).to_owned()).await?;
        run(manager, "UPDATE closed_day SET is_holiday = TRUE WHERE kind = 'holiday'").await?;
        for (table, mut column) in columns().into_iter().rev() {
            let name = column.take().get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 10] = [
    "CREATE UNIQUE INDEX meeting_body_once ON meeting_body (meeting_id, body_id)",
    "CREATE UNIQUE INDEX item_body_once ON item_body (agenda_item_id, body_id)",
    "CREATE INDEX standing_item_body ON standing_item (body_id)",
    "CREATE INDEX topic_body ON topic (body_id)",
    "CREATE UNIQUE INDEX publication_number ON publication (meeting_id, number)",
    "CREATE INDEX body_rule_body ON body_rule (body_id)",
    "CREATE UNIQUE INDEX attendance_once ON attendance (meeting_id, person_id)",
    "CREATE INDEX feed_person ON feed (person_id)",
    "CREATE UNIQUE INDEX telling_once ON telling (person_id, occasion) WHERE withdrawn_at IS NULL",
    "CREATE INDEX telling_waiting ON telling (person_id) WHERE letter_id IS NULL AND withdrawn_at IS NULL",
];

/// Everything that is new.
fn tables() -> Vec<TableCreateStatement> {
    meeting_tables().into_iter().chain(other_tables()).collect()
}

/// What is kept of meetings and agendas.
fn meeting_tables() -> Vec<TableCreateStatement> {
    vec![
        linked("meeting_body", &[("meeting_id", "meeting"), ("body_id", "body")], vec![]),
        linked("item_body", &[("agenda_item_id", "agenda_item"), ("body_id", "body")], vec![]),
        linked(
            "standing_item",
            &[("body_id", "body")],
            vec![whole("position"), text("title"), text("kind"), text("subject"), text("lead"), perhaps("minutes")],
        ),
        linked(
            "topic",
            &[("body_id", "body")],
            vec![
                text("title"),
                text("purpose"),
                text("source"),
                text("state"),
                text("reason"),
                ColumnDef::new("wanted_on").date().take(),
                ColumnDef::new("raised_on").date().not_null().take(),
                ColumnDef::new("item_id").big_integer().take(),
                whole("version"),
            ],
        ),
        linked(
            "publication",
            &[("meeting_id", "meeting")],
            vec![
                whole("number"),
                text("kind"),
                moment("published_at"),
                whole("clear_days_given"),
                whole("clear_days_wanted"),
                text("reason"),
                text("html"),
                text("text"),
            ],
        ),
    ]
}

/// What is kept of people and of what they are told.
fn other_tables() -> Vec<TableCreateStatement> {
    vec![
        linked(
            "body_rule",
            &[("body_id", "body")],
            vec![whole("position"), text("name"), whole("days"), text("unit"), text("anchor"), text("time_of_day")],
        ),
        linked(
            "attendance",
            &[("meeting_id", "meeting"), ("person_id", "person")],
            vec![text("how"), ColumnDef::new("substitute_for_id").big_integer().take()],
        ),
        linked(
            "batch",
            &[],
            vec![
                text("what"),
                text("made_by"),
                moment("made_at"),
                ColumnDef::new("undone_at").timestamp_with_time_zone().take(),
            ],
        ),
        linked(
            "feed",
            &[("person_id", "person")],
            vec![
                ColumnDef::new("token_hash").text().not_null().unique_key().take(),
                whole("number"),
                moment("made_at"),
                ColumnDef::new("revoked_at").timestamp_with_time_zone().take(),
            ],
        ),
        linked(
            "telling",
            &[("person_id", "person")],
            vec![
                text("kind"),
                text("occasion"),
                text("section"),
                text("was"),
                text("calendar"),
                text("calendar_method"),
                moment("made_at"),
                moment("goes_at"),
                ColumnDef::new("letter_id").big_integer().take(),
                ColumnDef::new("withdrawn_at").timestamp_with_time_zone().take(),
            ],
        ),
    ]
}
