//! The pages on which a meeting gets another day, time or place: the form, every date that would change, and the
//! confirmation.

use super::effects::{self, Effects};
use super::{Change, reschedule as command};
use crate::error::{Error, Result};
use crate::meetings::views::Move;
use crate::meetings::{queries, told};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::meeting::State;
use remit_entity::{body, meeting};

/// The form by which a meeting gets another day, time or place.
pub(in crate::meetings) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (meeting, body) = queries::find(&visit, id).await?;
    let form = Form::of(standing(&meeting));
    draw(&visit, (&meeting, &body), form, (None, false), StatusCode::OK).await
}

fn standing(meeting: &meeting::Model) -> Fields {
    let is_postponed = meeting.state.0 == State::Postponed;
    Fields::from_pairs([
        ("to", "day".to_owned()),
        ("held_on", if is_postponed { String::new() } else { meeting.held_on.to_string() }),
        ("starts_at", meeting.starts_at.clone()),
        ("venue", meeting.venue.clone()),
        ("lasts", meeting.lasts.to_string()),
        ("lag", meeting.lag.to_string()),
    ])
}

/// Moves a meeting, or shows every date that would change.
pub(in crate::meetings) async fn reschedule(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let is_preview = fields.ticked("preview");
    let outcome = match Change::read(&fields) {
        Ok(change) if is_preview => try_out(&visit, id, change).await.map(Some),
        Ok(change) => {
            let changed = visit.app.write(visit.author()?, move |work| Box::pin(command(work, id, change))).await;
            match changed {
                Ok(changed) => {
                    return Ok(visit.done(&format!("/meetings/{id}#history"), &told::dates_changed(&changed)));
                }
                Err(error) => Err(error),
            }
        }
        Err(refusal) => Err(Error::refused(refusal)),
    };
    let (form, effects, is_stale, status) = match outcome {
        Ok(effects) => (Form::of(fields), effects, false, StatusCode::OK),
        Err(Error::Refused(refusal)) => {
            (Form::refused(fields, &*refusal), None, false, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Stale) => (Form::of(fields), None, true, StatusCode::CONFLICT),
        Err(error) => return Err(error),
    };
    let (meeting, body) = queries::find(&visit, id).await?;
    draw(&visit, (&meeting, &body), form, (effects, is_stale), status).await
}

async fn try_out(visit: &Visit, id: i64, change: Change) -> Result<Effects> {
    let changed = visit.app.try_out(visit.author()?, move |work| Box::pin(command(work, id, change))).await?;
    effects::tell(visit.app.db(), (visit.app.clock().today(), &visit.app.calendar().await?), &[changed]).await
}

async fn draw(
    visit: &Visit,
    (meeting, body): (&meeting::Model, &body::Model),
    form: Form,
    (effects, is_stale): (Option<Effects>, bool),
    status: StatusCode,
) -> Result<Response> {
    let page = visit.form_page("Change the day, time or place").await?;
    let to = vec![
        Choice::new("day", "To the day below"),
        Choice::new("unknown", "Until a day is found: postponed, without a date"),
    ];
    let is_published = meeting.published_on.is_some();
    html_with(status, &Move { page, form, meeting: told::meeting(meeting, body), is_published, is_stale, to, effects })
}
