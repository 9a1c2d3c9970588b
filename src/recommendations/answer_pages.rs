//! The form in which an officer types an answer: what it says of each recommendation that waits for the same post.

use super::answering::{self, Answering, Said};
use super::commands::Which;
use super::pages::cabinets;
use super::queries;
use super::views::{AnswerForm, Cell, Offer, ToAnswer, decisions};
use crate::error::{Error, Result};
use crate::recommending;
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::wording;
use remit_entity::{post, recommendation};
use sea_orm::EntityTrait;

/// The form.
pub(super) async fn form(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let today = visit.app.clock().today().to_string();
    draw(&visit, id, Form::of(Fields::from_pairs([("on", today)])), StatusCode::OK).await
}

/// Records the answer.
pub(super) async fn answer(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let row = recommendation::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)?;
    let ids: Vec<i64> = queries::list_waiting(visit.app.db(), &row).await?.iter().map(|one| one.id).collect();
    let answering = answering(&fields, &ids);
    match visit.app.write(visit.author()?, move |work| Box::pin(answering::answer(work, answering))).await {
        Ok(()) => Ok(visit.done(&format!("/recommendations/{id}"), "Answer recorded.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// What was typed about those that wait.
pub(super) fn answering(fields: &Fields, ids: &[i64]) -> Answering {
    let said = |id: &i64| Said {
        which: Which { id: *id, version: fields.number(&format!("version_{id}")) },
        decision: fields.word(&format!("decision_{id}")),
        reason: fields.text(&format!("reason_{id}")).to_owned(),
        proposed: fields.text(&format!("proposed_{id}")).to_owned(),
        by_on: fields.date(&format!("by_on_{id}")),
    };
    Answering {
        received_on: fields.date("on"),
        words: fields.text("words").to_owned(),
        meeting: fields.number("meeting"),
        parts: ids.iter().map(said).collect(),
    }
}

/// What the fields of an answer offer, with what was typed.
pub(super) async fn offer(visit: &Visit, waiting: Vec<recommendation::Model>, form: &Form) -> Result<Offer> {
    let calendar = visit.app.calendar().await?;
    let bodies = queries::list_bodies(visit.app.db()).await?;
    let mut rows = Vec::new();
    for row in waiting {
        let due = recommending::deadline(&row, &calendar)?;
        rows.push(ToAnswer {
            id: row.id,
            version: row.version,
            body: bodies.iter().find(|body| body.id == row.body_id).map(|one| one.name.clone()).unwrap_or_default(),
            due: due.map(|due| wording::date_with_weekday(due.last_on)).unwrap_or_default(),
            decision: Cell::of(form, "decision", row.id),
            reason: Cell::of(form, "reason", row.id),
            proposed: Cell::of(form, "proposed", row.id),
            by_on: Cell::of(form, "by_on", row.id),
            reference: row.reference,
            text: row.text,
        });
    }
    Ok(Offer { rows, decisions: decisions(), cabinets: cabinets(visit).await? })
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let row = recommendation::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let post = post::Entity::find_by_id(row.post_id).one(db).await?.map(|post| post.title).unwrap_or_default();
    let mut waiting = queries::list_waiting(db, &row).await?;
    waiting.retain(|one| one.state.awaits_answer());
    html_with(
        status,
        &AnswerForm {
            page: visit.form_page(format!("Answer of the {post}")).await?,
            id,
            post,
            offer: offer(visit, waiting, &form).await?,
            is_stale: status == StatusCode::CONFLICT,
            form,
        },
    )
}
