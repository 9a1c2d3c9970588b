//! The pages of papers before they are out: the report as it stands now, and the checklist from which an agenda is
//! published.

use super::checklist;
use super::commands::{self, Publishing};
use super::drafts;
use super::gather::{self, Purpose};
use super::queries;
use super::views::{FrozenView, Live, Publish};
use crate::error::{Error, OrRefuse, Result};
use crate::inspection;
use crate::web::{Fields, Form, Path, Visit, html, html_with};
use crate::word_file;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::meeting::ItemKind;
use remit_domain::publication::Notice;
use remit_domain::{london, wording};

/// The report of an item as it stands now: the covering report that Remit writes, or what was typed.
pub(super) async fn report(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (placed, warnings, written) = written(&visit, id).await?;
    let is_performance = placed.item.kind.0 == ItemKind::Performance;
    html(&Live {
        page: visit
            .page(format!("{}: {}", placed.item.title, if is_performance { "covering report" } else { "report" }))
            .await?,
        back: format!("/items/{id}"),
        warnings: if visit.actor.is_officer() { warnings } else { Vec::new() },
        paper: queries::find_paper(visit.app.db(), id)
            .await?
            .filter(|paper| !paper.access.0.is_restricted())
            .map(|paper| paper.id),
        html: written,
        file: format!("/items/{id}/report.docx"),
    })
}

/// The same as a Word file.
pub(super) async fn report_file(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (placed, _, written) = written(&visit, id).await?;
    word_file::download(&placed.item.title, &written, &visit.app.site().url)
}

/// The report of an item as it reads now, with what an officer should look at.
async fn written(visit: &Visit, id: i64) -> Result<(queries::Placed, Vec<String>, String)> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let placed = queries::find(db, id).await?;
    visit.must_follow(placed.body.id)?;
    if placed.item.kind.0 == ItemKind::Performance || placed.item.report.trim().is_empty() {
        let gathered = gather::covering_report(db, &placed, (today, Purpose::Preview)).await?;
        let html = gathered.report.render()?;
        return Ok((placed, gathered.warnings, html));
    }
    let html = drafts::draft(db, &placed, today, "").await?.html;
    Ok((placed, Vec::new(), html))
}

/// The checklist, and the form that publishes.
pub(super) async fn ask_publish(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, (Form::default(), StatusCode::OK)).await
}

/// Publishes an agenda, however late.
pub(super) async fn publish(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let done = match Publishing::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::publish(work, id, wanted))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match done {
        Ok(published) => Ok(visit.done(&format!("/meetings/{id}"), &published.words())),
        Err(Error::Refused(refusal)) if refusal.field().is_some() => {
            let form = Form::refused(fields, &*refusal);
            draw(&visit, id, (form, StatusCode::UNPROCESSABLE_ENTITY)).await
        }
        Err(Error::Stale) => draw(&visit, id, (Form::of(fields), StatusCode::CONFLICT)).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, (form, status): (Form, StatusCode)) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let found = queries::find_meeting(db, id).await?;
    visit.must_follow(found.1.id)?;
    found.0.state.0.publish_agenda().or_refuse()?;
    let scene = queries::scene(db, found).await?;
    let (now, calendar) = (visit.app.clock().now(), visit.app.calendar().await?);
    let notice = Notice {
        given: inspection::clear_days_from(db, &calendar, now, scene.meeting.held_on).await?,
        wanted: u32::try_from(scene.body.clear_days).unwrap_or(5),
    };
    let (tasks, reports): (_, Vec<FrozenView>) = checklist::gather(db, &scene, (today, notice)).await?;
    html_with(
        status,
        &Publish {
            page: visit.form_page("Publish the agenda").await?,
            form,
            is_stale: status == StatusCode::CONFLICT,
            id,
            back: format!("/meetings/{id}"),
            day: wording::date_with_weekday(scene.meeting.held_on),
            version: scene.meeting.version,
            clear_days: notice.words(),
            is_compliant: notice.is_compliant(),
            convened: commands::convened_before(&scene.meeting)
                .and(scene.meeting.convened_on)
                .map(wording::date_with_weekday)
                .unwrap_or_default(),
            cut_off: london::time_of_day(inspection::cut_off(db).await?),
            body: scene.bodies,
            tasks,
            reports,
        },
    )
}
