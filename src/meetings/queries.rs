//! Reading a meeting: its body, its agenda with what was asked for under each item, what hangs on it, its
//! history. A page reads each table once, however long the agenda is.

use crate::error::{Error, Result};
use crate::obligations::{Holder, holder_of};
use crate::web::{Choice, Visit};
use chrono::NaiveDate;
use remit_domain::meeting as meetings;
use remit_domain::obligation::State;
use remit_entity::{
    Stored, agenda_item, body, data_request, meeting, meeting_body, obligation, paper, person, post, trail,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a history one page shows.
const LINES: u64 = 50;

/// A meeting that this visitor may follow, with its body.
pub(super) async fn find(visit: &Visit, id: i64) -> Result<(meeting::Model, body::Model)> {
    let db = visit.app.db();
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    visit.must_follow(meeting.body_id)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or(Error::NotFound)?;
    Ok((meeting, body))
}

/// A body by the word in its address.
pub(super) async fn body_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<body::Model>> {
    Ok(body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?)
}

/// The other bodies of a joint meeting.
pub(super) async fn joint(db: &impl ConnectionTrait, row: &meeting::Model) -> Result<Vec<body::Model>> {
    let others = meeting_body::Entity::find().filter(meeting_body::Column::MeetingId.eq(row.id)).all(db).await?;
    let ids: Vec<i64> = others.into_iter().map(|other| other.body_id).collect();
    Ok(body::Entity::find().filter(body::Column::Id.is_in(ids)).order_by_asc(body::Column::Name).all(db).await?)
}

/// The meeting that took over the business of one that was not held to its end.
pub(super) async fn successor(db: &impl ConnectionTrait, row: &meeting::Model) -> Result<Option<meeting::Model>> {
    Ok(match row.successor_id {
        Some(id) => meeting::Entity::find_by_id(id).one(db).await?,
        None => None,
    })
}

/// Who presided, where it is recorded.
pub(super) async fn presided(db: &impl ConnectionTrait, row: &meeting::Model) -> Result<String> {
    Ok(match row.presided_by_id {
        Some(id) => person::Entity::find_by_id(id).one(db).await?.map(|one| one.name).unwrap_or_default(),
        None => String::new(),
    })
}

/// The meetings of a body that lie ahead, nearest first.
pub(super) async fn list_ahead(
    db: &impl ConnectionTrait,
    body_id: i64,
    from: NaiveDate,
) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(meeting::Column::HeldOn.gte(from))
        .filter(
            meeting::Column::State.is_in([meetings::State::Scheduled, meetings::State::AgendaPublished].map(Stored)),
        )
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?)
}

/// The names of all bodies.
pub(super) async fn body_names(db: &impl ConnectionTrait) -> Result<BTreeMap<i64, String>> {
    Ok(body::Entity::find().all(db).await?.into_iter().map(|body| (body.id, body.name)).collect())
}

/// Every body, as the choices of a list.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<Choice>> {
    let standing = body::Entity::find().filter(body::Column::EndedOn.is_null()).order_by_asc(body::Column::Name);
    Ok(standing.all(db).await?.into_iter().map(|body| Choice::new(body.slug, body.name)).collect())
}

/// The agenda of a meeting with all that stands under its items.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    pub items: Vec<agenda_item::Model>,
    pub requests: Vec<data_request::Model>,
    pub papers: Vec<paper::Model>,
    pub posts: BTreeMap<i64, String>,
}

impl Agenda {
    /// The title of a post.
    pub(super) fn post(&self, id: i64) -> String {
        self.posts.get(&id).cloned().unwrap_or_default()
    }
}

pub(super) async fn agenda(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Agenda> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    if items.is_empty() {
        return Ok(Agenda::default());
    }
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let requests = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(ids.clone()))
        .order_by_asc(data_request::Column::Appendix)
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?;
    let papers = paper::Entity::find().filter(paper::Column::AgendaItemId.is_in(ids)).all(db).await?;
    let wanted: BTreeSet<i64> = requests.iter().map(|request| request.owner_post_id).collect();
    let posts = post::Entity::find().filter(post::Column::Id.is_in(wanted)).all(db).await?;
    let posts = posts.into_iter().map(|post| (post.id, post.title)).collect();
    Ok(Agenda { items, requests, papers, posts })
}

/// What is still owed for a meeting, earliest first.
pub(super) async fn list_owed(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<obligation::Model>> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::MeetingId.eq(meeting_id))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?)
}

/// Who holds the posts that owe something.
pub(super) async fn owners(
    db: &impl ConnectionTrait,
    owed: &[obligation::Model],
    today: NaiveDate,
) -> Result<BTreeMap<i64, Holder>> {
    let posts: BTreeSet<i64> = owed.iter().map(|row| row.owner_post_id).collect();
    let mut holders = BTreeMap::new();
    for id in posts {
        if let Some(holder) = holder_of(db, id, today).await? {
            holders.insert(id, holder);
        }
    }
    Ok(holders)
}

/// What happened to a meeting, latest first.
pub(super) async fn history(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<trail::Model>> {
    Ok(trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("meeting"))
        .filter(trail::Column::SubjectId.eq(meeting_id))
        .order_by_desc(trail::Column::At)
        .order_by_desc(trail::Column::Id)
        .limit(LINES)
        .all(db)
        .await?)
}
