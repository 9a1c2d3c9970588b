//! Reading an invitation: the item, its meeting and body, and the other posts in which the same person is invited.

use crate::error::Result;
use crate::obligations::holder_of;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::agenda_times;
use remit_domain::obligation::SubjectKind;
use remit_domain::word::Word;
use remit_entity::{agenda_item, body, invitee, meeting, person, trail};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How much of a history one page shows.
const LINES: u64 = 20;

/// One of the posts in which somebody is invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Post {
    pub invitee: invitee::Model,
    pub title: String,
}

/// An invitation with all that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invitation {
    pub row: invitee::Model,
    pub item: agenda_item::Model,
    pub meeting: meeting::Model,
    pub body: body::Model,
    /// The post's title.
    pub post: String,
    /// Who holds it on the day.
    pub holder: Option<person::Model>,
    /// The posts for which an answer counts: this one, and others of the same holder invited for the same item.
    pub posts: Vec<Post>,
    /// About when the item is taken, where the items before it have durations.
    pub at: Option<NaiveTime>,
}

pub(super) async fn find(db: &impl ConnectionTrait, id: i64, on: NaiveDate) -> Result<Option<Invitation>> {
    let Some(row) = invitee::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let Some(item) = agenda_item::Entity::find_by_id(row.agenda_item_id).one(db).await? else { return Ok(None) };
    let Some(meeting) = meeting::Entity::find_by_id(item.meeting_id).one(db).await? else { return Ok(None) };
    let Some(body) = body::Entity::find_by_id(meeting.body_id).one(db).await? else { return Ok(None) };
    let Some(held) = holder_of(db, row.post_id, on).await? else { return Ok(None) };
    let mut posts = vec![Post { invitee: row.clone(), title: held.post.clone() }];
    if let Some(holder) = &held.person {
        let all = invitee::Entity::find()
            .filter(invitee::Column::AgendaItemId.eq(item.id))
            .order_by_asc(invitee::Column::Position)
            .all(db)
            .await?;
        for other in all.into_iter().filter(|other| other.id != row.id) {
            let Some(theirs) = holder_of(db, other.post_id, on).await? else { continue };
            if theirs.person.is_some_and(|person| person.id == holder.id) {
                posts.push(Post { invitee: other, title: theirs.post });
            }
        }
    }
    let at = indicative(db, &item, &meeting).await?;
    Ok(Some(Invitation { post: held.post, holder: held.person, row, item, meeting, body, posts, at }))
}

/// About when an item is taken; none where nothing before it has a duration, unless it is the first.
async fn indicative(
    db: &impl ConnectionTrait,
    item: &agenda_item::Model,
    meeting: &meeting::Model,
) -> Result<Option<NaiveTime>> {
    let Ok(starts) = meeting.starts_at.parse::<NaiveTime>() else { return Ok(None) };
    let all = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    let taken: Vec<_> = all.into_iter().filter(|one| one.state.0.is_taken()).collect();
    let Some(place) = taken.iter().position(|one| one.id == item.id) else { return Ok(None) };
    if taken.iter().take(place).any(|one| one.minutes.is_none()) {
        return Ok(None);
    }
    let minutes: Vec<Option<u32>> =
        taken.iter().map(|one| one.minutes.and_then(|minutes| u32::try_from(minutes).ok())).collect();
    Ok(agenda_times::begin_at(starts, &minutes).get(place).copied())
}

/// What was answered and by whom, latest first.
pub(super) async fn history(db: &impl ConnectionTrait, id: i64) -> Result<Vec<trail::Model>> {
    Ok(trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq(SubjectKind::Invitation.word()))
        .filter(trail::Column::SubjectId.eq(id))
        .order_by_desc(trail::Column::At)
        .order_by_desc(trail::Column::Id)
        .limit(LINES)
        .all(db)
        .await?)
}
