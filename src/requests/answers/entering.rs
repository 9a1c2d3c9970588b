//! The form of figures: all indicators on one page, those of the period before beside them. Saving keeps
//! whatever was typed; submitting names what is missing; a stale form shows both texts and loses neither.

use super::commands::{self, Incomplete, Typed};
use super::pages::{Opened, gone, head, opened, sealed};
use super::views::{Entry, FiguresView, Stands};
use crate::error::{Error, Result};
use crate::requests::queries::{self, Line};
use crate::requests::views::LineView;
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use remit_domain::request::LineRefusal;

/// Why the form is drawn.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// What was typed, when it has not been kept.
    typed: Option<Typed>,
    /// The sentence for the whole page.
    told: Option<(String, String)>,
    /// The sentences of single lines.
    lines: Vec<(i64, LineRefusal)>,
}

/// Keeps what was typed.
pub(super) async fn save(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    must_have_confirmed(&visit, &opened)?;
    let (link, typed) = (opened.link.clone(), Typed(fields));
    let kept = typed.clone();
    let outcome = visit
        .app
        .write(opened.author(), move |work| Box::pin(async move { commands::save(work, &link, &typed).await }))
        .await;
    match outcome {
        Ok(()) => Ok(sealed(visit.done(&opened.href, "Saved. Nothing has been submitted yet."))),
        Err(error) => not_kept(&visit, &token, kept, error).await,
    }
}

/// Hands the figures in.
pub(super) async fn submit(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(had) = opened(&visit, &token).await? else { return gone(&visit).await };
    must_have_confirmed(&visit, &had)?;
    let (link, typed) = (had.link.clone(), Typed(fields));
    let kept = typed.clone();
    let outcome = visit
        .app
        .write(had.author(), move |work| Box::pin(async move { commands::submit(work, &link, &typed).await }))
        .await;
    match outcome {
        Ok(Ok(())) => Ok(sealed(Redirect::to(&format!("{}/done", had.href)).into_response())),
        Ok(Err(Incomplete { refusal, lines })) => {
            let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
            let field = remit_domain::refusal::Refusal::field(&refusal).unwrap_or_default();
            let drawn = Drawn { typed: None, told: Some((field, refusal.to_string())), lines };
            draw(&visit, &opened, drawn, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => not_kept(&visit, &token, kept, error).await,
    }
}

fn must_have_confirmed(visit: &Visit, opened: &Opened) -> Result<()> {
    if visit.actor.link == Some(opened.link.id) { Ok(()) } else { Err(Error::NotFound) }
}

/// Shows what was typed beside what stands, because it could not be kept.
pub(in crate::requests) async fn not_kept(visit: &Visit, token: &str, typed: Typed, error: Error) -> Result<Response> {
    let (status, told) = match error {
        Error::Stale => (
            StatusCode::CONFLICT,
            "Somebody else saved this after you opened it. What stands now is shown beside what you typed. Yours has not been saved yet: check it, then save again.".to_owned(),
        ),
        Error::Refused(refusal) => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("{refusal} What you typed last has not been saved."))
        }
        other => return Err(other),
    };
    let Some(opened) = opened(visit, token).await? else { return gone(visit).await };
    let drawn = Drawn { typed: Some(typed), told: Some((String::new(), told)), lines: Vec::new() };
    draw(visit, &opened, drawn, status).await
}

/// Draws the form as it stands, or as it was typed.
pub(super) async fn draw(visit: &Visit, opened: &Opened, drawn: Drawn, status: StatusCode) -> Result<Response> {
    let whole = &opened.whole;
    let lines = queries::lines(visit.app.db(), whole).await?;
    let mut form = Form::default();
    if let Some((field, told)) = &drawn.told {
        form.add(field, told);
    }
    for (id, refusal) in &drawn.lines {
        let name = lines.iter().find(|line| line.figure.id == *id).map(|line| line.indicator.name.as_str());
        form.add(&format!("{}-{id}", refusal.part()), format!("{}: {refusal}", name.unwrap_or_default()));
    }
    let stands = &whole.request.note;
    let note = drawn.typed.as_ref().map_or_else(|| stands.clone(), |typed| typed.note(stands));
    let view = FiguresView {
        page: visit.form_page(whole.title()).await?,
        form,
        head: head(visit, opened).await?,
        version: whole.request.version,
        may_save: whole.request.state.0.open_for_figures().is_ok(),
        note_stands: (note != *stands).then(|| stands.clone()),
        note,
        before: whole.period.previous().to_string(),
        filled: lines.iter().filter(|line| line.figure.number.is_some() || line.figure.absence.is_some()).count(),
        entries: lines.iter().map(|line| entry(line, LineView::of(line, whole.period), &drawn)).collect(),
    };
    Ok(sealed(html_with(status, &view)?))
}

fn entry(line: &Line, shown: LineView, drawn: &Drawn) -> Entry {
    let row = &line.figure;
    let refused = drawn.lines.iter().find(|(id, _)| *id == row.id).map(|(_, refusal)| refusal);
    let error =
        |part: &str| refused.filter(|refusal| refusal.part() == part).map(LineRefusal::to_string).unwrap_or_default();
    let (value, reason, commentary) = match &drawn.typed {
        Some(typed) => {
            let typed = typed.line(row);
            (typed.value, typed.reason, typed.commentary)
        }
        None => (row.typed.clone(), row.reason.clone(), row.commentary.clone()),
    };
    let differs = (&value, &reason, &commentary) != (&row.typed, &row.reason, &row.commentary);
    Entry {
        value_name: format!("value-{}", row.id),
        value_error: error("value"),
        reason_name: format!("reason-{}", row.id),
        reason_error: error("reason"),
        commentary_name: format!("commentary-{}", row.id),
        commentary_error: error("commentary"),
        stands: differs.then(|| Stands {
            value: row.typed.clone(),
            reason: row.reason.clone(),
            commentary: row.commentary.clone(),
        }),
        line: shown,
        value,
        reason,
        commentary,
    }
}
