//! The smaller forms on the page of a body: seat somebody, change what goes with a seat, end it.

use super::bodies::{Typed, draw, find};
use crate::error::{Error, OrRefuse, Result};
use crate::people::commands::seats::{self as commands, Seating};
use crate::people::queries::bodies::as_fields;
use crate::people::views::Sheet;
use crate::web::{Fields, Form, Path, Visit};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::refusal::Refusal;
use remit_domain::tenure::TenureRefusal;

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

/// Changes what goes with a seat.
pub(in crate::people) async fn change_seat(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let terms = Fields::from_pairs([("votes", fields.text("new_votes")), ("cleared", fields.text("new_cleared"))]);
    let outcome = match fields.number("which").ok_or(TenureRefusal::SeatMissing).or_refuse() {
        Ok(seat) => {
            let by = visit.author()?;
            visit
                .app
                .write(by, move |work| Box::pin(async move { commands::change_terms(work, id, seat, &terms).await }))
                .await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/people/bodies/{id}"), "The seat is changed.")),
        Err(Error::Refused(refusal)) => {
            // The page has other forms with a seat to choose; the names here are this form's own.
            let field = if refusal.field().as_deref() == Some("held") { "which" } else { "new_votes" };
            let mut form = Form::of(fields);
            form.add(field, refusal.to_string());
            let body = find(&visit, id).await?;
            let typed = Typed { sheet: Sheet::of(as_fields(&body)), changing: form, ..Typed::default() };
            draw(&visit, Some(&body), typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}
