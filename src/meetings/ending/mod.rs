//! A meeting that does not take place, or not to its end: cancelled, adjourned, inquorate. The officer chooses what
//! becomes of its business, and nothing is silently lost: it is carried to another meeting or withdrawn by name.

pub(super) mod pages;

use super::commands::{Wanted, about, load, never_asked, schedule};
use super::moving::{Changed, letters, reason, what_changed};
use crate::carrying;
use crate::considering;
use crate::error::{Error, OrRefuse, Result};
use crate::inspection;
use crate::inviting;
use crate::obligations::{self, Moved, Scope};
use crate::referring;
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::agenda::ItemState;
use remit_domain::meeting::{MeetingRefusal, ScheduleRefusal, State};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::request;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, data_request, meeting, obligation, referral, standing_item};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeSet;

/// How a meeting ends without having been held to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Cancelled,
    Adjourned,
    Inquorate,
}

/// What becomes of the business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Carried to a meeting that is in the diary.
    To(i64),
    /// Carried to a meeting that is put in the diary for it.
    ToNew(Wanted),
    /// Not wanted any more.
    Withdrawn,
    /// There is none.
    None,
}

/// What an officer decides about the end of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub how: How,
    pub reason: String,
    pub short_notice_reason: String,
    pub fate: Fate,
    /// The items that are carried; none carries whatever was not considered.
    pub items: Option<BTreeSet<i64>>,
    /// The meeting as it stood when the form was opened, where the form says so.
    pub version: Option<i32>,
}

impl Ending {
    pub(super) fn read(how: How, fields: &Fields, (old, slug): (&meeting::Model, &str)) -> Result<Self> {
        let fate = match fields.text("fate") {
            "to" => Fate::To(fields.number("successor").ok_or(MeetingRefusal::NoSuccessor).or_refuse()?),
            "new" => Fate::ToNew(successor(fields, old, slug).or_refuse()?),
            "withdraw" => Fate::Withdrawn,
            _ => Fate::None,
        };
        let chosen = fields.ticked("chosen").then(|| fields.all("items").filter_map(|id| id.parse().ok()).collect());
        Ok(Self {
            how,
            reason: reason(fields.text("reason")),
            short_notice_reason: reason(fields.text("short_notice_reason")),
            fate,
            items: chosen,
            version: fields.number("version"),
        })
    }
}

fn successor(fields: &Fields, old: &meeting::Model, slug: &str) -> std::result::Result<Wanted, ScheduleRefusal> {
    let or = |name: &str, usual: &str| match fields.text(name) {
        "" => usual.to_owned(),
        typed => typed.to_owned(),
    };
    let typed = [
        ("body", slug.to_owned()),
        ("held_on", fields.text("held_on").to_owned()),
        ("starts_at", or("starts_at", &old.starts_at)),
        ("venue", or("venue", &old.venue)),
        ("lag", old.lag.to_string()),
    ];
    Wanted::read(&Fields::from_pairs(typed))
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub changed: Changed,
    pub carried: Vec<String>,
    pub withdrawn: Vec<String>,
    pub successor: Option<meeting::Model>,
}

/// Ends a meeting that was not held to its end.
pub(super) async fn end(work: &Work, id: i64, ending: Ending) -> Result<Ended> {
    let old = load(work, id).await?;
    if ending.version.is_some_and(|version| version != old.version) {
        return Err(Error::Stale);
    }
    let state = match ending.how {
        How::Cancelled => old.state.0.cancel(),
        How::Adjourned => old.state.0.adjourn(old.held_on, work.today),
        How::Inquorate => old.state.0.lack_quorum(old.held_on, work.today),
    };
    let state = state.or_refuse()?;
    if ending.reason.is_empty() {
        return Err(Error::refused(MeetingRefusal::NoReason));
    }
    let body = body::Entity::find_by_id(old.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let open = open_items(work, id, ending.items.as_ref()).await?;
    let hanging = hanging(work, id).await?;
    if ending.fate == Fate::None && (!open.is_empty() || hanging.iter().any(is_business)) {
        return Err(Error::refused(MeetingRefusal::NoFate));
    }
    // Ended first, so that a meeting may be reconvened on the same day.
    let mut row = old.clone().into_active_model();
    row.state = Set(Stored(state));
    let ended = row.update(&work.tx).await?;
    let successor = successor_of(work, (&old, &body), &ending).await?;
    let mut row = ended.into_active_model();
    row.reason = Set(ending.reason.clone());
    row.successor_id = Set(successor.as_ref().map(|next| next.id));
    row.sequence = Set(old.sequence + 1);
    row.version = Set(old.version + 1);
    let new = row.update(&work.tx).await?;
    let mut moved = Vec::new();
    let (mut carried, mut withdrawn) = (Vec::new(), Vec::new());
    for item in open {
        let title = item.access.0.title_in_letters(&item.title);
        match &successor {
            Some(next) if stands_there(work, &item, next).await? => {
                withdraw_item(work, item, &ending.reason).await?;
            }
            Some(next) => {
                moved.extend(carrying::carry(work, item, next, &ending.reason).await?.moved);
                carried.push(title);
            }
            None => {
                withdraw_item(work, item, &ending.reason).await?;
                withdrawn.push(title);
            }
        }
    }
    withdrawn.extend(close_what_hangs(work, &new).await?);
    let chairs = letters::reporting_chairs(work, &new).await?;
    moved.extend(retarget_matters(work, &new, successor.as_ref()).await?);
    inviting::owe_for_meeting(work, id).await?;
    moved.extend(obligations::settle(work, Scope::Meeting { id, body: new.body_id }).await?);
    let told = letters::tell(work, (&old, &new), &moved, &chairs).await?;
    record(work, (&old, &new), (&ending, successor.as_ref()), (&carried, &withdrawn, &moved)).await?;
    Ok(Ended { changed: Changed { old, new, body, moved, told }, carried, withdrawn, successor })
}

/// Business that is neither considered nor given up.
async fn open_items(work: &Work, id: i64, chosen: Option<&BTreeSet<i64>>) -> Result<Vec<agenda_item::Model>> {
    let all = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(id))
        .order_by_asc(agenda_item::Column::Position)
        .all(&work.tx)
        .await?;
    let over = [ItemState::Considered, ItemState::Closed, ItemState::Withdrawn, ItemState::Deferred];
    let open = all.into_iter().filter(|item| !over.contains(&item.state.0));
    Ok(open.filter(|item| chosen.is_none_or(|chosen| chosen.contains(&item.id))).collect())
}

/// Whether an item stands on every agenda of the body, and on the one that it would be carried to.
async fn stands_there(work: &Work, item: &agenda_item::Model, next: &meeting::Model) -> Result<bool> {
    let is_standing = standing_item::Entity::find()
        .filter(standing_item::Column::BodyId.eq(next.body_id))
        .filter(standing_item::Column::Title.eq(item.title.as_str()))
        .one(&work.tx)
        .await?
        .is_some();
    let there = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(next.id))
        .filter(agenda_item::Column::Title.eq(item.title.as_str()))
        .one(&work.tx)
        .await?;
    Ok(is_standing && there.is_some())
}

async fn hanging(work: &Work, id: i64) -> Result<Vec<obligation::Model>> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::MeetingId.eq(id))
        .filter(obligation::Column::State.eq(Stored(remit_domain::obligation::State::Open)))
        .all(&work.tx)
        .await?)
}

/// Whether somebody outside the officers' room owes it.
fn is_business(owed: &obligation::Model) -> bool {
    matches!(owed.subject_kind.0, SubjectKind::Request | SubjectKind::Item)
}

async fn successor_of(
    work: &Work,
    (old, body): (&meeting::Model, &body::Model),
    ending: &Ending,
) -> Result<Option<meeting::Model>> {
    match &ending.fate {
        Fate::None | Fate::Withdrawn => Ok(None),
        Fate::To(id) => {
            let found = meeting::Entity::find_by_id(*id).lock_exclusive().one(&work.tx).await?;
            let fits = |next: &meeting::Model| {
                next.body_id == old.body_id
                    && next.id != old.id
                    && next.state.0.is_ahead()
                    && next.held_on >= work.today
            };
            found.filter(fits).map(Some).ok_or(MeetingRefusal::NoSuccessor).or_refuse()
        }
        Fate::ToNew(wanted) => {
            let given = inspection::clear_days_from(&work.tx, &work.calendar, work.at, wanted.held_on).await?;
            let given = i32::try_from(given).unwrap_or(0);
            if wanted.held_on < work.today {
                return Err(Error::refused(MeetingRefusal::Past));
            }
            let is_short = given < body.clear_days;
            if is_short && ending.short_notice_reason.is_empty() {
                return Err(Error::refused(MeetingRefusal::ShortNotice { given, wanted: body.clear_days }));
            }
            let id = schedule(work, wanted.clone()).await?;
            if ending.how == How::Adjourned {
                // A reconvened meeting has the business that is still to be taken, and nothing else.
                agenda_item::Entity::delete_many().filter(agenda_item::Column::MeetingId.eq(id)).exec(&work.tx).await?;
            }
            let mut row = load(work, id).await?.into_active_model();
            row.convened_on = Set(Some(work.today));
            if is_short {
                row.short_notice_reason = Set(ending.short_notice_reason.clone());
            }
            Ok(Some(row.update(&work.tx).await?))
        }
    }
}

async fn withdraw_item(work: &Work, item: agenda_item::Model, reason: &str) -> Result<()> {
    let (id, version) = (item.id, item.version);
    let mut row = item.into_active_model();
    row.state = Set(Stored(ItemState::Withdrawn));
    row.reason = Set(reason.to_owned());
    row.version = Set(version + 1);
    row.update(&work.tx).await?;
    considering::follow_topic(work, id, ItemState::Withdrawn).await?;
    obligations::withdraw_all(work, SubjectKind::Item, id).await
}

/// What has no use without the meeting is no longer owed; its requests are withdrawn. Gives what, by name.
async fn close_what_hangs(work: &Work, ended: &meeting::Model) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for owed in hanging(work, ended.id).await? {
        // What was held of an adjourned meeting still has its minutes, and its papers may still follow.
        let stays = ended.state.0 == State::Adjourned && owed.kind.0 != Kind::PublishAgenda;
        if !goes_with_the_meeting(owed.subject_kind.0) || stays {
            continue;
        }
        obligations::withdraw(work, owed.kind.0, owed.subject_kind.0, owed.subject_id).await?;
        names.push(owed.title);
    }
    if ended.state.0 == State::Adjourned {
        never_asked(work, ended.id).await?;
    } else {
        withdraw_requests(work, ended).await?;
    }
    Ok(names)
}

/// Whether what is owed about such a thing has no use without the meeting.
fn goes_with_the_meeting(kind: SubjectKind) -> bool {
    match kind {
        SubjectKind::Meeting | SubjectKind::Request | SubjectKind::Item | SubjectKind::Invitation => true,
        SubjectKind::Round => true,
        SubjectKind::Action
        | SubjectKind::Referral
        | SubjectKind::Recommendation
        | SubjectKind::Comment
        | SubjectKind::Feedback
        | SubjectKind::ChiefLetter => false,
    }
}

async fn withdraw_requests(work: &Work, ended: &meeting::Model) -> Result<()> {
    let items = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(ended.id)).all(&work.tx).await?;
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .all(&work.tx)
        .await?;
    for request in asked {
        let Ok(state @ request::State::Withdrawn) = request.state.0.withdraw() else { continue };
        let (id, version) = (request.id, request.version + 1);
        let mut row = request.into_active_model();
        row.state = Set(Stored(state));
        row.version = Set(version);
        row.update(&work.tx).await?;
        obligations::withdraw_all(work, SubjectKind::Request, id).await?;
        let about = About { noun: "request", id, body: Some(ended.body_id) };
        trail::record(work, "withdrew", about, format!("The meeting was not held: {}", ended.reason)).await?;
    }
    Ok(())
}

/// Matters that were to come before this meeting of the Board come before the one that takes its place, or else the
/// next one in the diary; without one they wait, and stand on the Due page without a date.
async fn retarget_matters(
    work: &Work,
    ended: &meeting::Model,
    successor: Option<&meeting::Model>,
) -> Result<Vec<Moved>> {
    let matters = referral::Entity::find()
        .filter(referral::Column::MeetingId.eq(ended.id))
        .filter(referral::Column::AnsweredMeetingId.is_null())
        .all(&work.tx)
        .await?;
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let next = match successor {
        Some(next) => Some(next.clone()),
        None => crate::diary::next_meeting(&work.tx, ended.body_id, ended.held_on.max(work.today)).await?,
    };
    let Some(next) = next else { return Ok(Vec::new()) };
    let mut moved = Vec::new();
    for matter in matters.into_iter().filter(|one| one.state.is_open()) {
        moved.extend(referring::carry_to(work, matter, (&next, referring::Carried::RolledOver)).await?);
    }
    Ok(moved)
}

async fn record(
    work: &Work,
    (old, new): (&meeting::Model, &meeting::Model),
    (ending, successor): (&Ending, Option<&meeting::Model>),
    (carried, withdrawn, moved): (&[String], &[String], &[Moved]),
) -> Result<()> {
    let mut lines = vec![what_changed(old, new, moved)];
    lines.extend(successor.map(|next| format!("Its business passes to {}", wording::date_with_weekday(next.held_on))));
    lines.extend(carried.iter().map(|title| format!("{title}: carried over")));
    lines.extend(withdrawn.iter().map(|title| format!("{title}: withdrawn")));
    let deed = match ending.how {
        How::Cancelled => "cancelled",
        How::Adjourned => "adjourned",
        How::Inquorate => "recorded as inquorate",
    };
    trail::record(work, deed, about(new), lines.join("\n")).await
}
