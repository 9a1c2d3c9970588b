//! What officers do with a meeting: schedule, reschedule, hold, draft minutes, cancel. Each loads, asks the
//! domain, writes and tells, in one transaction; dates that hang on the meeting are settled in it too.

use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Moved, Scope};
use crate::scheduling::{self, NewMeeting};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::meeting::{LONGEST_LAG, MeetingRefusal, ScheduleRefusal, State, read_time, usual_time};
use remit_domain::obligation::{Kind, State as OwedState, SubjectKind};
use remit_domain::{request, wording};
use remit_entity::{Stored, agenda_item, body, data_request, meeting, obligation};
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

fn read_starts_at(fields: &Fields) -> std::result::Result<Option<NaiveTime>, ScheduleRefusal> {
    match fields.text("starts_at") {
        "" => Ok(None),
        typed => read_time(typed).map(Some).ok_or(ScheduleRefusal::NoTime),
    }
}

fn read_lag(fields: &Fields) -> std::result::Result<Option<u32>, ScheduleRefusal> {
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
    scheduling::schedule(work, NewMeeting { body_id: body.id, held_on, starts_at, venue, lag }).await
}

fn about(row: &meeting::Model) -> About {
    About { noun: "meeting", id: row.id, body: Some(row.body_id) }
}

async fn load(work: &Work, id: i64) -> Result<meeting::Model> {
    meeting::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)
}

/// What changes of a meeting; what is none stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub held_on: NaiveDate,
    pub starts_at: Option<NaiveTime>,
    pub venue: Option<String>,
    pub lag: Option<u32>,
    pub version: i32,
}

impl Change {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, ScheduleRefusal> {
        Ok(Self {
            held_on: fields.date("held_on").ok_or(ScheduleRefusal::NoDay)?,
            starts_at: read_starts_at(fields)?,
            venue: Some(fields.text("venue").to_owned()).filter(|venue| !venue.is_empty()),
            lag: read_lag(fields)?,
            version: fields.number("version").unwrap_or(0),
        })
    }
}

/// Changes the day, time or place of a meeting, and moves every date that hangs on it. Tells how many moved.
pub(super) async fn reschedule(work: &Work, id: i64, change: Change) -> Result<usize> {
    let old = load(work, id).await?;
    if old.version != change.version {
        return Err(Error::Stale);
    }
    let state = old.state.0.reschedule().or_refuse()?;
    let body = body::Entity::find_by_id(old.body_id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if change.held_on < work.today && change.held_on != old.held_on {
        return Err(Error::refused(MeetingRefusal::Past));
    }
    scheduling::must_be_free(work, body.id, change.held_on, Some(id)).await?;
    scheduling::must_be_countable(work, &body, change.held_on)?;
    let given = match old.published_on {
        Some(on) => Some(i32::try_from(work.calendar.clear_days(on, change.held_on)?).unwrap_or(0)),
        None => None,
    };
    let mut row = old.clone().into_active_model();
    row.held_on = Set(change.held_on);
    row.state = Set(Stored(state));
    row.clear_days_given = Set(given);
    row.version = Set(old.version + 1);
    if let Some(starts_at) = change.starts_at {
        row.starts_at = Set(starts_at.format("%H:%M").to_string());
    }
    if let Some(venue) = change.venue {
        row.venue = Set(venue);
    }
    if let Some(lag) = change.lag {
        row.lag = Set(i32::try_from(lag).unwrap_or(old.lag));
    }
    let new = row.update(&work.tx).await?;
    let owes_papers = !obligations::open_about(&work.tx, SubjectKind::Meeting, id).await?.is_empty();
    if !owes_papers && state == State::Scheduled && new.held_on >= work.today {
        scheduling::owe_papers(work, &[(&new, &body)]).await?;
    }
    scheduling::retitle(work, &new, &body).await?;
    let moved = obligations::settle(work, Scope::Meeting { id, body: body.id }).await?;
    let deed = if old.held_on == new.held_on { "changed" } else { "moved" };
    trail::record(work, deed, about(&new), what_changed(&old, &new, &moved)).await?;
    Ok(moved.len())
}

/// A line for the meeting, and one for each date that moved with it.
fn what_changed(old: &meeting::Model, new: &meeting::Model, moved: &[Moved]) -> String {
    let mut lines = Vec::new();
    let mut differs = |what: &str, was: &str, now: &str| {
        if was != now {
            lines.push(format!("{what}: was {was}, now {now}"));
        }
    };
    let day = |on: NaiveDate| wording::date_with_weekday(on);
    differs("Day", &day(old.held_on), &day(new.held_on));
    differs("Time", &old.starts_at, &new.starts_at);
    differs("Place", &old.venue, &new.venue);
    differs("Working days until the data exist", &old.lag.to_string(), &new.lag.to_string());
    let said = |on: Option<NaiveDate>| on.map_or_else(|| "without a date".to_owned(), wording::date_with_day);
    lines.extend(moved.iter().map(|one| format!("{}: was {}, now {}", one.title, said(one.from), said(one.to))));
    lines.join("\n")
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
async fn never_asked(work: &Work, meeting_id: i64) -> Result<()> {
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

/// Cancels a meeting. Its own papers and its data requests are no longer wanted; what others owe because of it
/// waits for the next meeting.
pub(super) async fn cancel(work: &Work, id: i64, reason: String) -> Result<()> {
    let old = load(work, id).await?;
    let state = old.state.0.cancel().or_refuse()?;
    if reason.is_empty() {
        return Err(Error::refused(MeetingRefusal::NoReason));
    }
    let new = step(work, old, state).await?;
    let hanging = obligation::Entity::find()
        .filter(obligation::Column::MeetingId.eq(id))
        .filter(obligation::Column::State.eq(Stored(OwedState::Open)))
        .all(&work.tx)
        .await?;
    let mut lines = vec![reason];
    for owed in hanging.into_iter().filter(|owed| goes_with_the_meeting(owed.subject_kind.0)) {
        obligations::withdraw(work, owed.kind.0, owed.subject_kind.0, owed.subject_id).await?;
        lines.push(format!("{}: withdrawn", owed.title));
    }
    withdraw_requests(work, &new).await?;
    obligations::settle(work, Scope::Meeting { id, body: new.body_id }).await?;
    trail::record(work, "cancelled", about(&new), lines.join("\n")).await
}

/// Whether what is owed about such a thing has no use without the meeting.
pub(super) fn goes_with_the_meeting(kind: SubjectKind) -> bool {
    match kind {
        SubjectKind::Meeting | SubjectKind::Request | SubjectKind::Item | SubjectKind::Invitation => true,
        SubjectKind::Action | SubjectKind::Referral => false,
    }
}

async fn withdraw_requests(work: &Work, cancelled: &meeting::Model) -> Result<()> {
    let items =
        agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(cancelled.id)).all(&work.tx).await?;
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .lock_exclusive()
        .all(&work.tx)
        .await?;
    for request in asked {
        let Ok(state @ request::State::Withdrawn) = request.state.0.withdraw() else { continue };
        let (id, version) = (request.id, request.version + 1);
        let mut row = request.into_active_model();
        row.state = Set(Stored(state));
        row.version = Set(version);
        row.update(&work.tx).await?;
        obligations::withdraw_all(work, SubjectKind::Request, id).await?;
        let about = About { noun: "request", id, body: Some(cancelled.body_id) };
        trail::record(work, "withdrew", about, "The meeting was cancelled.").await?;
    }
    Ok(())
}
