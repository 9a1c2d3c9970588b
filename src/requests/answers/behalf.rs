//! The figures that an officer has from a director by telephone or mail: the director's own form, with where they come
//! from. The sign-off stays the director's; the officer states the day of the e-mail that gives it.

use super::commands::{self, Incomplete, Typed};
use super::entering::{Drawn, entries, ratings};
use super::views::EnterView;
use crate::error::{Error, Result};
use crate::requests::around;
use crate::requests::queries::{self, Whole};
use crate::requests::views::LineView;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use remit_domain::figure::Certainty;

/// The form.
pub(super) async fn form(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, (Drawn::default(), Form::default()), StatusCode::OK).await
}

/// Keeps what was typed, and submits it where the officer states the sign-off.
pub(super) async fn enter(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let typed = Typed(fields.clone());
    let is_signed = fields.text("then") == "sign-off";
    let outcome = visit
        .app
        .write(visit.author()?, move |work| Box::pin(async move { commands::enter_for(work, id, &typed).await }))
        .await;
    let (drawn, form, status) = match outcome {
        Ok(Ok(())) => {
            let said = if is_signed { "Entered and submitted." } else { "Entered. The director still signs it off." };
            return Ok(visit.done(&format!("/requests/{id}"), said));
        }
        // What was typed is kept: the form shows what stands.
        Ok(Err(Incomplete { refusal, lines })) => {
            let form = Form::refused(fields, &refusal);
            (Drawn::of_lines(lines), form, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields.clone(), &*refusal);
            (Drawn::of_typed(Typed(fields)), form, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Stale) => {
            let mut form = Form::of(fields.clone());
            form.add(
                "",
                "Somebody else saved this after you opened it. What stands now is shown beside what you typed. Yours has not been saved yet: check it, then save again.",
            );
            (Drawn::of_typed(Typed(fields)), form, StatusCode::CONFLICT)
        }
        Err(error) => return Err(error),
    };
    draw(&visit, id, (drawn, form), status).await
}

async fn draw(visit: &Visit, id: i64, (drawn, mut form): (Drawn, Form), status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let whole: Whole = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    if !whole.request.state.0.is_owed() {
        return Ok(Redirect::to(&format!("/requests/{id}")).into_response());
    }
    let lines = queries::lines(db, &whole).await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.indicator.id).collect();
    let recent = around::recent(db, &whole, &ids).await?;
    drawn.say(&mut form, &lines);
    let (note, is_nil) = drawn.said(&whole.request);
    let view = EnterView {
        page: visit.form_page("Enter figures for the director").await?,
        id,
        version: whole.request.version,
        reference: whole.request.reference.clone(),
        title: whole.title(),
        owner: whole.owner.title.clone(),
        is_finance: whole.request.is_finance,
        note_stands: (note != whole.request.note).then(|| whole.request.note.clone()),
        note,
        is_nil,
        before: whole.period.previous().to_string(),
        question: around::open_query(db, id).await?.map(|asked| asked.asks).unwrap_or_default(),
        certainties: Choice::of_words::<Certainty>(),
        ratings: ratings(),
        entries: entries(&lines, |line| LineView::of(line, whole.period), (&drawn, &recent)),
        form,
    };
    html_with(status, &view)
}
