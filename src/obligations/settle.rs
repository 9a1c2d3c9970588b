//! The one function that writes a due date. It runs inside the transaction that moved an anchor, and once a
//! night over everything, when it must find nothing to change.

use super::commands::{meeting_of, withdraw_notices};
use crate::app::App;
use crate::error::{Error, Result};
use crate::reminding::Rules;
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::ladder::{Ladder, Owed};
use remit_domain::meeting;
use remit_domain::obligation::{Anchor, DueFacts, DueRule, State};
use remit_entity::{Stored, body, meeting as meetings, obligation};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// Which open obligations to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that hang on one meeting, or on "the next meeting" of its body.
    Meeting {
        /// The meeting.
        id: i64,
        /// Its body.
        body: i64,
    },
    /// All.
    All,
}

/// A date that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The obligation.
    pub id: i64,
    /// What is owed.
    pub title: String,
    /// The post that owes it.
    pub owner_post_id: i64,
    /// Whether it is about exempt matter: no letter names it.
    pub is_exempt: bool,
    /// The old date.
    pub from: Option<NaiveDate>,
    /// The new date.
    pub to: Option<NaiveDate>,
}

/// Settles open obligations and lists what changed, oldest obligation first.
///
/// # Errors
/// When the calendar does not reach a date, or the database cannot be written.
pub async fn settle(work: &Work, scope: Scope) -> Result<Vec<Moved>> {
    let mut open = obligation::Entity::find().filter(obligation::Column::State.eq(Stored(State::Open)));
    if let Scope::Meeting { id, body } = scope {
        open = open.filter(
            Condition::any()
                .add(obligation::Column::MeetingId.eq(id))
                // What is wanted for one meeting may be counted from another: feedback from the panel's own.
                .add(obligation::Column::DueRule.starts_with(format!("meeting({id})")))
                .add(
                    Condition::all()
                        .add(obligation::Column::BodyId.eq(body))
                        .add(obligation::Column::DueRule.starts_with("next_meeting(")),
                ),
        );
    }
    let open = open.order_by_asc(obligation::Column::Id).lock_exclusive().all(&work.tx).await?;
    let rules = open.iter().map(|row| Ok((rule_of(row)?, row.meeting_id))).collect::<Result<Vec<_>>>()?;
    let anchors = Anchors::for_rules(work, &rules).await?;
    let mut moved = Vec::new();
    for row in open {
        moved.extend(figure_out(work, row, &anchors).await?);
    }
    Ok(moved)
}

/// The nightly settling: whatever it changes was a fault, and is reported as one.
///
/// # Errors
/// When the database cannot be written.
pub async fn settle_all(app: &App) -> Result<Vec<Moved>> {
    let moved = app.write(Author::Remit, |work| Box::pin(settle(work, Scope::All))).await?;
    if !moved.is_empty() {
        tracing::error!(count = moved.len(), "dates had not been settled when their meeting or the diary changed");
    }
    Ok(moved)
}

/// The rule of an obligation.
pub(super) fn rule_of(row: &obligation::Model) -> Result<DueRule> {
    row.due_rule.parse().map_err(|error| Error::Broken(anyhow::Error::new(error)))
}

/// What the rules count from, read once for many.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    meetings: BTreeMap<i64, meetings::Model>,
    /// The days of a body's meetings that were not cancelled, in order.
    of_body: BTreeMap<i64, Vec<NaiveDate>>,
    clear_days: BTreeMap<i64, u32>,
    rules: Rules,
}

impl Anchors {
    pub(super) async fn for_rules(work: &Work, rules: &[(DueRule, Option<i64>)]) -> Result<Self> {
        let ids: BTreeSet<i64> =
            rules.iter().flat_map(|(rule, meeting)| [meeting_of(rule), *meeting]).flatten().collect();
        let bodies: BTreeSet<i64> = rules
            .iter()
            .filter_map(|(rule, _)| match rule.anchor {
                Anchor::NextMeeting { body, .. } => Some(body),
                _ => None,
            })
            .collect();
        let mut anchors = Self::default();
        if !ids.is_empty() {
            let found = meetings::Entity::find().filter(meetings::Column::Id.is_in(ids)).all(&work.tx).await?;
            anchors.meetings = found.into_iter().map(|row| (row.id, row)).collect();
        }
        if !bodies.is_empty() {
            let found = meetings::Entity::find()
                .filter(meetings::Column::BodyId.is_in(bodies))
                .filter(meetings::Column::State.is_in(meeting::State::STANDING.map(Stored)))
                .order_by_asc(meetings::Column::HeldOn)
                .all(&work.tx)
                .await?;
            for row in found {
                anchors.of_body.entry(row.body_id).or_default().push(row.held_on);
            }
        }
        anchors.rules = Rules::of(&work.tx, work.today).await?;
        let all = body::Entity::find().all(&work.tx).await?;
        anchors.clear_days = all.into_iter().map(|row| (row.id, u32::try_from(row.clear_days).unwrap_or(5))).collect();
        Ok(anchors)
    }

    fn facts(&self, rule: &DueRule) -> DueFacts {
        let (meeting_on, body) = match rule.anchor {
            Anchor::Publish(id) | Anchor::Meeting(id) => {
                let found = self.meetings.get(&id);
                let stands = found.filter(|row| row.state.0.stands());
                (stands.map(|row| row.held_on), found.map(|row| row.body_id))
            }
            Anchor::NextMeeting { body, after } => {
                let days = self.of_body.get(&body);
                (days.and_then(|days| days.iter().find(|on| **on > after).copied()), Some(body))
            }
            Anchor::Day(_) | Anchor::PeriodEnd(_) | Anchor::TwoMonths(_) | Anchor::WorkingTarget(_) => (None, None),
        };
        DueFacts { meeting_on, clear_days: self.clear_days_of(body) }
    }

    fn clear_days_of(&self, body: Option<i64>) -> u32 {
        body.and_then(|body| self.clear_days.get(&body).copied()).unwrap_or(5)
    }

    /// The day by which the papers of a meeting must go out.
    fn publish_by(&self, work: &Work, meeting: Option<i64>) -> Result<Option<NaiveDate>> {
        let Some(row) = meeting.and_then(|id| self.meetings.get(&id)) else { return Ok(None) };
        if !row.state.0.stands() {
            return Ok(None);
        }
        Ok(Some(work.calendar.publish_by(row.held_on, self.clear_days_of(Some(row.body_id)))?))
    }
}

/// Writes what the rule of one obligation gives today, when it is not what stands there.
pub(super) async fn figure_out(work: &Work, row: obligation::Model, anchors: &Anchors) -> Result<Option<Moved>> {
    let rule = rule_of(&row)?;
    let due_on = rule.due_on(&anchors.facts(&rule), &work.calendar)?;
    let publish_by = anchors.publish_by(work, row.meeting_id)?;
    if due_on == row.due_on && publish_by == row.publish_by {
        return Ok(None);
    }
    let (id, title, owner_post_id, is_exempt, from) =
        (row.id, row.title.clone(), row.owner_post_id, row.is_exempt, row.due_on);
    let settled_on = if from == due_on { row.settled_on } else { work.today };
    let next = match due_on {
        Some(due_on) => {
            let owed = Owed {
                kind: row.kind.0,
                opened_on: row.opened_on,
                due_on,
                settled_on,
                publish_by,
                promised: row.promised,
            };
            first_rung(work, &owed, &anchors.rules.ladder(row.body_id, row.kind.0))?
        }
        None => None,
    };
    let mut row = row.into_active_model();
    row.due_on = Set(due_on);
    row.settled_on = Set(settled_on);
    row.publish_by = Set(publish_by);
    row.next_rung_on = Set(next);
    row.update(&work.tx).await?;
    if from.is_some() && from != due_on {
        withdraw_notices(work, id).await?;
    }
    Ok((from != due_on).then_some(Moved { id, title, owner_post_id, is_exempt, from, to: due_on }))
}

/// The day on which the reminders of a newly settled date are to be looked at first.
fn first_rung(work: &Work, owed: &Owed, ladder: &Ladder) -> Result<Option<NaiveDate>> {
    // Judged from the day before, so that a rung of today itself is still to be climbed.
    let yesterday = work.today.pred_opt().unwrap_or(work.today);
    if ladder.reached(owed, yesterday, &work.calendar)?.is_empty() {
        return Ok(ladder.next_after(owed, yesterday, &work.calendar)?);
    }
    Ok(Some(work.today))
}
