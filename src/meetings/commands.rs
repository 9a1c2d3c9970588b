//! What officers do with a meeting: schedule, reschedule, hold, draft minutes, cancel. Each loads, asks the
//! domain, writes and tells, in one transaction; dates that hang on the meeting are settled in it too.

use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self};
use crate::quorum;
use crate::scheduling::{self, NewMeeting};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::meeting::{LONGEST_LAG, MeetingRefusal, ScheduleRefusal, State, read_time, usual_time};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::request;
use remit_entity::{Stored, agenda_item, body, data_request, meeting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

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

/// Puts a meeting in the diary.
pub(super) async fn schedule(work: &Work, wanted: Wanted) -> Result<i64> {
    let body = body::Entity::find()
        .filter(body::Column::Slug.eq(&wanted.slug))
        .one(&work.tx)
        .await?
        .ok_or_else(|| Error::refused(ScheduleRefusal::NoBody))?;
    let Wanted { held_on, starts_at, venue, lag, .. } = wanted;
    scheduling::schedule(work, NewMeeting { body_id: body.id, held_on, starts_at, venue, lag, lasts: None }).await
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
    quorum::must_be_there(work, &old).await?;
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
    if !row.state.0.took_place() {
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
