//! An indicator over the periods: its figures as a table and as a chart, where its definition changed, what it came
//! to elsewhere. Drawn by the officers' page and by the public's, which is told nothing that is hidden.

use super::reading::{Known, Reading, heads, travelled};
use super::{Given, Versions, hiding, previous_due, starts_anew};
use crate::error::Result;
use crate::measures::{self, InForce};
use remit_domain::figure::{Figure, with_unit};
use remit_domain::period::Period;
use remit_domain::rating::Direction;
use remit_domain::suppression::Verdict;
use remit_domain::trend::{self, CHART, Dot, Point};
use remit_entity::{comparator, correction, figure};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// The figure of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line.
    pub figure_id: i64,
    /// "2026/27 Q2".
    pub period: String,
    /// "Quarter 2 (July to September 2026)".
    pub title: String,
    /// What it came to.
    pub reading: Reading,
    /// Since the period before.
    pub short: &'static str,
    /// Since the same period of the year before.
    pub long: &'static str,
    /// That the definition changed with this period; empty where it did not.
    pub boundary: String,
    /// The request.
    pub request: String,
    /// Its reference.
    pub reference: String,
    /// Whether it was accepted.
    pub is_accepted: bool,
    /// Whether it is out, so that a change is a correction.
    pub is_published: bool,
    /// Why the public does not see it; empty where it does.
    pub hidden_from_public: String,
}

/// A line drawn large, with everything in it said in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The line.
    pub path: String,
    /// Its points.
    pub dots: Vec<Dot>,
    /// The targets.
    pub target: String,
    /// Where the definition changed.
    pub breaks: Vec<f64>,
    /// The lowest value of the scale.
    pub low: String,
    /// The highest.
    pub high: String,
    /// The first period.
    pub first: String,
    /// The last.
    pub last: String,
    /// Every number in words.
    pub described: String,
}

/// What the indicator came to elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Where.
    pub area: String,
    /// When.
    pub year: String,
    /// How much.
    pub value: String,
    /// By whose account.
    pub source: String,
}

/// An indicator over the periods.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Newest first.
    pub rows: Vec<Row>,
    /// None while there is no number.
    pub drawing: Option<Drawing>,
    /// By area.
    pub elsewhere: Vec<Elsewhere>,
    /// The latest figure and where it is going, as a sentence.
    pub now: String,
}

/// The changes after publication of some figures, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn changes(
    db: &impl ConnectionTrait,
    figures: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Vec<correction::Model>>> {
    let rows = correction::Entity::find()
        .filter(correction::Column::FigureId.is_in(figures))
        .order_by_asc(correction::Column::Id)
        .all(db)
        .await?;
    let mut found: BTreeMap<i64, Vec<correction::Model>> = BTreeMap::new();
    for row in rows {
        found.entry(row.figure_id).or_default().push(row);
    }
    Ok(found)
}

/// The history of an indicator from its figures, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl ConnectionTrait, of: &InForce, given: &[Given], is_public: bool) -> Result<History> {
    let versions = Versions::of(db, &[of.indicator.id]).await?;
    let changed = changes(db, given.iter().map(|one| one.figure.id)).await?;
    let figures: Vec<figure::Model> = given.iter().map(|one| one.figure.clone()).collect();
    let verdicts = hiding::verdicts(db, &figures).await?;
    let elsewhere = comparator::Entity::find()
        .filter(comparator::Column::IndicatorId.eq(of.indicator.id))
        .order_by_asc(comparator::Column::Area)
        .order_by_desc(comparator::Column::Year)
        .all(db)
        .await?;
    let years_hidden = if is_public { hiding::years_hidden(db, &figures).await? } else { BTreeSet::new() };
    let shown = Shown { versions: &versions, changed: &changed, verdicts: &verdicts, years_hidden, is_public };
    let by_period: BTreeMap<Period, &Given> = given.iter().map(|one| (one.period, one)).collect();
    let mut rows: Vec<Row> = Vec::with_capacity(given.len());
    for (at, one) in given.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| given.get(before));
        let last = previous_due(versions.find(one.figure.version_id), one.period);
        let compared = (by_period.get(&last).copied(), by_period.get(&one.period.same_last_year()).copied());
        rows.push(shown.row(one, before, compared));
    }
    rows.reverse();
    let unit = of.version.unit.clone();
    Ok(History {
        now: rows.first().map(standing).unwrap_or_default(),
        drawing: shown.drawing(given, &unit),
        rows,
        elsewhere: elsewhere.into_iter().map(|row| told(row, &unit)).collect(),
    })
}

fn told(row: comparator::Model, unit: &str) -> Elsewhere {
    let value = row.value.parse::<Decimal>().map_or(row.value, |value| with_unit(value, unit));
    Elsewhere { area: row.area, year: row.year, value, source: row.source }
}

/// The latest figure and where it is going, as a sentence.
fn standing(row: &Row) -> String {
    let travelled = match row.short {
        "Not comparable" => "it cannot be compared with the period before".to_owned(),
        "No change" => "no change from the period before".to_owned(),
        words => format!("{} from the period before", words.to_lowercase()),
    };
    if row.reading.hidden.is_empty() {
        format!("{}: {}, {travelled}.", row.title, row.reading.value)
    } else {
        format!("{}: {}", row.title, row.reading.hidden)
    }
}

/// What is known around the figures, and to whom they are shown.
struct Shown<'s> {
    versions: &'s Versions,
    changed: &'s BTreeMap<i64, Vec<correction::Model>>,
    verdicts: &'s BTreeMap<i64, Verdict>,
    years_hidden: BTreeSet<i64>,
    is_public: bool,
}

impl Shown<'_> {
    /// The figure as this reader knows it: a hidden one is none.
    fn figure(&self, one: &Given) -> Option<Figure> {
        one.figure.figure().filter(|_| !self.is_public || self.verdicts.get(&one.figure.id) == Some(&Verdict::Shown))
    }

    fn row(&self, one: &Given, before: Option<&Given>, (last, year): (Option<&Given>, Option<&Given>)) -> Row {
        let row = &one.figure;
        let none = Vec::new();
        let changes = self.changed.get(&row.id).unwrap_or(&none);
        let private = Reading::private(row, one.period, self.versions, changes);
        let verdict = self.verdicts.get(&row.id).unwrap_or(&Verdict::Shown);
        let reading = match self.is_public {
            true => {
                let (version, is_year_hidden) =
                    (self.versions.find(row.version_id), self.years_hidden.contains(&row.id));
                Reading::public(row, &Known { verdict, version, is_year_hidden }, private)
            }
            false => private,
        };
        Row {
            figure_id: row.id,
            period: one.period.to_string(),
            title: one.period.title(),
            short: self.since(one, last).label(),
            long: self.since(one, year).label(),
            boundary: self.boundary(one, before),
            request: format!("/requests/{}", one.source.request.id),
            reference: one.source.request.reference.clone(),
            is_accepted: one.source.request.state.0.is_taken(),
            is_published: one.source.request.state.0 == remit_domain::request::State::Published,
            hidden_from_public: if self.is_public { String::new() } else { verdict.words() },
            reading,
        }
    }

    fn since(&self, one: &Given, before: Option<&Given>) -> Direction {
        let basis = self.versions.find(one.figure.version_id).map(|version| version.basis.0).unwrap_or_default();
        let before = before.filter(|before| !starts_anew(basis, (before.period, one.period)));
        let (now, was) = (self.figure(one), before.and_then(|before| self.figure(before)));
        travelled(
            (now.as_ref(), one.figure.version_id),
            before.map(|before| (was.as_ref(), before.figure.version_id)),
            (self.versions, one.figure.policy().polarity),
        )
    }

    /// That values from here on may not be compared with those before.
    fn boundary(&self, one: &Given, before: Option<&Given>) -> String {
        let Some(before) = before.filter(|before| before.figure.version_id != one.figure.version_id) else {
            return String::new();
        };
        let reason = self.versions.find(one.figure.version_id).map(|version| version.reason.trim()).unwrap_or_default();
        let because = if reason.is_empty() { String::new() } else { format!(" {reason}") };
        match self.versions.are_comparable(before.figure.version_id, one.figure.version_id) {
            true => format!("Definition changed in {}: still comparable.{because}", one.period),
            false => format!("Definition changed in {}: not comparable with what came before.{because}", one.period),
        }
    }

    /// Every period from the first to the last, those without a figure as gaps.
    fn drawing(&self, given: &[Given], unit: &str) -> Option<Drawing> {
        let (first, last) = (given.first()?.period, given.last()?.period);
        let like = |one: &&Given| std::mem::discriminant(&one.period) == std::mem::discriminant(&last);
        let by_period: BTreeMap<Period, &Given> = given.iter().filter(like).map(|one| (one.period, one)).collect();
        let mut periods = vec![by_period.keys().next().copied().unwrap_or(first)];
        while let Some(next) = periods.last().map(|period| period.next()).filter(|next| *next <= last) {
            periods.push(next);
        }
        let at = |period: &Period| by_period.get(period).copied();
        let values: Vec<Option<Decimal>> = periods
            .iter()
            .map(|period| match at(period).and_then(|one| self.figure(one)) {
                Some(Figure::Number(value)) => Some(value),
                _ => None,
            })
            .collect();
        let targets: Vec<Option<Decimal>> =
            periods.iter().map(|period| at(period).and_then(|one| one.figure.policy().target())).collect();
        let breaks: Vec<usize> = periods
            .iter()
            .enumerate()
            .filter(|(index, period)| {
                let before = periods.iter().take(*index).rev().find_map(at);
                at(period).zip(before).is_some_and(|(one, before)| {
                    !self.versions.are_comparable(before.figure.version_id, one.figure.version_id)
                })
            })
            .map(|(index, _)| index)
            .collect();
        let drawn = trend::chart(&values, &targets, &breaks, &CHART)?;
        let points: Vec<Point> = periods
            .iter()
            .map(|period| Point { label: period.to_string(), figure: at(period).and_then(|one| self.figure(one)) })
            .collect();
        let target = targets.iter().rev().flatten().next().copied();
        Some(Drawing {
            described: trend::describe(&points, target, unit),
            low: with_unit(drawn.low, unit),
            high: with_unit(drawn.high, unit),
            first: periods.first().map(ToString::to_string).unwrap_or_default(),
            last: last.to_string(),
            path: drawn.path,
            dots: drawn.dots.into_iter().flatten().collect(),
            target: drawn.target,
            breaks: drawn.breaks,
        })
    }
}

/// The rows as cells of a file, oldest first.
#[must_use]
pub fn cells(code: &str, name: &str, history: &History) -> Vec<Vec<String>> {
    const OWN: [&str; 7] = [
        "Rating",
        "Service's own rating",
        "Since last period",
        "Since same period last year",
        "Marks",
        "Notes",
        "Commentary",
    ];
    let mut rows = vec![heads(&OWN)];
    for row in history.rows.iter().rev() {
        let one = &row.reading;
        let corrected = one.changes.iter().map(|change| {
            format!("{} on {}: was {}, is {}. {}", change.kind, change.on, change.was, change.becomes, change.reason)
        });
        let notes = [row.boundary.clone(), one.reason.clone(), one.hidden.clone(), one.age.clone()];
        let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).chain(corrected).collect();
        let own = [
            one.rating.replace('-', " "),
            one.stated.replace('-', " "),
            row.short.to_owned(),
            row.long.to_owned(),
            one.marks.join(", "),
            notes.join(" "),
            one.commentary.clone(),
        ];
        rows.push(one.cells((code, name, &row.period), own));
    }
    rows
}

/// An indicator as it stands, by its code.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<InForce>> {
    use remit_entity::indicator;
    let row = indicator::Entity::find().filter(indicator::Column::Code.eq(code)).one(db).await?;
    let Some(row) = row else { return Ok(None) };
    let id = row.id;
    Ok(measures::in_force_of(db, vec![row], None).await?.remove(&id))
}
