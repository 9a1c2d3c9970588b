//! The public pages: home, bodies, a body, a meeting, a paper. They read the projection and nothing else.

use super::published;
use super::views::{Bodies, Body, Home, Meeting, Paper};
use crate::error::{Error, Result};
use crate::web::{Asked, Path, Visit, html};
use axum::response::Response;
use chrono::NaiveDate;

/// How many meetings or papers a list of the nearest shows.
const NEAREST: u64 = 10;
/// How many past meetings stand on one page.
const A_PAGE: u64 = 25;

/// The next meetings and the latest reports.
pub(super) async fn home(visit: Visit) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let bodies = published::list_bodies(db).await?;
    html(&Home {
        page: visit.page("Scrutiny").await?,
        coming: published::list_coming(db, &bodies, (today, NEAREST)).await?,
        papers: published::list_papers(db, &bodies, NEAREST).await?,
    })
}

/// Every body.
pub(super) async fn bodies(visit: Visit) -> Result<Response> {
    let bodies = published::list_bodies(visit.app.db()).await?;
    html(&Bodies { page: visit.page("Panels and meetings").await?, bodies })
}

/// A body with its meetings and reports.
pub(super) async fn body(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let body = published::find_body(db, &slug).await?.ok_or(Error::NotFound)?;
    let own = std::slice::from_ref(&body);
    let page_number = asked.page();
    let (past, pages) = published::list_past(db, &body, today, (page_number - 1, A_PAGE)).await?;
    html(&Body {
        page: visit.page(body.name.clone()).await?,
        coming: published::list_coming(db, own, (today, NEAREST)).await?,
        papers: published::list_papers(db, own, NEAREST).await?,
        past,
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(pages).unwrap_or(1),
        href: format!("/bodies/{slug}?page="),
        body,
    })
}

/// A meeting: its day, time and place, and its agenda once it is published.
pub(super) async fn meeting(visit: Visit, Path((slug, on)): Path<(String, NaiveDate)>) -> Result<Response> {
    let db = visit.app.db();
    let body = published::find_body(db, &slug).await?.ok_or(Error::NotFound)?;
    let meeting = published::find_meeting(db, &body, on).await?.ok_or(Error::NotFound)?;
    let agenda = published::agenda(db, &meeting).await?;
    html(&Meeting { page: visit.page(format!("{}, {}", meeting.body, meeting.on)).await?, meeting, agenda })
}

/// A paper as it was published.
pub(super) async fn paper(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let paper = published::find_paper(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    html(&Paper { page: visit.page(paper.title.clone()).await?, paper })
}
