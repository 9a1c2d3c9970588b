//! Who sits on a body, and what it means to look at. Suggestions, and what was not taken up, stay inside.

use super::PublicBody;
use super::meetings::PublicMeeting;
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::agenda::{Access, ItemState};
use remit_domain::programme::TopicState;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, meeting, membership, person, topic};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// Somebody who sits on a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicSeat {
    pub name: String,
    pub seat: &'static str,
}

/// A topic of a body's work programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicTopic {
    pub title: String,
    pub purpose: String,
    /// When it is looked at, in words.
    pub when: String,
    /// The meeting, where there is one.
    pub href: String,
}

/// Who sits on a body on a day: those who preside first.
pub(in crate::public) async fn list_seats(
    db: &impl ConnectionTrait,
    body: &PublicBody,
    on: NaiveDate,
) -> Result<Vec<PublicSeat>> {
    let seats = membership::Entity::find()
        .filter(membership::Column::BodyId.eq(body.id))
        .filter(membership::Column::FromOn.lte(on))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(on)))
        .all(db)
        .await?;
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(seats.iter().map(|seat| seat.person_id)))
        .filter(Condition::any().add(person::Column::LeftOn.is_null()).add(person::Column::LeftOn.gt(on)))
        .order_by_asc(person::Column::Name)
        .all(db)
        .await?;
    let mut told: Vec<(usize, PublicSeat)> = people
        .into_iter()
        .filter_map(|person| {
            let seat = seats.iter().find(|seat| seat.person_id == person.id)?.seat.0;
            let rank = remit_domain::person::Seat::ALL.iter().position(|one| *one == seat)?;
            Some((rank, PublicSeat { name: person.name, seat: seat.label() }))
        })
        .collect();
    told.sort_by_key(|(rank, _)| *rank);
    Ok(told.into_iter().map(|(_, seat)| seat).collect())
}

/// The work programme of a body: what it means to look at and what stands on an agenda, soonest first. A topic whose
/// item is exempt is not named.
pub(in crate::public) async fn list_topics(db: &impl ConnectionTrait, body: &PublicBody) -> Result<Vec<PublicTopic>> {
    let topics = topic::Entity::find()
        .filter(topic::Column::BodyId.eq(body.id))
        .filter(topic::Column::State.is_in([TopicState::Programmed, TopicState::Scheduled].map(Stored)))
        .order_by_asc(topic::Column::Id)
        .all(db)
        .await?;
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(topics.iter().filter_map(|topic| topic.item_id)))
        .all(db)
        .await?;
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(items.iter().map(|item| item.meeting_id)))
        .all(db)
        .await?;
    let mut told: Vec<(Option<NaiveDate>, PublicTopic)> = Vec::new();
    for topic in topics {
        let item = topic.item_id.and_then(|id| items.iter().find(|item| item.id == id));
        if item.is_some_and(|item| item.access.0 != Access::Public) {
            continue;
        }
        let item = item.filter(|item| !matches!(item.state.0, ItemState::Withdrawn | ItemState::Deferred));
        let meeting = item.and_then(|item| meetings.iter().find(|row| row.id == item.meeting_id));
        let meeting = meeting.and_then(|row| PublicMeeting::of(row, &[body]));
        let on = meeting.as_ref().map(|meeting| meeting.held_on).or(topic.wanted_on);
        let when = match (&meeting, topic.wanted_on) {
            (Some(meeting), _) => format!("Meeting on {}", meeting.on),
            (None, Some(on)) => format!("By {}", wording::date(on)),
            (None, None) => "To be arranged".to_owned(),
        };
        let href = meeting.map(|meeting| meeting.href).unwrap_or_default();
        told.push((on, PublicTopic { title: topic.title, purpose: topic.purpose, when, href }));
    }
    told.sort_by_key(|(on, _)| (on.is_none(), *on));
    Ok(told.into_iter().map(|(_, topic)| topic).collect())
}
