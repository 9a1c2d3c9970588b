//! The page that whoever a comment was given to opens from a letter: the comment, and after a code one field. Opening it
//! changes nothing.

use super::commands::{self, Which};
use super::pages::facts;
use super::queries::{self, Thread};
use super::views::ByLink;
use crate::by_link::{self, Opened, Stage, Who};
use crate::error::{Error, Result};
use crate::web::page::secret;
use crate::web::{Asked, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::comment::{CommentRefusal, State};
use remit_domain::obligation::SubjectKind;

async fn find(visit: &Visit, token: String) -> Result<Option<(Opened, Thread)>> {
    let Some(opened) = by_link::find(visit, token, SubjectKind::Comment).await? else { return Ok(None) };
    let thread = queries::find(visit.app.db(), opened.link.subject_id).await?;
    Ok(thread.map(|thread| (opened, thread)))
}

/// The comment behind a link, to read; with the field, once the code is confirmed.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let stage = if asked.ticked("code") { Stage::Code } else { Stage::Who };
    draw(&visit, (&opened, &thread), (stage, Form::default()), StatusCode::OK).await
}

/// Sends a code to the person to whom the link was issued, when somebody says that they are that person.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let refusal = match by_link::who(&fields) {
        Who::Holder if closed(&visit, &opened, &thread).await?.is_none() => {
            return by_link::send_code(&visit, &opened).await;
        }
        Who::Holder => {
            return draw(&visit, (&opened, &thread), (Stage::Who, Form::of(fields)), StatusCode::OK).await;
        }
        Who::Nobody => CommentRefusal::NobodyNamed,
        Who::Other => CommentRefusal::SomebodyElse,
    };
    let form = Form::refused(fields, &refusal);
    draw(&visit, (&opened, &thread), (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Lets this browser reply, when the code is right.
pub(super) async fn confirm(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    match by_link::confirm(&visit, &opened, fields.text("code").to_owned()).await? {
        Ok(response) => Ok(response),
        Err(refusal) => {
            let form = Form::refused(fields, &refusal);
            draw(&visit, (&opened, &thread), (Stage::Code, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The reply.
pub(super) async fn reply(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    if !opened.is_confirmed(&visit) {
        return Err(Error::NotFound);
    }
    let which = Which { id: thread.row.id, version: fields.number("version") };
    let words = fields.text("reply").to_owned();
    let done = visit.app.write(opened.author(), move |work| Box::pin(commands::reply(work, which, words))).await;
    let error = match done {
        Ok(()) => return Ok(visit.done(&opened.address(), "Thank you. The body's officer can see your reply.")),
        Err(error) => error,
    };
    let Some((opened, thread)) = find(&visit, opened.token).await? else { return by_link::gone(&visit).await };
    let (form, status) = match error {
        Error::Refused(refusal) => (Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY),
        Error::Stale => (Form::of(fields), StatusCode::CONFLICT),
        error => return Err(error),
    };
    draw(&visit, (&opened, &thread), (Stage::Who, form), status).await
}

/// Why nothing can be said by this link any more.
async fn closed(visit: &Visit, opened: &Opened, thread: &Thread) -> Result<Option<&'static str>> {
    if thread.row.state.0 == State::Withdrawn {
        return Ok(Some("This comment was withdrawn. You need do nothing more."));
    }
    let holds = opened.holds(visit, thread.row.post_id).await?;
    Ok((!holds).then_some("This comment has passed to whoever now holds the post that it was given to."))
}

async fn draw(
    visit: &Visit,
    (opened, thread): (&Opened, &Thread),
    (stage, form): (Stage, Form),
    status: StatusCode,
) -> Result<Response> {
    let stage = opened.stage(visit, closed(visit, opened, thread).await?, stage);
    let title = format!("Comment {}", thread.row.reference);
    let is_form = !matches!(stage, Stage::Closed(_));
    let mut facts = facts(visit, thread).await?;
    let holds = opened.holds(visit, thread.row.post_id).await?;
    let access = thread.item.access.0;
    if !holds || stage != Stage::Answer && access.is_restricted() {
        facts.reply = String::new();
        facts.replied = String::new();
        if access.is_restricted() {
            facts.text = by_link::PRIVATE.to_owned();
            facts.item = access.title_in_letters(&facts.item);
        }
    }
    let page = ByLink {
        page: if is_form { visit.form_page(title).await? } else { visit.page(title).await? },
        address: opened.address(),
        facts,
        stage,
        is_stale: status == StatusCode::CONFLICT,
        people: opened.people(),
        contact: by_link::contact(visit).await?,
        form,
    };
    Ok(secret(html_with(status, &page)?))
}
