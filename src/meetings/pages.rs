//! The pages of meetings: read what was typed, let a command do it, and draw what stands now. Nothing is
//! decided here.

use super::commands::{self, Change, Wanted};
use super::cycle::{self, Planned, Progress};
use super::views::{Cancel, CycleView, Move, New, Show};
use super::{queries, told};
use crate::error::{Error, Result};
use crate::web::{Asked, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::meeting::ScheduleRefusal;
use remit_domain::wording;
use remit_entity::{body, meeting};

/// The form for a new meeting.
pub(super) async fn new(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let fields = Fields::from_pairs([("body", asked.text("body")), ("starts_at", "14:00"), ("lag", "10")]);
    draw_new(&visit, Form::of(fields), None, StatusCode::OK).await
}

/// Schedules a meeting, or shows the cycle that it would have.
pub(super) async fn create(visit: Visit, fields: Fields) -> Result<Response> {
    let typed = fields.clone();
    let wanted = Wanted::read(&fields).map_err(Error::refused);
    if fields.ticked("preview") {
        let planned = match wanted {
            Ok(wanted) => preview(&visit, &wanted).await,
            Err(error) => Err(error),
        };
        return match planned {
            Ok(cycle) => draw_new(&visit, Form::of(typed), Some(cycle), StatusCode::OK).await,
            Err(error) => refuse_new(&visit, typed, error).await,
        };
    }
    let outcome = match wanted {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::schedule(work, wanted))).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/meetings/{id}"), "Meeting scheduled.")),
        Err(error) => refuse_new(&visit, typed, error).await,
    }
}

async fn preview(visit: &Visit, wanted: &Wanted) -> Result<CycleView> {
    let body = queries::body_by_slug(visit.app.db(), &wanted.slug)
        .await?
        .ok_or_else(|| Error::refused(ScheduleRefusal::NoBody))?;
    let planned = Planned { body: &body, held_on: wanted.held_on, lag: wanted.lag, period: None };
    plan(visit, planned, Progress::default())
        .await?
        .map_err(|outside| Error::refused(ScheduleRefusal::Outside(outside)))
}

async fn plan(
    visit: &Visit,
    planned: Planned<'_>,
    progress: Progress,
) -> Result<std::result::Result<CycleView, remit_domain::calendar::OutsideCalendar>> {
    let calendar = visit.app.calendar().await?;
    cycle::plan(visit.app.db(), &calendar, planned, (progress, visit.app.clock().today())).await
}

async fn refuse_new(visit: &Visit, typed: Fields, error: Error) -> Result<Response> {
    match error {
        Error::Refused(refusal) => {
            draw_new(visit, Form::refused(typed, &*refusal), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        error => Err(error),
    }
}

async fn draw_new(visit: &Visit, form: Form, cycle: Option<CycleView>, status: StatusCode) -> Result<Response> {
    let bodies = queries::list_bodies(visit.app.db()).await?;
    let back = match bodies.iter().find(|body| body.value == form.value("body")) {
        Some(body) => format!("/panels/{}", body.value),
        None => "/panels".to_owned(),
    };
    html_with(status, &New { page: visit.form_page("New meeting").await?, form, bodies, back, cycle })
}

/// A meeting: its cycle, its agenda, what is owed about it, its history.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (meeting, body) = queries::find(&visit, id).await?;
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let agenda = queries::agenda(db, id).await?;
    let owed = queries::list_owed(db, id).await?;
    let holders = queries::owners(db, &owed, today).await?;
    let planned = Planned {
        body: &body,
        held_on: meeting.held_on,
        lag: u32::try_from(meeting.lag).unwrap_or(10),
        period: told::period_of(&agenda),
    };
    let (cycle, no_calendar) = match plan(&visit, planned, told::progress(&meeting, &agenda)).await? {
        Ok(cycle) => (Some(cycle), String::new()),
        Err(outside) => (None, outside.to_string()),
    };
    let deeds = if visit.actor.is_officer() { told::deeds(&meeting, &owed, today) } else { Default::default() };
    let title = format!("{}, {}", body.name, wording::date(meeting.held_on));
    html(&Show {
        page: visit.page(title).await?,
        not_compliant: told::not_compliant(&meeting, &body),
        no_calendar,
        cycle,
        items: told::items(&agenda, &owed, today),
        owed: told::owed(&owed, &holders, (today, &calendar))?,
        history: queries::history(db, id).await?.into_iter().map(told::event).collect(),
        deeds,
        meeting: told::meeting(&meeting, &body),
    })
}

/// The form by which a meeting gets another day, time or place.
pub(super) async fn ask_move(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (meeting, body) = queries::find(&visit, id).await?;
    let form = Form::of(standing(&meeting));
    draw_move(&visit, (&meeting, &body), form, (None, false), StatusCode::OK).await
}

fn standing(meeting: &meeting::Model) -> Fields {
    Fields::from_pairs([
        ("held_on", meeting.held_on.to_string()),
        ("starts_at", meeting.starts_at.clone()),
        ("venue", meeting.venue.clone()),
        ("lag", meeting.lag.to_string()),
    ])
}

/// Moves a meeting, or shows the cycle that it would have then.
pub(super) async fn reschedule(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let typed = fields.clone();
    let outcome = match Change::read(&fields) {
        Ok(change) if fields.ticked("preview") => return preview_move(&visit, id, typed, change).await,
        Ok(change) => {
            visit.app.write(visit.author()?, move |work| Box::pin(commands::reschedule(work, id, change))).await
        }
        Err(refusal) => Err(Error::refused(refusal)),
    };
    let (form, is_stale, status) = match outcome {
        Ok(moved) => return Ok(visit.done(&format!("/meetings/{id}#history"), &told::dates_changed(moved))),
        Err(Error::Refused(refusal)) => (Form::refused(typed, &*refusal), false, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Error::Stale) => (Form::of(typed), true, StatusCode::CONFLICT),
        Err(error) => return Err(error),
    };
    let (meeting, body) = queries::find(&visit, id).await?;
    draw_move(&visit, (&meeting, &body), form, (None, is_stale), status).await
}

async fn preview_move(visit: &Visit, id: i64, typed: Fields, change: Change) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let agenda = queries::agenda(visit.app.db(), id).await?;
    let lag = change.lag.or(u32::try_from(meeting.lag).ok()).unwrap_or(10);
    let planned = Planned { body: &body, held_on: change.held_on, lag, period: told::period_of(&agenda) };
    let (form, cycle, status) = match plan(visit, planned, told::progress(&meeting, &agenda)).await? {
        Ok(cycle) => (Form::of(typed), Some(cycle), StatusCode::OK),
        Err(outside) => {
            let form = Form::refused(typed, &ScheduleRefusal::Outside(outside));
            (form, None, StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    draw_move(visit, (&meeting, &body), form, (cycle, false), status).await
}

async fn draw_move(
    visit: &Visit,
    (meeting, body): (&meeting::Model, &body::Model),
    form: Form,
    (cycle, is_stale): (Option<CycleView>, bool),
    status: StatusCode,
) -> Result<Response> {
    let page = visit.form_page("Change the day, time or place").await?;
    html_with(status, &Move { page, form, meeting: told::meeting(meeting, body), is_stale, cycle })
}

/// What would be withdrawn with a meeting, and the question why it is cancelled.
pub(super) async fn ask_cancel(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw_cancel(&visit, id, Form::default(), StatusCode::OK).await
}

/// Cancels a meeting.
pub(super) async fn cancel(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let reason = fields.text("reason").to_owned();
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(commands::cancel(work, id, reason))).await;
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/meetings/{id}"), "Meeting cancelled.")),
        Err(Error::Refused(refusal)) => {
            draw_cancel(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_cancel(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let owed = queries::list_owed(visit.app.db(), id).await?;
    let (withdrawn, waiting): (Vec<_>, Vec<_>) =
        owed.into_iter().partition(|row| commands::goes_with_the_meeting(row.subject_kind.0));
    let page = visit.form_page("Cancel the meeting").await?;
    let titles = |rows: Vec<remit_entity::obligation::Model>| rows.into_iter().map(|row| row.title).collect();
    let meeting = told::meeting(&meeting, &body);
    html_with(status, &Cancel { page, form, meeting, withdrawn: titles(withdrawn), waiting: titles(waiting) })
}

/// Records that a meeting took place.
pub(super) async fn hold(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    visit.app.write(visit.author()?, move |work| Box::pin(commands::hold(work, id))).await?;
    Ok(visit.done(&format!("/meetings/{id}"), "Recorded as held."))
}

/// Records that the minutes are drafted.
pub(super) async fn draft_minutes(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    visit.app.write(visit.author()?, move |work| Box::pin(commands::draft_minutes(work, id))).await?;
    Ok(visit.done(&format!("/meetings/{id}"), "Minutes recorded as drafted."))
}
