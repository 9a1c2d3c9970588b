//! The clock of a recommendation as it stands in the diary: when its answer is due, which Cabinet meeting can still
//! carry it, and what its addressee last decided. Shared by the pages of recommendations and their letters; no doors.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::meeting::State as Met;
use remit_domain::person::BodyKind;
use remit_domain::recommendation::{Deadline, Decision, Standing, State, Terms};
use remit_domain::wording;
use remit_entity::{Stored, body, meeting, recommendation, response, response_part};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The rule by which the answer to a recommendation is due.
#[must_use]
pub fn terms(row: &recommendation::Model) -> Terms {
    Terms { clock: row.clock.0, count: row.clock_days.and_then(|count| u32::try_from(count).ok()) }
}

/// When the answer to a recommendation that was sent is due; none before it is sent, and none without a clock. Until
/// its arrival is acknowledged the day on which it was sent counts as the day of receipt.
///
/// # Errors
/// When the calendar does not reach the last day.
pub fn deadline(row: &recommendation::Model, calendar: &Calendar) -> Result<Option<Deadline>> {
    match row.received_on {
        Some(received) => Ok(terms(row).deadline(received, row.notice_on, calendar)?),
        None => Ok(None),
    }
}

/// An answer with what it says of one recommendation.
#[derive(Clone, Debug)]
pub struct Answered {
    /// What it says of this one.
    pub part: response_part::Model,
    /// The whole.
    pub whole: response::Model,
}

/// The answers to a recommendation, newest first; a deferral is among them.
///
/// # Errors
/// When the database cannot be read.
pub async fn answers_to(db: &impl ConnectionTrait, row: &recommendation::Model) -> Result<Vec<Answered>> {
    let parts = response_part::Entity::find()
        .filter(response_part::Column::RecommendationId.eq(row.id))
        .order_by_desc(response_part::Column::Id)
        .all(db)
        .await?;
    let wholes = response::Entity::find()
        .filter(response::Column::Id.is_in(parts.iter().map(|part| part.response_id)))
        .all(db)
        .await?;
    let whole = |id: i64| wholes.iter().find(|whole| whole.id == id).cloned();
    Ok(parts.into_iter().filter_map(|part| Some(Answered { whole: whole(part.response_id)?, part })).collect())
}

/// The answer that stands: the newest, unless the recommendation was sent anew since.
#[must_use]
pub fn standing_answer<'a>(row: &recommendation::Model, answers: &'a [Answered]) -> Option<&'a Answered> {
    row.responded_on.and_then(|_| answers.first())
}

/// Where a recommendation stands, as far as what is owed about it depends on it.
#[must_use]
pub fn standing(row: &recommendation::Model, due: Option<Deadline>, answer: Option<&Answered>) -> Standing {
    let decision = answer.map(|answer| answer.part.decision.0);
    let is_deferred = decision == Some(Decision::Deferred);
    Standing {
        state: row.state.0,
        has_clock: due.is_some() || is_deferred,
        decision,
        is_published: row.published_on.is_some(),
    }
}

/// Whether its answer is late on a day: derived, never kept.
#[must_use]
pub fn is_overdue(state: State, due: Option<Deadline>, today: NaiveDate) -> bool {
    state.awaits_answer() && due.is_some_and(|due| due.last_on < today)
}

/// The last Cabinet meeting that can carry an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastCabinet {
    /// No Cabinet meeting is in the diary.
    NoneInDiary,
    /// Those in the diary lie outside the period.
    NoneInTime,
    /// This one.
    On {
        /// The meeting.
        id: i64,
        /// Its day.
        held_on: NaiveDate,
        /// The last day on which its papers can go out.
        papers_by: NaiveDate,
    },
}

impl LastCabinet {
    /// In words, for a page or a letter.
    #[must_use]
    pub fn words(self, today: NaiveDate) -> String {
        match self {
            Self::NoneInDiary => "No Cabinet meeting is in the diary.".to_owned(),
            Self::NoneInTime => "No Cabinet meeting in the diary falls within the period.".to_owned(),
            Self::On { held_on, papers_by, .. } => {
                let has = if papers_by < today { "papers were due by" } else { "papers go out by" };
                format!("{}; its {has} {}.", wording::date_with_weekday(held_on), wording::date_with_weekday(papers_by))
            }
        }
    }
}

/// The last meeting of a Cabinet in the diary within a period, and when its papers go out.
///
/// # Errors
/// When the calendar does not reach its papers, or the database cannot be read.
pub async fn last_cabinet(db: &impl ConnectionTrait, due: Deadline, calendar: &Calendar) -> Result<LastCabinet> {
    let meetings = cabinet_meetings(db).await?;
    if meetings.is_empty() {
        return Ok(LastCabinet::NoneInDiary);
    }
    let within = |on: NaiveDate| due.runs_from <= on && on <= due.last_on;
    let Some((last, body)) = meetings.iter().rfind(|(meeting, _)| within(meeting.held_on)) else {
        return Ok(LastCabinet::NoneInTime);
    };
    let papers_by = calendar.publish_by(last.held_on, u32::try_from(body.clear_days).unwrap_or(5))?;
    Ok(LastCabinet::On { id: last.id, held_on: last.held_on, papers_by })
}

/// The meetings of Cabinets that stand in the diary or were held, in the order of their days.
///
/// # Errors
/// When the database cannot be read.
pub async fn cabinet_meetings(db: &impl ConnectionTrait) -> Result<Vec<(meeting::Model, body::Model)>> {
    let cabinets = body::Entity::find().filter(body::Column::Kind.eq(Stored(BodyKind::Cabinet))).all(db).await?;
    let stand = [Met::Scheduled, Met::AgendaPublished, Met::Held].map(Stored);
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(cabinets.iter().map(|body| body.id)))
        .filter(meeting::Column::State.is_in(stand))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    let of = |id: i64| cabinets.iter().find(|body| body.id == id).cloned();
    Ok(meetings.into_iter().filter_map(|meeting| of(meeting.body_id).map(|body| (meeting, body))).collect())
}
