//! What officers do with a meeting: schedule, reschedule, hold, draft minutes, cancel. Each loads, asks the
//! domain, writes and tells, in one transaction; dates that hang on the meeting are settled in it too.

use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing, Scope};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::meeting::{LONGEST_LAG, MeetingRefusal, ScheduleRefusal, State, read_time, usual_time};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::PostKind;
use remit_domain::{request, wording};
use remit_entity::{Stored, agenda_item, body, data_request, meeting, post};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

/// Working days after the meeting by which its minutes are drafted.
const MINUTES_AFTER: i32 = 10;

/// A meeting as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub slug: String,
    pub held_on: NaiveDate,
    pub starts_at: NaiveTime,
    pub venue: String,
    pub lag: u32,
}

impl Wanted {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, ScheduleRefusal> {
        let slug = fields.text("body").to_owned();
        if slug.is_empty() {
            return Err(ScheduleRefusal::NoBody);
        }
        Ok(Self {
            slug,
            held_on: fields.date("held_on").ok_or(ScheduleRefusal::NoDay)?,
            starts_at: read_starts_at(fields)?.unwrap_or_else(usual_time),
            venue: fields.text("venue").to_owned(),
            lag: read_lag(fields)?.unwrap_or(10),
        })
    }
}

pub(super) fn read_starts_at(fields: &Fields) -> std::result::Result<Option<NaiveTime>, ScheduleRefusal> {
    match fields.text("starts_at") {
        "" => Ok(None),
        typed => read_time(typed).map(Some).ok_or(ScheduleRefusal::NoTime),
    }
}

pub(super) fn read_lag(fields: &Fields) -> std::result::Result<Option<u32>, ScheduleRefusal> {
    match fields.text("lag") {
        "" => Ok(None),
        typed => typed.parse().ok().filter(|lag| *lag <= LONGEST_LAG).map(Some).ok_or(ScheduleRefusal::NoLag),
    }
}

/// Puts a meeting in the diary. Its agenda and its minutes begin to be owed, unless its day is past.
pub(super) async fn schedule(work: &Work, wanted: Wanted) -> Result<i64> {
    let body = body::Entity::find()
        .filter(body::Column::Slug.eq(&wanted.slug))
        .lock_exclusive()
        .one(&work.tx)
        .await?
        .ok_or_else(|| Error::refused(ScheduleRefusal::NoBody))?;
    must_be_free(work, body.id, wanted.held_on, None).await?;
    must_be_countable(work, &body, wanted.held_on)?;
    let row = meeting::ActiveModel {
        body_id: Set(body.id),
        held_on: Set(wanted.held_on),
        starts_at: Set(wanted.starts_at.format("%H:%M").to_string()),
        venue: Set(wanted.venue),
        state: Set(Stored(State::Scheduled)),
        lag: Set(i32::try_from(wanted.lag).unwrap_or(10)),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    if row.held_on >= work.today {
        owe_papers(work, &row, &body).await?;
    }
    obligations::settle(work, Scope::Meeting { id: row.id, body: body.id }).await?;
    let detail = format!("{}.", wording::date_with_weekday(row.held_on));
    trail::record(work, "scheduled", about(&row), detail).await?;
    Ok(row.id)
}

pub(super) async fn must_be_free(work: &Work, body_id: i64, on: NaiveDate, except: Option<i64>) -> Result<()> {
    let same_day = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(meeting::Column::HeldOn.eq(on))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .all(&work.tx)
        .await?;
    let taken = same_day.iter().any(|row| Some(row.id) != except);
    if taken { Err(Error::refused(MeetingRefusal::SameDay(on))) } else { Ok(()) }
}

pub(super) fn must_be_countable(work: &Work, body: &body::Model, on: NaiveDate) -> Result<()> {
    let refuse = |outside| Error::refused(ScheduleRefusal::Outside(outside));
    work.calendar.publish_by(on, u32::try_from(body.clear_days).unwrap_or(5)).map_err(refuse)?;
    work.calendar.add_working_days(on, MINUTES_AFTER).map_err(refuse)?;
    Ok(())
}

pub(super) async fn owe_papers(work: &Work, row: &meeting::Model, body: &body::Model) -> Result<()> {
    let owner_post_id = officer_post(work, body).await?;
    for (kind, rule, what) in [
        (Kind::PublishAgenda, DueRule::publish(row.id, 0), AGENDA),
        (Kind::DraftMinutes, DueRule::meeting(row.id, MINUTES_AFTER), MINUTES),
    ] {
        let owing = Owing {
            kind,
            subject_kind: SubjectKind::Meeting,
            subject_id: row.id,
            body_id: body.id,
            owner_post_id,
            meeting_id: Some(row.id),
            title: title(body, row.held_on, what),
            rule,
        };
        obligations::owe(work, owing).await?;
    }
    Ok(())
}

const AGENDA: &str = "agenda";
const MINUTES: &str = "draft minutes";

/// What a list calls a duty about a meeting.
fn title(body: &body::Model, held_on: NaiveDate, what: &str) -> String {
    format!("{}, {}: {what}", body.short_name, wording::date(held_on))
}

/// What is still owed about a meeting is called by its new day.
pub(super) async fn retitle(work: &Work, row: &meeting::Model, body: &body::Model) -> Result<()> {
    for (kind, what) in [(Kind::PublishAgenda, AGENDA), (Kind::DraftMinutes, MINUTES)] {
        obligations::rename(work, kind, (SubjectKind::Meeting, row.id), title(body, row.held_on, what)).await?;
    }
    Ok(())
}

/// The post that looks after a body; where none is named, the council's first scrutiny officer.
async fn officer_post(work: &Work, body: &body::Model) -> Result<i64> {
    if let Some(id) = body.officer_post_id {
        return Ok(id);
    }
    let first = post::Entity::find()
        .filter(post::Column::Kind.eq(Stored(PostKind::ScrutinyOfficer)))
        .order_by_asc(post::Column::Id)
        .one(&work.tx)
        .await?;
    first.map(|post| post.id).ok_or_else(|| Error::refused(ScheduleRefusal::NoOfficer))
}

pub(super) fn about(row: &meeting::Model) -> About {
    About { noun: "meeting", id: row.id, body: Some(row.body_id) }
}

pub(super) async fn load(work: &Work, id: i64) -> Result<meeting::Model> {
    meeting::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)
}

/// Records that the meeting took place.
pub(super) async fn hold(work: &Work, id: i64) -> Result<()> {
    let old = load(work, id).await?;
    let state = old.state.0.hold(old.held_on, work.today).or_refuse()?;
    let new = step(work, old, state).await?;
    // An agenda that was not published by then never will be.
    obligations::withdraw(work, Kind::PublishAgenda, SubjectKind::Meeting, id).await?;
    never_asked(work, id).await?;
    trail::record(work, "recorded as held", about(&new), String::new()).await
}

/// What was planned for a meeting and never asked for is not asked for after it.
pub(super) async fn never_asked(work: &Work, meeting_id: i64) -> Result<()> {
    let items = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(meeting_id)).all(&work.tx).await?;
    let planned = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .filter(data_request::Column::State.eq(Stored(request::State::Planned)))
        .all(&work.tx)
        .await?;
    for asked in planned {
        let id = asked.id;
        let version = asked.version + 1;
        let mut row = asked.into_active_model();
        row.state = Set(Stored(request::State::Withdrawn));
        row.version = Set(version);
        row.update(&work.tx).await?;
        obligations::withdraw_all(work, SubjectKind::Request, id).await?;
    }
    Ok(())
}

/// Records that the minutes are drafted.
pub(super) async fn draft_minutes(work: &Work, id: i64) -> Result<()> {
    let row = load(work, id).await?;
    if row.state.0 != State::Held {
        return Err(Error::refused(MeetingRefusal::NotHeld));
    }
    obligations::discharge(work, Kind::DraftMinutes, SubjectKind::Meeting, id).await?;
    trail::record(work, "drafted minutes", about(&row), String::new()).await
}

async fn step(work: &Work, old: meeting::Model, state: State) -> Result<meeting::Model> {
    let version = old.version + 1;
    let mut row = old.into_active_model();
    row.state = Set(Stored(state));
    row.version = Set(version);
    Ok(row.update(&work.tx).await?)
}
