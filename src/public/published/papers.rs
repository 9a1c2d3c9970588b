//! Published papers: the latest of each report, one of them, and those that were withdrawn, by name only.

use super::meetings::{PublicMeeting, find_by_id};
use super::{PublicBody, list_bodies};
use crate::error::Result;
use chrono::{DateTime, Utc};
use remit_domain::agenda::Access;
use remit_domain::{london, wording};
use remit_entity::{Stored, agenda_item, meeting, paper};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// A published paper, to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicLink {
    pub href: String,
    pub title: String,
    /// When it was published, in words.
    pub published: String,
    /// The body and the day of its meeting.
    pub about: String,
}

impl PublicLink {
    pub(super) fn of(paper: &paper::Model, about: &str) -> Self {
        Self {
            href: format!("/papers/{}", paper.id),
            title: paper.title.clone(),
            published: day(paper.published_at),
            about: about.to_owned(),
        }
    }
}

/// A published paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicPaper {
    pub id: i64,
    pub title: String,
    /// Empty when it was withdrawn.
    pub html: String,
    pub published: String,
    /// When and why it was withdrawn; empty while it was not.
    pub withdrawn: String,
    pub reason: String,
    /// Where a later version is; empty when this is the last.
    pub newer: String,
    pub meeting: PublicMeeting,
}

/// A paper that was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicWithdrawal {
    pub title: String,
    pub published: String,
    pub withdrawn: String,
    pub reason: String,
}

fn day(at: DateTime<Utc>) -> String {
    wording::date(london::date_in_london(at))
}

/// The latest published papers, newest first: of one body, or of all. Of several versions the last.
pub(in crate::public) async fn list_papers(
    db: &impl ConnectionTrait,
    (of, bodies): (Option<&PublicBody>, &[PublicBody]),
    limit: u64,
) -> Result<Vec<PublicLink>> {
    let published = Query::select()
        .column(meeting::Column::Id)
        .from(meeting::Entity)
        .and_where(meeting::Column::PublishedOn.is_not_null())
        .and_where_option(of.map(|body| meeting::Column::BodyId.eq(body.id)))
        .to_owned();
    let items = Query::select()
        .column(agenda_item::Column::Id)
        .from(agenda_item::Entity)
        .and_where(agenda_item::Column::MeetingId.in_subquery(published))
        .and_where(agenda_item::Column::Access.eq(Stored(Access::Public)))
        .to_owned();
    let rows: Vec<(i64, i64, String, DateTime<Utc>)> = paper::Entity::find()
        .select_only()
        .columns([paper::Column::Id, paper::Column::AgendaItemId, paper::Column::Title, paper::Column::PublishedAt])
        .filter(paper::Column::AgendaItemId.in_subquery(items))
        .filter(paper::Column::Access.eq(Stored(Access::Public)))
        .filter(paper::Column::WithdrawnAt.is_null())
        .order_by_desc(paper::Column::PublishedAt)
        .order_by_desc(paper::Column::Id)
        .limit(limit * 3)
        .into_tuple()
        .all(db)
        .await?;
    let meetings = meetings_of(db, rows.iter().map(|row| row.1).collect(), bodies).await?;
    let mut seen = Vec::new();
    let mut links = Vec::new();
    for (id, item, title, at) in rows {
        let Some(told) = meetings.get(&item).filter(|_| !seen.contains(&item)) else { continue };
        seen.push(item);
        let about = format!("{}, {}", told.body, told.on);
        links.push(PublicLink { href: format!("/papers/{id}"), title, published: day(at), about });
    }
    links.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(links)
}

/// The meetings that items belong to, by item.
async fn meetings_of(
    db: &impl ConnectionTrait,
    items: Vec<i64>,
    bodies: &[PublicBody],
) -> Result<BTreeMap<i64, PublicMeeting>> {
    let items = agenda_item::Entity::find().filter(agenda_item::Column::Id.is_in(items)).all(db).await?;
    let rows = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(items.iter().map(|item| item.meeting_id)))
        .all(db)
        .await?;
    let of = |item: &agenda_item::Model| {
        let row = rows.iter().find(|row| row.id == item.meeting_id)?;
        let body = bodies.iter().find(|body| body.id == row.body_id)?;
        Some((item.id, PublicMeeting::of(row, &[body])?))
    };
    Ok(items.iter().filter_map(of).collect())
}

/// A published paper, as it was; one that was withdrawn has its name and the reason only.
pub(in crate::public) async fn find_paper(db: &impl ConnectionTrait, id: i64) -> Result<Option<PublicPaper>> {
    let Some(paper) = paper::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    if paper.access.0 != Access::Public {
        return Ok(None);
    }
    let Some(item) = agenda_item::Entity::find_by_id(paper.agenda_item_id).one(db).await? else { return Ok(None) };
    // What is taken in private now is named no longer, and a paper withdrawn for it is not shown by its title.
    if item.access.0.is_restricted() {
        return Ok(None);
    }
    let bodies = list_bodies(db).await?;
    let meeting = find_by_id(db, item.meeting_id, &bodies).await?.filter(|meeting| meeting.is_published);
    let Some(meeting) = meeting else { return Ok(None) };
    let newer = paper::Entity::find()
        .filter(paper::Column::AgendaItemId.eq(paper.agenda_item_id))
        .filter(paper::Column::Access.eq(Stored(Access::Public)))
        .filter(paper::Column::WithdrawnAt.is_null())
        .filter(paper::Column::Number.gt(paper.number))
        .order_by_desc(paper::Column::Number)
        .one(db)
        .await?;
    let withdrawn = paper.withdrawn_at.map(day).unwrap_or_default();
    Ok(Some(PublicPaper {
        id: paper.id,
        title: paper.title,
        html: if withdrawn.is_empty() { paper.html } else { String::new() },
        published: wording::date_with_weekday(london::date_in_london(paper.published_at)),
        reason: if withdrawn.is_empty() { String::new() } else { paper.reason },
        withdrawn,
        newer: newer.map(|newer| format!("/papers/{}", newer.id)).unwrap_or_default(),
        meeting,
    }))
}

/// The papers of a meeting that were withdrawn.
pub(in crate::public) async fn list_withdrawn(
    db: &impl ConnectionTrait,
    meeting: &PublicMeeting,
) -> Result<Vec<PublicWithdrawal>> {
    let items = Query::select()
        .column(agenda_item::Column::Id)
        .from(agenda_item::Entity)
        .and_where(agenda_item::Column::MeetingId.eq(meeting.id))
        .to_owned();
    let rows = paper::Entity::find()
        .filter(paper::Column::AgendaItemId.in_subquery(items))
        .filter(paper::Column::Access.eq(Stored(Access::Public)))
        .filter(paper::Column::WithdrawnAt.is_not_null())
        .order_by_asc(paper::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(PublicWithdrawal {
                withdrawn: day(row.withdrawn_at?),
                published: day(row.published_at),
                title: row.title,
                reason: row.reason,
            })
        })
        .collect())
}
