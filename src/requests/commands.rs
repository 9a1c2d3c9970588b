//! What is done about a request: ask, issue, accept, declare "to follow", withdraw. What the director does,
//! saving and submitting, is in `answers`.

use super::letters;
use super::queries::{self, Place, Whole};
use super::wanted::{Promise, Wanted};
use crate::app::App;
use crate::codes;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::planning::{self, For, Planned};
use crate::trail::{self, About};
use crate::work::{Author, Work};
use remit_domain::obligation::{DueRule, Kind, State as OwedState, SubjectKind};
use remit_domain::request::{AskRefusal, State};
use remit_domain::wording;
use remit_entity::{Stored, data_request, obligation, post};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// Working days within which a request is acknowledged.
const ACKNOWLEDGED_WITHIN: i32 = 3;

/// Plans a request; what should have gone out by today goes out at once.
pub(super) async fn ask(work: &Work, wanted: Wanted) -> Result<i64> {
    let place = queries::find_place(&work.tx, wanted.item_id).await?.ok_or(Error::NotFound)?;
    if !place.meeting.state.0.is_ahead() {
        return Err(Error::refused(AskRefusal::MeetingOver));
    }
    if place.body.officer_post_id.is_none() {
        return Err(Error::refused(AskRefusal::NoOfficer));
    }
    if wanted.period.end() >= place.meeting.held_on {
        return Err(Error::refused(AskRefusal::PeriodNotOver));
    }
    if post::Entity::find_by_id(wanted.owner_post_id).count(&work.tx).await? == 0 {
        return Err(Error::refused(AskRefusal::NoOwner));
    }
    if !wanted.twice && is_asked_already(work, &wanted).await? {
        return Err(Error::refused(AskRefusal::Twice));
    }
    let at = For { item: &place.item, meeting: &place.meeting, body: &place.body };
    let planned = Planned {
        owner_post_id: wanted.owner_post_id,
        period: wanted.period,
        coverage: wanted.coverage,
        is_finance: wanted.is_finance,
        appendix: wanted.appendix,
        appendix_title: wanted.appendix_title,
        indicators: wanted.indicators,
        part_id: None,
    };
    let (row, due_on) = planning::plan(work, at, &planned).await?;
    let id = row.id;
    if due_on.is_some_and(|due| due <= work.today) {
        issue(work, id, None).await?;
    }
    Ok(id)
}

/// Whether the same post has a request of the same kind for the same item and period, that was not given up.
async fn is_asked_already(work: &Work, wanted: &Wanted) -> Result<bool> {
    let same = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(wanted.item_id))
        .filter(data_request::Column::OwnerPostId.eq(wanted.owner_post_id))
        .filter(data_request::Column::Period.eq(wanted.period.to_string()))
        .filter(data_request::Column::IsFinance.eq(wanted.is_finance))
        .filter(data_request::Column::State.is_not_in(State::GIVEN_UP.map(Stored)));
    Ok(same.count(&work.tx).await? > 0)
}

/// What everything owed about one request has in common.
pub(super) fn owing(request_id: i64, place: &Place) -> Owing {
    Owing {
        kind: Kind::IssueRequest,
        subject_kind: SubjectKind::Request,
        subject_id: request_id,
        body_id: place.body.id,
        owner_post_id: place.body.officer_post_id.unwrap_or_default(),
        meeting_id: Some(place.meeting.id),
        title: String::new(),
        rule: DueRule::publish(place.meeting.id, 0),
    }
}

/// Sends a request out; the director owes the figures from today.
pub(super) async fn issue(work: &Work, id: i64, version: Option<i32>) -> Result<()> {
    let whole = load(work, id, version).await?;
    if !whole.place.meeting.state.0.is_ahead() {
        return Err(Error::refused(AskRefusal::MeetingOver));
    }
    let state = whole.request.state.0.issue().or_refuse()?;
    let change =
        data_request::ActiveModel { state: Set(Stored(state)), issued_on: Set(Some(work.today)), ..Default::default() };
    keep(work, &whole.request, change).await?;
    obligations::discharge(work, Kind::IssueRequest, SubjectKind::Request, id).await?;
    let owing = Owing {
        kind: Kind::SubmitData,
        owner_post_id: whole.request.owner_post_id,
        title: format!("{}: {}", whole.request.reference, whole.request.appendix_title),
        rule: DueRule::publish(whole.place.meeting.id, -5),
        ..owing(id, &whole.place)
    };
    let owed = obligations::owe(work, owing).await?;
    owe_acknowledgement(work, &whole, owed).await?;
    trail::record(work, "issued", about(&whole), format!("to the {}", whole.owner.title)).await
}

/// Within three working days somebody says that it has arrived; never later than it is due.
async fn owe_acknowledgement(work: &Work, whole: &Whole, submit: i64) -> Result<()> {
    let due_on = obligation::Entity::find_by_id(submit).one(&work.tx).await?.and_then(|row| row.due_on);
    let soon = work.calendar.add_working_days(work.today, ACKNOWLEDGED_WITHIN)?;
    let owing = Owing {
        kind: Kind::AcknowledgeRequest,
        owner_post_id: whole.request.owner_post_id,
        title: format!("{}: {}", whole.request.reference, whole.request.appendix_title),
        rule: DueRule::on(due_on.map_or(soon, |due| due.max(work.today).min(soon))),
        ..owing(whole.request.id, &whole.place)
    };
    obligations::owe(work, owing).await.map(|_| ())
}

/// Takes what was submitted into the papers.
pub(super) async fn accept(work: &Work, id: i64, version: i32) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    let state = whole.request.state.0.accept().or_refuse()?;
    let change =
        data_request::ActiveModel { state: Set(Stored(state)), accepted_at: Set(Some(work.at)), ..Default::default() };
    keep(work, &whole.request, change).await?;
    obligations::discharge(work, Kind::AcceptData, SubjectKind::Request, id).await?;
    codes::close(work, SubjectKind::Request, id).await?;
    trail::record(work, "accepted", about(&whole), whole.request.appendix_title.as_str()).await
}

/// Declares that it will follow, by a promised day.
pub(super) async fn to_follow(work: &Work, id: i64, version: i32, promise: Promise) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    let meeting_on = whole.place.meeting.held_on;
    let state = whole.request.state.0.to_follow(promise.on, &promise.reason, work.today, meeting_on).or_refuse()?;
    let Some(on) = promise.on else { return Err(Error::broken("a promise without its day")) };
    let detail = format!("by {}: {}", wording::date(on), promise.reason);
    let change = data_request::ActiveModel {
        state: Set(Stored(state)),
        promised_on: Set(Some(on)),
        follow_reason: Set(promise.reason),
        ..Default::default()
    };
    keep(work, &whole.request, change).await?;
    obligations::promise(work, Kind::SubmitData, SubjectKind::Request, id, on).await?;
    trail::record(work, "declared to follow", about(&whole), detail).await
}

/// Takes a request back; nothing is owed any more.
pub(super) async fn withdraw(work: &Work, id: i64, version: i32) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    let state = whole.request.state.0.withdraw().or_refuse()?;
    keep(work, &whole.request, data_request::ActiveModel { state: Set(Stored(state)), ..Default::default() }).await?;
    letters::no_more_time(work, &whole.request).await?;
    obligations::withdraw_all(work, SubjectKind::Request, id).await?;
    codes::close(work, SubjectKind::Request, id).await?;
    trail::record(work, "withdrew", about(&whole), whole.request.reference.as_str()).await
}

pub(super) async fn load(work: &Work, id: i64, version: Option<i32>) -> Result<Whole> {
    let whole = queries::find(&work.tx, id).await?.ok_or(Error::NotFound)?;
    match version {
        Some(version) if version != whole.request.version => Err(Error::Stale),
        _ => Ok(whole),
    }
}

/// The line of the trail that a deed about a request writes.
pub(super) fn about(whole: &Whole) -> About {
    About { noun: "request", id: whole.request.id, body: Some(whole.place.body.id) }
}

/// Writes a change, unless somebody else wrote one since the request was read.
pub(super) async fn keep(work: &Work, read: &data_request::Model, mut change: data_request::ActiveModel) -> Result<()> {
    change.version = Set(read.version + 1);
    let kept = data_request::Entity::update_many()
        .set(change)
        .filter(data_request::Column::Id.eq(read.id))
        .filter(data_request::Column::Version.eq(read.version))
        .exec(&work.tx)
        .await?;
    if kept.rows_affected == 0 { Err(Error::Stale) } else { Ok(()) }
}

/// Sends out every planned request whose day has come. Run twice it finds nothing left to do.
///
/// # Errors
/// When the database cannot be written.
pub async fn issue_due(app: &App) -> Result<()> {
    let due = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::IssueRequest)))
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Request)))
        .filter(obligation::Column::State.eq(Stored(OwedState::Open)))
        .filter(obligation::Column::DueOn.lte(app.clock().today()))
        .order_by_asc(obligation::Column::Id)
        .all(app.db())
        .await?;
    for row in due {
        let id = row.subject_id;
        match app.write(Author::Remit, move |work| Box::pin(issue(work, id, None))).await {
            Ok(()) => {}
            Err(Error::Refused(refusal)) => tracing::warn!(request = id, %refusal, "a planned request was not issued"),
            // One request that cannot go out must not keep the others back.
            Err(error) => tracing::error!(request = id, fault = ?error, "a planned request was not issued"),
        }
    }
    Ok(())
}
