//! Keeping what was typed under an item. Somebody else's text is never written over: whoever typed from an older text
//! is told, and sees both.

use super::queries;
use crate::error::{Error, OrRefuse, Result};
use crate::resolving;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::line::{LONGEST, NoteRefusal};
use remit_entity::{agenda_item, item_note, meeting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// What was typed under an item, from which version of its text.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub item: i64,
    pub text: String,
    pub version: i32,
}

/// What became of it.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    /// It is kept, as this version.
    Done(i32),
    /// Somebody else wrote meanwhile.
    Stale,
}

/// Keeps what was typed. The same text again changes nothing.
pub(super) async fn keep(work: &Work, typed: &Typed) -> Result<Kept> {
    let item = agenda_item::Entity::find_by_id(typed.item).lock_exclusive().one(&work.tx).await?;
    let item = item.ok_or(Error::NotFound)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if typed.text.chars().count() > LONGEST {
        return Err(NoteRefusal::TooLong).or_refuse();
    }
    let note = item_note::Entity::find().filter(item_note::Column::AgendaItemId.eq(item.id)).one(&work.tx).await?;
    let stands = note.as_ref().map_or("", |note| &note.text);
    if stands == typed.text {
        return Ok(Kept::Done(note.map_or(0, |note| note.version)));
    }
    if let Some(closed) = queries::closed(&work.tx, &meeting).await? {
        return Err(closed).or_refuse();
    }
    if note.as_ref().map_or(0, |note| note.version) != typed.version {
        return Ok(Kept::Stale);
    }
    resolving::reopen(work, meeting.id).await?;
    let Some(note) = note else {
        let made = item_note::ActiveModel {
            agenda_item_id: Set(item.id),
            text: Set(typed.text.clone()),
            recorded: Set(String::new()),
            saved_at: Set(work.at),
            saved_by: Set(work.by.words()),
            version: Set(1),
            ..Default::default()
        };
        made.insert(&work.tx).await?;
        let about = About { noun: "meeting", id: meeting.id, body: Some(meeting.body_id) };
        trail::record(work, "began to minute", about, item.access.0.title_in_letters(&item.title)).await?;
        return Ok(Kept::Done(1));
    };
    let version = note.version + 1;
    let mut row = note.into_active_model();
    row.text = Set(typed.text.clone());
    row.saved_at = Set(work.at);
    row.saved_by = Set(work.by.words());
    row.version = Set(version);
    row.update(&work.tx).await?;
    Ok(Kept::Done(version))
}
