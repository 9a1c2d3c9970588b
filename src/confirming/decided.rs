//! E12: what a meeting decided, told two working days after it to those who are to act, to the cabinet members and
//! directors who were invited, and to the chair; what is recorded later is told when it is. One telling a person: their
//! own actions with reference and day. Never the words of business taken in private.

use super::commands::{mark_told, row_for};
use super::queries::{self, Scene};
use crate::app::App;
use crate::error::Result;
use crate::holders::holders_of;
use crate::resolving;
use crate::tellings::{self, Section, Telling, recipients};
use crate::work::{Author, Work};
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use remit_domain::letter;
use remit_domain::meeting::State;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::{london, wording};
use remit_entity::{Stored, action, agenda_item, meeting, minutes, obligation, resolution, trail};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// Working days after the meeting.
const TOLD_AFTER: i32 = 2;

/// For so many days after a meeting what is recorded late is still told.
const LOOKED_BACK: u64 = 120;

/// What was recorded longer ago than this is not told any more where nothing was ever told of its meeting: it was told
/// by other means, before this service was there to do it.
const STILL_NEWS: i64 = 15;

/// Tells what was decided at every meeting whose day has come, and what was recorded since it was told.
///
/// # Errors
/// When the database cannot be written.
pub async fn tell_decisions(app: &App) -> Result<()> {
    let today = app.clock().today();
    let held = meeting::Entity::find()
        .filter(meeting::Column::State.eq(Stored(State::Held)))
        .filter(meeting::Column::HeldOn.gte(today - Days::new(LOOKED_BACK)))
        .filter(meeting::Column::HeldOn.lt(today))
        .order_by_asc(meeting::Column::Id)
        .all(app.db())
        .await?;
    for row in held {
        if has_news(app.db(), &row, app.clock().now()).await? {
            app.write(Author::Remit, move |work| Box::pin(tell(work, row.id))).await?;
        }
    }
    Ok(())
}

/// Whether anything was recorded that nobody was told of.
async fn has_news(db: &impl ConnectionTrait, row: &meeting::Model, now: DateTime<Utc>) -> Result<bool> {
    let kept = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(row.id)).one(db).await?;
    let since = kept.and_then(|kept| kept.told_at);
    let items: Vec<i64> = resolving::list_items(db, row.id).await?.iter().map(|item| item.id).collect();
    let Some(since) = since else {
        let still = now - Duration::days(STILL_NEWS);
        let recorded = resolution::Entity::find()
            .filter(resolution::Column::AgendaItemId.is_in(items.iter().copied()))
            .filter(resolution::Column::RecordedAt.gte(still))
            .count(db)
            .await?;
        let asked = new_actions(db, &items, None).await?;
        let day = london::date_in_london(still);
        return Ok(recorded > 0 || asked.iter().any(|one| one.created_on >= day));
    };
    Ok(!new_actions(db, &items, Some(since)).await?.is_empty())
}

/// The actions of these items that were asked for after a moment.
async fn new_actions(
    db: &impl ConnectionTrait,
    items: &[i64],
    since: Option<DateTime<Utc>>,
) -> Result<Vec<action::Model>> {
    let all = action::Entity::find()
        .filter(action::Column::AgendaItemId.is_in(items.iter().copied()))
        .order_by_asc(action::Column::Id)
        .all(db)
        .await?;
    let Some(since) = since else { return Ok(all.into_iter().filter(|one| one.state.is_open()).collect()) };
    let asked = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("action"))
        .filter(trail::Column::Deed.eq("asked for"))
        .filter(trail::Column::SubjectId.is_in(all.iter().map(|one| one.id)))
        .filter(trail::Column::At.gt(since))
        .all(db)
        .await?;
    let new: BTreeSet<i64> = asked.into_iter().map(|line| line.subject_id).collect();
    Ok(all.into_iter().filter(|one| one.state.is_open() && new.contains(&one.id)).collect())
}

async fn tell(work: &Work, meeting_id: i64) -> Result<()> {
    let scene = queries::find(&work.tx, meeting_id).await?;
    let due_on = work.calendar.add_working_days(scene.meeting.held_on, TOLD_AFTER)?;
    if work.today < due_on {
        return Ok(());
    }
    let kept = match scene.kept.clone() {
        Some(kept) => kept,
        None => row_for(work, meeting_id).await?,
    };
    let items = resolving::list_items(&work.tx, meeting_id).await?;
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let actions = new_actions(&work.tx, &ids, kept.told_at).await?;
    let mut told = owners(work, &scene, (&items, &actions), kept.told_at.is_some()).await?;
    if kept.told_at.is_none() {
        let known: BTreeSet<i64> = told.iter().map(|one| one.person_id).collect();
        told.extend(readers(work, &scene, &items, &known).await?);
    }
    tellings::tell_all(work, told).await?;
    mark_told(work, kept).await
}

/// How a list calls an action.
fn line(item: Option<&agenda_item::Model>, one: &action::Model, due: Option<&obligation::Model>) -> String {
    let when = match due.and_then(|owed| owed.due_on) {
        Some(on) => format!("due on {}", wording::date_with_weekday(on)),
        None => "due when the next meeting is in the diary".to_owned(),
    };
    let title = item.map(|item| item.access.0.title_in_letters(&item.title)).unwrap_or_default();
    let words = match item {
        Some(item) if !item.access.0.is_restricted() => format!("“{}”, ", one.text),
        _ => String::new(),
    };
    format!("{}: {words}{when}. Item: {title}.", one.reference)
}

async fn owed(work: &Work, actions: &[action::Model]) -> Result<BTreeMap<i64, obligation::Model>> {
    let rows = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(obligation::Column::SubjectId.is_in(actions.iter().map(|one| one.id)))
        .order_by_asc(obligation::Column::Id)
        .all(&work.tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row)).collect())
}

/// Those who are to act, each with their own actions.
async fn owners(
    work: &Work,
    scene: &Scene,
    (items, actions): (&[agenda_item::Model], &[action::Model]),
    is_later: bool,
) -> Result<Vec<Telling>> {
    let posts: BTreeSet<i64> = actions.iter().map(|one| one.owner_post_id).collect();
    let holders = holders_of(&work.tx, posts, work.today).await?;
    let owed = owed(work, actions).await?;
    let mut lists: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut last: BTreeMap<i64, i64> = BTreeMap::new();
    for one in actions {
        let Some(&person) = holders.get(&one.owner_post_id) else { continue };
        let item = items.iter().find(|item| item.id == one.agenda_item_id);
        lists.entry(person).or_default().push(line(item, one, owed.get(&one.id)));
        last.insert(person, one.id);
    }
    let all = lists.into_iter().map(|(person_id, list)| {
        let occasion = match last.get(&person_id).filter(|_| is_later) {
            Some(id) => format!("decided-{}-action-{id}", scene.meeting.id),
            None => format!("decided-{}", scene.meeting.id),
        };
        let mut section = section(scene);
        section.list_lead =
            if is_later { "Recorded since, for you to do:".to_owned() } else { "For you to do:".to_owned() };
        section.list = list;
        telling((person_id, occasion), section)
    });
    Ok(all.collect())
}

/// The chair, and whoever was invited, told what was decided; those who are to act know already.
async fn readers(
    work: &Work,
    scene: &Scene,
    items: &[agenda_item::Model],
    known: &BTreeSet<i64>,
) -> Result<Vec<Telling>> {
    let mut people = recipients::invited_for(&work.tx, &[scene.meeting.id], work.today).await?;
    people.extend(queries::chair(&work.tx, &scene.body, work.today).await?.map(|person| person.id));
    let mut list = Vec::new();
    for (number, item) in (1..).zip(items) {
        let put = resolving::list_resolutions(&work.tx, item.id).await?;
        let Some(said) = counted(&put) else { continue };
        list.push(format!("Item {number}, {}: {said}.", item.access.0.title_in_letters(&item.title)));
    }
    let all = people.into_iter().filter(|person| !known.contains(person)).map(|person_id| {
        let mut section = section(scene);
        section.list_lead = "What was decided on:".to_owned();
        section.list.clone_from(&list);
        telling((person_id, format!("decided-{}", scene.meeting.id)), section)
    });
    Ok(all.collect())
}

fn counted(put: &[resolution::Model]) -> Option<String> {
    let carried = put.iter().filter(|one| one.carried.0.is_carried()).count();
    let words = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let said: Vec<String> = [
        words(carried, "resolution", "resolutions"),
        words(put.len() - carried, "motion not carried", "motions not carried"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!said.is_empty()).then(|| wording::list(&said))
}

fn section(scene: &Scene) -> Section {
    let day: NaiveDate = scene.meeting.held_on;
    Section {
        subject: format!("Decisions and actions: {}", scene.short()),
        heading: format!("Decisions and actions: {}", scene.short()),
        says: vec![
            format!("This is what the {} decided on {}.", scene.body.name, wording::date_with_weekday(day)),
            "It is a draft, subject to confirmation at the next meeting.".to_owned(),
        ],
        ..Section::default()
    }
}

fn telling((person_id, occasion): (i64, String), section: Section) -> Telling {
    Telling {
        kind: letter::Kind::DecisionsMade,
        person_id,
        occasion,
        section,
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    }
}
