//! Filling an agenda from what is known: the standing items of its body, or its last meeting's agenda. What stands on
//! the agenda already is not put there twice.

use super::commands::{about, in_order, open_meeting};
use super::report;
use crate::error::{Error, Result};
use crate::inviting;
use crate::trail;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::agenda::{AgendaRefusal, ItemState};
use remit_domain::meeting::State;
use remit_entity::{Stored, agenda_item, invitee, item_body, meeting, standing_item};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

/// Whether an item of the same name and thread stands there.
fn is_there(items: &[agenda_item::Model], title: &str, subject: &str) -> bool {
    items.iter().any(|item| item.title == title && item.subject == subject && item.state.0.is_taken())
}

/// Puts the standing items of a meeting's body on its agenda, in their order. Gives how many.
pub(super) async fn with_standing(work: &Work, meeting_id: i64) -> Result<usize> {
    let meeting = open_meeting(work, meeting_id).await?;
    let standing = standing_item::Entity::find()
        .filter(standing_item::Column::BodyId.eq(meeting.body_id))
        .order_by_asc(standing_item::Column::Position)
        .order_by_asc(standing_item::Column::Id)
        .all(&work.tx)
        .await?;
    let there = in_order(work, meeting_id).await?;
    let missing: Vec<_> = standing.into_iter().filter(|row| !is_there(&there, &row.title, &row.subject)).collect();
    if missing.is_empty() {
        return Err(Error::refused(AgendaRefusal::AllThere));
    }
    let (count, last) = (missing.len(), there.last().map_or(0, |item| item.position));
    for (row, position) in missing.into_iter().zip(last + 1..) {
        agenda_item::ActiveModel {
            meeting_id: Set(meeting_id),
            position: Set(position),
            title: Set(row.title),
            kind: Set(row.kind),
            subject: Set(row.subject),
            lead: Set(row.lead),
            minutes: Set(row.minutes),
            state: Set(Stored(ItemState::Programmed)),
            version: Set(1),
            ..Default::default()
        }
        .insert(&work.tx)
        .await?;
    }
    trail::record(work, "put the standing items on the agenda", about(&meeting), String::new()).await?;
    Ok(count)
}

/// The last meeting of a body before a day that has an agenda.
pub(super) async fn find_earlier(
    db: &impl ConnectionTrait,
    body_id: i64,
    before: NaiveDate,
) -> Result<Option<meeting::Model>> {
    let earlier = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body_id))
        .filter(meeting::Column::HeldOn.lt(before))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .order_by_desc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    let with_items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(earlier.iter().take(12).map(|meeting| meeting.id)))
        .all(db)
        .await?;
    Ok(earlier.into_iter().find(|meeting| with_items.iter().any(|item| item.meeting_id == meeting.id)))
}

/// Starts from the agenda of the body's last meeting: its items in their order, with whoever led on them, owed their
/// reports and was invited. What was urgent, withdrawn or deferred then is not repeated. Gives how many.
pub(super) async fn from_last(work: &Work, meeting_id: i64) -> Result<usize> {
    let meeting = open_meeting(work, meeting_id).await?;
    let earlier = find_earlier(&work.tx, meeting.body_id, meeting.held_on).await?;
    let earlier = earlier.ok_or_else(|| Error::refused(AgendaRefusal::NoEarlier))?;
    let there = in_order(work, meeting_id).await?;
    let repeats = |item: &agenda_item::Model| {
        item.state.0.is_taken() && item.urgent_reason.is_empty() && !is_there(&there, &item.title, &item.subject)
    };
    let again: Vec<_> = in_order(work, earlier.id).await?.into_iter().filter(repeats).collect();
    if again.is_empty() {
        return Err(Error::refused(AgendaRefusal::AllThere));
    }
    let (count, last) = (again.len(), there.last().map_or(0, |item| item.position));
    for (old, position) in again.into_iter().zip(last + 1..) {
        repeat(work, old, (meeting_id, position)).await?;
    }
    trail::record(work, "started from the last agenda", about(&meeting), String::new()).await?;
    Ok(count)
}

async fn repeat(work: &Work, old: agenda_item::Model, (meeting_id, position): (i64, i32)) -> Result<()> {
    let id = old.id;
    let state = report::asked_for(ItemState::Programmed, old.report_post_id);
    let mut row = agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(position),
        state: Set(Stored(state)),
        version: Set(1),
        ..Default::default()
    };
    row.title = Set(old.title);
    row.kind = Set(old.kind);
    row.subject = Set(old.subject);
    row.minutes = Set(old.minutes);
    row.purpose = Set(old.purpose);
    row.lead = Set(old.lead);
    row.report_post_id = Set(old.report_post_id);
    row.access = Set(old.access);
    row.exempt_paragraphs = Set(old.exempt_paragraphs);
    row.public_interest = Set(old.public_interest);
    row.proper_officer = Set(old.proper_officer);
    let new = row.insert(&work.tx).await?;
    for also in item_body::Entity::find().filter(item_body::Column::AgendaItemId.eq(id)).all(&work.tx).await? {
        let mut also = also.into_active_model().reset_all();
        also.id = sea_orm::ActiveValue::NotSet;
        also.agenda_item_id = Set(new.id);
        also.insert(&work.tx).await?;
    }
    let invited = invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.eq(id))
        .order_by_asc(invitee::Column::Position)
        .all(&work.tx)
        .await?;
    let posts: Vec<i64> = invited.into_iter().map(|row| row.post_id).collect();
    inviting::invite(work, new.id, &posts).await?;
    report::owe(work, new.id).await?;
    Ok(())
}
