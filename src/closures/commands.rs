//! What officers do with the diary: add a stretch of days, change it, take it out. Whatever was counted by the days
//! of before is settled again, and an agenda that then gives too few clear days is told of.

use crate::error::{Error, Result};
use crate::inspection;
use crate::obligations::{self, Moved, Scope};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::diary::{Entry, Notice};
use remit_domain::meeting::State;
use remit_domain::wording;
use remit_entity::{Stored, body, closed_day, meeting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;

/// What is done with the diary. `was` is the stretch as the officer saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Add(Entry),
    Change { id: i64, was: String, to: Entry },
    Remove { id: i64, was: String },
}

/// What was written, before anything is counted by it.
#[derive(Clone, Debug)]
pub(super) struct Written {
    id: i64,
    deed: &'static str,
    said: String,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub moved: Vec<Moved>,
    pub noticed: Vec<Noticed>,
}

/// A published meeting whose clear days changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noticed {
    pub meeting_id: i64,
    pub body: String,
    pub notice: Notice,
}

/// A row as an entry of the domain.
pub(super) fn entry(row: &closed_day::Model) -> Entry {
    Entry { kind: row.kind.0, first: row.first_on, last: row.last_on, reason: row.reason.clone() }
}

/// The text by which a form knows the stretch that it was made from.
pub(super) fn as_seen(row: &closed_day::Model) -> String {
    entry(row).to_string()
}

async fn load(work: &Work, id: i64, was: &str) -> Result<closed_day::Model> {
    let row = closed_day::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if as_seen(&row) == was { Ok(row) } else { Err(Error::Stale) }
}

/// Writes which days are closed.
pub(super) async fn write(work: &Work, deed: Deed) -> Result<Written> {
    Ok(match deed {
        Deed::Add(entry) => {
            let said = entry.to_string();
            let row = closed_day::ActiveModel {
                kind: Set(Stored(entry.kind)),
                first_on: Set(entry.first),
                last_on: Set(entry.last),
                reason: Set(entry.reason),
                ..Default::default()
            };
            Written { id: row.insert(&work.tx).await?.id, deed: "added to the diary", said }
        }
        Deed::Change { id, was, to } => {
            let said = format!("{to}\nbefore: {was}");
            let mut row = load(work, id, &was).await?.into_active_model();
            row.kind = Set(Stored(to.kind));
            row.first_on = Set(to.first);
            row.last_on = Set(to.last);
            row.reason = Set(to.reason);
            row.update(&work.tx).await?;
            Written { id, deed: "changed in the diary", said }
        }
        Deed::Remove { id, was } => {
            load(work, id, &was).await?;
            closed_day::Entity::delete_by_id(id).exec(&work.tx).await?;
            Written { id, deed: "took out of the diary", said: was }
        }
    })
}

/// Settles everything by the calendar that follows, and tells what changed. The work must hold that calendar.
pub(super) async fn settle(work: &Work, written: Written) -> Result<Outcome> {
    let moved = obligations::settle(work, Scope::All).await?;
    let noticed = count_again(work).await?;
    let mut lines = vec![written.said];
    lines.extend(moved.iter().map(said));
    lines.extend(noticed.iter().map(|one| format!("{}, {}", one.body, one.notice)));
    let about = About { noun: "diary", id: written.id, body: None };
    trail::record(work, written.deed, about, lines.join("\n")).await?;
    Ok(Outcome { moved, noticed })
}

/// "CF, 26 September 2022: agenda: was Fri 16 September 2022, now Thu 15 September 2022".
pub(super) fn said(moved: &Moved) -> String {
    let day = |on: Option<chrono::NaiveDate>| on.map_or_else(|| "without a date".to_owned(), wording::date_with_day);
    format!("{}: was {}, now {}", moved.title, day(moved.from), day(moved.to))
}

/// Counts the clear days of every agenda that is out and whose meeting is still to come.
async fn count_again(work: &Work) -> Result<Vec<Noticed>> {
    let published = meeting::Entity::find()
        .filter(meeting::Column::State.eq(Stored(State::AgendaPublished)))
        .filter(meeting::Column::HeldOn.gte(work.today))
        .filter(meeting::Column::PublishedOn.is_not_null())
        .order_by_asc(meeting::Column::HeldOn)
        .all(&work.tx)
        .await?;
    let bodies = body::Entity::find().all(&work.tx).await?;
    let bodies: BTreeMap<i64, body::Model> = bodies.into_iter().map(|body| (body.id, body)).collect();
    let mut noticed = Vec::new();
    for row in published {
        let (Some(published_on), Some(body)) = (row.published_on, bodies.get(&row.body_id)) else { continue };
        let given = inspection::clear_days(&work.tx, &work.calendar, &row, row.held_on).await?.unwrap_or(0);
        if row.clear_days_given == i32::try_from(given).ok() {
            continue;
        }
        let wanted = u32::try_from(body.clear_days).unwrap_or(5);
        let notice = Notice { held_on: row.held_on, published_on, given, wanted };
        let about = About { noun: "meeting", id: row.id, body: Some(row.body_id) };
        trail::record(work, "counted again by the diary", about, notice.to_string()).await?;
        noticed.push(Noticed { meeting_id: row.id, body: body.short_name.clone(), notice });
        let version = row.version + 1;
        let mut row = row.into_active_model();
        row.clear_days_given = Set(i32::try_from(given).ok());
        row.version = Set(version);
        row.update(&work.tx).await?;
    }
    Ok(noticed)
}
