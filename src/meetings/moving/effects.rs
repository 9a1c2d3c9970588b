//! What a change of a meeting does, told line by line before anybody confirms it: every date that changes, old
//! beside new, with whoever owes it; what stays; who is told.

use super::letters::standing;
use super::{Changed, said};
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::diary::ClosedKind;
use remit_domain::obligation::{Kind, State};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, closed_day, obligation, person, post};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// How many fixed dates are named.
const NAMED: u64 = 20;

/// A date that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::meetings) struct Line {
    pub what: String,
    pub who: String,
    pub was: String,
    pub now: String,
}

/// Everything that a change does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::meetings) struct Effects {
    pub lines: Vec<Line>,
    pub stays: Vec<String>,
    pub told: Vec<String>,
    pub notes: Vec<String>,
}

/// Tells what changes did, which may have been tried out only.
pub(in crate::meetings) async fn tell(
    db: &impl ConnectionTrait,
    (today, calendar): (NaiveDate, &Calendar),
    changes: &[Changed],
) -> Result<Effects> {
    let posts: BTreeSet<i64> =
        changes.iter().flat_map(|one| one.moved.iter().map(|moved| moved.owner_post_id)).collect();
    let posts = post::Entity::find().filter(post::Column::Id.is_in(posts)).all(db).await?;
    let posts: BTreeMap<i64, String> = posts.into_iter().map(|post| (post.id, post.title)).collect();
    let mut effects = Effects::default();
    for one in changes {
        effects.notes.extend(warnings(db, one, (today, calendar)).await?);
        effects.lines.push(Line {
            what: format!("{}: the meeting", one.body.name),
            who: String::new(),
            was: standing(&one.old),
            now: standing(&one.new),
        });
        effects.lines.extend(one.moved.iter().map(|moved| Line {
            what: moved.title.clone(),
            who: posts.get(&moved.owner_post_id).cloned().unwrap_or_default(),
            was: said(moved.from),
            now: match moved.to {
                Some(to) if to < today => format!("{}: already past", said(moved.to)),
                _ => said(moved.to),
            },
        }));
        if let Some(given) = one.new.clear_days_given.filter(|_| one.new.state.0.is_ahead()) {
            let wanted = one.body.clear_days;
            effects.notes.push(match given < wanted {
                true => format!(
                    "{}: the agenda is published. Not compliant: {given} of {wanted} clear days.",
                    one.body.short_name
                ),
                false => {
                    format!("{}: the agenda is published; the new day leaves {given} clear days.", one.body.short_name)
                }
            });
        }
    }
    let bodies: BTreeSet<i64> = changes.iter().map(|one| one.body.id).collect();
    effects.stays = fixed(db, bodies).await?;
    let told: BTreeSet<i64> = changes.iter().flat_map(|one| one.told.iter().copied()).collect();
    let told = person::Entity::find()
        .filter(person::Column::Id.is_in(told))
        .order_by_asc(person::Column::Name)
        .all(db)
        .await?;
    effects.told = told.into_iter().map(|person| person.name).collect();
    Ok(effects)
}

/// What is wrong with the new day: the offices are shut, members are away, an election is near, the agenda is due before
/// today; or nothing would change at all.
async fn warnings(
    db: &impl ConnectionTrait,
    one: &Changed,
    (today, calendar): (NaiveDate, &Calendar),
) -> Result<Vec<String>> {
    let (body, on) = (&one.body, one.new.held_on);
    let mut notes = Vec::new();
    if standing(&one.old) == standing(&one.new) && one.moved.is_empty() {
        notes.push(format!("{}: no day, time or place would change.", body.short_name));
    }
    if !one.new.state.0.is_ahead() {
        return Ok(notes);
    }
    if let Some(why) = calendar.why_closed(on)? {
        notes.push(format!("{}: {} is not a working day ({why}).", body.short_name, wording::date_with_weekday(on)));
    }
    let windows = closed_day::Entity::find()
        .filter(closed_day::Column::FirstOn.lte(on))
        .filter(closed_day::Column::LastOn.gte(on))
        .filter(closed_day::Column::Kind.is_in([ClosedKind::Recess, ClosedKind::Election].map(Stored)))
        .all(db)
        .await?;
    notes.extend(windows.into_iter().map(|row| {
        format!(
            "{}: {} falls into: {} ({}).",
            body.short_name,
            wording::date(on),
            row.kind.label().to_lowercase(),
            row.reason
        )
    }));
    let publish_by = calendar.publish_by(on, u32::try_from(body.clear_days).unwrap_or(5))?;
    if one.new.published_on.is_none() && publish_by < today {
        let by = wording::date_with_day(publish_by);
        notes.push(format!(
            "{}: the agenda was due by {by}, which is past: {} clear days cannot be given.",
            body.short_name, body.clear_days
        ));
    }
    Ok(notes)
}

/// Actions with a day that somebody named: it does not move.
async fn fixed(db: &impl ConnectionTrait, bodies: BTreeSet<i64>) -> Result<Vec<String>> {
    let rows = obligation::Entity::find()
        .filter(obligation::Column::BodyId.is_in(bodies))
        .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::DueRule.starts_with("on("))
        .order_by_asc(obligation::Column::DueOn)
        .limit(NAMED)
        .all(db)
        .await?;
    let day = |on: Option<NaiveDate>| on.map(wording::date_with_day).unwrap_or_default();
    Ok(rows.into_iter().map(|row| format!("{}, {}", row.title, day(row.due_on))).collect())
}
