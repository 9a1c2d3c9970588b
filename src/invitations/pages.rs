//! The officer's page of an invitation: how it stands, and the answer that somebody gave by telephone.

use super::commands::{self, Given};
use super::queries::{self, Invitation};
use super::views::{EventView, Facts, Show};
use crate::error::{Error, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveTime;
use remit_domain::invitation::{self, Answer, may_answer};
use remit_domain::word::Word;
use remit_domain::{london, wording};

/// What an invitation is about. Of an item that not everybody may read, neither title nor purpose.
pub(super) fn facts(found: &Invitation, sees_all: bool) -> Facts {
    let Invitation { row, item, meeting, body, .. } = found;
    let is_open = sees_all || !item.access.0.is_restricted();
    let time = meeting.starts_at.parse::<NaiveTime>();
    Facts {
        body: body.name.clone(),
        item: if is_open { item.title.clone() } else { item.access.0.title_in_letters(&item.title) },
        purpose: if is_open { item.purpose.clone() } else { String::new() },
        posts: found.posts.iter().map(|post| post.title.clone()).collect(),
        day_iso: meeting.held_on.to_string(),
        day: wording::date_with_weekday(meeting.held_on),
        time: time.map_or_else(|_| meeting.starts_at.clone(), london::time_of_day),
        about: found.at.map(london::time_of_day).unwrap_or_default(),
        venue: meeting.venue.clone(),
        answer: match row.answer.0 {
            Answer::None => String::new(),
            answer => invitation::words(answer, &row.deputy),
        },
        note: row.note.clone(),
        has_declined: row.answer.0 == Answer::Decline,
        version: row.version,
    }
}

/// The three answers, as somebody else records them.
fn answers() -> Vec<Choice> {
    let all = [Answer::Attend, Answer::Deputy, Answer::Decline];
    all.into_iter().map(|answer| Choice::new(answer.word(), answer.label())).collect()
}

/// A form with the answer that stands.
pub(super) fn standing(found: &Invitation) -> Fields {
    let row = &found.row;
    let answer = if row.answer.0 == Answer::None { "" } else { row.answer.0.word() };
    Fields::from_pairs([("answer", answer), ("deputy", &row.deputy), ("note", &row.note)])
}

async fn followed(visit: &Visit, id: i64) -> Result<Invitation> {
    let found = queries::find(visit.app.db(), id, visit.app.clock().today()).await?.ok_or(Error::NotFound)?;
    visit.must_follow(found.body.id)?;
    Ok(found)
}

/// How an invitation stands.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let found = followed(&visit, id).await?;
    let form = Form::of(standing(&found));
    draw(&visit, &found, form, StatusCode::OK).await
}

/// Records an answer that an officer was told.
pub(super) async fn answer(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let done = match Given::read(&fields) {
        Ok(given) => visit.app.write(visit.author()?, move |work| Box::pin(commands::answer(work, id, given))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match done {
        Ok(()) => Ok(visit.done(&format!("/invitations/{id}"), "Answer recorded.")),
        Err(Error::Refused(refusal)) => {
            let found = followed(&visit, id).await?;
            draw(&visit, &found, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let found = followed(&visit, id).await?;
            draw(&visit, &found, Form::of(fields), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, found: &Invitation, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let closed = may_answer(found.item.state.0, found.meeting.state.0, found.meeting.held_on, today);
    let history = queries::history(db, found.row.id).await?.into_iter().map(|row| EventView {
        title: row.deed,
        by: row.by,
        at_iso: row.at.to_rfc3339(),
        at: format!("{}, {}", wording::date(london::date_in_london(row.at)), london::time_in_london(row.at)),
        lines: row.detail.lines().map(str::to_owned).collect(),
    });
    html_with(
        status,
        &Show {
            page: visit.form_page(format!("Invitation: {}", found.post)).await?,
            action: format!("/invitations/{}/answer", found.row.id),
            facts: facts(found, true),
            item_href: format!("/items/{}", found.item.id),
            meeting_href: format!("/meetings/{}", found.meeting.id),
            holder: found.holder.as_ref().map_or_else(|| "vacant".to_owned(), |person| person.name.clone()),
            may_record: visit.actor.is_officer() && closed.is_ok(),
            closed: closed.err().map(|refusal| refusal.to_string()).unwrap_or_default(),
            is_stale: status == StatusCode::CONFLICT,
            answers: answers(),
            history: history.collect(),
            form,
        },
    )
}
