//! The page that an owner opens from a letter: what was asked, and after a code one field and one choice. Opening
//! it changes nothing; only what a person chose or typed does.

use super::pages::{facts, said};
use super::queries::{self, Thread};
use super::views::{Answer, Gone, Stage};
use crate::acting::{self, Report, Which};
use crate::codes::{self, KEPT_FOR};
use crate::error::{Error, Result};
use crate::following;
use crate::holders::holder_of;
use crate::links;
use crate::web::cookies::Cookie;
use crate::web::visit::set_cookie;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Author;
use axum::http::header::{HeaderName, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use remit_domain::action::{ActionRefusal, Progress};
use remit_domain::obligation::SubjectKind;
use remit_entity::{council, link, person};
use sea_orm::EntityTrait;

/// What a link leads to.
struct Opened {
    token: String,
    link: link::Model,
    person: person::Model,
    thread: Thread,
}

/// The action behind a link, to read; with the form, once the code is confirmed.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let stage = if asked.ticked("code") { Stage::Code } else { Stage::Who };
    draw(&visit, &opened, (stage, Form::default()), StatusCode::OK).await
}

/// Sends a code to the person to whom the link was issued, when somebody says that they are that person.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let refusal = match fields.text("who") {
        "holder" => match closed(&visit, &opened).await? {
            None => None,
            Some(_) => return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await,
        },
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
            set_cookie(
                &mut response,
                &Cookie::Answer.set(visit.https(), &session, &path, Some(KEPT_FOR.num_seconds())),
            );
            Ok(response)
        }
        Err(refusal) => {
            let form = Form::refused(fields, &refusal);
            draw(&visit, &opened, (Stage::Code, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The owner says how far it is.
pub(super) async fn update(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    if visit.actor.link != Some(opened.link.id) {
        return Err(Error::NotFound);
    }
    let which = Which { id: opened.thread.action.id, version: fields.number("version") };
    let report = Report {
        progress: fields.word("progress"),
        words: fields.text("update").to_owned(),
        evidence: fields.text("evidence").to_owned(),
    };
    let done = visit.app.write(author(&opened), move |work| Box::pin(acting::report(work, which, report))).await;
    match done {
        Ok(()) => Ok(visit.done(&address(&opened), "Thank you. The panel's officer can see your answer.")),
        Err(error) => {
            // Drawn from what stands now: it may be what somebody else changed in between.
            let Some(opened) = find(&visit, opened.token).await? else { return gone(&visit).await };
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
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    if !fields.ticked("stop") {
        return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await;
    }
    let (person, subject) = (opened.person.id, (SubjectKind::Action, opened.thread.action.id));
    visit
        .app
        .write(author(&opened), move |work| Box::pin(async move { following::stop(work, person, subject).await }))
        .await?;
    Ok(visit.done(&address(&opened), "You no longer follow this action."))
}

fn author(opened: &Opened) -> Author {
    Author::ByLink { id: opened.person.id, name: opened.person.name.clone() }
}

fn address(opened: &Opened) -> String {
    format!("/answer/action/{}", opened.token)
}

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let db = visit.app.db();
    let Some(link) = links::find(db, &token).await?.filter(|link| link.subject_kind.0 == SubjectKind::Action) else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(link.person_id).one(db).await?;
    let thread = queries::find(db, link.subject_id).await?;
    Ok(person.zip(thread).map(|(person, thread)| Opened { token, link, person, thread }))
}

/// Why nothing can be answered by this link any more.
async fn closed(visit: &Visit, opened: &Opened) -> Result<Option<&'static str>> {
    if !opened.thread.action.state.is_open() {
        return Ok(Some("This action is closed. You need do nothing more."));
    }
    let is_holder = is_holder(visit, opened).await?;
    Ok((!is_holder).then_some("This action has passed to whoever now holds the post that owes it."))
}

async fn is_holder(visit: &Visit, opened: &Opened) -> Result<bool> {
    let today = visit.app.clock().today();
    let holder = holder_of(visit.app.db(), opened.thread.action.owner_post_id, today).await?;
    Ok(holder.and_then(|holder| holder.person).is_some_and(|person| person.id == opened.person.id))
}

async fn draw(visit: &Visit, opened: &Opened, (stage, form): (Stage, Form), status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let holder = holder_of(db, opened.thread.action.owner_post_id, today).await?;
    let calendar = visit.app.calendar().await?;
    let followers = following::followers(db, (SubjectKind::Action, opened.thread.action.id)).await?;
    let follows = followers.contains(&opened.person.id);
    let is_holder = is_holder(visit, opened).await?;
    let stage = match closed(visit, opened).await? {
        Some(_) if follows && !is_holder => Stage::Follows,
        Some(why) => Stage::Closed(why),
        None if visit.actor.link == Some(opened.link.id) => Stage::Answer,
        None => stage,
    };
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
            token: opened.token.clone(),
            facts,
            said: told,
            stage,
            is_stale: status == StatusCode::CONFLICT,
            follows,
            people: vec![
                Choice::new("holder", format!("I am {}", opened.person.name)),
                Choice::new("other", "I am somebody else"),
            ],
            progress: Choice::of_words::<Progress>(),
            contact: contact(visit).await?,
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
