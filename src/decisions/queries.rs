//! Reading what was decided: where an item belongs, its resolution with what came of each part, and what the
//! forms offer to choose from.

use crate::error::Result;
use crate::resolving::{self, Made, Place};
use crate::web::Choice;
use chrono::NaiveDate;
use remit_domain::invitation::Answer;
use remit_domain::meeting::State;
use remit_domain::obligation::{self, SubjectKind};
use remit_domain::wording;
use remit_entity::{
    Stored, action, body_indicator, data_request, figure, indicator, invitee, meeting, obligation as obligations, post,
    referral, resolution, resolution_part,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::{BTreeMap, BTreeSet};

/// The parts of these resolutions, in their order.
pub(super) async fn list_parts(
    db: &impl ConnectionTrait,
    of: &[resolution::Model],
) -> Result<Vec<resolution_part::Model>> {
    Ok(resolution_part::Entity::find()
        .filter(resolution_part::Column::ResolutionId.is_in(of.iter().map(|one| one.id)))
        .order_by_asc(resolution_part::Column::Number)
        .all(db)
        .await?)
}

/// The meetings of the body that are still to come, the nearest first.
pub(super) async fn list_ahead(db: &impl ConnectionTrait, place: &Place, today: NaiveDate) -> Result<Vec<Choice>> {
    let ahead = [State::Scheduled, State::AgendaPublished].map(Stored);
    let rows = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(place.body.id))
        .filter(meeting::Column::State.is_in(ahead))
        .filter(meeting::Column::HeldOn.gt(place.meeting.held_on.max(today)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Choice::new(row.id, wording::date_with_weekday(row.held_on))).collect())
}

/// Posts that said they could not come for an item, and of which nothing was asked under it since.
pub(super) async fn list_declined(db: &impl ConnectionTrait, place: &Place) -> Result<Vec<(i64, String)>> {
    let rows = invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.eq(place.item.id))
        .filter(invitee::Column::Answer.eq(Stored(Answer::Decline)))
        .all(db)
        .await?;
    let asked = action::Entity::find().filter(action::Column::AgendaItemId.eq(place.item.id)).all(db).await?;
    let silent = rows.iter().map(|row| row.post_id).filter(|id| !asked.iter().any(|one| one.owner_post_id == *id));
    let posts = post::Entity::find().filter(post::Column::Id.is_in(silent)).order_by_asc(post::Column::Title);
    Ok(posts.all(db).await?.into_iter().map(|post| (post.id, post.title)).collect())
}

/// The later meetings of the body that were held: one of them may have changed what was resolved.
pub(super) async fn list_later(db: &impl ConnectionTrait, place: &Place) -> Result<Vec<Choice>> {
    let rows = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(place.body.id))
        .filter(meeting::Column::State.eq(Stored(State::Held)))
        .filter(meeting::Column::HeldOn.gt(place.meeting.held_on))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Choice::new(row.id, wording::date_with_weekday(row.held_on))).collect())
}

/// Everything that an item brought into being.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub actions: Vec<action::Model>,
    pub referrals: Vec<referral::Model>,
    /// The open obligation to do each action.
    pub owed: BTreeMap<i64, obligations::Model>,
    /// The titles of the posts that owe them.
    pub posts: BTreeMap<i64, String>,
    /// The Board meetings that the referrals are meant for.
    pub boards: BTreeMap<i64, meeting::Model>,
    /// All that came of the parts, with the version of the words that it was made from.
    pub made: Vec<Made>,
}

pub(super) async fn brought(
    db: &impl ConnectionTrait,
    item_id: i64,
    parts: &[resolution_part::Model],
) -> Result<Brought> {
    let ids: Vec<i64> = parts.iter().map(|part| part.id).collect();
    let made = resolving::of_parts(db, &ids).await?;
    let actions = action::Entity::find()
        .filter(action::Column::AgendaItemId.eq(item_id))
        .order_by_asc(action::Column::Id)
        .all(db)
        .await?;
    let referrals = referral::Entity::find()
        .filter(referral::Column::AgendaItemId.eq(item_id))
        .order_by_asc(referral::Column::Id)
        .all(db)
        .await?;
    let owed = obligations::Entity::find()
        .filter(obligations::Column::Kind.eq(Stored(obligation::Kind::DoAction)))
        .filter(obligations::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(obligations::Column::SubjectId.is_in(actions.iter().map(|action| action.id)))
        .filter(obligations::Column::State.eq(Stored(obligation::State::Open)))
        .all(db)
        .await?;
    let posts =
        post::Entity::find()
            .filter(post::Column::Id.is_in(
                actions.iter().map(|action| action.owner_post_id).chain(made.iter().filter_map(|one| one.post_id)),
            ))
            .all(db)
            .await?;
    let boards = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(referrals.iter().filter_map(|referral| referral.meeting_id)))
        .all(db)
        .await?;
    Ok(Brought {
        made,
        actions,
        referrals,
        owed: owed.into_iter().map(|row| (row.subject_id, row)).collect(),
        posts: posts.into_iter().map(|row| (row.id, row.title)).collect(),
        boards: boards.into_iter().map(|row| (row.id, row)).collect(),
    })
}

/// The posts that can owe an action.
pub(super) async fn list_owners(db: &impl ConnectionTrait) -> Result<Vec<Choice>> {
    let posts = post::Entity::find().order_by_asc(post::Column::Title).all(db).await?;
    Ok(posts.into_iter().map(|post| Choice::new(post.id, post.title)).collect())
}

/// The indicators that a part can be about: those that the body looks at, in its own order, and those that were
/// asked for under this item although the body's set has changed since.
pub(super) async fn list_indicators(db: &impl ConnectionTrait, place: &Place) -> Result<Vec<Choice>> {
    let set: Vec<i64> = body_indicator::Entity::find()
        .select_only()
        .column(body_indicator::Column::IndicatorId)
        .filter(body_indicator::Column::BodyId.eq(place.body.id))
        .order_by_asc(body_indicator::Column::Position)
        .into_tuple()
        .all(db)
        .await?;
    let requests = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::Id)
        .filter(data_request::Column::AgendaItemId.eq(place.item.id))
        .into_query();
    let asked: Vec<i64> = figure::Entity::find()
        .select_only()
        .column(figure::Column::IndicatorId)
        .filter(figure::Column::RequestId.in_subquery(requests))
        .order_by_asc(figure::Column::Position)
        .into_tuple()
        .all(db)
        .await?;
    let mut seen = BTreeSet::new();
    let ids: Vec<i64> = set.into_iter().chain(asked).filter(|id| seen.insert(*id)).collect();
    let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids.clone())).all(db).await?;
    let named: BTreeMap<i64, indicator::Model> = found.into_iter().map(|one| (one.id, one)).collect();
    let choice = |one: &indicator::Model| Choice::new(one.id, format!("{}: {}", one.code, one.name));
    Ok(ids.iter().filter_map(|id| named.get(id).map(choice)).collect())
}
