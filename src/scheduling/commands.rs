//! Puts meetings in the diary with what follows: agenda and minutes begin to be owed, standing items are on the
//! agenda, everybody concerned is told. A batch reads and settles once, however many meetings it has.

use super::told;
use crate::error::{Error, Result};
use crate::obligations::{self, Owing, Scope};
use crate::trail::{self, About};
use crate::work::Work;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::agenda::ItemState;
use remit_domain::meeting::{MeetingRefusal, ScheduleRefusal, State};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::{BodyKind, PostKind};
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, meeting, post, standing_item};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// Working days after the meeting by which its minutes are drafted.
const MINUTES_AFTER: i32 = 10;
const AGENDA: &str = "agenda";
const MINUTES: &str = "draft minutes";

/// A meeting that is wanted in the diary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMeeting {
    /// The body that meets.
    pub body_id: i64,
    /// Its day.
    pub held_on: NaiveDate,
    /// When it begins.
    pub starts_at: NaiveTime,
    /// Where.
    pub venue: String,
    /// Working days from the end of a quarter until its data exist.
    pub lag: u32,
    /// For how many minutes; none takes the usual two hours.
    pub lasts: Option<u32>,
}

/// Puts one meeting in the diary and tells everybody concerned.
///
/// # Errors
/// When the body meets on that day already, the day cannot be counted from, or nobody's post would owe the agenda.
pub async fn schedule(work: &Work, wanted: NewMeeting) -> Result<i64> {
    let body_id = wanted.body_id;
    let rows = put_in(work, vec![wanted], None).await?;
    let row = rows.first().ok_or_else(|| Error::broken("nothing was scheduled"))?;
    obligations::settle(work, Scope::Meeting { id: row.id, body: body_id }).await?;
    told::tell_of_dates(work, &format!("dates-meeting-{}", row.id), &rows).await?;
    Ok(row.id)
}

/// Puts many meetings in the diary as one batch, in the order given, and tells each person once of all their dates.
///
/// # Errors
/// As [`schedule`]; one meeting that cannot be made leaves none made.
pub async fn schedule_all(work: &Work, wanted: Vec<NewMeeting>, batch_id: i64) -> Result<Vec<meeting::Model>> {
    let rows = put_in(work, wanted, Some(batch_id)).await?;
    obligations::settle(work, Scope::All).await?;
    told::tell_of_dates(work, &told::of_batch(batch_id), &rows).await?;
    Ok(rows)
}

async fn put_in(work: &Work, wanted: Vec<NewMeeting>, batch_id: Option<i64>) -> Result<Vec<meeting::Model>> {
    let ids: BTreeSet<i64> = wanted.iter().map(|one| one.body_id).collect();
    let bodies = body::Entity::find().filter(body::Column::Id.is_in(ids)).lock_exclusive().all(&work.tx).await?;
    let bodies: BTreeMap<i64, body::Model> = bodies.into_iter().map(|body| (body.id, body)).collect();
    let of = |id: i64| bodies.get(&id).ok_or_else(|| Error::refused(ScheduleRefusal::NoBody));
    must_all_be_free(work, &wanted).await?;
    let mut rows = Vec::new();
    for one in wanted {
        let body = of(one.body_id)?;
        if let Some(ended) = body.ended_on.filter(|ended| *ended < one.held_on) {
            return Err(Error::refused(ScheduleRefusal::Ended(ended)));
        }
        must_be_countable(work, body, one.held_on)?;
        rows.push(row_of(one, batch_id).insert(&work.tx).await?);
    }
    let ahead: Vec<(&meeting::Model, &body::Model)> = rows
        .iter()
        .filter(|row| row.held_on >= work.today)
        .filter_map(|row| Some((row, bodies.get(&row.body_id)?)))
        .collect();
    owe_papers(work, &ahead).await?;
    put_standing_items(work, &ahead).await?;
    for row in &rows {
        let about = About { noun: "meeting", id: row.id, body: Some(row.body_id) };
        trail::record(work, "scheduled", about, format!("{}.", wording::date_with_weekday(row.held_on))).await?;
    }
    Ok(rows)
}

fn row_of(wanted: NewMeeting, batch_id: Option<i64>) -> meeting::ActiveModel {
    let lasts = wanted.lasts.and_then(|minutes| i32::try_from(minutes).ok());
    meeting::ActiveModel {
        lasts: lasts.map_or(ActiveValue::NotSet, Set),
        body_id: Set(wanted.body_id),
        held_on: Set(wanted.held_on),
        starts_at: Set(wanted.starts_at.format("%H:%M").to_string()),
        venue: Set(wanted.venue),
        state: Set(Stored(State::Scheduled)),
        lag: Set(i32::try_from(wanted.lag).unwrap_or(10)),
        version: Set(1),
        batch_id: Set(batch_id),
        ..Default::default()
    }
}

/// A body meets once a day.
async fn must_all_be_free(work: &Work, wanted: &[NewMeeting]) -> Result<()> {
    let (Some(first), Some(last)) =
        (wanted.iter().map(|one| one.held_on).min(), wanted.iter().map(|one| one.held_on).max())
    else {
        return Ok(());
    };
    let standing = meeting::Entity::find()
        .filter(meeting::Column::HeldOn.between(first, last))
        .filter(meeting::Column::State.is_in(State::TAKING_THE_DAY.map(Stored)))
        .all(&work.tx)
        .await?;
    let mut taken: BTreeSet<(i64, NaiveDate)> = standing.into_iter().map(|row| (row.body_id, row.held_on)).collect();
    match wanted.iter().find(|one| !taken.insert((one.body_id, one.held_on))) {
        Some(one) => Err(Error::refused(MeetingRefusal::SameDay(one.held_on))),
        None => Ok(()),
    }
}

/// Whether a body can meet on a day: it has no other meeting then.
///
/// # Errors
/// When it has one, other than `except`.
pub async fn must_be_free(work: &Work, body_id: i64, on: NaiveDate, except: Option<i64>) -> Result<()> {
    let same_day = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(meeting::Column::HeldOn.eq(on))
        .filter(meeting::Column::State.is_in(State::TAKING_THE_DAY.map(Stored)))
        .all(&work.tx)
        .await?;
    let taken = same_day.iter().any(|row| Some(row.id) != except);
    if taken { Err(Error::refused(MeetingRefusal::SameDay(on))) } else { Ok(()) }
}

/// Whether every date that hangs on a meeting of this day can be counted.
///
/// # Errors
/// When the calendar does not reach as far.
pub fn must_be_countable(work: &Work, body: &body::Model, on: NaiveDate) -> Result<()> {
    let refuse = |outside| Error::refused(ScheduleRefusal::Outside(outside));
    work.calendar.publish_by(on, u32::try_from(body.clear_days).unwrap_or(5)).map_err(refuse)?;
    work.calendar.add_working_days(on, MINUTES_AFTER).map_err(refuse)?;
    Ok(())
}

/// The agendas and the minutes of these meetings begin to be owed.
///
/// # Errors
/// When nobody's post would owe them, or the database cannot be written.
pub async fn owe_papers(work: &Work, meetings: &[(&meeting::Model, &body::Model)]) -> Result<()> {
    let first_officer = match meetings.iter().any(|(_, body)| body.officer_post_id.is_none()) {
        true => Some(first_officer(work).await?),
        false => None,
    };
    let mut owings = Vec::new();
    // A Cabinet's papers and minutes are its own affair; its days are kept because they can carry an answer.
    for (row, body) in meetings.iter().filter(|(_, body)| body.kind.0 != BodyKind::Cabinet) {
        let owner = body.officer_post_id.or(first_officer);
        let owner_post_id = owner.ok_or_else(|| Error::refused(ScheduleRefusal::NoOfficer))?;
        for (kind, rule, what) in [
            (Kind::PublishAgenda, DueRule::publish(row.id, 0), AGENDA),
            (Kind::DraftMinutes, DueRule::meeting(row.id, MINUTES_AFTER), MINUTES),
        ] {
            owings.push(Owing {
                kind,
                subject_kind: SubjectKind::Meeting,
                subject_id: row.id,
                body_id: body.id,
                owner_post_id,
                meeting_id: Some(row.id),
                title: title(body, row.held_on, what),
                rule,
            });
        }
    }
    obligations::owe_all(work, owings).await.map(|_| ())
}

/// Where a body names no post that looks after it, the council's first scrutiny officer does.
async fn first_officer(work: &Work) -> Result<i64> {
    let first = post::Entity::find()
        .filter(post::Column::Kind.eq(Stored(PostKind::ScrutinyOfficer)))
        .order_by_asc(post::Column::Id)
        .one(&work.tx)
        .await?;
    first.map(|post| post.id).ok_or_else(|| Error::refused(ScheduleRefusal::NoOfficer))
}

/// What a list calls a duty about a meeting.
fn title(body: &body::Model, held_on: NaiveDate, what: &str) -> String {
    format!("{}, {}: {what}", body.short_name, wording::date(held_on))
}

/// What is still owed about a meeting is called by its new day.
///
/// # Errors
/// When the database cannot be written.
pub async fn retitle(work: &Work, row: &meeting::Model, body: &body::Model) -> Result<()> {
    for (kind, what) in [(Kind::PublishAgenda, AGENDA), (Kind::DraftMinutes, MINUTES)] {
        obligations::rename(work, kind, (SubjectKind::Meeting, row.id), title(body, row.held_on, what)).await?;
    }
    Ok(())
}

/// What stands on every agenda of a body stands on these.
async fn put_standing_items(work: &Work, meetings: &[(&meeting::Model, &body::Model)]) -> Result<()> {
    let bodies: BTreeSet<i64> = meetings.iter().map(|(_, body)| body.id).collect();
    let standing = standing_item::Entity::find()
        .filter(standing_item::Column::BodyId.is_in(bodies))
        .order_by_asc(standing_item::Column::Position)
        .order_by_asc(standing_item::Column::Id)
        .all(&work.tx)
        .await?;
    for (row, body) in meetings {
        for (item, position) in standing.iter().filter(|item| item.body_id == body.id).zip(1..) {
            agenda_item::ActiveModel {
                meeting_id: Set(row.id),
                position: Set(position),
                title: Set(item.title.clone()),
                kind: Set(item.kind),
                subject: Set(item.subject.clone()),
                lead: Set(item.lead.clone()),
                minutes: Set(item.minutes),
                state: Set(Stored(ItemState::Programmed)),
                version: Set(1),
                ..Default::default()
            }
            .insert(&work.tx)
            .await?;
        }
    }
    Ok(())
}
