//! The pages of panels: all that a visitor may follow, and one of them.

use super::queries;
use super::views::{LinkView, List, MeetingView, MemberView, PostView, Row, Show, SuccessionView};
use crate::error::{Error, Result};
use crate::obligations::{holder_of, owed_by, vacant};
use crate::web::{Asked, Path, Visit, html};
use axum::response::Response;
use remit_domain::meeting::State;
use remit_domain::person::{PostKind, Seat, Votes};
use remit_domain::tenure;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{body, meeting, membership, obligation, person};
use sea_orm::EntityTrait;
use std::collections::{BTreeMap, BTreeSet};

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
    let chairs: BTreeSet<i64> = bodies.iter().filter_map(|body| body.chair_post_id).collect();
    let waits = owed_by(db, vacant(db, chairs, today).await?).await?;
    let names: BTreeMap<i64, String> = bodies.iter().map(|body| (body.id, body.name.clone())).collect();
    let is_officer = visit.actor.is_officer();
    let rows = bodies.into_iter().map(|body| {
        let chair = seats.iter().find(|(seat, _)| seat.body_id == body.id && seat.seat.0 == Seat::Chair);
        let heir = body.succeeded_by_id.and_then(|id| names.get(&id));
        Row {
            chair: chair.map_or_else(String::new, |(_, person)| person.name.clone()),
            waits: owes(body.chair_post_id.and_then(|post| waits.get(&post))),
            fill: if is_officer { format!("/people/bodies/{}", body.id) } else { String::new() },
            ended: ended(&body, heir.map(String::as_str)),
            next: coming.iter().find(|meeting| meeting.body_id == body.id).map(told),
            open_actions: open.get(&body.id).copied().unwrap_or_default(),
            slug: body.slug,
            name: body.name,
        }
    });
    let title = if is_officer { "Panels" } else { "My panels" };
    html(&List { rows: rows.collect(), page: visit.page(title).await?, may_schedule: is_officer })
}

fn ended(body: &body::Model, heir: Option<&str>) -> String {
    match (body.ended_on.map(wording::date), heir) {
        (Some(on), Some(heir)) => format!("Ended on {on}, succeeded by {heir}"),
        (Some(on), None) => format!("Ended on {on}"),
        (None, _) => String::new(),
    }
}

/// What a post owes, in words; nothing when nothing is owed.
fn owes(owed: Option<&Vec<obligation::Model>>) -> String {
    let owed = owed.map(Vec::as_slice).unwrap_or_default();
    tenure::owes(owed.len(), owed.iter().filter_map(|row| row.due_on).min())
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
    html(&Show {
        page: visit.page(body.name.clone()).await?,
        reports_to: reports_to.unwrap_or_default(),
        succession: succession(&visit, &body).await?,
        has_ended: body.ended_on.is_some(),
        has_no_chair: body.ended_on.is_none() && !seats.iter().any(|(seat, _)| seat.seat.0 == Seat::Chair),
        members: seats.into_iter().map(|(seat, person)| member(&seat, person)).collect(),
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
        may_schedule: visit.actor.is_officer() && body.ended_on.is_none(),
        slug,
        name: body.name,
        remit: body.remit,
    })
}

fn member(seat: &membership::Model, person: person::Model) -> MemberView {
    let votes = match (seat.seat.0, seat.votes.0) {
        (Seat::CoOptee, Votes::All) => "votes on all matters",
        (Seat::CoOptee, Votes::Education) => "votes on education matters only",
        (Seat::CoOptee, Votes::None) => "does not vote",
        _ => "",
    };
    MemberView {
        has_no_email: person.email.is_empty(),
        name: person.name,
        seat: seat.seat.0.label(),
        votes: votes.to_owned(),
    }
}

async fn succession(visit: &Visit, body: &body::Model) -> Result<Vec<SuccessionView>> {
    let (heir, before) = queries::succession(visit.app.db(), body).await?;
    let mut said = Vec::new();
    if let Some(on) = body.ended_on.map(wording::date) {
        said.push(match heir {
            Some(heir) => {
                SuccessionView { says: format!("Ended on {on}, succeeded by"), name: heir.name, slug: heir.slug }
            }
            None => SuccessionView { says: format!("Ended on {on}."), name: String::new(), slug: String::new() },
        });
    }
    let carries =
        |one: body::Model| SuccessionView { says: "Carries on the work of".to_owned(), name: one.name, slug: one.slug };
    said.extend(before.into_iter().map(carries));
    Ok(said)
}

async fn posts(visit: &Visit, body: &body::Model) -> Result<Vec<PostView>> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let posts = queries::list_posts(db, body).await?;
    let owed = owed_by(db, vacant(db, posts.iter().map(|post| post.id).collect(), today).await?).await?;
    let is_officer = visit.actor.is_officer();
    let mut told = Vec::new();
    for post in posts {
        let Some(holder) = holder_of(db, post.id, today).await? else { continue };
        let fill = match (is_officer, post.kind.0, post.body_id) {
            (false, ..) => String::new(),
            (true, PostKind::Chair, Some(body)) => format!("/people/bodies/{body}"),
            _ => format!("/posts/{}", post.id),
        };
        told.push(PostView {
            title: holder.post,
            holder: holder.person.map_or_else(|| "vacant".to_owned(), |person| person.name),
            owes: owes(owed.get(&post.id)),
            fill,
        });
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
