//! Minutes whose words change while the chair has them, or has checked them: they go to the chair again. Called wherever
//! something is recorded, typed or amended that the minutes print.

use crate::error::{Error, Result};
use crate::obligations::{self, Owing};
use crate::work::Work;
use remit_domain::minutes_state::State;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::wording;
use remit_entity::{Stored, body, meeting, minutes};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// Within so many working days the officer sends them again.
const SENT_WITHIN: i32 = 2;

/// The words of a meeting’s minutes have changed. Whoever has a page of them open does not approve other words than they
/// read; while the chair has them, they come back to the officer, who owes them anew.
///
/// # Errors
/// When the database cannot be written.
pub async fn reopen(work: &Work, meeting_id: i64) -> Result<()> {
    let kept = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(meeting_id)).lock_exclusive();
    let Some(kept) = kept.one(&work.tx).await? else { return Ok(()) };
    let (before, after, version) = (kept.state.0, kept.state.0.reworded(), kept.version + 1);
    let mut row = kept.into_active_model();
    row.version = Set(version);
    row.state = Set(Stored(after));
    if after == State::ChangeAsked && before != after {
        // Nobody asked: the words changed.
        row.asked = Set(String::new());
    }
    row.update(&work.tx).await?;
    if after == State::ChangeAsked && before != after {
        owe_again(work, meeting_id).await?;
    }
    Ok(())
}

async fn owe_again(work: &Work, meeting_id: i64) -> Result<()> {
    for kind in [Kind::ApproveMinutes, Kind::PublishMinutes, Kind::DraftMinutes] {
        obligations::withdraw(work, kind, SubjectKind::Meeting, meeting_id).await?;
    }
    let meeting = meeting::Entity::find_by_id(meeting_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let Some(owner_post_id) = body.officer_post_id else { return Ok(()) };
    let owing = Owing {
        kind: Kind::DraftMinutes,
        subject_kind: SubjectKind::Meeting,
        subject_id: meeting.id,
        body_id: body.id,
        owner_post_id,
        meeting_id: Some(meeting.id),
        title: format!("{}, {}: minutes", body.short_name, wording::date(meeting.held_on)),
        rule: DueRule::on(work.calendar.add_working_days(work.today, SENT_WITHIN)?),
    };
    obligations::owe(work, owing).await.map(|_| ())
}
