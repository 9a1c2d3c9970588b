//! Reading items: one with its meeting, all of a meeting, whom an officer may invite, what was asked for.

use crate::error::{Error, Result};
use crate::web::Visit;
use remit_domain::person::PostKind;
use remit_entity::{Stored, agenda_item, body, data_request, invitee, meeting, paper, post};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// A meeting that this visitor may follow, with its body.
pub(super) async fn find_meeting(visit: &Visit, id: i64) -> Result<(meeting::Model, body::Model)> {
    let db = visit.app.db();
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    visit.must_follow(meeting.body_id)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or(Error::NotFound)?;
    Ok((meeting, body))
}

/// An item that this visitor may follow, with its meeting and body.
pub(super) async fn find(visit: &Visit, id: i64) -> Result<(agenda_item::Model, meeting::Model, body::Model)> {
    let item = agenda_item::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)?;
    let (meeting, body) = find_meeting(visit, item.meeting_id).await?;
    Ok((item, meeting, body))
}

/// The items of a meeting in their order.
pub(super) async fn list(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<agenda_item::Model>> {
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?)
}

/// The posts that a panel invites: cabinet members first, then the chief executive and the directors.
pub(super) async fn list_invitable(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    let kinds = [PostKind::CabinetMember, PostKind::ChiefExecutive, PostKind::Director];
    let mut posts = post::Entity::find()
        .filter(post::Column::Kind.is_in(kinds.map(Stored)))
        .order_by_asc(post::Column::Title)
        .all(db)
        .await?;
    posts.sort_by_key(|post| kinds.iter().position(|kind| *kind == post.kind.0));
    Ok(posts)
}

/// The posts invited for an item, in order.
pub(super) async fn list_invited(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<post::Model>> {
    let invited = invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.eq(item_id))
        .order_by_asc(invitee::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<i64> = invited.iter().map(|row| row.post_id).collect();
    let mut posts = post::Entity::find().filter(post::Column::Id.is_in(ids.clone())).all(db).await?;
    posts.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
    Ok(posts)
}

/// What was asked for under an item, in the order of the appendices.
pub(super) async fn list_asked(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<data_request::Model>> {
    Ok(data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(item_id))
        .order_by_asc(data_request::Column::Appendix)
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?)
}

/// The paper published for an item.
pub(super) async fn find_paper(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<paper::Model>> {
    Ok(paper::Entity::find()
        .filter(paper::Column::AgendaItemId.eq(item_id))
        .order_by_desc(paper::Column::Id)
        .one(db)
        .await?)
}
