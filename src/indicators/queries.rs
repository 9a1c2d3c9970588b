//! Reading indicators: a page of the list, the set of a panel. Their figures over the periods are read by `series`.

use crate::error::Result;
use crate::web::turn_to;
use remit_entity::{body, body_indicator, indicator};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

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
