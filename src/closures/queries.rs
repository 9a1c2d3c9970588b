//! Reading the diary of a year: the bank holidays that are built in or loaded, and what the council added.

use super::commands::as_seen;
use super::views::{DayRow, EventRow};
use crate::app::App;
use crate::error::{Error, Result};
use chrono::{Datelike, NaiveDate};
use remit_domain::diary::ClosedKind;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{closed_day, trail};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How much of the history one page shows.
const LINES: u64 = 20;

/// One stretch of days.
pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<closed_day::Model> {
    closed_day::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)
}

/// Everything in the diary of a calendar year that is no meeting, in the order of its days.
pub(super) async fn list(app: &App, year: i32) -> Result<Vec<DayRow>> {
    let (Some(first), Some(last)) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31)) else {
        return Ok(Vec::new());
    };
    let own = closed_day::Entity::find()
        .filter(closed_day::Column::FirstOn.lte(last))
        .filter(closed_day::Column::LastOn.gte(first))
        .all(app.db())
        .await?;
    let mut rows: Vec<(NaiveDate, DayRow)> = app
        .england()
        .holidays()
        .filter(|(on, _)| on.year() == year)
        .map(|(on, title)| (on, built_in(on, title)))
        .collect();
    rows.extend(own.iter().map(|row| (row.first_on, added(row))));
    rows.sort_by_key(|(on, row)| (*on, row.id));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn built_in(on: NaiveDate, title: &str) -> DayRow {
    DayRow {
        id: None,
        days: wording::date_with_weekday(on),
        kind: ClosedKind::Holiday.label(),
        source: "built in",
        reason: title.to_owned(),
        counts: "No working day",
        seen: String::new(),
    }
}

fn added(row: &closed_day::Model) -> DayRow {
    let counts = match (row.kind.0.stops_the_count(), row.first_on == row.last_on) {
        (true, true) => "No working day",
        (true, false) => "No working days",
        (false, _) => "Days count; only warned of",
    };
    DayRow {
        id: Some(row.id),
        days: super::commands::entry(row).days(),
        kind: row.kind.0.label(),
        source: "added here",
        reason: row.reason.clone(),
        counts,
        seen: as_seen(row),
    }
}

/// What was changed in the diary, latest first, with what came of it.
pub(super) async fn history(db: &impl ConnectionTrait) -> Result<Vec<EventRow>> {
    let lines = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("diary"))
        .order_by_desc(trail::Column::At)
        .order_by_desc(trail::Column::Id)
        .limit(LINES)
        .all(db)
        .await?;
    let told = lines.into_iter().map(|line| {
        let on = london::date_in_london(line.at);
        EventRow {
            deed: line.deed,
            by: line.by,
            at_iso: line.at.to_rfc3339(),
            at: format!("{}, {}", wording::date(on), london::time_in_london(line.at)),
            lines: line.detail.lines().map(str::to_owned).collect(),
        }
    });
    Ok(told.collect())
}
