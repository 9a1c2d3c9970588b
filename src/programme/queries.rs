//! Reading the work programme: topics of a body with the items that they became, items of other bodies' meetings that
//! are this body's too, and the meetings that can still take a topic.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::meeting::State;
use remit_domain::programme::TopicState;
use remit_entity::{Stored, agenda_item, body, item_body, meeting, topic};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// A body by the word in its address.
pub(super) async fn find_body(db: &impl ConnectionTrait, slug: &str) -> Result<Option<body::Model>> {
    Ok(body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?)
}

/// The topics that are not done with: those wanted soonest first.
pub(super) async fn list_open(db: &impl ConnectionTrait, body_id: i64) -> Result<Vec<topic::Model>> {
    let mut open = topic::Entity::find()
        .filter(topic::Column::BodyId.eq(body_id))
        .filter(topic::Column::State.is_not_in([TopicState::Done, TopicState::Dropped].map(Stored)))
        .order_by_asc(topic::Column::Id)
        .all(db)
        .await?;
    open.sort_by_key(|row| (row.wanted_on.is_none(), row.wanted_on, row.id));
    Ok(open)
}

/// One page of the topics that are done with, latest first, and how many there are.
pub(super) async fn list_past(
    db: &impl ConnectionTrait,
    body_id: i64,
    (page, size): (u64, u64),
) -> Result<(Vec<topic::Model>, u64)> {
    let pages = topic::Entity::find()
        .filter(topic::Column::BodyId.eq(body_id))
        .filter(topic::Column::State.is_in([TopicState::Done, TopicState::Dropped].map(Stored)))
        .order_by_desc(topic::Column::Id)
        .paginate(db, size);
    Ok((pages.fetch_page(page).await?, pages.num_items().await?))
}

/// The items that topics became, with the days of their meetings.
pub(super) async fn items_of(
    db: &impl ConnectionTrait,
    topics: &[topic::Model],
) -> Result<BTreeMap<i64, (agenda_item::Model, NaiveDate)>> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(topics.iter().filter_map(|topic| topic.item_id)))
        .all(db)
        .await?;
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(items.iter().map(|item| item.meeting_id)))
        .all(db)
        .await?;
    let day = |id: i64| meetings.iter().find(|meeting| meeting.id == id).map(|meeting| meeting.held_on);
    Ok(items.into_iter().filter_map(|item| Some((item.id, (item.clone(), day(item.meeting_id)?)))).collect())
}

/// Coming items that are this body's too: of other bodies' meetings, or of meetings held together.
pub(super) async fn list_shared(
    db: &impl ConnectionTrait,
    body_id: i64,
    from: NaiveDate,
) -> Result<Vec<(agenda_item::Model, meeting::Model, body::Model)>> {
    let rows = item_body::Entity::find().filter(item_body::Column::BodyId.eq(body_id)).all(db).await?;
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(rows.iter().map(|row| row.agenda_item_id)))
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(items.iter().map(|item| item.meeting_id)))
        .filter(meeting::Column::HeldOn.gte(from))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .all(db)
        .await?;
    let bodies = body::Entity::find().all(db).await?;
    let mut shared: Vec<_> = items
        .into_iter()
        .filter_map(|item| {
            let meeting = meetings.iter().find(|meeting| meeting.id == item.meeting_id)?;
            let body = bodies.iter().find(|body| body.id == meeting.body_id)?;
            Some((item, meeting.clone(), body.clone()))
        })
        .collect();
    shared.sort_by_key(|(item, meeting, _)| (meeting.held_on, item.position));
    Ok(shared)
}

/// The coming meetings of a body whose agenda is still open, nearest first.
pub(super) async fn list_coming(
    db: &impl ConnectionTrait,
    body_id: i64,
    today: NaiveDate,
) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(Condition::all().add(meeting::Column::BodyId.eq(body_id)).add(meeting::Column::HeldOn.gte(today)))
        .filter(meeting::Column::State.eq(Stored(State::Scheduled)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?)
}
