//! The public's projection: types that hold published facts and nothing else, and the only queries that make
//! them. A meeting whose agenda is not published has a day, a time and a place, and no agenda to leak.

use crate::error::Result;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::meeting::State;
use remit_domain::{london, wording};
use remit_entity::{agenda_item, body, meeting, paper};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// A body as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicBody {
    id: i64,
    pub slug: String,
    pub name: String,
    pub remit: String,
}

/// A meeting as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicMeeting {
    id: i64,
    pub href: String,
    pub body: String,
    pub body_href: String,
    pub on_iso: String,
    pub on: String,
    pub time: String,
    pub venue: String,
    pub is_cancelled: bool,
    /// Whether the agenda is open to inspection.
    pub is_published: bool,
}

/// An item of a published agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicItem {
    pub title: String,
    pub papers: Vec<PublicLink>,
}

/// A published paper, to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicLink {
    pub href: String,
    pub title: String,
    /// The body and the day of its meeting.
    pub about: String,
}

/// A published paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicPaper {
    pub title: String,
    pub html: String,
    pub published: String,
    pub meeting: PublicMeeting,
}

impl From<body::Model> for PublicBody {
    fn from(row: body::Model) -> Self {
        Self { id: row.id, slug: row.slug, name: row.name, remit: row.remit }
    }
}

impl PublicMeeting {
    fn of(row: &meeting::Model, body: &PublicBody) -> Self {
        let time = row.starts_at.parse::<NaiveTime>().map_or_else(|_| row.starts_at.clone(), london::time_of_day);
        Self {
            id: row.id,
            href: format!("/bodies/{}/{}", body.slug, row.held_on),
            body: body.name.clone(),
            body_href: format!("/bodies/{}", body.slug),
            on_iso: row.held_on.to_string(),
            on: wording::date_with_weekday(row.held_on),
            time,
            venue: row.venue.clone(),
            is_cancelled: row.state.0 == State::Cancelled,
            is_published: row.published_on.is_some(),
        }
    }
}

/// Every body, by name.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<PublicBody>> {
    let all = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
    Ok(all.into_iter().map(PublicBody::from).collect())
}

/// A body by the word in its address.
pub(super) async fn find_body(db: &impl ConnectionTrait, slug: &str) -> Result<Option<PublicBody>> {
    let found = body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?;
    Ok(found.map(PublicBody::from))
}

/// The meetings of some bodies from a day on, nearest first.
pub(super) async fn list_coming(
    db: &impl ConnectionTrait,
    bodies: &[PublicBody],
    (from, limit): (NaiveDate, u64),
) -> Result<Vec<PublicMeeting>> {
    let rows = meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(bodies.iter().map(|body| body.id)))
        .filter(meeting::Column::HeldOn.gte(from))
        .order_by_asc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::BodyId)
        .limit(limit)
        .all(db)
        .await?;
    Ok(told(&rows, bodies))
}

/// One page of the meetings of a body before a day, latest first, and how many pages there are.
pub(super) async fn list_past(
    db: &impl ConnectionTrait,
    body: &PublicBody,
    before: NaiveDate,
    (page, size): (u64, u64),
) -> Result<(Vec<PublicMeeting>, u64)> {
    let pages = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body.id))
        .filter(meeting::Column::HeldOn.lt(before))
        .order_by_desc(meeting::Column::HeldOn)
        .paginate(db, size);
    let rows = pages.fetch_page(page).await?;
    Ok((told(&rows, std::slice::from_ref(body)), pages.num_pages().await?))
}

fn told(rows: &[meeting::Model], bodies: &[PublicBody]) -> Vec<PublicMeeting> {
    let of = |row: &meeting::Model| bodies.iter().find(|body| body.id == row.body_id);
    rows.iter().filter_map(|row| Some(PublicMeeting::of(row, of(row)?))).collect()
}

/// The meeting of a body on a day; one that was cancelled only where no other took its day.
pub(super) async fn find_meeting(
    db: &impl ConnectionTrait,
    body: &PublicBody,
    on: NaiveDate,
) -> Result<Option<PublicMeeting>> {
    let rows = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body.id))
        .filter(meeting::Column::HeldOn.eq(on))
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?;
    let stands = rows.iter().find(|row| row.state.0.stands()).or_else(|| rows.last());
    Ok(stands.map(|row| PublicMeeting::of(row, body)))
}

/// The agenda of a meeting with its papers; empty until it is published.
pub(super) async fn agenda(db: &impl ConnectionTrait, meeting: &PublicMeeting) -> Result<Vec<PublicItem>> {
    if !meeting.is_published {
        return Ok(Vec::new());
    }
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    let papers = paper::Entity::find()
        .select_only()
        .columns([paper::Column::Id, paper::Column::AgendaItemId, paper::Column::Title])
        .filter(paper::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .order_by_asc(paper::Column::Id)
        .into_tuple::<(i64, i64, String)>()
        .all(db)
        .await?;
    let about = format!("{}, {}", meeting.body, meeting.on);
    let under = |id: i64| {
        let own = papers.iter().filter(|(_, item, _)| *item == id);
        own.map(|(id, _, title)| PublicLink {
            href: format!("/papers/{id}"),
            title: title.clone(),
            about: about.clone(),
        })
        .collect()
    };
    Ok(items.into_iter().map(|item| PublicItem { papers: under(item.id), title: item.title }).collect())
}

/// The latest published papers of some bodies, newest first.
pub(super) async fn list_papers(
    db: &impl ConnectionTrait,
    bodies: &[PublicBody],
    limit: u64,
) -> Result<Vec<PublicLink>> {
    let rows = meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(bodies.iter().map(|body| body.id)))
        .filter(meeting::Column::PublishedOn.is_not_null())
        .order_by_desc(meeting::Column::PublishedOn)
        .order_by_desc(meeting::Column::HeldOn)
        .limit(limit)
        .all(db)
        .await?;
    let mut links = Vec::new();
    let mut agendas: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    for item in &items {
        agendas.entry(item.meeting_id).or_default().insert(item.id);
    }
    let papers = paper::Entity::find()
        .select_only()
        .columns([paper::Column::Id, paper::Column::AgendaItemId, paper::Column::Title])
        .filter(paper::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .order_by_asc(paper::Column::Id)
        .into_tuple::<(i64, i64, String)>()
        .all(db)
        .await?;
    for meeting in rows.iter().zip(told(&rows, bodies)) {
        let (row, told) = meeting;
        let Some(own) = agendas.get(&row.id) else { continue };
        links.extend(papers.iter().filter(|(_, item, _)| own.contains(item)).map(|(id, _, title)| PublicLink {
            href: format!("/papers/{id}"),
            title: title.clone(),
            about: format!("{}, {}", told.body, told.on),
        }));
    }
    Ok(links)
}

/// A published paper.
pub(super) async fn find_paper(db: &impl ConnectionTrait, id: i64) -> Result<Option<PublicPaper>> {
    let Some(paper) = paper::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let Some(item) = agenda_item::Entity::find_by_id(paper.agenda_item_id).one(db).await? else { return Ok(None) };
    let Some(row) = meeting::Entity::find_by_id(item.meeting_id).one(db).await? else { return Ok(None) };
    let Some(body) = body::Entity::find_by_id(row.body_id).one(db).await? else { return Ok(None) };
    if row.published_on.is_none() {
        return Ok(None);
    }
    let published = wording::date_with_weekday(london::date_in_london(paper.published_at));
    let meeting = PublicMeeting::of(&row, &PublicBody::from(body));
    Ok(Some(PublicPaper { title: paper.title, html: paper.html, published, meeting }))
}
