//! Reading where the minutes of a meeting stand, what was recorded, what was published of them, and which later meetings
//! may confirm them.

use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::quorum;
use crate::resolving;
use crate::web::Choice;
use chrono::NaiveDate;
use remit_domain::meeting::State as Held;
use remit_domain::minutes_print::{Minutes, Reader};
use remit_domain::minutes_state::State;
use remit_domain::publication::PublicationKind;
use remit_domain::wording;
use remit_entity::{
    Stored, agenda_item, body, meeting, minutes, part_version, person, publication, resolution, resolution_part,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// A meeting with its minutes.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub meeting: meeting::Model,
    pub body: body::Model,
    /// None until something was done about them.
    pub kept: Option<minutes::Model>,
}

impl Scene {
    pub fn state(&self) -> State {
        self.kept.as_ref().map_or(State::Typed, |kept| kept.state.0)
    }

    /// "CF, 3 November 2022".
    pub fn short(&self) -> String {
        format!("{}, {}", self.body.short_name, wording::date(self.meeting.held_on))
    }
}

pub(super) async fn find(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Scene> {
    let meeting = meeting::Entity::find_by_id(meeting_id).one(db).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?;
    let body = body.ok_or_else(|| Error::broken("a meeting without its body"))?;
    let kept = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(meeting_id)).one(db).await?;
    Ok(Scene { meeting, body, kept })
}

/// Whoever holds the chair's post of a body today.
pub(super) async fn chair(
    db: &impl ConnectionTrait,
    body: &body::Model,
    on: NaiveDate,
) -> Result<Option<person::Model>> {
    let Some(post) = body.chair_post_id else { return Ok(None) };
    Ok(holder_of(db, post, on).await?.and_then(|holder| holder.person))
}

/// Whether a person may read what was taken without the public, as a member of the bodies that met.
pub(super) async fn reader_of(
    db: &impl ConnectionTrait,
    body: &body::Model,
    (person, on): (i64, NaiveDate),
) -> Result<Reader> {
    let cleared = quorum::cleared_members_of(db, &[body.id], on).await?;
    Ok(if cleared.contains(&person) { Reader::Cleared } else { Reader::Public })
}

/// Whether anything at all was minuted.
pub(super) fn has_content(whole: &Minutes) -> bool {
    whole
        .items
        .iter()
        .any(|item| !item.motions.is_empty() || !item.actions.is_empty() || !item.narrative.trim().is_empty())
}

/// What was published of the minutes, the first first.
pub(super) async fn list_published(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<publication::Model>> {
    Ok(publication::Entity::find()
        .filter(publication::Column::MeetingId.eq(meeting_id))
        .filter(publication::Column::Kind.eq(Stored(PublicationKind::Minutes)))
        .order_by_asc(publication::Column::Number)
        .all(db)
        .await?)
}

/// How many publications a meeting has, of any kind.
pub(super) async fn count_published(db: &impl ConnectionTrait, meeting_id: i64) -> Result<i32> {
    let all = publication::Entity::find().filter(publication::Column::MeetingId.eq(meeting_id)).count(db).await?;
    Ok(i32::try_from(all).unwrap_or(i32::MAX - 1))
}

/// The later meetings of the body that were held, the nearest first.
pub(super) async fn list_later(db: &impl ConnectionTrait, row: &meeting::Model) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(row.body_id))
        .filter(meeting::Column::HeldOn.gt(row.held_on))
        .filter(meeting::Column::State.eq(Stored(Held::Held)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?)
}

/// The same as choices of a form.
pub(super) fn as_choices(rows: &[meeting::Model]) -> Vec<Choice> {
    rows.iter().map(|row| Choice::new(row.id, wording::date_with_weekday(row.held_on))).collect()
}

/// What a meeting changed of the minutes of an earlier one, item by item: "Item 5, part 2".
pub(super) async fn changed_at(db: &impl ConnectionTrait, row: &meeting::Model, at: i64) -> Result<Vec<String>> {
    let items = resolving::list_items(db, row.id).await?;
    let whole = resolution::Entity::find()
        .filter(resolution::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .all(db)
        .await?;
    let parts = resolution_part::Entity::find()
        .filter(resolution_part::Column::ResolutionId.is_in(whole.iter().map(|one| one.id)))
        .order_by_asc(resolution_part::Column::Id)
        .all(db)
        .await?;
    let changed = part_version::Entity::find()
        .filter(part_version::Column::PartId.is_in(parts.iter().map(|part| part.id)))
        .filter(part_version::Column::MeetingId.eq(at))
        .all(db)
        .await?;
    let place = |part: &resolution_part::Model| {
        let of = whole.iter().find(|one| one.id == part.resolution_id)?;
        let at = items.iter().position(|item| item.id == of.agenda_item_id)?;
        Some(format!("Item {}, part {}", at + 1, part.number))
    };
    Ok(parts.iter().filter(|part| changed.iter().any(|row| row.part_id == part.id)).filter_map(place).collect())
}

/// The items that were taken without the public, each with its number.
pub(super) async fn list_closed(
    db: &impl ConnectionTrait,
    row: &meeting::Model,
) -> Result<Vec<(usize, agenda_item::Model)>> {
    let items = resolving::list_items(db, row.id).await?;
    Ok((1..).zip(items).filter(|(_, item)| item.access.0.is_restricted()).collect())
}
