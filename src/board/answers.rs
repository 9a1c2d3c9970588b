//! The page that a panel's chair opens from a letter: what the panel would tell the Board, and after a code one choice,
//! to approve it or to ask for a change. Opening it changes nothing. Nothing that is taken in private stands on it.

use super::commands::{self, Which};
use super::feedback::{decided, decision, decisions};
use super::queries::{Scene, find_scene};
use super::said::{self, Reader};
use super::views::Answer;
use crate::by_link::{self, Stage, Who};
use crate::error::{Error, Result};
use crate::web::page::secret;
use crate::web::{Asked, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::feedback::{FeedbackRefusal, State};
use remit_domain::obligation::SubjectKind;
use remit_domain::wording;

/// What a link leads to.
struct Opened {
    way: by_link::Opened,
    scene: Scene,
}

/// The feedback behind a link, to read; with the choice, once the code is confirmed.
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
        Who::Nobody => FeedbackRefusal::NobodyNamed,
        Who::Other => FeedbackRefusal::SomebodyElse,
    };
    let form = Form::refused(fields, &refusal);
    draw(&visit, &opened, (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Lets this browser decide, when the code is right.
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

/// The chair decides.
pub(super) async fn decide(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    if !opened.way.is_confirmed(&visit) {
        return Err(Error::NotFound);
    }
    if closed(&visit, &opened).await?.is_some() {
        return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::CONFLICT).await;
    }
    let which = Which { id: opened.scene.feedback.id, version: fields.number("version") };
    let decision = decision(&fields);
    let done = decided(decision.as_ref());
    match visit.app.write(opened.way.author(), move |work| Box::pin(commands::decide(work, which, decision))).await {
        Ok(()) => Ok(visit.done(&opened.way.address(), done)),
        Err(error) => {
            // Drawn from what stands now: it may be what the officer changed in between.
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

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let Some(way) = by_link::find(visit, token, SubjectKind::Feedback).await? else { return Ok(None) };
    let scene = find_scene(visit.app.db(), way.link.subject_id).await?;
    Ok(scene.map(|scene| Opened { way, scene }))
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
    let is_holder = opened.way.holds(visit, post).await?;
    Ok((!is_holder).then_some("This has passed to whoever chairs the panel now."))
}

async fn draw(visit: &Visit, opened: &Opened, (stage, form): (Stage, Form), status: StatusCode) -> Result<Response> {
    let stage = opened.way.stage(visit, closed(visit, opened).await?, stage);
    let scene = &opened.scene;
    let title = format!("Feedback to the Board: {}", scene.panel.short_name);
    let is_form = !matches!(stage, Stage::Closed(_));
    let response = html_with(
        status,
        &Answer {
            page: if is_form { visit.form_page(title).await? } else { visit.page(title).await? },
            address: opened.way.address(),
            version: scene.feedback.version,
            panel: scene.panel.name.clone(),
            board: scene.sitting.board.name.clone(),
            day: wording::date_with_weekday(scene.sitting.meeting.held_on),
            said: said::of(visit.app.db(), scene, Reader::Public).await?,
            stage,
            is_stale: status == StatusCode::CONFLICT,
            people: opened.way.people(),
            decisions: decisions(),
            contact: by_link::contact(visit).await?,
            form,
        },
    )?;
    Ok(secret(response))
}
