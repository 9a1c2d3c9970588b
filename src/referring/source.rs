//! What a referral was carried from: the part of the resolution as it was worded then and as it stands now, and whether
//! the panel's minutes are confirmed. Until they are, whatever cites them says so.

use crate::error::Result;
use remit_domain::minutes_state;
use remit_domain::resolution;
use remit_entity::{agenda_item, minutes, part_version, referral, resolution as resolutions, resolution_part};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Where a matter's wording stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Whether the panel has confirmed it.
    pub is_confirmed: bool,
    /// Whether the part is not what it was when the matter was referred.
    pub is_changed: bool,
    /// Whether the part was struck out, or the resolution rescinded.
    pub is_taken_back: bool,
    /// How it was worded when it was referred.
    pub was: String,
    /// How it is worded now.
    pub now: String,
    /// The version that stands now.
    pub version: i32,
}

/// The wording that a referral was carried from.
///
/// # Errors
/// When the database cannot be read.
pub async fn source_of(db: &impl ConnectionTrait, row: &referral::Model) -> Result<Source> {
    let part = match row.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let by_minutes = minutes_confirmed(db, row.agenda_item_id).await?;
    let Some(part) = part else {
        return Ok(Source {
            is_confirmed: by_minutes,
            is_changed: false,
            is_taken_back: false,
            was: String::new(),
            now: String::new(),
            version: row.part_version,
        });
    };
    let whole = resolutions::Entity::find_by_id(part.resolution_id).one(db).await?;
    let state = whole.map(|whole| whole.state.0);
    let is_changed = part.version > row.part_version;
    let was = if is_changed {
        part_version::Entity::find()
            .filter(part_version::Column::PartId.eq(part.id))
            .filter(part_version::Column::Number.eq(row.part_version))
            .one(db)
            .await?
            .map_or_else(|| part.text.clone(), |version| version.text)
    } else {
        part.text.clone()
    };
    Ok(Source {
        is_confirmed: by_minutes || state == Some(resolution::State::Confirmed),
        is_changed,
        is_taken_back: part.is_removed || state == Some(resolution::State::Rescinded),
        was,
        now: part.text,
        version: part.version,
    })
}

async fn minutes_confirmed(db: &impl ConnectionTrait, item_id: i64) -> Result<bool> {
    let Some(item) = agenda_item::Entity::find_by_id(item_id).one(db).await? else { return Ok(false) };
    let row = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(item.meeting_id)).one(db).await?;
    let done = [minutes_state::State::Confirmed, minutes_state::State::Amended];
    Ok(row.is_some_and(|row| done.contains(&row.state.0)))
}
