//! One recommendation in words: what it is, its clock, its answers, what was said and which steps can be taken. Facts in,
//! views out; the officer's page and the one behind a link draw them.

use super::line;
use super::queries::Thread;
use super::views::{AnswerView, Changed, Facts, May, OwedView, Said, Sent, colour};
use crate::error::Result;
use crate::holders::holder_of;
use crate::recommending::{self, Answered};
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{Lateness, lateness};
use remit_domain::recommendation::{Decision, State};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{letter, meeting, recommendation, response_part};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

async fn post(db: &impl ConnectionTrait, id: Option<i64>, today: NaiveDate) -> Result<String> {
    let Some(id) = id else { return Ok(String::new()) };
    Ok(match holder_of(db, id, today).await? {
        Some(holder) => match holder.person {
            Some(person) => format!("{} ({})", holder.post, person.name),
            None => format!("{} (vacant)", holder.post),
        },
        None => String::new(),
    })
}

async fn day_of(db: &impl ConnectionTrait, id: Option<i64>) -> Result<String> {
    let Some(id) = id else { return Ok(String::new()) };
    let found = meeting::Entity::find_by_id(id).one(db).await?;
    Ok(found.map(|meeting| wording::date_with_weekday(meeting.held_on)).unwrap_or_default())
}

/// What it is, and its clock.
pub(super) async fn facts(
    db: &impl ConnectionTrait,
    thread: &Thread,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Facts> {
    let row = &thread.row;
    let due = recommending::deadline(row, calendar)?;
    let day = |on: Option<NaiveDate>| on.map(wording::date_with_weekday).unwrap_or_default();
    let cabinet = match due.filter(|_| row.state.0.awaits_answer()) {
        Some(due) => recommending::last_cabinet(db, due, calendar).await?.words(today),
        None => String::new(),
    };
    let closed = match (row.state.0, row.closed_as) {
        (State::Closed, Some(outcome)) => {
            format!("{}, at the meeting of {}", outcome.label(), day_of(db, row.closed_at_id).await?)
        }
        (State::Withdrawn, _) => format!("Withdrawn at the meeting of {}", day_of(db, row.closed_at_id).await?),
        _ => String::new(),
    };
    let runs = due.filter(|_| row.state.0.awaits_answer());
    Ok(Facts {
        id: row.id,
        version: row.version,
        text: row.text.clone(),
        body: thread.body.name.clone(),
        state: row.state.label(),
        colour: colour(row.state.0),
        addressee: row.addressee.label(),
        post: post(db, Some(row.post_id), today).await?,
        lead: post(db, row.lead_post_id, today).await?,
        item_id: thread.item.id,
        item: thread.item.title.clone(),
        meeting_id: thread.meeting.id,
        met_on: wording::date_with_weekday(thread.meeting.held_on),
        part: thread.part.as_ref().map(|part| format!("Part {} of the resolution", part.number)).unwrap_or_default(),
        indicator: thread.indicator.as_ref().map(|one| (one.id, format!("{}: {}", one.code, one.name))),
        endorsed: day_of(db, row.endorsed_at_id).await?,
        received: day(row.received_on),
        is_presumed: row.state.0 == State::Submitted,
        notice: day(row.notice_on),
        rule: if row.received_on.is_some() { recommending::terms(row).words() } else { String::new() },
        last: day(due.map(|due| due.last_on)),
        target: day(due.map(|due| due.target_on)),
        cabinet,
        considered: day_of(db, row.considered_at_id).await?,
        is_late: recommending::is_overdue(row.state.0, due, today),
        closed,
        paused: match row.state.0 {
            State::Paused => format!("Until {}: {}", day(row.review_on), row.pause_why),
            _ => String::new(),
        },
        clock: runs.map(|due| line::line(due, today, calendar)).transpose()?,
        owed: owed(db, thread, today, calendar).await?,
    })
}

async fn owed(
    db: &impl ConnectionTrait,
    thread: &Thread,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Vec<OwedView>> {
    let mut all = Vec::new();
    for row in &thread.owed {
        let late = lateness(row.due_on, today, calendar)?;
        all.push(OwedView {
            what: row.kind.label(),
            who: post(db, Some(row.owner_post_id), today).await?,
            due: row.due_on.map(wording::date_with_weekday).unwrap_or_else(|| "no date yet".to_owned()),
            late: late.to_string(),
            is_late: matches!(late, Lateness::Late(_)),
        });
    }
    Ok(all)
}

/// Its answers, the one that stands first.
pub(super) async fn answers(db: &impl ConnectionTrait, thread: &Thread) -> Result<Vec<AnswerView>> {
    let mut all = Vec::new();
    for (place, answer) in thread.answers.iter().enumerate() {
        let is_past = place > 0 || thread.row.responded_on.is_none();
        all.push(answer_view(db, &thread.row, (answer, is_past)).await?);
    }
    Ok(all)
}

async fn answer_view(
    db: &impl ConnectionTrait,
    row: &recommendation::Model,
    (answer, is_past): (&Answered, bool),
) -> Result<AnswerView> {
    let (part, whole) = (&answer.part, &answer.whole);
    let others: Vec<i64> = response_part::Entity::find()
        .filter(response_part::Column::ResponseId.eq(whole.id))
        .all(db)
        .await?
        .iter()
        .map(|other| other.recommendation_id)
        .filter(|id| *id != row.id)
        .collect();
    let others = recommendation::Entity::find().filter(recommendation::Column::Id.is_in(others)).all(db).await?;
    Ok(AnswerView {
        decision: part.decision.label(),
        on_iso: whole.received_on.to_string(),
        on: wording::date_with_weekday(whole.received_on),
        by: whole.made_by.clone(),
        reason: part.reason.clone(),
        proposed: part.proposed.clone(),
        by_on: match (part.by_on, part.decision.0) {
            (Some(on), Decision::Deferred) => format!("To be decided by {}", wording::date_with_weekday(on)),
            (Some(on), _) => format!("By {}", wording::date_with_weekday(on)),
            (None, _) => String::new(),
        },
        words: whole.words.clone(),
        meeting: day_of(db, whole.meeting_id).await?,
        published: whole.published_on.map(wording::date_with_weekday).unwrap_or_default(),
        link: whole.link.clone(),
        with: others.into_iter().map(|other| (other.id, other.reference)).collect(),
        is_past,
    })
}

/// The wording of its part, where that was changed after it was last looked at.
pub(super) fn changed(thread: &Thread) -> Option<Changed> {
    let part = thread.part.as_ref().filter(|part| part.version > thread.row.part_version)?;
    let is_open = thread.row.state.0.is_open();
    is_open.then(|| Changed { was: thread.row.text.clone(), now: part.text.clone(), is_removed: part.is_removed })
}

/// Everything that was said and done, oldest first.
pub(super) fn said(thread: &Thread) -> Vec<Said> {
    let line = |one: &remit_entity::recommendation_update::Model| Said {
        title: one.state.label(),
        by: one.by.clone(),
        at_iso: london::rfc3339_london(one.at),
        at: format!("{}, {}", wording::date(london::date_in_london(one.at)), london::time_in_london(one.at)),
        words: one.words.clone(),
    };
    thread.updates.iter().map(line).collect()
}

/// A letter about it.
pub(super) fn sent(letter: letter::Model) -> Sent {
    let at = letter.sent_at.unwrap_or(letter.written_at);
    let on = london::date_in_london(at);
    Sent {
        to: letter.to_name,
        subject: letter.subject,
        on_iso: on.to_string(),
        on: wording::date_with_day(on),
        state: letter.state.label(),
    }
}

/// Which steps can be taken now.
pub(super) fn may(thread: &Thread) -> May {
    let (state, row) = (thread.row.state.0, &thread.row);
    let decision = thread.answer().map(|answer| answer.part.decision.0);
    May {
        serve: matches!(state, State::Agreed | State::Endorsed),
        endorse: state == State::Agreed,
        dates: state.awaits_answer(),
        answer: state.awaits_answer(),
        publish: state.publish(row.published_on.is_some()).is_ok(),
        report: state.report(decision, "words").is_ok(),
        disagree: state == State::ProposedComplete,
        end: state.is_open() && state != State::Drafted,
        pause: state.pause("why", true).is_ok(),
        resume: state == State::Paused,
    }
}
