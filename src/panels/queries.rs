//! Reading panels: which a visitor may follow, who sits on them, which posts they work with, their meetings,
//! indicators, reports and open actions.

use crate::error::Result;
use crate::web::Visit;
use chrono::NaiveDate;
use remit_domain::action;
use remit_domain::meeting::State;
use remit_domain::person::Seat;
use remit_domain::word::Word;
use remit_entity::{
    Stored, action as actions, agenda_item, body, body_indicator, data_request, indicator, invitee, meeting,
    membership, paper, person, post,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// The bodies that this visitor may follow, by name.
pub(super) async fn list(visit: &Visit) -> Result<Vec<body::Model>> {
    let all = body::Entity::find().order_by_asc(body::Column::Name).all(visit.app.db()).await?;
    Ok(all.into_iter().filter(|body| visit.actor.follows(body.id)).collect())
}

/// A body by the word in its address.
pub(super) async fn find(db: &impl ConnectionTrait, slug: &str) -> Result<Option<body::Model>> {
    Ok(body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?)
}

/// Who has a seat today, on any of these bodies: the chair first, then by name.
pub(super) async fn list_seats(
    db: &impl ConnectionTrait,
    bodies: Vec<i64>,
    today: NaiveDate,
) -> Result<Vec<(membership::Model, person::Model)>> {
    let seats = membership::Entity::find()
        .filter(membership::Column::BodyId.is_in(bodies))
        .filter(membership::Column::FromOn.lte(today))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(today)))
        .all(db)
        .await?;
    let ids: BTreeSet<i64> = seats.iter().map(|seat| seat.person_id).collect();
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db).await?;
    let people: BTreeMap<i64, person::Model> = people.into_iter().map(|person| (person.id, person)).collect();
    let mut found: Vec<_> =
        seats.into_iter().filter_map(|seat| people.get(&seat.person_id).cloned().map(|one| (seat, one))).collect();
    let rank = |seat: Seat| Seat::ALL.iter().position(|one| *one == seat);
    found.sort_by(|a, b| (rank(a.0.seat.0), &a.1.name).cmp(&(rank(b.0.seat.0), &b.1.name)));
    Ok(found)
}

/// The meetings of bodies from a day on that stand in the diary, nearest first.
pub(super) async fn list_coming(
    db: &impl ConnectionTrait,
    bodies: Vec<i64>,
    from: NaiveDate,
) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(bodies))
        .filter(meeting::Column::HeldOn.gte(from))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?)
}

/// One page of the meetings of a body that are over or cancelled, latest first, and how many pages there are.
pub(super) async fn list_past(
    db: &impl ConnectionTrait,
    body_id: i64,
    before: NaiveDate,
    (page, size): (u64, u64),
) -> Result<(Vec<meeting::Model>, u64)> {
    let over = Condition::any()
        .add(meeting::Column::HeldOn.lt(before))
        .add(meeting::Column::State.is_not_in(State::STANDING.map(Stored)));
    let pages = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(over)
        .order_by_desc(meeting::Column::HeldOn)
        .order_by_desc(meeting::Column::Id)
        .paginate(db, size);
    Ok((pages.fetch_page(page).await?, pages.num_pages().await?))
}

/// How many actions are open, by body.
pub(super) async fn count_open_actions(db: &impl ConnectionTrait, bodies: Vec<i64>) -> Result<BTreeMap<i64, usize>> {
    let over = [action::State::Complete, action::State::Withdrawn].map(Stored);
    let open = actions::Entity::find()
        .select_only()
        .column(actions::Column::BodyId)
        .filter(actions::Column::BodyId.is_in(bodies))
        .filter(actions::Column::State.is_not_in(over))
        .into_tuple::<i64>()
        .all(db)
        .await?;
    let mut counts = BTreeMap::new();
    for body in open {
        *counts.entry(body).or_default() += 1;
    }
    Ok(counts)
}

/// The posts that a body works with: its officer and chair, and whoever its items invited or asked.
pub(super) async fn list_posts(db: &impl ConnectionTrait, body: &body::Model) -> Result<Vec<post::Model>> {
    let meetings = meeting::Entity::find().filter(meeting::Column::BodyId.eq(body.id)).all(db).await?;
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().map(|meeting| meeting.id)))
        .all(db)
        .await?;
    let items: Vec<i64> = items.iter().map(|item| item.id).collect();
    let invited = invitee::Entity::find().filter(invitee::Column::AgendaItemId.is_in(items.clone())).all(db).await?;
    let asked = data_request::Entity::find().filter(data_request::Column::AgendaItemId.is_in(items)).all(db).await?;
    let ids: BTreeSet<i64> = invited
        .iter()
        .map(|row| row.post_id)
        .chain(asked.iter().map(|row| row.owner_post_id))
        .chain(body.officer_post_id)
        .chain(body.chair_post_id)
        .collect();
    Ok(post::Entity::find().filter(post::Column::Id.is_in(ids)).order_by_asc(post::Column::Title).all(db).await?)
}

/// The body that carries another one on, and those that it carries on.
pub(super) async fn succession(
    db: &impl ConnectionTrait,
    body: &body::Model,
) -> Result<(Option<body::Model>, Vec<body::Model>)> {
    let heir = match body.succeeded_by_id {
        Some(id) => body::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let before = body::Entity::find()
        .filter(body::Column::SucceededById.eq(body.id))
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?;
    Ok((heir, before))
}

/// The set of indicators that a body looks at, in its order.
pub(super) async fn list_indicators(db: &impl ConnectionTrait, body_id: i64) -> Result<Vec<indicator::Model>> {
    let set = body_indicator::Entity::find()
        .filter(body_indicator::Column::BodyId.eq(body_id))
        .order_by_asc(body_indicator::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<i64> = set.iter().map(|row| row.indicator_id).collect();
    let mut found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids.clone())).all(db).await?;
    found.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(found)
}

/// The papers last published for a body: id, title and the day of the meeting.
pub(super) async fn list_reports(
    db: &impl ConnectionTrait,
    body_id: i64,
    limit: u64,
) -> Result<Vec<(i64, String, NaiveDate)>> {
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(meeting::Column::PublishedOn.is_not_null())
        .order_by_desc(meeting::Column::HeldOn)
        .limit(limit)
        .all(db)
        .await?;
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().map(|meeting| meeting.id)))
        .all(db)
        .await?;
    let papers = paper::Entity::find()
        .select_only()
        .columns([paper::Column::Id, paper::Column::AgendaItemId, paper::Column::Title])
        .filter(paper::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .order_by_desc(paper::Column::PublishedAt)
        .order_by_desc(paper::Column::Id)
        .into_tuple::<(i64, i64, String)>()
        .all(db)
        .await?;
    let day = |item: i64| {
        let meeting = items.iter().find(|row| row.id == item)?.meeting_id;
        meetings.iter().find(|row| row.id == meeting).map(|row| row.held_on)
    };
    Ok(papers.into_iter().filter_map(|(id, item, title)| Some((id, title, day(item)?))).collect())
}
