//! The doors of the tracker: the list, and the views of it that somebody saved.

use super::filter::{Filter, NAMES, address, parse, query};
use super::rows;
use super::told::{self, Names};
use super::views::{List, View};
use crate::error::{Error, Result};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with, turn_to};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::meeting;
use remit_domain::tracking::{Bulk, Kind, Standing, TrackerRefusal};
use remit_domain::wording;
use remit_entity::{Stored, body_indicator, indicator, meeting as meetings, saved_view};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// So many rows stand on one page.
const ON_A_PAGE: u64 = 25;

/// So many meetings are offered to choose from.
const MEETINGS: u64 = 60;

/// The list.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    draw(&visit, asked, Form::default(), StatusCode::OK).await
}

/// Keeps a selection under a name, for whoever chose it.
pub(super) async fn save(visit: Visit, fields: Fields) -> Result<Response> {
    let asked = parse(fields.text("query"));
    let name: String = fields.text("name").chars().take(80).collect();
    if name.is_empty() {
        let form = Form::refused(fields, &TrackerRefusal::NoName);
        return draw(&visit, asked, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let author = visit.author()?;
    let person = author.person_id().ok_or(Error::NotFound)?;
    let to = address(&query(&asked));
    let kept = query(&asked);
    visit
        .app
        .write(author, move |work| {
            Box::pin(async move {
                let row = saved_view::ActiveModel {
                    person_id: Set(person),
                    name: Set(name),
                    address: Set(kept),
                    ..Default::default()
                };
                row.insert(&work.tx).await?;
                Ok(())
            })
        })
        .await?;
    Ok(visit.done(&to, "View saved. It stands at the top of your tracker."))
}

/// Forgets one of the visitor's own views.
pub(super) async fn forget(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let author = visit.author()?;
    let person = author.person_id().ok_or(Error::NotFound)?;
    let gone = visit
        .app
        .write(author, move |work| {
            Box::pin(async move {
                let gone = saved_view::Entity::delete_many()
                    .filter(saved_view::Column::Id.eq(id))
                    .filter(saved_view::Column::PersonId.eq(person))
                    .exec(&work.tx)
                    .await?;
                Ok(gone.rows_affected)
            })
        })
        .await?;
    if gone == 0 { Err(Error::NotFound) } else { Ok(visit.done("/actions", "View forgotten.")) }
}

pub(super) async fn draw(visit: &Visit, asked: Fields, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let filter = Filter::read(&asked, &visit.actor);
    let all = rows::list(visit, &filter, today).await?;
    let total = all.len() as u64;
    let page_number = turn_to(asked.page(), total, ON_A_PAGE);
    let skip = usize::try_from((page_number - 1) * ON_A_PAGE).unwrap_or(0);
    let shown: Vec<_> = all.into_iter().skip(skip).take(usize::try_from(ON_A_PAGE).unwrap_or(25)).collect();
    let names = Names::of(db).await?;
    let mut told = told::tell(db, &shown, &names, (today, &calendar)).await?;
    for row in &mut told {
        row.is_ticked = form.all("rows").any(|key| key == row.key);
    }
    let mine = names.bodies.iter().filter(|body| visit.actor.follows(body.id));
    let (origins, held) = meetings(visit, &names).await?;
    let kept = query(&asked);
    let and = if kept.is_empty() { "/actions?page=".to_owned() } else { format!("/actions?{kept}&page=") };
    let view = List {
        page: visit.form_page("Tracker").await?,
        rows: told,
        total,
        is_officer: visit.actor.is_officer(),
        is_overdue: filter.is_overdue,
        is_filtered: NAMES.iter().any(|name| asked.ticked(name)),
        panels: mine.map(|body| Choice::new(body.id, body.name.clone())).collect(),
        states: Choice::of_words::<Standing>(),
        kinds: Choice::of_words::<Kind>(),
        owners: names.posts.iter().map(|post| Choice::new(post.id, post.title.clone())).collect(),
        origins,
        indicators: indicators(visit).await?,
        deeds: Choice::of_words::<Bulk>(),
        meetings: held,
        saved: saved(visit).await?,
        query: kept,
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(total.div_ceil(ON_A_PAGE)).unwrap_or(1),
        href: and,
        asked: Form::of(asked),
        form,
    };
    html_with(status, &view)
}

/// The meetings that rows can come from, the latest first; and those at which completion can have been agreed.
async fn meetings(visit: &Visit, names: &Names) -> Result<(Vec<Choice>, Vec<Choice>)> {
    let found = meetings::Entity::find()
        .filter(meetings::Column::State.eq(Stored(meeting::State::Held)))
        .order_by_desc(meetings::Column::HeldOn)
        .limit(MEETINGS)
        .all(visit.app.db())
        .await?;
    let mine = found.into_iter().filter(|row| visit.actor.follows(row.body_id));
    let told: Vec<Choice> = mine
        .map(|row| Choice::new(row.id, format!("{}, {}", names.body(row.body_id), wording::date(row.held_on))))
        .collect();
    Ok((told.clone(), told))
}

/// The indicators that the bodies which the visitor follows look at.
async fn indicators(visit: &Visit) -> Result<Vec<Choice>> {
    let db = visit.app.db();
    let sets = body_indicator::Entity::find().all(db).await?;
    let own: BTreeSet<i64> =
        sets.iter().filter(|row| visit.actor.follows(row.body_id)).map(|row| row.indicator_id).collect();
    let found = indicator::Entity::find()
        .filter(indicator::Column::Id.is_in(own))
        .order_by_asc(indicator::Column::Code)
        .all(db)
        .await?;
    Ok(found.into_iter().map(|row| Choice::new(row.id, format!("{} {}", row.code, row.name))).collect())
}

async fn saved(visit: &Visit) -> Result<Vec<View>> {
    let Some(known) = &visit.actor.known else { return Ok(Vec::new()) };
    let found = saved_view::Entity::find()
        .filter(saved_view::Column::PersonId.eq(known.id))
        .order_by_asc(saved_view::Column::Name)
        .all(visit.app.db())
        .await?;
    Ok(found.into_iter().map(|row| View { id: row.id, name: row.name, href: address(&row.address) }).collect())
}
