//! What an officer does about a request between its issue and the papers: ask back, give more time, note that it is
//! not available, merge it into another, put a new one in its place. What the service does is in `answers`.

use super::commands::{about, keep, load, owing};
use super::letters;
use super::queries::{self, Whole};
use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::trail;
use crate::work::Work;
use crate::{codes, links};
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::request::{RequestRefusal, State};
use remit_domain::wording;
use remit_entity::{Stored, data_request, person, query};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// The last day on which what comes back still finds its way into the papers: two working days before they go out.
pub(super) fn last_day(whole: &Whole, calendar: &Calendar) -> Result<NaiveDate> {
    let clear_days = u32::try_from(whole.place.body.clear_days).unwrap_or(5);
    let publish_by = calendar.publish_by(whole.place.meeting.held_on, clear_days)?;
    Ok(calendar.add_working_days(publish_by, -2)?)
}

/// Asks back about what was submitted: it is open again until a day inside the margin.
pub(super) async fn ask_back(
    work: &Work,
    (id, version): (i64, i32),
    asks: String,
    due_on: Option<NaiveDate>,
) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    let last = last_day(&whole, &work.calendar)?;
    let was = whole.request.state.0;
    let state = was.query(&asks, due_on, (work.today, last)).or_refuse()?;
    let Some(due_on) = due_on else { return Err(Error::broken("a query without its day")) };
    let row = query::ActiveModel {
        request_id: Set(id),
        asks: Set(asks.clone()),
        due_on: Set(due_on),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        answer: Set(String::new()),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    let change = data_request::ActiveModel {
        state: Set(Stored(state)),
        accepted_at: Set(None),
        sent_up_at: Set(None),
        sent_up_by: Set(String::new()),
        ..Default::default()
    };
    keep(work, &whole.request, change).await?;
    obligations::withdraw(work, Kind::AcceptData, SubjectKind::Request, id).await?;
    // A part that went ahead is owed already; the question gives the rest its day.
    if was == State::Partly {
        obligations::set_day(work, Kind::SubmitData, (SubjectKind::Request, id), due_on).await?;
    } else {
        let owing = Owing {
            kind: Kind::SubmitData,
            owner_post_id: whole.request.owner_post_id,
            title: format!("{}: {}", whole.request.reference, whole.request.appendix_title),
            rule: DueRule::on(due_on),
            ..owing(id, &whole.place)
        };
        obligations::owe(work, owing).await?;
    }
    trail::record(work, "asked back", about(&whole), format!("by {}", wording::date(due_on))).await?;
    for person in hands(work, &whole).await? {
        let address = links::address(work, person.id, SubjectKind::Request, id).await?;
        letters::asked_back(work, &whole, &person, (&asks, due_on, address)).await?;
    }
    Ok(())
}

/// Whoever works on a request today: the holder of the post and the colleague who was named.
pub(super) async fn hands(work: &Work, whole: &Whole) -> Result<Vec<person::Model>> {
    let holder = obligations::holder_of(&work.tx, whole.owner.id, work.today).await?.and_then(|holder| holder.person);
    let contributor = match whole.request.contributor_id {
        Some(id) => person::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    Ok(contributor.into_iter().chain(holder).collect())
}

/// Gives more time.
pub(super) async fn extend(
    work: &Work,
    (id, version): (i64, i32),
    to: Option<NaiveDate>,
    reason: String,
) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    let stands = due_now(work, id).await?;
    let last = last_day(&whole, &work.calendar)?;
    whole.request.state.0.extend(to, &reason, (work.today, stands, last)).or_refuse()?;
    let Some(to) = to else { return Err(Error::broken("an extension without its day")) };
    let was = stands.map(|on| format!("from {} ", wording::date(on))).unwrap_or_default();
    let detail = format!("{was}to {}: {reason}", wording::date(to));
    // A day that was given before, and not told yet, is not told any more.
    letters::no_more_time(work, &whole.request).await?;
    letters::more_time(work, &whole, &hands(work, &whole).await?, (to, &reason)).await?;
    let change =
        data_request::ActiveModel { extended_to: Set(Some(to)), extended_why: Set(reason), ..Default::default() };
    keep(work, &whole.request, change).await?;
    obligations::set_day(work, Kind::SubmitData, (SubjectKind::Request, id), to).await?;
    let asked_back = query::ActiveModel { due_on: Set(to), ..Default::default() };
    query::Entity::update_many()
        .set(asked_back)
        .filter(query::Column::RequestId.eq(id))
        .filter(query::Column::AnsweredAt.is_null())
        .exec(&work.tx)
        .await?;
    trail::record(work, "gave more time", about(&whole), detail).await
}

async fn due_now(work: &Work, id: i64) -> Result<Option<NaiveDate>> {
    let open = obligations::open_about(&work.tx, SubjectKind::Request, id).await?;
    Ok(open.into_iter().find(|row| row.kind.0 == Kind::SubmitData).and_then(|row| row.due_on))
}

/// Notes that what was asked is not to be had.
pub(super) async fn not_available(work: &Work, (id, version): (i64, i32), reason: String) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    close_unavailable(work, &whole, reason).await
}

/// The same, whoever says it.
pub(super) async fn close_unavailable(work: &Work, whole: &Whole, reason: String) -> Result<()> {
    let state = whole.request.state.0.not_available(&reason).or_refuse()?;
    let id = whole.request.id;
    let change = data_request::ActiveModel {
        state: Set(Stored(state)),
        unavailable_why: Set(reason.clone()),
        ..Default::default()
    };
    keep(work, &whole.request, change).await?;
    letters::no_more_time(work, &whole.request).await?;
    obligations::withdraw_all(work, SubjectKind::Request, id).await?;
    trail::record(work, "said that it is not available", about(whole), reason).await
}

/// Closes a request because another covers its period too (edge case 18).
pub(super) async fn merge(work: &Work, (id, version): (i64, i32), into: Option<i64>) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    let other = match into.filter(|into| *into != id) {
        Some(into) => queries::find(&work.tx, into).await?,
        None => None,
    };
    let other = other.filter(|other| fits(&whole, other)).ok_or(Error::refused(RequestRefusal::NotTogether))?;
    let state = whole.request.state.0.merge().or_refuse()?;
    give_up(work, &whole, (state, other.request.id)).await?;
    let said = format!("into {}", other.request.reference);
    trail::record(work, "merged", about(&whole), said).await?;
    trail::record(work, "took over", about(&other), format!("{}, {}", whole.request.reference, whole.period)).await
}

/// Whether a request may stand for another: of the same panel and post, and not given up or out itself.
pub(super) fn fits(one: &Whole, other: &Whole) -> bool {
    let state = other.request.state.0;
    one.request.id != other.request.id
        && one.place.body.id == other.place.body.id
        && one.request.owner_post_id == other.request.owner_post_id
        && one.request.is_finance == other.request.is_finance
        && !State::GIVEN_UP.contains(&state)
        && !matches!(state, State::Published | State::NotAvailable)
}

/// Closes a request because another stands for it.
pub(super) async fn give_up(work: &Work, whole: &Whole, (state, by): (State, i64)) -> Result<()> {
    let change =
        data_request::ActiveModel { state: Set(Stored(state)), replaced_by_id: Set(Some(by)), ..Default::default() };
    keep(work, &whole.request, change).await?;
    letters::no_more_time(work, &whole.request).await?;
    obligations::withdraw_all(work, SubjectKind::Request, whole.request.id).await?;
    codes::close(work, SubjectKind::Request, whole.request.id).await
}

/// The officer looked at a published value that another panel was given otherwise, and says what came of it.
pub(super) async fn looked_at(work: &Work, (id, version): (i64, i32), said: String) -> Result<()> {
    let whole = load(work, id, Some(version)).await?;
    if said.is_empty() {
        return Err(Error::refused(RequestRefusal::ReasonMissing));
    }
    obligations::discharge(work, Kind::ProposeCorrection, SubjectKind::Request, id).await?;
    trail::record(work, "looked at another value", about(&whole), said).await
}
