//! The rarer steps of an action, on a page of their own: another owner or date, a pause, going on as something else, a
//! duplicate, withdrawing. For officers.

use super::pages::{facts, said, which};
use super::queries;
use super::views::Steps;
use crate::acting::{self, Change, Conversion, Pause};
use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::{Becomes, Due, DueBy};

/// The page.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// Another owner, another date.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let which = which(id, &fields);
    let by = fields.word::<DueBy>("due");
    let due = Due::chosen(by, fields.date("due_on"));
    if by.is_some() && due.is_none() {
        let form = Form::refused(fields, &remit_domain::action::ActionRefusal::NoDue);
        return draw(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let wanted = Change { owner: fields.number("owner"), due, why: fields.text("change_why").to_owned() };
    deed(&visit, id, fields, "Changed.", move |work| Box::pin(acting::change(work, which, wanted))).await
}

/// It waits.
pub(super) async fn pause(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let which = which(id, &fields);
    let wanted = Pause { why: fields.text("pause_why").to_owned(), review_on: fields.date("review_on") };
    let done = "Paused: its owner is not reminded until the review date.";
    deed(&visit, id, fields, done, move |work| Box::pin(acting::pause(work, which, wanted))).await
}

/// It goes on as something else.
pub(super) async fn convert(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let which = which(id, &fields);
    let wanted = Conversion { becomes: fields.word::<Becomes>("becomes"), answers: fields.number("answers") };
    let done = "Converted: the action is over, and each names the other.";
    deed(&visit, id, fields, done, move |work| Box::pin(acting::convert(work, which, wanted))).await
}

/// The same was asked for twice.
pub(super) async fn link(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, reference) = (which(id, &fields), fields.text("same_as").to_owned());
    deed(&visit, id, fields, "Saved. Both actions stay.", move |work| Box::pin(acting::link(work, which, reference)))
        .await
}

/// It is no longer wanted.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, reason) = (which(id, &fields), fields.text("reason").to_owned());
    deed(&visit, id, fields, "Action withdrawn.", move |work| Box::pin(acting::withdraw(work, which, reason))).await
}

async fn deed<F>(visit: &Visit, id: i64, typed: Fields, done: &str, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    match visit.app.write(visit.author()?, doing).await {
        Ok(()) => Ok(visit.done(&format!("/actions/{id}"), done)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, Form::refused(typed, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(typed), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let thread = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(thread.body.id)?;
    let holder = holder_of(db, thread.action.owner_post_id, today).await?;
    let calendar = visit.app.calendar().await?;
    let state = thread.action.state.0;
    let posts = queries::list_posts(db).await?;
    let view = Steps {
        page: visit.form_page(format!("Change action {}", thread.action.reference)).await?,
        facts: facts(&thread, holder, today, &calendar)?,
        said: said(&thread),
        is_stale: status == StatusCode::CONFLICT,
        is_owed: state.is_owed(),
        is_open: state.is_open(),
        owners: posts.into_iter().map(|post| Choice::new(post.id, post.title)).collect(),
        dues: Choice::of_words::<DueBy>(),
        becomes: Choice::of_words::<Becomes>(),
        form,
    };
    html_with(status, &view)
}
