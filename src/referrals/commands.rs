//! Draft, approve, retarget, answer: each step of a referral in one unit of work, with what is then owed.

use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::succession::heirs_of;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::meeting;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::Seat;
use remit_domain::referral::{Outcome, ReferralRefusal, State, Target};
use remit_domain::word::Word;
use remit_domain::wording::{self, titled};
use remit_entity::{Stored, agenda_item, body, meeting as meetings, membership, person, referral};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// The trail's words for the steps that the thread is drawn from.
pub(super) const DRAFTED: &str = "drafted the feedback";
/// By the chair in person.
pub(super) const APPROVED: &str = "approved the feedback";
/// By an officer whom the chair told.
pub(super) const APPROVAL_RECORDED: &str = "recorded the chair's approval";
/// To another meeting of the Board.
pub(super) const RETARGETED: &str = "carried to another Board meeting";
/// What the Board decided.
pub(super) const ANSWERED: &str = "recorded the Board's answer";

/// Which referral, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    pub id: i64,
    pub version: Option<i32>,
}

/// What the Board decided, as typed.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub meeting: Option<i64>,
    pub outcome: Option<Outcome>,
    pub words: String,
}

/// Writes the feedback for the Board; the chair is asked to approve it, anew when it was approved before.
pub(super) async fn draft(work: &Work, which: Which, feedback: String) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.draft(&feedback).or_refuse()?;
    obligations::discharge(work, Kind::DraftFeedback, SubjectKind::Referral, found.id).await?;
    let open = obligations::open_about(&work.tx, SubjectKind::Referral, found.id).await?;
    if !open.iter().any(|owed| owed.kind.0 == Kind::ApproveFeedback) {
        owe_approval(work, &found).await?;
    }
    record(work, &found, DRAFTED, "").await?;
    let mut row = next(found, state);
    row.feedback = Set(feedback);
    row.update(&work.tx).await?;
    Ok(())
}

async fn owe_approval(work: &Work, found: &referral::Model) -> Result<()> {
    let missing = || Error::broken("a referral without its panel");
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?.ok_or_else(missing)?;
    let panel = body::Entity::find_by_id(found.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let owing = Owing {
        kind: Kind::ApproveFeedback,
        subject_kind: SubjectKind::Referral,
        subject_id: found.id,
        body_id: panel.id,
        // A panel without a chair's post leaves it with the officer, who sees to it that somebody approves.
        owner_post_id: panel.chair_post_id.or(panel.officer_post_id).ok_or_else(missing)?,
        meeting_id: Some(item.meeting_id),
        title: titled(&found.reference, &found.text),
        rule: DueRule::meeting(item.meeting_id, 2),
    };
    obligations::owe(work, owing).await.map(|_| ())
}

/// The chair agrees the feedback, in person or through an officer.
pub(super) async fn approve(work: &Work, which: Which) -> Result<()> {
    let found = referral::Entity::find_by_id(which.id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let deed = match capacity(work, found.body_id).await? {
        Some(Capacity::Officer) => APPROVAL_RECORDED,
        Some(Capacity::Chair) => APPROVED,
        None => return Err(Error::NotFound),
    };
    let found = load(work, which).await?;
    let state = found.state.approve().or_refuse()?;
    obligations::discharge(work, Kind::ApproveFeedback, SubjectKind::Referral, found.id).await?;
    record(work, &found, deed, "").await?;
    next(found, state).update(&work.tx).await?;
    Ok(())
}

/// In what capacity somebody approves.
enum Capacity {
    Officer,
    Chair,
}

async fn capacity(work: &Work, panel: i64) -> Result<Option<Capacity>> {
    let Some(id) = work.by.person_id() else { return Ok(None) };
    let person = person::Entity::find_by_id(id).one(&work.tx).await?;
    if person.is_some_and(|person| person.is_officer) {
        return Ok(Some(Capacity::Officer));
    }
    let today = work.today;
    let seat = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(id))
        .filter(membership::Column::BodyId.is_in(heirs_of(&work.tx, panel).await?))
        .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
        .filter(membership::Column::FromOn.lte(today))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(today)))
        .one(&work.tx)
        .await?;
    Ok(seat.map(|_| Capacity::Chair))
}

/// Carries the matter to another meeting of the Board; the answer is owed after that one.
pub(super) async fn retarget(work: &Work, which: Which, to: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.retarget().or_refuse()?;
    let to = board_meeting(work, &found, to).await?;
    let to_come = |to: &meetings::Model| Target::of(Some((to.state.0, to.held_on)), work.today) == Target::ToCome;
    let to = to.filter(to_come).ok_or_else(|| Error::refused(ReferralRefusal::NotToCome))?;
    let owner_post_id = officer_of(work, &found).await?;
    obligations::withdraw(work, Kind::RecordAnswer, SubjectKind::Referral, found.id).await?;
    let owing = Owing {
        kind: Kind::RecordAnswer,
        subject_kind: SubjectKind::Referral,
        subject_id: found.id,
        body_id: found.board_id,
        owner_post_id,
        meeting_id: Some(to.id),
        title: titled(&found.reference, &found.text),
        rule: DueRule::meeting(to.id, 2),
    };
    obligations::owe(work, owing).await?;
    record(work, &found, RETARGETED, &wording::date_with_weekday(to.held_on)).await?;
    let mut row = next(found, state);
    row.meeting_id = Set(Some(to.id));
    row.update(&work.tx).await?;
    Ok(())
}

/// Records what the Board decided; nothing more is owed about the matter.
pub(super) async fn answer(work: &Work, which: Which, answer: Answer) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.answer().or_refuse()?;
    let took = board_meeting(work, &found, answer.meeting).await?;
    let took = took.filter(|took| took.state.0 == meeting::State::Held);
    let took = took.ok_or_else(|| Error::refused(ReferralRefusal::BoardNotHeld))?;
    let outcome = answer.outcome.ok_or_else(|| Error::refused(ReferralRefusal::NoOutcome))?;
    obligations::discharge(work, Kind::RecordAnswer, SubjectKind::Referral, found.id).await?;
    // Feedback that was never written, or never approved, is no longer wanted either.
    obligations::withdraw_all(work, SubjectKind::Referral, found.id).await?;
    record(work, &found, ANSWERED, outcome.label()).await?;
    let mut row = next(found, state);
    row.outcome = Set(Some(Stored(outcome)));
    row.answer = Set(answer.words);
    row.answered_meeting_id = Set(Some(took.id));
    row.update(&work.tx).await?;
    Ok(())
}

async fn load(work: &Work, which: Which) -> Result<referral::Model> {
    let found = referral::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if which.version == Some(found.version) { Ok(found) } else { Err(Error::Stale) }
}

/// A meeting of the Board that this matter is for, later than the panel's own.
async fn board_meeting(work: &Work, found: &referral::Model, id: Option<i64>) -> Result<Option<meetings::Model>> {
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

/// The officer's post of the Board, or else of the panel.
async fn officer_of(work: &Work, found: &referral::Model) -> Result<i64> {
    let bodies =
        body::Entity::find().filter(body::Column::Id.is_in([found.board_id, found.body_id])).all(&work.tx).await?;
    let of = |id: i64| bodies.iter().find(|body| body.id == id).and_then(|body| body.officer_post_id);
    of(found.board_id).or_else(|| of(found.body_id)).ok_or_else(|| Error::broken("a referral that no officer serves"))
}

async fn record(work: &Work, found: &referral::Model, deed: &str, what: &str) -> Result<()> {
    let about = About { noun: "referral", id: found.id, body: Some(found.body_id) };
    let detail = if what.is_empty() { found.reference.clone() } else { format!("{}: {what}", found.reference) };
    trail::record(work, deed, about, detail).await
}

fn next(found: referral::Model, state: State) -> referral::ActiveModel {
    let version = found.version;
    let mut row = found.into_active_model();
    row.state = Set(Stored(state));
    row.version = Set(version + 1);
    row
}
