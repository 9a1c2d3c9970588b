//! What a change of a meeting does, told line by line before anybody confirms it: every date that changes, old
//! beside new, with whoever owes it; what stays; who is told.

use super::letters::standing;
use super::{Changed, said};
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::obligation::{Kind, State};
use remit_domain::wording;
use remit_entity::{Stored, obligation, person, post};
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
pub(in crate::meetings) async fn tell(db: &impl ConnectionTrait, changes: &[Changed]) -> Result<Effects> {
    let posts: BTreeSet<i64> =
        changes.iter().flat_map(|one| one.moved.iter().map(|moved| moved.owner_post_id)).collect();
    let posts = post::Entity::find().filter(post::Column::Id.is_in(posts)).all(db).await?;
    let posts: BTreeMap<i64, String> = posts.into_iter().map(|post| (post.id, post.title)).collect();
    let mut effects = Effects::default();
    for one in changes {
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
            now: said(moved.to),
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
