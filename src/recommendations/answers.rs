//! The page that an addressee, or whoever leads the work, opens from a letter: what was recommended, its dates, and after
//! a code the arrival, the answer, or how it goes on. Opening it changes nothing.

use super::answer_pages::{answering, offer};
use super::commands::{self, Which};
use super::queries::{self, Thread};
use super::views::{ByLink, MaySay, Offer};
use super::{answering as replying, deeds, shown};
use crate::by_link::{self, Opened, Stage, Who};
use crate::error::{Error, Result};
use crate::web::page::secret;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::Progress;
use remit_domain::obligation::SubjectKind;
use remit_domain::recommendation::{RecommendationRefusal, State};
use remit_domain::word::Word as _;

async fn find(visit: &Visit, token: String) -> Result<Option<(Opened, Thread)>> {
    let Some(opened) = by_link::find(visit, token, SubjectKind::Recommendation).await? else { return Ok(None) };
    let thread = queries::find(visit.app.db(), opened.link.subject_id).await?;
    Ok(thread.map(|thread| (opened, thread)))
}

/// The recommendation behind a link, to read; with the fields, once the code is confirmed.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let stage = if asked.ticked("code") { Stage::Code } else { Stage::Who };
    let arrived = thread.row.received_on.map(|on| on.to_string()).unwrap_or_default();
    let form = Form::of(Fields::from_pairs([("on", arrived)]));
    draw(&visit, (&opened, &thread), (stage, form), StatusCode::OK).await
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
        Who::Nobody => RecommendationRefusal::NobodyNamed,
        Who::Other => RecommendationRefusal::SomebodyElse,
    };
    let form = Form::refused(fields, &refusal);
    draw(&visit, (&opened, &thread), (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Lets this browser answer, when the code is right.
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

/// It arrived.
pub(super) async fn received(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let which = Which { id: thread.row.id, version: fields.number("version") };
    let dates = (fields.date("on"), None);
    deed(&visit, opened, fields, move |work| Box::pin(commands::acknowledge(work, which, dates))).await
}

/// The answer, for this one and for whatever else waits for the same post.
pub(super) async fn answer(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let waiting = queries::list_waiting(visit.app.db(), &thread.row).await?;
    let ids: Vec<i64> = waiting.iter().map(|one| one.id).collect();
    let mut answering = answering(&fields, &ids);
    answering.received_on = Some(visit.app.clock().today());
    deed(&visit, opened, fields, move |work| Box::pin(replying::answer(work, answering))).await
}

/// How it goes on.
pub(super) async fn progress(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some((opened, thread)) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let which = Which { id: thread.row.id, version: fields.number("version") };
    let report = deeds::report(&fields);
    deed(&visit, opened, fields, move |work| Box::pin(commands::report(work, which, report))).await
}

/// Does a deed and leads back to the link; refused or stale, draws what stands now with what was typed.
async fn deed<F>(visit: &Visit, opened: Opened, fields: Fields, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    if !opened.is_confirmed(visit) {
        return Err(Error::NotFound);
    }
    let error = match visit.app.write(opened.author(), doing).await {
        Ok(()) => return Ok(visit.done(&opened.address(), "Thank you. The body's officer can see what you said.")),
        Err(error) => error,
    };
    let Some((opened, thread)) = find(visit, opened.token).await? else { return by_link::gone(visit).await };
    let (form, status) = match error {
        Error::Refused(refusal) => (Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY),
        Error::Stale => (Form::of(fields), StatusCode::CONFLICT),
        error => return Err(error),
    };
    draw(visit, (&opened, &thread), (Stage::Who, form), status).await
}

/// What whoever has the link may say now, by the posts that they hold.
async fn may(visit: &Visit, opened: &Opened, thread: &Thread) -> Result<MaySay> {
    let row = &thread.row;
    let is_addressee = opened.holds(visit, row.post_id).await?;
    let leads = match row.lead_post_id {
        Some(lead) => opened.holds(visit, lead).await?,
        None => false,
    };
    let steps = shown::may(thread);
    Ok(MaySay {
        received: is_addressee && row.state.0 == State::Submitted,
        answer: is_addressee && steps.answer,
        progress: (is_addressee || leads) && steps.report,
    })
}

/// Why nothing can be said by this link any more.
async fn closed(visit: &Visit, opened: &Opened, thread: &Thread) -> Result<Option<&'static str>> {
    if !thread.row.state.0.is_open() {
        return Ok(Some("This recommendation is closed. You need do nothing more."));
    }
    let row = &thread.row;
    let mut holds = opened.holds(visit, row.post_id).await?;
    if let Some(lead) = row.lead_post_id.filter(|_| !holds) {
        holds = opened.holds(visit, lead).await?;
    }
    if !holds {
        return Ok(Some("This recommendation has passed to whoever now holds the post that owes it."));
    }
    let said = may(visit, opened, thread).await?;
    let has_something = said.received || said.answer || said.progress;
    Ok((!has_something).then_some("Nothing is waiting for you here now. We will write when something is."))
}

async fn draw(
    visit: &Visit,
    (opened, thread): (&Opened, &Thread),
    (stage, form): (Stage, Form),
    status: StatusCode,
) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let stage = opened.stage(visit, closed(visit, opened, thread).await?, stage);
    let may = may(visit, opened, thread).await?;
    let waiting = match may.answer {
        true => queries::list_waiting(db, &thread.row).await?,
        false => Vec::new(),
    };
    let offer: Offer = offer(visit, waiting, &form).await?;
    let title = format!("Recommendation {}", thread.row.reference);
    let is_form = !matches!(stage, Stage::Closed(_));
    let mut facts = shown::facts(db, thread, today, &calendar).await?;
    let (mut answers, mut said) = (shown::answers(db, thread).await?, shown::said(thread));
    let holds = opened.holds(visit, thread.row.post_id).await?
        || opened.holds(visit, thread.row.lead_post_id.unwrap_or(thread.row.post_id)).await?;
    let access = thread.item.access.0;
    // Until the code has shown who reads, the link alone tells nothing of what was taken in private; whoever gave the
    // post up reads no more of it at all.
    if !holds || stage != Stage::Answer && access.is_restricted() {
        answers.clear();
        said.clear();
        facts.indicator = None;
        if access.is_restricted() {
            facts.text = by_link::PRIVATE.to_owned();
            facts.item = access.title_in_letters(&facts.item);
        }
    }
    let page = ByLink {
        page: if is_form { visit.form_page(title).await? } else { visit.page(title).await? },
        address: opened.address(),
        facts,
        answers,
        said,
        stage,
        is_stale: status == StatusCode::CONFLICT,
        people: opened.people(),
        may,
        offer,
        progress: [Progress::StillInProgress, Progress::Done].map(|one| Choice::new(one.word(), one.label())).to_vec(),
        contact: by_link::contact(visit).await?,
        form,
    };
    Ok(secret(html_with(status, &page)?))
}
