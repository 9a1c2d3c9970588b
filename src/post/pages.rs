//! The doors to the letters, for officers: in a demonstration this is the post box.
//!
//! A letter's HTML part is never shown inside our own pages; the message itself can be downloaded.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use remit_domain::letter::State;
use remit_domain::word::Word;
use remit_entity::letter;

use super::commands;
use super::queries::{self, A_PAGE, Asking};
use super::sheet::Letterhead;
use super::views::{Conversation, InDoubt, List, Reported, Row, Show, addressed, colour, finish, moment};
use crate::error::{Error, Result};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};

/// The list.
pub(super) async fn list(visit: Visit, Asked(fields): Asked) -> Result<Response> {
    let asking = Asking { state: fields.word("state"), person: fields.text("person").to_owned(), page: fields.page() };
    let (letters, count, number) = queries::list(visit.app.db(), &asking).await?;
    let kept = form_urlencoded::Serializer::new(String::new())
        .append_pair("state", asking.state.map_or("", Word::word))
        .append_pair("person", &asking.person)
        .finish();
    let db = visit.app.db();
    let now = visit.app.clock().now();
    let waiting = queries::count_waiting(db, now).await?;
    html(&List {
        finish: finish(waiting, visit.app.site().mail.mail_per_minute, now),
        standings: queries::list_standings(db).await?.into_iter().map(|node| node.relay).collect(),
        doubtful: queries::list_doubtful(db).await?.iter().map(InDoubt::of).collect(),
        page: visit.page("Letters").await?,
        states: Choice::of_words::<State>(),
        state: asking.state.map_or("", Word::word).to_owned(),
        person: asking.person,
        count,
        rows: letters.iter().map(Row::of).collect(),
        page_number: usize::try_from(number).unwrap_or(usize::MAX),
        pages: usize::try_from(count.div_ceil(A_PAGE)).unwrap_or(usize::MAX),
        pages_href: format!("/letters?{kept}&page="),
    })
}

/// One letter.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    html(&shown(&visit, id, Form::default()).await?)
}

async fn shown(visit: &Visit, id: i64, form: Form) -> Result<Show> {
    let db = visit.app.db();
    let letter = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    let attempts = queries::list_attempts(db, id).await?;
    let from = Letterhead::find(&visit.app).await?.from;
    let readable = may_be_read(visit, &letter);
    let state = *letter.state;
    let again = queries::find_again(db, id).await?;
    let may_go_again = state.may_be_written_again().is_ok() && !letter.kind.is_secret() && again.is_none();
    Ok(Show {
        page: visit.form_page(letter.subject.clone()).await?,
        href: format!("/letters/{id}"),
        from: addressed(&from.name, &from.address),
        to: addressed(&letter.to_name, &letter.to_address),
        kind: letter.kind.label(),
        state: state.label(),
        colour: colour(state),
        sent: letter.sent_at.map_or_else(|| "Not handed over".to_owned(), moment),
        next: letter.next_try_at.filter(|_| state != State::Sending).map(moment).unwrap_or_default(),
        trouble: letter.last_error.clone(),
        is_dead: state == State::Dead,
        is_uncertain: state == State::Uncertain,
        is_double: letter.copies > 1,
        text: if readable {
            letter.text.clone()
        } else {
            "The code in this letter is for its reader alone.".to_owned()
        },
        message_id: letter.message_id.clone(),
        has_message: readable,
        can_bounce: state.may_have_left(),
        conversations: attempts.iter().map(Conversation::of).collect(),
        reports: queries::list_bounces(db, id).await?.iter().map(Reported::of).collect(),
        again_of: letter.again_of_id.map(|id| format!("/letters/{id}")).unwrap_or_default(),
        again: again.map(|id| format!("/letters/{id}")).unwrap_or_default(),
        may_go_again,
        address: if form.is_wrong() { form.value("email").to_owned() } else { letter.to_address.clone() },
        fates: fates(),
        entry: form,
        subject: letter.subject,
    })
}

/// What may have become of a letter in doubt.
fn fates() -> Vec<Choice> {
    vec![
        Choice::new("arrived", "It arrived: the relay’s log says so"),
        Choice::new("again", "It did not arrive: send it again"),
        Choice::new("leave", "Leave it: no second copy is sent"),
    ]
}

/// The message as it goes over the line.
pub(super) async fn message(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let letter = queries::find(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    if !may_be_read(&visit, &letter) {
        return Err(Error::NotFound);
    }
    let bytes = Letterhead::find(&visit.app).await?.over(&letter).to_bytes().map_err(Error::refused)?;
    let name = format!("attachment; filename=\"letter-{id}.eml\"");
    Ok(([(CONTENT_TYPE, "message/rfc822".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// An officer saw the letter come back.
pub(super) async fn bounced(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let words = fields.text("words").to_owned();
    let by = visit.author()?;
    visit.app.write(by, move |work| Box::pin(async move { commands::record_bounce(work, id, &words).await })).await?;
    Ok(visit.done(&format!("/letters/{id}"), "It is recorded that this letter came back."))
}

/// An officer says what became of a letter in doubt.
pub(super) async fn settled(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let by = visit.author()?;
    let chosen = fields.text("fate").to_owned();
    match chosen.as_str() {
        "arrived" => {
            visit.app.write(by, move |work| Box::pin(commands::note_arrived(work, id))).await?;
            Ok(visit.done(&format!("/letters/{id}"), "It is recorded that this letter arrived at the relay."))
        }
        "leave" => {
            visit.app.write(by, move |work| Box::pin(commands::leave(work, id))).await?;
            Ok(visit.done(&format!("/letters/{id}"), "The letter is left as it is. No second copy is sent."))
        }
        "again" => {
            let letter = queries::find(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
            send_again(visit, id, letter.to_address).await
        }
        _ => {
            let mut form = Form::of(fields);
            form.add("fate", "Choose what became of the letter.");
            let view = shown(&visit, id, form).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

/// The letter is written again, to the address that was typed.
pub(super) async fn again(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let address = fields.text("email").to_owned();
    let by = visit.author()?;
    let typed = address.clone();
    let done =
        visit.app.write(by, move |work| Box::pin(async move { commands::write_again(work, id, &address).await })).await;
    match done {
        Ok(newer) => Ok(visit.done(&format!("/letters/{newer}"), &format!("The letter goes again, to {typed}."))),
        Err(Error::Refused(refusal)) if refusal.field().is_some() => {
            let view = shown(&visit, id, Form::refused(fields, refusal.as_ref())).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error),
    }
}

async fn send_again(visit: Visit, id: i64, address: String) -> Result<Response> {
    let by = visit.author()?;
    let newer = visit
        .app
        .write(by, move |work| Box::pin(async move { commands::write_again(work, id, &address).await }))
        .await?;
    Ok(visit.done(&format!("/letters/{newer}"), "The letter goes again, under a Message-ID of its own."))
}

/// With its code or link an officer could act in the reader's name.
fn may_be_read(visit: &Visit, letter: &letter::Model) -> bool {
    !letter.kind.is_secret() || visit.app.is_demo()
}
