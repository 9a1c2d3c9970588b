//! What somebody holds that does not end before a day: what has to pass to others when they leave.

use super::span;
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::person::Seat;
use remit_domain::tenure::title;
use remit_domain::word::Word;
use remit_entity::{body, holding, membership, post};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// A post or a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::people) enum Held {
    /// A post.
    Post(i64),
    /// A seat on a body.
    Seat {
        /// The body.
        body: i64,
        /// Which.
        seat: Seat,
    },
}

/// Something that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::people) struct Duty {
    /// The field under which it is chosen who takes it over.
    pub field: String,
    /// Its words.
    pub what: String,
    /// From when to when it is held.
    pub when: String,
    /// What it is.
    pub held: Held,
    /// The first day on which it is held.
    pub from_on: NaiveDate,
    /// The post that owes something because of it: its own, or the chair's.
    pub owes: Option<i64>,
}

impl Duty {
    /// The field that says whether the successor has it in the interim.
    pub(in crate::people) fn interim_field(&self) -> String {
        format!("interim-{}", self.field)
    }
}

/// What somebody holds on this day or later, posts before seats.
pub(in crate::people) async fn duties(db: &impl ConnectionTrait, person_id: i64, from: NaiveDate) -> Result<Vec<Duty>> {
    let held = holding::Entity::find()
        .filter(holding::Column::PersonId.eq(person_id))
        .filter(Condition::any().add(holding::Column::ToOn.is_null()).add(holding::Column::ToOn.gte(from)))
        .order_by_asc(holding::Column::Id)
        .all(db)
        .await?;
    let posts = post::Entity::find().filter(post::Column::Id.is_in(held.iter().map(|held| held.post_id)));
    let titles: BTreeMap<i64, String> = posts.all(db).await?.into_iter().map(|post| (post.id, post.title)).collect();
    let seats = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person_id))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(from)))
        .order_by_asc(membership::Column::Id)
        .all(db)
        .await?;
    let bodies = body::Entity::find().filter(body::Column::Id.is_in(seats.iter().map(|seat| seat.body_id)));
    let bodies: BTreeMap<i64, body::Model> = bodies.all(db).await?.into_iter().map(|body| (body.id, body)).collect();
    let of_post = |held: holding::Model| Duty {
        field: format!("post-{}", held.post_id),
        what: title(titles.get(&held.post_id).map_or("", String::as_str), held.is_interim),
        when: span(held.from_on, held.to_on),
        held: Held::Post(held.post_id),
        from_on: held.from_on,
        owes: Some(held.post_id),
    };
    let of_seat = |seat: membership::Model| {
        let body = bodies.get(&seat.body_id);
        Duty {
            field: format!("seat-{}", seat.id),
            what: format!("{}, {}", seat.seat.label(), body.map_or("", |body| body.name.as_str())),
            when: span(seat.from_on, seat.to_on),
            held: Held::Seat { body: seat.body_id, seat: seat.seat.0 },
            from_on: seat.from_on,
            owes: body.and_then(|body| body.chair_post_id).filter(|_| seat.seat.0 == Seat::Chair),
        }
    };
    Ok(held.into_iter().map(of_post).chain(seats.into_iter().map(of_seat)).collect())
}
