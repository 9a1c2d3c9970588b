//! Report, agree, dispute, withdraw: each step of an action in one unit of work, with what is then owed and a
//! line in its thread. An owner's word never closes an action; only the panel's does.

use super::queries::held_meeting;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::trail::{self, About};
use crate::work::{Author, Work};
use remit_domain::action::{ActionRefusal, Due, Progress, State};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::wording::{self, titled};
use remit_entity::{Stored, action, action_update, body, obligation};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

/// Which action, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    pub id: i64,
    pub version: Option<i32>,
}

/// What an owner says, by link or through an officer.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub progress: Option<Progress>,
    pub words: String,
}

/// Writes down what the owner said. Proposed complete is no longer owed: reminders stop.
pub(super) async fn report(work: &Work, which: Which, report: Report) -> Result<()> {
    let found = load(work, which).await?;
    if let Author::ByLink { id, .. } = work.by {
        let holder = obligations::holder_of(&work.tx, found.owner_post_id, work.today).await?;
        if holder.and_then(|holder| holder.person).is_none_or(|person| person.id != id) {
            return Err(Error::refused(ActionRefusal::NotTheOwner));
        }
    }
    let before = found.state.0;
    let progress = match report.progress {
        Some(progress) => progress,
        // What is over says so first, whatever was chosen.
        None => return Err(Error::refused(before.update("-").err().unwrap_or(ActionRefusal::NothingChosen))),
    };
    let after = before.report(progress, &report.words).or_refuse()?;
    if before.is_owed() && !after.is_owed() {
        obligations::discharge(work, Kind::DoAction, SubjectKind::Action, found.id).await?;
        owe_agreement(work, &found).await?;
    } else if !before.is_owed() && after.is_owed() {
        obligations::withdraw(work, Kind::AgreeCompletion, SubjectKind::Action, found.id).await?;
        owe_again(work, &found, None).await?;
    }
    let deed = if after == State::ProposedComplete { "proposed complete" } else { "updated" };
    step(work, found, (after, None), (deed, report.words)).await
}

/// The panel agreed, at a meeting that was held, that it is done.
pub(super) async fn agree(work: &Work, which: Which, meeting_id: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let after = found.state.agree_complete().or_refuse()?;
    let meeting = match meeting_id {
        Some(id) => held_meeting(&work.tx, &found, id).await?,
        None => None,
    };
    let meeting = meeting.ok_or_else(|| Error::refused(ActionRefusal::NoMeeting))?;
    obligations::discharge(work, Kind::AgreeCompletion, SubjectKind::Action, found.id).await?;
    obligations::withdraw_all(work, SubjectKind::Action, found.id).await?;
    let words = format!("The panel agreed on {} that this is complete.", wording::date_with_weekday(meeting.held_on));
    step(work, found, (after, Some(meeting.id)), ("agreed complete", words)).await
}

/// The panel does not agree that it is done: it is owed again.
pub(super) async fn dispute(work: &Work, which: Which, words: String, due: Option<Due>) -> Result<()> {
    let found = load(work, which).await?;
    let after = found.state.dispute(&words).or_refuse()?;
    let due = Due::from_today(due, work.today).or_refuse()?;
    obligations::discharge(work, Kind::AgreeCompletion, SubjectKind::Action, found.id).await?;
    owe_again(work, &found, Some(due.rule(found.body_id, work.today))).await?;
    step(work, found, (after, None), ("disputed", format!("Disputed by the panel: {words}"))).await
}

/// It is no longer wanted.
pub(super) async fn withdraw(work: &Work, which: Which, reason: String) -> Result<()> {
    let found = load(work, which).await?;
    let after = found.state.withdraw(&reason).or_refuse()?;
    obligations::withdraw_all(work, SubjectKind::Action, found.id).await?;
    step(work, found, (after, None), ("withdrew", reason)).await
}

async fn load(work: &Work, which: Which) -> Result<action::Model> {
    let found = action::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if which.version == Some(found.version) { Ok(found) } else { Err(Error::Stale) }
}

/// Owes it anew: by another rule, or by the one that it was owed by last.
async fn owe_again(work: &Work, found: &action::Model, rule: Option<DueRule>) -> Result<()> {
    let rule = match rule {
        Some(rule) => rule,
        None => last_rule(work, found).await?,
    };
    let owing = Owing {
        kind: Kind::DoAction,
        subject_kind: SubjectKind::Action,
        subject_id: found.id,
        body_id: found.body_id,
        owner_post_id: found.owner_post_id,
        meeting_id: None,
        title: titled(&found.reference, &found.text),
        rule,
    };
    obligations::owe(work, owing).await.map(|_| ())
}

/// The panel is to agree or dispute at its next meeting; until then it stays on the officer's list.
async fn owe_agreement(work: &Work, found: &action::Model) -> Result<()> {
    let body = body::Entity::find_by_id(found.body_id).one(&work.tx).await?;
    let Some(officer_post) = body.and_then(|body| body.officer_post_id) else { return Ok(()) };
    let owing = Owing {
        kind: Kind::AgreeCompletion,
        subject_kind: SubjectKind::Action,
        subject_id: found.id,
        body_id: found.body_id,
        owner_post_id: officer_post,
        meeting_id: None,
        title: titled(&found.reference, &found.text),
        rule: DueRule::next_meeting(found.body_id, work.today),
    };
    obligations::owe(work, owing).await.map(|_| ())
}

async fn last_rule(work: &Work, found: &action::Model) -> Result<DueRule> {
    let last = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(obligation::Column::SubjectId.eq(found.id))
        .order_by_desc(obligation::Column::Id)
        .one(&work.tx)
        .await?;
    match last {
        Some(last) => last.due_rule.parse().map_err(|error| Error::Broken(anyhow::Error::new(error))),
        None => Ok(DueRule::next_meeting(found.body_id, work.today)),
    }
}

/// Writes the next state, a line in the thread, and one in the trail.
async fn step(
    work: &Work,
    found: action::Model,
    (state, agreed_at): (State, Option<i64>),
    (deed, words): (&str, String),
) -> Result<()> {
    let about = About { noun: "action", id: found.id, body: Some(found.body_id) };
    trail::record(work, deed, about, found.reference.clone()).await?;
    action_update::ActiveModel {
        action_id: Set(found.id),
        at: Set(work.at),
        by: Set(work.by.words()),
        words: Set(words.trim().to_owned()),
        state: Set(Stored(state)),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let version = found.version;
    let mut row = found.into_active_model();
    row.state = Set(Stored(state));
    row.agreed_at_meeting_id = Set(agreed_at);
    row.version = Set(version + 1);
    row.update(&work.tx).await?;
    Ok(())
}
