//! Who chairs which body, for the appointments of a municipal year.

use super::bodies::as_tenure;
use super::{covers, version_of};
use crate::error::Result;
use crate::obligations;
use chrono::NaiveDate;
use remit_domain::person::Seat;
use remit_domain::tenure::Tenure;
use remit_entity::{Stored, body, membership, person};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Who presides over a body on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::people) struct Presiding {
    pub chairs: Vec<Tenure>,
    pub vice_chairs: Vec<Tenure>,
}

impl Presiding {
    /// Who presides over a body on a day.
    pub(in crate::people) async fn of(db: &impl ConnectionTrait, body: i64, on: NaiveDate) -> Result<Self> {
        let seats = membership::Entity::find()
            .filter(membership::Column::BodyId.eq(body))
            .filter(covers(membership::Column::FromOn, membership::Column::ToOn, on))
            .order_by_asc(membership::Column::Id)
            .all(db)
            .await?;
        let of = |seat: Seat| seats.iter().filter(|row| row.seat.0 == seat).map(as_tenure).collect();
        Ok(Self { chairs: of(Seat::Chair), vice_chairs: of(Seat::ViceChair) })
    }
}

/// A body in the table of appointments.
#[derive(Clone, Debug)]
pub(in crate::people) struct Standing {
    pub body: body::Model,
    /// Names; empty while the seat is vacant.
    pub chair: String,
    pub vice_chair: String,
    /// What waits for the chair.
    pub waiting: usize,
}

async fn presiding(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<(membership::Model, String)>> {
    let seats = membership::Entity::find()
        .filter(membership::Column::Seat.is_in([Seat::Chair, Seat::ViceChair].map(Stored)))
        .filter(covers(membership::Column::FromOn, membership::Column::ToOn, today))
        .order_by_asc(membership::Column::Id)
        .all(db)
        .await?;
    let people = person::Entity::find().filter(person::Column::Id.is_in(seats.iter().map(|seat| seat.person_id)));
    let names: BTreeMap<i64, String> =
        people.all(db).await?.into_iter().map(|person| (person.id, person.name)).collect();
    let name = |seat: &membership::Model| names.get(&seat.person_id).cloned().unwrap_or_default();
    Ok(seats.into_iter().map(|seat| (seat.clone(), name(&seat))).collect())
}

/// Every body that sits, with who presides today and how much waits for its chair.
pub(in crate::people) async fn standing(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Standing>> {
    let bodies =
        body::Entity::find().filter(body::Column::EndedOn.is_null()).order_by_asc(body::Column::Name).all(db).await?;
    let seats = presiding(db, today).await?;
    let owed = obligations::owed_by(db, bodies.iter().filter_map(|body| body.chair_post_id).collect()).await?;
    let named = |body: i64, seat: Seat| {
        let names = seats.iter().filter(|(row, _)| row.body_id == body && row.seat.0 == seat);
        names.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let row = |body: body::Model| Standing {
        chair: named(body.id, Seat::Chair),
        vice_chair: named(body.id, Seat::ViceChair),
        waiting: body.chair_post_id.and_then(|post| owed.get(&post)).map_or(0, Vec::len),
        body,
    };
    Ok(bodies.into_iter().map(row).collect())
}

/// A version that the table carries: it changes when anybody is appointed or any body ends.
pub(in crate::people) async fn version(db: &impl ConnectionTrait, today: NaiveDate) -> Result<String> {
    let seats = membership::Entity::find()
        .filter(membership::Column::Seat.is_in([Seat::Chair, Seat::ViceChair].map(Stored)))
        .order_by_asc(membership::Column::Id)
        .all(db)
        .await?;
    let words: Vec<String> = seats
        .iter()
        .filter(|seat| seat.to_on.is_none_or(|last| today <= last))
        .map(|seat| format!("{}:{}:{}:{:?}", seat.body_id, seat.person_id, seat.from_on, seat.to_on))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(version_of(&words))
}
