//! Reading bodies and who sits on them.

use super::posts::named;
use super::{covers, version_of};
use crate::error::Result;
use crate::people::views::{BodyRow, Succession, TenureRow};
use crate::web::{Choice, Fields};
use chrono::NaiveDate;
use remit_domain::person::{BodyKind, Seat, Votes};
use remit_domain::tenure::Tenure;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, membership, person};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Every body, boards first; a council has a few dozen at most.
pub(in crate::people) async fn list(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<BodyRow>> {
    let bodies = body::Entity::find().order_by_asc(body::Column::Kind).order_by_asc(body::Column::Name).all(db).await?;
    let chairs = membership::Entity::find()
        .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
        .filter(covers(membership::Column::FromOn, membership::Column::ToOn, today))
        .all(db)
        .await?;
    let people = person::Entity::find().filter(person::Column::Id.is_in(chairs.iter().map(|chair| chair.person_id)));
    let people: BTreeMap<i64, String> =
        people.all(db).await?.into_iter().map(|person| (person.id, person.name)).collect();
    let chair_of = |body: i64| chairs.iter().find(|chair| chair.body_id == body);
    let names: BTreeMap<i64, String> = bodies.iter().map(|body| (body.id, body.short_name.clone())).collect();
    let row = |body: body::Model| BodyRow {
        id: body.id,
        chair: chair_of(body.id).and_then(|chair| people.get(&chair.person_id)).cloned(),
        reports_to: body.reports_to_id.and_then(|id| names.get(&id)).cloned().unwrap_or_default(),
        kind: body.kind.label(),
        ended: body.ended_on.map(wording::date).unwrap_or_default(),
        name: body.name,
        short_name: body.short_name,
    };
    Ok(bodies.into_iter().map(row).collect())
}

/// The seats of a body that still matter: those of today and of later days, or all that ever were.
pub(in crate::people) async fn seats(
    db: &impl ConnectionTrait,
    body_id: i64,
    today: NaiveDate,
) -> Result<Vec<TenureRow>> {
    let mut found = membership::Entity::find().filter(membership::Column::BodyId.eq(body_id)).all(db).await?;
    let rank = |seat: Seat| Seat::ALL.iter().position(|known| *known == seat).unwrap_or_default();
    found.sort_by_key(|seat| {
        let is_over = seat.to_on.is_some_and(|last| last < today);
        (is_over, rank(seat.seat.0), std::cmp::Reverse(seat.from_on), seat.id)
    });
    let tenures: Vec<Tenure> = found.iter().map(as_tenure).collect();
    let mut rows = named(db, &tenures, today).await?;
    for (row, seat) in rows.iter_mut().zip(&found) {
        row.seat = seat.seat.label();
        let cleared = if seat.is_cleared { "sees exempt matter" } else { "does not see exempt matter" };
        row.votes_on_all = seat.votes.0 == Votes::All;
        row.terms = format!("{}; {cleared}", seat.votes.label());
    }
    Ok(rows)
}

/// A seat as the domain weighs it.
pub(in crate::people) fn as_tenure(seat: &membership::Model) -> Tenure {
    Tenure { id: seat.id, person: seat.person_id, from_on: seat.from_on, to_on: seat.to_on }
}

/// The boards that a body can report to.
pub(in crate::people) async fn choices_of_boards(
    db: &impl ConnectionTrait,
    without: Option<i64>,
) -> Result<Vec<Choice>> {
    let boards = body::Entity::find()
        .filter(body::Column::Kind.eq(Stored(BodyKind::Board)))
        .filter(body::Column::EndedOn.is_null())
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?;
    let others = boards.into_iter().filter(|board| Some(board.id) != without);
    Ok(others.map(|board| Choice::new(board.id, board.name)).collect())
}

/// The bodies that still sit, but for one.
pub(in crate::people) async fn choices_that_sit(
    db: &impl ConnectionTrait,
    without: Option<i64>,
) -> Result<Vec<Choice>> {
    let sitting =
        body::Entity::find().filter(body::Column::EndedOn.is_null()).order_by_asc(body::Column::Name).all(db).await?;
    let others = sitting.into_iter().filter(|other| Some(other.id) != without);
    Ok(others.map(|other| Choice::new(other.id, other.name)).collect())
}

/// What came before a body and what carries it on, in sentences, each with the page of the other body.
pub(in crate::people) async fn succession(db: &impl ConnectionTrait, body: &body::Model) -> Result<Vec<Succession>> {
    let mut said = Vec::new();
    if let Some(ended) = body.ended_on {
        let heir = match body.succeeded_by_id {
            Some(id) => body::Entity::find_by_id(id).one(db).await?,
            None => None,
        };
        let on = wording::date(ended);
        said.push(match heir {
            Some(heir) => Succession { says: format!("Ended on {on}, succeeded by"), id: heir.id, name: heir.name },
            None => Succession { says: format!("Ended on {on}."), id: 0, name: String::new() },
        });
    }
    let before = body::Entity::find()
        .filter(body::Column::SucceededById.eq(body.id))
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?;
    let carries =
        |one: body::Model| Succession { says: "Carries on the work of".to_owned(), id: one.id, name: one.name };
    said.extend(before.into_iter().map(carries));
    Ok(said)
}

/// A body as the fields of a form.
pub(in crate::people) fn as_fields(body: &body::Model) -> Fields {
    let number = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut pairs = vec![
        ("name", body.name.clone()),
        ("short_name", body.short_name.clone()),
        ("kind", body.kind.word().to_owned()),
        ("reports_to", number(body.reports_to_id)),
        ("officer_post", number(body.officer_post_id)),
        ("clear_days", body.clear_days.to_string()),
        ("house_style", body.house_style.word().to_owned()),
        ("remit", body.remit.clone()),
        ("quorum", body.quorum.to_string()),
        ("substitutes", if body.allows_substitutes { "yes" } else { "" }.to_owned()),
        ("invites", body.invites.word().to_owned()),
    ];
    let ended = body.ended_on.map(|on| on.to_string()).unwrap_or_default();
    let texts: Vec<&str> = pairs.iter().map(|(_, text)| text.as_str()).chain([ended.as_str()]).collect();
    pairs.push(("version", version_of(&texts)));
    Fields::from_pairs(pairs)
}
