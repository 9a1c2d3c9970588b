//! The pages of the work programme: all topics of a body, and one topic with its next step.

use super::commands::{self, Taking, Wanted};
use super::queries;
use super::views::{GroupView, ItemView, List, RowView, Topic};
use crate::error::{Error, Result};
use crate::web::page::turn_to;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::programme::TopicState;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{agenda_item, body, topic};
use sea_orm::EntityTrait;
use std::collections::BTreeMap;

/// How many topics of the past stand on one page.
const A_PAGE: u64 = 25;

type Items = BTreeMap<i64, (agenda_item::Model, NaiveDate)>;

fn told(row: &topic::Model, items: &Items) -> RowView {
    let item = row.item_id.and_then(|id| items.get(&id)).map(|(item, on)| ItemView {
        href: format!("/items/{}", item.id),
        title: item.title.clone(),
        about: format!("{}: {}", wording::date_with_weekday(*on), item.state.0.label().to_lowercase()),
    });
    RowView {
        href: format!("/topics/{}", row.id),
        title: row.title.clone(),
        purpose: row.purpose.clone(),
        source: row.source.clone(),
        wanted: row.wanted_on.map(wording::date).unwrap_or_default(),
        wanted_iso: row.wanted_on.map(|on| on.to_string()).unwrap_or_default(),
        raised: wording::date(row.raised_on),
        state: row.state.0.label(),
        reason: row.reason.clone(),
        item,
    }
}

/// The work programme of a body.
pub(super) async fn list(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    draw(&visit, (&slug, asked.page()), Form::default(), StatusCode::OK).await
}

/// Puts a topic forward.
pub(super) async fn suggest(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Result<Response> {
    let to = slug.clone();
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::suggest(work, to, wanted))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match outcome {
        Ok(_) => Ok(visit.done(&format!("/panels/{slug}/programme"), "Topic suggested.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, (&slug, 1), Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, (slug, asked): (&str, u64), form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let body = queries::find_body(db, slug).await?.ok_or(Error::NotFound)?;
    visit.must_follow(body.id)?;
    let open = queries::list_open(db, body.id).await?;
    let (_, total) = queries::list_past(db, body.id, (0, 1)).await?;
    let page_number = turn_to(asked, total, A_PAGE);
    let (past, _) = queries::list_past(db, body.id, (page_number - 1, A_PAGE)).await?;
    let items = queries::items_of(db, &[open.clone(), past.clone()].concat()).await?;
    let group = |state: TopicState, heading, nothing| GroupView {
        heading,
        nothing,
        rows: open.iter().filter(|row| row.state.0 == state).map(|row| told(row, &items)).collect(),
    };
    let groups = vec![
        group(TopicState::Scheduled, "On an agenda", "No topic is on an agenda."),
        group(TopicState::Programmed, "On the work programme", "No topic is on the work programme."),
        group(TopicState::Suggested, "Suggested", "No topic waits to be looked at."),
    ];
    let shared = queries::list_shared(db, body.id, today).await?.into_iter().map(|(item, meeting, of)| ItemView {
        href: format!("/items/{}", item.id),
        about: format!("{}, {}", of.name, wording::date_with_weekday(meeting.held_on)),
        title: item.title,
    });
    let is_officer = visit.actor.is_officer();
    html_with(
        status,
        &List {
            page: if is_officer {
                visit.form_page("Work programme").await?
            } else {
                visit.page("Work programme").await?
            },
            shared: shared.collect(),
            past: past.iter().map(|row| told(row, &items)).collect(),
            page_number: usize::try_from(page_number).unwrap_or(1),
            pages: usize::try_from(total.div_ceil(A_PAGE)).unwrap_or(1),
            past_href: format!("/panels/{slug}/programme?page="),
            body: body.name,
            slug: body.slug,
            groups,
            is_officer,
            form,
        },
    )
}

async fn find(visit: &Visit, id: i64) -> Result<(topic::Model, body::Model)> {
    let db = visit.app.db();
    let topic = topic::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    visit.must_follow(topic.body_id)?;
    let body = body::Entity::find_by_id(topic.body_id).one(db).await?.ok_or(Error::NotFound)?;
    Ok((topic, body))
}

/// A topic: its words, and what may happen next.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (topic, _) = find(&visit, id).await?;
    let pairs = [
        ("title", topic.title),
        ("purpose", topic.purpose),
        ("source", topic.source),
        ("wanted_on", topic.wanted_on.map(|on| on.to_string()).unwrap_or_default()),
    ];
    draw_topic(&visit, id, Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

/// Changes the words of a topic.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::change(work, id, wanted))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/topics/{id}"), "Topic changed.")),
        Err(error) => refused(&visit, id, fields, error).await,
    }
}

/// Takes a step with a topic.
pub(super) async fn step(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Taking::read(&fields) {
        Ok(taking) => visit.app.write(visit.author()?, move |work| Box::pin(commands::take(work, id, taking))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match outcome {
        Ok(said) => {
            let (_, body) = find(&visit, id).await?;
            Ok(visit.done(&format!("/panels/{}/programme", body.slug), &said))
        }
        Err(error) => {
            // The words of the topic stand in the other form of the page; only what belongs to the step was typed.
            let (topic, _) = find(&visit, id).await?;
            let mut pairs = vec![
                ("title".to_owned(), topic.title),
                ("purpose".to_owned(), topic.purpose),
                ("source".to_owned(), topic.source),
                ("wanted_on".to_owned(), topic.wanted_on.map(|on| on.to_string()).unwrap_or_default()),
            ];
            pairs.extend(["meeting", "reason"].map(|name| (name.to_owned(), fields.raw(name).to_owned())));
            refused(&visit, id, Fields::from_pairs(pairs), error).await
        }
    }
}

async fn refused(visit: &Visit, id: i64, fields: Fields, error: Error) -> Result<Response> {
    match error {
        Error::Refused(refusal) => {
            draw_topic(visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Error::Stale => draw_topic(visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        error => Err(error),
    }
}

async fn draw_topic(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (topic, body) = find(visit, id).await?;
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let items = queries::items_of(db, std::slice::from_ref(&topic)).await?;
    let coming = queries::list_coming(db, body.id, today).await?;
    let state = topic.state.0;
    let version = match status {
        StatusCode::UNPROCESSABLE_ENTITY => form.fields.number("version").unwrap_or(topic.version),
        _ => topic.version,
    };
    html_with(
        status,
        &Topic {
            page: visit.form_page(topic.title.clone()).await?,
            topic: told(&topic, &items),
            is_stale: status == StatusCode::CONFLICT,
            may_change: state.change().is_ok(),
            may_programme: state.programme().is_ok(),
            may_schedule: state.schedule().is_ok(),
            may_drop: state.drop_it("a reason").is_ok(),
            meetings: coming
                .into_iter()
                .map(|row| Choice::new(row.id, wording::date_with_weekday(row.held_on)))
                .collect(),
            body: body.name,
            slug: body.slug,
            id,
            version,
            form,
        },
    )
}
