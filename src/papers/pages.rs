//! The pages of papers: the report as it stands now, and the page from which an agenda is published.

use super::commands::{self, Notice};
use super::gather::{self, Purpose};
use super::queries::{self, Placed};
use super::views::{FrozenView, Live, Publish};
use crate::error::{OrRefuse, Result};
use crate::web::{Fields, Form, Path, Visit, html};
use askama::Template;
use axum::response::Response;
use remit_domain::wording;

/// The covering report of an item as it stands now.
pub(super) async fn report(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let placed = queries::find(db, id).await?;
    visit.must_follow(placed.body.id)?;
    let gathered = gather::covering_report(db, &placed, (visit.app.clock().today(), Purpose::Preview)).await?;
    let warnings = if visit.actor.is_officer() { gathered.warnings } else { Vec::new() };
    html(&Live {
        page: visit.page(format!("{}: covering report", placed.item.title)).await?,
        back: format!("/items/{id}"),
        warnings,
        paper: queries::find_paper(db, id).await?.map(|paper| paper.id),
        html: gathered.report.render()?,
    })
}

/// What publishing now would mean: how many clear days, which reports, what would be printed as to follow.
pub(super) async fn ask_publish(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let (meeting, body) = queries::find_meeting(db, id).await?;
    visit.must_follow(body.id)?;
    meeting.state.0.publish_agenda().or_refuse()?;
    let mut reports = Vec::new();
    for item in queries::list_reported(db, id).await? {
        let placed = Placed { item, meeting: meeting.clone(), body: body.clone() };
        let gathered = gather::covering_report(db, &placed, (today, Purpose::Print)).await?;
        reports.push(FrozenView {
            href: format!("/items/{}/report", placed.item.id),
            title: placed.item.title,
            warnings: gathered.warnings,
            follows: gathered.follows,
        });
    }
    let notice = Notice {
        given: visit.app.calendar().await?.clear_days(today, meeting.held_on)?,
        wanted: u32::try_from(body.clear_days).unwrap_or(5),
    };
    html(&Publish {
        page: visit.form_page("Publish the agenda").await?,
        form: Form::default(),
        id,
        back: format!("/meetings/{id}"),
        body: body.name,
        day: wording::date_with_weekday(meeting.held_on),
        clear_days: notice.words(),
        is_compliant: notice.is_compliant(),
        reports,
    })
}

/// Publishes an agenda, however late.
pub(super) async fn publish(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let reason = fields.text("reason").to_owned();
    let deed = visit.app.write(visit.author()?, move |work| Box::pin(commands::publish(work, id, reason)));
    let notice = deed.await?;
    let sentence = if notice.is_compliant() {
        format!("Agenda published with {}.", notice.words())
    } else {
        format!("Agenda published. It is not compliant: {}.", notice.words())
    };
    Ok(visit.done(&format!("/meetings/{id}"), &sentence))
}
