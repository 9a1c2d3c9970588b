//! The doors by which bodies are kept. Their public pages are elsewhere.

use super::Labels;
use crate::error::{Error, Result};
use crate::people::commands::bodies::{self as commands, Wanted};
use crate::people::queries::bodies::{as_fields, choices_of_boards, list as list_bodies, seats, succession};
use crate::people::queries::{choices_of_people, posts};
use crate::people::views::{Bodies, Body, Sheet, tabs};
use crate::web::{Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::attendance::usual_quorum;
use remit_domain::body::CalendarMode;
use remit_domain::person::{BodyKind, Seat, Votes};
use remit_domain::resolution::HouseStyle;
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
    ("quorum", "Quorum"),
    ("substitutes", "Substitutes"),
    ("invites", "Calendar entries in letters"),
];

/// Every body, with its chair of today.
pub(in crate::people) async fn list(visit: Visit) -> Result<Response> {
    let rows = list_bodies(visit.app.db(), visit.app.clock().today()).await?;
    html(&Bodies { page: visit.page("Bodies").await?, tabs: tabs("/people/bodies"), rows })
}

/// What a page of a body shows beside how the body stands.
#[derive(Default)]
pub(super) struct Typed {
    pub sheet: Sheet,
    pub seating: Form,
    pub ending: Form,
    pub changing: Form,
}

/// The form for a new body.
pub(in crate::people) async fn new(visit: Visit) -> Result<Response> {
    let usual = Fields::from_pairs([
        ("clear_days", "5"),
        ("kind", "panel"),
        ("house_style", "dash"),
        ("quorum", "3"),
        ("invites", "add"),
    ]);
    draw(&visit, None, Typed { sheet: Sheet::of(usual), ..Typed::default() }, StatusCode::OK).await
}

pub(super) async fn draw(
    visit: &Visit,
    body: Option<&body::Model>,
    typed: Typed,
    status: StatusCode,
) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let Typed { sheet, seating, ending, changing } = typed;
    let id = body.map(|body| body.id);
    let seats = match id {
        Some(id) => seats(db, id, today).await?,
        None => Vec::new(),
    };
    let voting = seats.iter().filter(|seat| seat.is_now && seat.votes_on_all).count();
    let view = Body {
        page: visit.form_page(body.map_or_else(|| "Add a body".to_owned(), |body| body.name.clone())).await?,
        sheet,
        id,
        slug: body.map(|body| body.slug.clone()).unwrap_or_default(),
        kinds: Choice::of_words::<BodyKind>(),
        styles: Choice::of_words::<HouseStyle>(),
        boards: choices_of_boards(db, id).await?,
        posts: posts::choices(db, body.and_then(|body| body.chair_post_id)).await?,
        quorum_hint: quorum_hint(voting),
        seats,
        people: choices_of_people(db, today).await?,
        seat_kinds: Choice::of_words::<Seat>(),
        seat_votes: Choice::of_words::<Votes>(),
        clearances: vec![Choice::new("yes", "Sees exempt matter"), Choice::new("no", "Does not see exempt matter")],
        modes: Choice::of_words::<CalendarMode>(),
        succession: match body {
            Some(body) => succession(db, body).await?,
            None => Vec::new(),
        },
        has_ended: body.is_some_and(|body| body.ended_on.is_some()),
        seating,
        ending,
        changing,
    };
    html_with(status, &view)
}

fn quorum_hint(voting: usize) -> String {
    let usual = "Voting members who must be in the room: a quarter of the members and never fewer than three is usual";
    match u32::try_from(voting) {
        Ok(members) if members > 0 => format!("{usual}; of {members} that is {}.", usual_quorum(members)),
        _ => format!("{usual}."),
    }
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

pub(super) async fn find(visit: &Visit, id: i64) -> Result<body::Model> {
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
