//! The figures of indicators over the periods, as those who read them may see them: which were given and to whom,
//! which of them may be compared, and what is hidden from the public. Read by the columns of indicators, scorecards,
//! corrections and papers; no doors, no pages, and no query for a single line.

pub mod hiding;
pub mod history;
pub mod reading;
mod versions;

pub use versions::Versions;

use crate::error::{Error, Result};
use remit_domain::agenda::Access;
use remit_domain::figure::{Absence, Figure, FigureRefusal};
use remit_domain::period::Period;
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_domain::rhythm::{Basis, Expected, expected};
use remit_entity::{Stored, agenda_item, data_request, figure, indicator_version, item_body, meeting, paper};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// An officer: everything that was handed in.
    Officer,
    /// The chair of these bodies: everything that was handed in for them, and what is public of the others.
    Chair(Vec<i64>),
    /// Anybody: what stands in a published paper that was not withdrawn.
    Public,
}

impl Reader {
    /// Who comes.
    #[must_use]
    pub fn of(actor: &crate::web::visit::Actor) -> Self {
        match &actor.known {
            Some(_) if actor.is_officer() => Self::Officer,
            Some(known) => Self::Chair(known.bodies.clone()),
            None => Self::Public,
        }
    }
}

/// A numerator or a denominator as it was typed: none where there is none, refused where it is no number.
fn part(text: Option<&str>) -> Option<std::result::Result<Decimal, FigureRefusal>> {
    text.map(|text| match text.parse::<Figure>()? {
        Figure::Number(value) => Ok(value),
        Figure::Absent(_) => Err(FigureRefusal::NotUnderstood(text.to_owned())),
    })
}

/// A request whose figures somebody may read, with the body that it was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The request.
    pub request: data_request::Model,
    /// The period that it is about.
    pub period: Period,
    /// The body whose meeting it is for.
    pub body_id: i64,
    /// Whether it stands in a paper that the public may read.
    pub is_public: bool,
}

/// The requests with figures that this reader may see, by id: of some periods, or of all.
///
/// # Errors
/// When the database cannot be read.
pub async fn sources(
    db: &impl ConnectionTrait,
    reader: &Reader,
    periods: Option<&[Period]>,
) -> Result<BTreeMap<i64, Source>> {
    // Where there is nothing to report, what was typed before is not reported either.
    let mut asked = data_request::Entity::find()
        .filter(data_request::Column::IsFinance.eq(false))
        .filter(data_request::Column::IsNil.eq(false));
    asked = match reader {
        Reader::Public => asked.filter(data_request::Column::State.eq(Stored(State::Published))),
        Reader::Officer | Reader::Chair(_) => asked.filter(data_request::Column::State.is_in(State::KNOWN.map(Stored))),
    };
    if let Some(periods) = periods {
        asked = asked.filter(data_request::Column::Period.is_in(periods.iter().map(ToString::to_string)));
    }
    let requests = asked.all(db).await?;
    let ids: BTreeSet<i64> = requests.iter().map(|row| row.agenda_item_id).collect();
    let items: Vec<(i64, i64, Stored<Access>)> = agenda_item::Entity::find()
        .select_only()
        .columns([agenda_item::Column::Id, agenda_item::Column::MeetingId, agenda_item::Column::Access])
        .filter(agenda_item::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let meetings: Vec<(i64, i64)> = meeting::Entity::find()
        .select_only()
        .columns([meeting::Column::Id, meeting::Column::BodyId])
        .filter(meeting::Column::Id.is_in(items.iter().map(|(_, meeting, _)| *meeting)))
        .into_tuple()
        .all(db)
        .await?;
    let bodies: BTreeMap<i64, i64> = meetings.into_iter().collect();
    let joint = match reader {
        Reader::Chair(own) => joint_items(db, own).await?,
        Reader::Officer | Reader::Public => BTreeSet::new(),
    };
    let open: BTreeSet<i64> = papers_out(db, ids).await?;
    let mut found = BTreeMap::new();
    for request in requests {
        let Some((id, meeting, access)) = items.iter().find(|(id, ..)| *id == request.agenda_item_id) else { continue };
        let Some(body_id) = bodies.get(meeting).copied() else { continue };
        let is_public = request.state.0 == State::Published && access.0 == Access::Public && open.contains(id);
        let may_read = match reader {
            Reader::Officer => true,
            // What other panels were given stands on the public pages, with its small numbers hidden.
            Reader::Chair(own) => own.contains(&body_id) || joint.contains(id),
            Reader::Public => is_public,
        };
        if may_read {
            let period = request.period.parse().map_err(|_| Error::broken("a request with an unreadable period"))?;
            found.insert(request.id, Source { request, period, body_id, is_public });
        }
    }
    Ok(found)
}

/// The items that are these bodies' as well, though another body's meeting takes them.
async fn joint_items(db: &impl ConnectionTrait, bodies: &[i64]) -> Result<BTreeSet<i64>> {
    let rows: Vec<i64> = item_body::Entity::find()
        .select_only()
        .column(item_body::Column::AgendaItemId)
        .filter(item_body::Column::BodyId.is_in(bodies.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The items with a paper that the public may read.
async fn papers_out(db: &impl ConnectionTrait, items: BTreeSet<i64>) -> Result<BTreeSet<i64>> {
    let rows: Vec<i64> = paper::Entity::find()
        .select_only()
        .column(paper::Column::AgendaItemId)
        .filter(paper::Column::AgendaItemId.is_in(items))
        .filter(paper::Column::Access.eq(Stored(Access::Public)))
        .filter(paper::Column::WithdrawnAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// A figure that was handed in for a period.
#[derive(Clone, Debug)]
pub struct Given {
    /// The period that it was asked for.
    pub period: Period,
    /// The line.
    pub figure: figure::Model,
    /// Where it was given.
    pub source: Source,
}

/// Which of two figures for one period stands: what was given by one of these requests, then what was accepted, then
/// the later.
fn rank(source: &Source, own: &BTreeSet<i64>) -> (bool, bool, i64) {
    (own.contains(&source.request.id), source.request.state.0.is_taken(), source.request.id)
}

/// The figures of these indicators, oldest period first, one a period.
///
/// # Errors
/// When the database cannot be read.
pub async fn given(
    db: &impl ConnectionTrait,
    ids: &[i64],
    sources: &BTreeMap<i64, Source>,
    own: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, Vec<Given>>> {
    let figures = figure::Entity::find()
        .filter(figure::Column::IndicatorId.is_in(ids.iter().copied()))
        .filter(figure::Column::RequestId.is_in(sources.keys().copied()))
        .all(db)
        .await?;
    let mut found: BTreeMap<i64, BTreeMap<Period, Given>> = BTreeMap::new();
    for figure in figures {
        let Some(source) = sources.get(&figure.request_id) else { continue };
        let periods = found.entry(figure.indicator_id).or_default();
        if periods.get(&source.period).is_none_or(|had| rank(&had.source, own) < rank(source, own)) {
            periods.insert(source.period, Given { period: source.period, figure, source: source.clone() });
        }
    }
    Ok(found.into_iter().map(|(id, periods)| (id, periods.into_values().collect())).collect())
}

/// The period before in which a measure reports: the quarter before, or further back where it does not report in each.
#[must_use]
pub fn previous_due(version: Option<&indicator_version::Model>, period: Period) -> Period {
    let mut before = period.previous();
    while let Some(version) = version.filter(|_| before > period.same_last_year()) {
        if matches!(expected(version.rhythm.0, version.lag, before), Expected::Due { .. }) {
            break;
        }
        before = before.previous();
    }
    before
}

/// Whether a measure that counts from the beginning of the year began anew between two periods. The same period of the
/// year before has counted as long.
#[must_use]
pub fn starts_anew(basis: Basis, (before, now): (Period, Period)) -> bool {
    basis == Basis::YearToDate && before.financial_year() != now.financial_year() && before != now.same_last_year()
}

/// A value of a period, as little of it as a line and a direction of travel need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The line.
    pub figure_id: i64,
    /// The request.
    pub request_id: i64,
    /// The period that it covers.
    pub covers: String,
    /// The value; none while nothing was understood.
    pub figure: Option<Figure>,
    /// The version of the indicator that it belongs to.
    pub version_id: Option<i64>,
    /// How it was rated.
    pub rating: Option<Rating>,
}

type PointRow = (i64, i64, i64, String, Option<String>, Option<Stored<Absence>>, Option<i64>, Option<Stored<Rating>>);

/// The values of these indicators by period, in each period the one that stands first.
///
/// # Errors
/// When the database cannot be read.
pub async fn points(
    db: &impl ConnectionTrait,
    ids: &[i64],
    sources: &BTreeMap<i64, Source>,
    own: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, BTreeMap<Period, Vec<Point>>>> {
    use figure::Column::{Absence, Covers, Id, IndicatorId, Number, Rating, RequestId, VersionId};
    let rows: Vec<PointRow> = figure::Entity::find()
        .select_only()
        .columns([Id, RequestId, IndicatorId, Covers, Number, Absence, VersionId, Rating])
        .filter(IndicatorId.is_in(ids.iter().copied()))
        .filter(RequestId.is_in(sources.keys().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let mut found: BTreeMap<i64, BTreeMap<Period, Vec<Point>>> = BTreeMap::new();
    for (figure_id, request_id, indicator, covers, number, absence, version_id, rating) in rows {
        let Some(source) = sources.get(&request_id) else { continue };
        let number = number.and_then(|text| text.parse::<Decimal>().ok()).map(Figure::Number);
        let figure = number.or_else(|| absence.map(|absence| Figure::Absent(absence.0)));
        let rating = rating.map(|rating| rating.0);
        let point = Point { figure_id, request_id, covers, figure, version_id, rating };
        found.entry(indicator).or_default().entry(source.period).or_default().push(point);
    }
    let place = |point: &Point| sources.get(&point.request_id).map(|source| std::cmp::Reverse(rank(source, own)));
    for point in found.values_mut().flat_map(BTreeMap::values_mut) {
        point.sort_by_key(place);
    }
    Ok(found)
}
