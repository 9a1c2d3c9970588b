//! The public pages: home, bodies, a body, a meeting, a paper. They read the projection and nothing else.

use super::event;
use super::published::{self, PublicBody, PublicMeeting};
use super::switch::{closed, closed_front};
use super::views::{Bodies, Body, Due, Home, Issue, Meeting, Paper};
use crate::deadlines;
use crate::error::{Error, Result};
use crate::web::{Asked, Path, Visit, html};
use crate::word_file;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use remit_domain::{london, wording};

/// How many meetings or papers a list of the nearest shows.
const NEAREST: u64 = 10;
/// A body's coming meetings are all shown, up to two years of monthly ones.
const A_LONG_WHILE: u64 = 24;
/// How many past meetings stand on one page.
const A_PAGE: u64 = 25;

/// The next meetings and the latest reports.
pub(super) async fn home(visit: Visit) -> Result<Response> {
    if let Some(answer) = closed_front(&visit).await? {
        return Ok(answer);
    }
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let bodies = published::list_bodies(db).await?;
    html(&Home {
        page: visit.page("Scrutiny").await?,
        coming: published::list_coming(db, (None, &bodies), (today, NEAREST)).await?,
        papers: published::list_papers(db, (None, &bodies), NEAREST).await?,
    })
}

/// Every body.
pub(super) async fn bodies(visit: Visit) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let today = visit.app.clock().today();
    let all = published::list_bodies(visit.app.db()).await?;
    let (former, bodies) = all.into_iter().partition(|body| body.has_ended(today));
    html(&Bodies { page: visit.page("Panels and meetings").await?, bodies, former })
}

/// A body with its meetings, its work programme, its members and its reports.
pub(super) async fn body(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let body = published::find_body(db, &slug).await?.ok_or(Error::NotFound)?;
    let all = published::list_bodies(db).await?;
    let (next, before) = published::line_of(&all, &body);
    let page_number = asked.page();
    let (past, pages) = published::list_past(db, (&body, &all), today, (page_number - 1, A_PAGE)).await?;
    let coming = published::list_coming(db, (Some(&body), &all), (today, A_LONG_WHILE)).await?;
    let next_meeting = coming.iter().find(|meeting| meeting.is_ahead);
    html(&Body {
        page: visit.page(body.name.clone()).await?,
        ended: body.ended_on.filter(|_| body.has_ended(today)).map(wording::date).unwrap_or_default(),
        next: next.cloned(),
        before: before.into_iter().cloned().collect(),
        dues: dues(&visit, &body, next_meeting).await?,
        next_meeting: next_meeting.map(|meeting| meeting.on.clone()).unwrap_or_default(),
        topics: published::list_topics(db, &body).await?,
        seats: published::list_seats(db, &body, today).await?,
        papers: published::list_papers(db, (Some(&body), &all), NEAREST).await?,
        calendar: format!("{}/bodies/{slug}/meetings.ics", visit.app.site().url),
        coming,
        past,
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(pages).unwrap_or(1),
        href: format!("/bodies/{slug}?page="),
        body,
    })
}

/// What must be in before a meeting that is still to come, by the rules of its body.
async fn dues(visit: &Visit, body: &PublicBody, meeting: Option<&PublicMeeting>) -> Result<Vec<Due>> {
    let Some(meeting) = meeting.filter(|meeting| meeting.is_ahead) else { return Ok(Vec::new()) };
    let now = visit.app.clock().now();
    let rules = deadlines::rules_of(visit.app.db(), body.id()).await?;
    let given = deadlines::given(&rules, meeting.held_on, body.clear_days, &visit.app.calendar().await?);
    let told = given.into_iter().map(|due| Due {
        words: due.words(),
        has_passed: london::instant(due.on, due.time) < now,
        name: due.name,
    });
    Ok(told.collect())
}

/// A meeting: its day, time and place, and its agenda once it is published. The address of a day from which it was
/// moved leads on; not for ever, because a meeting can be moved back.
pub(super) async fn meeting(
    visit: Visit,
    Path((slug, on)): Path<(String, NaiveDate)>,
    Asked(asked): Asked,
) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let db = visit.app.db();
    let body = published::find_body(db, &slug).await?.ok_or(Error::NotFound)?;
    let all = published::list_bodies(db).await?;
    let Some(meeting) = published::find_meeting(db, (&body, &all), on).await? else {
        let moved = published::led_on(db, (&body, &all), on).await?.ok_or(Error::NotFound)?;
        return Ok(Redirect::temporary(&moved.href).into_response());
    };
    let issues = published::list_issues(db, &meeting).await?;
    let page = visit.page(format!("{}, {}", meeting.body, meeting.on)).await?;
    if let Some(number) = asked.number::<i32>("publication") {
        let issue = issues.iter().find(|issue| issue.number == number).ok_or(Error::NotFound)?;
        let last = issues.iter().rfind(|one| one.is_minutes == issue.is_minutes);
        let is_last = last.is_some_and(|last| last.number == number);
        return html(&Issue { html: issue.whole(), is_last, page, meeting });
    }
    html(&Meeting {
        notices: published::notices(db, &meeting, &all).await?,
        dues: dues(&visit, &body, Some(&meeting)).await?,
        agenda: published::agenda(db, &meeting, &issues).await?,
        withdrawn: published::list_withdrawn(db, &meeting).await?,
        event: event::of(&meeting, &visit.app.site().url, &page.council),
        minutes: issues.iter().rfind(|one| one.is_minutes).cloned(),
        issues,
        page,
        meeting,
    })
}

/// A paper as it was published.
pub(super) async fn paper(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let paper = published::find_paper(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    html(&Paper { page: visit.page(paper.title.clone()).await?, paper })
}

/// The same as a Word file; nothing for one that was withdrawn.
pub(super) async fn paper_file(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let paper = published::find_paper(visit.app.db(), id).await?;
    let paper = paper.filter(|paper| paper.withdrawn.is_empty()).ok_or(Error::NotFound)?;
    word_file::download(&paper.title, &paper.html, &visit.app.site().url)
}
