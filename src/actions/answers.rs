//! The page that an owner opens from a letter: what was asked, and after a code one field and one choice. Opening
//! it changes nothing; only what a person chose or typed does.

use super::pages::{facts, said};
use super::queries::{self, Thread};
use super::views::Answer;
use crate::acting::{self, Report, Which};
use crate::by_link::{self, Stage, Who};
use crate::error::{Error, Result};
use crate::following;
use crate::holders::holder_of;
use crate::web::page::secret;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::{ActionRefusal, Progress};
use remit_domain::obligation::SubjectKind;

/// What a link leads to.
struct Opened {
    way: by_link::Opened,
    thread: Thread,
}

/// The action behind a link, to read; with the form, once the code is confirmed.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let stage = if asked.ticked("code") { Stage::Code } else { Stage::Who };
    draw(&visit, &opened, (stage, Form::default()), StatusCode::OK).await
}

/// Sends a code to the person to whom the link was issued, when somebody says that they are that person.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let refusal = match by_link::who(&fields) {
        Who::Holder if closed(&visit, &opened).await?.is_none() => {
            return by_link::send_code(&visit, &opened.way).await;
        }
        Who::Holder => return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await,
        Who::Nobody => ActionRefusal::NobodyNamed,
        Who::Other => ActionRefusal::SomebodyElse,
    };
    let form = Form::refused(fields, &refusal);
    draw(&visit, &opened, (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Lets this browser answer, when the code is right.
pub(super) async fn confirm(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    match by_link::confirm(&visit, &opened.way, fields.text("code").to_owned()).await? {
        Ok(response) => Ok(response),
        Err(refusal) => {
            let form = Form::refused(fields, &refusal);
            draw(&visit, &opened, (Stage::Code, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The owner says how far it is.
pub(super) async fn update(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    if !opened.way.is_confirmed(&visit) {
        return Err(Error::NotFound);
    }
    let which = Which { id: opened.thread.action.id, version: fields.number("version") };
    let report = Report {
        progress: fields.word("progress"),
        words: fields.text("update").to_owned(),
        evidence: fields.text("evidence").to_owned(),
    };
    let done = visit.app.write(opened.way.author(), move |work| Box::pin(acting::report(work, which, report))).await;
    match done {
        Ok(()) => Ok(visit.done(&opened.way.address(), "Thank you. The panel's officer can see your answer.")),
        Err(error) => {
            // Drawn from what stands now: it may be what somebody else changed in between.
            let Some(opened) = find(&visit, opened.way.token).await? else { return by_link::gone(&visit).await };
            match error {
                Error::Refused(refusal) => {
                    let form = Form::refused(fields, &*refusal);
                    draw(&visit, &opened, (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await
                }
                Error::Stale => draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::CONFLICT).await,
                error => Err(error),
            }
        }
    }
}

/// Whoever follows it by this link no longer does. Pressing without ticking changes nothing: programs that read mail
/// press buttons too.
pub(super) async fn unfollow(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    if !fields.ticked("stop") {
        return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await;
    }
    let (person, subject) = (opened.way.person.id, (SubjectKind::Action, opened.thread.action.id));
    visit
        .app
        .write(opened.way.author(), move |work| Box::pin(async move { following::stop(work, person, subject).await }))
        .await?;
    Ok(visit.done(&opened.way.address(), "You no longer follow this action."))
}

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let Some(way) = by_link::find(visit, token, SubjectKind::Action).await? else { return Ok(None) };
    let thread = queries::find(visit.app.db(), way.link.subject_id).await?;
    Ok(thread.map(|thread| Opened { way, thread }))
}

/// Why nothing can be answered by this link any more.
async fn closed(visit: &Visit, opened: &Opened) -> Result<Option<&'static str>> {
    if !opened.thread.action.state.is_open() {
        return Ok(Some("This action is closed. You need do nothing more."));
    }
    let is_holder = opened.way.holds(visit, opened.thread.action.owner_post_id).await?;
    Ok((!is_holder).then_some("This action has passed to whoever now holds the post that owes it."))
}

async fn draw(visit: &Visit, opened: &Opened, (stage, form): (Stage, Form), status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let holder = holder_of(db, opened.thread.action.owner_post_id, today).await?;
    let calendar = visit.app.calendar().await?;
    let followers = following::followers(db, (SubjectKind::Action, opened.thread.action.id)).await?;
    let follows = followers.contains(&opened.way.person.id);
    let is_holder = opened.way.holds(visit, opened.thread.action.owner_post_id).await?;
    let why = match closed(visit, opened).await? {
        Some(_) if follows && !is_holder => {
            Some("You moved, seconded or chose to follow this action. You owe nothing.")
        }
        why => why,
    };
    let stage = opened.way.stage(visit, why, stage);
    let title = format!("Action {}", opened.thread.action.reference);
    let is_form = follows || !matches!(stage, Stage::Closed(_));
    let mut facts = facts(&opened.thread, holder, today, &calendar)?;
    let mut told = said(&opened.thread);
    // What is taken in private is read by its owner alone, and behind the code.
    if (!is_holder || stage != Stage::Answer) && opened.thread.item.access.0.is_restricted() {
        facts.text = "Its words concern business taken in private.".to_owned();
        facts.item = opened.thread.item.access.0.title_in_letters(&facts.item);
        told.clear();
    }
    let response = html_with(
        status,
        &Answer {
            page: if is_form { visit.form_page(title).await? } else { visit.page(title).await? },
            address: opened.way.address(),
            facts,
            said: told,
            stage,
            is_stale: status == StatusCode::CONFLICT,
            follows,
            people: opened.way.people(),
            progress: Choice::of_words::<Progress>(),
            contact: by_link::contact(visit).await?,
            form,
        },
    )?;
    Ok(secret(response))
}
