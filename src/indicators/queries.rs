//! Reading indicators: a page of the list, the figures given over the periods, the set of a panel.

use crate::error::{Error, Result};
use crate::web::turn_to;
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_entity::{Stored, agenda_item, body, body_indicator, data_request, figure, indicator, meeting};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::BTreeMap;

/// Indicators on a page of the list.
pub(super) const A_PAGE: u64 = 25;

/// A page of indicators by their codes, of these bodies' sets where bodies are given; and how many there are.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    bodies: Option<Vec<i64>>,
    page: u64,
) -> Result<(Vec<indicator::Model>, u64)> {
    let mut query = indicator::Entity::find();
    if let Some(bodies) = bodies {
        query = query.filter(indicator::Column::Id.in_subquery(in_sets_of(bodies)));
    }
    let count = query.clone().count(db).await?;
    let rows = query
        .order_by_asc(indicator::Column::Code)
        .limit(A_PAGE)
        .offset((turn_to(page, count, A_PAGE) - 1) * A_PAGE)
        .all(db)
        .await?;
    Ok((rows, count))
}

fn in_sets_of(bodies: Vec<i64>) -> SelectStatement {
    body_indicator::Entity::find()
        .select_only()
        .column(body_indicator::Column::IndicatorId)
        .filter(body_indicator::Column::BodyId.is_in(bodies))
        .into_query()
}

/// Whether an indicator stands in the set of one of these bodies.
pub(super) async fn is_in_sets_of(db: &impl ConnectionTrait, id: i64, bodies: &[i64]) -> Result<bool> {
    Ok(body_indicator::Entity::find()
        .filter(body_indicator::Column::IndicatorId.eq(id))
        .filter(body_indicator::Column::BodyId.is_in(bodies.iter().copied()))
        .count(db)
        .await?
        > 0)
}

/// A figure that was handed in for a period.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub period: Period,
    pub figure: figure::Model,
    pub request: data_request::Model,
}

/// The figures handed in for these indicators, oldest period first, one a period: what was accepted before what was
/// only submitted, the later request before the earlier. With bodies, only what was given to those.
pub(super) async fn given(
    db: &impl ConnectionTrait,
    ids: &[i64],
    bodies: Option<&[i64]>,
) -> Result<BTreeMap<i64, Vec<Given>>> {
    let mut requests = data_request::Entity::find().filter(data_request::Column::State.is_in(State::KNOWN.map(Stored)));
    if let Some(bodies) = bodies {
        requests = requests.filter(data_request::Column::AgendaItemId.in_subquery(items_of(bodies)));
    }
    let of = requests.clone().select_only().column(data_request::Column::Id).into_query();
    let figures = figure::Entity::find()
        .filter(figure::Column::IndicatorId.is_in(ids.iter().copied()))
        .filter(figure::Column::RequestId.in_subquery(of))
        .all(db)
        .await?;
    let requests = requests.all(db).await?;
    let requests: BTreeMap<i64, data_request::Model> = requests.into_iter().map(|row| (row.id, row)).collect();
    let mut found: BTreeMap<i64, BTreeMap<Period, Given>> = BTreeMap::new();
    for figure in figures {
        let Some(request) = requests.get(&figure.request_id) else { continue };
        let period = request.period.parse().map_err(|_| Error::broken("a request with an unreadable period"))?;
        let rank = |row: &data_request::Model| (row.state.0.is_taken(), row.id);
        let of_indicator = found.entry(figure.indicator_id).or_default();
        if of_indicator.get(&period).is_none_or(|had| rank(&had.request) < rank(request)) {
            of_indicator.insert(period, Given { period, figure, request: request.clone() });
        }
    }
    Ok(found.into_iter().map(|(id, periods)| (id, periods.into_values().collect())).collect())
}

fn items_of(bodies: &[i64]) -> SelectStatement {
    let meetings = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::BodyId.is_in(bodies.iter().copied()))
        .into_query();
    agenda_item::Entity::find()
        .select_only()
        .column(agenda_item::Column::Id)
        .filter(agenda_item::Column::MeetingId.in_subquery(meetings))
        .into_query()
}

/// A body by its address.
pub(super) async fn find_body(db: &impl ConnectionTrait, slug: &str) -> Result<Option<body::Model>> {
    Ok(body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?)
}

/// The set of a body in its order.
pub(super) async fn set_of(db: &impl ConnectionTrait, body: i64) -> Result<Vec<body_indicator::Model>> {
    Ok(body_indicator::Entity::find()
        .filter(body_indicator::Column::BodyId.eq(body))
        .order_by_asc(body_indicator::Column::Position)
        .all(db)
        .await?)
}
