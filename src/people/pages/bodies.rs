//! The doors by which bodies are kept. Their public pages are elsewhere.

use super::Labels;
use crate::error::{Error, OrRefuse, Result};
use crate::people::commands::bodies::{self as commands, Seating, Wanted};
use crate::people::queries::bodies::{as_fields, choices_of_boards, list as list_bodies, seats};
use crate::people::queries::{choices_of_people, posts};
use crate::people::views::{Bodies, Body, Sheet, tabs};
use crate::web::{Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::person::{BodyKind, Seat};
use remit_domain::refusal::Refusal;
use remit_domain::resolution::HouseStyle;
use remit_domain::tenure::TenureRefusal;
use remit_entity::body;
use sea_orm::EntityTrait;

const LABELS: Labels = &[
    ("name", "Name"),
    ("short_name", "Short name"),
    ("kind", "Kind"),
    ("reports_to", "Reports to"),
    ("officer_post", "Looked after by"),
    ("clear_days", "Clear days"),
    ("house_style", "Resolutions"),
    ("remit", "Remit"),
];

/// Every body, with its chair of today.
pub(in crate::people) async fn list(visit: Visit) -> Result<Response> {
    let rows = list_bodies(visit.app.db(), visit.app.clock().today()).await?;
    html(&Bodies { page: visit.page("Bodies").await?, tabs: tabs("/people/bodies"), rows })
}

/// What a page of a body shows beside how the body stands.
#[derive(Default)]
struct Typed {
    sheet: Sheet,
    seating: Form,
    ending: Form,
}

/// The form for a new body.
pub(in crate::people) async fn new(visit: Visit) -> Result<Response> {
    let usual = Fields::from_pairs([("clear_days", "5"), ("kind", "panel"), ("house_style", "dash")]);
    draw(&visit, None, Typed { sheet: Sheet::of(usual), ..Typed::default() }, StatusCode::OK).await
}

async fn draw(visit: &Visit, body: Option<&body::Model>, typed: Typed, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let Typed { sheet, seating, ending } = typed;
    let id = body.map(|body| body.id);
    let view = Body {
        page: visit.form_page(body.map_or_else(|| "Add a body".to_owned(), |body| body.name.clone())).await?,
        sheet,
        id,
        slug: body.map(|body| body.slug.clone()).unwrap_or_default(),
        kinds: Choice::of_words::<BodyKind>(),
        styles: Choice::of_words::<HouseStyle>(),
        boards: choices_of_boards(db, id).await?,
        posts: posts::choices(db, body.and_then(|body| body.chair_post_id)).await?,
        seats: match id {
            Some(id) => seats(db, id, today).await?,
            None => Vec::new(),
        },
        people: choices_of_people(db, today).await?,
        seat_kinds: Choice::of_words::<Seat>(),
        seating,
        ending,
    };
    html_with(status, &view)
}

/// Enters a body.
pub(in crate::people) async fn create(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            let by = visit.author()?;
            visit.app.write(by, move |work| Box::pin(async move { commands::enter(work, wanted).await })).await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/people/bodies/{id}"), "The body is added. Seat its members now.")),
        Err(Error::Refused(refusal)) => {
            let typed = Typed { sheet: Sheet::refused(fields, &*refusal), ..Typed::default() };
            draw(&visit, None, typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn find(visit: &Visit, id: i64) -> Result<body::Model> {
    body::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)
}

/// One body: what it is and who sits on it.
pub(in crate::people) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let body = find(&visit, id).await?;
    let typed = Typed { sheet: Sheet::of(as_fields(&body)), ..Typed::default() };
    draw(&visit, Some(&body), typed, StatusCode::OK).await
}

/// Corrects a body.
pub(in crate::people) async fn correct(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.text("version").to_owned();
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            let by = visit.author()?;
            visit
                .app
                .write(by, move |work| Box::pin(async move { commands::correct(work, id, version, wanted).await }))
                .await
        }
        Err(refused) => Err(refused),
    };
    let (sheet, status) = match outcome {
        Ok(()) => return Ok(visit.done(&format!("/people/bodies/{id}"), "The changes are saved.")),
        Err(Error::Refused(refusal)) => (Sheet::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY),
        Err(Error::Stale) => (Sheet::stale(fields, &as_fields(&find(&visit, id).await?), LABELS), StatusCode::CONFLICT),
        Err(error) => return Err(error),
    };
    let body = find(&visit, id).await?;
    draw(&visit, Some(&body), Typed { sheet, ..Typed::default() }, status).await
}

/// Draws the page of a body with one of its smaller forms refused.
async fn refuse(
    visit: &Visit,
    id: i64,
    set: impl FnOnce(&mut Typed, Form),
    fields: Fields,
    refusal: &dyn Refusal,
) -> Result<Response> {
    let body = find(visit, id).await?;
    let mut typed = Typed { sheet: Sheet::of(as_fields(&body)), ..Typed::default() };
    set(&mut typed, Form::refused(fields, refusal));
    draw(visit, Some(&body), typed, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Seats somebody.
pub(in crate::people) async fn seat(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Seating::read(&fields) {
        Ok(seating) => {
            let by = visit.author()?;
            visit.app.write(by, move |work| Box::pin(async move { commands::seat(work, id, seating).await })).await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/people/bodies/{id}"), "The seat is filled.")),
        Err(Error::Refused(refusal)) => refuse(&visit, id, |typed, form| typed.seating = form, fields, &*refusal).await,
        Err(error) => Err(error),
    }
}

/// Ends a seat.
pub(in crate::people) async fn end_seat(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let seat = fields.number("held").ok_or(TenureRefusal::SeatMissing).or_refuse();
    let last_on = fields.date("to_on").ok_or(TenureRefusal::LastDayMissing).or_refuse();
    let outcome = match (seat, last_on) {
        (Ok(seat), Ok(last_on)) => {
            let by = visit.author()?;
            visit
                .app
                .write(by, move |work| Box::pin(async move { commands::end_seat(work, id, seat, last_on).await }))
                .await
        }
        (Err(refused), _) | (_, Err(refused)) => Err(refused),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/people/bodies/{id}"), "The seat ends.")),
        Err(Error::Refused(refusal)) => refuse(&visit, id, |typed, form| typed.ending = form, fields, &*refusal).await,
        Err(error) => Err(error),
    }
}
