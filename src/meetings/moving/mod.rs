//! A meeting gets another day, time or place, or loses its day: every date that hangs on it follows in the same
//! transaction, and everybody concerned is told once. What becomes of a meeting's business is in `ending`.

pub(super) mod effects;
pub(super) mod letters;
pub(super) mod pages;

use super::commands::{about, load};
use crate::error::{Error, OrRefuse, Result};
use crate::inspection;
use crate::inviting;
use crate::obligations::{self, Moved, Scope};
use crate::scheduling;
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::meeting::{MeetingRefusal, ScheduleRefusal, State};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, meeting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 500;

/// What changes of a meeting; what is none stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The new day; none takes the meeting out of the diary until one is found.
    pub held_on: Option<NaiveDate>,
    pub starts_at: Option<NaiveTime>,
    pub venue: Option<String>,
    pub lag: Option<u32>,
    pub lasts: Option<i32>,
    pub reason: String,
    pub short_notice_reason: String,
    pub version: i32,
}

impl Change {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, ScheduleRefusal> {
        let until_found = fields.text("to") == "unknown";
        let day = if until_found { None } else { Some(fields.date("held_on").ok_or(ScheduleRefusal::NoDay)?) };
        Ok(Self {
            held_on: day,
            starts_at: super::commands::read_starts_at(fields)?,
            venue: Some(fields.text("venue").to_owned()).filter(|venue| !venue.is_empty()),
            lag: super::commands::read_lag(fields)?,
            lasts: read_lasts(fields)?,
            reason: reason(fields.text("reason")),
            short_notice_reason: reason(fields.text("short_notice_reason")),
            version: fields.number("version").unwrap_or(0),
        })
    }
}

/// A reason as typed, no longer than is kept.
pub(super) fn reason(typed: &str) -> String {
    typed.chars().take(LONGEST_REASON).collect()
}

fn read_lasts(fields: &Fields) -> std::result::Result<Option<i32>, ScheduleRefusal> {
    match fields.text("lasts") {
        "" => Ok(None),
        typed => {
            typed.parse().ok().filter(|lasts| (15..=720).contains(lasts)).map(Some).ok_or(ScheduleRefusal::NoLength)
        }
    }
}

/// What a change of one meeting did.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub old: meeting::Model,
    pub new: meeting::Model,
    pub body: body::Model,
    pub moved: Vec<Moved>,
    /// The people who are told.
    pub told: Vec<i64>,
}

/// Changes the day, time or place of a meeting, and moves every date that hangs on it.
pub(super) async fn reschedule(work: &Work, id: i64, change: Change) -> Result<Changed> {
    let old = load(work, id).await?;
    if old.version != change.version {
        return Err(Error::Stale);
    }
    let body = body::Entity::find_by_id(old.body_id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let row = match change.held_on {
        Some(on) => to_another_day(work, (&old, &body), &change, on).await?,
        None => out_of_the_diary(&old, &change)?,
    };
    let new = row.update(&work.tx).await?;
    if old.held_on != new.held_on {
        inviting::ask_again(work, new.id).await?;
    }
    let moved = follow(work, &new, &body).await?;
    let chairs = letters::reporting_chairs(work, &new).await?;
    let told = letters::tell(work, (&old, &new), &moved, &chairs).await?;
    let deed = match (new.state.0, old.held_on == new.held_on) {
        (State::Postponed, _) => "postponed",
        (_, true) if old.state == new.state => "changed",
        _ => "moved",
    };
    trail::record(work, deed, about(&new), what_changed(&old, &new, &moved)).await?;
    Ok(Changed { old, new, body, moved, told })
}

async fn to_another_day(
    work: &Work,
    (old, body): (&meeting::Model, &body::Model),
    change: &Change,
    on: NaiveDate,
) -> Result<meeting::ActiveModel> {
    let mut state = old.state.0.reschedule().or_refuse()?;
    if state == State::Scheduled && old.published_on.is_some() {
        state = State::AgendaPublished;
    }
    let is_another = on != old.held_on || old.state.0 == State::Postponed;
    if on < work.today && is_another {
        return Err(Error::refused(MeetingRefusal::Past));
    }
    scheduling::must_be_free(work, body.id, on, Some(old.id)).await?;
    scheduling::must_be_countable(work, body, on)?;
    let mut row = old.clone().into_active_model();
    row.held_on = Set(on);
    row.state = Set(Stored(state));
    row.version = Set(old.version + 1);
    row.reason = Set(change.reason.clone());
    if old.published_on.is_some() && is_another {
        notice_afresh(work, (&mut row, body), change, on).await?;
    }
    if let Some(starts_at) = change.starts_at {
        row.starts_at = Set(starts_at.format("%H:%M").to_string());
    }
    if let Some(venue) = &change.venue {
        row.venue = Set(venue.clone());
    }
    if let Some(lag) = change.lag {
        row.lag = Set(i32::try_from(lag).unwrap_or(old.lag));
    }
    if let Some(lasts) = change.lasts {
        row.lasts = Set(lasts);
    }
    if is_another || change.starts_at.is_some() || change.venue.is_some() {
        row.sequence = Set(old.sequence + 1);
    }
    Ok(row)
}

/// The notice of a meeting whose agenda is out counts from the day on which its new day is told, unless it is convened
/// at shorter notice (LGA 1972 s100A(6)(a)), which is said with its reason.
async fn notice_afresh(
    work: &Work,
    (row, body): (&mut meeting::ActiveModel, &body::Model),
    change: &Change,
    on: NaiveDate,
) -> Result<()> {
    let given = inspection::clear_days_from(&work.tx, &work.calendar, work.at, on).await?;
    let given = i32::try_from(given).unwrap_or(0);
    if given < body.clear_days && change.short_notice_reason.is_empty() {
        return Err(Error::refused(MeetingRefusal::ShortNotice { given, wanted: body.clear_days }));
    }
    row.clear_days_given = Set(Some(given));
    row.convened_on = Set(Some(work.today));
    row.short_notice_reason =
        Set(if given < body.clear_days { change.short_notice_reason.clone() } else { String::new() });
    Ok(())
}

fn out_of_the_diary(old: &meeting::Model, change: &Change) -> Result<meeting::ActiveModel> {
    let state = old.state.0.postpone().or_refuse()?;
    if change.reason.is_empty() {
        return Err(Error::refused(MeetingRefusal::NoReason));
    }
    let mut row = old.clone().into_active_model();
    row.state = Set(Stored(state));
    row.reason = Set(change.reason.clone());
    row.version = Set(old.version + 1);
    row.sequence = Set(old.sequence + 1);
    Ok(row)
}

/// What is owed about a meeting that changed is called by its new day and gets its new date.
pub(super) async fn follow(work: &Work, new: &meeting::Model, body: &body::Model) -> Result<Vec<Moved>> {
    let owes_papers = !obligations::open_about(&work.tx, SubjectKind::Meeting, new.id).await?.is_empty();
    if !owes_papers && new.state.0 == State::Scheduled && new.held_on >= work.today {
        scheduling::owe_papers(work, &[(new, body)]).await?;
    }
    scheduling::retitle(work, new, body).await?;
    rename_reports(work, new, body).await?;
    // While it has no day, invitations wait for one as everything else does.
    if new.state.0 != State::Postponed {
        inviting::owe_for_meeting(work, new.id).await?;
    }
    obligations::settle(work, Scope::Meeting { id: new.id, body: body.id }).await
}

/// Reports that are owed are called by the new day too.
async fn rename_reports(work: &Work, new: &meeting::Model, body: &body::Model) -> Result<()> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(new.id))
        .filter(agenda_item::Column::ReportPostId.is_not_null())
        .all(&work.tx)
        .await?;
    for item in items {
        let title = format!(
            "{}, {}: report on {}",
            body.short_name,
            wording::date(new.held_on),
            item.access.0.title_in_letters(&item.title)
        );
        obligations::rename(work, Kind::SendReport, (SubjectKind::Item, item.id), title).await?;
    }
    Ok(())
}

/// A line for the meeting, and one for each date that moved with it.
pub(super) fn what_changed(old: &meeting::Model, new: &meeting::Model, moved: &[Moved]) -> String {
    let mut lines = Vec::new();
    let mut differs = |what: &str, was: &str, now: &str| {
        if was != now {
            lines.push(format!("{what}: was {was}, now {now}"));
        }
    };
    let day = |row: &meeting::Model| match row.state.0 {
        State::Postponed => "to be arranged".to_owned(),
        _ => wording::date_with_weekday(row.held_on),
    };
    differs("Day", &day(old), &day(new));
    differs("Time", &old.starts_at, &new.starts_at);
    differs("Place", &old.venue, &new.venue);
    differs("Planned length in minutes", &old.lasts.to_string(), &new.lasts.to_string());
    differs("Working days until the data exist", &old.lag.to_string(), &new.lag.to_string());
    if !new.reason.is_empty() {
        lines.push(format!("Reason: {}", new.reason));
    }
    if !new.short_notice_reason.is_empty() && new.short_notice_reason != old.short_notice_reason {
        let given = new.clear_days_given.unwrap_or_default();
        lines.push(format!("Convened at shorter notice, with {given} clear days: {}", new.short_notice_reason));
    }
    // The trail names nothing that is taken in private.
    let public = moved.iter().filter(|one| !one.is_exempt);
    lines.extend(public.map(|one| format!("{}: was {}, now {}", one.title, said(one.from), said(one.to))));
    lines.join("\n")
}

/// A date of an obligation, in words.
pub(super) fn said(on: Option<NaiveDate>) -> String {
    on.map_or_else(|| "without a date".to_owned(), wording::date_with_day)
}
