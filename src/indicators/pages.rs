//! The doors that read indicators: the list, and one with its figures over the periods. Chairs read those of their
//! own panels, with the figures given to them. The forms are in `editing`.

use super::history as versions;
use super::queries;
use super::views::{Drawn, List, Row, Show};
use crate::cells;
use crate::error::{Error, Result};
use crate::measures::{self, InForce};
use crate::series::history::{self, History};
use crate::series::{self, Given, Reader};
use crate::web::{Asked, Choice, Path, Visit, html, turn_to};
use axum::response::Response;
use remit_domain::figure::{Figure, with_unit};
use remit_domain::policy::Target;
use remit_domain::trend::SPARK;
use remit_domain::word::Word;
use remit_entity::{body, figure};
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::BTreeSet;

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
    let sources = series::sources(db, &Reader::of(&visit.actor), None).await?;
    let given = series::given(db, &ids, &sources, &BTreeSet::new()).await?;
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
        // The target that the figure beside it was rated against.
        target: match last.map(|given| given.figure.policy()) {
            Some(then) => then.aim.words(&then.unit),
            None if of.rule.target == Target::None => String::new(),
            None => of.rule.target.words(&of.version.unit),
        },
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
    let (of, history) = history_of(&visit, id).await?;
    let page = visit.form_page(of.indicator.name.clone()).await?;
    html(&Show {
        code: of.indicator.code.clone(),
        history,
        file: format!("/indicators/{id}/figures.csv"),
        is_public: false,
        versions: versions::of(visit.app.db(), &of.indicator, (visit.actor.is_officer(), &page.csrf)).await?,
        page,
    })
}

/// The same figures as a file.
pub(super) async fn file(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (of, history) = history_of(&visit, id).await?;
    let rows = history::cells(&of.indicator.code, &of.indicator.name, &history);
    cells::download(&format!("{}-figures", of.indicator.code), &rows)
}

/// An indicator that this visitor may follow: in a set of theirs, or with figures that they may read.
async fn history_of(visit: &Visit, id: i64) -> Result<(InForce, History)> {
    let db = visit.app.db();
    let of = standing_of(visit, id).await?;
    let sources = series::sources(db, &Reader::of(&visit.actor), None).await?;
    let given = series::given(db, &[id], &sources, &BTreeSet::new()).await?.remove(&id).unwrap_or_default();
    if let Some(bodies) = within(visit)
        && !given.iter().any(|one| bodies.contains(&one.source.body_id))
        && !queries::is_in_sets_of(db, id, &bodies).await?
    {
        return Err(Error::NotFound);
    }
    let history = history::of(db, &of, &given, false).await?;
    Ok((of, history))
}

pub(super) async fn standing_of(visit: &Visit, id: i64) -> Result<InForce> {
    measures::in_force(visit.app.db(), &[id], None).await?.remove(&id).ok_or(Error::NotFound)
}
