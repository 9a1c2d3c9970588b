//! What each planned meeting runs into: the facts are read once for all rows, the verdicts are `domain::year`'s.

use crate::error::Result;
use crate::web::Visit;
use chrono::{Days, NaiveDate, NaiveTime};
use remit_domain::calendar::Calendar;
use remit_domain::cycle::CycleFacts;
use remit_domain::diary::Entry;
use remit_domain::meeting::State;
use remit_domain::period::Period;
use remit_domain::person::{BodyKind, Seat};
use remit_domain::year::{Slot, Warning, clashes, of_cycle, of_day};
use remit_entity::{Stored, body, closed_day, meeting, membership};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// How far after the last planned day the Board's next meeting is looked for.
const FAR: Days = Days::new(150);

/// A meeting that is to be made, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub slug: String,
    pub on: NaiveDate,
    pub starts_at: NaiveTime,
    pub lasts: u32,
    pub lag: u32,
    pub venue: String,
}

impl Wanted {
    /// As a ticked box carries it.
    pub(super) fn as_value(&self) -> String {
        let time = self.starts_at.format("%H:%M");
        format!("{}|{}|{time}|{}|{}|{}", self.slug, self.on, self.lasts, self.lag, self.venue)
    }

    /// From a ticked box.
    pub(super) fn from_value(value: &str) -> Option<Self> {
        let mut parts = value.splitn(6, '|');
        let mut next = || parts.next();
        Some(Self {
            slug: next()?.to_owned(),
            on: next()?.parse().ok()?,
            starts_at: remit_domain::meeting::read_time(next()?)?,
            lasts: next()?.parse().ok().filter(|minutes| (15..=600).contains(minutes))?,
            lag: next()?.parse().ok().filter(|lag| *lag <= remit_domain::meeting::LONGEST_LAG)?,
            venue: next()?.to_owned(),
        })
    }
}

/// A planned meeting with what it runs into.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub wanted: Wanted,
    pub body: String,
    pub publish_by: Option<NaiveDate>,
    pub warnings: Vec<Warning>,
}

/// What the verdicts need to know, read once.
struct Facts {
    bodies: Vec<body::Model>,
    diary: Vec<meeting::Model>,
    chairs: Vec<membership::Model>,
    entries: Vec<Entry>,
    calendar: Calendar,
    today: NaiveDate,
}

impl Facts {
    async fn read(visit: &Visit, rows: &[Wanted]) -> Result<Self> {
        let db = visit.app.db();
        let today = visit.app.clock().today();
        let first = rows.iter().map(|row| row.on).min().unwrap_or(today);
        let last = rows.iter().map(|row| row.on).max().unwrap_or(today);
        let closed = closed_day::Entity::find().all(db).await?;
        Ok(Self {
            bodies: body::Entity::find().all(db).await?,
            diary: meeting::Entity::find()
                .filter(meeting::Column::HeldOn.gte(first))
                .filter(meeting::Column::HeldOn.lte(last.checked_add_days(FAR).unwrap_or(last)))
                .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
                .order_by_asc(meeting::Column::HeldOn)
                .all(db)
                .await?,
            chairs: membership::Entity::find().filter(membership::Column::Seat.eq(Stored(Seat::Chair))).all(db).await?,
            entries: closed
                .into_iter()
                .map(|row| Entry { kind: row.kind.0, first: row.first_on, last: row.last_on, reason: row.reason })
                .collect(),
            calendar: visit.app.calendar().await?,
            today,
        })
    }

    fn body(&self, slug: &str) -> Option<&body::Model> {
        self.bodies.iter().find(|body| body.slug == slug)
    }

    fn chair(&self, body_id: i64, on: NaiveDate) -> Option<i64> {
        let covers = |seat: &&membership::Model| seat.from_on <= on && seat.to_on.is_none_or(|last| on <= last);
        self.chairs.iter().filter(|seat| seat.body_id == body_id).find(covers).map(|seat| seat.person_id)
    }

    fn slot(&self, row: &Wanted) -> Slot {
        let body = self.body(&row.slug);
        Slot {
            body: body.map_or_else(|| row.slug.clone(), |body| body.name.clone()),
            on: row.on,
            starts_at: row.starts_at,
            lasts: row.lasts,
            venue: row.venue.clone(),
            chair: body.and_then(|body| self.chair(body.id, row.on)),
        }
    }

    fn slot_in_diary(&self, row: &meeting::Model) -> Slot {
        Slot {
            body: self
                .bodies
                .iter()
                .find(|body| body.id == row.body_id)
                .map(|body| body.name.clone())
                .unwrap_or_default(),
            on: row.held_on,
            starts_at: row.starts_at.parse().unwrap_or_else(|_| remit_domain::meeting::usual_time()),
            lasts: u32::try_from(row.lasts).unwrap_or(120),
            venue: row.venue.clone(),
            chair: self.chair(row.body_id, row.held_on),
        }
    }

    /// The next meeting of the body that this one reports to, in the diary or among what is planned.
    fn board_after(&self, body: &body::Model, rows: &[Wanted], after: NaiveDate) -> Option<NaiveDate> {
        let board = self.bodies.iter().find(|one| Some(one.id) == body.reports_to_id)?;
        let planned = rows.iter().filter(|row| row.slug == board.slug).map(|row| row.on);
        let standing = self.diary.iter().filter(|row| row.body_id == board.id).map(|row| row.held_on);
        planned.chain(standing).filter(|on| *on > after).min()
    }
}

/// Weighs every row against the calendar, the diary and the others, in the order of days.
pub(super) async fn weigh(visit: &Visit, mut rows: Vec<Wanted>) -> Result<Vec<Weighed>> {
    rows.sort_by(|a, b| (a.on, &a.slug, a.starts_at).cmp(&(b.on, &b.slug, b.starts_at)));
    let facts = Facts::read(visit, &rows).await?;
    let mut by_day: BTreeMap<NaiveDate, Vec<(Option<usize>, Slot)>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_day.entry(row.on).or_default().push((Some(at), facts.slot(row)));
    }
    for row in &facts.diary {
        if let Some(day) = by_day.get_mut(&row.held_on) {
            day.push((None, facts.slot_in_diary(row)));
        }
    }
    let taken: BTreeSet<(i64, NaiveDate)> = facts.diary.iter().map(|row| (row.body_id, row.held_on)).collect();
    let mut seen = BTreeSet::new();
    let weighed = rows.iter().enumerate().filter_map(|(at, row)| {
        let body = facts.body(&row.slug)?;
        let mut warnings = Vec::new();
        if taken.contains(&(body.id, row.on)) {
            warnings.push(Warning::InDiary);
        } else if !seen.insert((body.id, row.on)) {
            warnings.push(Warning::Twice);
        }
        warnings.extend(of_day(row.on, facts.today, &facts.entries, &facts.calendar));
        let own = facts.slot(row);
        let same_day = by_day.get(&row.on).into_iter().flatten();
        let others = same_day.filter(|(other, slot)| *other != Some(at) && slot.body != own.body).map(|(_, slot)| slot);
        warnings.extend(clashes(&own, others));
        let clear = u32::try_from(body.clear_days).unwrap_or(5);
        if row.on >= facts.today && body.kind.0 == BodyKind::Panel {
            let board = facts.board_after(body, &rows, row.on);
            let period = Period::quarter_of(row.on).previous();
            let cycle = CycleFacts { board, lag: row.lag, clear_days: clear, ..CycleFacts::usual(row.on, period) };
            warnings.extend(of_cycle(&cycle, &facts.calendar));
        }
        let publish_by = facts.calendar.publish_by(row.on, clear).ok();
        Some(Weighed { wanted: row.clone(), body: body.name.clone(), publish_by, warnings })
    });
    Ok(weighed.collect())
}
