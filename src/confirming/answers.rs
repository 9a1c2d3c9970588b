//! The page that the chair opens from a letter: the draft minutes, and after a code one page to approve them or to ask
//! for a change. Opening it changes nothing.

use super::commands;
use super::queries::{self, Scene};
use super::views::{Answer, Gone, Stage};
use crate::codes::{self, KEPT_FOR};
use crate::error::{Error, Result};
use crate::links;
use crate::resolving;
use crate::web::cookies::Cookie;
use crate::web::visit::set_cookie;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use crate::work::{Author, Doing, Work};
use axum::http::header::{HeaderName, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use remit_domain::action::ActionRefusal;
use remit_domain::minutes_print::{Reader, print};
use remit_domain::minutes_state::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::wording;
use remit_entity::{council, link, person};
use sea_orm::EntityTrait;

/// What a link leads to.
struct Opened {
    token: String,
    link: link::Model,
    person: person::Model,
    scene: Scene,
}

/// The minutes behind a link, to read; with the form, once the code is confirmed.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let stage = if asked.ticked("code") { Stage::Code } else { Stage::Who };
    draw(&visit, &opened, (stage, Form::default()), StatusCode::OK).await
}

/// Sends a code to the person to whom the link was issued, when somebody says that they are that person.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let refusal = match fields.text("who") {
        "holder" if closed(&visit, &opened).await?.is_some() => {
            return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await;
        }
        "holder" => None,
        "" => Some(ActionRefusal::NobodyNamed),
        _ => Some(ActionRefusal::SomebodyElse),
    };
    if let Some(refusal) = refusal {
        let form = Form::refused(fields, &refusal);
        return draw(&visit, &opened, (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (link, browser) = (opened.link.clone(), visit.browser()?);
    visit
        .app
        .write(author(&opened), move |work| Box::pin(async move { codes::ask(work, &link, &browser).await }))
        .await?;
    Ok(visit.done(&format!("{}?code=sent", address(&opened)), "We have sent you a code."))
}

/// Lets this browser answer, when the code is right.
pub(super) async fn confirm(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let (link, browser, typed) = (opened.link.clone(), visit.browser()?, fields.text("code").to_owned());
    let tried = visit
        .app
        .write(author(&opened), move |work| {
            Box::pin(async move { codes::confirm(work, &link, &browser, &typed).await })
        })
        .await?;
    match tried {
        Ok(session) => {
            let path = address(&opened);
            let mut response = visit.done(&path, "Thank you. You can answer now.");
            let cookie = Cookie::Answer.set(visit.https(), &session, &path, Some(KEPT_FOR.num_seconds()));
            set_cookie(&mut response, &cookie);
            Ok(response)
        }
        Err(refusal) => {
            let form = Form::refused(fields, &refusal);
            draw(&visit, &opened, (Stage::Code, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The chair approves them.
pub(super) async fn approve(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = answering(&visit, token).await? else { return gone(&visit).await };
    let (id, version) = (opened.scene.meeting.id, fields.number("version"));
    let said = "Thank you. The minutes are approved, and the panel's officer is told.";
    deed(&visit, (opened, fields), said, move |work| Box::pin(commands::approve(work, id, version))).await
}

/// The chair asks for a change.
pub(super) async fn change(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = answering(&visit, token).await? else { return gone(&visit).await };
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
    match visit.app.write(author(&opened), what).await {
        Ok(()) => Ok(visit.done(&address(&opened), said)),
        Err(error) => {
            // Drawn from what stands now: it may be what somebody else changed in between.
            let Some(opened) = find(visit, opened.token).await? else { return gone(visit).await };
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

fn author(opened: &Opened) -> Author {
    Author::ByLink { id: opened.person.id, name: opened.person.name.clone() }
}

fn address(opened: &Opened) -> String {
    format!("/answer/meeting/{}", opened.token)
}

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let db = visit.app.db();
    let Some(link) = links::find(db, &token).await?.filter(|link| link.subject_kind.0 == SubjectKind::Meeting) else {
        return Ok(None);
    };
    let Some(person) = person::Entity::find_by_id(link.person_id).one(db).await? else { return Ok(None) };
    let scene = queries::find(db, link.subject_id).await?;
    Ok(Some(Opened { token, link, person, scene }))
}

/// The same, for a browser that has confirmed its code, while the link's person holds the chair.
async fn answering(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let Some(opened) = find(visit, token).await? else { return Ok(None) };
    if visit.actor.link != Some(opened.link.id) || !holds_chair(visit, &opened).await? {
        return Err(Error::NotFound);
    }
    Ok(Some(opened))
}

async fn holds_chair(visit: &Visit, opened: &Opened) -> Result<bool> {
    let chair = queries::chair(visit.app.db(), &opened.scene.body, visit.app.clock().today()).await?;
    Ok(chair.is_some_and(|chair| chair.id == opened.person.id))
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
    let stage = match closed(visit, opened).await? {
        Some(why) => Stage::Closed(why),
        None if visit.actor.link == Some(opened.link.id) => Stage::Answer,
        None => stage,
    };
    let scene = &opened.scene;
    let is_chair = holds_chair(visit, opened).await?;
    let whole = resolving::gather(db, &scene.meeting).await?;
    // Until the code has shown who reads, the link alone opens no business that was taken in private.
    let reader = match stage {
        Stage::Answer => queries::reader_of(db, &scene.body, (opened.person.id, today)).await?,
        _ => Reader::Public,
    };
    let is_form = !matches!(stage, Stage::Closed(_));
    let response = html_with(
        status,
        &Answer {
            page: if is_form { visit.form_page("Draft minutes").await? } else { visit.page("Draft minutes").await? },
            token: opened.token.clone(),
            body: scene.body.name.clone(),
            day: wording::date_with_weekday(scene.meeting.held_on),
            version: scene.kept.as_ref().map_or(1, |kept| kept.version),
            stage,
            is_stale: status == StatusCode::CONFLICT,
            people: vec![
                Choice::new("holder", format!("I am {}", opened.person.name)),
                Choice::new("other", "I am somebody else"),
            ],
            contact: contact(visit).await?,
            blocks: if is_chair { print(&whole, reader) } else { Vec::new() },
            form,
        },
    )?;
    Ok(quiet(response))
}

async fn gone(visit: &Visit) -> Result<Response> {
    let page = visit.page("This link does not work any more").await?;
    Ok(quiet(html_with(StatusCode::NOT_FOUND, &Gone { page, contact: contact(visit).await? })?))
}

async fn contact(visit: &Visit) -> Result<String> {
    Ok(council::Entity::find().one(visit.app.db()).await?.map(|council| council.contact_email).unwrap_or_default())
}

/// The address is the key: it is told to no other site and found by no search engine.
fn quiet(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    response
}
