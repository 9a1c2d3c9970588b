//! One letter of the coming weeks: as text, as HTML and with its headers, written by the writer that writes it in earnest;
//! and what an officer decides about it.

use super::choosing;
use super::coming_views::Coming;
use super::index::{names, play, subject};
use super::why;
use crate::error::{Error, OrRefuse, Result};
use crate::post::Letterhead;
use crate::rehearsal::{Played, Rung};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use remit_domain::sending::ChoiceRefusal;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::letter;
use std::time::Duration;

/// A letter that was on the list a moment ago is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A letter's HTML runs nothing, loads nothing, and stands only inside our own page.
const LETTER_ALONE: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/// One letter as it would go.
pub(super) async fn show(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    match find(&visit, asked.text("letter")).await? {
        Some(one) => draw(&visit, one, Form::default(), StatusCode::OK).await,
        None => Ok(gone(&visit)),
    }
}

fn gone(visit: &Visit) -> Response {
    visit.done("/reminders", "That letter would not go any more as it was. Here is what would go now.")
}

/// The letter of a name, if it would still go.
async fn find(visit: &Visit, name: &str) -> Result<Option<Played>> {
    if name.is_empty() {
        return Ok(None);
    }
    let run = play(visit, PATIENCE).await?.run;
    Ok(run.and_then(|run| run.played.iter().find(|one| one.name() == name).cloned()))
}

/// The letter as its reader would have it: what a trial does to it is said beside it.
fn as_meant(one: &Played) -> letter::Model {
    let (name, address) = one.reader();
    let mut letter = one.letter.clone();
    letter.to_name = name.to_owned();
    letter.to_address = address.to_owned();
    letter.subject = subject(one);
    if !letter.meant_for.is_empty() {
        letter.text = letter.text.split_once("\n\n").map(|(_, text)| text.to_owned()).unwrap_or_default();
        if let (Some(start), Some(end)) = (letter.html.find("<p><strong>On trial:"), letter.html.find("</strong></p>"))
        {
            letter.html.replace_range(start..end + "</strong></p>".len(), "");
        }
    }
    letter
}

async fn draw(visit: &Visit, one: Played, form: Form, status: StatusCode) -> Result<Response> {
    let head = Letterhead::find(&visit.app).await?;
    let meant = as_meant(&one);
    let headers = match head.over(&meant).to_bytes() {
        Ok(bytes) => {
            let whole = String::from_utf8_lossy(&bytes).into_owned();
            whole.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n", "\n")
        }
        Err(unwritable) => unwritable.to_string(),
    };
    let (name, address) = one.reader();
    let on = london::date_in_london(one.at);
    let why = why::of(&one, &names(visit).await?);
    let rungs: Vec<Choice> = one.rungs.iter().map(|rung| Choice::new(rung.name(), what(rung))).collect();
    let chosen = match form.value("rung") {
        "" => rungs.first().map(|choice| choice.value.clone()).unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let page = Coming {
        page: visit.form_page(subject(&one)).await?,
        name: one.name(),
        kind: one.letter.kind.label(),
        subject: subject(&one),
        at: format!("{}, {}", wording::date_with_weekday(on), london::time_in_london(one.at)),
        from: format!("{} <{}>", head.from.name, head.from.address),
        to: format!("{name} <{address}>"),
        instead: match one.letter.meant_for.as_str() {
            "" => String::new(),
            _ => format!("{} <{}>", one.letter.to_name, one.letter.to_address),
        },
        text: meant.text,
        headers,
        why,
        rungs,
        chosen,
        is_sent_today: on == visit.app.clock().today(),
        form,
    };
    let mut response = html_with(status, &page)?;
    let policy = format!("{}; frame-src 'self'", crate::CONTENT_SECURITY_POLICY);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn what(rung: &Rung) -> String {
    format!("{}: {}, due on {}", rung.kind.label(), rung.title, wording::date_with_weekday(rung.due_on))
}

/// A letter's HTML, alone.
pub(super) async fn body(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let Some(one) = find(&visit, asked.text("letter")).await? else { return Ok(gone(&visit)) };
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, LETTER_ALONE)];
    Ok((headers, as_meant(&one).html).into_response())
}

/// The whole message as it would go over the line.
pub(super) async fn message(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let Some(one) = find(&visit, asked.text("letter")).await? else { return Ok(gone(&visit)) };
    let head = Letterhead::find(&visit.app).await?;
    let bytes = head.over(&as_meant(&one)).to_bytes().map_err(Error::refused)?;
    let headers =
        [(CONTENT_TYPE, "message/rfc822"), (CONTENT_DISPOSITION, "attachment; filename=\"coming-letter.eml\"")];
    Ok((headers, bytes).into_response())
}

/// Leaves a reminder out, sends it with the next letters, or sends the officer a test of the letter.
pub(super) async fn decide(visit: Visit, fields: Fields) -> Result<Response> {
    let Some(one) = find(&visit, fields.text("letter")).await? else { return Ok(gone(&visit)) };
    let done = match fields.text("deed") {
        "test" => test(&visit, one.clone()).await,
        "now" => now(&visit, &one, &fields).await,
        "skip" => skip(&visit, &one, &fields).await,
        _ => Err(Error::NotFound),
    };
    match done {
        Ok(said) => Ok(visit.done("/reminders", &said)),
        Err(Error::Refused(refusal)) => {
            let mut form = Form::of(fields);
            form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
            draw(&visit, one, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

fn chosen(one: &Played, fields: &Fields) -> Result<Rung> {
    let wanted = fields.text("rung");
    one.rungs.iter().find(|rung| rung.name() == wanted).cloned().ok_or(ChoiceRefusal::Gone).or_refuse()
}

async fn test(visit: &Visit, one: Played) -> Result<String> {
    let me = visit.actor.known.as_ref().map(|known| known.id).ok_or(Error::NotFound)?;
    visit.app.write(visit.author()?, move |work| Box::pin(choosing::test(work, me, one))).await?;
    Ok("A test is on its way to you. Its personal links are left out.".to_owned())
}

async fn now(visit: &Visit, one: &Played, fields: &Fields) -> Result<String> {
    let rung = chosen(one, fields)?;
    let on = visit.app.write(visit.author()?, move |work| Box::pin(choosing::send_now(work, rung))).await?;
    let name = one.reader().0;
    Ok(if on == visit.app.clock().today() {
        format!("It goes to {name} with the next letters, within the hour.")
    } else {
        format!("It goes to {name} on {}: one letter a morning, in the sending hours.", wording::date_with_weekday(on))
    })
}

async fn skip(visit: &Visit, one: &Played, fields: &Fields) -> Result<String> {
    let (rung, why) = (chosen(one, fields)?, fields.text("why").to_owned());
    visit.app.write(visit.author()?, move |work| Box::pin(choosing::skip(work, rung, why))).await?;
    Ok("That reminder is left out. What follows it still goes.".to_owned())
}

/// Puts back a reminder that was left out.
pub(super) async fn undo(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let done = visit.app.write(visit.author()?, move |work| Box::pin(choosing::unskip(work, id))).await;
    match done {
        Ok(()) => Ok(visit.done("/reminders", "That reminder goes after all.")),
        Err(Error::Refused(refusal)) => Ok(visit.done("/reminders", &refusal.to_string())),
        Err(error) => Err(error),
    }
}
