//! The letter E22: a meeting was moved, postponed, cancelled or broken off. Each person concerned gets one, with the
//! old day beside the new one and the dates that change for them.

use crate::error::Result;
use crate::obligations::{Moved, holders_of};
use crate::scheduling;
use crate::tellings::{self, Section, Telling, recipients};
use crate::work::Work;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::State as Owed;
use remit_domain::{london, wording};
use remit_entity::{Stored, body, meeting, obligation, referral};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// Tells everybody concerned, and `also` these. Gives the people.
pub(in crate::meetings) async fn tell(
    work: &Work,
    (old, new): (&meeting::Model, &meeting::Model),
    moved: &[Moved],
    also: &BTreeSet<i64>,
) -> Result<Vec<i64>> {
    // What lies in the past, or changes in nothing that a reader could notice, is nobody's news.
    let is_past = old.held_on < work.today && old.state.0 != State::Postponed;
    let lies_ahead = new.state.0.is_ahead() && new.held_on >= work.today || new.successor_id.is_some();
    if standing(old) == standing(new) || is_past && !lies_ahead {
        return Ok(Vec::new());
    }
    let Some(body) = body::Entity::find_by_id(new.body_id).one(&work.tx).await? else { return Ok(Vec::new()) };
    // What was not yet said of the old day is not said any more; the letter says where the agenda is.
    tellings::take_back(work, &format!("agenda-meeting-{}", new.id)).await?;
    for mark in ["papers", "eve"] {
        tellings::take_back(work, &format!("brief-{}-{mark}-{}", old.id, old.held_on)).await?;
    }
    let mut people = recipients::concerned_with(work, new).await?;
    people.extend(also);
    let owners = holders_of(&work.tx, moved.iter().map(|one| one.owner_post_id).collect(), work.today).await?;
    people.extend(owners.values());
    let unaware = scheduling::refresh(work, new.id).await?;
    people.retain(|person| !unaware.contains(person));
    let sees_all = all_seeing(work, new, &body).await?;
    let next = match new.successor_id {
        Some(id) => meeting::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let occasion = format!("moved-meeting-{}", new.id);
    let was = tellings::was(work, &occasion).await?;
    let mut letters = Vec::new();
    for person_id in &people {
        let waiting = was.get(person_id).cloned();
        let told_as = waiting.as_ref().map_or_else(|| standing(old), |was| was.words.clone());
        // Counted from what the reader knows, however often it changed since.
        let mut dates = waiting.map(|was| was.dates).unwrap_or_default();
        for one in moved {
            dates.entry(one.id).or_insert(one.from);
        }
        let sees_all = sees_all.contains(person_id);
        let list =
            changes_since(work, &dates, |owner| sees_all || owners_of(&owners, owner) == Some(*person_id)).await?;
        letters.push(Telling {
            kind: Kind::MeetingMoved,
            person_id: *person_id,
            occasion: occasion.clone(),
            section: Section { dates, ..section(work, (&body, new, next.as_ref()), &told_as, list) },
            was: told_as,
            meetings: vec![new.id],
            may_repeat: true,
        });
    }
    tellings::tell_changes(work, letters, &standing(new)).await?;
    Ok(people.into_iter().collect())
}

/// The chairs of panels that have a matter before this meeting of the Board.
pub(in crate::meetings) async fn reporting_chairs(work: &Work, meeting: &meeting::Model) -> Result<BTreeSet<i64>> {
    let matters = referral::Entity::find().filter(referral::Column::MeetingId.eq(meeting.id)).all(&work.tx).await?;
    let panels: BTreeSet<i64> = matters.into_iter().map(|one| one.body_id).collect();
    let chairs = body::Entity::find().filter(body::Column::Id.is_in(panels)).all(&work.tx).await?;
    let posts = chairs.into_iter().filter_map(|body| body.chair_post_id).collect();
    Ok(holders_of(&work.tx, posts, work.today).await?.into_values().collect())
}

/// Its officer and its chair see every date that changes, others their own.
async fn all_seeing(work: &Work, meeting: &meeting::Model, body: &body::Model) -> Result<BTreeSet<i64>> {
    let mut people = recipients::chair_and_vice(&work.tx, meeting.body_id, work.today).await?;
    let officer: BTreeMap<i64, i64> =
        holders_of(&work.tx, body.officer_post_id.into_iter().collect(), work.today).await?;
    people.extend(officer.into_values());
    Ok(people)
}

/// Where a meeting stands, in words: what a person was told, to be set against what they are told now.
pub(in crate::meetings) fn standing(row: &meeting::Model) -> String {
    match row.state.0 {
        State::Cancelled => "cancelled".to_owned(),
        State::Postponed => "postponed, on a day to be arranged".to_owned(),
        State::Adjourned => "adjourned".to_owned(),
        State::Inquorate => "not held, for want of a quorum".to_owned(),
        _ => {
            let time = row.starts_at.parse::<NaiveTime>().map_or_else(|_| row.starts_at.clone(), london::time_of_day);
            let place = if row.venue.is_empty() { String::new() } else { format!(", {}", row.venue) };
            format!("{} at {time}{place}", wording::date_with_weekday(row.held_on))
        }
    }
}

fn owners_of(owners: &BTreeMap<i64, i64>, post: i64) -> Option<i64> {
    owners.get(&post).copied()
}

/// The dates that are other than a reader knows them, one in a line; nothing that is taken in private.
async fn changes_since(
    work: &Work,
    dates: &BTreeMap<i64, Option<NaiveDate>>,
    is_theirs: impl Fn(i64) -> bool,
) -> Result<Vec<String>> {
    let rows = obligation::Entity::find()
        .filter(obligation::Column::Id.is_in(dates.keys().copied()))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .order_by_asc(obligation::Column::Id)
        .all(&work.tx)
        .await?;
    let changed = rows.into_iter().filter(|row| !row.is_exempt && is_theirs(row.owner_post_id)).filter_map(|row| {
        let from = *dates.get(&row.id)?;
        (from != row.due_on)
            .then(|| format!("{}: was {}, now {}", row.title, super::said(from), super::said(row.due_on)))
    });
    Ok(changed.collect())
}

fn section(
    work: &Work,
    (body, new, next): (&body::Model, &meeting::Model, Option<&meeting::Model>),
    was: &str,
    list: Vec<String>,
) -> Section {
    let now = standing(new);
    let (headline, mut says) = match new.state.0 {
        State::Cancelled => ("Cancelled", vec![format!("The meeting of the {} on {was} is cancelled.", body.name)]),
        State::Postponed => (
            "Postponed",
            vec![
                format!("The meeting of the {} on {was} is postponed.", body.name),
                "You will be told of its new day when there is one.".to_owned(),
            ],
        ),
        State::Adjourned | State::Inquorate => {
            ("Not concluded", vec![format!("The meeting of the {} on {was} was {now}.", body.name)])
        }
        _ => (
            "Changed",
            vec![
                format!("The meeting of the {} has changed.", body.name),
                format!("It was: {was}."),
                format!("It is now: {now}."),
            ],
        ),
    };
    if !new.reason.is_empty() {
        says.push(format!("Reason: {}", new.reason));
    }
    says.extend(next.map(|next| format!("Its business passes to the meeting on {}.", standing(next))));
    if let Some(given) = new.clear_days_given.filter(|_| new.state.0.is_ahead()) {
        if given < body.clear_days {
            says.push(format!("It is convened at shorter notice, with {given} of {} clear days.", body.clear_days));
        } else {
            says.push("Its agenda is published, and stays as it is.".to_owned());
        }
    } else if new.state.0.is_ahead()
        && let Ok(by) = work.calendar.publish_by(new.held_on, u32::try_from(body.clear_days).unwrap_or(5))
    {
        says.push(format!("The papers must be published by {}.", wording::date_with_weekday(by)));
    }
    let day = wording::date_with_day(new.held_on);
    let subject = match new.state.0 {
        State::Cancelled | State::Postponed => format!("{headline}: {}, {day}", body.name),
        State::Adjourned | State::Inquorate => format!("{headline}: {}, {day}", body.name),
        _ => format!("{headline}: {}, now {day}", body.name),
    };
    Section {
        heading: format!("{}: {}", body.name, now),
        subject,
        says,
        list_lead: if list.is_empty() { String::new() } else { "These dates change with it:".to_owned() },
        list,
        link_lead: "The meeting:".to_owned(),
        link: format!("{}/bodies/{}/{}", work.site.url, body.slug, new.held_on),
        ..Section::default()
    }
}
