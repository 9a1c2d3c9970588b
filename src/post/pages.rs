//! The doors to the letters, for officers: in a demonstration this is the post box.
//!
//! A letter's HTML part is never shown inside our own pages; the message itself can be downloaded.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use remit_domain::letter::State;
use remit_domain::word::Word;
use remit_entity::letter;

use super::commands;
use super::queries::{self, A_PAGE, Asking};
use super::sheet::Letterhead;
use super::views::{Conversation, List, Row, Show, addressed, colour, moment};
use crate::error::{Error, Result};
use crate::web::{Asked, Choice, Fields, Path, Visit, html};

/// The list.
pub(super) async fn list(visit: Visit, Asked(fields): Asked) -> Result<Response> {
    let asking = Asking { state: fields.word("state"), person: fields.text("person").to_owned(), page: fields.page() };
    let (letters, count, number) = queries::list(visit.app.db(), &asking).await?;
    let kept = form_urlencoded::Serializer::new(String::new())
        .append_pair("state", asking.state.map_or("", Word::word))
        .append_pair("person", &asking.person)
        .finish();
    html(&List {
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
    let letter = queries::find(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    let attempts = queries::list_attempts(visit.app.db(), id).await?;
    let from = Letterhead::find(&visit.app).await?.from;
    let readable = may_be_read(&visit, &letter);
    let state = *letter.state;
    html(&Show {
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
        subject: letter.subject,
    })
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
pub(super) async fn bounced(visit: Visit, Path(id): Path<i64>, _form: Fields) -> Result<Response> {
    let by = visit.author()?;
    visit.app.write(by, move |work| Box::pin(commands::record_bounce(work, id))).await?;
    Ok(visit.done(&format!("/letters/{id}"), "It is recorded that this letter came back."))
}

/// With its code or link an officer could act in the reader's name.
fn may_be_read(visit: &Visit, letter: &letter::Model) -> bool {
    !letter.kind.is_secret() || visit.app.is_demo()
}
