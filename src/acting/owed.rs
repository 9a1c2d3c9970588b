//! What is owed about an action in each of its states: the domain says what; here it is owed to the body that carries
//! the action today, by the rule that was given or the one that it was owed by last.

use crate::error::{Error, Result};
use crate::obligations::{self, Owing};
use crate::work::Work;
use remit_domain::action::State;
use remit_domain::obligation::{Anchor, DueRule, Kind, SubjectKind};
use remit_domain::wording::titled;
use remit_entity::{Stored, action, body, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// The kinds of which an action owes one at a time.
const KINDS: [Kind; 3] = [Kind::DoAction, Kind::AgreeCompletion, Kind::ReviewPaused];

/// Withdraws what is no longer owed in the next state, and owes what is.
pub(super) async fn settle(
    work: &Work,
    found: &action::Model,
    (before, after): (State, State),
    rule: Option<DueRule>,
) -> Result<()> {
    let wanted = after.owes();
    for kind in KINDS.into_iter().filter(|kind| Some(*kind) != wanted) {
        obligations::withdraw(work, kind, SubjectKind::Action, found.id).await?;
    }
    let Some(kind) = wanted.filter(|kind| before.owes() != Some(*kind)) else { return Ok(()) };
    let body = body_now(work, found.body_id).await?;
    let owner = if kind == Kind::DoAction { Some(found.owner_post_id) } else { body.officer_post_id };
    let Some(owner_post_id) = owner else { return Ok(()) };
    let rule = match (kind, rule) {
        (_, Some(rule)) => rule,
        (Kind::DoAction, None) if before == State::ProposedComplete => last_rule(work, found, body.id).await?,
        (Kind::DoAction, None) => still_ahead(work, found, body.id).await?,
        // The panel is to agree or dispute at its next meeting; until then it stays on the officer's list.
        _ => DueRule::next_meeting(body.id, work.today),
    };
    let owing = Owing {
        kind,
        subject_kind: SubjectKind::Action,
        subject_id: found.id,
        body_id: body.id,
        owner_post_id,
        meeting_id: None,
        title: titled(&found.reference, &found.text),
        rule,
    };
    obligations::owe(work, owing).await.map(|_| ())
}

async fn last_rule(work: &Work, found: &action::Model, body_id: i64) -> Result<DueRule> {
    let last = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(obligation::Column::SubjectId.eq(found.id))
        .order_by_desc(obligation::Column::Id)
        .one(&work.tx)
        .await?;
    match last {
        Some(last) => last.due_rule.parse().map_err(|error| Error::Broken(anyhow::Error::new(error))),
        None => Ok(DueRule::next_meeting(body_id, work.today)),
    }
}

/// What waited or was over comes back: a day that was agreed stands while it lies ahead; else it is for the next
/// meeting.
async fn still_ahead(work: &Work, found: &action::Model, body_id: i64) -> Result<DueRule> {
    let last = last_rule(work, found, body_id).await?;
    Ok(match last.anchor {
        Anchor::Day(day) if day >= work.today => last,
        _ => DueRule::next_meeting(body_id, work.today),
    })
}

/// The body that carries on a body’s record today: itself, or its successor.
///
/// # Errors
/// When the database cannot be read.
pub async fn body_now(work: &Work, id: i64) -> Result<body::Model> {
    let mut seen = BTreeSet::from([id]);
    let mut found = body::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    while let Some(heir) = found.succeeded_by_id.filter(|heir| seen.insert(*heir)) {
        match body::Entity::find_by_id(heir).one(&work.tx).await? {
            Some(next) => found = next,
            None => break,
        }
    }
    Ok(found)
}
