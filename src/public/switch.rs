//! Whether the public pages are open at all. A council that publishes elsewhere closes them; then every one of them
//! says where to look instead.

use super::views::{Closed, Switch};
use crate::error::{Error, Result};
use crate::settings::{self, OFF, PUBLIC_PAGES, published_elsewhere};
use crate::trail::{self, About};
use crate::web::{Choice, Fields, Form, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use remit_domain::refusal::Refusal;
use std::fmt;

/// Nothing was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NothingChosen;

impl fmt::Display for NothingChosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Choose whether anybody may read the public pages.")
    }
}

impl Refusal for NothingChosen {
    fn field(&self) -> Option<String> {
        Some("open".to_owned())
    }
}

/// What a public page answers while they are closed; none while they are open.
pub(super) async fn closed(visit: &Visit) -> Result<Option<Response>> {
    let Some(sentence) = published_elsewhere(visit.app.db()).await? else { return Ok(None) };
    let page = visit.page("Not published here").await?;
    html_with(StatusCode::NOT_FOUND, &Closed { page, website: website(&sentence), sentence }).map(Some)
}

/// The address of the front page leads those who are signed in to their work.
pub(super) async fn closed_front(visit: &Visit) -> Result<Option<Response>> {
    match closed(visit).await? {
        Some(_) if visit.actor.is_officer() => Ok(Some(Redirect::to("/due").into_response())),
        Some(_) if visit.actor.known.is_some() => Ok(Some(Redirect::to("/panels").into_response())),
        answer => Ok(answer),
    }
}

/// The address in the sentence, where it is one that can be followed.
fn website(sentence: &str) -> String {
    let last = sentence.rsplit(' ').next().unwrap_or_default();
    if last.starts_with("https://") || last.starts_with("http://") { last.to_owned() } else { String::new() }
}

/// The question.
pub(super) async fn show(visit: Visit) -> Result<Response> {
    let is_off = settings::find(visit.app.db(), PUBLIC_PAGES).await? == OFF;
    let form = Form::of(Fields::from_pairs([("open", if is_off { OFF } else { "on" })]));
    draw(&visit, form, StatusCode::OK).await
}

async fn draw(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let choices = vec![
        Choice::new("on", "Yes: bodies, meetings, agendas, papers, work programmes and calendars of bodies"),
        Choice::new(OFF, "No: they are published on the council’s own website"),
    ];
    html_with(status, &Switch { page: visit.form_page("Public pages").await?, form, choices })
}

/// The answer.
pub(super) async fn decide(visit: Visit, fields: Fields) -> Result<Response> {
    let value = match fields.text("open") {
        "on" => "",
        OFF => OFF,
        _ => {
            let form = Form::refused(fields, &NothingChosen);
            return draw(&visit, form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    visit.app.write(visit.author()?, move |work| Box::pin(keep(work, value))).await?;
    let sentence = if value == OFF { "The public pages are closed." } else { "The public pages are open." };
    Ok(visit.done("/people/public-pages", sentence))
}

async fn keep(work: &Work, value: &str) -> Result<()> {
    if settings::find(&work.tx, PUBLIC_PAGES).await? == value {
        return Ok::<(), Error>(());
    }
    settings::decide(work, PUBLIC_PAGES, value).await?;
    let deed = if value == OFF { "closed the public pages" } else { "opened the public pages" };
    trail::record(work, deed, About { noun: "council", id: 1, body: None }, "").await
}
