//! Reading what a meeting's minutes are typed into: its items in their order, each with its note; and what was
//! recorded of them already.

use crate::error::{Error, Result};
use crate::web::Visit;
use remit_domain::line::NoteRefusal;
use remit_domain::meeting::State;
use remit_domain::minutes_state;
use remit_entity::{agenda_item, body, item_note, meeting, minutes, resolution};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// An item with what was typed under it.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    pub item: agenda_item::Model,
    pub note: Option<item_note::Model>,
}

impl Noted {
    pub(super) fn text(&self) -> &str {
        self.note.as_ref().map_or("", |note| &note.text)
    }

    pub(super) fn recorded(&self) -> &str {
        self.note.as_ref().map_or("", |note| &note.recorded)
    }

    pub(super) fn version(&self) -> i32 {
        self.note.as_ref().map_or(0, |note| note.version)
    }
}

/// A meeting that this visitor may follow, with its body.
pub(super) async fn find(visit: &Visit, id: i64) -> Result<(meeting::Model, body::Model)> {
    let db = visit.app.db();
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    visit.must_follow(meeting.body_id)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or(Error::NotFound)?;
    Ok((meeting, body))
}

/// The items of a meeting in their order, with their notes.
pub(super) async fn list(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<Noted>> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    let notes = item_note::Entity::find()
        .filter(item_note::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .all(db)
        .await?;
    let mut notes: BTreeMap<i64, item_note::Model> =
        notes.into_iter().map(|note| (note.agenda_item_id, note)).collect();
    Ok(items.into_iter().map(|item| Noted { note: notes.remove(&item.id), item }).collect())
}

/// How many resolutions stand on each item already.
pub(super) async fn resolved(db: &impl ConnectionTrait, items: &[Noted]) -> Result<BTreeMap<i64, usize>> {
    let found = resolution::Entity::find()
        .filter(resolution::Column::AgendaItemId.is_in(items.iter().map(|one| one.item.id)))
        .all(db)
        .await?;
    let mut counted = BTreeMap::new();
    for one in found {
        *counted.entry(one.agenda_item_id).or_default() += 1;
    }
    Ok(counted)
}

/// Why nothing may be typed any more, where that is so.
pub(super) async fn closed(db: &impl ConnectionTrait, meeting: &meeting::Model) -> Result<Option<NoteRefusal>> {
    if matches!(meeting.state.0, State::Cancelled | State::Postponed) {
        return Ok(Some(NoteRefusal::NoMeeting));
    }
    use minutes_state::State as On;
    let row = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(meeting.id)).one(db).await?;
    let is_out = row.is_some_and(|row| matches!(row.state.0, On::Published | On::Confirmed | On::Amended));
    Ok(is_out.then_some(NoteRefusal::Published))
}
