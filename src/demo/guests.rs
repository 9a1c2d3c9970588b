//! Who is invited to the county's meetings to come, and what some have answered by now.

use super::book::{Book, next_id};
use crate::error::Result;
use crate::obligations::{self, Owing};
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::invitation::{self, Answer};
use remit_domain::obligation::{DueRule, Kind, State, SubjectKind};
use remit_entity::{Stored, invitee, obligation};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// Invites for an item of a meeting to come: an answer is owed by each post.
pub(super) fn invite(
    book: &mut Book<'_>,
    item: i64,
    (body_id, meeting_id, short, on): (i64, i64, &str, NaiveDate),
    posts: [i64; 2],
) {
    // The numbers that the rows get; the table was empty.
    let first = next_id(&book.invitees);
    book.invite(item, posts);
    for (owner_post_id, subject_id) in posts.into_iter().zip(first..) {
        book.owings.push(Owing {
            kind: Kind::AnswerInvitation,
            subject_kind: SubjectKind::Invitation,
            subject_id,
            body_id,
            owner_post_id,
            meeting_id: Some(meeting_id),
            title: invitation::title(short, on, "Performance and In-Year Budget Monitoring"),
            rule: DueRule::publish(meeting_id, -3),
        });
    }
}

/// Of the nearest meeting one guest attends, one sends a deputy.
pub(super) async fn answer(work: &Work) -> Result<()> {
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::AnswerInvitation)))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(&work.tx)
        .await?;
    let answers = [(Answer::Attend, ""), (Answer::Deputy, "Assistant Director")];
    for (owed, (answer, deputy)) in owed.into_iter().zip(answers) {
        let Some(row) = invitee::Entity::find_by_id(owed.subject_id).one(&work.tx).await? else { continue };
        let mut row = row.into_active_model();
        row.answer = Set(Stored(answer));
        row.deputy = Set(deputy.to_owned());
        row.answered_at = Set(Some(work.at));
        row.version = Set(2);
        row.update(&work.tx).await?;
        obligations::discharge(work, Kind::AnswerInvitation, SubjectKind::Invitation, owed.subject_id).await?;
    }
    Ok(())
}
