//! What is owed about a referral, made to agree with its state: the one place that begins or ends it, so that no step
//! loses an obligation.

use crate::acting::body_now;
use crate::error::{Error, Result};
use crate::obligations::{self, Owing};
use crate::work::Work;
use remit_domain::feedback;
use remit_domain::obligation::{Anchor, DueRule, Kind, SubjectKind};
use remit_domain::wording::titled;
use remit_entity::{Stored, agenda_item, body, feedback as feedbacks, feedback_line, meeting, referral};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};

/// Owes what the state of a referral asks for and is not owed yet; withdraws what it does not ask for any more. What
/// was done has been discharged before.
///
/// # Errors
/// When the database cannot be written.
pub async fn reconcile(work: &Work, row: &referral::Model) -> Result<()> {
    let wanted = row.state.owed(stands_in_feedback(work, row).await?);
    let open = obligations::open_about(&work.tx, SubjectKind::Referral, row.id).await?;
    for owed in open.iter().filter(|owed| !wanted.contains(&owed.kind.0)) {
        obligations::withdraw(work, owed.kind.0, SubjectKind::Referral, row.id).await?;
    }
    for kind in wanted.iter().filter(|kind| !open.iter().any(|owed| owed.kind.0 == **kind)) {
        obligations::owe(work, owing(work, row, *kind).await?).await?;
    }
    Ok(())
}

/// Whether its words are written and approved with its panel's feedback for the Board meeting that it is meant for.
async fn stands_in_feedback(work: &Work, row: &referral::Model) -> Result<bool> {
    let Some(meeting_id) = row.meeting_id else { return Ok(false) };
    let written = [feedback::State::Owed, feedback::State::Drafted, feedback::State::ChangeAsked].map(Stored);
    let rounds = feedbacks::Entity::find()
        .select_only()
        .column(feedbacks::Column::Id)
        .filter(feedbacks::Column::MeetingId.eq(meeting_id))
        .filter(feedbacks::Column::BodyId.eq(row.body_id))
        .filter(feedbacks::Column::State.is_in(written))
        .into_query();
    let lines = feedback_line::Entity::find()
        .filter(feedback_line::Column::FeedbackId.in_subquery(rounds))
        .filter(feedback_line::Column::ReferralId.eq(row.id))
        .filter(feedback_line::Column::IsChosen.eq(true))
        .count(&work.tx)
        .await?;
    Ok(lines > 0)
}

async fn owing(work: &Work, row: &referral::Model, kind: Kind) -> Result<Owing> {
    let missing = || Error::broken("a referral that nobody serves");
    let (panel, board) = (body_now(work, row.body_id).await?, body_now(work, row.board_id).await?);
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(&work.tx).await?.ok_or_else(missing)?;
    let target = match row.meeting_id {
        Some(id) => meeting::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let next_of = |of: &body::Model, days: i32| DueRule {
        anchor: Anchor::NextMeeting { body: of.id, after: work.today },
        // Counted from the day the papers go out, which is that many clear days, and one, before.
        offset: of.clear_days.saturating_add(1 + days),
        not_before_end_of: None,
    };
    let (body_id, owner, meeting_id, rule) = match kind {
        Kind::ApproveFeedback => {
            // A panel without a chair's post leaves it with the officer, who sees to it that somebody approves.
            let owner = panel.chair_post_id.or(panel.officer_post_id);
            (panel.id, owner, Some(item.meeting_id), DueRule::meeting(item.meeting_id, 2))
        }
        Kind::RecordAnswer => {
            let rule = target.as_ref().map_or_else(|| next_of(&board, 2), |target| DueRule::meeting(target.id, 2));
            (board.id, board.officer_post_id.or(panel.officer_post_id), row.meeting_id, rule)
        }
        Kind::ReportAnswer => (panel.id, panel.officer_post_id.or(board.officer_post_id), None, next_of(&panel, 0)),
        _ => (panel.id, panel.officer_post_id, Some(item.meeting_id), DueRule::meeting(item.meeting_id, 1)),
    };
    Ok(Owing {
        kind,
        subject_kind: SubjectKind::Referral,
        subject_id: row.id,
        body_id,
        owner_post_id: owner.ok_or_else(missing)?,
        meeting_id,
        title: titled(&row.reference, &row.text),
        rule,
    })
}
