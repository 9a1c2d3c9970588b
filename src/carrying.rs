//! Carries an agenda item to another meeting: the new item is linked to the old one, which stays where it was as
//! deferred. Whoever is invited, what was asked for and the report that is owed go along. Called by the columns that
//! defer, cancel, adjourn or move.

use crate::considering;
use crate::error::{Error, Result};
use crate::inviting;
use crate::obligations::{self, Moved, Owing};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::agenda::{Access, ItemState};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::{request, wording};
use remit_entity::{Stored, agenda_item, body, data_request, item_body, meeting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

/// What became of a carried item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The new item.
    pub item_id: i64,
    /// The dates that moved with it.
    pub moved: Vec<Moved>,
}

/// Carries an item to a meeting that lies ahead. The caller has asked the domain whether the item may be deferred.
///
/// # Errors
/// When a date leaves the loaded calendar, or the database cannot be written.
pub async fn carry(work: &Work, item: agenda_item::Model, to: &meeting::Model, reason: &str) -> Result<Carried> {
    let last = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(to.id)).count(&work.tx).await?;
    let (old_id, version) = (item.id, item.version);
    let mut new = item.clone().into_active_model();
    new.id = sea_orm::ActiveValue::NotSet;
    new.meeting_id = Set(to.id);
    new.position = Set(i32::try_from(last).unwrap_or(i32::MAX - 1) + 1);
    new.version = Set(1);
    new.state = Set(Stored(state_there(&item)));
    new.origin_id = Set(Some(old_id));
    new.follows_on = Set(None);
    new.late_reason = Set(String::new());
    new.urgent_reason = Set(String::new());
    new.reason = Set(String::new());
    new.outcome = Set(String::new());
    new.publication_id = Set(None);
    let new = every(new).insert(&work.tx).await?;
    let mut old = item.clone().into_active_model();
    old.state = Set(Stored(ItemState::Deferred));
    old.reason = Set(reason.to_owned());
    old.version = Set(version + 1);
    old.update(&work.tx).await?;
    carry_bodies(work, old_id, new.id).await?;
    inviting::carry_over(work, old_id, new.id).await?;
    carry_report(work, &item, (&new, to)).await?;
    considering::pass_topic(work, old_id, new.id).await?;
    let moved = carry_requests(work, old_id, (new.id, to)).await?;
    let about = About { noun: "meeting", id: to.id, body: Some(to.body_id) };
    trail::record(work, "took over an item", about, new.access.0.title_in_letters(&new.title)).await?;
    Ok(Carried { item_id: new.id, moved })
}

/// A model that was read has every column unchanged; a new row needs every one set.
fn every(row: agenda_item::ActiveModel) -> agenda_item::ActiveModel {
    let mut row = row.reset_all();
    row.id = sea_orm::ActiveValue::NotSet;
    row
}

/// How far the report had come counts at the new meeting too.
fn state_there(item: &agenda_item::Model) -> ItemState {
    match item.state.0 {
        ItemState::DraftReceived => ItemState::DraftReceived,
        ItemState::Cleared => ItemState::Cleared,
        ItemState::FinalReceived => ItemState::FinalReceived,
        ItemState::Verbal => ItemState::Verbal,
        // Naming who owes the report is asking for it.
        _ if item.report_post_id.is_some() => ItemState::Commissioned,
        _ => ItemState::Programmed,
    }
}

async fn carry_bodies(work: &Work, from: i64, to: i64) -> Result<()> {
    for row in item_body::Entity::find().filter(item_body::Column::AgendaItemId.eq(from)).all(&work.tx).await? {
        let row = item_body::ActiveModel { agenda_item_id: Set(to), body_id: Set(row.body_id), ..Default::default() };
        row.insert(&work.tx).await?;
    }
    Ok(())
}

async fn carry_report(
    work: &Work,
    old: &agenda_item::Model,
    (new, to): (&agenda_item::Model, &meeting::Model),
) -> Result<()> {
    obligations::withdraw_all(work, SubjectKind::Item, old.id).await?;
    let is_in = matches!(new.state.0, ItemState::FinalReceived | ItemState::Verbal);
    let Some(post) = new.report_post_id.filter(|_| !is_in) else { return Ok(()) };
    let body = body::Entity::find_by_id(to.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let owing = Owing {
        kind: Kind::SendReport,
        subject_kind: SubjectKind::Item,
        subject_id: new.id,
        body_id: to.body_id,
        owner_post_id: post,
        meeting_id: Some(to.id),
        title: format!(
            "{}, {}: report on {}",
            body.short_name,
            wording::date(to.held_on),
            new.access.0.title_in_letters(&new.title)
        ),
        rule: DueRule::publish(to.id, -2),
    };
    obligations::owe(work, owing).await?;
    obligations::mark_exempt(work, (SubjectKind::Item, new.id), new.access.0 != Access::Public).await
}

/// What was asked for is wanted for the new meeting; what a director has entered stays entered.
async fn carry_requests(work: &Work, from: i64, (item, to): (i64, &meeting::Model)) -> Result<Vec<Moved>> {
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(from))
        // What is published stays with its paper, what was given up where it was asked.
        .filter(data_request::Column::State.ne(Stored(request::State::Published)))
        .filter(data_request::Column::State.is_not_in(request::State::GIVEN_UP.map(Stored)))
        .all(&work.tx)
        .await?;
    let mut moved = Vec::new();
    for request in asked {
        let (id, version) = (request.id, request.version);
        let mut row = request.into_active_model();
        row.agenda_item_id = Set(item);
        row.version = Set(version + 1);
        row.update(&work.tx).await?;
        moved.extend(obligations::reanchor(work, (SubjectKind::Request, id), to.id).await?);
        let about = About { noun: "request", id, body: Some(to.body_id) };
        let said = format!("for the meeting on {}", wording::date_with_weekday(to.held_on));
        trail::record(work, "carried over", about, said).await?;
    }
    Ok(moved)
}
