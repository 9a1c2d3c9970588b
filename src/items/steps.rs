//! The next step of an item, taken by an officer: the domain says which may follow, and what is owed and told follows
//! from it in the same work. Deferring, which makes an item at another meeting, is here too.

use super::commands::{about, has_requests, has_unfinished, hold};
use super::report;
use super::wanted::{read_post, text};
use crate::carrying;
use crate::considering;
use crate::error::{Error, OrRefuse, Result};
use crate::inviting;
use crate::tellings;
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::agenda::{self, AgendaRefusal, ItemState, Text};
use remit_domain::agenda_steps::{self, Facts, Step, StepRefusal};
use remit_domain::meeting::ItemKind;
use remit_domain::programme::TopicState;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, meeting, resolution, topic};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

/// A step as an officer wants it, with what was typed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taking {
    step: Step,
    report_post: Option<i64>,
    follows_on: Option<NaiveDate>,
    late_reason: String,
    reason: String,
    outcome: String,
    version: i32,
}

impl Taking {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        Ok(Self {
            step: fields.word("step").ok_or(StepRefusal::NoStep).or_refuse()?,
            report_post: read_post(fields)?,
            follows_on: fields.date("follows_on"),
            late_reason: text(fields, Text::LateReason)?,
            reason: text(fields, Text::Reason)?,
            outcome: text(fields, Text::Outcome)?,
            version: fields.number("version").unwrap_or(0),
        })
    }

    fn facts(&self, item: &agenda_item::Model, meeting: &meeting::Model, has_resolution: bool) -> Facts {
        Facts {
            meeting: meeting.state.0,
            has_owner: item.report_post_id.or(self.report_post).is_some(),
            has_words: item.kind.0 == ItemKind::Performance || !item.report.is_empty(),
            has_reason: match self.step {
                Step::Follow | Step::Table => !self.late_reason.is_empty(),
                _ => !self.reason.is_empty(),
            },
            has_outcome: has_resolution || !self.outcome.is_empty(),
        }
    }

    /// Writes what the step is about beside the state.
    fn fill(&self, row: &mut agenda_item::ActiveModel) {
        match self.step {
            Step::Follow => {
                row.follows_on = Set(self.follows_on);
                row.late_reason = Set(self.late_reason.clone());
            }
            Step::Table => row.late_reason = Set(self.late_reason.clone()),
            Step::Withdraw => row.reason = Set(self.reason.clone()),
            Step::Restore => row.reason = Set(String::new()),
            Step::Consider => row.outcome = Set(self.outcome.clone()),
            _ => {}
        }
        if let (Step::Commission | Step::Follow, Some(post)) = (self.step, self.report_post) {
            row.report_post_id = Set(Some(post));
        }
    }
}

/// The occasion under which people are told that a report follows.
fn follows(item_id: i64) -> String {
    format!("to-follow-item-{item_id}")
}

/// Takes a step.
pub(super) async fn take(work: &Work, id: i64, taking: Taking) -> Result<()> {
    let (old, meeting) = hold(work, id).await?;
    if old.version != taking.version {
        return Err(Error::Stale);
    }
    if taking.step == Step::Defer {
        return Err(Error::refused(StepRefusal::NoMeeting));
    }
    report::must_exist(work, taking.report_post).await?;
    let resolved = resolution::Entity::find().filter(resolution::Column::AgendaItemId.eq(id)).count(&work.tx).await?;
    let mut state = old.state.0.take(taking.step, &taking.facts(&old, &meeting, resolved > 0)).or_refuse()?;
    match taking.step {
        Step::Withdraw if has_unfinished(work, id).await? => {
            return Err(Error::refused(AgendaRefusal::HasRequests));
        }
        Step::Follow => {
            agenda_steps::promise(taking.follows_on, work.today, meeting.held_on).or_refuse()?;
        }
        // What was promised for a day is promised still when it goes back.
        Step::SendBack if old.follows_on.is_some() => state = ItemState::ToFollow,
        Step::Programme | Step::Restore => state = report::asked_for(state, old.report_post_id),
        _ => {}
    }
    let version = old.version + 1;
    let mut row = old.into_active_model();
    taking.fill(&mut row);
    row.state = Set(Stored(state));
    row.version = Set(version);
    let item = row.update(&work.tx).await?;
    match taking.step {
        Step::Follow => report::promise(work, &item, &meeting).await?,
        Step::ReceiveFinal => {
            report::owe(work, id).await?;
            tellings::take_back(work, &follows(id)).await?;
        }
        _ => {
            report::owe(work, id).await?;
        }
    }
    inviting::owe(work, id).await?;
    considering::follow_topic(work, id, state).await?;
    let title = item.access.0.title_in_letters(&item.title);
    let detail = format!("{title}: {}", state.label().to_lowercase());
    trail::record(work, deed(taking.step), about(&meeting), detail).await
}

fn deed(step: Step) -> &'static str {
    match step {
        Step::Programme | Step::Restore => "put an item on the agenda",
        Step::Commission => "asked for the report of an item",
        Step::ReceiveDraft | Step::ReceiveFinal => "received the report of an item",
        Step::Clear => "cleared the report of an item",
        Step::SendBack => "sent the report of an item back",
        Step::Follow => "marked the report of an item as to follow",
        Step::Verbal => "made an item a verbal report",
        Step::Table => "tabled the report of an item",
        Step::Consider => "recorded an item as considered",
        Step::Close => "closed an item",
        Step::Withdraw => "withdrew an item",
        Step::Defer => "deferred an item",
    }
}

/// A deferral as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deferring {
    reason: String,
    /// The meeting that takes it; none for the work programme.
    to: Option<i64>,
    version: i32,
}

/// What is sent when an item goes back on to the work programme.
pub(super) const PROGRAMME: &str = "programme";

impl Deferring {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        let to = match fields.text("meeting") {
            PROGRAMME => None,
            typed => Some(typed.parse().map_err(|_| StepRefusal::NoMeeting).or_refuse()?),
        };
        Ok(Self { reason: text(fields, Text::Reason)?, to, version: fields.number("version").unwrap_or(0) })
    }
}

/// Defers an item: a linked item at a later meeting of the same body, or a topic of its work programme. Gives what the
/// officer is told.
pub(super) async fn defer(work: &Work, id: i64, deferring: Deferring) -> Result<String> {
    let (old, meeting) = hold(work, id).await?;
    if old.version != deferring.version {
        return Err(Error::Stale);
    }
    let facts = Facts {
        meeting: meeting.state.0,
        has_owner: true,
        has_words: true,
        has_reason: !deferring.reason.is_empty(),
        has_outcome: true,
    };
    old.state.0.take(Step::Defer, &facts).or_refuse()?;
    let title = old.access.0.title_in_letters(&old.title);
    let said = match deferring.to {
        Some(to) => to_meeting(work, old, (&meeting, to), &deferring.reason).await?,
        None => to_programme(work, old, &meeting, &deferring.reason).await?,
    };
    tellings::take_back(work, &follows(id)).await?;
    trail::record(work, deed(Step::Defer), about(&meeting), format!("{title}: {said}")).await?;
    Ok(said)
}

async fn to_meeting(
    work: &Work,
    old: agenda_item::Model,
    (from, to): (&meeting::Model, i64),
    reason: &str,
) -> Result<String> {
    let to = meeting::Entity::find_by_id(to).one(&work.tx).await?;
    let takes = |to: &meeting::Model| {
        to.body_id == from.body_id
            && to.id != from.id
            && to.held_on >= from.held_on.max(work.today)
            && agenda::may_change(to.state.0).is_ok()
    };
    let to = to.filter(takes).ok_or(StepRefusal::NoMeeting).or_refuse()?;
    let carried = carrying::carry(work, old, &to, reason).await?;
    report::owe(work, carried.item_id).await?;
    let mut said = format!("deferred to {}", wording::date_with_weekday(to.held_on));
    match carried.moved.len() {
        0 => {}
        1 => said.push_str(", and 1 date with it"),
        n => said.push_str(&format!(", and {n} dates with it")),
    }
    Ok(said)
}

async fn to_programme(work: &Work, old: agenda_item::Model, meeting: &meeting::Model, reason: &str) -> Result<String> {
    let id = old.id;
    if has_requests(work, id).await? {
        return Err(Error::refused(StepRefusal::RequestsNeedMeeting));
    }
    let version = old.version + 1;
    let mut row = old.clone().into_active_model();
    row.state = Set(Stored(ItemState::Deferred));
    row.reason = Set(reason.to_owned());
    row.version = Set(version);
    row.update(&work.tx).await?;
    report::owe(work, id).await?;
    inviting::owe(work, id).await?;
    let known = topic::Entity::find().filter(topic::Column::ItemId.eq(id)).count(&work.tx).await?;
    if known == 0 {
        // The work programme is read by everybody; what is exempt stays in the item that the topic leads to.
        let (title, purpose) = if old.access.0.is_restricted() {
            (
                format!("Deferred from {}: {}", wording::date(meeting.held_on), old.access.0.title_in_letters("")),
                String::new(),
            )
        } else {
            (old.title, old.purpose)
        };
        topic::ActiveModel {
            body_id: Set(meeting.body_id),
            title: Set(title),
            purpose: Set(purpose),
            source: Set(format!("Deferred from {}", wording::date(meeting.held_on))),
            state: Set(Stored(TopicState::Programmed)),
            reason: Set(String::new()),
            raised_on: Set(work.today),
            item_id: Set(Some(id)),
            version: Set(1),
            ..Default::default()
        }
        .insert(&work.tx)
        .await?;
    } else {
        considering::follow_topic(work, id, ItemState::Deferred).await?;
    }
    Ok("put back on the work programme".to_owned())
}
