//! Meetings as the public knows them: in the diary, moved, called off. The trail knows the days on which a meeting
//! once stood; nothing else of the trail is read here.

use super::PublicBody;
use crate::error::Result;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use remit_domain::meeting::State;
use remit_domain::{london, wording};
use remit_entity::{meeting, meeting_body, trail};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// A meeting as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicMeeting {
    pub(super) id: i64,
    pub href: String,
    /// The body, or the bodies of a joint meeting.
    pub body: String,
    pub body_href: String,
    pub held_on: NaiveDate,
    pub on_iso: String,
    pub on: String,
    pub time: String,
    pub venue: String,
    /// What became of it, in a word; empty while it stands.
    pub tag: &'static str,
    /// Whether the agenda is open to inspection.
    pub is_published: bool,
    /// Whether it is still to come, on this day.
    pub is_ahead: bool,
    pub begins_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub short_notice: String,
    state: State,
    reason: String,
    successor_id: Option<i64>,
}

/// Something that readers of the page must know first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct Notice {
    pub kind: &'static str,
    pub heading: String,
    pub text: String,
    /// Where it goes on; empty when nowhere.
    pub href: String,
    pub link: String,
}

impl PublicMeeting {
    pub(super) fn of(row: &meeting::Model, bodies: &[&PublicBody]) -> Option<Self> {
        let own = bodies.first()?;
        let names: Vec<&str> = bodies.iter().map(|body| body.name.as_str()).collect();
        let time = row.starts_at.parse::<NaiveTime>().ok();
        let begins_at = time.map(|time| london::instant(row.held_on, time));
        Some(Self {
            id: row.id,
            href: format!("/bodies/{}/{}", own.slug, row.held_on),
            body: wording::list(&names),
            body_href: format!("/bodies/{}", own.slug),
            held_on: row.held_on,
            on_iso: row.held_on.to_string(),
            on: wording::date_with_weekday(row.held_on),
            time: time.map_or_else(|| row.starts_at.clone(), london::time_of_day),
            venue: row.venue.clone(),
            tag: match row.state.0 {
                State::Cancelled => "Cancelled",
                State::Postponed => "Postponed",
                State::Adjourned => "Adjourned",
                State::Inquorate => "Not held",
                State::Scheduled | State::AgendaPublished | State::Held => "",
            },
            is_published: row.published_on.is_some(),
            is_ahead: matches!(row.state.0, State::Scheduled | State::AgendaPublished),
            begins_at,
            ends_at: begins_at.map(|at| at + TimeDelta::minutes(i64::from(row.lasts.max(0)))),
            short_notice: row.short_notice_reason.clone(),
            state: row.state.0,
            reason: row.reason.clone(),
            successor_id: row.successor_id,
        })
    }

    /// What it is to search engines, by the words of schema.org.
    pub(in crate::public) fn status(&self) -> &'static str {
        match self.state {
            State::Cancelled | State::Inquorate => "https://schema.org/EventCancelled",
            State::Postponed => "https://schema.org/EventPostponed",
            _ => "https://schema.org/EventScheduled",
        }
    }
}

/// Meetings told with their bodies' names; a joint meeting names all.
async fn told(db: &impl ConnectionTrait, rows: &[meeting::Model], bodies: &[PublicBody]) -> Result<Vec<PublicMeeting>> {
    let joint = meeting_body::Entity::find()
        .filter(meeting_body::Column::MeetingId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(meeting_body::Column::Id)
        .all(db)
        .await?;
    let of = |row: &meeting::Model| {
        let others = joint.iter().filter(|other| other.meeting_id == row.id).map(|other| other.body_id);
        let ids = std::iter::once(row.body_id).chain(others);
        let theirs: Vec<&PublicBody> = ids.filter_map(|id| bodies.iter().find(|body| body.id == id)).collect();
        PublicMeeting::of(row, &theirs)
    };
    Ok(rows.iter().filter_map(of).collect())
}

/// The meetings of a body, its own and joint ones; of all when none is named.
async fn theirs(db: &impl ConnectionTrait, of: Option<&PublicBody>) -> Result<Condition> {
    let Some(body) = of else { return Ok(Condition::all()) };
    let joint: Vec<i64> = meeting_body::Entity::find()
        .select_only()
        .column(meeting_body::Column::MeetingId)
        .filter(meeting_body::Column::BodyId.eq(body.id))
        .into_tuple()
        .all(db)
        .await?;
    Ok(Condition::any().add(meeting::Column::BodyId.eq(body.id)).add(meeting::Column::Id.is_in(joint)))
}

/// The meetings from a day on, nearest first: of one body, or of all.
pub(in crate::public) async fn list_coming(
    db: &impl ConnectionTrait,
    (of, bodies): (Option<&PublicBody>, &[PublicBody]),
    (from, limit): (NaiveDate, u64),
) -> Result<Vec<PublicMeeting>> {
    let rows = meeting::Entity::find()
        .filter(theirs(db, of).await?)
        .filter(meeting::Column::HeldOn.gte(from))
        .order_by_asc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::BodyId)
        .limit(limit)
        .all(db)
        .await?;
    told(db, &rows, bodies).await
}

/// One page of the meetings of a body before a day, latest first, and how many pages there are.
pub(in crate::public) async fn list_past(
    db: &impl ConnectionTrait,
    (body, bodies): (&PublicBody, &[PublicBody]),
    before: NaiveDate,
    (page, size): (u64, u64),
) -> Result<(Vec<PublicMeeting>, u64)> {
    let pages = meeting::Entity::find()
        .filter(theirs(db, Some(body)).await?)
        .filter(meeting::Column::HeldOn.lt(before))
        .order_by_desc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::Id)
        .paginate(db, size);
    let rows = pages.fetch_page(page).await?;
    Ok((told(db, &rows, bodies).await?, pages.num_pages().await?))
}

/// The meeting of a body on a day; one that was called off only where no other took its day.
pub(in crate::public) async fn find_meeting(
    db: &impl ConnectionTrait,
    (body, bodies): (&PublicBody, &[PublicBody]),
    on: NaiveDate,
) -> Result<Option<PublicMeeting>> {
    let rows = meeting::Entity::find()
        .filter(theirs(db, Some(body)).await?)
        .filter(meeting::Column::HeldOn.eq(on))
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?;
    let stands = rows.iter().find(|row| row.state.0.stands()).or_else(|| rows.last());
    Ok(told(db, stands.map(std::slice::from_ref).unwrap_or_default(), bodies).await?.pop())
}

pub(super) async fn find_by_id(
    db: &impl ConnectionTrait,
    id: i64,
    bodies: &[PublicBody],
) -> Result<Option<PublicMeeting>> {
    let row = meeting::Entity::find_by_id(id).one(db).await?;
    Ok(told(db, row.as_slice(), bodies).await?.pop())
}

/// How the trail begins the line of a day that changed.
const DAY_WAS: &str = "Day: was ";
/// What stands there for a meeting that had no day.
const NO_DAY: &str = "to be arranged";

/// Where a meeting of a body went that once stood on a day.
pub(in crate::public) async fn led_on(
    db: &impl ConnectionTrait,
    (body, bodies): (&PublicBody, &[PublicBody]),
    on: NaiveDate,
) -> Result<Option<PublicMeeting>> {
    let line = format!("{DAY_WAS}{}, now ", wording::date_with_weekday(on));
    let ids: Vec<i64> = trail::Entity::find()
        .select_only()
        .column(trail::Column::SubjectId)
        .filter(trail::Column::SubjectKind.eq("meeting"))
        .filter(trail::Column::BodyId.eq(body.id))
        .filter(trail::Column::Detail.contains(&line))
        .order_by_desc(trail::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    for id in ids {
        if let Some(found) = find_by_id(db, id, bodies).await?.filter(|found| found.held_on != on) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The day from which a meeting was moved to where it is, and when that was done.
async fn moved_from(db: &impl ConnectionTrait, of: &PublicMeeting) -> Result<Option<(String, DateTime<Utc>)>> {
    let rows = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("meeting"))
        .filter(trail::Column::SubjectId.eq(of.id))
        .filter(trail::Column::Detail.contains(DAY_WAS))
        .order_by_desc(trail::Column::Id)
        .all(db)
        .await?;
    let mut changes = rows.iter().filter_map(|row| {
        let line = row.detail.lines().find_map(|line| line.strip_prefix(DAY_WAS))?;
        let (was, now) = line.split_once(", now ")?;
        Some((was, now, row.at))
    });
    let Some((was, now, at)) = changes.next() else { return Ok(None) };
    if now != of.on {
        return Ok(None);
    }
    let was = if was == NO_DAY { changes.next().map(|(was, _, _)| was) } else { Some(was) };
    Ok(was.filter(|was| *was != of.on).map(|was| (was.to_owned(), at)))
}

/// What readers of a meeting's page must know first.
pub(in crate::public) async fn notices(
    db: &impl ConnectionTrait,
    of: &PublicMeeting,
    bodies: &[PublicBody],
) -> Result<Vec<Notice>> {
    let mut all = Vec::new();
    if let Some((was, _)) = moved_from(db, of).await? {
        all.push(notice(
            "information",
            "Moved",
            with_reason(format!("This meeting was moved from {was}."), &of.reason),
        ));
    }
    let (heading, sentence) = match of.state {
        State::Cancelled => ("Cancelled", "This meeting was cancelled and does not take place."),
        State::Postponed => {
            ("Postponed", "This meeting does not take place on this day. A new day will be arranged and told here.")
        }
        State::Adjourned => ("Adjourned", "This meeting was begun and broken off."),
        State::Inquorate => ("Not held", "Too few members came for this meeting to be held."),
        State::Scheduled | State::AgendaPublished | State::Held => ("", ""),
    };
    if !heading.is_empty() {
        let mut told = notice("warning", heading, with_reason(sentence.to_owned(), &of.reason));
        if let Some(id) = of.successor_id
            && let Some(next) = find_by_id(db, id, bodies).await?
        {
            told.link = format!("Its business goes to the meeting on {}", next.on);
            told.href = next.href;
        }
        all.push(told);
    }
    if !of.short_notice.is_empty() && of.is_ahead {
        all.push(notice("information", "Convened at shorter notice", of.short_notice.clone()));
    }
    Ok(all)
}

fn notice(kind: &'static str, heading: &str, text: String) -> Notice {
    Notice { kind, heading: heading.to_owned(), text, href: String::new(), link: String::new() }
}

fn with_reason(sentence: String, reason: &str) -> String {
    let reason = reason.trim();
    if reason.is_empty() { sentence } else { format!("{sentence} Reason: {reason}") }
}
