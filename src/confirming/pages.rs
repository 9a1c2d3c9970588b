//! The page of the minutes of a meeting: where they stand, what can be done now, and how they read.

use super::commands;
use super::queries::{self, Scene};
use super::views::{Amendable, Blocks, Deeds, Issued, Print, Show, Summary};
use crate::error::{Error, Result};
use crate::resolving;
use crate::settings;
use crate::web::{Fields, Form, Path, Visit, html, html_with};
use crate::word_file;
use crate::work::{Doing, Work};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::minutes_print::{Reader, print as printed, text};
use remit_domain::minutes_state::State;
use remit_domain::resolution;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::meeting;
use sea_orm::EntityTrait;

/// Where they stand.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// How they read, alone, to be printed.
pub(super) async fn print(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (scene, reader) = followed(&visit, id).await?;
    let whole = resolving::gather(visit.app.db(), &scene.meeting).await?;
    let page = visit.page(format!("Minutes, {}", wording::date(scene.meeting.held_on))).await?;
    html(&Print { page, meeting_id: id, blocks: printed(&whole, reader) })
}

/// The same as a Word file.
pub(super) async fn file(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (scene, reader) = followed(&visit, id).await?;
    let whole = resolving::gather(visit.app.db(), &scene.meeting).await?;
    let html = Blocks { blocks: printed(&whole, reader) }.render()?;
    let name = format!("Minutes {} {}", scene.body.name, scene.meeting.held_on);
    word_file::download(&name, &html, &visit.app.site().url)
}

/// They go to the chair.
pub(super) async fn send(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version");
    let said = "Sent. The chair gets a letter with a link.";
    deed(&visit, (id, fields), said, move |work| Box::pin(commands::send(work, id, version))).await
}

/// The chair approves them here, or an officer records that they did.
pub(super) async fn approve(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    must_speak_for_chair(&visit, id).await?;
    let version = fields.number("version");
    deed(&visit, (id, fields), "Minutes approved.", move |work| Box::pin(commands::approve(work, id, version))).await
}

/// The chair asks for a change.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    must_speak_for_chair(&visit, id).await?;
    let asked = (fields.number("version"), fields.text("words").to_owned());
    let said = "The officer is told what should be changed.";
    deed(&visit, (id, fields), said, move |work| Box::pin(commands::ask_change(work, id, asked))).await
}

/// They go out.
pub(super) async fn publish(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let closed = queries::list_closed(visit.app.db(), &queries::find(visit.app.db(), id).await?.meeting).await?;
    let typed = |item: i64| fields.text(&format!("summary_{item}")).to_owned();
    let summaries = closed.iter().map(|(_, item)| (item.id, typed(item.id))).collect();
    let wanted = (fields.number("version"), summaries);
    let said = "Published. The public page of the meeting shows them.";
    deed(&visit, (id, fields), said, move |work| Box::pin(commands::publish(work, id, wanted))).await
}

/// A later meeting confirmed them.
pub(super) async fn confirm(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let wanted = (fields.number("version"), fields.number("at"), fields.text("words").to_owned());
    let said = "Recorded. The public page says that they are confirmed.";
    deed(&visit, (id, fields), said, move |work| Box::pin(commands::confirm(work, id, wanted))).await
}

async fn deed(
    visit: &Visit,
    (id, fields): (i64, Fields),
    said: &str,
    what: impl FnOnce(&Work) -> Doing<'_, ()> + Send + 'static,
) -> Result<Response> {
    followed(visit, id).await?;
    match visit.app.write(visit.author()?, what).await {
        Ok(()) => Ok(visit.done(&format!("/meetings/{id}/confirmation"), said)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// The meeting, for somebody who follows its body; and how much of it they may read.
async fn followed(visit: &Visit, id: i64) -> Result<(Scene, Reader)> {
    let scene = queries::find(visit.app.db(), id).await?;
    visit.must_follow(scene.body.id)?;
    let reader = match &visit.actor.known {
        _ if visit.actor.is_officer() => Reader::Cleared,
        Some(known) => {
            let today = visit.app.clock().today();
            queries::reader_of(visit.app.db(), &scene.body, (known.id, today)).await?
        }
        None => Reader::Public,
    };
    Ok((scene, reader))
}

async fn is_chair(visit: &Visit, scene: &Scene) -> Result<bool> {
    let chair = queries::chair(visit.app.db(), &scene.body, visit.app.clock().today()).await?;
    Ok(chair.zip(visit.actor.known.as_ref()).is_some_and(|(chair, known)| chair.id == known.id))
}

/// Only the chair, or an officer who was told so, says what the chair says.
async fn must_speak_for_chair(visit: &Visit, id: i64) -> Result<()> {
    let (scene, _) = followed(visit, id).await?;
    if visit.actor.is_officer() || is_chair(visit, &scene).await? { Ok(()) } else { Err(Error::NotFound) }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let (scene, reader) = followed(visit, id).await?;
    let whole = resolving::gather(db, &scene.meeting).await?;
    let (state, is_officer) = (scene.state(), visit.actor.is_officer());
    let chair = queries::chair(db, &scene.body, today).await?.map(|person| person.name).unwrap_or_default();
    let later = queries::list_later(db, &scene.meeting).await?;
    let published = queries::list_published(db, id).await?;
    let out = text(&printed(&whole, Reader::Public));
    let held = scene.meeting.state.0.took_place();
    let deeds = Deeds {
        send: is_officer && held && !state.is_out() && state != State::WithChair,
        approve: matches!(state, State::WithChair | State::ChangeAsked)
            && (is_officer || is_chair(visit, &scene).await?),
        publish: is_officer && state == State::ChairChecked,
        again: is_officer && published.last().is_some_and(|last| last.text != out),
        confirm: is_officer && state == State::Published,
    };
    let kept = scene.kept.as_ref();
    let asked = kept.filter(|_| state == State::ChangeAsked).map(|kept| kept.asked.clone()).unwrap_or_default();
    let amendments = kept.map(|kept| kept.amendments.lines().map(str::to_owned).collect()).unwrap_or_default();
    html_with(
        status,
        &Show {
            page: if is_officer { visit.form_page("Minutes").await? } else { visit.page("Minutes").await? },
            form,
            meeting_id: id,
            version: kept.map_or(1, |kept| kept.version),
            body: scene.body.name.clone(),
            day: wording::date_with_weekday(scene.meeting.held_on),
            state: state.label(),
            colour: colour(state),
            steps: steps(visit, &scene).await?,
            asked,
            amendments,
            chair,
            is_officer,
            is_stale: status == StatusCode::CONFLICT,
            summaries: if deeds.publish || deeds.again { summaries(visit, &scene).await? } else { Vec::new() },
            amendable: amendable(visit, &scene, &later).await?,
            later: queries::as_choices(&later),
            deeds,
            issued: published.iter().map(|row| issued(&scene, row)).collect(),
            blocks: printed(&whole, reader),
        },
    )
}

fn colour(state: State) -> &'static str {
    match state {
        State::Typed => "grey",
        State::WithChair | State::ChairChecked => "blue",
        State::ChangeAsked => "yellow",
        State::Published => "purple",
        State::Confirmed | State::Amended => "green",
    }
}

fn issued(scene: &Scene, row: &remit_entity::publication::Model) -> Issued {
    Issued {
        href: format!("/bodies/{}/{}?publication={}", scene.body.slug, scene.meeting.held_on, row.number),
        title: "The minutes as the public reads them".to_owned(),
        at: wording::date(london::date_in_london(row.published_at)),
    }
}

/// What was done about them, each in a line.
async fn steps(visit: &Visit, scene: &Scene) -> Result<Vec<String>> {
    let Some(kept) = &scene.kept else { return Ok(Vec::new()) };
    let day = |at: chrono::DateTime<chrono::Utc>| wording::date(london::date_in_london(at));
    let mut steps = Vec::new();
    if let Some(at) = kept.sent_at {
        steps.push(format!("Sent to the chair on {}.", day(at)));
    }
    if let Some(at) = kept.checked_at {
        steps.push(format!("Checked on {}, {}.", day(at), kept.checked_by));
    }
    if let Some(at) = kept.published_at {
        steps.push(format!("Published as draft minutes on {}.", day(at)));
    }
    if let Some(id) = kept.confirmed_at_id
        && let Some(at) = meeting::Entity::find_by_id(id).one(visit.app.db()).await?
    {
        steps.push(format!("Confirmed at the meeting of {}.", wording::date(at.held_on)));
    }
    Ok(steps)
}

async fn summaries(visit: &Visit, scene: &Scene) -> Result<Vec<Summary>> {
    let mut all = Vec::new();
    for (number, item) in queries::list_closed(visit.app.db(), &scene.meeting).await? {
        all.push(Summary {
            name: format!("summary_{}", item.id),
            label: format!("Summary of item {number}: {}", item.title),
            value: settings::find(visit.app.db(), &resolving::summary_key(item.id)).await?,
        });
    }
    Ok(all)
}

/// What was resolved, to be amended at the nearest later meeting.
async fn amendable(visit: &Visit, scene: &Scene, later: &[meeting::Model]) -> Result<Vec<Amendable>> {
    let Some(at) = later.first() else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for item in resolving::list_items(visit.app.db(), scene.meeting.id).await? {
        for row in resolving::list_resolutions(visit.app.db(), item.id).await? {
            if row.state.0 != resolution::State::Rescinded {
                let href = format!("/resolutions/{}/amend?at={}", row.id, at.id);
                all.push(Amendable { href, title: item.title.clone() });
            }
        }
    }
    Ok(all)
}
