//! The steps of one recommendation, sent from its page: each leads back to it; refused or stale, the page is drawn as it
//! stands now with what was typed.

use super::commands::{self, Report, Which};
use super::ending;
use super::pages::draw;
use crate::error::{Error, Result};
use crate::tellings::{self, Section, Telling};
use crate::web::{Fields, Form, Path, Visit};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::letter::Kind as Letter;
use remit_entity::recommendation;

fn which(id: i64, fields: &Fields) -> Which {
    Which { id, version: fields.number("version") }
}

/// What is said when it is done, and how the form that was sent calls a field that several forms of the page have.
type Told<'t> = (&'t str, Option<(&'t str, &'t str)>);

async fn deed<F>(visit: &Visit, id: i64, typed: Fields, (done, renamed): Told<'_>, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    match visit.app.write(visit.author()?, doing).await {
        Ok(()) => Ok(visit.done(&format!("/recommendations/{id}"), done)),
        Err(Error::Refused(refusal)) => {
            let mut form = Form::refused(typed, &*refusal);
            if let Some((usual, here)) = renamed {
                for problem in form.problems.iter_mut().filter(|problem| problem.field == usual) {
                    here.clone_into(&mut problem.field);
                }
            }
            draw(visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(typed), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// The Board endorsed it.
pub(super) async fn endorse(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, meeting) = (which(id, &fields), fields.number("board_meeting"));
    deed(&visit, id, fields, ("Endorsement recorded.", None), move |work| {
        Box::pin(commands::endorse(work, which, meeting))
    })
    .await
}

/// When it arrived, and when the notice was given.
pub(super) async fn dates(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, dates) = (which(id, &fields), (fields.date("on"), fields.date("notice_on")));
    deed(&visit, id, fields, ("Dates recorded.", None), move |work| Box::pin(commands::acknowledge(work, which, dates)))
        .await
}

/// A Cabinet meeting considered it.
pub(super) async fn considered(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, meeting) = (which(id, &fields), fields.number("cabinet"));
    let told = ("Recorded.", Some(("meeting", "cabinet")));
    deed(&visit, id, fields, told, move |work| Box::pin(commands::consider(work, which, meeting))).await
}

/// The answer was published.
pub(super) async fn publish(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, on, link) = (which(id, &fields), fields.date("published_on"), fields.text("link").to_owned());
    let done = "Publication recorded: the answer now stands on the public page.";
    deed(&visit, id, fields, (done, Some(("on", "published_on"))), move |work| {
        Box::pin(commands::publish(work, which, on, link))
    })
    .await
}

/// How it goes on, as the officer heard it.
pub(super) async fn progress(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, report) = (which(id, &fields), report(&fields));
    deed(&visit, id, fields, ("Progress recorded.", None), move |work| Box::pin(commands::report(work, which, report)))
        .await
}

pub(super) fn report(fields: &Fields) -> Report {
    Report {
        progress: fields.word("progress"),
        words: fields.text("update").to_owned(),
        evidence: fields.text("evidence").to_owned(),
    }
}

/// The body does not agree that it is complete.
pub(super) async fn disagree(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, missing) = (which(id, &fields), fields.text("missing").to_owned());
    let done = "Recorded: it goes on.";
    deed(&visit, id, fields, (done, None), move |work| Box::pin(commands::disagree(work, which, missing))).await
}

/// The body closed it.
pub(super) async fn close(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, decided) = (which(id, &fields), (fields.word("closed_as"), fields.number("meeting")));
    let why = fields.text("why").to_owned();
    let done = "Recommendation closed.";
    deed(&visit, id, fields, (done, None), move |work| Box::pin(ending::close(work, which, decided, why))).await
}

/// The body withdrew it.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, meeting) = (which(id, &fields), fields.number("withdrawn_at"));
    let reason = fields.text("reason").to_owned();
    let done = "Recommendation withdrawn.";
    deed(&visit, id, fields, (done, Some(("meeting", "withdrawn_at"))), move |work| {
        Box::pin(ending::withdraw(work, which, reason, meeting))
    })
    .await
}

/// It waits.
pub(super) async fn pause(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, why, until) = (which(id, &fields), fields.text("pause_why").to_owned(), fields.date("review_on"));
    let done = "Recommendation paused.";
    deed(&visit, id, fields, (done, None), move |work| Box::pin(ending::pause(work, which, why, until))).await
}

/// It is taken up again.
pub(super) async fn resume(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let which = which(id, &fields);
    deed(&visit, id, fields, ("Taken up again.", None), move |work| Box::pin(ending::resume(work, which))).await
}

/// It takes the new wording of its part; whoever has it already is told.
pub(super) async fn reword(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let which = which(id, &fields);
    let done = "The new wording stands. The clock is unchanged.";
    deed(&visit, id, fields, (done, None), move |work| {
        Box::pin(async move {
            let row = commands::reword(work, which).await?;
            tell_of_wording(work, &row).await
        })
    })
    .await
}

async fn tell_of_wording(work: &Work, row: &recommendation::Model) -> Result<()> {
    if row.received_on.is_none() {
        return Ok(());
    }
    let Some(told) = super::serving::about(work, row).await? else { return Ok(()) };
    let mut says = vec![format!(
        "The {} changed the wording of a recommendation that you were sent, on item “{}”. Your dates do not change.",
        told.body, told.item
    )];
    if !told.is_private {
        says.push(format!("It now reads: “{}”", row.text));
    }
    let address =
        crate::links::address(work, told.person, remit_domain::obligation::SubjectKind::Recommendation, row.id);
    let section = Section {
        subject: format!("Recommendation {}: the wording was changed", row.reference),
        heading: format!("Recommendation {}", row.reference),
        says,
        link_lead: "The recommendation:".to_owned(),
        link: address.await?,
        ..Section::default()
    };
    let telling = Telling {
        kind: Letter::SourceChanged,
        person_id: told.person,
        occasion: format!("source-recommendation-{}-{}", row.id, row.part_version),
        section,
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    };
    tellings::tell(work, telling).await
}
