//! The form by which an item is changed. Whoever saves from an old form sees how the item stands now, in full, and
//! keeps what they typed.

use super::super::commands;
use super::super::queries;
use super::super::told;
use super::super::views::Edit;
use super::super::wanted::Wanted;
use super::offer;
use crate::error::{Error, OrRefuse, Result};
use crate::inviting;
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::agenda;
use remit_domain::word::Word;
use remit_entity::agenda_item;

fn typed(item: &agenda_item::Model) -> Vec<(String, String)> {
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut pairs = vec![
        text("title", &item.title),
        text("kind", item.kind.0.word()),
        text("subject", &item.subject),
        text("minutes", &told::typed_minutes(item.minutes)),
        text("lead", &item.lead),
        text("purpose", &item.purpose),
        text("report_post", &item.report_post_id.map(|id| id.to_string()).unwrap_or_default()),
        text("access", item.access.0.word()),
        text("public_interest", &item.public_interest),
        text("proper_officer", &item.proper_officer),
    ];
    pairs.extend(item.exempt_paragraphs.split(',').filter(|one| !one.is_empty()).map(|one| text("paragraphs", one)));
    pairs.extend(item.is_sensitive.then(|| text("is_sensitive", "yes")));
    pairs
}

/// The form by which an item is changed.
pub(in crate::items) async fn ask_change(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (item, meeting, _) = queries::find(&visit, id).await?;
    agenda::may_change(meeting.state.0).or_refuse()?;
    let mut pairs = typed(&item);
    let db = visit.app.db();
    let invited = queries::list_invited(db, id).await?;
    pairs.extend(invited.into_iter().map(|post| ("invitees".to_owned(), post.to_string())));
    let also = queries::list_bodies(db, id).await?;
    pairs.extend(also.into_iter().map(|body| ("bodies".to_owned(), body.id.to_string())));
    draw(&visit, id, Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

/// Changes an item.
pub(in crate::items) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::change(work, id, wanted))).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/items/{id}"), "Item changed.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (item, meeting, body) = queries::find(visit, id).await?;
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let mut stands = Vec::new();
    if status == StatusCode::CONFLICT {
        let owners = queries::list_owners(db).await?;
        let owner = owners.iter().find(|post| Some(post.id) == item.report_post_id).map(|post| post.title.as_str());
        let also: Vec<String> = queries::list_bodies(db, id).await?.into_iter().map(|body| body.name).collect();
        let invited = inviting::list(db, [id], today).await?.remove(&id).unwrap_or_default();
        stands = told::stands(&item, owner, &also, &invited);
    }
    // A form that was wrong keeps the version that it was made from; one that was stale is sent again on top of now.
    let version = match status {
        StatusCode::UNPROCESSABLE_ENTITY => form.fields.number("version").unwrap_or(item.version),
        _ => item.version,
    };
    html_with(
        status,
        &Edit {
            page: visit.form_page("Change the item").await?,
            meeting: told::meeting(&meeting, &body),
            id,
            version,
            stands,
            offer: offer(visit, &form, body.id).await?,
            is_published: false,
            form,
        },
    )
}
