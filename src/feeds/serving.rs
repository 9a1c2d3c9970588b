//! Calendars as programs fetch them: text with a tag, so that one that did not change is not sent again. No page,
//! no cookie.

use super::queries;
use crate::calendar_file::{self, Party};
use crate::error::{Error, Result};
use crate::keys::hash;
use crate::settings;
use crate::web::{Path, Visit, page};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use remit_domain::person::BodyKind;
use remit_entity::{body, council, feed, person};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// The meetings of a body: the past year and all that are to come.
pub(super) async fn of_body(visit: Visit, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    if let Some(elsewhere) = settings::published_elsewhere(db).await? {
        return Ok(says(StatusCode::NOT_FOUND, &elsewhere));
    }
    let found = body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?;
    // The Cabinet publishes its own calendar elsewhere.
    let found = found.filter(|body| body.kind.0 != BodyKind::Cabinet).ok_or(Error::NotFound)?;
    let entries = queries::of_body(db, visit.app.site(), &found, today).await?;
    let text = calendar_file::feed(&found.name, &entries, &organiser(&visit).await?);
    Ok(calendar(text, &headers, "no-cache"))
}

/// What concerns one person.
pub(super) async fn of_person(visit: Visit, Path(token): Path<String>, headers: HeaderMap) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let found = feed::Entity::find().filter(feed::Column::TokenHash.eq(hash(&token))).one(db).await?;
    let Some(found) = found else {
        return Ok(says(StatusCode::NOT_FOUND, "There is no calendar under this address."));
    };
    let reader = person::Entity::find_by_id(found.person_id).one(db).await?;
    let reader = reader.filter(|one| found.revoked_at.is_none() && one.left_on.is_none_or(|left| left > today));
    let Some(reader) = reader else {
        let sentence = "This calendar address was withdrawn. Ask the scrutiny officers for a new one, and remove this \
            one from your calendar.";
        return Ok(says(StatusCode::GONE, sentence));
    };
    let entries = queries::of_person(db, visit.app.site(), &reader, today).await?;
    let text = calendar_file::feed(&format!("Scrutiny: {}", reader.name), &entries, &organiser(&visit).await?);
    Ok(page::secret(calendar(text, &headers, "private, no-cache")))
}

async fn organiser(visit: &Visit) -> Result<Party> {
    let council = council::Entity::find().one(visit.app.db()).await?;
    let name = council.map(|council| council.service_name).unwrap_or_default();
    Ok(Party { name, address: visit.app.site().mailbox.clone() })
}

fn calendar(text: String, headers: &HeaderMap, kept: &'static str) -> Response {
    let tag = format!("\"{}\"", hash(&text));
    let fixed = [(ETAG, tag.clone()), (CACHE_CONTROL, kept.to_owned())];
    if has(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    (fixed, [(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
}

/// Whether whoever asks has this one already (RFC 9110 section 13.1.2).
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known
        .flat_map(|list| list.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

fn says(status: StatusCode, sentence: &str) -> Response {
    let kind = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    page::secret((status, kind, format!("{sentence}\n")).into_response())
}
