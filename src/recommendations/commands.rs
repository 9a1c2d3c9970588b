//! Endorse, acknowledge, consider, publish, report, disagree, reword: each step of a recommendation in one unit of work,
//! with what is then owed and a line in its thread. Serving, answering and ending it stand next door.

use super::{owed, queries};
use crate::error::{Error, OrRefuse, Result};
use crate::heard;
use crate::obligations;
use crate::recommending;
use crate::trail::{self, About};
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::action::Progress;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::recommendation::{Addressee, Clock, Decision, Met, RecommendationRefusal, State};
use remit_domain::wording;
use remit_entity::{Stored, meeting, recommendation, recommendation_update, resolution_part, response, response_part};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// Which recommendation, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    pub id: i64,
    pub version: Option<i32>,
}

/// What happened: the state after it, the verb, the words for the thread, and what is thereby done.
pub(super) struct Step {
    pub state: State,
    pub deed: &'static str,
    pub words: String,
    pub done: &'static [Kind],
}

pub(super) async fn load(work: &Work, which: Which) -> Result<recommendation::Model> {
    let found = recommendation::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?;
    let found = found.ok_or(Error::NotFound)?;
    if which.version == Some(found.version) { Ok(found) } else { Err(Error::Stale) }
}

/// Writes the step with what it changes, its line in the thread and in the trail, and settles what is owed.
pub(super) async fn take(
    work: &Work,
    found: recommendation::Model,
    change: impl FnOnce(&mut recommendation::ActiveModel),
    step: Step,
) -> Result<recommendation::Model> {
    let about = About { noun: "recommendation", id: found.id, body: Some(found.body_id) };
    trail::record(work, step.deed, about, found.reference.clone()).await?;
    let update = recommendation_update::ActiveModel {
        recommendation_id: Set(found.id),
        at: Set(work.at),
        by: Set(work.by.words()),
        words: Set(step.words.trim().to_owned()),
        state: Set(Stored(step.state)),
        ..Default::default()
    };
    update.insert(&work.tx).await?;
    let version = found.version;
    let mut row = found.into_active_model();
    row.state = Set(Stored(step.state));
    row.version = Set(version + 1);
    change(&mut row);
    let row = row.update(&work.tx).await?;
    owed::settle(work, &row, step.done).await?;
    Ok(row)
}

/// Whoever answers by a link must hold one of these posts today.
pub(super) async fn must_hold(work: &Work, posts: &[i64]) -> Result<()> {
    let Author::ByLink { id, .. } = work.by else { return Ok(()) };
    for post in posts {
        let holder = obligations::holder_of(&work.tx, *post, work.today).await?;
        if holder.and_then(|holder| holder.person).is_some_and(|person| person.id == id) {
            return Ok(());
        }
    }
    Err(Error::refused(RecommendationRefusal::NotTheOwner))
}

/// A meeting that was named, as the rules look at it.
pub(super) async fn met(
    work: &Work,
    row: &recommendation::Model,
    id: Option<i64>,
) -> Result<Option<(Met, meeting::Model)>> {
    let Some(id) = id else { return Ok(None) };
    let found = meeting::Entity::find_by_id(id).one(&work.tx).await?;
    let deciding = queries::list_deciding(&work.tx, row).await?;
    Ok(found.map(|found| {
        let may_decide = deciding.iter().any(|one| one.id == found.id);
        (Met { may_decide, was_held: may_decide }, found)
    }))
}

/// A day that has come and does not lie before another.
pub(super) fn day(on: Option<NaiveDate>, not_before: NaiveDate, today: NaiveDate) -> Result<NaiveDate> {
    let on = on.ok_or_else(|| Error::refused(RecommendationRefusal::NoDay))?;
    match on {
        on if on > today => Err(Error::refused(RecommendationRefusal::DayAhead)),
        on if on < not_before => Err(Error::refused(RecommendationRefusal::DayTooEarly)),
        on => Ok(on),
    }
}

/// The Board endorsed it at a meeting that was held.
pub(super) async fn endorse(work: &Work, which: Which, board_meeting: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let met = met(work, &found, board_meeting).await?.filter(|(_, meeting)| meeting.body_id != found.body_id);
    let state = found.state.endorse(met.as_ref().map(|(met, _)| *met)).or_refuse()?;
    let Some((_, at)) = met else { return Err(Error::refused(RecommendationRefusal::NoBoardMeeting)) };
    let words = format!("The Board endorsed it on {}.", wording::date_with_weekday(at.held_on));
    let step = Step { state, deed: "endorsed", words, done: &[] };
    take(work, found, |row| row.endorsed_at_id = Set(Some(at.id)), step).await.map(|_| ())
}

/// It arrived on a day; the first time this acknowledges it, later it corrects the dates. A notice that is given only
/// now starts the clock of the executive.
pub(super) async fn acknowledge(
    work: &Work,
    which: Which,
    (received_on, notice_on): (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<()> {
    let found = load(work, which).await?;
    must_hold(work, &[found.post_id]).await?;
    let state = match found.state.0 {
        // When it arrived is the addressee's to say once; afterwards only the officer mends the day.
        State::Received | State::Considered if !matches!(work.by, Author::ByLink { .. }) => found.state.0,
        state => state.acknowledge().or_refuse()?,
    };
    let met_on = queries::met_on(&work.tx, &found).await?;
    let received = day(received_on, met_on, work.today)?;
    let notice = match notice_on.filter(|_| !matches!(work.by, Author::ByLink { .. })) {
        Some(on) => Some(day(Some(on), met_on, work.today)?),
        None => found.notice_on,
    };
    let begins = found.clock.0 == Clock::None && found.notice_on.is_none() && notice.is_some();
    let clock = if begins && found.addressee.0 == Addressee::Executive { Clock::TwoMonths } else { found.clock.0 };
    let mut words = format!("Received on {}.", wording::date_with_weekday(received));
    if let Some(on) = notice.filter(|_| notice != found.notice_on) {
        words.push_str(&format!(" Notice under section 9FE given on {}.", wording::date_with_weekday(on)));
    }
    let step = Step { state, deed: "acknowledged", words, done: &[Kind::AcknowledgeRecommendation] };
    let change = |row: &mut recommendation::ActiveModel| {
        row.received_on = Set(Some(received));
        row.notice_on = Set(notice);
        row.clock = Set(Stored(clock));
    };
    take(work, found, change, step).await.map(|_| ())
}

/// A Cabinet meeting considered it; the answer is still to come.
pub(super) async fn consider(work: &Work, which: Which, meeting_id: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.consider().or_refuse()?;
    let at = held_cabinet(work, meeting_id).await?.ok_or_else(|| Error::refused(RecommendationRefusal::NoMeeting))?;
    let words = format!("Considered by Cabinet on {}.", wording::date_with_weekday(at.held_on));
    let step = Step { state, deed: "considered", words, done: &[Kind::AcknowledgeRecommendation] };
    take(work, found, |row| row.considered_at_id = Set(Some(at.id)), step).await.map(|_| ())
}

/// A Cabinet meeting whose day has come.
pub(super) async fn held_cabinet(work: &Work, id: Option<i64>) -> Result<Option<meeting::Model>> {
    let all = recommending::cabinet_meetings(&work.tx).await?;
    let mut over = all.into_iter().map(|(meeting, _)| meeting).filter(|meeting| meeting.held_on <= work.today);
    Ok(over.find(|meeting| Some(meeting.id) == id))
}

/// The answer was published: all that it answers.
pub(super) async fn publish(work: &Work, which: Which, on: Option<NaiveDate>, link: String) -> Result<()> {
    let found = load(work, which).await?;
    found.state.publish(found.published_on.is_some()).or_refuse()?;
    let answered = found.responded_on.ok_or_else(|| Error::refused(RecommendationRefusal::NotAnswered))?;
    let on = day(on, answered, work.today)?;
    if !(link.is_empty() || link.starts_with("https://") || link.starts_with("http://")) {
        return Err(Error::refused(RecommendationRefusal::NoLink));
    }
    let answers = recommending::answers_to(&work.tx, &found).await?;
    let whole = recommending::standing_answer(&found, &answers).map(|answer| answer.whole.clone());
    let whole = whole.ok_or_else(|| Error::refused(RecommendationRefusal::NotAnswered))?;
    let parts = response_part::Entity::find()
        .filter(response_part::Column::ResponseId.eq(whole.id))
        .filter(response_part::Column::Decision.ne(Stored(Decision::Deferred)))
        .all(&work.tx)
        .await?;
    for part in parts {
        let row = recommendation::Entity::find_by_id(part.recommendation_id).lock_exclusive().one(&work.tx).await?;
        let Some(row) = row else { continue };
        let Ok(state) = row.state.publish(row.published_on.is_some()) else { continue };
        let words = format!("The answer was published on {}.", wording::date_with_weekday(on));
        let step = Step { state, deed: "published the answer to", words, done: &[Kind::PublishResponse] };
        take(work, row, |row| row.published_on = Set(Some(on)), step).await?;
    }
    let mut whole: response::ActiveModel = whole.into_active_model();
    whole.published_on = Set(Some(on));
    whole.link = Set(link);
    whole.update(&work.tx).await?;
    Ok(())
}

/// What whoever leads it says of its progress.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub progress: Option<Progress>,
    pub words: String,
    pub evidence: String,
}

/// Progress is reported, or it is proposed as complete with what shows it.
pub(super) async fn report(work: &Work, which: Which, report: Report) -> Result<()> {
    let found = load(work, which).await?;
    must_hold(work, &[found.lead_post_id.unwrap_or(found.post_id), found.post_id]).await?;
    let answers = recommending::answers_to(&work.tx, &found).await?;
    let decision = recommending::standing_answer(&found, &answers).map(|answer| answer.part.decision.0);
    let mut words = report.words.trim().to_owned();
    let (state, deed) = match report.progress {
        Some(Progress::StillInProgress) => (found.state.report(decision, &words).or_refuse()?, heard::REPORTED),
        Some(Progress::Done) => {
            let state = found.state.propose_complete(decision, &words, &report.evidence).or_refuse()?;
            words = format!("{words}\nWhat shows it: {}", report.evidence.trim());
            (state, heard::PROPOSED)
        }
        // The form offers no other: whoever a recommendation was put to cannot hand it away.
        Some(Progress::NotMine) | None => {
            found.state.report(decision, "-").or_refuse()?;
            return Err(Error::refused(RecommendationRefusal::NothingChosen));
        }
    };
    let step = Step { state, deed, words, done: &[Kind::ReportProgress] };
    take(work, found, |_| {}, step).await.map(|_| ())
}

/// The body does not agree that it is done.
pub(super) async fn disagree(work: &Work, which: Which, missing: String) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.disagree(&missing).or_refuse()?;
    let words = format!("The body does not agree that it is complete: {}", missing.trim());
    let step = Step { state, deed: "disputed", words, done: &[Kind::AgreeCompletion] };
    take(work, found, |_| {}, step).await.map(|_| ())
}

/// The wording of the part that it comes from was changed: it is worded so from now on. What runs goes on running; only
/// sending it anew starts the clock again.
pub(super) async fn reword(work: &Work, which: Which) -> Result<recommendation::Model> {
    let found = load(work, which).await?;
    let part = match found.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let part = part.filter(|part| part.version > found.part_version && found.state.0.is_open());
    let part = part.ok_or_else(|| Error::refused(RecommendationRefusal::SameWording))?;
    let (text, number, state) = (part.text.clone(), part.version, found.state.0);
    let words = format!("Worded anew. It was: “{}”", found.text);
    let step = Step { state, deed: "worded anew", words, done: &[] };
    let change = |row: &mut recommendation::ActiveModel| {
        row.text = Set(part.text);
        row.part_version = Set(number);
    };
    let row = take(work, found, change, step).await?;
    for open in obligations::open_about(&work.tx, SubjectKind::Recommendation, row.id).await? {
        let title = wording::titled(&row.reference, &text);
        obligations::rename(work, open.kind.0, (SubjectKind::Recommendation, row.id), title).await?;
    }
    Ok(row)
}
