//! The two doors of the page's script: one text kept, one text previewed. They answer in JSON, also when they refuse.

use super::commands::{self, Kept, Typed};
use super::known;
use super::pages::clock;
use super::preview as told;
use super::queries;
use super::understood::{Choices, understand};
use super::views::PreviewView;
use crate::error::{Error, Result};
use crate::web::{Fields, Path, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use remit_entity::{agenda_item, item_note};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

/// Keeps the text of one item.
pub(super) async fn save(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    may_follow(&visit, id).await?;
    let text = text(&fields);
    let typed = Typed { item: id, text: text.clone(), version: fields.number("version").unwrap_or(0) };
    let kept =
        visit.app.write(visit.author()?, move |work| Box::pin(async move { commands::keep(work, &typed).await })).await;
    let now = visit.app.clock().now();
    match kept {
        Ok(Kept::Done(version)) => {
            let html = drawn(&visit, id, &text).await?;
            Ok(said(StatusCode::OK, &json!({ "version": version, "at": clock(now, now), "preview": html })))
        }
        Ok(Kept::Stale) => {
            let note = item_note::Entity::find().filter(item_note::Column::AgendaItemId.eq(id));
            let note = note.one(visit.app.db()).await?.ok_or(Error::NotFound)?;
            let at = clock(note.saved_at, now);
            let told = json!({ "version": note.version, "text": note.text, "by": note.saved_by, "at": at });
            Ok(said(StatusCode::CONFLICT, &told))
        }
        Err(Error::Refused(refusal)) => {
            Ok(said(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "refused": refusal.to_string() })))
        }
        Err(error) => Err(error),
    }
}

/// What is understood of a text that is not kept yet.
pub(super) async fn preview(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    may_follow(&visit, id).await?;
    Ok(said(StatusCode::OK, &json!({ "preview": drawn(&visit, id, &text(&fields)).await? })))
}

fn said(status: StatusCode, value: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

fn text(fields: &Fields) -> String {
    fields.raw("text").replace('\r', "").trim_end().to_owned()
}

async fn may_follow(visit: &Visit, id: i64) -> Result<()> {
    let item = agenda_item::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)?;
    queries::find(visit, item.meeting_id).await.map(|_| ())
}

async fn drawn(visit: &Visit, id: i64, text: &str) -> Result<String> {
    let db = visit.app.db();
    let item = agenda_item::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let (meeting, body) = queries::find(visit, item.meeting_id).await?;
    let known = known::known(db, &meeting, &body).await?;
    let note = item_note::Entity::find().filter(item_note::Column::AgendaItemId.eq(id)).one(db).await?;
    let recorded = note.map(|note| note.recorded).unwrap_or_default();
    let said = understand(&known, id, (text, &recorded), &Choices::default());
    Ok(PreviewView { preview: told::preview(&known, &said) }.render()?)
}
