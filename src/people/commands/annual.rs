//! The chairs and vice-chairs of a municipal year, appointed for all bodies at once at Annual Council. What waits for
//! a chair's approval is owed by the chair's post, so it passes to whoever holds it on the day.

use super::beside;
use super::leaving::VACANT;
use super::seats::{self, Seating, Terms};
use crate::error::{Error, OrRefuse, Result};
use crate::people::queries::annual::{Presiding, version};
use crate::people::queries::bodies::as_tenure;
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::person::Seat;
use remit_domain::tenure::{PassingRefusal, Tenure, TenureRefusal};
use remit_domain::wording;
use remit_entity::{Stored, body, membership};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The chairs of a year as an officer wants them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::people) struct Wanted {
    from_on: NaiveDate,
    /// Whether former chairs and vice-chairs keep a seat as members.
    stay: bool,
    chosen: Fields,
}

impl Wanted {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        let from_on = fields.date("from_on").ok_or(TenureRefusal::DayMissing).or_refuse()?;
        Ok(Self { from_on, stay: fields.ticked("stay"), chosen: fields.clone() })
    }
}

/// Who is to have a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    AsBefore,
    Vacant,
    Person(i64),
}

fn choice(chosen: &Fields, field: &str) -> Choice {
    match chosen.text(field) {
        VACANT => Choice::Vacant,
        typed => typed.parse().map_or(Choice::AsBefore, Choice::Person),
    }
}

/// How many seats changed hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::people) struct Appointed {
    pub chairs: usize,
    pub vice_chairs: usize,
}

/// Appoints chairs and vice-chairs from a day on.
pub(in crate::people) async fn appoint(work: &Work, wanted: Wanted) -> Result<Appointed> {
    let bodies = body::Entity::find()
        .filter(body::Column::EndedOn.is_null())
        .order_by_asc(body::Column::Name)
        .all(&work.tx)
        .await?;
    if version(&work.tx, work.today).await? != wanted.chosen.text("version") {
        return Err(Error::Stale);
    }
    let mut appointed = Appointed::default();
    for body in &bodies {
        let before = Presiding::of(&work.tx, body.id, wanted.from_on).await?;
        let chair = change(work, body.id, (Seat::Chair, &before.chairs), &wanted).await?;
        let vice_chair = change(work, body.id, (Seat::ViceChair, &before.vice_chairs), &wanted).await?;
        appointed.chairs += usize::from(chair);
        appointed.vice_chairs += usize::from(vice_chair);
        if wanted.stay && (chair || vice_chair) {
            keep_as_members(work, body.id, &before, wanted.from_on).await?;
        }
    }
    if appointed == Appointed::default() {
        return Err(PassingRefusal::Nothing).or_refuse();
    }
    let about = trail::About { noun: "council", id: 1, body: None };
    let said = format!(
        "{} chairs and {} vice-chairs from {}",
        appointed.chairs,
        appointed.vice_chairs,
        wording::date(wanted.from_on)
    );
    trail::record(work, "entered the appointments of Annual Council", about, said).await?;
    Ok(appointed)
}

/// Changes one seat of one body; tells whether anything changed.
async fn change(work: &Work, body: i64, (seat, held): (Seat, &[Tenure]), wanted: &Wanted) -> Result<bool> {
    let field = if seat == Seat::Chair { format!("chair-{body}") } else { format!("vice-{body}") };
    match choice(&wanted.chosen, &field) {
        Choice::AsBefore => Ok(false),
        Choice::Person(person) if held.iter().any(|one| one.person == person) => Ok(false),
        Choice::Vacant if held.is_empty() => Ok(false),
        Choice::Vacant => {
            seats::leave_vacant(work, &still_there(work, body, seat).await?, wanted.from_on).await?;
            Ok(true)
        }
        Choice::Person(person) => {
            let is_chair = still_there(work, body, Seat::Chair)
                .await?
                .iter()
                .any(|one| one.person == person && one.covers(wanted.from_on));
            if seat == Seat::ViceChair && is_chair {
                return Err(PassingRefusal::Both { field }).or_refuse();
            }
            if seat == Seat::ViceChair {
                seats::leave_vacant(work, &still_there(work, body, seat).await?, wanted.from_on).await?;
            }
            let seating = Seating { person, seat, from_on: wanted.from_on, terms: Terms::usual(seat) };
            beside(&field, seats::seat(work, body, seating).await)?;
            Ok(true)
        }
    }
}

/// The tenures of a seat as they stand by now.
async fn still_there(work: &Work, body: i64, seat: Seat) -> Result<Vec<Tenure>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::BodyId.eq(body))
        .filter(membership::Column::Seat.eq(Stored(seat)))
        .all(&work.tx)
        .await?;
    Ok(rows.iter().map(as_tenure).collect())
}

/// Whoever presided before and has no seat on the body any more sits on it as a member.
async fn keep_as_members(work: &Work, body: i64, before: &Presiding, from_on: NaiveDate) -> Result<()> {
    for former in before.chairs.iter().chain(&before.vice_chairs) {
        let seats = membership::Entity::find()
            .filter(membership::Column::BodyId.eq(body))
            .filter(membership::Column::PersonId.eq(former.person))
            .all(&work.tx)
            .await?;
        if !seats.iter().any(|seat| as_tenure(seat).covers(from_on)) {
            let seat = Seat::Member;
            let seating = Seating { person: former.person, seat, from_on, terms: Terms::usual(seat) };
            seats::seat(work, body, seating).await?;
        }
    }
    Ok(())
}
