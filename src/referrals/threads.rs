//! The thread of a matter from where else it can be picked up: an indicator, or an action. What was asked, recommended
//! and referred about it in one line of time, as far as the visitor follows the bodies.

use super::drawing;
use super::queries::{self, first_breach};
use super::story::{self, Lane, Line, on_day};
use super::views::{ThreadPage, Whence};
use crate::clearance::{Clearance, PRIVATE};
use crate::error::{Error, Result};
use crate::series::Reader;
use crate::web::{Path, Visit, html};
use axum::response::Response;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{action, agenda_item, body, indicator, meeting, recommendation, referral};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The thread of an indicator: from its first breach to the last answer about it.
pub(super) async fn of_indicator(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let row = indicator::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let whence = Whence { href: format!("/indicators/{id}"), text: format!("{} {}", row.code, row.name) };
    draw(&visit, whence, (Some(id), Condition::all().add(referral::Column::IndicatorId.eq(id)), None)).await
}

/// The thread of an action: what else came of the same part of the resolution, and of its indicator.
pub(super) async fn of_action(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let row = action::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    visit.must_follow(row.body_id)?;
    let whence = Whence { href: format!("/actions/{id}"), text: format!("Action {}", row.reference) };
    let mut about = Condition::any().add(referral::Column::AgendaItemId.eq(row.agenda_item_id));
    about = about.add_option(row.indicator_id.map(|id| referral::Column::IndicatorId.eq(id)));
    draw(&visit, whence, (row.indicator_id, about, Some(row))).await
}

async fn draw(
    visit: &Visit,
    whence: Whence,
    (about, referrals, start): (Option<i64>, Condition, Option<action::Model>),
) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let clearance = Clearance::of(visit).await?;
    let mut lines: Vec<Line> = Vec::new();
    if let Some(id) = about {
        lines.extend(breach(visit, id).await?);
        lines.extend(asked(visit, (id, &clearance), start.as_ref()).await?);
        lines.extend(recommended(visit, (id, &clearance)).await?);
    }
    if let Some(start) = &start {
        lines.extend(asking(db, start, &clearance).await?);
    }
    let matters = referral::Entity::find().filter(referrals).order_by_asc(referral::Column::Id).all(db).await?;
    let mut rows = Vec::new();
    for matter in
        matters.into_iter().filter(|one| visit.actor.follows(one.body_id) || visit.actor.follows(one.board_id))
    {
        if let Some(thread) = queries::find(db, matter.id, &Reader::of(&visit.actor)).await? {
            let thread = if thread.may_be_read(&clearance) { thread } else { thread.masked() };
            let text = format!("{} {}", matter.reference, thread.referral.text);
            rows.push((format!("/referrals/{}", matter.id), text));
            lines.extend(story::lines(&thread, today));
        }
    }
    lines.sort_by_key(|line| (line.day.is_none(), line.day));
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        if !kept.iter().any(|had| had.title == line.title && had.at == line.at && had.words == line.words) {
            kept.push(line);
        }
    }
    if kept.is_empty() && start.is_none() && !visit.actor.is_officer() {
        return Err(Error::NotFound);
    }
    html(&ThreadPage {
        page: visit.page("The thread of a matter").await?,
        whence,
        drawing: drawing::draw(&kept, today),
        told: story::told(&kept),
        lines: kept,
        matters: rows,
    })
}

async fn breach(visit: &Visit, id: i64) -> Result<Option<Line>> {
    let found = first_breach(visit.app.db(), &Reader::of(&visit.actor), (id, None)).await?;
    Ok(found.map(|one| {
        let how = story::called(one.rating);
        let sentence = format!("“{}” was first {how} in {}.", one.name, one.period.title());
        let title = format!("First {how} in {}", one.period.title());
        on_day((Lane::Figures, title), one.period.end(), format!("{}.", one.name), sentence)
    }))
}

/// The actions about an indicator.
async fn asked(visit: &Visit, (id, clearance): (i64, &Clearance), but: Option<&action::Model>) -> Result<Vec<Line>> {
    let rows = action::Entity::find().filter(action::Column::IndicatorId.eq(id)).all(visit.app.db()).await?;
    let mut lines = Vec::new();
    for row in rows.iter().filter(|row| visit.actor.follows(row.body_id) && but.is_none_or(|but| but.id != row.id)) {
        lines.extend(asking(visit.app.db(), row, clearance).await?);
    }
    Ok(lines)
}

async fn asking(db: &impl ConnectionTrait, row: &action::Model, clearance: &Clearance) -> Result<Vec<Line>> {
    let place = place(db, (row.body_id, row.agenda_item_id), clearance).await?;
    let Some((panel, met, is_read)) = place else { return Ok(Vec::new()) };
    let words = format!("{} ({})", if is_read { &row.text } else { PRIVATE }, row.state.label().to_lowercase());
    let sentence = format!("On {} the {panel} asked for action {}.", wording::date(met.held_on), row.reference);
    let mut lines = vec![on_day((Lane::Panel, format!("Action {}", row.reference)), met.held_on, words, sentence)];
    if let Some(id) = row.agreed_at_meeting_id
        && let Some(agreed) = meeting::Entity::find_by_id(id).one(db).await?
    {
        let title = format!("Action {} agreed complete", row.reference);
        let sentence = format!("It agreed on {} that {} is complete.", wording::date(agreed.held_on), row.reference);
        lines.push(on_day((Lane::Panel, title), agreed.held_on, String::new(), sentence));
    }
    Ok(lines)
}

/// The recommendations about an indicator.
async fn recommended(visit: &Visit, (id, clearance): (i64, &Clearance)) -> Result<Vec<Line>> {
    let db = visit.app.db();
    let rows = recommendation::Entity::find().filter(recommendation::Column::IndicatorId.eq(id)).all(db).await?;
    let mut lines = Vec::new();
    for row in rows.iter().filter(|row| visit.actor.follows(row.body_id)) {
        let place = place(db, (row.body_id, row.agenda_item_id), clearance).await?;
        let Some((panel, met, is_read)) = place else { continue };
        let words = format!("{} ({})", if is_read { &row.text } else { PRIVATE }, row.state.label().to_lowercase());
        let sentence = format!("On {} the {panel} made recommendation {}.", wording::date(met.held_on), row.reference);
        let title = format!("Recommendation {}", row.reference);
        lines.push(on_day((Lane::Panel, title), met.held_on, words, sentence));
        if let Some(on) = row.responded_on {
            let sentence = format!("It was answered on {}.", wording::date(on));
            lines.push(on_day((Lane::Panel, format!("{} answered", row.reference)), on, String::new(), sentence));
        }
    }
    Ok(lines)
}

/// The body and the meeting that something came of, and whether its words may be read.
async fn place(
    db: &impl ConnectionTrait,
    (body_id, item_id): (i64, i64),
    clearance: &Clearance,
) -> Result<Option<(String, meeting::Model, bool)>> {
    let Some(body) = body::Entity::find_by_id(body_id).one(db).await? else { return Ok(None) };
    let Some(item) = agenda_item::Entity::find_by_id(item_id).one(db).await? else { return Ok(None) };
    let met = meeting::Entity::find_by_id(item.meeting_id).one(db).await?;
    Ok(met.map(|met| (body.name, met, clearance.reads_item(body_id, item.access.0))))
}
