//! An item: what is known of it, and the form by which an officer takes the next step.

use super::super::queries::{self, Placed};
use super::super::report;
use super::super::steps::{self, Taking};
use super::super::told;
use super::super::views::{FactView, GroupView, InvitedView, NextView, Show};
use super::owners;
use crate::clearance::Clearance;
use crate::error::{Error, Result};
use crate::inviting;
use crate::matters;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::agenda::{self, MATTERS_ARISING};
use remit_domain::agenda_steps::Step;
use remit_domain::agenda_times;
use remit_domain::meeting::ItemKind;
use remit_domain::word::Word;
use remit_entity::{agenda_item, meeting};

/// An item: who is invited, what was asked for, where its report and its resolution are, and what may happen next.
pub(in crate::items) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (item, meeting, body) = queries::find(&visit, id).await?;
    let form = Form::of(Fields::from_pairs([("report_post", typed_post(&item))]));
    draw(&visit, (item, meeting, body), form, StatusCode::OK).await
}

fn typed_post(item: &agenda_item::Model) -> String {
    item.report_post_id.map(|id| id.to_string()).unwrap_or_default()
}

/// Takes the next step.
pub(in crate::items) async fn step(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Taking::read(&fields) {
        Ok(taking) => visit.app.write(visit.author()?, move |work| Box::pin(steps::take(work, id, taking))).await,
        Err(refusal) => Err(refusal),
    };
    let (form, status) = match outcome {
        Ok(()) => return Ok(visit.done(&format!("/items/{id}"), "Recorded.")),
        Err(Error::Refused(refusal)) => (Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY),
        Err(Error::Stale) => (Form::of(fields), StatusCode::CONFLICT),
        Err(error) => return Err(error),
    };
    let placed = queries::find(&visit, id).await?;
    draw(&visit, placed, form, status).await
}

/// What may happen next. Deferring has a page of its own.
async fn next(visit: &Visit, item: &agenda_item::Model, meeting: &meeting::Model) -> Result<NextView> {
    let offered: Vec<Step> =
        Step::ALL.iter().copied().filter(|step| item.state.0.offers(*step, meeting.state.0)).collect();
    let offers = |steps: &[Step]| offered.iter().any(|step| steps.contains(step));
    let resolved = queries::is_resolved(visit.app.db(), item.id).await?;
    Ok(NextView {
        asks_owner: offers(&[Step::Follow]) || offers(&[Step::Commission]) && item.report_post_id.is_none(),
        asks_promise: offers(&[Step::Follow]),
        asks_late_reason: offers(&[Step::Follow, Step::Table]),
        asks_reason: offers(&[Step::Withdraw]),
        asks_outcome: offers(&[Step::Consider]) && !resolved,
        may_defer: offers(&[Step::Defer]),
        steps: offered
            .iter()
            .filter(|step| **step != Step::Defer)
            .map(|step| Choice::new(step.word(), step.label()))
            .collect(),
        owners: owners(visit).await?,
    })
}

/// When the item begins.
async fn begins(
    visit: &Visit,
    item: &agenda_item::Model,
    meeting: &meeting::Model,
) -> Result<Option<chrono::NaiveTime>> {
    let items = queries::list(visit.app.db(), meeting.id).await?;
    let begun = agenda_times::begin_at(told::starts(meeting), &told::minutes(&items));
    let own = items.iter().position(|one| one.id == item.id).filter(|_| item.state.0.is_taken());
    // Without any time on the agenda there is nothing to reckon with.
    let is_timed = items.iter().any(|one| one.minutes.is_some());
    Ok(own.filter(|_| is_timed).and_then(|at| begun.get(at).copied()))
}

fn for_minutes(item: &agenda_item::Model) -> Vec<String> {
    [agenda::urgency_sentence(&item.urgent_reason), agenda::lateness_sentence(&item.late_reason)]
        .into_iter()
        .flatten()
        .collect()
}

async fn owner(visit: &Visit, item: &agenda_item::Model) -> Result<Option<String>> {
    let posts = queries::list_owners(visit.app.db()).await?;
    Ok(posts.into_iter().find(|post| Some(post.id) == item.report_post_id).map(|post| post.title))
}

/// What is still open, on the page of the item that is there for it.
async fn arising(visit: &Visit, item: &agenda_item::Model, body: i64) -> Result<Option<Vec<GroupView>>> {
    if item.subject != MATTERS_ARISING || !visit.actor.follows(body) {
        return Ok(None);
    }
    Ok(Some(told::matters(&matters::list(visit.app.db(), body, Clearance::of(visit).await?.reader(body)).await?)))
}

async fn draw(visit: &Visit, (item, meeting, body): Placed, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let is_officer = visit.actor.is_officer();
    let invited = inviting::list(db, [item.id], today).await?.remove(&item.id).unwrap_or_default();
    let also = queries::list_bodies(db, item.id).await?;
    let names: Vec<String> = also.iter().map(|body| body.name.clone()).collect();
    let short: Vec<String> = also.iter().map(|body| body.short_name.clone()).collect();
    let bodies: Vec<i64> =
        also.iter().map(|body| body.id).chain([body.id]).filter(|id| visit.actor.follows(*id)).collect();
    let owner = owner(visit, &item).await?;
    let matters = arising(visit, &item, body.id).await?;
    let stands: Vec<FactView> = if status == StatusCode::CONFLICT {
        told::stands(&item, owner.as_deref(), &names, &invited)
    } else {
        Vec::new()
    };
    html_with(
        status,
        &Show {
            page: if is_officer {
                visit.form_page(item.title.clone()).await?
            } else {
                visit.page(item.title.clone()).await?
            },
            tags: told::tags(&item, &short),
            facts: told::facts(&item, owner.as_deref(), begins(visit, &item, &meeting).await?),
            next: if is_officer { next(visit, &item, &meeting).await? } else { NextView::default() },
            for_minutes: for_minutes(&item),
            report: item.report.lines().map(str::to_owned).collect(),
            may_write: is_officer && report::may_write(&item, meeting.state.0).is_ok(),
            has_report: item.kind.0 == ItemKind::Performance,
            paper: queries::find_paper(db, item.id).await?.map(|paper| paper.id),
            invited: invited
                .iter()
                .map(|one| InvitedView { who: told::invited_in_words(one), words: one.words.clone() })
                .collect(),
            asked: queries::list_asked(db, item.id).await?.iter().map(told::asked).collect(),
            linked: told::placed(&queries::list_linked(db, &item).await?),
            thread: told::placed(&queries::list_thread(db, &item, &bodies).await?),
            topic: queries::find_topic(db, item.id).await?.map(|topic| topic.title).unwrap_or_default(),
            programme_href: format!("/panels/{}/programme", body.slug),
            may_change: is_officer && agenda::may_change(meeting.state.0).is_ok(),
            may_ask: is_officer && meeting.state.0.is_ahead() && !item.state.0.is_over(),
            was_held: told::was_held(&meeting),
            meeting: told::meeting(&meeting, &body),
            id: item.id,
            version: item.version,
            title: item.title,
            also: names,
            stands,
            matters,
            is_officer,
            form,
        },
    )
}
