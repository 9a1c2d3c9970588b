//! Reading update rounds: whether one is open for a meeting, who has no word, and one owner's part of it.

use crate::awaited::{self, Awaited};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_entity::{body, meeting, post, round};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// How many working days before the papers go out owners are asked.
const OPENS: u32 = 7;

/// How the round of a meeting stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// Nobody is asked yet.
    Ahead,
    /// Owners are asked.
    Open,
    /// The papers are out.
    Over,
}

pub(super) async fn window(
    db: &impl ConnectionTrait,
    row: &meeting::Model,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<Window> {
    let Some(body) = body::Entity::find_by_id(row.body_id).one(db).await? else { return Ok(Window::Ahead) };
    let clear_days = u32::try_from(body.clear_days).unwrap_or(5);
    // A meeting whose days cannot be counted yet has no round yet.
    let Ok(publish_by) = calendar.publish_by(row.held_on, clear_days) else { return Ok(Window::Ahead) };
    let Ok(opens_on) = calendar.working_days_before(publish_by, OPENS) else { return Ok(Window::Ahead) };
    Ok(if row.published_on.is_some() || today > publish_by {
        Window::Over
    } else if today >= opens_on {
        Window::Open
    } else {
        Window::Ahead
    })
}

/// The posts that owe a word on something before a meeting.
pub(super) async fn posts_without_word(db: &impl ConnectionTrait, row: &meeting::Model) -> Result<BTreeSet<i64>> {
    let all = awaited::before_meeting(db, row).await?;
    Ok(all.into_iter().filter(|one| !one.has_word).map(|one| one.post_id).collect())
}

/// One owner's part of a round.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub round: round::Model,
    pub meeting: meeting::Model,
    pub body: body::Model,
    pub post: post::Model,
    /// What the owner has before the body, whether there is a word on it or not.
    pub items: Vec<Awaited>,
}

pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Part>> {
    let Some(round) = round::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let missing = || Error::broken("an update round without its meeting");
    let meeting = meeting::Entity::find_by_id(round.meeting_id).one(db).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or_else(missing)?;
    let post = post::Entity::find_by_id(round.post_id).one(db).await?.ok_or_else(missing)?;
    let mut items = awaited::before_meeting(db, &meeting).await?;
    items.retain(|one| one.post_id == round.post_id);
    Ok(Some(Part { round, meeting, body, post, items }))
}

/// A meeting with its body, everything open before it, and who was asked.
pub(super) struct Whole {
    pub meeting: meeting::Model,
    pub body: body::Model,
    pub items: Vec<Awaited>,
    pub rounds: Vec<round::Model>,
    pub posts: Vec<post::Model>,
}

pub(super) async fn of_meeting(db: &impl ConnectionTrait, id: i64) -> Result<Option<Whole>> {
    let Some(meeting) = meeting::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?;
    let body = body.ok_or_else(|| Error::broken("a meeting without its body"))?;
    let items = awaited::before_meeting(db, &meeting).await?;
    let rounds =
        round::Entity::find().filter(round::Column::MeetingId.eq(id)).order_by_asc(round::Column::Id).all(db).await?;
    let ids: BTreeSet<i64> =
        items.iter().map(|one| one.post_id).chain(rounds.iter().map(|round| round.post_id)).collect();
    let posts = post::Entity::find().filter(post::Column::Id.is_in(ids)).all(db).await?;
    Ok(Some(Whole { meeting, body, items, rounds, posts }))
}
