//! Reading what gathers around one request: questions asked back, documents, the values of the periods before, and
//! the requests that it could be merged into. One request with its lines is read in `queries`.

use super::life;
use super::queries::{self, Whole};
use crate::error::Result;
use remit_domain::figure::Figure;
use remit_domain::meeting::{ItemKind, State as MeetingState};
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_entity::{Stored, agenda_item, appendix, data_request, figure, meeting, query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::BTreeMap;

/// Values that a line is drawn from.
pub(super) const DRAWN: usize = 8;

/// Everything that was asked back, oldest first.
pub(super) async fn questions(db: &impl ConnectionTrait, id: i64) -> Result<Vec<query::Model>> {
    let of = query::Entity::find().filter(query::Column::RequestId.eq(id));
    Ok(of.order_by_asc(query::Column::Id).all(db).await?)
}

/// The documents that came with a request or were promised, in their order.
pub(super) async fn documents(db: &impl ConnectionTrait, id: i64) -> Result<Vec<appendix::Model>> {
    Ok(appendix::Entity::find()
        .filter(appendix::Column::RequestId.eq(id))
        .filter(appendix::Column::WithdrawnAt.is_null())
        .order_by_asc(appendix::Column::Id)
        .all(db)
        .await?)
}

/// The last values that stand in papers, by indicator, oldest first: of periods before the one asked about.
pub(super) async fn recent(
    db: &impl ConnectionTrait,
    whole: &Whole,
    indicators: &[i64],
) -> Result<BTreeMap<i64, Vec<(Period, Option<Figure>)>>> {
    let taken = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::Id)
        .filter(data_request::Column::State.is_in(State::TAKEN.map(Stored)))
        .filter(data_request::Column::IsNil.eq(false))
        .filter(data_request::Column::Id.ne(whole.request.id))
        .into_query();
    let rows = figure::Entity::find()
        .filter(figure::Column::IndicatorId.is_in(indicators.iter().copied()))
        .filter(figure::Column::RequestId.in_subquery(taken))
        .order_by_asc(figure::Column::Id)
        .all(db)
        .await?;
    let mut by_start: BTreeMap<i64, BTreeMap<chrono::NaiveDate, (Period, Option<Figure>)>> = BTreeMap::new();
    for row in rows {
        let Ok(covers) = row.covers.parse::<Period>() else { continue };
        if covers.start() < whole.period.start() {
            by_start.entry(row.indicator_id).or_default().insert(covers.start(), (covers, row.figure()));
        }
    }
    let last = |values: BTreeMap<_, _>| -> Vec<_> {
        let skip = values.len().saturating_sub(DRAWN);
        values.into_values().skip(skip).collect()
    };
    Ok(by_start.into_iter().map(|(id, values)| (id, last(values))).collect())
}

/// The requests of the same panel and post that may stand for this one.
pub(super) async fn mergeable(db: &impl ConnectionTrait, whole: &Whole) -> Result<Vec<Whole>> {
    let rows = data_request::Entity::find()
        .filter(data_request::Column::OwnerPostId.eq(whole.request.owner_post_id))
        .filter(data_request::Column::Id.ne(whole.request.id))
        .filter(data_request::Column::State.is_not_in(State::OVER.map(Stored)))
        .order_by_desc(data_request::Column::Id)
        .limit(40)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        if let Some(other) = queries::find(db, row.id).await?.filter(|other| life::fits(whole, other)) {
            found.push(other);
        }
    }
    Ok(found)
}

/// The items of the panel's coming meetings for which a new request may be made in the place of this one.
pub(super) async fn items_ahead(
    db: &impl ConnectionTrait,
    whole: &Whole,
) -> Result<Vec<(agenda_item::Model, meeting::Model)>> {
    let ahead = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(whole.place.body.id))
        .filter(meeting::Column::State.is_in([MeetingState::Scheduled, MeetingState::AgendaPublished].map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    let mut items = performance_items(db, &ahead).await?;
    items.retain(|item| item.id != whole.place.item.id);
    let meeting_of = |item: &agenda_item::Model| ahead.iter().find(|row| row.id == item.meeting_id).cloned();
    let mut found: Vec<_> =
        items.into_iter().filter_map(|item| meeting_of(&item).map(|meeting| (item, meeting))).collect();
    found.sort_by_key(|(_, meeting)| meeting.held_on);
    Ok(found)
}

/// The items of some meetings for which figures are asked, meeting by meeting in the order of their agendas.
pub(super) async fn performance_items(
    db: &impl ConnectionTrait,
    meetings: &[meeting::Model],
) -> Result<Vec<agenda_item::Model>> {
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().map(|row| row.id)))
        .filter(agenda_item::Column::Kind.eq(Stored(ItemKind::Performance)))
        .order_by_asc(agenda_item::Column::MeetingId)
        .order_by_asc(agenda_item::Column::Position)
        .all(db)
        .await?)
}

/// The question that waits for its answer.
pub(super) async fn open_query(db: &impl ConnectionTrait, id: i64) -> Result<Option<query::Model>> {
    Ok(query::Entity::find()
        .filter(query::Column::RequestId.eq(id))
        .filter(query::Column::AnsweredAt.is_null())
        .order_by_desc(query::Column::Id)
        .one(db)
        .await?)
}
