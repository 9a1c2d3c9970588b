//! The agenda of a meeting as it is built: items in their order with running times, a form for one more, what it can
//! be filled from, and what is still open before the body.

use super::super::commands::{self, Place};
use super::super::filling;
use super::super::queries;
use super::super::told;
use super::super::views::{List, WarningView};
use super::super::wanted::Wanted;
use super::offer;
use crate::clearance::Clearance;
use crate::error::{Error, Result};
use crate::inviting;
use crate::matters;
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::agenda::{self, Access, AgendaRefusal};
use remit_domain::meeting::{ItemKind, State};
use remit_domain::word::Word;
use remit_domain::{agenda_times, wording};
use remit_entity::{agenda_item, body, meeting, standing_item};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// The agenda of a meeting, with a form for one more item.
pub(in crate::items) async fn list(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, blank(), StatusCode::OK).await
}

fn blank() -> Form {
    Form::of(Fields::from_pairs([("kind", ItemKind::Performance.word()), ("access", Access::Public.word())]))
}

/// Adds an item.
pub(in crate::items) async fn add(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::add(work, id, wanted))).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(item) => Ok(visit.done(&format!("/items/{item}"), "Item added to the agenda.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Puts the standing items on the agenda.
pub(in crate::items) async fn put_standing(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(filling::with_standing(work, id))).await;
    filled(&visit, id, outcome).await
}

/// Starts from the last meeting's agenda.
pub(in crate::items) async fn start_from_last(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(filling::from_last(work, id))).await;
    filled(&visit, id, outcome).await
}

async fn filled(visit: &Visit, id: i64, outcome: Result<usize>) -> Result<Response> {
    match outcome {
        Ok(1) => Ok(visit.done(&format!("/meetings/{id}/items"), "1 item put on the agenda.")),
        Ok(n) => Ok(visit.done(&format!("/meetings/{id}/items"), &format!("{n} items put on the agenda."))),
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(blank().fields, &*refusal);
            draw(visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Gives an item another place: one up, one down, or the place that was typed.
pub(in crate::items) async fn reorder(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let to = match fields.text("to") {
        "up" => Place::Up,
        "down" => Place::Down,
        _ => Place::At(fields.number("position").unwrap_or(0)),
    };
    match visit.app.write(visit.author()?, move |work| Box::pin(commands::reorder(work, id, to))).await {
        Ok((meeting, said)) => Ok(visit.done(&format!("/meetings/{meeting}/items"), &said)),
        Err(Error::Refused(refusal)) => {
            let (item, ..) = queries::find(&visit, id).await?;
            let mut form = blank();
            // The box of that item, not one of the form below.
            form.add(&format!("position-{id}"), refusal.to_string());
            draw(&visit, item.meeting_id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Removes an item.
pub(in crate::items) async fn remove(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    match visit.app.write(visit.author()?, move |work| Box::pin(commands::remove(work, id))).await {
        Ok(meeting) => Ok(visit.done(&format!("/meetings/{meeting}/items"), "Item removed.")),
        Err(Error::Refused(refusal)) => {
            let (item, ..) = queries::find(&visit, id).await?;
            let form = Form::refused(blank().fields, &*refusal);
            draw(&visit, item.meeting_id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Sensitive items of a meeting that falls into a pre-election period.
async fn warnings(
    visit: &Visit,
    (meeting, body): (&meeting::Model, &body::Model),
    items: &[agenda_item::Model],
) -> Result<Vec<WarningView>> {
    let sensitive: Vec<&str> = items
        .iter()
        .filter(|item| item.is_sensitive && !item.state.0.is_over())
        .map(|item| item.title.as_str())
        .collect();
    if sensitive.is_empty() {
        return Ok(Vec::new());
    }
    let clear = u32::try_from(body.clear_days).unwrap_or(5);
    let out = visit.app.calendar().await?.publish_by(meeting.held_on, clear).unwrap_or(meeting.held_on);
    let Some(election) = queries::find_election(visit.app.db(), (out, meeting.held_on)).await? else {
        return Ok(Vec::new());
    };
    let said = format!(
        "From {} to {} publicity is restricted. {} marked as sensitive: {}. Normal business goes on; consider deferring \
         what could influence the vote.",
        wording::date(election.first_on),
        wording::date(election.last_on),
        if sensitive.len() == 1 { "One item is".to_owned() } else { format!("{} items are", sensitive.len()) },
        wording::list(&sensitive)
    );
    Ok(vec![WarningView { heading: "This meeting falls in the pre-election period".to_owned(), text: said }])
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (meeting, body) = queries::find_meeting(visit, id).await?;
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let items = queries::list(db, id).await?;
    let closed = agenda::may_change(meeting.state.0).err();
    let minutes = told::minutes(&items);
    let (starts, lasts) = (told::starts(&meeting), u32::try_from(meeting.lasts).unwrap_or(120));
    let earlier = filling::find_earlier(db, body.id, meeting.held_on).await?;
    let standing = standing_item::Entity::find().filter(standing_item::Column::BodyId.eq(body.id)).count(db).await?;
    let facts = told::Facts {
        invited: inviting::list(db, items.iter().map(|item| item.id), today).await?,
        also: queries::also_of(db, &items).await?,
        owners: queries::list_owners(db).await?,
    };
    let is_published = closed == Some(AgendaRefusal::Published) && meeting.state.0 == State::AgendaPublished;
    html_with(
        status,
        &List {
            page: visit.form_page("Agenda").await?,
            meeting: told::meeting(&meeting, &body),
            warnings: warnings(visit, (&meeting, &body), &items).await?,
            rows: told::rows(&items, &agenda_times::begin_at(starts, &minutes), &facts, &form),
            fit: agenda_times::fit(starts, lasts, &minutes),
            offer: offer(visit, &form, body.id).await?,
            earlier: earlier.map(|row| wording::date(row.held_on)).unwrap_or_default(),
            has_standing: standing > 0,
            standing_href: format!("/panels/{}/standing", body.slug),
            programme_href: format!("/panels/{}/programme", body.slug),
            matters: told::matters(&matters::list(db, body.id, Clearance::of(visit).await?.reader(body.id)).await?),
            is_published,
            closed: closed.map(|refusal| refusal.to_string()).unwrap_or_default(),
            form,
        },
    )
}
