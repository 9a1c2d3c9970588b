//! Close, withdraw, pause and take up again: what only the body decides, at a meeting that was held, and what waits.

use super::commands::{Step, Which, load, met, take};
use crate::codes;
use crate::error::{Error, OrRefuse, Result};
use crate::recommending;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::recommendation::{Closed, RecommendationRefusal, State};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, recommendation_update as updates};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The body, or the Board, closed it at a meeting that was held.
pub(super) async fn close(
    work: &Work,
    which: Which,
    (outcome, meeting_id): (Option<Closed>, Option<i64>),
    why: String,
) -> Result<()> {
    let found = load(work, which).await?;
    let answers = recommending::answers_to(&work.tx, &found).await?;
    let decision = recommending::standing_answer(&found, &answers).map(|answer| answer.part.decision.0);
    let met = met(work, &found, meeting_id).await?;
    let state = found.state.close(outcome, decision, met.as_ref().map(|(met, _)| *met)).or_refuse()?;
    let (Some(outcome), Some((_, at))) = (outcome, met) else {
        return Err(Error::refused(RecommendationRefusal::NoMeeting));
    };
    let day = wording::date_with_weekday(at.held_on);
    let words = format!("Closed on {day}: {}. {why}", outcome.label().to_lowercase());
    let step = Step { state, deed: "closed", words, done: &[Kind::AgreeCompletion, Kind::ReviewPaused] };
    let row = take(
        work,
        found,
        |row| {
            row.closed_at_id = Set(Some(at.id));
            row.closed_as = Set(Some(Stored(outcome)));
        },
        step,
    )
    .await?;
    codes::close(work, SubjectKind::Recommendation, row.id).await
}

/// The body withdrew it at a meeting that was held.
pub(super) async fn withdraw(work: &Work, which: Which, reason: String, meeting_id: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let met = met(work, &found, meeting_id).await?;
    let state = found.state.withdraw(&reason, met.as_ref().map(|(met, _)| *met)).or_refuse()?;
    let Some((_, at)) = met else { return Err(Error::refused(RecommendationRefusal::NoMeeting)) };
    let words = format!("Withdrawn on {}: {}", wording::date_with_weekday(at.held_on), reason.trim());
    let step = Step { state, deed: "withdrew", words, done: &[] };
    let row = take(work, found, |row| row.closed_at_id = Set(Some(at.id)), step).await?;
    codes::close(work, SubjectKind::Recommendation, row.id).await
}

/// It waits until a day.
pub(super) async fn pause(work: &Work, which: Which, why: String, review_on: Option<NaiveDate>) -> Result<()> {
    let found = load(work, which).await?;
    let review = review_on.filter(|on| *on > work.today);
    let state = found.state.pause(&why, review.is_some()).or_refuse()?;
    let until = review.map(wording::date_with_weekday).unwrap_or_default();
    let words = format!("It waits until {until}: {}", why.trim());
    let step = Step { state, deed: "paused", words, done: &[] };
    let change = |row: &mut remit_entity::recommendation::ActiveModel| {
        row.review_on = Set(review);
        row.pause_why = Set(why);
    };
    take(work, found, change, step).await.map(|_| ())
}

/// It is taken up again where it stood.
pub(super) async fn resume(work: &Work, which: Which) -> Result<()> {
    let found = load(work, which).await?;
    let before = updates::Entity::find()
        .filter(updates::Column::RecommendationId.eq(found.id))
        .filter(updates::Column::State.ne(Stored(State::Paused)))
        .order_by_desc(updates::Column::Id)
        .one(&work.tx)
        .await?;
    let state = found.state.resume(before.map_or(State::Agreed, |row| row.state.0)).or_refuse()?;
    let words = "Taken up again.".to_owned();
    let step = Step { state, deed: "took up again", words, done: &[Kind::ReviewPaused] };
    let change = |row: &mut remit_entity::recommendation::ActiveModel| {
        row.review_on = Set(None);
        row.pause_why = Set(String::new());
    };
    take(work, found, change, step).await.map(|_| ())
}
