//! Reading requests: one with everything around it, its lines with the figures of the period before, what was
//! written about it, and a page of the list.

use crate::error::{Error, Result};
use crate::web::turn_to;
use chrono::NaiveDate;
use remit_domain::obligation::{self, SubjectKind};
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_domain::rhythm::{Basis, Expected, Rhythm, expected};
use remit_entity::{
    Stored, agenda_item, body, data_request, figure, indicator, indicator_version, letter, meeting, notice,
    obligation as owed, post, telling, trail,
};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use std::collections::BTreeMap;

/// What the list shows the next date of; what is owed beside it stands on the request's own page.
const NEXT: [obligation::Kind; 3] =
    [obligation::Kind::IssueRequest, obligation::Kind::SubmitData, obligation::Kind::AcceptData];

/// Requests on a page of the list.
pub(super) const A_PAGE: u64 = 25;

/// An item with its meeting and body.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub item: agenda_item::Model,
    pub meeting: meeting::Model,
    pub body: body::Model,
}

/// A request with everything around it.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    pub request: data_request::Model,
    pub place: Place,
    pub owner: post::Model,
    pub period: Period,
}

impl Whole {
    /// What is asked for, in two words.
    pub(super) fn what(&self) -> &'static str {
        if self.request.is_finance { "budget monitoring information" } else { "performance data" }
    }

    /// "Quarter 2 performance data".
    pub(super) fn title(&self) -> String {
        let period = self.period.title();
        format!("{} {}", period.split(" (").next().unwrap_or(&period), self.what())
    }
}

/// One line with the figure of the period before, where there is one.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub figure: figure::Model,
    pub indicator: indicator::Model,
    /// What it measures, in the version that was asked for.
    pub definition: String,
    pub rhythm: Rhythm,
    pub basis: Basis,
    /// What its numerator and denominator count, where it names both.
    pub parts: Option<(String, String)>,
    /// The period that its own rhythm gives for the one asked about.
    pub expected: Option<Period>,
    pub before: Option<figure::Model>,
    /// The same measure for the same period as other panels have accepted it.
    pub elsewhere: Vec<(String, figure::Model)>,
}

/// An item with its meeting and body.
pub(super) async fn find_place(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<Place>> {
    let Some(item) = agenda_item::Entity::find_by_id(item_id).one(db).await? else { return Ok(None) };
    let Some(meeting) = meeting::Entity::find_by_id(item.meeting_id).one(db).await? else { return Ok(None) };
    let Some(body) = body::Entity::find_by_id(meeting.body_id).one(db).await? else { return Ok(None) };
    Ok(Some(Place { item, meeting, body }))
}

/// One request with everything around it.
pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Whole>> {
    let Some(request) = data_request::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let Some(place) = find_place(db, request.agenda_item_id).await? else { return Ok(None) };
    let Some(owner) = post::Entity::find_by_id(request.owner_post_id).one(db).await? else { return Ok(None) };
    let period = request.period.parse().map_err(|_| Error::broken("a request with an unreadable period"))?;
    Ok(Some(Whole { request, place, owner, period }))
}

/// The lines of a request in their order.
pub(super) async fn lines(db: &impl ConnectionTrait, whole: &Whole) -> Result<Vec<Line>> {
    let figures = figure::Entity::find()
        .filter(figure::Column::RequestId.eq(whole.request.id))
        .order_by_asc(figure::Column::Position)
        .order_by_asc(figure::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<i64> = figures.iter().map(|row| row.indicator_id).collect();
    let named = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids.clone())).all(db).await?;
    let mut named: BTreeMap<i64, indicator::Model> = named.into_iter().map(|row| (row.id, row)).collect();
    let before = figure::Entity::find()
        .filter(figure::Column::IndicatorId.is_in(ids.clone()))
        .filter(figure::Column::RequestId.in_subquery(given_for(whole.period.previous())))
        .order_by_asc(figure::Column::Id)
        .all(db)
        .await?;
    let versions = indicator_version::Entity::find()
        .filter(indicator_version::Column::Id.is_in(figures.iter().filter_map(|row| row.version_id)))
        .all(db)
        .await?;
    let version_of = |id: Option<i64>| versions.iter().find(|version| Some(version.id) == id);
    let mut elsewhere = elsewhere(db, whole, &ids).await?;
    let mut before: BTreeMap<i64, figure::Model> = before.into_iter().map(|row| (row.indicator_id, row)).collect();
    Ok(figures
        .into_iter()
        .filter_map(|row| {
            let indicator = named.remove(&row.indicator_id)?;
            let before = before.remove(&row.indicator_id);
            let elsewhere = elsewhere.remove(&row.indicator_id).unwrap_or_default();
            let version = version_of(row.version_id);
            let definition = version.map(|version| version.definition.clone()).unwrap_or_default();
            let rhythm = version.map(|version| version.rhythm.0).unwrap_or_default();
            let basis = version.map(|version| version.basis.0).unwrap_or_default();
            let parts = version.filter(|version| !version.numerator.is_empty() && !version.denominator.is_empty());
            let parts = parts.map(|version| (version.numerator.clone(), version.denominator.clone()));
            let expected = version.and_then(|version| match expected(version.rhythm.0, version.lag, whole.period) {
                Expected::Due { covers } => Some(covers),
                Expected::NotDue { .. } => None,
            });
            Some(Line { figure: row, indicator, definition, rhythm, basis, parts, expected, before, elsewhere })
        })
        .collect())
}

/// What other panels have accepted for the same measures and the same period: a measure has one value a period, and
/// each panel its own commentary.
async fn elsewhere(
    db: &impl ConnectionTrait,
    whole: &Whole,
    indicators: &[i64],
) -> Result<BTreeMap<i64, Vec<(String, figure::Model)>>> {
    let others = data_request::Entity::find()
        .filter(data_request::Column::Period.eq(whole.request.period.as_str()))
        .filter(data_request::Column::State.is_in(State::TAKEN.map(Stored)))
        .filter(data_request::Column::Id.ne(whole.request.id))
        .all(db)
        .await?;
    let mut found: BTreeMap<i64, Vec<(String, figure::Model)>> = BTreeMap::new();
    for other in others {
        let figures = figure::Entity::find()
            .filter(figure::Column::RequestId.eq(other.id))
            .filter(figure::Column::IndicatorId.is_in(indicators.iter().copied()))
            .all(db)
            .await?;
        if figures.is_empty() {
            continue;
        }
        let Some(place) = find_place(db, other.agenda_item_id).await? else { continue };
        for row in figures {
            found.entry(row.indicator_id).or_default().push((place.body.name.clone(), row));
        }
    }
    Ok(found)
}

/// The requests whose figures for a period were handed in.
fn given_for(period: Period) -> SelectStatement {
    data_request::Entity::find()
        .select_only()
        .column(data_request::Column::Id)
        .filter(data_request::Column::Period.eq(period.to_string()))
        .filter(data_request::Column::State.is_in(State::KNOWN.map(Stored)))
        .filter(data_request::Column::IsNil.eq(false))
        .into_query()
}

/// The letters written about a request, newest first.
pub(super) async fn letters_about(db: &impl ConnectionTrait, id: i64) -> Result<Vec<letter::Model>> {
    let about = owed::Entity::find()
        .select_only()
        .column(owed::Column::Id)
        .filter(owed::Column::SubjectKind.eq(Stored(SubjectKind::Request)))
        .filter(owed::Column::SubjectId.eq(id))
        .into_query();
    let carrying = notice::Entity::find()
        .select_only()
        .column(notice::Column::LetterId)
        .filter(notice::Column::ObligationId.in_subquery(about))
        .filter(notice::Column::LetterId.is_not_null())
        .into_query();
    let telling_of_it = telling::Entity::find()
        .select_only()
        .column(telling::Column::LetterId)
        .filter(telling::Column::Occasion.starts_with(super::letters::more_time_event(id)))
        .filter(telling::Column::LetterId.is_not_null())
        .into_query();
    Ok(letter::Entity::find()
        .filter(
            Condition::any()
                .add(letter::Column::EntityRef.eq(format!("request-{id}")))
                .add(letter::Column::Id.in_subquery(telling_of_it))
                .add(letter::Column::Id.in_subquery(carrying)),
        )
        .order_by_desc(letter::Column::WrittenAt)
        .order_by_desc(letter::Column::Id)
        .all(db)
        .await?)
}

/// What was done about a request, newest first.
pub(super) async fn history_of(db: &impl ConnectionTrait, id: i64) -> Result<Vec<trail::Model>> {
    Ok(trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("request"))
        .filter(trail::Column::SubjectId.eq(id))
        .order_by_desc(trail::Column::Id)
        .limit(100)
        .all(db)
        .await?)
}

/// How the list may be narrowed by state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    In(State),
    /// Owed, and its day is over.
    Overdue,
}

/// What of the list is asked for.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub standing: Option<Standing>,
    pub body: Option<i64>,
    /// The bodies that the visitor may follow; none for all.
    pub within: Option<Vec<i64>>,
    /// From 1.
    pub page: u64,
    pub today: NaiveDate,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub request: data_request::Model,
    pub meeting: meeting::Model,
    pub body: body::Model,
    pub owner: String,
    pub owed: Option<owed::Model>,
}

/// A page of requests, newest first, how many there are in all, and which page it is.
pub(super) async fn list(db: &impl ConnectionTrait, asking: &Asking) -> Result<(Vec<Listed>, u64, u64)> {
    let mut query = data_request::Entity::find();
    match asking.standing {
        Some(Standing::In(state)) => query = query.filter(data_request::Column::State.eq(Stored(state))),
        Some(Standing::Overdue) => {
            query = query.filter(data_request::Column::Id.in_subquery(overdue(asking.today)));
        }
        None => {}
    }
    let bodies = match (asking.body, &asking.within) {
        (Some(body), Some(within)) => Some(within.iter().copied().filter(|own| *own == body).collect()),
        (Some(body), None) => Some(vec![body]),
        (None, within) => within.clone(),
    };
    if let Some(bodies) = bodies {
        query = query.filter(data_request::Column::AgendaItemId.in_subquery(items_of(bodies)));
    }
    let count = query.clone().count(db).await?;
    let number = turn_to(asking.page, count, A_PAGE);
    let rows =
        query.order_by_desc(data_request::Column::Id).limit(A_PAGE).offset((number - 1) * A_PAGE).all(db).await?;
    Ok((around(db, rows).await?, count, number))
}

fn overdue(today: NaiveDate) -> SelectStatement {
    owed::Entity::find()
        .select_only()
        .column(owed::Column::SubjectId)
        .filter(owed::Column::Kind.eq(Stored(obligation::Kind::SubmitData)))
        .filter(owed::Column::State.eq(Stored(obligation::State::Open)))
        .filter(owed::Column::DueOn.lt(today))
        .into_query()
}

fn items_of(bodies: Vec<i64>) -> SelectStatement {
    let meetings = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::BodyId.is_in(bodies))
        .into_query();
    agenda_item::Entity::find()
        .select_only()
        .column(agenda_item::Column::Id)
        .filter(agenda_item::Column::MeetingId.in_subquery(meetings))
        .into_query()
}

/// Reads what stands around a page of requests, one query a table.
async fn around(db: &impl ConnectionTrait, rows: Vec<data_request::Model>) -> Result<Vec<Listed>> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(rows.iter().map(|row| row.agenda_item_id)))
        .all(db)
        .await?;
    let items: BTreeMap<i64, i64> = items.into_iter().map(|row| (row.id, row.meeting_id)).collect();
    let meetings = meeting::Entity::find().filter(meeting::Column::Id.is_in(items.values().copied())).all(db).await?;
    let meetings: BTreeMap<i64, meeting::Model> = meetings.into_iter().map(|row| (row.id, row)).collect();
    let bodies: BTreeMap<i64, body::Model> =
        body::Entity::find().all(db).await?.into_iter().map(|row| (row.id, row)).collect();
    let posts =
        post::Entity::find().filter(post::Column::Id.is_in(rows.iter().map(|row| row.owner_post_id))).all(db).await?;
    let posts: BTreeMap<i64, String> = posts.into_iter().map(|row| (row.id, row.title)).collect();
    let open = owed::Entity::find()
        .filter(owed::Column::SubjectKind.eq(Stored(SubjectKind::Request)))
        .filter(owed::Column::SubjectId.is_in(rows.iter().map(|row| row.id)))
        .filter(owed::Column::Kind.is_in(NEXT.map(Stored)))
        .filter(owed::Column::State.eq(Stored(obligation::State::Open)))
        .order_by_asc(owed::Column::Id)
        .all(db)
        .await?;
    let mut open: BTreeMap<i64, owed::Model> = open.into_iter().map(|row| (row.subject_id, row)).collect();
    Ok(rows
        .into_iter()
        .filter_map(|request| {
            let meeting = meetings.get(items.get(&request.agenda_item_id)?)?.clone();
            let body = bodies.get(&meeting.body_id)?.clone();
            let owner = posts.get(&request.owner_post_id).cloned().unwrap_or_default();
            let owed = open.remove(&request.id);
            Some(Listed { request, meeting, body, owner, owed })
        })
        .collect())
}

/// The last request that was made for a body, whose owner and titles the next one is likely to share.
pub(super) async fn latest_of(db: &impl ConnectionTrait, body: i64) -> Result<Option<data_request::Model>> {
    Ok(data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.in_subquery(items_of(vec![body])))
        .filter(data_request::Column::IsFinance.eq(false))
        .order_by_desc(data_request::Column::Id)
        .one(db)
        .await?)
}
