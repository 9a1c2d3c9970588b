//! What was decided and what came of it: minutes as they are typed and confirmed, resolutions in versions,
//! recommendations with their answers, comments, feedback to the Board, and what trackers remember.
use crate::shape::{linked, moment, perhaps, run, text, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn words(name: &'static str, default: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().default(default).take()
}

fn maybe(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
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

fn day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().take()
}

fn at(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

fn truth(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().default(false).take()
}

/// What is one from the start.
fn first(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().default(1).take()
}

/// What each table gains, in order.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("resolution", first("position")),
        ("resolution", words("state", "captured")),
        ("resolution", link("mover_id")),
        ("resolution", link("seconder_id")),
        ("resolution", words("reason", "")),
        ("resolution", link("ended_at_id")),
        ("resolution", first("version")),
        ("resolution_part", first("version")),
        ("resolution_part", truth("is_removed")),
        ("action", words("kind", "action")),
        ("action", first("part_version")),
        ("action", words("evidence", "")),
        ("action", words("pause_why", "")),
        ("action", day("review_on")),
        ("action", link("same_as_id")),
        ("action", words("became", "")),
        ("referral", first("part_version")),
        ("referral", link("indicator_id")),
        ("referral", maybe("reached")),
        ("referral", ColumnDef::new("rolled").integer().not_null().default(0).take()),
        ("referral", day("told_on")),
        ("referral", link("closed_at_id")),
        ("attendance", link("came_item_id")),
        ("attendance", link("left_item_id")),
        ("data_request", link("resolution_part_id")),
        ("topic", link("resolution_part_id")),
    ]
}

/// What is kept of minutes and resolutions.
fn minuted() -> Vec<TableCreateStatement> {
    vec![
        linked(
            "minutes",
            &[("meeting_id", "meeting")],
            vec![
                text("state"),
                text("attendance"),
                text("asked"),
                at("sent_at"),
                at("checked_at"),
                text("checked_by"),
                at("published_at"),
                link("confirmed_at_id"),
                text("amendments"),
                at("told_at"),
                whole("version"),
            ],
        ),
        linked(
            "item_note",
            &[("agenda_item_id", "agenda_item")],
            vec![text("text"), text("recorded"), moment("saved_at"), text("saved_by"), whole("version")],
        ),
        linked(
            "declaration",
            &[("meeting_id", "meeting")],
            vec![link("agenda_item_id"), text("name"), text("interest")],
        ),
        linked(
            "part_version",
            &[("part_id", "resolution_part")],
            vec![
                whole("number"),
                text("verb"),
                text("text"),
                truth("is_removed"),
                text("reason"),
                link("meeting_id"),
                moment("made_at"),
                text("made_by"),
            ],
        ),
    ]
}

/// What is kept of recommendations.
fn recommended() -> Vec<TableCreateStatement> {
    vec![
        linked(
            "recommendation",
            &[("body_id", "body"), ("agenda_item_id", "agenda_item"), ("post_id", "post")],
            vec![
                text("reference"),
                link("resolution_part_id"),
                whole("part_version"),
                link("indicator_id"),
                text("addressee"),
                link("lead_post_id"),
                text("text"),
                text("state"),
                text("clock"),
                perhaps("clock_days"),
                link("endorsed_at_id"),
                day("notice_on"),
                day("received_on"),
                link("considered_at_id"),
                day("responded_on"),
                day("published_on"),
                link("closed_at_id"),
                maybe("closed_as"),
                day("review_on"),
                text("pause_why"),
                on("created_on"),
                whole("version"),
            ],
        ),
        linked(
            "recommendation_update",
            &[("recommendation_id", "recommendation")],
            vec![moment("at"), text("by"), text("words"), text("state")],
        ),
    ]
}

/// What is kept of answers and comments.
fn answered() -> Vec<TableCreateStatement> {
    vec![
        linked(
            "response",
            &[("post_id", "post")],
            vec![
                on("received_on"),
                text("words"),
                link("meeting_id"),
                day("published_on"),
                text("link"),
                moment("made_at"),
                text("made_by"),
            ],
        ),
        linked(
            "response_part",
            &[("response_id", "response"), ("recommendation_id", "recommendation")],
            vec![text("decision"), text("reason"), text("proposed"), day("by_on")],
        ),
        linked(
            "comment",
            &[("body_id", "body"), ("agenda_item_id", "agenda_item"), ("post_id", "post")],
            vec![
                text("reference"),
                link("resolution_part_id"),
                whole("part_version"),
                text("text"),
                day("reply_by"),
                text("state"),
                text("reply"),
                day("replied_on"),
                text("replied_by"),
                on("created_on"),
                whole("version"),
            ],
        ),
    ]
}

/// What is kept of the way to the Board and back.
fn carried() -> Vec<TableCreateStatement> {
    vec![
        linked(
            "feedback",
            &[("body_id", "body"), ("meeting_id", "meeting")],
            vec![
                text("state"),
                truth("is_nil"),
                text("words"),
                text("asked"),
                at("approved_at"),
                text("approved_by"),
                maybe("reached"),
                whole("version"),
            ],
        ),
        linked(
            "feedback_line",
            &[("feedback_id", "feedback")],
            vec![
                whole("position"),
                text("kind"),
                link("figure_id"),
                link("referral_id"),
                link("comment_id"),
                link("recommendation_id"),
                text("why"),
                text("text"),
                truth("is_chosen"),
            ],
        ),
        linked("referral_route", &[("from_body_id", "body"), ("to_body_id", "body")], vec![]),
    ]
}

/// What trackers and those who follow them are remembered by.
fn followed() -> Vec<TableCreateStatement> {
    vec![
        linked("follow", &[("person_id", "person")], vec![text("subject_kind"), big("subject_id")]),
        linked(
            "discussed",
            &[("meeting_id", "meeting")],
            vec![text("subject_kind"), big("subject_id"), text("words"), moment("at"), text("by")],
        ),
        linked("round", &[("meeting_id", "meeting"), ("post_id", "post")], vec![on("opened_on"), at("answered_at")]),
        linked(
            "chief_letter",
            &[("body_id", "body")],
            vec![
                text("subject_kind"),
                big("subject_id"),
                text("text"),
                text("state"),
                moment("made_at"),
                at("ended_at"),
                text("ended_by"),
                whole("version"),
            ],
        ),
        linked("saved_view", &[("person_id", "person")], vec![text("name"), text("address")]),
        linked(
            "bulk_change",
            &[],
            vec![text("what"), text("was"), link("made_by_id"), text("made_by"), moment("made_at"), at("undone_at")],
        ),
    ]
}

const INDEXES: [&str; 19] = [
    "CREATE INDEX resolution_item ON resolution (agenda_item_id, position)",
    "CREATE UNIQUE INDEX minutes_meeting ON minutes (meeting_id)",
    "CREATE UNIQUE INDEX item_note_item ON item_note (agenda_item_id)",
    "CREATE INDEX declaration_meeting ON declaration (meeting_id)",
    "CREATE INDEX part_version_part ON part_version (part_id)",
    "CREATE UNIQUE INDEX recommendation_reference ON recommendation (reference)",
    "CREATE INDEX recommendation_body ON recommendation (body_id)",
    "CREATE INDEX recommendation_update_of ON recommendation_update (recommendation_id)",
    "CREATE INDEX response_part_response ON response_part (response_id)",
    "CREATE INDEX response_part_of ON response_part (recommendation_id)",
    "CREATE UNIQUE INDEX comment_reference ON comment (reference)",
    "CREATE INDEX comment_body ON comment (body_id)",
    "CREATE UNIQUE INDEX feedback_round ON feedback (meeting_id, body_id)",
    "CREATE INDEX feedback_line_of ON feedback_line (feedback_id)",
    "CREATE UNIQUE INDEX referral_route_both ON referral_route (from_body_id, to_body_id)",
    "CREATE UNIQUE INDEX follow_both ON follow (subject_kind, subject_id, person_id)",
    "CREATE INDEX discussed_subject ON discussed (subject_kind, subject_id)",
    "CREATE UNIQUE INDEX round_both ON round (meeting_id, post_id)",
    "CREATE INDEX chief_letter_subject ON chief_letter (subject_kind, subject_id)",
];

/// A body that reports to another may refer to it. Who moved and seconded is known by name only.
const ROUTES: &str = "INSERT INTO referral_route (from_body_id, to_body_id) \
     SELECT id, reports_to_id FROM body WHERE reports_to_id IS NOT NULL";

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
        // An item may have several resolutions, and motions that were lost.
        run(manager, "DROP INDEX resolution_item").await?;
        for index in INDEXES {
            run(manager, index).await?;
        }
        run(manager, ROUTES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in INDEXES {
            let name = index.split_whitespace().skip_while(|word| *word != "INDEX").nth(1).unwrap_or_default();
            run(manager, &format!("DROP INDEX {name}")).await?;
        }
        run(manager, "CREATE UNIQUE INDEX resolution_item ON resolution (agenda_item_id)").await?;
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

/// Everything that is new.
fn tables() -> Vec<TableCreateStatement> {
    minuted().into_iter().chain(recommended()).chain(answered()).chain(carried()).chain(followed()).collect()
}
