//! Reading what a report is written from: the item with its meeting, its requests and figures, the figures of
//! the period before, the meetings that considered the subject. One query a table.

use crate::error::{Error, Result};
use chrono::{Datelike, NaiveDate};
use remit_domain::meeting::State;
use remit_domain::period::Period;
use remit_domain::publication::PublicationKind;
use remit_domain::{request, wording};
use remit_entity::{
    Stored, agenda_item, body, data_request, figure, indicator, invitee, meeting, meeting_body, paper, post,
    publication,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// An item with the meeting and the body that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub item: agenda_item::Model,
    pub meeting: meeting::Model,
    pub body: body::Model,
}

pub(super) async fn find(db: &impl ConnectionTrait, item_id: i64) -> Result<Placed> {
    let item = agenda_item::Entity::find_by_id(item_id).one(db).await?.ok_or(Error::NotFound)?;
    let (meeting, body) = find_meeting(db, item.meeting_id).await?;
    Ok(Placed { item, meeting, body })
}

pub(super) async fn find_meeting(db: &impl ConnectionTrait, id: i64) -> Result<(meeting::Model, body::Model)> {
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or(Error::NotFound)?;
    Ok((meeting, body))
}

/// An item with the versions of its paper that were ever published, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub item: agenda_item::Model,
    pub papers: Vec<paper::Model>,
}

impl Standing {
    /// The version that stands: the newest that was not withdrawn.
    pub(super) fn current(&self) -> Option<&paper::Model> {
        self.papers.iter().rev().find(|paper| paper.withdrawn_at.is_none())
    }
}

/// A meeting with its bodies, its items in their order, and their papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scene {
    pub meeting: meeting::Model,
    pub body: body::Model,
    /// The names of the bodies that meet.
    pub bodies: String,
    pub items: Vec<Standing>,
}

impl Scene {
    /// An item as the report of it is written from.
    pub(super) fn placed(&self, item: &agenda_item::Model) -> Placed {
        Placed { item: item.clone(), meeting: self.meeting.clone(), body: self.body.clone() }
    }
}

pub(super) async fn scene(db: &impl ConnectionTrait, (meeting, body): (meeting::Model, body::Model)) -> Result<Scene> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    let papers = paper::Entity::find()
        .filter(paper::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .order_by_asc(paper::Column::Number)
        .order_by_asc(paper::Column::Id)
        .all(db)
        .await?;
    let others = meeting_body::Entity::find().filter(meeting_body::Column::MeetingId.eq(meeting.id)).all(db).await?;
    let others = if others.is_empty() {
        Vec::new()
    } else {
        let ids = others.iter().map(|row| row.body_id);
        body::Entity::find().filter(body::Column::Id.is_in(ids)).order_by_asc(body::Column::Name).all(db).await?
    };
    let names: Vec<&str> = std::iter::once(&body).chain(&others).map(|body| body.name.as_str()).collect();
    let of = |id: i64| papers.iter().filter(move |paper| paper.agenda_item_id == id).cloned().collect();
    Ok(Scene {
        bodies: wording::list(&names),
        items: items.into_iter().map(|item| Standing { papers: of(item.id), item }).collect(),
        meeting,
        body,
    })
}

/// What was published of a meeting before it met, in order.
pub(super) async fn list_publications(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<publication::Model>> {
    Ok(publication::Entity::find()
        .filter(publication::Column::MeetingId.eq(meeting_id))
        .filter(publication::Column::Kind.ne(Stored(PublicationKind::Minutes)))
        .order_by_asc(publication::Column::Number)
        .all(db)
        .await?)
}

/// The titles of posts.
pub(super) async fn post_titles(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, String>> {
    let posts = post::Entity::find().filter(post::Column::Id.is_in(ids)).all(db).await?;
    Ok(posts.into_iter().map(|post| (post.id, post.title)).collect())
}

/// The paper published for an item: the newest version that was not withdrawn.
pub(super) async fn find_paper(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<paper::Model>> {
    Ok(paper::Entity::find()
        .filter(paper::Column::AgendaItemId.eq(item_id))
        .filter(paper::Column::WithdrawnAt.is_null())
        .order_by_desc(paper::Column::Number)
        .one(db)
        .await?)
}

/// The posts invited, in order.
pub(super) async fn list_invited(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<post::Model>> {
    let invited = invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.eq(item_id))
        .order_by_asc(invitee::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<i64> = invited.iter().map(|row| row.post_id).collect();
    let mut posts = post::Entity::find().filter(post::Column::Id.is_in(ids.clone())).all(db).await?;
    posts.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
    Ok(posts)
}

/// What is asked for, in the order of the appendices; nothing that was given up.
pub(super) async fn list_asked(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<data_request::Model>> {
    Ok(data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(item_id))
        .filter(data_request::Column::State.is_not_in(request::State::GIVEN_UP.map(Stored)))
        .order_by_asc(data_request::Column::Appendix)
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?)
}

/// The requests that were closed because one of these covers their period too.
pub(super) async fn list_merged(
    db: &impl ConnectionTrait,
    asked: &[data_request::Model],
) -> Result<Vec<data_request::Model>> {
    Ok(data_request::Entity::find()
        .filter(data_request::Column::State.eq(Stored(request::State::Merged)))
        .filter(data_request::Column::ReplacedById.is_in(asked.iter().map(|row| row.id)))
        .all(db)
        .await?)
}

/// The lines of requests in their order, and the indicators that they are about.
pub(super) async fn list_figures(
    db: &impl ConnectionTrait,
    requests: &[data_request::Model],
) -> Result<(Vec<figure::Model>, BTreeMap<i64, indicator::Model>)> {
    let lines = figure::Entity::find()
        .filter(figure::Column::RequestId.is_in(requests.iter().map(|request| request.id)))
        .order_by_asc(figure::Column::Position)
        .order_by_asc(figure::Column::Id)
        .all(db)
        .await?;
    let named = indicator::Entity::find()
        .filter(indicator::Column::Id.is_in(lines.iter().map(|line| line.indicator_id)))
        .all(db)
        .await?;
    Ok((lines, named.into_iter().map(|row| (row.id, row)).collect()))
}

/// The accepted figures of a period, by indicator.
pub(super) async fn accepted_in(
    db: &impl ConnectionTrait,
    period: Period,
    indicators: Vec<i64>,
) -> Result<BTreeMap<i64, figure::Model>> {
    let accepted = data_request::Entity::find()
        .filter(data_request::Column::Period.eq(period.to_string()))
        .filter(data_request::Column::State.is_in(request::State::TAKEN.map(Stored)))
        .all(db)
        .await?;
    let lines = figure::Entity::find()
        .filter(figure::Column::RequestId.is_in(accepted.iter().map(|request| request.id)))
        .filter(figure::Column::IndicatorId.is_in(indicators))
        .order_by_asc(figure::Column::Id)
        .all(db)
        .await?;
    Ok(lines.into_iter().map(|line| (line.indicator_id, line)).collect())
}

/// The days on which a body considered a subject before a meeting, in that calendar year and the one before.
/// A meeting that has not come yet considered nothing.
pub(super) async fn considered(
    db: &impl ConnectionTrait,
    (body_id, subject): (i64, &str),
    (before, today): (NaiveDate, NaiveDate),
) -> Result<Vec<NaiveDate>> {
    let since = NaiveDate::from_ymd_opt(before.year() - 1, 1, 1).unwrap_or(NaiveDate::MIN);
    let over =
        Condition::any().add(meeting::Column::State.eq(Stored(State::Held))).add(meeting::Column::HeldOn.lt(today));
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(meeting::Column::HeldOn.gte(since))
        .filter(meeting::Column::HeldOn.lt(before))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .filter(over)
        .all(db)
        .await?;
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Subject.eq(subject))
        .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().map(|meeting| meeting.id)))
        .all(db)
        .await?;
    let did = |id: i64| items.iter().any(|item| item.meeting_id == id);
    Ok(meetings.iter().filter(|meeting| did(meeting.id)).map(|meeting| meeting.held_on).collect())
}
