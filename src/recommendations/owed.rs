//! What is owed about a recommendation, made to be what its standing asks for: one function after every step, so that
//! no step forgets anything. Dates follow from rules; nothing here decides one.

use crate::acting::body_now;
use crate::error::{Error, Result};
use crate::obligations::{self, Owing};
use crate::recommending::{self, Answered};
use crate::work::Work;
use remit_domain::london;
use remit_domain::obligation::{Anchor, DueRule, Kind, State as Owed, SubjectKind};
use remit_domain::recommendation::{Deadline, Decision, next_review};
use remit_domain::wording::titled;
use remit_entity::{Stored, agenda_item, obligation, recommendation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Working days for the addressee to say that it arrived.
const TO_ACKNOWLEDGE: i32 = 3;
/// Working days for an answer that came to be published.
const TO_PUBLISH: i32 = 5;

/// What was done is met; what the standing does not ask for any more is withdrawn; what it asks for and nobody owes yet
/// begins to be owed. A date that follows from another rule than before is owed anew.
pub(super) async fn settle(work: &Work, row: &recommendation::Model, done: &[Kind]) -> Result<()> {
    for kind in done {
        obligations::discharge(work, *kind, SubjectKind::Recommendation, row.id).await?;
    }
    let wanted = wanted(work, row).await?;
    for open in obligations::open_about(&work.tx, SubjectKind::Recommendation, row.id).await? {
        if !wanted.iter().any(|owing| is_same(owing, &open)) {
            obligations::withdraw(work, open.kind.0, SubjectKind::Recommendation, row.id).await?;
        }
    }
    let open = obligations::open_about(&work.tx, SubjectKind::Recommendation, row.id).await?;
    let missing = wanted.into_iter().filter(|owing| !open.iter().any(|open| is_same(owing, open))).collect();
    obligations::owe_all(work, missing).await.map(|_| ())
}

/// What is before the body's next meeting, or follows its own meeting, stays as it was owed first.
fn is_same(owing: &Owing, open: &obligation::Model) -> bool {
    let keeps = matches!(owing.kind, Kind::ServeRecommendation | Kind::AgreeCompletion | Kind::PublishResponse);
    open.kind.0 == owing.kind
        && open.owner_post_id == owing.owner_post_id
        && (keeps || open.due_rule == owing.rule.to_string())
}

async fn wanted(work: &Work, row: &recommendation::Model) -> Result<Vec<Owing>> {
    let answers = recommending::answers_to(&work.tx, row).await?;
    let answer = recommending::standing_answer(row, &answers);
    let due = recommending::deadline(row, &work.calendar)?;
    let body = body_now(work, row.body_id).await?;
    let officer = body.officer_post_id;
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(&work.tx).await?;
    let meeting_id =
        item.map(|item| item.meeting_id).ok_or_else(|| Error::broken("a recommendation without an item"))?;
    let mut all = Vec::new();
    for kind in recommending::standing(row, due, answer).owed() {
        let owner = match kind {
            Kind::AcknowledgeRecommendation | Kind::Respond => Some(row.post_id),
            Kind::ReportProgress => row.lead_post_id.or(Some(row.post_id)),
            _ => officer,
        };
        let rule = rule(work, (row, body.id), (kind, meeting_id), (due, answer)).await?;
        if let (Some(owner_post_id), Some(rule)) = (owner, rule) {
            all.push(Owing {
                kind,
                subject_kind: SubjectKind::Recommendation,
                subject_id: row.id,
                body_id: body.id,
                owner_post_id,
                meeting_id: (kind == Kind::ServeRecommendation).then_some(meeting_id),
                title: titled(&row.reference, &row.text),
                rule,
            });
        }
    }
    Ok(all)
}

/// Where the date of one of these follows from; none while its day is not known.
async fn rule(
    work: &Work,
    (row, body_id): (&recommendation::Model, i64),
    (kind, meeting_id): (Kind, i64),
    (due, answer): (Option<Deadline>, Option<&Answered>),
) -> Result<Option<DueRule>> {
    let after = |day, offset| DueRule { anchor: Anchor::Day(day), offset, not_before_end_of: None };
    Ok(match kind {
        Kind::ServeRecommendation => Some(DueRule::meeting(meeting_id, 2)),
        Kind::AcknowledgeRecommendation => row.received_on.map(|on| after(on, TO_ACKNOWLEDGE)),
        Kind::Respond => {
            let deferred = answer.filter(|answer| answer.part.decision.0 == Decision::Deferred);
            let wanted = deferred.and_then(|answer| answer.part.by_on);
            // An addressee who puts the answer off does not put off the law's last day.
            let until = match (wanted, due.map(|due| due.last_on)) {
                (Some(wanted), Some(last)) => Some(wanted.min(last)),
                (wanted, last) => wanted.or(last),
            };
            until.map(DueRule::working_target)
        }
        Kind::PublishResponse => row.responded_on.map(|on| after(on, TO_PUBLISH)),
        Kind::ReportProgress => match row.responded_on {
            Some(answered) => Some(DueRule::on(next_review(answered, reported_on(work, row.id).await?))),
            None => None,
        },
        Kind::ReviewPaused => row.review_on.map(DueRule::on),
        _ => Some(DueRule::next_meeting(body_id, work.today)),
    })
}

/// The day on which progress was last reported.
async fn reported_on(work: &Work, id: i64) -> Result<Option<chrono::NaiveDate>> {
    let last = obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Recommendation)))
        .filter(obligation::Column::SubjectId.eq(id))
        .filter(obligation::Column::Kind.eq(Stored(Kind::ReportProgress)))
        .filter(obligation::Column::State.eq(Stored(Owed::Met)))
        .order_by_desc(obligation::Column::Id)
        .one(&work.tx)
        .await?;
    Ok(last.and_then(|last| last.closed_at).map(london::date_in_london))
}
