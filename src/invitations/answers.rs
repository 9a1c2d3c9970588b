//! The page that somebody invited opens from a letter. Opening it changes nothing; only what a person chose does. A
//! letter may lead to it with an answer chosen already: it is sent by whoever reads it, never by the address.

use super::commands::{self, Given};
use super::pages::{facts, standing};
use super::queries::{self, Invitation};
use super::views::{AnswerPage, Gone};
use crate::error::{Error, Result};
use crate::links;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Author;
use axum::http::header::{HeaderName, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use remit_domain::invitation::{Answer, may_answer};
use remit_domain::obligation::SubjectKind;
use remit_domain::word::Word;
use remit_entity::{council, person};
use sea_orm::EntityTrait;

/// What a link leads to.
struct Opened {
    token: String,
    person: person::Model,
    invitation: Invitation,
}

/// The invitation behind a link.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let stands = standing(&opened.invitation);
    let chosen = asked.word::<Answer>("answer").filter(|answer| *answer != Answer::None);
    let fields = match chosen {
        Some(answer) => Fields::from_pairs([
            ("answer", answer.word()),
            ("deputy", stands.raw("deputy")),
            ("note", stands.raw("note")),
        ]),
        None => stands,
    };
    draw(&visit, &opened, Form::of(fields), StatusCode::OK).await
}

/// Takes the answer.
pub(super) async fn answer(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    if passed(&opened) {
        return draw(&visit, &opened, Form::of(fields), StatusCode::OK).await;
    }
    let id = opened.invitation.row.id;
    let done = match Given::read(&fields) {
        Ok(given) => visit.app.write(author(&opened), move |work| Box::pin(commands::answer(work, id, given))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match done {
        Ok(()) => Ok(visit.done(&address(&opened.token), "Thank you. The panel's officer can see your answer.")),
        Err(error) => {
            // Drawn from what stands now: it may be what somebody else changed in between.
            let Some(opened) = find(&visit, opened.token).await? else { return gone(&visit).await };
            match error {
                Error::Refused(refusal) => {
                    let form = Form::refused(fields, &*refusal);
                    draw(&visit, &opened, form, StatusCode::UNPROCESSABLE_ENTITY).await
                }
                Error::Stale => draw(&visit, &opened, Form::of(fields), StatusCode::CONFLICT).await,
                error => Err(error),
            }
        }
    }
}

fn author(opened: &Opened) -> Author {
    Author::ByLink { id: opened.person.id, name: opened.person.name.clone() }
}

fn address(token: &str) -> String {
    format!("/answer/invitation/{token}")
}

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let link = links::find(db, &token).await?.filter(|link| link.subject_kind.0 == SubjectKind::Invitation);
    let Some(link) = link else { return Ok(None) };
    let person = person::Entity::find_by_id(link.person_id).one(db).await?;
    let invitation = queries::find(db, link.subject_id, today).await?;
    Ok(person.zip(invitation).map(|(person, invitation)| Opened { token, person, invitation }))
}

/// Whether somebody else holds the post by now, to whom the invitation passed.
fn passed(opened: &Opened) -> bool {
    opened.invitation.holder.as_ref().is_none_or(|holder| holder.id != opened.person.id)
}

/// The answers, as the reader gives them.
fn answers() -> Vec<Choice> {
    vec![
        Choice::new(Answer::Attend.word(), "I will attend"),
        Choice::new(Answer::Deputy.word(), "I will send a deputy"),
        Choice::new(Answer::Decline.word(), "I cannot attend, and nobody can come for me"),
    ]
}

async fn draw(visit: &Visit, opened: &Opened, form: Form, status: StatusCode) -> Result<Response> {
    let Invitation { item, meeting, .. } = &opened.invitation;
    let closed = match may_answer(item.state.0, meeting.state.0, meeting.held_on, visit.app.clock().today()) {
        Err(refusal) => refusal.to_string(),
        Ok(()) if passed(opened) => {
            "This invitation has passed to whoever now holds the post. You need do nothing more.".to_owned()
        }
        Ok(()) => String::new(),
    };
    let title = "Invitation to attend";
    let response = html_with(
        status,
        &AnswerPage {
            page: if closed.is_empty() { visit.form_page(title).await? } else { visit.page(title).await? },
            action: address(&opened.token),
            facts: facts(&opened.invitation, false),
            is_stale: status == StatusCode::CONFLICT,
            answers: answers(),
            contact: contact(visit).await?,
            closed,
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
