//! The pages of standing items: the list of a body with a form for one more, and the form of one.

use super::commands::{self, Place, Wanted};
use super::views::{Edit, List, RowView};
use crate::error::{Error, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::agenda_times;
use remit_domain::meeting::ItemKind;
use remit_domain::word::Word;
use remit_entity::{body, standing_item};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

fn told(row: &standing_item::Model, form: &Form) -> RowView {
    RowView {
        id: row.id,
        title: row.title.clone(),
        kind: row.kind.0.label(),
        subject: row.subject.clone(),
        lead: row.lead.clone(),
        takes: row.minutes.and_then(|n| u32::try_from(n).ok()).map(agenda_times::said).unwrap_or_default(),
        wrong_place: form.error(&format!("position-{}", row.id)).to_owned(),
    }
}

fn blank() -> Form {
    Form::of(Fields::from_pairs([("kind", ItemKind::Business.word())]))
}

/// The standing items of a body, with a form for one more.
pub(super) async fn list(visit: Visit, Path(slug): Path<String>) -> Result<Response> {
    draw(&visit, &slug, blank(), StatusCode::OK).await
}

/// Adds one.
pub(super) async fn add(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Result<Response> {
    let to = slug.clone();
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::add(work, to, wanted))).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/panels/{slug}/standing"), "Standing item added.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, &slug, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, slug: &str, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let body = body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?.ok_or(Error::NotFound)?;
    let rows = commands::list(db, body.id).await?;
    html_with(
        status,
        &List {
            page: visit.form_page("Standing items").await?,
            rows: rows.iter().map(|row| told(row, &form)).collect(),
            kinds: Choice::of_words::<ItemKind>(),
            body: body.name,
            slug: body.slug,
            form,
        },
    )
}

async fn find(visit: &Visit, id: i64) -> Result<(standing_item::Model, body::Model)> {
    let db = visit.app.db();
    let row = standing_item::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(row.body_id).one(db).await?.ok_or(Error::NotFound)?;
    Ok((row, body))
}

/// The form of one.
pub(super) async fn ask_change(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (row, _) = find(&visit, id).await?;
    let pairs = [
        ("title", row.title.clone()),
        ("kind", row.kind.0.word().to_owned()),
        ("subject", row.subject.clone()),
        ("lead", row.lead.clone()),
        ("minutes", row.minutes.map(|minutes| format!("{minutes}m")).unwrap_or_default()),
        ("version", commands::mark(&row)),
    ];
    draw_edit(&visit, id, Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

/// Changes one.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::change(work, id, wanted))).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(slug) => Ok(visit.done(&format!("/panels/{slug}/standing"), "Standing item changed.")),
        Err(Error::Refused(refusal)) => {
            draw_edit(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw_edit(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw_edit(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (row, body) = find(visit, id).await?;
    // A form that was wrong keeps the mark of what it was made from; a stale one is sent again on top of now.
    let mark = match status {
        StatusCode::UNPROCESSABLE_ENTITY => form.value("version").to_owned(),
        _ => commands::mark(&row),
    };
    html_with(
        status,
        &Edit {
            page: visit.form_page("Change the standing item").await?,
            stands: (status == StatusCode::CONFLICT).then(|| told(&row, &form)),
            kinds: Choice::of_words::<ItemKind>(),
            body: body.name,
            slug: body.slug,
            id,
            mark,
            form,
        },
    )
}

/// Gives one another place: one up, one down, or the place that was typed.
pub(super) async fn reorder(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let to = match fields.text("to") {
        "up" => Place::Up,
        "down" => Place::Down,
        _ => Place::At(fields.number("position").unwrap_or(0)),
    };
    match visit.app.write(visit.author()?, move |work| Box::pin(commands::reorder(work, id, to))).await {
        Ok((slug, said)) => Ok(visit.done(&format!("/panels/{slug}/standing"), &said)),
        Err(Error::Refused(refusal)) => {
            let (_, body) = find(&visit, id).await?;
            let mut form = blank();
            form.add(&format!("position-{id}"), refusal.to_string());
            draw(&visit, &body.slug, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Removes one.
pub(super) async fn remove(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let slug = visit.app.write(visit.author()?, move |work| Box::pin(commands::remove(work, id))).await?;
    Ok(visit.done(&format!("/panels/{slug}/standing"), "Standing item removed."))
}
