//! Deferring an item: to a coming meeting of the same body, or back on to its work programme; what goes along is
//! shown before.

use super::super::queries;
use super::super::steps::{self, Deferring, PROGRAMME};
use super::super::told;
use super::super::views::Defer;
use crate::error::{Error, Result};
use crate::inviting;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::wording;
use remit_entity::agenda_item;

/// The form.
pub(in crate::items) async fn ask_defer(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// Defers the item.
pub(in crate::items) async fn defer(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Deferring::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(steps::defer(work, id, wanted))).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(said) => Ok(visit.done(&format!("/items/{id}"), &format!("The item is {said}."))),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn along(visit: &Visit, item: &agenda_item::Model) -> Result<Vec<String>> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let mut along = Vec::new();
    let owners = queries::list_owners(db).await?;
    if let Some(owner) = owners.into_iter().find(|post| Some(post.id) == item.report_post_id) {
        along.push(format!("The report, owed by the {}", owner.title));
    }
    let invited = inviting::list(db, [item.id], today).await?.remove(&item.id).unwrap_or_default();
    along.extend(invited.iter().map(|one| format!("The invitation of the {}", told::invited_in_words(one))));
    let asked = queries::list_asked(db, item.id).await?;
    along.extend(asked.iter().map(told::asked).map(|one| format!("{} ({})", one.what, one.state.to_lowercase())));
    Ok(along)
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (item, meeting, body) = queries::find(visit, id).await?;
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let coming = queries::list_coming(db, &meeting, today).await?;
    let mut meetings: Vec<Choice> =
        coming.into_iter().map(|row| Choice::new(row.id, wording::date_with_weekday(row.held_on))).collect();
    meetings.push(Choice::new(PROGRAMME, "No meeting yet: back on the work programme"));
    let is_stale = status == StatusCode::CONFLICT;
    html_with(
        status,
        &Defer {
            page: visit.form_page("Defer the item").await?,
            meeting: told::meeting(&meeting, &body),
            id,
            version: item.version,
            along: along(visit, &item).await?,
            stands: if is_stale { told::stands(&item, None, &[], &[]) } else { Vec::new() },
            title: item.title,
            meetings,
            form,
        },
    )
}
