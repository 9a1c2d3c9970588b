//! Reading one figure with its place, and what other panels were told of the same measure.

use crate::error::{Error, Result};
use remit_domain::agenda::Access;
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_entity::{Stored, agenda_item, body, data_request, figure, indicator, meeting, paper};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// A figure with everything around it.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub figure: figure::Model,
    pub request: data_request::Model,
    pub indicator: indicator::Model,
    pub item: agenda_item::Model,
    pub body: body::Model,
    pub period: Period,
}

impl Placed {
    /// "K1 Plans in time, 2026/27 Q2".
    pub(super) fn name(&self) -> String {
        format!("{} {}, {}", self.indicator.code, self.indicator.name, self.period)
    }
}

/// One figure.
pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Placed> {
    let figure = figure::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let request = data_request::Entity::find_by_id(figure.request_id).one(db).await?.ok_or(Error::NotFound)?;
    let indicator = indicator::Entity::find_by_id(figure.indicator_id).one(db).await?.ok_or(Error::NotFound)?;
    let item = agenda_item::Entity::find_by_id(request.agenda_item_id).one(db).await?.ok_or(Error::NotFound)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(db).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or(Error::NotFound)?;
    let period = request.period.parse().map_err(|_| Error::broken("a request with an unreadable period"))?;
    Ok(Placed { figure, request, indicator, item, body, period })
}

/// The paper that printed it: the newest that stands.
pub(super) async fn paper(db: &impl ConnectionTrait, placed: &Placed) -> Result<Option<paper::Model>> {
    Ok(paper::Entity::find()
        .filter(paper::Column::AgendaItemId.eq(placed.item.id))
        .filter(paper::Column::WithdrawnAt.is_null())
        .order_by_desc(paper::Column::Number)
        .one(db)
        .await?)
}

/// The same measure for the same stretch of time as other panels have it in their papers: line, body and request.
pub(super) async fn elsewhere(db: &impl ConnectionTrait, placed: &Placed) -> Result<Vec<Placed>> {
    let taken = data_request::Entity::find()
        .filter(data_request::Column::State.is_in(State::TAKEN.map(Stored)))
        .filter(data_request::Column::Id.ne(placed.request.id))
        .filter(data_request::Column::Period.eq(placed.request.period.as_str()))
        .all(db)
        .await?;
    let rows = figure::Entity::find()
        .filter(figure::Column::IndicatorId.eq(placed.indicator.id))
        .filter(figure::Column::Covers.eq(placed.figure.covers.as_str()))
        .filter(figure::Column::RequestId.is_in(taken.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        found.push(find(db, row.id).await?);
    }
    Ok(found)
}

/// Whether the public may read the paper that a figure stands in.
pub(super) fn is_public(placed: &Placed) -> bool {
    placed.request.state.0 == State::Published && placed.item.access.0 == Access::Public
}
