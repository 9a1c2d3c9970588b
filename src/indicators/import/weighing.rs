//! A list that was read, weighed against what stands: which lines are new, which would change what, which say the same.
//! What we know better is never overwritten: a change is a proposal that an officer ticks.

use super::reading::{Elsewhere, Read};
use crate::error::Result;
use crate::measures::{self, InForce};
use remit_domain::indicator::version::{Measurement, begins};
use remit_domain::indicator_list::{Line, Remark};
use remit_domain::policy::Rule;
use remit_domain::wording;
use remit_entity::{comparator, indicator, rating_policy};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};

/// What a line comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proposal {
    /// An indicator that we do not have.
    New(Box<Line>),
    /// One that we have, with what would be another.
    Change(Box<Changed>),
    /// Comparators only, of one that we have.
    Comparators(i64),
    /// It says what we have.
    Same,
    /// It would change what cannot be changed so.
    Impossible(String),
}

/// What would be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    pub standing: InForce,
    pub name: Option<String>,
    pub measurement: Option<Measurement>,
    pub rule: Option<Rule>,
    pub target_source: String,
}

/// A line with what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub code: String,
    pub name: String,
    pub proposal: Proposal,
    /// Comparators that we do not have so.
    pub elsewhere: Vec<Elsewhere>,
    pub remarks: Vec<String>,
}

impl Weighed {
    /// Whether it is ticked before anybody looked: what is new, and what only adds.
    pub(crate) fn is_proposed(&self) -> bool {
        matches!(self.proposal, Proposal::New(_) | Proposal::Comparators(_))
    }

    /// Whether it can be ticked.
    pub(crate) fn is_possible(&self) -> bool {
        !matches!(self.proposal, Proposal::Same | Proposal::Impossible(_))
    }

    /// What it comes to, in words.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = match &self.proposal {
            Proposal::New(line) => {
                vec![format!("New. Target: {}.", line.rule.target.words(&line.measurement.unit).to_lowercase())]
            }
            Proposal::Change(changed) => changed.words(),
            Proposal::Comparators(_) => Vec::new(),
            Proposal::Same => vec!["Nothing new.".to_owned()],
            Proposal::Impossible(why) => vec![why.clone()],
        };
        match self.elsewhere.len() {
            0 => {}
            1 => words.push("1 comparator.".to_owned()),
            n => words.push(format!("{n} comparators.")),
        }
        words
    }
}

impl Changed {
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(name) = &self.name {
            words.push(format!("Renamed from “{}” to “{name}”.", self.standing.indicator.name));
        }
        let before = measures::measurement(&self.standing.version);
        if let Some(after) = &self.measurement {
            let number = self.standing.version.number + 1;
            words.push(format!("Version {number}: {} changes.", wording::list(&before.differences(after))));
        }
        if let Some(rule) = &self.rule {
            let (old, unit) =
                (&self.standing.version.unit, self.measurement.as_ref().map_or(&before.unit, |m| &m.unit));
            words.push(format!(
                "Target {} instead of {}. {}",
                rule.target.words(unit).to_lowercase(),
                self.standing.rule.target.words(old).to_lowercase(),
                rule.method.words(unit)
            ));
        }
        words
    }
}

/// Weighs what was read. `from` is the period from which changes would hold.
pub(crate) async fn weigh(db: &impl ConnectionTrait, read: Read, from: &str) -> Result<Vec<Weighed>> {
    let codes: BTreeSet<&str> =
        read.lines.iter().map(|line| line.code.as_str()).chain(read.elsewhere.keys().map(String::as_str)).collect();
    let rows = indicator::Entity::find().filter(indicator::Column::Code.is_in(codes)).all(db).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let standing = measures::in_force_of(db, rows, None).await?;
    let mut standing: BTreeMap<String, InForce> =
        standing.into_values().map(|one| (one.indicator.code.clone(), one)).collect();
    let had = comparators_of(db, &ids).await?;
    let begun = rules_begin(db, &ids).await?;
    let Read { lines, mut elsewhere, columns, .. } = read;
    let mut weighed = Vec::new();
    for line in lines {
        let found = elsewhere.remove(&line.code).unwrap_or_default();
        let one = match standing.remove(&line.code) {
            None => new(line, found),
            Some(stands) => {
                let last = begun.get(&(stands.indicator.id, stands.number)).cloned().unwrap_or_default();
                let found = not_had(&had, stands.indicator.id, found);
                against(stands, line, found, &At { columns: &columns, from, last: &last })
            }
        };
        weighed.push(one);
    }
    for (code, found) in elsewhere {
        let Some(stands) = standing.remove(&code) else {
            let why = "There is no indicator of this code.".to_owned();
            let (proposal, name) = (Proposal::Impossible(why), String::new());
            weighed.push(Weighed { code, name, proposal, elsewhere: found, remarks: Vec::new() });
            continue;
        };
        let id = stands.indicator.id;
        let elsewhere = not_had(&had, id, found);
        let proposal = if elsewhere.is_empty() { Proposal::Same } else { Proposal::Comparators(id) };
        weighed.push(Weighed { code, name: stands.indicator.name, proposal, elsewhere, remarks: Vec::new() });
    }
    Ok(weighed)
}

fn new(line: Line, elsewhere: Vec<Elsewhere>) -> Weighed {
    Weighed {
        code: line.code.clone(),
        name: line.name.clone(),
        remarks: line.remarks.iter().map(ToString::to_string).collect(),
        proposal: Proposal::New(Box::new(line)),
        elsewhere,
    }
}

/// Against what a line is weighed.
struct At<'a> {
    columns: &'a BTreeSet<String>,
    from: &'a str,
    /// The first period of the rule that stands.
    last: &'a str,
}

/// A line beside the indicator of its code. A column that the list does not have, and what was understood only in
/// part, says nothing about what we have.
fn against(stands: InForce, line: Line, elsewhere: Vec<Elsewhere>, at: &At<'_>) -> Weighed {
    let has = |name: &str| at.columns.contains(name);
    let before = measures::measurement(&stands.version);
    let is_sure =
        |frequency: bool| line.remarks.iter().all(|remark| matches!(remark, Remark::BasisUnknown(_)) == frequency);
    let said = line.measurement.clone();
    let text = |name: &str, said: String, had: &String| if has(name) { said } else { had.clone() };
    let after = Measurement {
        definition: text("definition", said.definition, &before.definition),
        unit: text("unit", said.unit, &before.unit),
        polarity: said.polarity,
        cohort: text("cohort", said.cohort, &before.cohort),
        rhythm: if has("frequency") && is_sure(true) { said.rhythm } else { before.rhythm },
        lag: before.lag,
        basis: if has("period_basis") && is_sure(false) { said.basis } else { before.basis },
        numerator: text("numerator", said.numerator, &before.numerator),
        denominator: text("denominator", said.denominator, &before.denominator),
        source: text("source", said.source, &before.source),
        hide_below: before.hide_below,
    };
    let is_ruled = (&stands.rule.target, &stands.rule.method) != (&line.rule.target, &line.rule.method);
    let rule =
        (has("typical_target") && is_ruled).then(|| Rule { exceeding: stands.rule.exceeding, ..line.rule.clone() });
    let measurement = (after != before).then_some(after);
    let name = (stands.indicator.name != line.name).then(|| line.name.clone());
    let does_not_fit = measurement.as_ref().is_some_and(|after| stands.rule.check(after.polarity).is_err());
    let is_early = |last: &str| begins(at.from, last).is_err();
    let proposal = if name.is_none() && measurement.is_none() && rule.is_none() {
        if elsewhere.is_empty() { Proposal::Same } else { Proposal::Comparators(stands.indicator.id) }
    } else if does_not_fit {
        Proposal::Impossible(
            "Another way is better now, which its rating does not fit: change its rating to “not rated” first."
                .to_owned(),
        )
    } else if (measurement.is_some() && is_early(&stands.version.from_period)) || (rule.is_some() && is_early(at.last))
    {
        Proposal::Impossible("A version or rule of ours begins later than the period chosen.".to_owned())
    } else {
        let target_source = line.target_source.clone();
        Proposal::Change(Box::new(Changed { standing: stands, name, measurement, rule, target_source }))
    };
    let remarks = line.remarks.iter().map(ToString::to_string).collect();
    Weighed { code: line.code, name: line.name, proposal, elsewhere, remarks }
}

type Had = BTreeMap<(i64, String, String), String>;

async fn comparators_of(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Had> {
    let rows =
        comparator::Entity::find().filter(comparator::Column::IndicatorId.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| ((row.indicator_id, row.area, row.year), row.value)).collect())
}

fn not_had(had: &Had, id: i64, found: Vec<Elsewhere>) -> Vec<Elsewhere> {
    found.into_iter().filter(|one| had.get(&(id, one.area.clone(), one.year.clone())) != Some(&one.value)).collect()
}

/// The first period of each rule.
async fn rules_begin(db: &impl ConnectionTrait, ids: &[i64]) -> Result<BTreeMap<(i64, i32), String>> {
    let rows = rating_policy::Entity::find()
        .filter(rating_policy::Column::IndicatorId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| ((row.indicator_id, row.number), row.from_period)).collect())
}
