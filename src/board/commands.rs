//! The steps of a feedback after it was written: approved, a change asked for, put before the Board.

use super::queries::list_lines;
use super::rounds::reconcile;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::referring;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::feedback::{FeedbackRefusal, Reached, State};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::referral::State as Matter;
use remit_domain::word::Word;
use remit_entity::{Stored, feedback as feedbacks, referral};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

/// Which feedback, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    pub id: i64,
    pub version: Option<i32>,
}

pub(super) fn about(row: &feedbacks::Model) -> About {
    About { noun: "feedback", id: row.id, body: Some(row.body_id) }
}

/// The row with its next state.
pub(super) fn step(row: feedbacks::Model, state: State) -> feedbacks::ActiveModel {
    let version = row.version;
    let mut row = row.into_active_model();
    row.state = Set(Stored(state));
    row.version = Set(version + 1);
    row
}

async fn load(work: &Work, which: Which) -> Result<feedbacks::Model> {
    let row = feedbacks::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if which.version == Some(row.version) { Ok(row) } else { Err(Error::Stale) }
}

/// What the chair decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Approve,
    AskChange(String),
}

/// The chair approves the feedback, and the matters in it; or asks for a change.
pub(super) async fn decide(work: &Work, which: Which, decision: Option<Decision>) -> Result<()> {
    let row = feedbacks::Entity::find_by_id(which.id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let by = referring::capacity(work, row.body_id).await?.ok_or(Error::NotFound)?;
    let row = load(work, which).await?;
    match decision.ok_or_else(|| Error::refused(FeedbackRefusal::Undecided))? {
        Decision::Approve => {
            let state = row.state.approve().or_refuse()?;
            obligations::discharge(work, Kind::ApproveFeedback, SubjectKind::Feedback, row.id).await?;
            let deed = match by {
                referring::Capacity::Chair => referring::APPROVED,
                referring::Capacity::Officer => referring::APPROVAL_RECORDED,
            };
            trail::record(work, deed, about(&row), "").await?;
            let mut row = step(row, state);
            row.approved_at = Set(Some(work.at));
            row.approved_by = Set(work.by.words());
            let row = row.update(&work.tx).await?;
            approve_matters(work, row.id, by).await?;
            reconcile(work, &row).await
        }
        Decision::AskChange(words) => {
            let state = row.state.ask_change(&words).or_refuse()?;
            obligations::discharge(work, Kind::ApproveFeedback, SubjectKind::Feedback, row.id).await?;
            trail::record(work, "asked for a change", about(&row), words.clone()).await?;
            let mut row = step(row, state);
            row.asked = Set(words);
            let row = row.update(&work.tx).await?;
            reconcile(work, &row).await
        }
    }
}

/// The chair who approves a feedback approves the matters in it, in the words that stand in it.
async fn approve_matters(work: &Work, id: i64, by: referring::Capacity) -> Result<()> {
    for line in list_lines(&work.tx, id).await?.into_iter().filter(|line| line.is_chosen) {
        let Some(matter) = line.referral_id else { continue };
        let Some(matter) = referral::Entity::find_by_id(matter).one(&work.tx).await? else { continue };
        if matter.state.0 == Matter::FeedbackDrafted && matter.feedback == line.text {
            referring::approve(work, matter, by).await?;
        } else {
            referring::reconcile(work, &matter).await?;
        }
    }
    Ok(())
}

/// What is owed about each matter of a feedback follows whether it is written and approved there.
pub(super) async fn reconcile_matters(work: &Work, id: i64) -> Result<()> {
    for line in list_lines(&work.tx, id).await? {
        let Some(matter) = line.referral_id else { continue };
        if let Some(matter) = referral::Entity::find_by_id(matter).one(&work.tx).await? {
            referring::reconcile(work, &matter).await?;
        }
    }
    Ok(())
}

/// Puts a feedback before the Board, with the matters in it.
pub(super) async fn submit(work: &Work, which: Which, reached: Option<Reached>) -> Result<()> {
    let row = load(work, which).await?;
    let reached = reached.ok_or_else(|| Error::refused(FeedbackRefusal::NotReached))?;
    put_before(work, row, reached).await
}

/// The same of a row that was read.
pub(super) async fn put_before(work: &Work, row: feedbacks::Model, reached: Reached) -> Result<()> {
    let state = row.state.submit(reached, row.is_nil).or_refuse()?;
    trail::record(work, referring::SUBMITTED, about(&row), reached.label()).await?;
    let mut row = step(row, state);
    row.reached = Set(Some(Stored(reached)));
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await?;
    for line in list_lines(&work.tx, row.id).await?.into_iter().filter(|line| line.is_chosen) {
        let Some(matter) = line.referral_id else { continue };
        let Some(matter) = referral::Entity::find_by_id(matter).one(&work.tx).await? else { continue };
        if matter.meeting_id == Some(row.meeting_id) && matter.state.submit(reached).is_ok() {
            referring::submit(work, matter, reached).await?;
        }
    }
    reconcile_matters(work, row.id).await
}
