//! To whom a body may refer a matter: the body that it reports to, and those that the council has drawn a route to. A
//! Board may refer down to a panel that refers up to it: each referral is closed by the body that made it, so a circle
//! of routes loses nothing.

use crate::error::Result;
use remit_entity::{body, referral_route};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// The bodies that a body may refer to, the one that it reports to first.
///
/// # Errors
/// When the database cannot be read.
pub async fn targets(db: &impl ConnectionTrait, from: &body::Model) -> Result<Vec<body::Model>> {
    let routes = referral_route::Entity::find().filter(referral_route::Column::FromBodyId.eq(from.id)).all(db).await?;
    let mut ids: BTreeSet<i64> = routes.into_iter().map(|route| route.to_body_id).collect();
    ids.extend(from.reports_to_id);
    let mut found =
        body::Entity::find().filter(body::Column::Id.is_in(ids)).order_by_asc(body::Column::Name).all(db).await?;
    found.sort_by_key(|body| Some(body.id) != from.reports_to_id);
    Ok(found)
}
