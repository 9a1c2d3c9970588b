//! The page that a panel's chair opens from a letter: what the panel would tell the Board, and after a code one choice,
//! to approve it or to ask for a change. Opening it changes nothing. Nothing that is taken in private stands on it.

use super::commands::{self, Which};
use super::feedback::{decided, decision, decisions};
use super::queries::{Scene, find_scene};
use super::said::{self, Reader};
use super::views::{Answer, Gone, Stage};
use crate::codes::{self, KEPT_FOR};
use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::links;
use crate::web::cookies::Cookie;
use crate::web::page::secret;
use crate::web::visit::set_cookie;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Author;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::feedback::{FeedbackRefusal, State};
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

/// The feedback behind a link, to read; with the choice, once the code is confirmed.
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
        "" => Some(FeedbackRefusal::NobodyNamed),
        _ => Some(FeedbackRefusal::SomebodyElse),
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

/// Lets this browser decide, when the code is right.
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
            let mut response = visit.done(&path, "Thank you. You can decide now.");
            let kept = Some(KEPT_FOR.num_seconds());
            set_cookie(&mut response, &Cookie::Answer.set(visit.https(), &session, &path, kept));
            Ok(response)
        }
        Err(refusal) => {
            let form = Form::refused(fields, &refusal);
            draw(&visit, &opened, (Stage::Code, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The chair decides.
pub(super) async fn decide(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    if visit.actor.link != Some(opened.link.id) {
        return Err(Error::NotFound);
    }
    if closed(&visit, &opened).await?.is_some() {
        return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::CONFLICT).await;
    }
    let which = Which { id: opened.scene.feedback.id, version: fields.number("version") };
    let decision = decision(&fields);
    let done = decided(decision.as_ref());
    match visit.app.write(author(&opened), move |work| Box::pin(commands::decide(work, which, decision))).await {
        Ok(()) => Ok(visit.done(&address(&opened), done)),
        Err(error) => {
            // Drawn from what stands now: it may be what the officer changed in between.
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

fn author(opened: &Opened) -> Author {
    Author::ByLink { id: opened.person.id, name: opened.person.name.clone() }
}

fn address(opened: &Opened) -> String {
    format!("/answer/feedback/{}", opened.token)
}

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let db = visit.app.db();
    let Some(link) = links::find(db, &token).await?.filter(|link| link.subject_kind.0 == SubjectKind::Feedback) else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(link.person_id).one(db).await?;
    let scene = find_scene(db, link.subject_id).await?;
    Ok(person.zip(scene).map(|(person, scene)| Opened { token, link, person, scene }))
}

/// Why nothing can be decided by this link any more.
async fn closed(visit: &Visit, opened: &Opened) -> Result<Option<&'static str>> {
    match opened.scene.feedback.state.0 {
        State::Drafted => {}
        State::Approved | State::Submitted => return Ok(Some("This feedback is approved. You need do nothing more.")),
        State::Lapsed => return Ok(Some("The Board meeting has passed. You need do nothing more.")),
        State::Owed | State::ChangeAsked => {
            return Ok(Some("The officer is writing this feedback. You will have a letter when it is ready."));
        }
    }
    let panel = &opened.scene.panel;
    let Some(post) = panel.chair_post_id else { return Ok(Some("This panel has no chair now.")) };
    let holder = holder_of(visit.app.db(), post, visit.app.clock().today()).await?;
    let is_holder = holder.and_then(|holder| holder.person).is_some_and(|person| person.id == opened.person.id);
    Ok((!is_holder).then_some("This has passed to whoever chairs the panel now."))
}

async fn draw(visit: &Visit, opened: &Opened, (stage, form): (Stage, Form), status: StatusCode) -> Result<Response> {
    let stage = match closed(visit, opened).await? {
        Some(why) => Stage::Closed(why),
        None if visit.actor.link == Some(opened.link.id) => Stage::Decide,
        None => stage,
    };
    let scene = &opened.scene;
    let title = format!("Feedback to the Board: {}", scene.panel.short_name);
    let is_form = !matches!(stage, Stage::Closed(_));
    let response = html_with(
        status,
        &Answer {
            page: if is_form { visit.form_page(title).await? } else { visit.page(title).await? },
            token: opened.token.clone(),
            version: scene.feedback.version,
            panel: scene.panel.name.clone(),
            board: scene.sitting.board.name.clone(),
            day: wording::date_with_weekday(scene.sitting.meeting.held_on),
            said: said::of(visit.app.db(), scene, Reader::Public).await?,
            stage,
            is_stale: status == StatusCode::CONFLICT,
            people: vec![
                Choice::new("holder", format!("I am {}", opened.person.name)),
                Choice::new("other", "I am somebody else"),
            ],
            decisions: decisions(),
            contact: contact(visit).await?,
            form,
        },
    )?;
    Ok(secret(response))
}

async fn gone(visit: &Visit) -> Result<Response> {
    let page = visit.page("This link does not work any more").await?;
    Ok(secret(html_with(StatusCode::NOT_FOUND, &Gone { page, contact: contact(visit).await? })?))
}

async fn contact(visit: &Visit) -> Result<String> {
    Ok(council::Entity::find().one(visit.app.db()).await?.map(|council| council.contact_email).unwrap_or_default())
}
