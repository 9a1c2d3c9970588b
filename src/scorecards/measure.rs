//! A measure as anybody reads it: from published figures only, with what is hidden said so. No cookie, no form.

use super::views::{Closed, Measure};
use crate::cells;
use crate::error::{Error, Result};
use crate::measures::{self, InForce};
use crate::series::history::{self, History};
use crate::series::{self, Reader};
use crate::settings;
use crate::web::{Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeSet;

/// What a public page answers while the public pages are closed; none while they are open.
pub(super) async fn closed(visit: &Visit) -> Result<Option<Response>> {
    let Some(sentence) = settings::published_elsewhere(visit.app.db()).await? else { return Ok(None) };
    let page = visit.page("Not published here").await?;
    let last = sentence.rsplit(' ').next().unwrap_or_default();
    let website = if last.starts_with("https://") { last.to_owned() } else { String::new() };
    html_with(StatusCode::NOT_FOUND, &Closed { page, website, sentence }).map(Some)
}

/// A measure with its published figures. One of which nothing was published does not exist here.
async fn find(visit: &Visit, code: &str) -> Result<(InForce, History)> {
    let db = visit.app.db();
    let of = history::by_code(db, code).await?.ok_or(Error::NotFound)?;
    let sources = series::sources(db, &Reader::Public, None).await?;
    let id = of.indicator.id;
    let given = series::given(db, &[id], &sources, &BTreeSet::new()).await?.remove(&id).ok_or(Error::NotFound)?;
    let history = history::of(db, &of, &given, true).await?;
    // What it is, as it was when the last of these figures was given.
    let last = given.iter().map(|one| one.period).max();
    let then = measures::in_force(db, &[id], last).await?.remove(&id);
    Ok((then.unwrap_or(of), history))
}

/// The page.
pub(super) async fn show(visit: Visit, Path(code): Path<String>) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let (of, history) = find(&visit, &code).await?;
    let coded: String = form_urlencoded::byte_serialize(of.indicator.code.as_bytes()).collect();
    html(&Measure {
        page: visit.page(of.indicator.name.clone()).await?,
        facts: measures::facts_of_version(&of.version),
        file: format!("/measures/{}/figures.csv", coded.replace('+', "%20")),
        code: of.indicator.code,
        history,
        is_public: true,
    })
}

/// The same figures as a file.
pub(super) async fn file(visit: Visit, Path(code): Path<String>) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let (of, history) = find(&visit, &code).await?;
    let rows = history::cells(&of.indicator.code, &of.indicator.name, &history);
    cells::download(&format!("{}-figures", of.indicator.code), &rows)
}
