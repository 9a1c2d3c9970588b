//! Reading items: one with its meeting and bodies, all of a meeting, whom an officer may invite, what was asked for,
//! where the same matter stood before and stands afterwards.

use crate::error::{Error, Result};
use crate::web::Visit;
use chrono::NaiveDate;
use remit_domain::diary::ClosedKind;
use remit_domain::meeting::State;
use remit_domain::person::PostKind;
use remit_entity::{
    Stored, agenda_item, body, closed_day, data_request, invitee, item_body, meeting, meeting_body, paper, post,
    resolution, topic,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;

/// How many items of a thread are shown.
const THREAD: u64 = 10;

/// The bodies that hold a meeting beside its own.
async fn also_meeting(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<i64>> {
    let rows = meeting_body::Entity::find().filter(meeting_body::Column::MeetingId.eq(meeting_id)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.body_id).collect())
}

async fn body_of(db: &impl ConnectionTrait, meeting: &meeting::Model) -> Result<body::Model> {
    body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or(Error::NotFound)
}

/// A meeting that this visitor may follow, with its body.
pub(super) async fn find_meeting(visit: &Visit, id: i64) -> Result<(meeting::Model, body::Model)> {
    let db = visit.app.db();
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    if !also_meeting(db, id).await?.into_iter().any(|body| visit.actor.follows(body)) {
        visit.must_follow(meeting.body_id)?;
    }
    let body = body_of(db, &meeting).await?;
    Ok((meeting, body))
}

/// An item that this visitor may follow, with its meeting and body. Whoever follows one of the bodies whose item it is
/// follows the item.
pub(super) async fn find(visit: &Visit, id: i64) -> Result<(agenda_item::Model, meeting::Model, body::Model)> {
    let db = visit.app.db();
    let item = agenda_item::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    if list_bodies(db, id).await?.iter().any(|body| visit.actor.follows(body.id)) {
        let meeting = meeting::Entity::find_by_id(item.meeting_id).one(db).await?.ok_or(Error::NotFound)?;
        let body = body_of(db, &meeting).await?;
        return Ok((item, meeting, body));
    }
    let (meeting, body) = find_meeting(visit, item.meeting_id).await?;
    Ok((item, meeting, body))
}

/// The items of a meeting in their order.
pub(super) async fn list(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<agenda_item::Model>> {
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?)
}

/// The other bodies whose item it is too.
pub(super) async fn list_bodies(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<body::Model>> {
    let rows = item_body::Entity::find().filter(item_body::Column::AgendaItemId.eq(item_id)).all(db).await?;
    Ok(body::Entity::find()
        .filter(body::Column::Id.is_in(rows.iter().map(|row| row.body_id)))
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?)
}

/// The short names of the other bodies, by item.
pub(super) async fn also_of(
    db: &impl ConnectionTrait,
    items: &[agenda_item::Model],
) -> Result<BTreeMap<i64, Vec<String>>> {
    let rows = item_body::Entity::find()
        .filter(item_body::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .all(db)
        .await?;
    let bodies = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
    let mut also: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for body in bodies {
        for row in rows.iter().filter(|row| row.body_id == body.id) {
            also.entry(row.agenda_item_id).or_default().push(body.short_name.clone());
        }
    }
    Ok(also)
}

/// Every body beside one, by name.
pub(super) async fn list_other_bodies(db: &impl ConnectionTrait, body_id: i64) -> Result<Vec<body::Model>> {
    Ok(body::Entity::find().filter(body::Column::Id.ne(body_id)).order_by_asc(body::Column::Name).all(db).await?)
}

/// The posts that a panel invites: cabinet members first, then the chief executive and the directors.
pub(super) async fn list_invitable(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    let kinds = [PostKind::CabinetMember, PostKind::ChiefExecutive, PostKind::Director];
    let mut posts = post::Entity::find()
        .filter(post::Column::Kind.is_in(kinds.map(Stored)))
        .order_by_asc(post::Column::Title)
        .all(db)
        .await?;
    posts.sort_by_key(|post| kinds.iter().position(|kind| *kind == post.kind.0));
    Ok(posts)
}

/// The posts invited for an item, in order.
pub(super) async fn list_invited(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<i64>> {
    let rows = invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.eq(item_id))
        .order_by_asc(invitee::Column::Position)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.post_id).collect())
}

/// The posts that can owe a report: all but chairs.
pub(super) async fn list_owners(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    Ok(post::Entity::find()
        .filter(post::Column::Kind.ne(Stored(PostKind::Chair)))
        .order_by_asc(post::Column::Title)
        .all(db)
        .await?)
}

/// What was asked for under an item, in the order of the appendices.
pub(super) async fn list_asked(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<data_request::Model>> {
    Ok(data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(item_id))
        .order_by_asc(data_request::Column::Appendix)
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?)
}

/// The paper published for an item.
pub(super) async fn find_paper(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<paper::Model>> {
    Ok(paper::Entity::find()
        .filter(paper::Column::AgendaItemId.eq(item_id))
        .order_by_desc(paper::Column::Id)
        .one(db)
        .await?)
}

/// Whether a resolution is recorded on an item.
pub(super) async fn is_resolved(db: &impl ConnectionTrait, item_id: i64) -> Result<bool> {
    let own = resolution::Entity::find().filter(resolution::Column::AgendaItemId.eq(item_id));
    Ok(own.count(db).await? > 0)
}

/// The topic of the work programme that an item came from.
pub(super) async fn find_topic(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<topic::Model>> {
    Ok(topic::Entity::find().filter(topic::Column::ItemId.eq(item_id)).one(db).await?)
}

/// Items with their meetings and bodies.
pub(super) type Placed = (agenda_item::Model, meeting::Model, body::Model);

async fn placed(db: &impl ConnectionTrait, items: Vec<agenda_item::Model>) -> Result<Vec<Placed>> {
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(items.iter().map(|item| item.meeting_id)))
        .all(db)
        .await?;
    let bodies = body::Entity::find()
        .filter(body::Column::Id.is_in(meetings.iter().map(|meeting| meeting.body_id)))
        .all(db)
        .await?;
    let mut placed: Vec<Placed> = items
        .into_iter()
        .filter_map(|item| {
            let meeting = meetings.iter().find(|meeting| meeting.id == item.meeting_id)?;
            let body = bodies.iter().find(|body| body.id == meeting.body_id)?;
            Some((item, meeting.clone(), body.clone()))
        })
        .collect();
    placed.sort_by_key(|(item, meeting, _)| (std::cmp::Reverse(meeting.held_on), item.id));
    Ok(placed)
}

/// The item that this one was deferred from, and those that it was deferred to.
pub(super) async fn list_linked(db: &impl ConnectionTrait, item: &agenda_item::Model) -> Result<Vec<Placed>> {
    let linked = Condition::any()
        .add(agenda_item::Column::OriginId.eq(item.id))
        .add(agenda_item::Column::Id.eq(item.origin_id.unwrap_or_default()));
    placed(db, agenda_item::Entity::find().filter(linked).all(db).await?).await
}

/// Other items of the same thread, of any of these bodies, latest first.
pub(super) async fn list_thread(
    db: &impl ConnectionTrait,
    item: &agenda_item::Model,
    bodies: &[i64],
) -> Result<Vec<Placed>> {
    let meetings: Vec<i64> = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::BodyId.is_in(bodies.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let shared = item_body::Entity::find().filter(item_body::Column::BodyId.is_in(bodies.iter().copied()));
    let shared: Vec<i64> = shared.all(db).await?.into_iter().map(|row| row.agenda_item_id).collect();
    let own =
        Condition::any().add(agenda_item::Column::MeetingId.is_in(meetings)).add(agenda_item::Column::Id.is_in(shared));
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Subject.eq(&item.subject))
        .filter(agenda_item::Column::Id.ne(item.id))
        .filter(own)
        .all(db)
        .await?;
    let mut found = placed(db, items).await?;
    found.truncate(usize::try_from(THREAD).unwrap_or(10));
    Ok(found)
}

/// The coming meetings of a body whose agenda is still open, nearest first.
pub(super) async fn list_coming(
    db: &impl ConnectionTrait,
    from: &meeting::Model,
    today: NaiveDate,
) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(from.body_id))
        .filter(meeting::Column::Id.ne(from.id))
        .filter(meeting::Column::HeldOn.gte(from.held_on.max(today)))
        .filter(meeting::Column::State.eq(Stored(State::Scheduled)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?)
}

/// The pre-election period in which a stretch of days falls, where one does.
pub(super) async fn find_election(
    db: &impl ConnectionTrait,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Option<closed_day::Model>> {
    Ok(closed_day::Entity::find()
        .filter(closed_day::Column::Kind.eq(Stored(ClosedKind::Election)))
        .filter(closed_day::Column::FirstOn.lte(last))
        .filter(closed_day::Column::LastOn.gte(first))
        .order_by_asc(closed_day::Column::FirstOn)
        .one(db)
        .await?)
}
