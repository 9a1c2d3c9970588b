//! Owe, discharge, promise, withdraw: what the other columns say when something begins or ends to be owed.
//! Each writes in the caller's transaction; letters that have not left are withdrawn in it too.

use super::settle::{Anchors, Moved, figure_out, rule_of};
use crate::error::{Error, Result};
use crate::post;
use crate::tellings;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::obligation::{Anchor, DueRule, Kind, State, SubjectKind};
use remit_entity::{Stored, notice, obligation};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeSet;

/// Something that begins to be owed.
#[derive(Clone, Debug)]
pub struct Owing {
    /// What.
    pub kind: Kind,
    /// The noun that it is about.
    pub subject_kind: SubjectKind,
    /// Its id.
    pub subject_id: i64,
    /// The body to which it is owed.
    pub body_id: i64,
    /// The post that owes it.
    pub owner_post_id: i64,
    /// The meeting for whose papers it is wanted, where there is one.
    pub meeting_id: Option<i64>,
    /// What a list calls it.
    pub title: String,
    /// Where its date comes from.
    pub rule: DueRule,
}

/// Begins to owe something. Owing the same thing twice is a fault of ours.
///
/// # Errors
/// When the calendar does not reach its date, or the database cannot be written.
pub async fn owe(work: &Work, owing: Owing) -> Result<i64> {
    let ids = owe_all(work, vec![owing]).await?;
    ids.first().copied().ok_or_else(|| Error::broken("nothing was owed"))
}

/// Begins to owe many things at once.
///
/// # Errors
/// As [`owe`].
pub async fn owe_all(work: &Work, owings: Vec<Owing>) -> Result<Vec<i64>> {
    let rules: Vec<_> = owings.iter().map(|owing| (owing.rule, owing.meeting_id)).collect();
    let anchors = Anchors::for_rules(work, &rules).await?;
    let mut ids = Vec::new();
    for owing in owings {
        let is_private = super::private::is_private(work, (owing.subject_kind, owing.subject_id)).await?;
        let mut row = new_row(work, owing);
        row.is_exempt = Set(is_private);
        let row = row.insert(&work.tx).await?;
        ids.push(row.id);
        figure_out(work, row, &anchors).await?;
    }
    Ok(ids)
}

fn new_row(work: &Work, owing: Owing) -> obligation::ActiveModel {
    obligation::ActiveModel {
        kind: Set(Stored(owing.kind)),
        subject_kind: Set(Stored(owing.subject_kind)),
        subject_id: Set(owing.subject_id),
        body_id: Set(owing.body_id),
        owner_post_id: Set(owing.owner_post_id),
        meeting_id: Set(owing.meeting_id),
        title: Set(owing.title),
        due_rule: Set(owing.rule.to_string()),
        promised: Set(false),
        state: Set(Stored(State::Open)),
        is_exempt: Set(false),
        opened_on: Set(work.today),
        settled_on: Set(work.today),
        ..Default::default()
    }
}

async fn find_open(
    work: &Work,
    kind: Kind,
    subject_kind: SubjectKind,
    subject_id: i64,
) -> Result<Option<obligation::Model>> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(kind)))
        .filter(obligation::Column::SubjectKind.eq(Stored(subject_kind)))
        .filter(obligation::Column::SubjectId.eq(subject_id))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .one(&work.tx)
        .await?)
}

/// It was done: nobody is reminded of it any more. Discharging what is not owed does nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn discharge(work: &Work, kind: Kind, subject_kind: SubjectKind, subject_id: i64) -> Result<()> {
    close(work, kind, (subject_kind, subject_id), State::Met).await
}

/// It is no longer wanted. Withdrawing what is not owed does nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw(work: &Work, kind: Kind, subject_kind: SubjectKind, subject_id: i64) -> Result<()> {
    close(work, kind, (subject_kind, subject_id), State::Withdrawn).await
}

/// Whatever is still owed about a thing is no longer wanted.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw_all(work: &Work, subject_kind: SubjectKind, subject_id: i64) -> Result<()> {
    for found in super::queries::open_about(&work.tx, subject_kind, subject_id).await? {
        close(work, found.kind.0, (subject_kind, subject_id), State::Withdrawn).await?;
    }
    Ok(())
}

async fn close(work: &Work, kind: Kind, subject: (SubjectKind, i64), state: State) -> Result<()> {
    let Some(found) = find_open(work, kind, subject.0, subject.1).await? else { return Ok(()) };
    let id = found.id;
    let mut row = found.into_active_model();
    row.state = Set(Stored(state));
    row.closed_at = Set(Some(work.at));
    row.next_rung_on = Set(None);
    row.update(&work.tx).await?;
    withdraw_notices(work, id).await
}

/// It is called something else from now on; its date and its reminders stay.
///
/// # Errors
/// When the database cannot be written.
pub async fn rename(work: &Work, kind: Kind, subject: (SubjectKind, i64), title: String) -> Result<()> {
    let Some(found) = find_open(work, kind, subject.0, subject.1).await? else { return Ok(()) };
    let mut row = found.into_active_model();
    row.title = Set(title);
    row.update(&work.tx).await?;
    Ok(())
}

/// Its date becomes a promise: "to follow" by a named day.
///
/// # Errors
/// When nothing of the kind is owed, or the database cannot be written.
pub async fn promise(work: &Work, kind: Kind, subject_kind: SubjectKind, subject_id: i64, on: NaiveDate) -> Result<()> {
    let found = find_open(work, kind, subject_kind, subject_id)
        .await?
        .ok_or_else(|| Error::broken("a promise about something that is not owed"))?;
    let meeting_id = found.meeting_id;
    let rule = DueRule::on(on);
    let mut row = found.into_active_model();
    row.due_rule = Set(rule.to_string());
    row.promised = Set(true);
    let row = row.update(&work.tx).await?;
    let anchors = Anchors::for_rules(work, &[(rule, meeting_id)]).await?;
    figure_out(work, row, &anchors).await.map(|_| ())
}

/// It is owed on another day from now on, as was agreed. Moving what is not owed does nothing.
///
/// # Errors
/// When the calendar does not reach the day, or the database cannot be written.
pub async fn set_day(work: &Work, kind: Kind, subject: (SubjectKind, i64), on: NaiveDate) -> Result<()> {
    set_rule(work, kind, subject, DueRule::on(on)).await
}

/// Its date follows from another rule from now on. What is not owed has no date.
///
/// # Errors
/// As [`set_day`].
pub async fn set_rule(work: &Work, kind: Kind, subject: (SubjectKind, i64), rule: DueRule) -> Result<()> {
    let Some(found) = find_open(work, kind, subject.0, subject.1).await? else { return Ok(()) };
    let meeting_id = found.meeting_id;
    let mut row = found.into_active_model();
    row.due_rule = Set(rule.to_string());
    let row = row.update(&work.tx).await?;
    let anchors = Anchors::for_rules(work, &[(rule, meeting_id)]).await?;
    figure_out(work, row, &anchors).await.map(|_| ())
}

/// Whatever is open about a thing is about exempt matter, or no longer: no letter and no calendar then names it.
///
/// # Errors
/// When the database cannot be written.
pub async fn mark_exempt(work: &Work, subject: (SubjectKind, i64), is_exempt: bool) -> Result<()> {
    obligation::Entity::update_many()
        .col_expr(obligation::Column::IsExempt, Expr::value(is_exempt))
        .filter(obligation::Column::SubjectKind.eq(Stored(subject.0)))
        .filter(obligation::Column::SubjectId.eq(subject.1))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Whatever is open about a thing is wanted for another meeting from now on: its dates follow that one. A promised
/// or agreed day stays.
///
/// # Errors
/// When the calendar does not reach a date, or the database cannot be written.
pub async fn reanchor(work: &Work, subject: (SubjectKind, i64), to_meeting: i64) -> Result<Vec<Moved>> {
    let mut moved = Vec::new();
    for found in super::queries::open_about(&work.tx, subject.0, subject.1).await? {
        moved.extend(reanchor_one(work, found, to_meeting).await?);
    }
    Ok(moved)
}

/// One open obligation is wanted for another meeting from now on.
///
/// # Errors
/// As [`reanchor`].
pub async fn reanchor_one(work: &Work, found: obligation::Model, to_meeting: i64) -> Result<Option<Moved>> {
    let rule = rule_of(&found)?;
    let anchor = match rule.anchor {
        Anchor::Publish(_) => Anchor::Publish(to_meeting),
        Anchor::Meeting(_) => Anchor::Meeting(to_meeting),
        other => other,
    };
    let rule = DueRule { anchor, ..rule };
    let mut row = found.into_active_model();
    row.due_rule = Set(rule.to_string());
    row.meeting_id = Set(Some(to_meeting));
    let row = row.update(&work.tx).await?;
    let anchors = Anchors::for_rules(work, &[(rule, Some(to_meeting))]).await?;
    figure_out(work, row, &anchors).await
}

/// Another post owes it from now on; whoever was to be reminded is not.
///
/// # Errors
/// When the database cannot be written.
pub async fn reassign(work: &Work, kind: Kind, subject_kind: SubjectKind, subject_id: i64, to_post: i64) -> Result<()> {
    let Some(found) = find_open(work, kind, subject_kind, subject_id).await? else { return Ok(()) };
    let id = found.id;
    let mut row = found.into_active_model();
    row.owner_post_id = Set(to_post);
    row.next_rung_on = Set(Some(work.today));
    row.update(&work.tx).await?;
    withdraw_notices(work, id).await
}

/// Somebody else holds a post from some day on: whoever holds it today is told of what it owes, and a former holder
/// no longer.
///
/// # Errors
/// When the database cannot be written.
pub async fn look_again(work: &Work, post_id: i64, from_on: NaiveDate) -> Result<()> {
    let on = from_on.max(work.today);
    obligation::Entity::update_many()
        .col_expr(obligation::Column::NextRungOn, Expr::value(Some(on)))
        .filter(obligation::Column::OwnerPostId.eq(post_id))
        .filter(
            Condition::any().add(obligation::Column::NextRungOn.is_null()).add(obligation::Column::NextRungOn.gt(on)),
        )
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::DueOn.is_not_null())
        .exec(&work.tx)
        .await?;
    // A letter that was written for whoever held the post before, and has not left, is not theirs any more.
    if on == work.today {
        let owed = obligation::Entity::find()
            .filter(obligation::Column::OwnerPostId.eq(post_id))
            .filter(obligation::Column::State.eq(Stored(State::Open)))
            .all(&work.tx)
            .await?;
        for row in owed {
            withdraw_notices(work, row.id).await?;
        }
    }
    Ok(())
}

/// Takes back every notice of an obligation that has not left in a letter, so that nothing old is sent and
/// what falls due anew can be said anew.
pub(super) async fn withdraw_notices(work: &Work, obligation_id: i64) -> Result<()> {
    let standing = notice::Entity::find()
        .filter(notice::Column::ObligationId.eq(obligation_id))
        .filter(notice::Column::WithdrawnAt.is_null())
        .all(&work.tx)
        .await?;
    let letters: BTreeSet<i64> = standing.iter().filter_map(|notice| notice.letter_id).collect();
    let mut unsent = BTreeSet::new();
    for letter in letters {
        if post::withdraw(work, letter).await? {
            unsent.insert(letter);
        }
    }
    let taken_back: Vec<i64> = standing
        .iter()
        .filter(|notice| notice.letter_id.is_none_or(|letter| unsent.contains(&letter)))
        .map(|notice| notice.id)
        .collect();
    if !taken_back.is_empty() {
        notice::Entity::update_many()
            .col_expr(notice::Column::WithdrawnAt, Expr::value(work.at))
            .filter(notice::Column::Id.is_in(taken_back))
            .exec(&work.tx)
            .await?;
    }
    if !unsent.is_empty() {
        // What else stood in those letters still stands; it goes into the next one.
        tellings::release(work, &unsent).await?;
    }
    Ok(())
}

/// The meeting that a rule counts from, where it names one.
pub(super) fn meeting_of(rule: &DueRule) -> Option<i64> {
    match rule.anchor {
        Anchor::Publish(meeting) | Anchor::Meeting(meeting) => Some(meeting),
        _ => None,
    }
}
