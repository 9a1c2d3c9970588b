//! Who sits on a body: seated, moved from one seat to another, with what they vote on and whether they see exempt
//! matter, and the end of a seat.

use super::bodies::about;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::people::queries::bodies::as_tenure;
use crate::people::queries::covers;
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::body::BodyRefusal;
use remit_domain::person::{BodyKind, PostKind, Seat, Votes};
use remit_domain::tenure::{self, Handover, Tenure, TenureRefusal};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, holding, membership, person, post};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

/// What goes with a seat: its votes, and whether whoever sits there sees exempt matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::people) struct Terms {
    pub votes: Votes,
    pub is_cleared: bool,
}

impl Terms {
    /// As usual for a seat.
    pub(in crate::people) fn usual(seat: Seat) -> Self {
        Self { votes: seat.usual_votes(), is_cleared: seat.is_usually_cleared() }
    }

    /// As typed; what was left open is as usual for the seat.
    fn read(fields: &Fields, seat: Seat) -> Result<Self> {
        let usual = Self::usual(seat);
        let terms = Self {
            votes: fields.word("votes").unwrap_or(usual.votes),
            is_cleared: match fields.text("cleared") {
                "" => usual.is_cleared,
                typed => typed == "yes",
            },
        };
        if seat != Seat::CoOptee && terms.votes != Votes::All {
            return Err(BodyRefusal::VotesOfMember).or_refuse();
        }
        Ok(terms)
    }

    fn words(self) -> String {
        let cleared = if self.is_cleared { "sees exempt matter" } else { "does not see exempt matter" };
        format!("votes: {}; {cleared}", self.votes.label())
    }
}

/// Who sits where, on what terms, and from which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::people) struct Seating {
    pub person: i64,
    pub seat: Seat,
    pub from_on: NaiveDate,
    pub terms: Terms,
}

impl Seating {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        let seat = fields.word("seat").ok_or(BodyRefusal::SeatMissing).or_refuse()?;
        let person = fields.number("person").ok_or(TenureRefusal::PersonMissing).or_refuse()?;
        let from_on = fields.date("from_on").ok_or(TenureRefusal::DayMissing).or_refuse()?;
        Ok(Self { person, seat, from_on, terms: Terms::read(fields, seat)? })
    }
}

/// Seats somebody on a body. Their other seat on it ends the day before, and so does the chair of whoever is
/// followed in it. What the chair owes passes to the new one on the day.
pub(in crate::people) async fn seat(work: &Work, id: i64, seating: Seating) -> Result<()> {
    let Seating { person, seat, from_on, terms } = seating;
    let body = body::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if let Some(ended) = body.ended_on.filter(|ended| *ended < from_on) {
        return Err(BodyRefusal::Ended(ended)).or_refuse();
    }
    let person =
        person::Entity::find_by_id(person).one(&work.tx).await?.ok_or(TenureRefusal::PersonMissing).or_refuse()?;
    if body.kind.0 != BodyKind::Cabinet
        && let Some(post) = executive_post(work, person.id, from_on).await?
    {
        return Err(BodyRefusal::Executive { name: person.name, post: post.title }).or_refuse();
    }
    let seats = membership::Entity::find().filter(membership::Column::BodyId.eq(id)).all(&work.tx).await?;
    let of_seat = |row: &&membership::Model| match seat {
        Seat::Chair => row.seat.0 == Seat::Chair,
        _ => row.person_id == person.id && row.seat.0 == seat,
    };
    let in_the_way: Vec<Tenure> = seats.iter().filter(of_seat).map(as_tenure).collect();
    let mut changes = tenure::hand_over(&in_the_way, person.id, from_on, person.left_on).or_refuse()?;
    let others: Vec<Tenure> =
        seats.iter().filter(|row| row.person_id == person.id && row.seat.0 != seat).map(as_tenure).collect();
    // The other seats are nobody's way to this one: only what becomes of them is asked.
    changes.extend(tenure::hand_over(&others, 0, from_on, None).or_refuse()?);
    for change in changes {
        apply(work, change).await?;
    }
    let row = membership::ActiveModel {
        body_id: Set(id),
        person_id: Set(person.id),
        seat: Set(Stored(seat)),
        from_on: Set(from_on),
        to_on: Set(person.left_on.and_then(|left| left.pred_opt())),
        votes: Set(Stored(terms.votes)),
        is_cleared: Set(terms.is_cleared),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    if let Some(post) = body.chair_post_id.filter(|_| seat == Seat::Chair) {
        obligations::look_again(work, post, from_on).await?;
    }
    let said = format!("{} as {}, from {}", person.name, seat.label(), wording::date(from_on));
    trail::record(work, "seated", about(body.id), said).await
}

/// The cabinet post that somebody holds on a day.
async fn executive_post(work: &Work, person: i64, on: NaiveDate) -> Result<Option<post::Model>> {
    let held = holding::Entity::find()
        .filter(holding::Column::PersonId.eq(person))
        .filter(covers(holding::Column::FromOn, holding::Column::ToOn, on))
        .all(&work.tx)
        .await?;
    let held: Vec<i64> = held.into_iter().map(|row| row.post_id).collect();
    let cabinet = post::Entity::find()
        .filter(post::Column::Id.is_in(held))
        .filter(post::Column::Kind.eq(Stored(PostKind::CabinetMember)));
    Ok(cabinet.one(&work.tx).await?)
}

/// A body on which somebody sits on a day or later.
pub(super) async fn still_sits(work: &Work, person: i64, from_on: NaiveDate) -> Result<Option<body::Model>> {
    let ends = Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(from_on));
    let seats =
        membership::Entity::find().filter(membership::Column::PersonId.eq(person)).filter(ends).all(&work.tx).await?;
    // A seat in the Cabinet is no seat on a scrutiny body.
    Ok(body::Entity::find()
        .filter(body::Column::Id.is_in(seats.iter().map(|seat| seat.body_id)))
        .filter(body::Column::Kind.ne(Stored(BodyKind::Cabinet)))
        .order_by_asc(body::Column::Id)
        .one(&work.tx)
        .await?)
}

async fn apply(work: &Work, change: Handover) -> Result<()> {
    match change {
        Handover::Ends { id, last_on } => end(work, id, last_on).await?,
        Handover::Struck { id } => {
            membership::Entity::delete_by_id(id).exec(&work.tx).await?;
        }
    }
    Ok(())
}

async fn end(work: &Work, id: i64, last_on: NaiveDate) -> Result<()> {
    let row = membership::ActiveModel { id: Set(id), to_on: Set(Some(last_on)), ..Default::default() };
    row.update(&work.tx).await?;
    Ok(())
}

async fn find(work: &Work, body_id: i64, seat: i64) -> Result<membership::Model> {
    let row = membership::Entity::find_by_id(seat).one(&work.tx).await?;
    row.filter(|row| row.body_id == body_id).ok_or(TenureRefusal::SeatMissing).or_refuse()
}

async fn name_of(work: &Work, person: i64) -> Result<String> {
    let found = person::Entity::find_by_id(person).one(&work.tx).await?;
    Ok(found.map(|person| person.name).unwrap_or_default())
}

/// Ends a seat with a last day.
pub(in crate::people) async fn end_seat(work: &Work, body_id: i64, seat: i64, last_on: NaiveDate) -> Result<()> {
    let row = find(work, body_id, seat).await?;
    let last_on = tenure::end(&as_tenure(&row), last_on).or_refuse()?;
    end(work, row.id, last_on).await?;
    let name = name_of(work, row.person_id).await?;
    let said = format!("{name} as {}, after {}", row.seat.label(), wording::date(last_on));
    trail::record(work, "ended a seat", about(body_id), said).await
}

/// Ends whatever of these seats covers a day on the day before it.
pub(in crate::people) async fn leave_vacant(work: &Work, seats: &[Tenure], from_on: NaiveDate) -> Result<()> {
    for tenure in seats.iter().filter(|tenure| tenure.covers(from_on)) {
        // Nobody has the number nought: whoever sits there is in the way.
        for change in tenure::hand_over(&[*tenure], 0, from_on, None).or_refuse()? {
            apply(work, change).await?;
        }
    }
    Ok(())
}

/// Changes what a seat votes on and whether whoever sits there sees exempt matter.
pub(in crate::people) async fn change_terms(work: &Work, body_id: i64, seat: i64, fields: &Fields) -> Result<()> {
    let row = find(work, body_id, seat).await?;
    let (seat, person) = (row.seat.0, row.person_id);
    let terms = Terms::read(fields, seat)?;
    let mut row = row.into_active_model();
    row.votes = Set(Stored(terms.votes));
    row.is_cleared = Set(terms.is_cleared);
    row.update(&work.tx).await?;
    let said = format!("{} as {}, {}", name_of(work, person).await?, seat.label(), terms.words());
    trail::record(work, "changed a seat", about(body_id), said).await
}
