//! Letter E1: dates of meetings. Each person concerned is told once of all the dates that are theirs, with the day
//! on which the papers go out.

use crate::error::{Error, Result};
use crate::tellings::{self, Section, Telling, recipients};
use crate::work::Work;
use chrono::NaiveTime;
use remit_domain::cycle::CycleOffsets;
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::person::BodyKind;
use remit_domain::{london, wording};
use remit_entity::{Stored, body, meeting};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};

/// The occasion under which a batch is told.
#[must_use]
pub fn of_batch(batch_id: i64) -> String {
    format!("dates-batch-{batch_id}")
}

/// Tells members, and whoever holds the posts that the bodies work with, of meetings that lie ahead.
///
/// # Errors
/// When the calendar does not reach a date, or the database cannot be read or written.
pub async fn tell_of_dates(work: &Work, occasion: &str, rows: &[meeting::Model]) -> Result<()> {
    let ahead: Vec<&meeting::Model> = rows.iter().filter(|row| row.held_on >= work.today).collect();
    let ids: BTreeSet<i64> = ahead.iter().map(|row| row.body_id).collect();
    let bodies = body::Entity::find().filter(body::Column::Id.is_in(ids)).all(&work.tx).await?;
    let ahead: Vec<&meeting::Model> = ahead.into_iter().filter(|row| is_told_of(&bodies, row.body_id)).collect();
    let bodies: Vec<body::Model> = bodies.into_iter().filter(|body| body.kind.0 != BodyKind::Cabinet).collect();
    let mut concerned: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for body in &bodies {
        let mut people = recipients::members_of(&work.tx, &[body.id], work.today).await?;
        people.extend(recipients::worked_with(&work.tx, &[body.id], work.today).await?);
        for person in people {
            concerned.entry(person).or_default().insert(body.id);
        }
    }
    let bodies: BTreeMap<i64, body::Model> = bodies.into_iter().map(|body| (body.id, body)).collect();
    let mut lines = BTreeMap::new();
    for row in &ahead {
        let body = bodies.get(&row.body_id).ok_or_else(|| Error::broken("a meeting without a body"))?;
        lines.insert((row.held_on, row.id), line(work, row, body)?);
    }
    let mut all = Vec::new();
    for (person_id, theirs) in concerned {
        let mut own: Vec<&&meeting::Model> = ahead.iter().filter(|row| theirs.contains(&row.body_id)).collect();
        own.sort_by_key(|row| (row.held_on, row.id));
        all.push(Telling {
            kind: Kind::MeetingDates,
            person_id,
            occasion: occasion.to_owned(),
            section: section(work, &own, (&lines, &bodies)),
            was: String::new(),
            meetings: own.iter().map(|row| row.id).collect(),
            may_repeat: false,
        });
    }
    tellings::tell_all(work, all).await
}

/// The Cabinet's days are told by the Cabinet itself.
fn is_told_of(bodies: &[body::Model], id: i64) -> bool {
    bodies.iter().any(|body| body.id == id && body.kind.0 != BodyKind::Cabinet)
}

/// Whoever has not yet been sent the dates among which a meeting stands gets them as they are now. Gives these people:
/// to them the meeting has not moved.
///
/// # Errors
/// As [`tell_of_dates`].
pub async fn refresh(work: &Work, meeting_id: i64) -> Result<BTreeSet<i64>> {
    let mut people = BTreeSet::new();
    for (person_id, occasion, meetings) in tellings::waiting_for(work, Kind::MeetingDates, meeting_id).await? {
        let rows = meeting::Entity::find()
            .filter(meeting::Column::Id.is_in(meetings))
            .filter(meeting::Column::State.is_in([State::Scheduled, State::AgendaPublished].map(Stored)))
            .all(&work.tx)
            .await?;
        people.insert(person_id);
        if rows.is_empty() {
            tellings::take_back_from(work, person_id, &occasion).await?;
            continue;
        }
        let bodies = body::Entity::find()
            .filter(body::Column::Id.is_in(rows.iter().map(|row| row.body_id)))
            .all(&work.tx)
            .await?;
        let bodies: BTreeMap<i64, body::Model> = bodies.into_iter().map(|body| (body.id, body)).collect();
        let mut lines = BTreeMap::new();
        for row in &rows {
            let body = bodies.get(&row.body_id).ok_or_else(|| Error::broken("a meeting without a body"))?;
            lines.insert((row.held_on, row.id), line(work, row, body)?);
        }
        let standing: Vec<&meeting::Model> = rows.iter().collect();
        let mut own: Vec<&&meeting::Model> = standing.iter().collect();
        own.sort_by_key(|row| (row.held_on, row.id));
        let telling = Telling {
            kind: Kind::MeetingDates,
            person_id,
            occasion,
            section: section(work, &own, (&lines, &bodies)),
            was: String::new(),
            meetings: own.iter().map(|row| row.id).collect(),
            may_repeat: false,
        };
        tellings::tell(work, telling).await?;
    }
    Ok(people)
}

type Lines = BTreeMap<(chrono::NaiveDate, i64), String>;

fn section(work: &Work, own: &[&&meeting::Model], (lines, bodies): (&Lines, &BTreeMap<i64, body::Model>)) -> Section {
    let of = |row: &meeting::Model| bodies.get(&row.body_id);
    let names: BTreeSet<&str> = own.iter().filter_map(|row| of(row)).map(|body| body.name.as_str()).collect();
    let slugs: BTreeSet<&str> = own.iter().filter_map(|row| of(row)).map(|body| body.slug.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let who = wording::list(&names);
    let heading = match own {
        [only] => format!("{who}: meeting on {}", wording::date(only.held_on)),
        several => format!("{who}: {} meetings", several.len()),
    };
    let only_body = slugs.iter().next().filter(|_| slugs.len() == 1);
    Section {
        subject: match own {
            [only] => format!("New meeting: {who}, {}", wording::date(only.held_on)),
            several if names.len() == 1 => format!("Dates of {} meetings: {who}", several.len()),
            several => format!("Dates of {} meetings of {} bodies", several.len(), names.len()),
        },
        heading,
        says: vec![match own.len() {
            1 => "This meeting is in the diary.".to_owned(),
            _ => "These meetings are in the diary.".to_owned(),
        }],
        list_lead: "When, where, and by when the papers go out:".to_owned(),
        list: own.iter().filter_map(|row| lines.get(&(row.held_on, row.id)).cloned()).collect(),
        link_lead: "The dates as the public sees them:".to_owned(),
        link: match only_body {
            Some(slug) => format!("{}/bodies/{slug}", work.site.url),
            None => format!("{}/bodies", work.site.url),
        },
        ..Section::default()
    }
}

/// "Thursday 3 November 2022, 2pm, County Hall: … Papers are published by …; reports are final by …"
fn line(work: &Work, row: &meeting::Model, body: &body::Model) -> Result<String> {
    let publish = work.calendar.publish_by(row.held_on, u32::try_from(body.clear_days).unwrap_or(5))?;
    let before = CycleOffsets::default().report_before_publishing;
    let report = work.calendar.working_days_before(publish, before)?;
    let time = row.starts_at.parse::<NaiveTime>().map_or_else(|_| row.starts_at.clone(), london::time_of_day);
    let place = if row.venue.is_empty() { String::new() } else { format!(", {}", row.venue) };
    Ok(format!(
        "{}, {time}{place}: {}. Papers are published by {}; final reports are due by {}.",
        wording::date_with_weekday(row.held_on),
        body.name,
        wording::date_with_day(publish),
        wording::date_with_day(report),
    ))
}
