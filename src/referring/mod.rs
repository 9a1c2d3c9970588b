//! What is done with a referral from more than one place: its words written and approved, alone or with its panel's
//! feedback, put before the Board, carried to another meeting, answered. What is then owed follows from its state in one
//! function. Called by the columns of referrals, the Board and meetings; no doors.

mod owing;
mod rolling;
mod source;

pub use owing::reconcile;
pub use rolling::{Carried, carry_to, roll_over};
pub use source::{Source, source_of};

use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::succession::heirs_of;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::agenda::Access;
use remit_domain::feedback::Reached;
use remit_domain::meeting;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::person::Seat;
use remit_domain::programme::TopicState;
use remit_domain::referral::{Outcome, ReferralRefusal, State, Words};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{
    Stored, agenda_item, body, meeting as meetings, membership, person, referral, topic as topics, trail as lines,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

/// The trail's words for the steps that the thread is drawn from.
pub const DRAFTED: &str = "drafted the feedback";
/// By the chair in person.
pub const APPROVED: &str = "approved the feedback";
/// By an officer whom the chair told.
pub const APPROVAL_RECORDED: &str = "recorded the chair's approval";
/// To another meeting of the Board.
pub const RETARGETED: &str = "carried to another Board meeting";
/// What the Board decided.
pub const ANSWERED: &str = "recorded the Board's answer";
/// Before the Board.
pub const SUBMITTED: &str = "put it before the Board";

/// Which referral, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub struct Which {
    /// Its id.
    pub id: i64,
    /// Its version, as the form carried it.
    pub version: Option<i32>,
}

/// The referral as the form showed it.
///
/// # Errors
/// `NotFound`, or `Stale` when it was changed since.
pub async fn load(work: &Work, which: Which) -> Result<referral::Model> {
    let found = referral::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if which.version == Some(found.version) { Ok(found) } else { Err(Error::Stale) }
}

/// In what capacity somebody approves for a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// An officer, whom the chair told.
    Officer,
    /// The chair.
    Chair,
}

/// In what capacity whoever is at work approves for a panel; none for anybody else.
///
/// # Errors
/// When the database cannot be read.
pub async fn capacity(work: &Work, panel: i64) -> Result<Option<Capacity>> {
    capacity_of(&work.tx, (work.by.person_id(), work.today), panel).await
}

/// The same of somebody who has not begun any work: what their page offers.
///
/// # Errors
/// When the database cannot be read.
pub async fn capacity_of(
    db: &impl ConnectionTrait,
    (person, today): (Option<i64>, chrono::NaiveDate),
    panel: i64,
) -> Result<Option<Capacity>> {
    let Some(id) = person else { return Ok(None) };
    let person = person::Entity::find_by_id(id).one(db).await?;
    if person.is_some_and(|person| person.is_officer) {
        return Ok(Some(Capacity::Officer));
    }
    let seat = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(id))
        .filter(membership::Column::BodyId.is_in(heirs_of(db, panel).await?))
        .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
        .filter(membership::Column::FromOn.lte(today))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(today)))
        .one(db)
        .await?;
    Ok(seat.map(|_| Capacity::Chair))
}

/// How far the words of a referral have come: approved as they stand, where the chair agreed them after they were
/// last written.
///
/// # Errors
/// When the database cannot be read.
pub async fn words_of(db: &impl ConnectionTrait, row: &referral::Model) -> Result<Words> {
    match row.state.0 {
        State::ChairApproved => return Ok(Words::Approved),
        _ if row.feedback.is_empty() => return Ok(Words::None),
        _ => {}
    }
    let last = lines::Entity::find()
        .filter(lines::Column::SubjectKind.eq("referral"))
        .filter(lines::Column::SubjectId.eq(row.id))
        .filter(lines::Column::Deed.is_in([DRAFTED, APPROVED, APPROVAL_RECORDED]))
        .order_by_desc(lines::Column::Id)
        .one(db)
        .await?;
    Ok(if last.is_some_and(|line| line.deed != DRAFTED) { Words::Approved } else { Words::Drafted })
}

/// Writes the words for the Board; the chair is asked to approve them, anew when they were approved before.
///
/// # Errors
/// The refusals of the domain, or when the database cannot be written.
pub async fn draft(work: &Work, found: referral::Model, words: &str) -> Result<referral::Model> {
    let state = found.state.draft(words).or_refuse()?;
    obligations::discharge(work, Kind::DraftFeedback, SubjectKind::Referral, found.id).await?;
    record(work, &found, DRAFTED, "").await?;
    let mut row = next(found, state);
    row.feedback = Set(words.to_owned());
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await?;
    Ok(row)
}

/// The chair agrees the words, in person or through an officer.
///
/// # Errors
/// The refusals of the domain, or when the database cannot be written.
pub async fn approve(work: &Work, found: referral::Model, by: Capacity) -> Result<()> {
    let state = found.state.approve().or_refuse()?;
    let deed = if by == Capacity::Chair { APPROVED } else { APPROVAL_RECORDED };
    obligations::discharge(work, Kind::ApproveFeedback, SubjectKind::Referral, found.id).await?;
    record(work, &found, deed, "").await?;
    let row = next(found, state).update(&work.tx).await?;
    reconcile(work, &row).await
}

/// Puts the matter before the Board.
///
/// # Errors
/// The refusals of the domain, or when the database cannot be written.
pub async fn submit(work: &Work, found: referral::Model, reached: Reached) -> Result<()> {
    let state = found.state.submit(reached).or_refuse()?;
    record(work, &found, SUBMITTED, reached.label()).await?;
    let mut row = next(found, state);
    row.reached = Set(Some(Stored(reached)));
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await
}

/// What the Board decided, as typed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The meeting that took it.
    pub meeting: Option<i64>,
    /// What it decided.
    pub outcome: Option<Outcome>,
    /// In its words.
    pub words: String,
}

/// Records what the Board decided; the panel's officer owes the panel the news at its next meeting. What the Board or
/// the panel takes up goes on to its work programme.
///
/// # Errors
/// The refusals of the domain, or when the database cannot be written.
pub async fn answer(work: &Work, found: referral::Model, answer: Answer) -> Result<()> {
    let state = found.state.answer().or_refuse()?;
    let took = board_meeting(work, &found, answer.meeting).await?;
    let took = took.filter(|took| took.state.0.took_place());
    let took = took.ok_or_else(|| Error::refused(ReferralRefusal::BoardNotHeld))?;
    let outcome = answer.outcome.ok_or_else(|| Error::refused(ReferralRefusal::NoOutcome))?;
    obligations::discharge(work, Kind::RecordAnswer, SubjectKind::Referral, found.id).await?;
    record(work, &found, ANSWERED, outcome.label()).await?;
    take_up(work, &found, (outcome, &took)).await?;
    let reached = found.reached;
    let mut row = next(found, state);
    row.outcome = Set(Some(Stored(outcome)));
    row.answer = Set(answer.words);
    row.answered_meeting_id = Set(Some(took.id));
    // What was answered without having been put before the Board in print came up at the meeting.
    row.reached = Set(Some(reached.unwrap_or(Stored(Reached::Tabled))));
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await
}

/// Whose work programme an outcome puts the matter on, and what is wanted there.
async fn take_up(work: &Work, found: &referral::Model, (outcome, took): (Outcome, &meetings::Model)) -> Result<()> {
    let (body_id, purpose) = match outcome {
        Outcome::ReferredBack => (found.body_id, "Referred back by the Board"),
        Outcome::WorkProgramme => (found.board_id, ""),
        Outcome::ScrutinyProposal => (found.board_id, "A scrutiny proposal is wanted"),
        Outcome::TaskGroup => (found.board_id, "For a task and finish group"),
        Outcome::Noted | Outcome::ToCabinet | Outcome::NoFurtherAction => return Ok(()),
    };
    let board = body::Entity::find_by_id(found.board_id).one(&work.tx).await?;
    let board = board.map(|board| board.name).unwrap_or_default();
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?;
    let access = item.map_or(Access::Public, |item| item.access.0);
    let row = topics::ActiveModel {
        body_id: Set(body_id),
        title: Set(access.title_in_letters(&found.text)),
        purpose: Set(purpose.to_owned()),
        source: Set(format!("{board}, {}, referral {}", wording::date(took.held_on), found.reference)),
        state: Set(Stored(TopicState::Programmed)),
        reason: Set(String::new()),
        raised_on: Set(work.today),
        resolution_part_id: Set(found.resolution_part_id),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let about = About { noun: "topic", id: row.id, body: Some(body_id) };
    trail::record(work, "added", about, row.title).await
}

/// A meeting of the Board that a matter is for, not before the panel's own.
///
/// # Errors
/// When the database cannot be read.
pub async fn board_meeting(work: &Work, found: &referral::Model, id: Option<i64>) -> Result<Option<meetings::Model>> {
    let Some(id) = id else { return Ok(None) };
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?;
    let met = match item {
        Some(item) => meetings::Entity::find_by_id(item.meeting_id).one(&work.tx).await?,
        None => None,
    };
    let met = met.ok_or_else(|| Error::broken("a referral without its meeting"))?;
    let named = meetings::Entity::find_by_id(id).one(&work.tx).await?;
    Ok(named.filter(|named| named.body_id == found.board_id && named.held_on >= met.held_on))
}

/// The next meeting of a body that still lies ahead, after a day.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_ahead(work: &Work, body_id: i64, after: chrono::NaiveDate) -> Result<Option<meetings::Model>> {
    let ahead = [meeting::State::Scheduled, meeting::State::AgendaPublished].map(Stored);
    Ok(meetings::Entity::find()
        .filter(meetings::Column::BodyId.eq(body_id))
        .filter(meetings::Column::State.is_in(ahead))
        .filter(meetings::Column::HeldOn.gt(after))
        .filter(meetings::Column::HeldOn.gte(work.today))
        .order_by_asc(meetings::Column::HeldOn)
        .one(&work.tx)
        .await?)
}

/// A line of the trail about a referral.
///
/// # Errors
/// When the database cannot be written.
pub async fn record(work: &Work, found: &referral::Model, deed: &str, what: &str) -> Result<()> {
    let about = About { noun: "referral", id: found.id, body: Some(found.body_id) };
    let detail = if what.is_empty() { found.reference.clone() } else { format!("{}: {what}", found.reference) };
    trail::record(work, deed, about, detail).await
}

/// The row with its next state.
#[must_use]
pub fn next(found: referral::Model, state: State) -> referral::ActiveModel {
    let version = found.version;
    let mut row = found.into_active_model();
    row.state = Set(Stored(state));
    row.version = Set(version + 1);
    row
}
