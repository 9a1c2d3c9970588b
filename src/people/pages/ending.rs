//! The page on which a body ends: what it leaves open, and which body carries on.

use crate::error::{Error, Result};
use crate::people::commands::ending::{self as commands, Wanted, open};
use crate::people::queries::bodies::{as_fields, choices_that_sit};
use crate::people::views::Ending;
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_entity::body;
use sea_orm::EntityTrait;

/// When did it end, and who carries on?
pub(in crate::people) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// Ends it.
pub(in crate::people) async fn end(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::end(work, id, wanted))).await,
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(_) => Ok(visit.done(&format!("/people/bodies/{id}"), "The body has ended.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let body = body::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let left = open(db, id).await?;
    let view = Ending {
        page: visit.form_page(format!("End {}", body.name)).await?,
        id,
        version: as_fields(&body).raw("version").to_owned(),
        owed: left.owed,
        actions: left.actions,
        referrals: left.referrals,
        below: left.below,
        successors: choices_that_sit(db, Some(id)).await?,
        has_ended: body.ended_on.is_some(),
        is_stale: status == StatusCode::CONFLICT,
        form,
    };
    html_with(status, &view)
}
