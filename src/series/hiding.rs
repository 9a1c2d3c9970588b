//! Which figures the public may not see, judged over whole families of measures: a total and its parts are one table,
//! whichever panels they were given to. Facts for `domain::suppression`, which decides.

use super::{Versions, part};
use crate::error::Result;
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_domain::suppression::{Cell, Decided, Verdict, judge};
use remit_entity::{Stored, data_request, figure, indicator};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of these figures where the public reads them, by their ids. Figures that were accepted for other
/// papers count as if they were out: they will be.
///
/// # Errors
/// When the database cannot be read.
pub async fn verdicts(db: &impl ConnectionTrait, figures: &[figure::Model]) -> Result<BTreeMap<i64, Verdict>> {
    let totals: BTreeMap<i64, i64> = parts(db).await?;
    let asked: BTreeSet<i64> = figures.iter().map(|row| row.indicator_id).collect();
    let family = family(&asked, &totals);
    let others: Vec<i64> = family.iter().copied().filter(|id| in_a_sum(*id, &totals)).collect();
    let beside = taken(db, &others, figures).await?;
    let ids: Vec<i64> = family.into_iter().collect();
    let versions = Versions::of(db, &ids).await?;
    let states = states(db, figures.iter().chain(&beside)).await?;
    let cell = |row: &figure::Model| cell(row, &versions, (&totals, &states));
    let mut tables: BTreeMap<&str, BTreeMap<i64, &figure::Model>> = BTreeMap::new();
    for row in beside.iter().chain(figures) {
        tables.entry(&row.covers).or_default().insert(row.indicator_id, row);
    }
    let judged: BTreeMap<(&str, i64), Verdict> = tables
        .iter()
        .flat_map(|(covers, rows)| {
            let cells: Vec<Cell> = rows.values().map(|row| cell(row)).collect();
            judge(&cells).into_iter().map(|(id, verdict)| ((*covers, id), verdict))
        })
        .collect();
    let verdict = |row: &figure::Model| {
        let alone = judge(&[Cell { part_of: None, ..cell(row) }]).remove(&row.indicator_id);
        let among = judged.get(&(row.covers.as_str(), row.indicator_id)).cloned();
        match (alone, among) {
            // A value that another panel was told differently is hidden when either is.
            (Some(alone), Some(among)) if !among.is_hidden() => alone,
            (alone, among) => among.or(alone).unwrap_or(Verdict::Shown),
        }
    };
    Ok(figures.iter().map(|row| (row.id, verdict(row))).collect())
}

/// Which of these figures may not be explained by the value of the year before, because the public does not see that
/// one: it is hidden, or stands in no paper that the public may read.
///
/// # Errors
/// When the database cannot be read.
pub async fn years_hidden(db: &impl ConnectionTrait, figures: &[figure::Model]) -> Result<BTreeSet<i64>> {
    let year_of = |row: &figure::Model| {
        let covers: Period = row.covers.parse().ok()?;
        row.policy().year_before.map(|_| (row.indicator_id, covers.same_last_year().to_string()))
    };
    let wanted: BTreeMap<i64, (i64, String)> = figures.iter().filter_map(|row| Some((row.id, year_of(row)?))).collect();
    if wanted.is_empty() {
        return Ok(BTreeSet::new());
    }
    let (ids, covers): (BTreeSet<i64>, BTreeSet<&str>) =
        wanted.values().map(|(id, covers)| (*id, covers.as_str())).unzip();
    let rows = figure::Entity::find()
        .filter(figure::Column::IndicatorId.is_in(ids))
        .filter(figure::Column::Covers.is_in(covers))
        .all(db)
        .await?;
    let asked: BTreeSet<i64> = rows.iter().map(|row| row.request_id).collect();
    let requests = data_request::Entity::find().filter(data_request::Column::Id.is_in(asked)).all(db).await?;
    let periods: BTreeSet<Period> = requests.iter().filter_map(|row| row.period.parse().ok()).collect();
    let periods: Vec<Period> = periods.into_iter().collect();
    let open = super::sources(db, &super::Reader::Public, Some(&periods)).await?;
    let rows: Vec<figure::Model> = rows.into_iter().filter(|row| open.contains_key(&row.request_id)).collect();
    let verdicts = verdicts(db, &rows).await?;
    let shown: BTreeSet<(i64, &str)> = rows
        .iter()
        .filter(|row| verdicts.get(&row.id) == Some(&Verdict::Shown))
        .map(|row| (row.indicator_id, row.covers.as_str()))
        .collect();
    Ok(wanted.iter().filter(|(_, (id, covers))| !shown.contains(&(*id, covers.as_str()))).map(|(id, _)| *id).collect())
}

/// Which measures are parts of which.
async fn parts(db: &impl ConnectionTrait) -> Result<BTreeMap<i64, i64>> {
    let rows: Vec<(i64, Option<i64>)> = indicator::Entity::find()
        .select_only()
        .columns([indicator::Column::Id, indicator::Column::PartOfId])
        .filter(indicator::Column::PartOfId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, total)| Some((id, total?))).collect())
}

fn in_a_sum(id: i64, totals: &BTreeMap<i64, i64>) -> bool {
    totals.contains_key(&id) || totals.values().any(|total| *total == id)
}

/// These measures with everything that is added up with them.
fn family(asked: &BTreeSet<i64>, totals: &BTreeMap<i64, i64>) -> BTreeSet<i64> {
    let mut family = asked.clone();
    loop {
        let more: Vec<i64> = totals
            .iter()
            .filter(|(part, total)| family.contains(part) != family.contains(total))
            .flat_map(|(part, total)| [*part, *total])
            .collect();
        if more.is_empty() {
            return family;
        }
        family.extend(more);
    }
}

/// The accepted figures of a family for the periods of these.
async fn taken(db: &impl ConnectionTrait, ids: &[i64], figures: &[figure::Model]) -> Result<Vec<figure::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let covers: BTreeSet<&str> = figures.iter().map(|row| row.covers.as_str()).collect();
    let rows = figure::Entity::find()
        .filter(figure::Column::IndicatorId.is_in(ids.iter().copied()))
        .filter(figure::Column::Covers.is_in(covers))
        .all(db)
        .await?;
    let states = states(db, rows.iter()).await?;
    let given: BTreeSet<i64> = figures.iter().map(|row| row.id).collect();
    let is_taken = |row: &figure::Model| states.get(&row.request_id).is_some_and(|state| state.is_taken());
    Ok(rows.into_iter().filter(|row| is_taken(row) && !given.contains(&row.id)).collect())
}

async fn states<'f>(
    db: &impl ConnectionTrait,
    figures: impl Iterator<Item = &'f figure::Model>,
) -> Result<BTreeMap<i64, State>> {
    let ids: BTreeSet<i64> = figures.map(|row| row.request_id).collect();
    let rows: Vec<(i64, Stored<State>)> = data_request::Entity::find()
        .select_only()
        .columns([data_request::Column::Id, data_request::Column::State])
        .filter(data_request::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, state)| (id, state.0)).collect())
}

fn cell(
    row: &figure::Model,
    versions: &Versions,
    (totals, states): (&BTreeMap<i64, i64>, &BTreeMap<i64, State>),
) -> Cell {
    // What was typed and is no number may be a small one.
    let number = |text: &Option<String>| part(text.as_deref()).map(|read| read.unwrap_or(Decimal::ZERO));
    let version = versions.find(row.version_id);
    Cell {
        id: row.indicator_id,
        part_of: totals.get(&row.indicator_id).copied(),
        figure: row.figure(),
        numerator: number(&row.numerator),
        denominator: number(&row.denominator),
        unit: version.map_or_else(|| row.policy().unit, |version| version.unit.clone()),
        hide_below: version.and_then(|version| version.hide_below).map(Decimal::from),
        decided: Decided::read(&row.hidden_why),
        is_out: states.get(&row.request_id) == Some(&State::Published),
    }
}
