//! The entries of a body's calendar and of a person's: meetings of the past year and all to come, and what the
//! person owes. A meeting that was postponed has no day, and so no entry until it has one again.

use crate::calendar_file::{Entry, When, bodies_of};
use crate::error::Result;
use crate::obligations::holders_of;
use crate::work::Site;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use remit_domain::agenda::{Access, ItemState};
use remit_domain::invitation::Answer;
use remit_domain::meeting::State;
use remit_domain::obligation::{State as OwedState, SubjectKind};
use remit_domain::word::Word;
use remit_entity::{
    Stored, agenda_item, body, data_request, feed, holding, invitee, meeting, meeting_body, membership, obligation,
    person, trail,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// How far back a calendar reaches.
const A_YEAR: Days = Days::new(366);

/// The address of a person's calendar that is in use, or was last.
pub(super) async fn last_feed(db: &impl ConnectionTrait, person_id: i64) -> Result<Option<feed::Model>> {
    let feeds = feed::Entity::find().filter(feed::Column::PersonId.eq(person_id));
    Ok(feeds.order_by_desc(feed::Column::Number).one(db).await?)
}

/// The meetings of a body, alone or with others.
pub(super) async fn of_body(
    db: &impl ConnectionTrait,
    site: &Site,
    body: &body::Model,
    today: NaiveDate,
) -> Result<Vec<Entry>> {
    let rows = meetings(db, &BTreeSet::from([body.id]), today).await?;
    entries(db, site, rows.iter().collect()).await
}

/// What concerns a person: meetings they sit at, are invited to or look after, and their own open deadlines.
pub(super) async fn of_person(
    db: &impl ConnectionTrait,
    site: &Site,
    person: &person::Model,
    today: NaiveDate,
) -> Result<Vec<Entry>> {
    let seats = membership::Entity::find().filter(membership::Column::PersonId.eq(person.id)).all(db).await?;
    let held = holding::Entity::find().filter(holding::Column::PersonId.eq(person.id)).all(db).await?;
    let looked_after = body::Entity::find()
        .filter(body::Column::OfficerPostId.is_in(held.iter().map(|row| row.post_id)))
        .all(db)
        .await?;
    let covers = |from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate| from <= on && to.is_none_or(|to| to >= on);
    let holds = |post: i64, on| held.iter().any(|row| row.post_id == post && covers(row.from_on, row.to_on, on));
    let concerns = |body: i64, on| {
        seats.iter().any(|seat| seat.body_id == body && covers(seat.from_on, seat.to_on, on))
            || looked_after.iter().any(|row| row.id == body && row.officer_post_id.is_some_and(|post| holds(post, on)))
    };
    let bodies: BTreeSet<i64> =
        seats.iter().map(|seat| seat.body_id).chain(looked_after.iter().map(|row| row.id)).collect();
    let mut rows = meetings(db, &bodies, today).await?;
    let joint = joint_of(db, &rows).await?;
    rows.retain(|row| {
        let others = joint.iter().filter(|other| other.meeting_id == row.id).map(|other| other.body_id);
        std::iter::once(row.body_id).chain(others).any(|body| concerns(body, row.held_on))
    });
    let known: BTreeSet<i64> = rows.iter().map(|row| row.id).collect();
    let invited = invited_for(db, held.iter().map(|row| row.post_id).collect(), today).await?;
    let invited = invited.into_iter().filter(|(row, post)| !known.contains(&row.id) && holds(*post, row.held_on));
    let mut more: BTreeMap<i64, meeting::Model> = invited.map(|(row, _)| (row.id, row)).collect();
    rows.extend(std::mem::take(&mut more).into_values());
    rows.sort_by_key(|row| (row.held_on, row.id));
    let mut all = entries(db, site, rows.iter().collect()).await?;
    all.extend(deadlines(db, site, person, today).await?);
    Ok(all)
}

/// The meetings of some bodies that have a day.
async fn meetings(db: &impl ConnectionTrait, bodies: &BTreeSet<i64>, today: NaiveDate) -> Result<Vec<meeting::Model>> {
    let joint: Vec<i64> = meeting_body::Entity::find()
        .select_only()
        .column(meeting_body::Column::MeetingId)
        .filter(meeting_body::Column::BodyId.is_in(bodies.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let theirs = Condition::any()
        .add(meeting::Column::BodyId.is_in(bodies.iter().copied()))
        .add(meeting::Column::Id.is_in(joint));
    with_a_day(db, theirs, today).await
}

async fn with_a_day(db: &impl ConnectionTrait, which: Condition, today: NaiveDate) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(which)
        .filter(meeting::Column::HeldOn.gte(today - A_YEAR))
        .filter(meeting::Column::State.ne(Stored(State::Postponed)))
        .order_by_asc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?)
}

/// The meetings for whose items one of these posts is invited and did not decline, with the post.
async fn invited_for(
    db: &impl ConnectionTrait,
    posts: BTreeSet<i64>,
    today: NaiveDate,
) -> Result<Vec<(meeting::Model, i64)>> {
    let invited = invitee::Entity::find()
        .filter(invitee::Column::PostId.is_in(posts))
        .filter(invitee::Column::Answer.ne(Stored(Answer::Decline)))
        .all(db)
        .await?;
    let gone = [ItemState::Withdrawn, ItemState::Deferred].map(Stored);
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(invited.iter().map(|row| row.agenda_item_id)))
        .filter(agenda_item::Column::State.is_not_in(gone))
        .all(db)
        .await?;
    let at: BTreeMap<i64, i64> = items.iter().map(|item| (item.id, item.meeting_id)).collect();
    let which = Condition::all().add(meeting::Column::Id.is_in(at.values().copied()));
    let rows = with_a_day(db, which, today).await?;
    let of = |asked: &invitee::Model| {
        let meeting = at.get(&asked.agenda_item_id)?;
        Some((rows.iter().find(|row| row.id == *meeting)?.clone(), asked.post_id))
    };
    Ok(invited.iter().filter_map(of).collect())
}

async fn joint_of(db: &impl ConnectionTrait, rows: &[meeting::Model]) -> Result<Vec<meeting_body::Model>> {
    Ok(meeting_body::Entity::find()
        .filter(meeting_body::Column::MeetingId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(meeting_body::Column::Id)
        .all(db)
        .await?)
}

/// The entries of meetings. An entry carries the moment of the last deed that was done to its meeting: a calendar
/// that is asked for again without anything having happened must be the same to the byte.
async fn entries(db: &impl ConnectionTrait, site: &Site, rows: Vec<&meeting::Model>) -> Result<Vec<Entry>> {
    let bodies = body::Entity::find().all(db).await?;
    let owned: Vec<meeting::Model> = rows.iter().map(|row| (*row).clone()).collect();
    let joint = joint_of(db, &owned).await?;
    let deeds: Vec<(i64, DateTime<Utc>)> = trail::Entity::find()
        .select_only()
        .columns([trail::Column::SubjectId, trail::Column::At])
        .filter(trail::Column::SubjectKind.eq("meeting"))
        .filter(trail::Column::SubjectId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(trail::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let stamps: BTreeMap<i64, DateTime<Utc>> = deeds.into_iter().collect();
    let told = rows.iter().map(|row| {
        let stamp = stamps.get(&row.id).copied().unwrap_or_else(|| midnight(row.held_on - A_YEAR));
        Entry::of_meeting(site, row, &bodies_of(row, &bodies, &joint), stamp)
    });
    Ok(told.collect())
}

fn midnight(on: NaiveDate) -> DateTime<Utc> {
    on.and_time(NaiveTime::MIN).and_utc()
}

/// What a person owes today: a whole day each. What is exempt is there without its name.
async fn deadlines(
    db: &impl ConnectionTrait,
    site: &Site,
    person: &person::Model,
    today: NaiveDate,
) -> Result<Vec<Entry>> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(OwedState::Open)))
        .filter(obligation::Column::DueOn.is_not_null())
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?;
    let holders = holders_of(db, open.iter().map(|row| row.owner_post_id).collect(), today).await?;
    let own: Vec<_> = open.into_iter().filter(|row| holders.get(&row.owner_post_id) == Some(&person.id)).collect();
    let withheld = withheld(db, &own).await?;
    let told =
        own.iter().filter_map(|row| Some(deadline(site, person, (row, withheld.contains(&row.id)), row.due_on?)));
    Ok(told.collect())
}

/// Which of these are about exempt or confidential matter: marked so, or about an item that is.
async fn withheld(db: &impl ConnectionTrait, rows: &[obligation::Model]) -> Result<BTreeSet<i64>> {
    let about = |kind: SubjectKind| rows.iter().filter(move |row| row.subject_kind.0 == kind).map(|row| row.subject_id);
    let invited =
        invitee::Entity::find().filter(invitee::Column::Id.is_in(about(SubjectKind::Invitation))).all(db).await?;
    let asked = data_request::Entity::find()
        .filter(data_request::Column::Id.is_in(about(SubjectKind::Request)))
        .all(db)
        .await?;
    let invited: BTreeMap<i64, i64> = invited.into_iter().map(|row| (row.id, row.agenda_item_id)).collect();
    let asked: BTreeMap<i64, i64> = asked.into_iter().map(|row| (row.id, row.agenda_item_id)).collect();
    let item_of = |row: &obligation::Model| match row.subject_kind.0 {
        SubjectKind::Item => Some(row.subject_id),
        SubjectKind::Invitation => invited.get(&row.subject_id).copied(),
        SubjectKind::Request => asked.get(&row.subject_id).copied(),
        // Whether these are taken in private stands on the obligation itself.
        _ => None,
    };
    let closed: BTreeSet<i64> = agenda_item::Entity::find()
        .select_only()
        .column(agenda_item::Column::Id)
        .filter(agenda_item::Column::Id.is_in(rows.iter().filter_map(item_of)))
        .filter(agenda_item::Column::Access.ne(Stored(Access::Public)))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let is_closed = |row: &&obligation::Model| row.is_exempt || item_of(row).is_some_and(|item| closed.contains(&item));
    Ok(rows.iter().filter(is_closed).map(|row| row.id).collect())
}

fn deadline(
    site: &Site,
    person: &person::Model,
    (row, is_withheld): (&obligation::Model, bool),
    due_on: NaiveDate,
) -> Entry {
    let title = if is_withheld {
        "Due: a confidential matter".to_owned()
    } else {
        format!("Due: {} ({})", row.title, row.kind.0.label().to_lowercase())
    };
    let page = match person.is_officer {
        true if !is_withheld => format!("{}/{}/{}", site.url, row.subject_kind.0.room(), row.subject_id),
        _ => String::new(),
    };
    let settled = row.settled_on.signed_duration_since(row.opened_on).num_days();
    Entry {
        uid: format!("due-{}@{}", row.id, site.host),
        sequence: i32::try_from(settled).unwrap_or(0),
        stamp: midnight(row.settled_on),
        when: When::Day(due_on),
        title,
        words: if page.is_empty() { "The letter about it has the link.".to_owned() } else { page.clone() },
        place: String::new(),
        page,
        is_cancelled: false,
    }
}
