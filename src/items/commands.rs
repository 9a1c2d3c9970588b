//! What officers do with an agenda: add an item, change it, give it another place, remove it. Steps of an item are in
//! `steps`, its report in `report`, filling an agenda from what is known in `filling`.

use super::report;
use super::wanted::Wanted;
use crate::considering;
use crate::error::{Error, OrRefuse, Result};
use crate::inviting;
use crate::obligations;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::agenda::{self, AgendaRefusal, ItemState};
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::request;
use remit_domain::word::Word;
use remit_entity::{Stored, agenda_item, body, data_request, item_body, meeting, paper};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

/// The meeting of an agenda, held on to until the work ends.
pub(super) async fn hold_meeting(work: &Work, id: i64) -> Result<meeting::Model> {
    meeting::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)
}

/// The meeting of an agenda that may still be changed, held on to until the work ends.
pub(super) async fn open_meeting(work: &Work, id: i64) -> Result<meeting::Model> {
    let meeting = hold_meeting(work, id).await?;
    agenda::may_change(meeting.state.0).or_refuse()?;
    Ok(meeting)
}

/// An item with its meeting, both of which nobody else changes until the work ends.
pub(super) async fn hold(work: &Work, id: i64) -> Result<(agenda_item::Model, meeting::Model)> {
    let item = agenda_item::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let meeting = hold_meeting(work, item.meeting_id).await?;
    // Read again now that nobody else can change it.
    let item = agenda_item::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    Ok((item, meeting))
}

async fn load(work: &Work, id: i64) -> Result<(agenda_item::Model, meeting::Model)> {
    let (item, meeting) = hold(work, id).await?;
    agenda::may_change(meeting.state.0).or_refuse()?;
    Ok((item, meeting))
}

pub(super) async fn in_order(work: &Work, meeting_id: i64) -> Result<Vec<agenda_item::Model>> {
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(&work.tx)
        .await?)
}

pub(super) fn about(meeting: &meeting::Model) -> About {
    About { noun: "meeting", id: meeting.id, body: Some(meeting.body_id) }
}

/// The state in which an item comes on to an agenda: as any other before it is published, afterwards only as urgent,
/// for the chair's reason.
fn state_of_new(meeting: State, wanted: &Wanted) -> Result<ItemState> {
    match meeting {
        State::AgendaPublished if wanted.urgent_reason.is_empty() => Err(Error::refused(AgendaRefusal::NoUrgency)),
        State::AgendaPublished => Ok(ItemState::UrgentAdded),
        state => {
            agenda::may_change(state).or_refuse()?;
            Ok(report::asked_for(ItemState::Programmed, wanted.report_post))
        }
    }
}

/// Adds an item at the end of an agenda.
pub(super) async fn add(work: &Work, meeting_id: i64, wanted: Wanted) -> Result<i64> {
    let meeting = hold_meeting(work, meeting_id).await?;
    let state = state_of_new(meeting.state.0, &wanted)?;
    report::must_exist(work, wanted.report_post).await?;
    let last = in_order(work, meeting_id).await?.last().map_or(0, |item| item.position);
    let is_urgent = state == ItemState::UrgentAdded;
    let mut row = agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(last + 1),
        state: Set(Stored(state)),
        urgent_reason: Set(if is_urgent { wanted.urgent_reason.clone() } else { String::new() }),
        version: Set(1),
        ..Default::default()
    };
    wanted.fill(&mut row);
    let row = row.insert(&work.tx).await?;
    belong(work, &meeting, row.id, &wanted.bodies).await?;
    inviting::invite(work, row.id, &wanted.invited).await?;
    report::owe(work, row.id).await?;
    let deed = if is_urgent { "added an urgent item" } else { "added an item" };
    trail::record(work, deed, about(&meeting), row.access.0.title_in_letters(&wanted.title)).await?;
    Ok(row.id)
}

/// The item is exactly these bodies' too.
async fn belong(work: &Work, meeting: &meeting::Model, item_id: i64, bodies: &[i64]) -> Result<()> {
    let known = body::Entity::find().filter(body::Column::Id.is_in(bodies.to_vec())).count(&work.tx).await?;
    if bodies.contains(&meeting.body_id) || known != bodies.len() as u64 {
        return Err(Error::refused(AgendaRefusal::NoBody));
    }
    item_body::Entity::delete_many().filter(item_body::Column::AgendaItemId.eq(item_id)).exec(&work.tx).await?;
    let rows = bodies.iter().map(|id| item_body::ActiveModel {
        agenda_item_id: Set(item_id),
        body_id: Set(*id),
        ..Default::default()
    });
    if !bodies.is_empty() {
        item_body::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    }
    Ok(())
}

/// Whether anything is asked for under an item.
pub(super) async fn has_requests(work: &Work, id: i64) -> Result<bool> {
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(id))
        .filter(data_request::Column::State.ne(Stored(request::State::Withdrawn)));
    Ok(asked.count(&work.tx).await? > 0)
}

/// Whether somebody still works on what was asked for under an item.
pub(super) async fn has_unfinished(work: &Work, id: i64) -> Result<bool> {
    let over = [request::State::Withdrawn, request::State::Accepted].map(Stored);
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(id))
        .filter(data_request::Column::State.is_not_in(over));
    Ok(asked.count(&work.tx).await? > 0)
}

/// Changes an item.
pub(super) async fn change(work: &Work, id: i64, wanted: Wanted) -> Result<()> {
    let (old, meeting) = load(work, id).await?;
    if old.version != wanted.version {
        return Err(Error::Stale);
    }
    if old.kind.0 != wanted.kind && has_requests(work, id).await? {
        return Err(Error::refused(AgendaRefusal::KindHasRequests));
    }
    report::must_exist(work, wanted.report_post).await?;
    let (version, state) = (old.version + 1, report::asked_for(old.state.0, wanted.report_post));
    let (old_title, old_access) = (old.title.clone(), old.access.0);
    let mut row = old.into_active_model();
    wanted.fill(&mut row);
    row.state = Set(Stored(state));
    row.version = Set(version);
    let new = row.update(&work.tx).await?;
    belong(work, &meeting, id, &wanted.bodies).await?;
    inviting::invite(work, id, &wanted.invited).await?;
    report::owe(work, id).await?;
    if old_access != new.access.0 {
        obligations::mark_item(work, id, new.access.0.is_restricted()).await?;
    }
    let title = new.access.0.title_in_letters(&new.title);
    let mut lines = vec![title.clone()];
    if old_title != new.title && !new.access.0.is_restricted() && !old_access.is_restricted() {
        lines = vec![format!("Title: was {old_title}, now {title}")];
    }
    if old_access != new.access.0 {
        lines.push(format!("Access: was {}, now {}", old_access.label(), new.access.0.label()));
    }
    trail::record(work, "changed an item", about(&meeting), lines.join("\n")).await
}

/// Where an item is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Up,
    Down,
    At(usize),
}

/// Gives an item another place. Gives the meeting, and the place that it has now.
pub(super) async fn reorder(work: &Work, id: i64, to: Place) -> Result<(i64, String)> {
    let (item, meeting) = load(work, id).await?;
    let items = in_order(work, meeting.id).await?;
    let before: Vec<i64> = items.iter().map(|item| item.id).collect();
    let order = match to {
        Place::Up => agenda::moved(before, id, true),
        Place::Down => agenda::moved(before, id, false),
        Place::At(place) => agenda::placed(before, id, place).or_refuse()?,
    };
    let place = order.iter().position(|one| *one == id).unwrap_or_default() + 1;
    let said = format!("“{}” is now item {place} of {}.", item.title, order.len());
    for (id, position) in order.into_iter().zip(1..) {
        let Some(row) = items.iter().find(|row| row.id == id && row.position != position) else { continue };
        let mut row = row.clone().into_active_model();
        row.position = Set(position);
        row.update(&work.tx).await?;
    }
    let title = item.access.0.title_in_letters(&item.title);
    trail::record(work, "reordered the agenda", about(&meeting), title).await?;
    Ok((meeting.id, said))
}

/// Removes an item under which nothing was asked for and to which nothing has happened. Gives the meeting.
pub(super) async fn remove(work: &Work, id: i64) -> Result<i64> {
    let (item, meeting) = load(work, id).await?;
    let asked = data_request::Entity::find().filter(data_request::Column::AgendaItemId.eq(id)).count(&work.tx).await?;
    if asked > 0 {
        return Err(Error::refused(AgendaRefusal::HasRequests));
    }
    let papers = paper::Entity::find().filter(paper::Column::AgendaItemId.eq(id)).count(&work.tx).await?;
    let carried = agenda_item::Entity::find().filter(agenda_item::Column::OriginId.eq(id)).count(&work.tx).await?;
    let is_over = matches!(item.state.0, ItemState::Deferred | ItemState::Considered | ItemState::Closed);
    if papers + carried > 0 || is_over || item.publication_id.is_some() {
        return Err(Error::refused(AgendaRefusal::OnRecord));
    }
    inviting::disinvite(work, id).await?;
    obligations::withdraw_all(work, SubjectKind::Item, id).await?;
    considering::free_topic(work, id, item.origin_id).await?;
    item_body::Entity::delete_many().filter(item_body::Column::AgendaItemId.eq(id)).exec(&work.tx).await?;
    agenda_item::Entity::delete_by_id(id).exec(&work.tx).await?;
    let title = item.access.0.title_in_letters(&item.title);
    trail::record(work, "removed an item", about(&meeting), title).await?;
    Ok(meeting.id)
}
