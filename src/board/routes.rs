//! Who may refer to whom: drawn, listed and edited. A body may always refer to the one that it reports to; further routes
//! are the council's. Circles are allowed: a Board refers down to a panel that refers up to it.

use super::views::{Edge, Node, Route, Routes};
use crate::error::{Error, Result};
use crate::trail::{self, About};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::route::RouteRefusal;
use remit_entity::{body, referral_route};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;

/// The routes.
pub(super) async fn show(visit: Visit) -> Result<Response> {
    draw(&visit, Form::default(), StatusCode::OK).await
}

/// A route more.
pub(super) async fn add(visit: Visit, fields: Fields) -> Result<Response> {
    let (from, to) = (fields.number("from"), fields.number("to"));
    let done = visit.app.write(visit.author()?, move |work| Box::pin(draw_route(work, from, to))).await;
    match done {
        Ok(()) => Ok(visit.done("/routes", "The route is drawn.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_route(work: &Work, from: Option<i64>, to: Option<i64>) -> Result<()> {
    let bodies = body::Entity::find().filter(body::Column::EndedOn.is_null()).all(&work.tx).await?;
    let known = |id: Option<i64>| id.and_then(|id| bodies.iter().find(|body| body.id == id));
    let from = known(from).ok_or_else(|| Error::refused(RouteRefusal::NoFrom))?;
    let to = known(to).ok_or_else(|| Error::refused(RouteRefusal::NoTo))?;
    if from.id == to.id {
        return Err(Error::refused(RouteRefusal::Itself));
    }
    let had = referral_route::Entity::find()
        .filter(referral_route::Column::FromBodyId.eq(from.id))
        .filter(referral_route::Column::ToBodyId.eq(to.id))
        .one(&work.tx)
        .await?;
    if had.is_some() || from.reports_to_id == Some(to.id) {
        return Err(Error::refused(RouteRefusal::Drawn));
    }
    let row = referral_route::ActiveModel { from_body_id: Set(from.id), to_body_id: Set(to.id), ..Default::default() };
    row.insert(&work.tx).await?;
    let about = About { noun: "body", id: from.id, body: Some(from.id) };
    trail::record(work, "drew a route for referrals", about, format!("{} to {}", from.short_name, to.short_name)).await
}

/// A route less; matters on their way stay where they are.
pub(super) async fn remove(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let _ = fields;
    let doing = visit.app.write(visit.author()?, move |work| Box::pin(take_away(work, id))).await;
    doing?;
    Ok(visit.done("/routes", "The route is taken away. Matters that are on their way stay where they are."))
}

async fn take_away(work: &Work, id: i64) -> Result<()> {
    let row = referral_route::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let about = About { noun: "body", id: row.from_body_id, body: Some(row.from_body_id) };
    let to = body::Entity::find_by_id(row.to_body_id).one(&work.tx).await?;
    let to = to.map(|to| to.short_name).unwrap_or_default();
    row.delete(&work.tx).await?;
    trail::record(work, "took a route for referrals away", about, format!("to {to}")).await
}

async fn draw(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let mut bodies =
        body::Entity::find().filter(body::Column::EndedOn.is_null()).order_by_asc(body::Column::Name).all(db).await?;
    // Boards stand first: at the head of the drawing.
    bodies.sort_by_key(|body| body.reports_to_id.is_some());
    let drawn = referral_route::Entity::find().order_by_asc(referral_route::Column::Id).all(db).await?;
    let mut pairs: BTreeMap<(i64, i64), Option<i64>> =
        drawn.into_iter().map(|row| ((row.from_body_id, row.to_body_id), Some(row.id))).collect();
    for one in &bodies {
        if let Some(to) = one.reports_to_id {
            pairs.insert((one.id, to), None);
        }
    }
    let name = |id: i64| bodies.iter().find(|body| body.id == id).map(|body| body.name.clone());
    let routes =
        pairs.iter().filter_map(|((from, to), id)| Some(Route { from: name(*from)?, to: name(*to)?, id: *id }));
    let routes: Vec<Route> = routes.collect();
    let linked: Vec<&body::Model> =
        bodies.iter().filter(|one| pairs.keys().any(|(from, to)| *from == one.id || *to == one.id)).collect();
    let places = places(&linked);
    let edges = pairs.keys().filter_map(|(from, to)| Some(edge(*places.get(from)?, *places.get(to)?)));
    html_with(
        status,
        &Routes {
            page: visit.form_page("Who may refer to whom").await?,
            is_officer: visit.actor.is_officer(),
            width: WIDTH,
            height: HEIGHT,
            nodes: linked
                .iter()
                .filter_map(|one| places.get(&one.id).map(|(x, y)| Node { x: *x, y: *y, name: one.short_name.clone() }))
                .collect(),
            edges: edges.collect(),
            routes,
            bodies: bodies.iter().map(|body| Choice::new(body.id, body.name.clone())).collect(),
            form,
        },
    )
}

/// Where each body stands: on an ellipse, the first at its head.
fn places(bodies: &[&body::Model]) -> BTreeMap<i64, (f64, f64)> {
    let count = f64::from(u32::try_from(bodies.len()).unwrap_or(1).max(1));
    let at = |n: usize| {
        let turn =
            f64::from(u32::try_from(n).unwrap_or(0)) / count * std::f64::consts::TAU - std::f64::consts::FRAC_PI_2;
        (
            round(WIDTH / 2.0 + turn.cos() * (WIDTH / 2.0 - 70.0)),
            round(HEIGHT / 2.0 + turn.sin() * (HEIGHT / 2.0 - 40.0)),
        )
    };
    bodies.iter().enumerate().map(|(n, body)| (body.id, at(n))).collect()
}

/// A line from one body to another, bowed a little so that the way back does not hide it, with its head.
fn edge((x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> Edge {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = dx.hypot(dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    // From rim to rim of the two boxes, as if they were round.
    let rim = 44.0;
    let (sx, sy, ex, ey) = (x1 + ux * rim, y1 + uy * rim * 0.6, x2 - ux * rim, y2 - uy * rim * 0.6);
    let (cx, cy) = (f64::midpoint(sx, ex) - uy * 18.0, f64::midpoint(sy, ey) + ux * 18.0);
    let (hx, hy) = (ex - cx, ey - cy);
    let far = hx.hypot(hy).max(1.0);
    let (hx, hy) = (hx / far, hy / far);
    let (bx, by) = (ex - hx * 10.0, ey - hy * 10.0);
    let head = [(ex, ey), (bx - hy * 5.0, by + hx * 5.0), (bx + hy * 5.0, by - hx * 5.0)];
    let head: Vec<String> = head.iter().map(|(x, y)| format!("{} {}", round(*x), round(*y))).collect();
    Edge {
        path: format!("M{} {}Q{} {} {} {}", round(sx), round(sy), round(cx), round(cy), round(bx), round(by)),
        head: format!("M{}Z", head.join("L")),
    }
}

fn round(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}
