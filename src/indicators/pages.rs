//! The doors of indicators: the list, one with its figures over the periods, adding and changing one. Chairs
//! read those of their own panels, with the figures given to them.

use super::commands;
use super::queries;
use super::views::{Drawn, Edit, List, Row, Show, facts};
use super::wanted::Wanted;
use crate::cells;
use crate::error::{Error, Result};
use crate::measures::{self, InForce};
use crate::series::history::{self, History};
use crate::series::{self, Given, Reader};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with, turn_to};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::figure::{Figure, with_unit};
use remit_domain::indicator::{IndicatorRefusal, Polarity, ToleranceKind};
use remit_domain::policy::{Method, Target};
use remit_domain::refusal::Refusal;
use remit_domain::trend::SPARK;
use remit_domain::word::Word;
use remit_entity::{body, figure};
use rust_decimal::Decimal;
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
    let (of, history) = history_of(&visit, id).await?;
    html(&Show {
        page: visit.page(of.indicator.name.clone()).await?,
        id,
        code: of.indicator.code.clone(),
        facts: facts(&of),
        history,
        file: format!("/indicators/{id}/figures.csv"),
        is_officer: visit.actor.is_officer(),
        is_public: false,
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

/// The empty form.
pub(super) async fn new(visit: Visit) -> Result<Response> {
    let fields = Fields::from_pairs([("unit", "%"), ("decimals", "1"), ("tolerance_kind", "absolute")]);
    draw(&visit, None, Form::of(fields), StatusCode::OK).await
}

/// Adds an indicator.
pub(super) async fn add(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::add(work, wanted))).await,
        Err(refused) => return draw(&visit, None, wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/indicators/{id}"), "Indicator added.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, None, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// The form with what stands.
pub(super) async fn edit(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let of = standing_of(&visit, id).await?;
    let (tolerance, kind) = match &of.rule.method {
        Method::Percent { tolerance } => (*tolerance, ToleranceKind::Percent),
        Method::Absolute { tolerance } => (*tolerance, ToleranceKind::Absolute),
        _ => (Decimal::ZERO, ToleranceKind::Absolute),
    };
    let target = match &of.rule.target {
        Target::Point { value } => value.to_string(),
        _ => String::new(),
    };
    let fields = Fields::from_pairs([
        ("code", of.indicator.code.clone()),
        ("name", of.indicator.name.clone()),
        ("definition", of.version.definition.clone()),
        ("unit", of.version.unit.clone()),
        ("polarity", of.version.polarity.0.word().to_owned()),
        ("target", target),
        ("tolerance", tolerance.to_string()),
        ("tolerance_kind", kind.word().to_owned()),
        ("decimals", of.rule.decimals.to_string()),
    ]);
    draw(&visit, Some((of, false)), Form::of(fields), StatusCode::OK).await
}

/// Changes an indicator.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let stood = standing_of(&visit, id).await?;
    let version = fields.number("version").unwrap_or(0);
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            visit.app.write(visit.author()?, move |work| Box::pin(commands::change(work, id, version, wanted))).await
        }
        Err(refused) => {
            let of = as_opened(stood, version);
            return draw(&visit, Some((of, false)), wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match outcome {
        Ok(()) => {
            Ok(visit.done(&format!("/indicators/{id}"), "Indicator changed. Requests made from now on ask for it so."))
        }
        Err(Error::Refused(refusal)) => {
            let of = as_opened(stood, version);
            let form = Form::refused(fields, &*refusal);
            draw(&visit, Some((of, false)), form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let of = standing_of(&visit, id).await?;
            let mut form = Form::of(fields);
            form.add("", "Somebody else changed this indicator after you opened it. What stands now is shown below what you typed; yours has not been saved yet.");
            draw(&visit, Some((of, true)), form, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

fn wrong(fields: Fields, refused: &[IndicatorRefusal]) -> Form {
    let mut form = Form::of(fields);
    for refusal in refused {
        form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
    }
    form
}

async fn standing_of(visit: &Visit, id: i64) -> Result<InForce> {
    measures::in_force(visit.app.db(), &[id], None).await?.remove(&id).ok_or(Error::NotFound)
}

/// The indicator under the version that the form was made from.
fn as_opened(mut of: InForce, version: i32) -> InForce {
    of.indicator.version = version;
    of
}

async fn draw(visit: &Visit, of: Option<(InForce, bool)>, form: Form, status: StatusCode) -> Result<Response> {
    let (title, action, back, version, stands) = match &of {
        Some((of, is_stale)) => {
            let mut stands = if *is_stale { facts(of) } else { Vec::new() };
            if *is_stale {
                stands.insert(1, ("Name", of.indicator.name.clone()));
            }
            let back = format!("/indicators/{}", of.indicator.id);
            (format!("Change {}", of.indicator.name), format!("{back}/edit"), back, of.indicator.version, stands)
        }
        None => ("Add an indicator".to_owned(), "/indicators".to_owned(), "/indicators".to_owned(), 0, Vec::new()),
    };
    let view = Edit {
        page: visit.form_page(title).await?,
        form,
        action,
        back,
        version,
        polarities: Choice::of_words::<Polarity>(),
        tolerances: Choice::of_words::<ToleranceKind>(),
        stands,
    };
    html_with(status, &view)
}
