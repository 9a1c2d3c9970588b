//! Who sits on the bodies of a meeting, how they attended, and whether that was enough. Serves the columns that
//! record attendance, hold meetings and write to members; who may be recorded how is the domain's.

use crate::error::{Error, Result};
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::attendance::{Attending, Count, Recorded, is_taken};
use remit_domain::meeting::MeetingRefusal;
use remit_domain::person::Seat;
use remit_domain::word::Word;
use remit_entity::{agenda_item, attendance, body, meeting, meeting_body, membership, person};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// A body of a meeting with its seats on the day.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// The body.
    pub body: body::Model,
    /// Its seats, each with who holds it: the chair first, then the vice-chair, then by name.
    pub seats: Vec<(membership::Model, person::Model)>,
}

impl Sitting {
    /// Counts those in the room against this body's quorum.
    #[must_use]
    pub fn count(&self, lines: &[Recorded]) -> Count {
        let seats: Vec<_> = self.seats.iter().map(|(seat, person)| (person.id, seat.votes.0)).collect();
        Count::of(&seats, lines, u32::try_from(self.body.quorum).unwrap_or_default())
    }
}

/// The bodies that hold a meeting, its own first, with who sits on them on its day.
///
/// # Errors
/// When the database cannot be read.
pub async fn sittings(db: &impl ConnectionTrait, meeting: &meeting::Model) -> Result<Vec<Sitting>> {
    let others = meeting_body::Entity::find()
        .filter(meeting_body::Column::MeetingId.eq(meeting.id))
        .order_by_asc(meeting_body::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<i64> = std::iter::once(meeting.body_id).chain(others.iter().map(|other| other.body_id)).collect();
    let bodies = body::Entity::find().filter(body::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let mut bodies: BTreeMap<i64, body::Model> = bodies.into_iter().map(|body| (body.id, body)).collect();
    let mut seats = seats(db, &ids, meeting.held_on).await?;
    let rank = |seat: Seat| Seat::ALL.iter().position(|one| *one == seat);
    seats.sort_by(|a, b| (rank(a.0.seat.0), &a.1.name, a.0.id).cmp(&(rank(b.0.seat.0), &b.1.name, b.0.id)));
    Ok(ids
        .into_iter()
        .filter_map(|id| bodies.remove(&id))
        .map(|body| Sitting {
            seats: seats.iter().filter(|(seat, _)| seat.body_id == body.id).cloned().collect(),
            body,
        })
        .collect())
}

/// The seats of bodies on a day, with those who hold them and are still here.
async fn seats(
    db: &impl ConnectionTrait,
    bodies: &[i64],
    on: NaiveDate,
) -> Result<Vec<(membership::Model, person::Model)>> {
    let seats = membership::Entity::find()
        .filter(membership::Column::BodyId.is_in(bodies.iter().copied()))
        .filter(membership::Column::FromOn.lte(on))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(on)))
        .all(db)
        .await?;
    let people = person::Entity::find().filter(person::Column::Id.is_in(seats.iter().map(|seat| seat.person_id)));
    let people: BTreeMap<i64, person::Model> =
        people.all(db).await?.into_iter().map(|person| (person.id, person)).collect();
    let here = |id: &i64| people.get(id).filter(|person| person.left_on.is_none_or(|left| left > on)).cloned();
    Ok(seats.into_iter().filter_map(|seat| here(&seat.person_id).map(|person| (seat, person))).collect())
}

/// How everybody attended, as it was recorded.
///
/// # Errors
/// When the database cannot be read.
pub async fn recorded(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<Recorded>> {
    let rows = attendance::Entity::find()
        .filter(attendance::Column::MeetingId.eq(meeting_id))
        .order_by_asc(attendance::Column::Id)
        .all(db)
        .await?;
    let line =
        |row: attendance::Model| Recorded { person: row.person_id, how: row.how.0, in_place_of: row.substitute_for_id };
    Ok(rows.into_iter().map(line).collect())
}

/// Refuses a meeting at which attendance was taken and shows fewer voting members in the room than a body needs;
/// of a joint meeting, each of its bodies. Where no attendance was taken, the officer's word stands.
///
/// # Errors
/// [`MeetingRefusal::NoQuorum`], or when the database cannot be read.
pub async fn must_be_there(work: &Work, meeting: &meeting::Model) -> Result<()> {
    let lines = recorded(&work.tx, meeting.id).await?;
    if !is_taken(&lines) {
        return Ok(());
    }
    for sitting in sittings(&work.tx, meeting).await? {
        let count = sitting.count(&lines);
        if !count.is_quorate() {
            let refusal = MeetingRefusal::NoQuorum { present: count.present, quorum: count.quorum };
            return Err(Error::refused(refusal));
        }
    }
    Ok(())
}

/// Everybody with a seat on one of these bodies on a day who may see exempt matter (Part 2).
///
/// # Errors
/// When the database cannot be read.
pub async fn cleared_members_of(db: &impl ConnectionTrait, bodies: &[i64], on: NaiveDate) -> Result<BTreeSet<i64>> {
    let seats = seats(db, bodies, on).await?;
    Ok(seats.into_iter().filter(|(seat, _)| seat.is_cleared).map(|(_, person)| person.id).collect())
}

/// What a meeting's page says of its attendance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Where it is recorded.
    pub href: String,
    /// Whether attendance was taken, beyond apologies.
    pub is_taken: bool,
    /// Whether every body had enough members in the room.
    pub is_quorate: bool,
    /// A sentence for each body: how many were present, and the quorum.
    pub counts: Vec<String>,
    /// How people attended with their names, in the order in which minutes list them.
    pub lists: Vec<(&'static str, Vec<String>)>,
}

/// What a meeting's page says of its attendance.
///
/// # Errors
/// When the database cannot be read.
pub async fn summary(db: &impl ConnectionTrait, meeting: &meeting::Model) -> Result<Summary> {
    let lines = recorded(db, meeting.id).await?;
    let is_taken = is_taken(&lines);
    let sittings = if is_taken { sittings(db, meeting).await? } else { Vec::new() };
    let people = person::Entity::find().filter(person::Column::Id.is_in(lines.iter().map(|line| line.person)));
    let names: BTreeMap<i64, String> =
        people.all(db).await?.into_iter().map(|person| (person.id, person.name)).collect();
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let moved = comings_and_goings(db, meeting.id).await?;
    let told = |line: &Recorded| {
        let place = line.in_place_of.map(|member| format!("for {}", name(member)));
        let said: Vec<String> = place.into_iter().chain(moved.get(&line.person).cloned().unwrap_or_default()).collect();
        let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
        format!("{}{said}", name(line.person))
    };
    let order = [
        (Attending::Present, "Present"),
        (Attending::Substitute, "Substitutes"),
        (Attending::Remote, "Joined remotely, without a vote"),
        (Attending::Apologies, "Apologies"),
        (Attending::Absent, "Absent"),
    ];
    let list = |(how, heading): (Attending, &'static str)| {
        (heading, lines.iter().filter(|line| line.how == how).map(told).collect::<Vec<_>>())
    };
    let is_joint = sittings.len() > 1;
    Ok(Summary {
        href: format!("/meetings/{}/attendance", meeting.id),
        is_taken,
        is_quorate: sittings.iter().all(|sitting| sitting.count(&lines).is_quorate()),
        counts: sittings.iter().map(|sitting| sentence(sitting, &lines, is_joint)).collect(),
        lists: order.into_iter().map(list).filter(|(_, names)| !names.is_empty()).collect(),
    })
}

/// Who came for a later item, and who left before the end, in words.
async fn comings_and_goings(db: &impl ConnectionTrait, meeting_id: i64) -> Result<BTreeMap<i64, Vec<String>>> {
    let rows = attendance::Entity::find()
        .filter(attendance::Column::MeetingId.eq(meeting_id))
        .filter(
            Condition::any()
                .add(attendance::Column::CameItemId.is_not_null())
                .add(attendance::Column::LeftItemId.is_not_null()),
        )
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let items = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(meeting_id)).all(db).await?;
    let number = |id: Option<i64>| items.iter().find(|item| Some(item.id) == id).map(|item| item.position);
    let said = |row: &attendance::Model| {
        let came = number(row.came_item_id).map(|n| format!("came for item {n}"));
        let left = number(row.left_item_id).map(|n| format!("left after item {n}"));
        came.into_iter().chain(left).collect()
    };
    Ok(rows.iter().map(|row| (row.person_id, said(row))).collect())
}

/// "5 of 9 voting members present; the quorum is 3.", and of which body where there are several.
#[must_use]
pub fn sentence(sitting: &Sitting, lines: &[Recorded], is_joint: bool) -> String {
    let count = sitting.count(lines);
    if is_joint { format!("{}: {count}", sitting.body.name) } else { count.to_string() }
}
