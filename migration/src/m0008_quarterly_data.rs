//! Quarterly data: indicators and their rules in versions, comparators, the whole life of a request, figures with
//! what they cover and how sure they are, appendices, and what was changed after publication.
use crate::shape::{linked, moment, run, text, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What each table gains, in order.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    let words =
        |name: &'static str, default: &'static str| ColumnDef::new(name).text().not_null().default(default).take();
    let maybe_words = |name: &'static str| ColumnDef::new(name).text().take();
    let maybe = |name: &'static str| ColumnDef::new(name).big_integer().take();
    let day = |name: &'static str| ColumnDef::new(name).date().take();
    let moment = |name: &'static str| ColumnDef::new(name).timestamp_with_time_zone().take();
    let truth = |name: &'static str| ColumnDef::new(name).boolean().not_null().default(false).take();
    vec![
        ("indicator", maybe("owner_post_id")),
        ("indicator", day("retired_on")),
        ("indicator", words("retired_why", "")),
        ("indicator", maybe("replaced_by_id")),
        ("indicator", maybe("part_of_id")),
        ("body_indicator", words("agreed", "quarterly")),
        ("body_indicator", words("agreed_at", "")),
        ("data_request", maybe("contributor_id")),
        ("data_request", moment("acknowledged_at")),
        ("data_request", day("extended_to")),
        ("data_request", words("extended_why", "")),
        ("data_request", words("unavailable_why", "")),
        ("data_request", truth("is_nil")),
        ("data_request", maybe("replaced_by_id")),
        ("data_request", moment("sent_up_at")),
        ("data_request", words("sent_up_by", "")),
        ("data_request", words("sent_back_why", "")),
        ("data_request", moment("published_at")),
        ("figure", maybe("version_id")),
        ("figure", words("policy", "")),
        ("figure", words("covers", "")),
        ("figure", words("certainty", "final")),
        ("figure", maybe_words("numerator")),
        ("figure", maybe_words("denominator")),
        ("figure", maybe_words("forecast")),
        ("figure", maybe_words("forecast_rating")),
        ("figure", maybe_words("stated_rating")),
        ("figure", words("stated_why", "")),
        ("figure", words("corrective", "")),
        ("figure", day("as_at")),
        ("figure", words("hidden_why", "")),
        ("figure", words("as_sent", "")),
    ]
}

/// What versions and policies hold now, and what it was kept in before.
const MOVED: [&str; 7] = ["definition", "unit", "polarity", "target", "tolerance", "tolerance_kind", "decimals"];

/// The rule of an indicator or of a line as one text, from the columns that held it. A line without a target, and one
/// that is neutral, was never rated.
const METHOD: &str = "CASE WHEN target IS NULL OR polarity = 'neutral' THEN '{\"kind\":\"unrated\"}' \
     ELSE '{\"kind\":\"' || tolerance_kind || '\",\"tolerance\":\"' || tolerance || '\"}' END";
const TARGET: &str = "CASE WHEN target IS NULL THEN '{\"kind\":\"none\"}' ELSE '{\"kind\":\"point\",\"value\":\"' || target || '\"}' END";

fn carried() -> [String; 5] {
    [
        "INSERT INTO indicator_version (indicator_id, number, from_period, definition, unit, polarity, cohort, \
         rhythm, lag, basis, numerator, denominator, source, is_comparable, hide_below, reason, made_at, made_by) \
         SELECT id, 1, '', definition, unit, polarity, '', 'quarterly', 0, 'quarter', '', '', '', TRUE, NULL, '', \
         CURRENT_TIMESTAMP, 'Remit' FROM indicator"
            .to_owned(),
        format!(
            "INSERT INTO rating_policy (indicator_id, number, from_period, rule, reason, made_at, made_by) \
             SELECT id, 1, '', '{{\"target\":' || {TARGET} || ',\"method\":' || {METHOD} || ',\"decimals\":' || \
             CAST(decimals AS TEXT) || '}}', '', CURRENT_TIMESTAMP, 'Remit' FROM indicator"
        ),
        format!(
            "UPDATE figure SET policy = '{{\"polarity\":\"' || polarity || '\",\"aim\":' || {TARGET} || ',\"method\":' || \
             {METHOD} || ',\"decimals\":' || CAST(decimals AS TEXT) || ',\"unit\":\"' || \
             REPLACE(REPLACE(unit, '\\', '\\\\'), '\"', '\\\"') || '\"}}'"
        ),
        "UPDATE figure SET covers = (SELECT period FROM data_request WHERE data_request.id = figure.request_id), \
         version_id = (SELECT MIN(indicator_version.id) FROM indicator_version \
         WHERE indicator_version.indicator_id = figure.indicator_id)"
            .to_owned(),
        // Figures that were accepted after their report went out stand in no paper yet.
        "UPDATE data_request SET state = 'published', published_at = (SELECT MAX(paper.published_at) FROM paper \
         WHERE paper.agenda_item_id = data_request.agenda_item_id) WHERE state = 'accepted' AND EXISTS \
         (SELECT 1 FROM paper WHERE paper.agenda_item_id = data_request.agenda_item_id \
         AND paper.published_at >= data_request.accepted_at)"
            .to_owned(),
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
        for table in tables() {
            manager.create_table(table).await?;
        }
        for statement in carried() {
            run(manager, &statement).await?;
        }
        for column in MOVED {
            manager.alter_table(Table::alter().table("indicator").drop_column(column).to_owned()).await?;
            if column != "definition" {
                manager.alter_table(Table::alter().table("figure").drop_column(column).to_owned()).await?;
            }
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
        for column in MOVED {
            for table in ["indicator", "figure"] {
                let column = match column {
                    "definition" if table == "figure" => continue,
                    "target" => ColumnDef::new("target").text().take(),
                    "decimals" => ColumnDef::new("decimals").integer().not_null().default(1).take(),
                    "polarity" => ColumnDef::new("polarity").text().not_null().default("neutral").take(),
                    "tolerance" => ColumnDef::new("tolerance").text().not_null().default("0").take(),
                    "tolerance_kind" => ColumnDef::new("tolerance_kind").text().not_null().default("absolute").take(),
                    other => ColumnDef::new(other).text().not_null().default("").take(),
                };
                manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
            }
        }
        run(manager, "UPDATE data_request SET state = 'accepted' WHERE state = 'published'").await?;
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

const INDEXES: [&str; 9] = [
    "CREATE UNIQUE INDEX indicator_version_number ON indicator_version (indicator_id, number)",
    "CREATE UNIQUE INDEX rating_policy_number ON rating_policy (indicator_id, number)",
    "CREATE UNIQUE INDEX comparator_once ON comparator (indicator_id, area, year)",
    "CREATE INDEX query_request ON query (request_id)",
    "CREATE INDEX appendix_request ON appendix (request_id)",
    "CREATE INDEX correction_figure ON correction (figure_id)",
    "CREATE INDEX figure_covers ON figure (indicator_id, covers)",
    "CREATE INDEX data_request_period ON data_request (period)",
    "CREATE INDEX data_request_replaced ON data_request (replaced_by_id)",
];

/// Everything that is new.
fn tables() -> Vec<TableCreateStatement> {
    measures().into_iter().chain(given()).collect()
}

/// What is kept of indicators.
fn measures() -> Vec<TableCreateStatement> {
    let indicator = ("indicator_id", "indicator");
    vec![
        linked(
            "indicator_version",
            &[indicator],
            vec![
                whole("number"),
                text("from_period"),
                text("definition"),
                text("unit"),
                text("polarity"),
                text("cohort"),
                text("rhythm"),
                whole("lag"),
                text("basis"),
                text("numerator"),
                text("denominator"),
                text("source"),
                ColumnDef::new("is_comparable").boolean().not_null().take(),
                ColumnDef::new("hide_below").integer().take(),
                text("reason"),
                moment("made_at"),
                text("made_by"),
            ],
        ),
        linked(
            "rating_policy",
            &[indicator],
            vec![
                whole("number"),
                text("from_period"),
                text("rule"),
                text("reason"),
                moment("made_at"),
                text("made_by"),
            ],
        ),
        linked("comparator", &[indicator], vec![text("area"), text("year"), text("value"), text("source")]),
    ]
}

/// What is kept of requests and figures.
fn given() -> Vec<TableCreateStatement> {
    let request = ("request_id", "data_request");
    vec![
        linked(
            "query",
            &[request],
            vec![
                text("asks"),
                ColumnDef::new("due_on").date().not_null().take(),
                moment("made_at"),
                text("made_by"),
                ColumnDef::new("answered_at").timestamp_with_time_zone().take(),
                text("answer"),
            ],
        ),
        linked(
            "appendix",
            &[request],
            vec![
                text("title"),
                text("file_name"),
                text("media_type"),
                ColumnDef::new("bytes").blob().take(),
                text("digest"),
                text("access"),
                ColumnDef::new("promised_on").date().take(),
                text("promise_why"),
                ColumnDef::new("sent_at").timestamp_with_time_zone().take(),
                text("sent_by"),
                ColumnDef::new("withdrawn_at").timestamp_with_time_zone().take(),
                whole("version"),
            ],
        ),
        linked(
            "correction",
            &[("figure_id", "figure")],
            vec![
                text("kind"),
                text("was"),
                text("was_rating"),
                text("becomes"),
                text("becomes_rating"),
                text("reason"),
                moment("made_at"),
                text("made_by"),
            ],
        ),
    ]
}
