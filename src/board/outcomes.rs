//! What the Board decided on each matter before it, recorded on one page after its meeting.

use super::queries::{Sitting, find_sitting};
use super::views::{OutcomeRow, Outcomes};
use crate::error::{Error, Result};
use crate::referring::{self, Answer, Which};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::referral::Outcome;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::referral;
use sea_orm::ConnectionTrait;

/// The matters that wait for an outcome.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// Records every outcome that was chosen; a row in which nothing was chosen stays open.
pub(super) async fn record(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let typed = fields.clone();
    let done =
        visit.app.write(visit.author()?, move |work| Box::pin(async move { write(work, id, &typed).await })).await;
    match done {
        Ok(0) => {
            let mut form = Form::of(fields);
            form.add("outcome_1", "Choose what the Board decided on at least one matter.");
            draw(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Ok(many) => {
            let said = if many == 1 { "1 answer recorded.".to_owned() } else { format!("{many} answers recorded.") };
            Ok(visit.done(&format!("/board/{id}/outcomes"), &said))
        }
        Err(Error::Refused(refusal)) => {
            let mut form = Form::of(fields);
            form.add("", refusal.to_string());
            draw(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn write(work: &Work, meeting_id: i64, fields: &Fields) -> Result<usize> {
    let sitting = find_sitting(&work.tx, meeting_id).await?.ok_or(Error::NotFound)?;
    let here: Vec<i64> = waiting(&work.tx, &sitting).await?.iter().map(|(row, _)| row.id).collect();
    let rows = fields.number::<usize>("rows").unwrap_or(0).min(400);
    let mut recorded = 0;
    for n in 1..=rows {
        let Some(outcome) = fields.word::<Outcome>(&format!("outcome_{n}")) else { continue };
        let id = fields.number(&format!("id_{n}")).filter(|id| here.contains(id)).ok_or(Error::Stale)?;
        let which = Which { id, version: fields.number(&format!("version_{n}")) };
        let found = referring::load(work, which).await?;
        let words = fields.text(&format!("answer_{n}")).to_owned();
        referring::answer(work, found, Answer { meeting: Some(meeting_id), outcome: Some(outcome), words }).await?;
        recorded += 1;
    }
    Ok(recorded)
}

/// The matters of this meeting that have no answer yet, with the panel that each comes from.
async fn waiting(db: &impl ConnectionTrait, sitting: &Sitting) -> Result<Vec<(referral::Model, String)>> {
    let mut all = Vec::new();
    for panel in &sitting.speakers {
        for row in sitting.matters(db, panel.id).await? {
            if row.state.is_open() {
                all.push((row, panel.short_name.clone()));
            }
        }
    }
    Ok(all)
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let sitting = find_sitting(db, id).await?.ok_or(Error::NotFound)?;
    let waiting = waiting(db, &sitting).await?;
    let rows = (1..).zip(waiting).map(|(n, (row, panel))| OutcomeRow {
        n,
        id: row.id,
        version: row.version,
        href: format!("/referrals/{}", row.id),
        text: row.text,
        panel,
        outcome: form.value(&format!("outcome_{n}")).to_owned(),
        answer: form.value(&format!("answer_{n}")).to_owned(),
        reference: row.reference,
    });
    let rows = rows.collect();
    let mut done = Vec::new();
    for panel in &sitting.speakers {
        for row in sitting.matters(db, panel.id).await? {
            if let Some(outcome) = row.outcome.filter(|_| row.answered_meeting_id == Some(id)) {
                done.push((format!("/referrals/{}", row.id), row.reference, outcome.label()));
            }
        }
    }
    html_with(
        status,
        &Outcomes {
            page: visit.form_page("What the Board decided").await?,
            id,
            board: sitting.board.name.clone(),
            day: wording::date_with_weekday(sitting.meeting.held_on),
            was_held: sitting.meeting.state.0.took_place(),
            is_stale: status == StatusCode::CONFLICT,
            rows,
            choices: Choice::of_words::<Outcome>(),
            done,
            form,
        },
    )
}
