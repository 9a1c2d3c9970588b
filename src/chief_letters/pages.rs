//! The door of one letter to the chief executive: read, changed, sent or dropped by an officer.

use super::commands::{self, Which};
use super::views::Show;
use crate::error::{Error, Result};
use crate::web::{Fields, Form, Path, Visit, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::chief_letter::State;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{action, body, chief_letter};
use sea_orm::EntityTrait;

/// One letter.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// Other words.
pub(super) async fn reword(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, text) = (which(id, &fields), fields.text("text").to_owned());
    deed(&visit, id, fields, "Saved. Nothing was sent.", move |work| Box::pin(commands::reword(work, which, text)))
        .await
}

/// It goes out.
pub(super) async fn send(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, wanted) = (which(id, &fields), (fields.text("text").to_owned(), fields.ticked("agreed")));
    let done = "The letter is in the post.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::send(work, which, wanted))).await
}

/// It is not sent.
pub(super) async fn forgo(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, reason) = (which(id, &fields), fields.text("reason").to_owned());
    deed(&visit, id, fields, "The letter is not sent.", move |work| Box::pin(commands::forgo(work, which, reason)))
        .await
}

fn which(id: i64, fields: &Fields) -> Which {
    Which { id, version: fields.number("version") }
}

async fn deed<F>(visit: &Visit, id: i64, typed: Fields, done: &str, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    match visit.app.write(visit.author()?, doing).await {
        Ok(()) => Ok(visit.done(&format!("/chief-letters/{id}"), done)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, Form::refused(typed, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(typed), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let found = chief_letter::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let missing = || Error::broken("a letter about nothing");
    let body = body::Entity::find_by_id(found.body_id).one(db).await?.ok_or_else(missing)?;
    let about = action::Entity::find_by_id(found.subject_id).one(db).await?.ok_or_else(missing)?;
    let chief = commands::chief(db, visit.app.clock().today()).await?;
    let is_stale = status == StatusCode::CONFLICT;
    let typed = form.value("text").to_owned();
    let ended = found.ended_at.map(|at| format!("{}, {}", wording::date(london::date_in_london(at)), found.ended_by));
    let view = Show {
        page: visit.form_page("Letter to the chief executive").await?,
        id,
        version: found.version,
        body: body.name,
        action: format!("Action {}", about.reference),
        action_href: format!("/actions/{}", about.id),
        to: chief.map(|person| format!("{} <{}>", person.name, person.email)).unwrap_or_default(),
        state: found.state.label(),
        is_draft: found.state.0 == State::Drafted,
        is_stale,
        ended: ended.unwrap_or_default(),
        stands: if is_stale && typed != found.text { found.text.clone() } else { String::new() },
        text: if typed.is_empty() { found.text } else { typed },
        form,
    };
    html_with(status, &view)
}
