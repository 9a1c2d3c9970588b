//! The page that the chair opens from a letter: the draft minutes, and after a code one page to approve them or to ask
//! for a change. Opening it changes nothing.

use super::commands;
use super::queries::{self, Scene};
use super::views::Answer;
use crate::by_link::{self, Stage, Who};
use crate::error::{Error, Result};
use crate::resolving;
use crate::web::page::secret;
use crate::web::{Asked, Fields, Form, Path, Visit, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::ActionRefusal;
use remit_domain::minutes_print::{Reader, print};
use remit_domain::minutes_state::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::wording;

/// What a link leads to.
struct Opened {
    way: by_link::Opened,
    scene: Scene,
}

/// The minutes behind a link, to read; with the form, once the code is confirmed.
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

/// The chair approves them.
pub(super) async fn approve(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = answering(&visit, token).await? else { return by_link::gone(&visit).await };
    let (id, version) = (opened.scene.meeting.id, fields.number("version"));
    let said = "Thank you. The minutes are approved, and the panel's officer is told.";
    deed(&visit, (opened, fields), said, move |work| Box::pin(commands::approve(work, id, version))).await
}

/// The chair asks for a change.
pub(super) async fn change(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = answering(&visit, token).await? else { return by_link::gone(&visit).await };
    let (id, asked) = (opened.scene.meeting.id, (fields.number("version"), fields.text("words").to_owned()));
    let said = "Thank you. The panel's officer is told what you ask for.";
    deed(&visit, (opened, fields), said, move |work| Box::pin(commands::ask_change(work, id, asked))).await
}

async fn deed(
    visit: &Visit,
    (opened, fields): (Opened, Fields),
    said: &str,
    what: impl FnOnce(&Work) -> Doing<'_, ()> + Send + 'static,
) -> Result<Response> {
    match visit.app.write(opened.way.author(), what).await {
        Ok(()) => Ok(visit.done(&opened.way.address(), said)),
        Err(error) => {
            // Drawn from what stands now: it may be what somebody else changed in between.
            let Some(opened) = find(visit, opened.way.token).await? else { return by_link::gone(visit).await };
            match error {
                Error::Refused(refusal) => {
                    let form = Form::refused(fields, &*refusal);
                    draw(visit, &opened, (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await
                }
                Error::Stale => draw(visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::CONFLICT).await,
                error => Err(error),
            }
        }
    }
}

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let Some(way) = by_link::find(visit, token, SubjectKind::Meeting).await? else { return Ok(None) };
    let scene = queries::find(visit.app.db(), way.link.subject_id).await?;
    Ok(Some(Opened { way, scene }))
}

/// The same, for a browser that has confirmed its code, while the link's person holds the chair.
async fn answering(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let Some(opened) = find(visit, token).await? else { return Ok(None) };
    if !opened.way.is_confirmed(visit) || !holds_chair(visit, &opened).await? {
        return Err(Error::NotFound);
    }
    Ok(Some(opened))
}

async fn holds_chair(visit: &Visit, opened: &Opened) -> Result<bool> {
    let chair = queries::chair(visit.app.db(), &opened.scene.body, visit.app.clock().today()).await?;
    Ok(chair.is_some_and(|chair| chair.id == opened.way.person.id))
}

/// Why nothing can be answered by this link any more.
async fn closed(visit: &Visit, opened: &Opened) -> Result<Option<&'static str>> {
    if !holds_chair(visit, opened).await? {
        return Ok(Some("These minutes have passed to whoever now holds the chair."));
    }
    Ok(match opened.scene.state() {
        State::WithChair => None,
        State::ChangeAsked if opened.scene.kept.as_ref().is_some_and(|kept| kept.asked.is_empty()) => {
            Some("Something in these minutes has changed since they were sent to you. You will have them again.")
        }
        State::ChangeAsked => Some("You have asked for a change. You will have them again when they are mended."),
        State::ChairChecked => Some("You have approved these minutes. You need do nothing more."),
        State::Typed => Some("These minutes are still being written."),
        State::Published | State::Confirmed | State::Amended => {
            Some("These minutes are published. You need do nothing more.")
        }
    })
}

async fn draw(visit: &Visit, opened: &Opened, (stage, form): (Stage, Form), status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let stage = opened.way.stage(visit, closed(visit, opened).await?, stage);
    let scene = &opened.scene;
    let is_chair = holds_chair(visit, opened).await?;
    let whole = resolving::gather(db, &scene.meeting).await?;
    // Until the code has shown who reads, the link alone opens no business that was taken in private.
    let reader = match stage {
        Stage::Answer => queries::reader_of(db, &scene.body, (opened.way.person.id, today)).await?,
        _ => Reader::Public,
    };
    let is_form = !matches!(stage, Stage::Closed(_));
    let response = html_with(
        status,
        &Answer {
            page: if is_form { visit.form_page("Draft minutes").await? } else { visit.page("Draft minutes").await? },
            address: opened.way.address(),
            body: scene.body.name.clone(),
            day: wording::date_with_weekday(scene.meeting.held_on),
            version: scene.kept.as_ref().map_or(1, |kept| kept.version),
            stage,
            is_stale: status == StatusCode::CONFLICT,
            people: opened.way.people(),
            contact: by_link::contact(visit).await?,
            blocks: if is_chair { print(&whole, reader) } else { Vec::new() },
            form,
        },
    )?;
    Ok(secret(response))
}
