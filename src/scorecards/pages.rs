//! The doors of scorecards: a panel's own for those who follow it, and the public's from what is published; each as a
//! page and as a file.

use super::asked::{self, On};
use super::card::{self, Wanted};
use super::drawing::counts;
use super::files;
use super::measure::closed;
use super::views::{Row, Show};
use crate::cells;
use crate::error::{Error, Result};
use crate::series::Reader;
use crate::web::{Asked, Choice, Fields, Path, Visit, html};
use axum::response::Response;
use remit_domain::period::Period;
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_domain::wording;
use remit_entity::{Stored, body, data_request};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// A panel's own.
pub(super) async fn panel(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let body = followed(&visit, &slug).await?;
    draw(&visit, &body, &asked, Reader::of(&visit.actor)).await
}

/// A panel's own as a file.
pub(super) async fn panel_file(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let body = followed(&visit, &slug).await?;
    file(&visit, &body, &asked, Reader::of(&visit.actor)).await
}

/// What is published of a body's figures.
pub(super) async fn public(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let body = find(&visit, &slug).await?;
    draw(&visit, &body, &asked, Reader::Public).await
}

/// The same as a file.
pub(super) async fn public_file(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let body = find(&visit, &slug).await?;
    file(&visit, &body, &asked, Reader::Public).await
}

async fn find(visit: &Visit, slug: &str) -> Result<body::Model> {
    let found = body::Entity::find().filter(body::Column::Slug.eq(slug)).one(visit.app.db()).await?;
    found.ok_or(Error::NotFound)
}

async fn followed(visit: &Visit, slug: &str) -> Result<body::Model> {
    let body = find(visit, slug).await?;
    visit.must_follow(body.id)?;
    Ok(body)
}

/// The period asked for; the last of which figures are in; else the last quarter that is over.
fn period(visit: &Visit, asked: &Fields, known: &BTreeMap<Period, bool>) -> Period {
    let over = Period::quarter_of(visit.app.clock().today()).previous();
    let typed = asked.text("period").parse().ok();
    let last_in = known.iter().rev().find(|(_, has_come)| **has_come).map(|(period, _)| *period);
    typed.or(last_in).unwrap_or(over)
}

/// The periods for which this body has requests that this reader may know of, and whether figures of them are in.
async fn periods(db: &impl ConnectionTrait, body: &body::Model, reader: &Reader) -> Result<BTreeMap<Period, bool>> {
    let items: BTreeSet<i64> = asked::items_of(db, &[body.id]).await?.into_iter().map(|(item, _)| item).collect();
    let rows: Vec<(i64, String, Stored<State>)> = data_request::Entity::find()
        .select_only()
        .columns([data_request::Column::AgendaItemId, data_request::Column::Period, data_request::Column::State])
        .filter(data_request::Column::IsFinance.eq(false))
        .into_tuple()
        .all(db)
        .await?;
    let may_know = |state: State| match reader {
        Reader::Public => state == State::Published,
        Reader::Officer | Reader::Chair(_) => state != State::Planned && !State::GIVEN_UP.contains(&state),
    };
    let mut found: BTreeMap<Period, bool> = BTreeMap::new();
    for (item, period, state) in rows {
        if let Ok(period) = period.parse()
            && items.contains(&item)
            && may_know(state.0)
        {
            *found.entry(period).or_default() |= State::KNOWN.contains(&state.0);
        }
    }
    Ok(found)
}

async fn rows(visit: &Visit, body: &body::Model, (period, reader): (Period, Reader)) -> Result<Vec<Row>> {
    let calendar = visit.app.calendar().await?;
    let on = On { today: visit.app.clock().today(), calendar: &calendar };
    card::rows(visit.app.db(), &Wanted { body, period, reader, on }).await
}

/// What a visitor narrows a scorecard by.
fn is_wanted(row: &Row, asked: &Fields) -> bool {
    let rating = asked.word::<Rating>("rating");
    let owner = asked.number::<i64>("owner");
    rating.is_none_or(|rating| row.rating == rating)
        && owner.is_none_or(|owner| row.owner_id == Some(owner))
        && (!asked.ticked("changed") || !row.changed.is_empty())
}

async fn draw(visit: &Visit, body: &body::Model, asked: &Fields, reader: Reader) -> Result<Response> {
    let is_public = reader == Reader::Public;
    let known = periods(visit.app.db(), body, &reader).await?;
    let period = period(visit, asked, &known);
    let mut rows = rows(visit, body, (period, reader)).await?;
    let of_all = rows.len();
    let ratings: Vec<Rating> = rows.iter().map(|row| row.rating).collect();
    let owners: BTreeMap<i64, String> =
        rows.iter().filter_map(|row| Some((row.owner_id?, row.owner.clone()))).collect();
    rows.retain(|row| is_wanted(row, asked));
    let counts = counts(&ratings);
    let counted: Vec<String> = counts.iter().map(|one| format!("{} {}", one.count, one.label.to_lowercase())).collect();
    let action = if is_public { format!("/bodies/{}/scorecard", body.slug) } else { own_address(body) };
    let mut all: BTreeSet<Period> = known.into_keys().collect();
    all.insert(period);
    let query = query(asked, period);
    html(&Show {
        page: visit.page(format!("Scorecard for {period}")).await?,
        body: body.name.clone(),
        back: if is_public { format!("/bodies/{}", body.slug) } else { format!("/panels/{}", body.slug) },
        file: format!("{action}.csv?{query}"),
        action,
        period: period.to_string(),
        title: period.title(),
        periods: all.iter().rev().map(|period| Choice::new(period, period.title())).collect(),
        ratings: Choice::of_words::<Rating>(),
        owners: owners.into_iter().map(|(id, title)| Choice::new(id, title)).collect(),
        rating: asked.text("rating").to_owned(),
        owner: asked.text("owner").to_owned(),
        is_changed: asked.ticked("changed"),
        counted: wording::list(&counted),
        counts,
        rows,
        of_all,
        is_public,
        is_officer: visit.actor.is_officer() && !is_public,
    })
}

fn own_address(body: &body::Model) -> String {
    format!("/panels/{}/scorecard", body.slug)
}

/// What is asked for, once more.
fn query(asked: &Fields, period: Period) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("period", &period.to_string());
    for name in ["rating", "owner", "changed"] {
        if asked.ticked(name) {
            query.append_pair(name, asked.text(name));
        }
    }
    query.finish()
}

async fn file(visit: &Visit, body: &body::Model, asked: &Fields, reader: Reader) -> Result<Response> {
    let known = periods(visit.app.db(), body, &reader).await?;
    let period = period(visit, asked, &known);
    let mut rows = rows(visit, body, (period, reader)).await?;
    rows.retain(|row| is_wanted(row, asked));
    let name = format!("scorecard-{}-{period}", body.slug);
    cells::download(&name, &files::cells(&period.to_string(), &rows))
}
