//! The pages of meetings: read what was typed, let a command do it, and draw what stands now. Nothing is
//! decided here.

use super::commands::{self, Wanted};
use super::cycle::{self, Planned, Progress};
use super::views::{CycleView, New, Show};
use super::{queries, returns, told};
use crate::error::{Error, Result};
use crate::inviting;
use crate::quorum;
use crate::web::{Asked, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::meeting::ScheduleRefusal;
use remit_domain::wording;

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
        Ok(cycle) => (Some(cycle).filter(|_| meeting.state.0.stands()), String::new()),
        Err(outside) => (None, outside.to_string()),
    };
    let invited = inviting::list(db, agenda.items.iter().map(|item| item.id), today).await?;
    let joint = queries::joint(db, &meeting).await?;
    let deeds = if visit.actor.is_officer() { told::deeds(&meeting, &owed, today) } else { Default::default() };
    let title = format!("{}, {}", body.name, wording::date(meeting.held_on));
    html(&Show {
        page: visit.page(title).await?,
        not_compliant: told::not_compliant(&meeting, &body),
        no_calendar,
        cycle,
        items: told::items(&agenda, &invited, (&owed, today)),
        ended: told::ended(&meeting, queries::successor(db, &meeting).await?.as_ref()),
        returns: returns::list(db, &meeting).await?,
        attendance: quorum::summary(db, &meeting).await?,
        may_record: visit.actor.is_officer() && meeting.state.0.stands(),
        joint: joint.into_iter().map(|body| body.name).collect(),
        presided: queries::presided(db, &meeting).await?,
        owed: told::owed(&owed, &holders, (today, &calendar))?,
        history: queries::history(db, id).await?.into_iter().map(told::event).collect(),
        deeds,
        meeting: told::meeting(&meeting, &body),
    })
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
