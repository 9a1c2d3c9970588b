//! The report of an item: who owes it and by when, its words as they were typed, and what people are told when it
//! follows. Covering reports of performance items are written by `papers`.

use super::commands::{about, hold};
use super::wanted::text;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::tellings::{self, Section, Telling, recipients};
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::agenda::{AgendaRefusal, ItemState, Text};
use remit_domain::agenda_steps::StepRefusal;
use remit_domain::letter;
use remit_domain::meeting::{ItemKind, State};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::wording;
use remit_entity::{agenda_item, body, meeting, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

/// Working days before publication by which a report is sent.
const SENT_BEFORE: i32 = 2;

/// The report as an officer typed or pasted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    report: String,
    version: i32,
}

impl Words {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        Ok(Self { report: text(fields, Text::Report)?, version: fields.number("version").unwrap_or(0) })
    }
}

/// Whether the words of an item's report may be typed now: until they are published. Those of a performance item are
/// written by Remit itself.
///
/// # Errors
/// When they may not.
pub(super) fn may_write(item: &agenda_item::Model, meeting: State) -> Result<()> {
    let is_open = matches!(meeting, State::Scheduled | State::Postponed);
    let waits = matches!(item.state.0, ItemState::ToFollow | ItemState::FinalReceived | ItemState::UrgentAdded);
    match (item.kind.0, item.state.0.is_over()) {
        (ItemKind::Performance, _) => Err(Error::refused(AgendaRefusal::WrittenByRemit)),
        (_, true) => Err(Error::refused(AgendaRefusal::OnRecord)),
        _ if is_open || meeting == State::AgendaPublished && waits => Ok(()),
        _ => remit_domain::agenda::may_change(meeting).or_refuse(),
    }
}

/// Keeps the words of a report.
pub(super) async fn write(work: &Work, id: i64, words: Words) -> Result<()> {
    let (old, meeting) = hold(work, id).await?;
    may_write(&old, meeting.state.0)?;
    if old.version != words.version {
        return Err(Error::Stale);
    }
    let (title, version) = (old.access.0.title_in_letters(&old.title), old.version + 1);
    let mut row = old.into_active_model();
    row.report = Set(words.report);
    row.version = Set(version);
    row.update(&work.tx).await?;
    trail::record(work, "wrote the report of an item", about(&meeting), title).await
}

/// The post that is to owe the report.
///
/// # Errors
/// When there is no such post.
pub(super) async fn must_exist(work: &Work, id: Option<i64>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let found = post::Entity::find_by_id(id).one(&work.tx).await?;
    found.map(|_| ()).ok_or(AgendaRefusal::NoPost).or_refuse()
}

/// Naming who owes the report asks for it; naming nobody any more takes that back.
pub(super) fn asked_for(state: ItemState, owner: Option<i64>) -> ItemState {
    match (state, owner) {
        (ItemState::Programmed, Some(_)) => ItemState::Commissioned,
        (ItemState::Commissioned, None) => ItemState::Programmed,
        (state, _) => state,
    }
}

/// Brings what is owed about the report of an item in line with how the item and its meeting stand now. Gives whether
/// anything is owed.
pub(super) async fn owe(work: &Work, item_id: i64) -> Result<bool> {
    let item = agenda_item::Entity::find_by_id(item_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let subject = (SubjectKind::Item, item.id);
    let owed = obligations::open_about(&work.tx, subject.0, subject.1).await?;
    let owed = owed.into_iter().find(|row| row.kind.0 == Kind::SendReport);
    let is_ahead = matches!(meeting.state.0, State::Scheduled | State::AgendaPublished | State::Postponed)
        && meeting.held_on >= work.today;
    let is_owed = item.state.0.owes_report() || item.state.0 == ItemState::Programmed;
    let Some(owner) = item.report_post_id.filter(|_| is_ahead && is_owed) else {
        match item.state.0 {
            ItemState::FinalReceived | ItemState::Published => {
                obligations::discharge(work, Kind::SendReport, subject.0, subject.1).await?;
            }
            _ => obligations::withdraw(work, Kind::SendReport, subject.0, subject.1).await?,
        }
        return Ok(false);
    };
    let called = item.access.0.title_in_letters(&item.title);
    let title = format!("{}, {}: report on {called}", body.short_name, wording::date(meeting.held_on));
    match owed {
        Some(row) => {
            if row.owner_post_id != owner {
                obligations::reassign(work, Kind::SendReport, subject.0, subject.1, owner).await?;
            }
            if row.title != title {
                obligations::rename(work, Kind::SendReport, subject, title).await?;
            }
        }
        None => {
            let owing = Owing {
                kind: Kind::SendReport,
                subject_kind: subject.0,
                subject_id: subject.1,
                body_id: body.id,
                owner_post_id: owner,
                meeting_id: Some(meeting.id),
                title,
                rule: DueRule::publish(meeting.id, -SENT_BEFORE),
            };
            obligations::owe(work, owing).await?;
        }
    }
    obligations::mark_exempt(work, subject, item.access.0.is_restricted()).await?;
    Ok(true)
}

/// The report is promised for a day: whoever owes it is held to that day, and everybody who expected the report with
/// the papers is told (E7).
pub(super) async fn promise(work: &Work, item: &agenda_item::Model, meeting: &meeting::Model) -> Result<()> {
    let on = item.follows_on.ok_or(StepRefusal::NoPromise).or_refuse()?;
    if owe(work, item.id).await? {
        obligations::promise(work, Kind::SendReport, SubjectKind::Item, item.id, on).await?;
    }
    let mut people =
        recipients::members_of(&work.tx, &recipients::bodies_of(&work.tx, meeting).await?, work.today).await?;
    people.extend(recipients::invited_for(&work.tx, &[meeting.id], work.today).await?);
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let section = follows(item, (meeting, &body), on);
    let told = people.into_iter().map(|person_id| Telling {
        kind: letter::Kind::ToFollow,
        person_id,
        occasion: format!("to-follow-item-{}", item.id),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: true,
    });
    tellings::tell_all(work, told.collect()).await
}

/// The words of E7. Of exempt business neither the title nor the reason is told.
fn follows(item: &agenda_item::Model, (meeting, body): (&meeting::Model, &body::Model), on: NaiveDate) -> Section {
    let called = if item.access.0.is_restricted() {
        item.access.0.title_in_letters(&item.title)
    } else {
        format!("“{}”", item.title)
    };
    let day = wording::date_with_weekday(meeting.held_on);
    let mut says = vec![format!(
        "The report on {called} for the {} on {day} will not go out with the agenda. It is promised for {}.",
        body.name,
        wording::date_with_weekday(on)
    )];
    if !item.access.0.is_restricted() {
        says.push(format!("The reason given: {}", item.late_reason));
    }
    says.push("You will be told when it is published.".to_owned());
    Section {
        subject: format!("{}, {}: a report will follow", body.short_name, wording::date(meeting.held_on)),
        heading: format!("{}, {day}: a report will follow", body.name),
        says,
        ..Section::default()
    }
}
