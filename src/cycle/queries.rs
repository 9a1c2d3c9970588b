//! Reads all that three quarters of every body need, each table once.

use crate::error::Result;
use crate::web::Visit;
use chrono::{Days, NaiveDate};
use remit_domain::meeting::{ItemKind, State};
use remit_domain::obligation::{Kind, State as Owed};
use remit_domain::period::Period;
use remit_domain::person::BodyKind;
use remit_domain::request;
use remit_entity::{Stored, agenda_item, body, data_request, meeting, meeting_body, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// How far after the last quarter a Board's meeting is looked for.
const FAR: Days = Days::new(150);

/// What was asked for a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub count: usize,
    /// Still to be sent out.
    pub planned: usize,
    /// Sent out and not answered.
    pub owed: usize,
    /// What the first performance request asks about.
    pub period: Option<Period>,
}

/// All that is read.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The bodies that this visitor follows, by name.
    pub bodies: Vec<body::Model>,
    /// Meetings whose day stands, in order, each with the bodies that hold it.
    pub meetings: Vec<(meeting::Model, Vec<i64>)>,
    pub asked: BTreeMap<i64, Asked>,
    /// Open duties by meeting and kind: the earliest date, and whether it is a promise.
    pub due: BTreeMap<(i64, &'static str), (NaiveDate, bool)>,
}

impl Facts {
    /// The next meeting of the body that another reports to.
    pub(super) fn board_after(&self, body: &body::Model, after: NaiveDate) -> Option<&meeting::Model> {
        let board = body.reports_to_id?;
        let mut held = self.meetings.iter().filter(|(_, bodies)| bodies.contains(&board)).map(|(row, _)| row);
        held.find(|row| row.held_on > after)
    }

    /// What an open duty of a meeting says today.
    pub(super) fn due(&self, meeting: i64, kind: Kind) -> Option<(NaiveDate, bool)> {
        self.due.get(&(meeting, remit_domain::word::Word::word(kind))).copied()
    }
}

/// Reads what stands between two days.
pub(super) async fn read(visit: &Visit, first: NaiveDate, last: NaiveDate) -> Result<Facts> {
    let db = visit.app.db();
    let bodies = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::HeldOn.between(first, last.checked_add_days(FAR).unwrap_or(last)))
        .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<i64> = meetings.iter().map(|row| row.id).collect();
    let mut jointly: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let joint = meeting_body::Entity::find().filter(meeting_body::Column::MeetingId.is_in(ids.clone())).all(db).await?;
    for row in joint {
        jointly.entry(row.meeting_id).or_default().push(row.body_id);
    }
    let owed = obligation::Entity::find()
        .filter(obligation::Column::MeetingId.is_in(ids.clone()))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .filter(obligation::Column::Kind.is_in([Kind::IssueRequest, Kind::SubmitData, Kind::PublishAgenda].map(Stored)))
        .all(db)
        .await?;
    let mut due: BTreeMap<(i64, &'static str), (NaiveDate, bool)> = BTreeMap::new();
    for row in owed {
        if let (Some(meeting), Some(on)) = (row.meeting_id, row.due_on) {
            let key = (meeting, remit_domain::word::Word::word(row.kind.0));
            let earliest = due.entry(key).or_insert((on, row.promised));
            if on < earliest.0 {
                *earliest = (on, row.promised);
            }
        }
    }
    let with_bodies = meetings.into_iter().map(|row| {
        let mut bodies = vec![row.body_id];
        bodies.extend(jointly.remove(&row.id).unwrap_or_default());
        (row, bodies)
    });
    Ok(Facts {
        bodies: bodies.into_iter().filter(|body| is_shown(visit, body)).collect(),
        meetings: with_bodies.collect(),
        asked: asked(visit, &ids).await?,
        due,
    })
}

async fn asked(visit: &Visit, meetings: &[i64]) -> Result<BTreeMap<i64, Asked>> {
    let db = visit.app.db();
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().copied()))
        .filter(agenda_item::Column::Kind.eq(Stored(ItemKind::Performance)))
        .all(db)
        .await?;
    let at: BTreeMap<i64, i64> = items.iter().map(|item| (item.id, item.meeting_id)).collect();
    let requests = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(at.keys().copied()))
        .filter(data_request::Column::State.ne(Stored(request::State::Withdrawn)))
        .order_by_asc(data_request::Column::Appendix)
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?;
    let mut asked: BTreeMap<i64, Asked> = BTreeMap::new();
    for row in requests {
        let Some(meeting) = at.get(&row.agenda_item_id) else { continue };
        let of = asked.entry(*meeting).or_default();
        of.count += 1;
        of.planned += usize::from(row.state.0 == request::State::Planned);
        of.owed += usize::from(matches!(row.state.0, request::State::Issued | request::State::ToFollow));
        if of.period.is_none() && !row.is_finance {
            of.period = row.period.parse().ok();
        }
    }
    Ok(asked)
}

/// Whether a body's cycle is shown to a visitor: it sits, it scrutinises, and the visitor follows it.
fn is_shown(visit: &Visit, body: &body::Model) -> bool {
    visit.actor.follows(body.id) && body.ended_on.is_none() && body.kind.0 != BodyKind::Cabinet
}
