//! Who is told of what happens to a body and its meetings: its members, whoever holds the posts that it works with
//! on the day, its officer. Each person once, however many posts they hold.

use crate::error::Result;
use crate::holders::holders_of;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::obligation::State;
use remit_domain::person::Seat;
use remit_domain::request;
use remit_entity::{
    Stored, agenda_item, body, data_request, invitee, meeting, meeting_body, membership, obligation, person,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// Everybody with a seat on one of these bodies on a day.
///
/// # Errors
/// When the database cannot be read.
pub async fn members_of(db: &impl ConnectionTrait, bodies: &[i64], on: NaiveDate) -> Result<BTreeSet<i64>> {
    let seats = seats(db, bodies, on).await?;
    still_here(db, seats.into_iter().map(|seat| seat.person_id).collect(), on).await
}

/// The chair and the vice-chair of a body on a day.
///
/// # Errors
/// When the database cannot be read.
pub async fn chair_and_vice(db: &impl ConnectionTrait, body: i64, on: NaiveDate) -> Result<BTreeSet<i64>> {
    let seats = seats(db, &[body], on).await?;
    let presiding = seats.into_iter().filter(|seat| matches!(seat.seat.0, Seat::Chair | Seat::ViceChair));
    still_here(db, presiding.map(|seat| seat.person_id).collect(), on).await
}

async fn seats(db: &impl ConnectionTrait, bodies: &[i64], on: NaiveDate) -> Result<Vec<membership::Model>> {
    Ok(membership::Entity::find()
        .filter(membership::Column::BodyId.is_in(bodies.iter().copied()))
        .filter(membership::Column::FromOn.lte(on))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(on)))
        .all(db)
        .await?)
}

async fn still_here(db: &impl ConnectionTrait, people: BTreeSet<i64>, on: NaiveDate) -> Result<BTreeSet<i64>> {
    let found = person::Entity::find().filter(person::Column::Id.is_in(people)).all(db).await?;
    let here = found.into_iter().filter(|person| person.left_on.is_none_or(|left| left > on));
    Ok(here.map(|person| person.id).collect())
}

/// The bodies that hold a meeting: its own, and for a joint meeting the others.
///
/// # Errors
/// When the database cannot be read.
pub async fn bodies_of(db: &impl ConnectionTrait, meeting: &meeting::Model) -> Result<Vec<i64>> {
    let others = meeting_body::Entity::find().filter(meeting_body::Column::MeetingId.eq(meeting.id)).all(db).await?;
    Ok(std::iter::once(meeting.body_id).chain(others.into_iter().map(|row| row.body_id)).collect())
}

/// Whoever holds the posts that are invited for, or asked under, the items of these meetings.
///
/// # Errors
/// When the database cannot be read.
pub async fn invited_for(db: &impl ConnectionTrait, meetings: &[i64], on: NaiveDate) -> Result<BTreeSet<i64>> {
    let items: Vec<i64> = agenda_item::Entity::find()
        .select_only()
        .column(agenda_item::Column::Id)
        .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let invited = invitee::Entity::find().filter(invitee::Column::AgendaItemId.is_in(items.clone())).all(db).await?;
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(items))
        .filter(data_request::Column::State.ne(Stored(request::State::Withdrawn)))
        .all(db)
        .await?;
    let posts = invited.iter().map(|row| row.post_id).chain(asked.iter().map(|row| row.owner_post_id));
    held(db, posts.collect(), on).await
}

/// Whoever holds the posts that a body works with: those that its items of the year before a day invited or asked.
///
/// # Errors
/// When the database cannot be read.
pub async fn worked_with(db: &impl ConnectionTrait, bodies: &[i64], on: NaiveDate) -> Result<BTreeSet<i64>> {
    let since = on - chrono::Days::new(366);
    let meetings: Vec<i64> = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::BodyId.is_in(bodies.iter().copied()))
        .filter(meeting::Column::HeldOn.gte(since))
        .into_tuple()
        .all(db)
        .await?;
    invited_for(db, &meetings, on).await
}

/// Everybody whom a meeting concerns: members, whoever is invited or asked, whoever owes something for it, its
/// officer.
///
/// # Errors
/// When the database cannot be read.
pub async fn concerned_with(work: &Work, meeting: &meeting::Model) -> Result<BTreeSet<i64>> {
    let (db, on) = (&work.tx, work.today);
    let bodies = bodies_of(db, meeting).await?;
    let mut people = members_of(db, &bodies, on).await?;
    people.extend(invited_for(db, &[meeting.id], on).await?);
    let owed = obligation::Entity::find()
        .filter(obligation::Column::MeetingId.eq(meeting.id))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .all(db)
        .await?;
    let officers = body::Entity::find().filter(body::Column::Id.is_in(bodies)).all(db).await?;
    let posts = owed.iter().map(|row| row.owner_post_id).chain(officers.iter().filter_map(|body| body.officer_post_id));
    people.extend(held(db, posts.collect(), on).await?);
    Ok(people)
}

async fn held(db: &impl ConnectionTrait, posts: BTreeSet<i64>, on: NaiveDate) -> Result<BTreeSet<i64>> {
    let holders: BTreeMap<i64, i64> = holders_of(db, posts, on).await?;
    Ok(holders.into_values().collect())
}
