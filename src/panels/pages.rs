//! The pages of panels: all that a visitor may follow, and one of them.

use super::queries;
use super::views::{LinkView, List, MeetingView, MemberView, PostView, Row, Show};
use crate::error::{Error, Result};
use crate::obligations::holder_of;
use crate::web::{Asked, Path, Visit, html};
use axum::response::Response;
use remit_domain::meeting::State;
use remit_domain::person::Seat;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{body, meeting};
use sea_orm::EntityTrait;

/// How many past meetings stand on one page.
const A_PAGE: u64 = 25;
/// How many reports a panel's page shows.
const LATEST: u64 = 10;

/// The bodies that this visitor may follow.
pub(super) async fn list(visit: Visit) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let bodies = queries::list(&visit).await?;
    let ids: Vec<i64> = bodies.iter().map(|body| body.id).collect();
    let seats = queries::list_seats(db, ids.clone(), today).await?;
    let coming = queries::list_coming(db, ids.clone(), today).await?;
    let open = queries::count_open_actions(db, ids).await?;
    let rows = bodies.into_iter().map(|body| {
        let chair = seats.iter().find(|(seat, _)| seat.body_id == body.id && seat.seat.0 == Seat::Chair);
        Row {
            chair: chair.map_or_else(|| "Vacant".to_owned(), |(_, person)| person.name.clone()),
            next: coming.iter().find(|meeting| meeting.body_id == body.id).map(told),
            open_actions: open.get(&body.id).copied().unwrap_or_default(),
            slug: body.slug,
            name: body.name,
        }
    });
    let title = if visit.actor.is_officer() { "Panels" } else { "My panels" };
    html(&List { rows: rows.collect(), page: visit.page(title).await?, may_schedule: visit.actor.is_officer() })
}

fn told(row: &meeting::Model) -> MeetingView {
    MeetingView {
        href: format!("/meetings/{}", row.id),
        on: wording::date_with_weekday(row.held_on),
        on_iso: row.held_on.to_string(),
        state: row.state.0.label(),
        colour: match row.state.0 {
            State::Scheduled => "blue",
            State::AgendaPublished => "green",
            State::Held | State::Adjourned => "grey",
            State::Cancelled | State::Inquorate => "red",
            State::Postponed => "yellow",
        },
    }
}

/// A body: its members, the posts that it works with, its meetings, indicators and reports.
pub(super) async fn show(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let body = queries::find(db, &slug).await?.ok_or(Error::NotFound)?;
    visit.must_follow(body.id)?;
    let page_number = asked.page();
    let (past, pages) = queries::list_past(db, body.id, today, (page_number - 1, A_PAGE)).await?;
    let seats = queries::list_seats(db, vec![body.id], today).await?;
    let coming = queries::list_coming(db, vec![body.id], today).await?;
    let open = queries::count_open_actions(db, vec![body.id]).await?;
    let reports_to = match body.reports_to_id {
        Some(id) => body::Entity::find_by_id(id).one(db).await?.map(|board| board.name),
        None => None,
    };
    let member = |(seat, person): (remit_entity::membership::Model, remit_entity::person::Model)| MemberView {
        has_no_email: person.email.is_empty(),
        name: person.name,
        seat: seat.seat.0.label(),
    };
    html(&Show {
        page: visit.page(body.name.clone()).await?,
        reports_to: reports_to.unwrap_or_default(),
        members: seats.into_iter().map(member).collect(),
        posts: posts(&visit, &body).await?,
        coming: coming.iter().map(told).collect(),
        past: past.iter().map(told).collect(),
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(pages).unwrap_or(1),
        past_href: format!("/panels/{slug}?page="),
        open_actions: open.get(&body.id).copied().unwrap_or_default(),
        actions_href: format!("/actions?panel={}", body.id),
        indicators: indicators(&visit, body.id).await?,
        reports: reports(&visit, body.id).await?,
        may_schedule: visit.actor.is_officer(),
        slug,
        name: body.name,
        remit: body.remit,
    })
}

async fn posts(visit: &Visit, body: &body::Model) -> Result<Vec<PostView>> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let mut told = Vec::new();
    for post in queries::list_posts(db, body).await? {
        let holder = holder_of(db, post.id, today).await?.and_then(|holder| holder.person);
        let holder = holder.map_or_else(|| "vacant".to_owned(), |person| person.name);
        told.push(PostView { title: post.title, holder });
    }
    Ok(told)
}

async fn indicators(visit: &Visit, body_id: i64) -> Result<Vec<LinkView>> {
    let set = queries::list_indicators(visit.app.db(), body_id).await?;
    let link = |row: remit_entity::indicator::Model| LinkView {
        href: format!("/indicators/{}", row.id),
        text: format!("{} {}", row.code, row.name),
        about: String::new(),
    };
    Ok(set.into_iter().map(link).collect())
}

async fn reports(visit: &Visit, body_id: i64) -> Result<Vec<LinkView>> {
    let papers = queries::list_reports(visit.app.db(), body_id, LATEST).await?;
    let link = |(id, text, on)| LinkView { href: format!("/papers/{id}"), text, about: wording::date_with_weekday(on) };
    Ok(papers.into_iter().map(link).collect())
}
