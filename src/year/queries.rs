//! Reading what planning needs: the bodies by all their names, last year's meetings, batches and what has happened
//! to their meetings since.

use super::weighing::Wanted;
use crate::diary;
use crate::error::{Error, Result};
use remit_domain::meeting::{State, usual_time};
use remit_domain::request;
use remit_domain::year::{KeptBecause, Named, Touched, Window, a_year_on, why_kept};
use remit_entity::{
    Stored, agenda_item, batch, body, data_request, invitee, meeting, publication, referral, standing_item,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// How many batches the planning page names.
const LATEST: u64 = 10;

/// Every body that still meets, by name.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<body::Model>> {
    let all = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
    Ok(all.into_iter().filter(|body| body.ended_on.is_none()).collect())
}

/// What planners call a body.
pub(super) fn named(bodies: &[body::Model]) -> Vec<Named> {
    let of =
        |body: &body::Model| Named { slug: body.slug.clone(), names: vec![body.name.clone(), body.short_name.clone()] };
    bodies.iter().map(of).collect()
}

/// The meetings of these bodies a year before a window, each a year on.
pub(super) async fn last_year(
    db: &impl ConnectionTrait,
    window: &Window,
    slugs: &BTreeSet<String>,
) -> Result<Vec<Wanted>> {
    let before = window.a_year_before();
    let bodies = diary::bodies(db).await?;
    let ids = bodies.values().filter(|body| slugs.contains(&body.slug)).map(|body| body.id);
    let held = meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(ids))
        .filter(meeting::Column::HeldOn.between(before.first, before.last))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    let wanted = held.into_iter().filter_map(|row| {
        Some(Wanted {
            slug: bodies.get(&row.body_id)?.slug.clone(),
            on: a_year_on(row.held_on),
            starts_at: row.starts_at.parse().unwrap_or_else(|_| usual_time()),
            lasts: u32::try_from(row.lasts).unwrap_or(120),
            lag: u32::try_from(row.lag).unwrap_or(10),
            venue: row.venue,
        })
    });
    Ok(wanted.collect())
}

/// The batches made last, latest first.
pub(super) async fn list_batches(db: &impl ConnectionTrait) -> Result<Vec<batch::Model>> {
    Ok(batch::Entity::find().order_by_desc(batch::Column::Id).limit(LATEST).all(db).await?)
}

/// One batch.
pub(super) async fn find_batch(db: &impl ConnectionTrait, id: i64) -> Result<batch::Model> {
    batch::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)
}

/// A meeting of a batch, and why it would stay in the diary.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub meeting: meeting::Model,
    pub why_kept: Option<KeptBecause>,
}

/// Every meeting of a batch that is still in the diary, in the order of days. Each table is read once.
pub(super) async fn judge(db: &impl ConnectionTrait, batch_id: i64) -> Result<Vec<Judged>> {
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::BatchId.eq(batch_id))
        .order_by_asc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<i64> = meetings.iter().map(|row| row.id).collect();
    let published: BTreeSet<i64> = publication::Entity::find()
        .select_only()
        .column(publication::Column::MeetingId)
        .filter(publication::Column::MeetingId.is_in(ids.clone()))
        .into_tuple::<i64>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let items = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.is_in(ids)).all(db).await?;
    let at: BTreeMap<i64, i64> = items.iter().map(|item| (item.id, item.meeting_id)).collect();
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(at.keys().copied()))
        .filter(data_request::Column::State.ne(Stored(request::State::Withdrawn)))
        .all(db)
        .await?;
    let asked: BTreeSet<i64> = asked.iter().filter_map(|one| at.get(&one.agenda_item_id).copied()).collect();
    let answered = invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.is_in(at.keys().copied()))
        .filter(invitee::Column::AnsweredAt.is_not_null())
        .all(db)
        .await?;
    let answered: BTreeSet<i64> = answered.iter().filter_map(|one| at.get(&one.agenda_item_id).copied()).collect();
    let referred: BTreeSet<i64> = referral::Entity::find()
        .filter(referral::Column::MeetingId.is_in(meetings.iter().map(|row| row.id)))
        .all(db)
        .await?
        .into_iter()
        .filter_map(|one| one.meeting_id)
        .collect();
    let standing = standing_item::Entity::find().all(db).await?;
    let judged = meetings.into_iter().map(|row| {
        let is_standing = |item: &agenda_item::Model| {
            item.version == 1 && standing.iter().any(|one| one.body_id == row.body_id && one.title == item.title)
        };
        let touched = Touched {
            state: row.state.0,
            is_published: row.published_on.is_some() || published.contains(&row.id),
            is_asked: asked.contains(&row.id),
            is_answered: answered.contains(&row.id),
            is_referred: referred.contains(&row.id),
            has_items: items.iter().any(|item| item.meeting_id == row.id && !is_standing(item)),
            is_changed: row.version > 1,
        };
        Judged { why_kept: why_kept(&touched), meeting: row }
    });
    Ok(judged.collect())
}
