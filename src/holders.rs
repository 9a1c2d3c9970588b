//! Who holds a post on a day. Owed things belong to posts; whoever is asked, reminded or told is looked up when it
//! matters. A chair's post takes its holder from the membership of its body.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::person::{PostKind, Seat};
use remit_domain::tenure::title;
use remit_entity::{Stored, holding, membership, person, post};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// Who holds a post on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The post's title, as its holder bears it.
    pub post: String,
    /// The holder; none while the post is vacant.
    pub person: Option<person::Model>,
    /// Their first day in it.
    pub from_on: Option<NaiveDate>,
}

/// The post and whoever holds it on a day. A chair's post is held by whoever chairs its body.
///
/// # Errors
/// When the database cannot be read.
pub async fn holder_of(db: &impl ConnectionTrait, post_id: i64, on: NaiveDate) -> Result<Option<Holder>> {
    let Some(post) = post::Entity::find_by_id(post_id).one(db).await? else { return Ok(None) };
    let held = match (post.kind.0, post.body_id) {
        (PostKind::Chair, Some(body)) => membership::Entity::find()
            .filter(membership::Column::BodyId.eq(body))
            .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
            .filter(membership::Column::FromOn.lte(on))
            .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(on)))
            .order_by_desc(membership::Column::FromOn)
            .one(db)
            .await?
            .map(|seat| (seat.person_id, seat.from_on, false)),
        _ => holding::Entity::find()
            .filter(holding::Column::PostId.eq(post_id))
            .filter(holding::Column::FromOn.lte(on))
            .filter(Condition::any().add(holding::Column::ToOn.is_null()).add(holding::Column::ToOn.gte(on)))
            .order_by_desc(holding::Column::FromOn)
            .one(db)
            .await?
            .map(|holding| (holding.person_id, holding.from_on, holding.is_interim)),
    };
    let person = match held {
        Some((id, ..)) => {
            person::Entity::find_by_id(id).one(db).await?.filter(|person| person.left_on.is_none_or(|left| left > on))
        }
        None => None,
    };
    let held = held.filter(|_| person.is_some());
    Ok(Some(Holder {
        post: title(&post.title, held.is_some_and(|(_, _, is_interim)| is_interim)),
        from_on: held.map(|(_, from_on, _)| from_on),
        person,
    }))
}

/// The person who holds each of these posts on a day; vacant posts are left out. Three queries, however many posts.
///
/// # Errors
/// When the database cannot be read.
pub async fn holders_of(db: &impl ConnectionTrait, posts: BTreeSet<i64>, on: NaiveDate) -> Result<BTreeMap<i64, i64>> {
    let posts = post::Entity::find().filter(post::Column::Id.is_in(posts)).all(db).await?;
    let chairs: BTreeMap<i64, i64> = posts
        .iter()
        .filter(|post| post.kind.0 == PostKind::Chair)
        .filter_map(|post| post.body_id.map(|body| (body, post.id)))
        .collect();
    let seats = membership::Entity::find()
        .filter(membership::Column::BodyId.is_in(chairs.keys().copied()))
        .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
        .filter(membership::Column::FromOn.lte(on))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(on)))
        .order_by_asc(membership::Column::FromOn)
        .all(db)
        .await?;
    let held = holding::Entity::find()
        .filter(holding::Column::PostId.is_in(posts.iter().map(|post| post.id)))
        .filter(holding::Column::FromOn.lte(on))
        .filter(Condition::any().add(holding::Column::ToOn.is_null()).add(holding::Column::ToOn.gte(on)))
        .order_by_asc(holding::Column::FromOn)
        .all(db)
        .await?;
    let mut holders: BTreeMap<i64, i64> = held.into_iter().map(|row| (row.post_id, row.person_id)).collect();
    holders.extend(seats.into_iter().filter_map(|seat| Some((*chairs.get(&seat.body_id)?, seat.person_id))));
    let people = person::Entity::find().filter(person::Column::Id.is_in(holders.values().copied())).all(db).await?;
    let here: BTreeSet<i64> =
        people.into_iter().filter(|one| one.left_on.is_none_or(|left| left > on)).map(|one| one.id).collect();
    holders.retain(|_, person| here.contains(person));
    Ok(holders)
}
