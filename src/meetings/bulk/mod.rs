//! All meetings of a stretch of days get another day at once, or lose theirs: a week of mourning, snow, an epidemic.
//! One transaction, and one letter for each person however many of their meetings move.

pub(super) mod pages;

use super::moving::{Change, Changed, reason, reschedule};
use crate::error::{OrRefuse, Result};
use crate::web::Fields;
use crate::work::Work;
use chrono::{Days, NaiveDate};
use remit_domain::meeting::{BulkRefusal, State};
use remit_entity::{Stored, meeting};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// What an officer wants done with the meetings of a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub meetings: BTreeSet<i64>,
    /// Weeks later; none postpones until days are found.
    pub weeks: Option<u64>,
    pub reason: String,
    pub short_notice_reason: String,
    /// The versions of the meetings when they were listed, by id.
    pub seen: BTreeMap<i64, i32>,
}

impl Shift {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, BulkRefusal> {
        let meetings: BTreeSet<i64> = fields.all("meetings").filter_map(|id| id.parse().ok()).collect();
        if meetings.is_empty() {
            return Err(BulkRefusal::NoMeetings);
        }
        let reason = reason(fields.text("reason"));
        if reason.is_empty() {
            return Err(BulkRefusal::NoReason);
        }
        let weeks = match fields.text("to") {
            "weeks" => {
                let weeks = fields.number("weeks").filter(|weeks| (1..=26).contains(weeks));
                Some(weeks.ok_or(BulkRefusal::NoWeeks)?)
            }
            "unknown" => None,
            _ => return Err(BulkRefusal::NoChoice),
        };
        Ok(Self {
            meetings,
            weeks,
            reason,
            short_notice_reason: super::moving::reason(fields.text("short_notice_reason")),
            seen: seen(fields.text("seen")),
        })
    }
}

/// `12:3 14:1`: the meetings that were listed, each with its version.
fn seen(text: &str) -> BTreeMap<i64, i32> {
    let pair = |word: &str| {
        let (id, version) = word.split_once(':')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    text.split(' ').filter_map(pair).collect()
}

/// The stretch as typed.
pub(super) fn stretch(fields: &Fields) -> std::result::Result<(NaiveDate, NaiveDate), BulkRefusal> {
    let from = fields.date("from").ok_or(BulkRefusal::NoStretch)?;
    let until = fields.date("until").ok_or(BulkRefusal::NoStretch)?;
    if until < from { Err(BulkRefusal::NoStretch) } else { Ok((from, until)) }
}

/// The meetings of a stretch that can move, in order.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    (from, until): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::HeldOn.between(from.max(today), until))
        .filter(meeting::Column::State.is_in([State::Scheduled, State::AgendaPublished].map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?)
}

/// Moves or postpones them all. The last ones first, so that none runs into another of its own body.
pub(super) async fn shift(work: &Work, shift: Shift) -> Result<Vec<Changed>> {
    let chosen = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(shift.meetings.iter().copied()))
        .order_by_desc(meeting::Column::HeldOn)
        .all(&work.tx)
        .await?;
    let mut changed = Vec::new();
    for row in chosen {
        let held_on = match shift.weeks {
            Some(weeks) => {
                let later = row.held_on.checked_add_days(Days::new(7 * weeks));
                Some(later.ok_or(BulkRefusal::NoWeeks).or_refuse()?)
            }
            None => None,
        };
        let change = Change {
            held_on,
            starts_at: None,
            venue: None,
            lag: None,
            lasts: None,
            reason: shift.reason.clone(),
            short_notice_reason: shift.short_notice_reason.clone(),
            version: shift.seen.get(&row.id).copied().unwrap_or(row.version),
        };
        changed.push(reschedule(work, row.id, change).await?);
    }
    changed.reverse();
    Ok(changed)
}
