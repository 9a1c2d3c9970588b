//! The doors that read indicators: the list, and one with its figures over the periods. Chairs read those of their
//! own panels, with the figures given to them. The forms are in `editing`.

use super::history;
use super::queries::{self, Given};
use super::views::{Drawn, List, PeriodRow, Row, Show};
use crate::error::{Error, Result};
use crate::measures::{self, InForce};
use crate::web::{Asked, Choice, Path, Visit, html, turn_to};
use axum::response::Response;
use remit_domain::figure::{Figure, with_unit};
use remit_domain::policy::Target;
use remit_domain::rating::{Direction, direction};
use remit_domain::trend::{CHART, SPARK};
use remit_domain::word::Word;
use remit_entity::{body, figure};
use sea_orm::{EntityTrait, QueryOrder};

/// The bodies that a chair may look into; none for an officer, who sees all.
fn within(visit: &Visit) -> Option<Vec<i64>> {
    visit.actor.known.as_ref().filter(|_| !visit.actor.is_officer()).map(|known| known.bodies.clone())
}

/// A page of indicators.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let db = visit.app.db();
    let within = within(&visit);
    let bodies = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
    let panels: Vec<&body::Model> =
        bodies.iter().filter(|row| within.as_ref().is_none_or(|own| own.contains(&row.id))).collect();
    let panel = asked.text("panel").to_owned();
    let chosen = panels.iter().find(|row| row.slug == panel).map(|row| vec![row.id]);
    let number = asked.page();
    let (found, count) = queries::list(db, chosen.or_else(|| within.clone()), number).await?;
    let ids: Vec<i64> = found.iter().map(|row| row.id).collect();
    let given = queries::given(db, &ids, within.as_deref()).await?;
    let none = Vec::new();
    let standing = measures::in_force_of(db, found.clone(), None).await?;
    let rows =
        found.iter().filter_map(|of| Some(row(standing.get(&of.id)?, given.get(&of.id).unwrap_or(&none)))).collect();
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("panel", &panel).finish();
    html(&List {
        page: visit.page("Indicators").await?,
        rows,
        panels: panels.iter().map(|row| Choice::new(&row.slug, row.name.clone())).collect(),
        count,
        page_number: usize::try_from(turn_to(number, count, queries::A_PAGE)).unwrap_or(1),
        pages: usize::try_from(count.div_ceil(queries::A_PAGE).max(1)).unwrap_or(1),
        pages_href: format!("/indicators?{query}&page="),
        is_officer: visit.actor.is_officer(),
        panel,
    })
}

/// How many periods a line in a row shows.
const PERIODS_IN_A_ROW: usize = 8;

fn row(of: &InForce, given: &[Given]) -> Row {
    let last = given.last();
    let recent = given.get(given.len().saturating_sub(PERIODS_IN_A_ROW)..).unwrap_or(given);
    Row {
        id: of.indicator.id,
        name: format!("{} {}", of.indicator.code, of.indicator.name),
        target: if of.rule.target == Target::None { String::new() } else { of.rule.target.words(&of.version.unit) },
        better: of.version.polarity.0.label(),
        value: last.map(|given| said(&given.figure)).unwrap_or_default(),
        period: last.map(|given| given.period.to_string()).unwrap_or_default(),
        rating: last.map(|given| mark(&given.figure)).unwrap_or_default(),
        line: Drawn::of(of, recent, &SPARK),
    }
}

fn said(row: &figure::Model) -> String {
    match row.figure() {
        Some(Figure::Number(value)) => with_unit(value, &row.policy().unit),
        Some(Figure::Absent(absence)) if row.reason.is_empty() => absence.label().to_owned(),
        Some(Figure::Absent(absence)) => format!("{}: {}", absence.label(), row.reason),
        None => "No figure".to_owned(),
    }
}

fn mark(row: &figure::Model) -> String {
    row.rating.map(|rating| rating.0.word().replace('_', "-")).unwrap_or_default()
}

/// One indicator with its figures over the periods.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let of = standing_of(&visit, id).await?;
    let within = within(&visit);
    let given = queries::given(db, &[id], within.as_deref()).await?.remove(&id).unwrap_or_default();
    if let Some(bodies) = &within
        && given.is_empty()
        && !queries::is_in_sets_of(db, id, bodies).await?
    {
        return Err(Error::NotFound);
    }
    let mut rows: Vec<PeriodRow> = given
        .iter()
        .enumerate()
        .map(|(at, now)| period_row(now, at.checked_sub(1).and_then(|before| given.get(before))))
        .collect();
    rows.reverse();
    let page = visit.form_page(of.indicator.name.clone()).await?;
    html(&Show {
        code: of.indicator.code.clone(),
        line: Drawn::of(&of, &given, &CHART),
        first: given.first().map(|given| given.period.to_string()).unwrap_or_default(),
        last: given.last().map(|given| given.period.to_string()).unwrap_or_default(),
        now: rows.first().map(standing).unwrap_or_default(),
        rows,
        history: history::of(db, &of.indicator, (visit.actor.is_officer(), &page.csrf)).await?,
        page,
    })
}

/// The latest figure and where it is going, as a sentence.
fn standing(row: &PeriodRow) -> String {
    let travelled = match row.direction {
        "Not comparable" => "it cannot be compared with the period before".to_owned(),
        "No change" => "no change from the period before".to_owned(),
        words => format!("{} from the period before", words.to_lowercase()),
    };
    format!("{}: {}, {travelled}.", row.title, row.value)
}

fn period_row(now: &Given, before: Option<&Given>) -> PeriodRow {
    let row = &now.figure;
    let policy = row.policy();
    let like =
        before.filter(|before| before.period == now.period.previous() && before.figure.version_id == row.version_id);
    let was = like.and_then(|before| before.figure.figure());
    let travelled = row.figure().map_or(Direction::Unknown, |now| direction(was.as_ref(), &now, policy.polarity));
    PeriodRow {
        period: now.period.to_string(),
        title: now.period.title(),
        value: said(row),
        target: policy.aim.words(&policy.unit),
        rating: mark(row),
        why: row.why.clone(),
        direction: travelled.label(),
        commentary: row.commentary.clone(),
        request: format!("/requests/{}", now.request.id),
        reference: now.request.reference.clone(),
        is_accepted: now.request.state.0.is_taken(),
    }
}

pub(super) async fn standing_of(visit: &Visit, id: i64) -> Result<InForce> {
    measures::in_force(visit.app.db(), &[id], None).await?.remove(&id).ok_or(Error::NotFound)
}
