//! What a period owes to bodies: every measure of their sets and every line that was asked for, with how it stands.
//! A fixed number of queries, however many lines there are.

use crate::error::Result;
use crate::measures::{self, InForce};
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::completeness::{Facts, Standing, stands};
use remit_domain::figure::{Absence, Figure};
use remit_domain::obligation::{self, SubjectKind, lateness};
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_domain::rhythm::{Expected, Rhythm, taken};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{
    Stored, agenda_item, body_indicator, data_request, figure, indicator, item_body, meeting, obligation as owed, post,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// One measure that a period owes to a body, or does not.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub body_id: i64,
    pub indicator_id: i64,
    pub position: i32,
    pub standing: Standing,
    /// How it stands, in words.
    pub words: String,
    /// The post that owes it; none where nobody was asked and nobody owns it.
    pub owner: Option<i64>,
    pub request: Option<(i64, String)>,
}

/// What a period owes.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// By body, in the order of its set.
    pub lines: Vec<Line>,
    /// The measures as they stand in the period.
    pub standing: BTreeMap<i64, InForce>,
}

/// A line of a request.
#[derive(Clone, Debug)]
struct Sought {
    request: usize,
    figure: Option<Figure>,
    reason: String,
}

/// The day by which an answer is told: today, by the working calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct On<'c> {
    pub today: NaiveDate,
    pub calendar: &'c Calendar,
}

/// What this period owes to these bodies.
pub(super) async fn of(db: &impl ConnectionTrait, bodies: &[i64], period: Period, on: On<'_>) -> Result<Asked> {
    let sets = sets(db, bodies).await?;
    let items = items_of(db, bodies).await?;
    let requests = requests(db, &items, period).await?;
    let due = due(db, &requests).await?;
    let sought = sought(db, (&requests, &items)).await?;
    let mut keys: BTreeMap<(i64, i64), (i32, Rhythm)> =
        sets.iter().map(|row| ((row.body_id, row.indicator_id), (row.position, row.agreed.0))).collect();
    for key in sought.keys() {
        keys.entry(*key).or_insert((i32::MAX, Rhythm::Quarterly));
    }
    let ids: BTreeSet<i64> = keys.keys().map(|(_, id)| *id).collect();
    let rows = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
    let standing = measures::in_force_of(db, rows, Some(period)).await?;
    let mut lines = Vec::with_capacity(keys.len());
    for ((body_id, indicator_id), (position, agreed)) in keys {
        let Some(of) = standing.get(&indicator_id) else { continue };
        let line = sought.get(&(body_id, indicator_id));
        let has_gone = of.indicator.retired_on.is_some_and(|retired| retired < period.start());
        if line.is_none() && has_gone {
            continue;
        }
        let request = line.and_then(|line| requests.get(line.request));
        let due_on = request.and_then(|request| due.get(&request.id).copied());
        let facts = Facts {
            expected: of.expected(period),
            is_taken: taken(agreed, period),
            state: request.map(|request| request.state.0),
            figure: line.and_then(|line| line.figure),
            is_overdue: due_on.is_some_and(|due| due < on.today),
        };
        let standing = stands(&facts);
        let known = Known { agreed, line, request, due_on };
        lines.push(Line {
            body_id,
            indicator_id,
            position,
            standing,
            words: words(standing, &facts, &known, on)?,
            owner: request.map(|request| request.owner_post_id).or(of.indicator.owner_post_id),
            request: request.map(|request| (request.id, request.reference.clone())),
        });
    }
    lines.sort_by_key(|line| (line.body_id, line.position, line.indicator_id));
    Ok(Asked { lines, standing })
}

async fn sets(db: &impl ConnectionTrait, bodies: &[i64]) -> Result<Vec<body_indicator::Model>> {
    Ok(body_indicator::Entity::find()
        .filter(body_indicator::Column::BodyId.is_in(bodies.iter().copied()))
        .order_by_asc(body_indicator::Column::Position)
        .all(db)
        .await?)
}

/// What every post is called.
pub(super) async fn posts(db: &impl ConnectionTrait) -> Result<BTreeMap<i64, String>> {
    let rows: Vec<(i64, String)> = post::Entity::find()
        .select_only()
        .columns([post::Column::Id, post::Column::Title])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The items of bodies, their own and those that they share, as pairs of item and body.
pub(super) async fn items_of(db: &impl ConnectionTrait, bodies: &[i64]) -> Result<Vec<(i64, i64)>> {
    let meetings: Vec<(i64, i64)> = meeting::Entity::find()
        .select_only()
        .columns([meeting::Column::Id, meeting::Column::BodyId])
        .filter(meeting::Column::BodyId.is_in(bodies.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let of: BTreeMap<i64, i64> = meetings.into_iter().collect();
    let items: Vec<(i64, i64)> = agenda_item::Entity::find()
        .select_only()
        .columns([agenda_item::Column::Id, agenda_item::Column::MeetingId])
        .filter(agenda_item::Column::MeetingId.is_in(of.keys().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let joint: Vec<(i64, i64)> = item_body::Entity::find()
        .select_only()
        .columns([item_body::Column::AgendaItemId, item_body::Column::BodyId])
        .filter(item_body::Column::BodyId.is_in(bodies.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let own = items.into_iter().filter_map(|(item, meeting)| Some((item, *of.get(&meeting)?)));
    let all: BTreeSet<(i64, i64)> = own.chain(joint).collect();
    Ok(all.into_iter().collect())
}

async fn requests(db: &impl ConnectionTrait, items: &[(i64, i64)], period: Period) -> Result<Vec<data_request::Model>> {
    let items: BTreeSet<i64> = items.iter().map(|(item, _)| *item).collect();
    let rows = data_request::Entity::find()
        .filter(data_request::Column::Period.eq(period.to_string()))
        .filter(data_request::Column::IsFinance.eq(false))
        .filter(data_request::Column::State.is_not_in(State::GIVEN_UP.map(Stored)))
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter(|row| items.contains(&row.agenda_item_id)).collect())
}

/// The days by which requests are owed, by request.
async fn due(db: &impl ConnectionTrait, requests: &[data_request::Model]) -> Result<BTreeMap<i64, NaiveDate>> {
    let rows: Vec<(i64, Option<NaiveDate>)> = owed::Entity::find()
        .select_only()
        .columns([owed::Column::SubjectId, owed::Column::DueOn])
        .filter(owed::Column::Kind.eq(Stored(obligation::Kind::SubmitData)))
        .filter(owed::Column::SubjectKind.eq(Stored(SubjectKind::Request)))
        .filter(owed::Column::State.eq(Stored(obligation::State::Open)))
        .filter(owed::Column::SubjectId.is_in(requests.iter().map(|row| row.id)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, on)| Some((id, on?))).collect())
}

type SoughtRow = (i64, i64, Option<String>, Option<Stored<Absence>>, String);

/// The lines of requests, by body and measure: of two requests for one, the later that has something.
async fn sought(
    db: &impl ConnectionTrait,
    (requests, items): (&[data_request::Model], &[(i64, i64)]),
) -> Result<BTreeMap<(i64, i64), Sought>> {
    use figure::Column::{Absence, IndicatorId, Number, Reason, RequestId};
    let rows: Vec<SoughtRow> = figure::Entity::find()
        .select_only()
        .columns([RequestId, IndicatorId, Number, Absence, Reason])
        .filter(RequestId.is_in(requests.iter().map(|row| row.id)))
        .into_tuple()
        .all(db)
        .await?;
    let mut found: BTreeMap<(i64, i64), Sought> = BTreeMap::new();
    for (request_id, indicator, number, absence, reason) in rows {
        let Some(at) = requests.iter().position(|row| row.id == request_id) else { continue };
        let number = number.and_then(|text| text.parse().ok()).map(Figure::Number);
        let figure = number.or_else(|| absence.map(|absence| Figure::Absent(absence.0)));
        for (_, body) in items.iter().filter(|(item, _)| *item == requests[at].agenda_item_id) {
            let line = Sought { request: at, figure, reason: reason.clone() };
            let had = found.get(&(*body, indicator));
            if had.is_none_or(|had| (had.figure.is_some(), had.request) <= (figure.is_some(), at)) {
                found.insert((*body, indicator), line);
            }
        }
    }
    Ok(found)
}

/// What the words are made of.
struct Known<'k> {
    agreed: Rhythm,
    line: Option<&'k Sought>,
    request: Option<&'k data_request::Model>,
    due_on: Option<NaiveDate>,
}

fn words(standing: Standing, facts: &Facts, known: &Known<'_>, on: On<'_>) -> Result<String> {
    let by = || known.due_on.map(wording::date).unwrap_or_default();
    let reason = known.line.map(|line| line.reason.as_str()).filter(|reason| !reason.is_empty());
    Ok(match standing {
        Standing::Overdue => {
            let late = lateness(known.due_on, on.today, on.calendar)?;
            format!("Overdue: it was due on {}. {late}.", by())
        }
        Standing::Partly => format!("Partly in: this one is still owed, by {}.", by()),
        Standing::ToFollow => {
            let promised = known.request.and_then(|request| request.promised_on).or(known.due_on);
            match promised {
                Some(on) => format!("To follow, promised for {}.", wording::date(on)),
                None => "To follow.".to_owned(),
            }
        }
        Standing::Awaited => match known.due_on {
            Some(on) => format!("Awaited: due on {}.", wording::date(on)),
            None => "Awaited.".to_owned(),
        },
        Standing::NotAvailable => {
            let why = known.request.map(|request| request.unavailable_why.as_str()).filter(|why| !why.is_empty());
            reason.or(why).map_or_else(|| "Not available.".to_owned(), |why| format!("Not available: {why}"))
        }
        Standing::NotDue => match facts.expected {
            Expected::NotDue { next } => format!("Not due: it reports next for {}.", next.title()),
            Expected::Due { .. } if !facts.is_taken => {
                format!("Not due: the panel takes it {}.", known.agreed.label().to_lowercase())
            }
            Expected::Due { .. } => reason.map_or_else(|| "Not due.".to_owned(), |why| format!("Not due: {why}")),
        },
        Standing::NotAsked | Standing::In => format!("{}.", standing.label()),
    })
}
