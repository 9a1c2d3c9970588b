//! What officers do with an agenda before it is published: add an item, change it, move it, remove it.

use crate::error::{Error, OrRefuse, Result};
use crate::inviting;
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::agenda::{self, AgendaRefusal};
use remit_domain::meeting::ItemKind;
use remit_entity::{Stored, agenda_item, data_request, meeting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

/// An item as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    title: String,
    kind: ItemKind,
    subject: String,
    invited: Vec<i64>,
    version: i32,
}

impl Wanted {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, AgendaRefusal> {
        let title = agenda::title(fields.raw("title"))?;
        let kind = fields.word("kind").ok_or(AgendaRefusal::NoKind)?;
        Ok(Self {
            subject: agenda::subject(fields.text("subject"), kind, &title)?,
            invited: fields.all("invitees").filter_map(|id| id.parse().ok()).collect(),
            version: fields.number("version").unwrap_or(0),
            title,
            kind,
        })
    }
}

/// The meeting of an agenda that may still be changed, held on to until the work ends.
async fn open_meeting(work: &Work, id: i64) -> Result<meeting::Model> {
    let meeting = meeting::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    agenda::may_change(meeting.state.0).or_refuse()?;
    Ok(meeting)
}

async fn load(work: &Work, id: i64) -> Result<(agenda_item::Model, meeting::Model)> {
    let item = agenda_item::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let meeting = open_meeting(work, item.meeting_id).await?;
    // Read again now that nobody else can change it.
    let item = agenda_item::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    Ok((item, meeting))
}

async fn in_order(work: &Work, meeting_id: i64) -> Result<Vec<agenda_item::Model>> {
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(&work.tx)
        .await?)
}

fn about(meeting: &meeting::Model) -> About {
    About { noun: "meeting", id: meeting.id, body: Some(meeting.body_id) }
}

/// Adds an item at the end of an agenda.
pub(super) async fn add(work: &Work, meeting_id: i64, wanted: Wanted) -> Result<i64> {
    let meeting = open_meeting(work, meeting_id).await?;
    let last = in_order(work, meeting_id).await?.last().map_or(0, |item| item.position);
    let row = agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(last + 1),
        title: Set(wanted.title.clone()),
        kind: Set(Stored(wanted.kind)),
        subject: Set(wanted.subject),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    inviting::invite(work, row.id, &wanted.invited).await?;
    trail::record(work, "added an item", about(&meeting), wanted.title).await?;
    Ok(row.id)
}

/// Changes an item.
pub(super) async fn change(work: &Work, id: i64, wanted: Wanted) -> Result<()> {
    let (old, meeting) = load(work, id).await?;
    if old.version != wanted.version {
        return Err(Error::Stale);
    }
    let detail = if old.title == wanted.title {
        wanted.title.clone()
    } else {
        format!("Title: was {}, now {}", old.title, wanted.title)
    };
    let version = old.version + 1;
    let mut row = old.into_active_model();
    row.title = Set(wanted.title);
    row.kind = Set(Stored(wanted.kind));
    row.subject = Set(wanted.subject);
    row.version = Set(version);
    row.update(&work.tx).await?;
    inviting::invite(work, id, &wanted.invited).await?;
    trail::record(work, "changed an item", about(&meeting), detail).await
}

/// Moves an item one place up or down. Gives the meeting.
pub(super) async fn reorder(work: &Work, id: i64, up: bool) -> Result<i64> {
    let (item, meeting) = load(work, id).await?;
    let items = in_order(work, meeting.id).await?;
    let order = agenda::moved(items.iter().map(|item| item.id).collect(), id, up);
    for (id, position) in order.into_iter().zip(1..) {
        let Some(row) = items.iter().find(|row| row.id == id && row.position != position) else { continue };
        let mut row = row.clone().into_active_model();
        row.position = Set(position);
        row.update(&work.tx).await?;
    }
    trail::record(work, "reordered the agenda", about(&meeting), item.title).await?;
    Ok(meeting.id)
}

/// Removes an item under which nothing was asked for. Gives the meeting.
pub(super) async fn remove(work: &Work, id: i64) -> Result<i64> {
    let (item, meeting) = load(work, id).await?;
    let asked = data_request::Entity::find().filter(data_request::Column::AgendaItemId.eq(id)).count(&work.tx).await?;
    if asked > 0 {
        return Err(Error::refused(AgendaRefusal::HasRequests));
    }
    inviting::disinvite(work, id).await?;
    agenda_item::Entity::delete_by_id(id).exec(&work.tx).await?;
    trail::record(work, "removed an item", about(&meeting), item.title).await?;
    Ok(meeting.id)
}
