//! What the county measures: real indicator definitions with invented values. The same indicator and quarter
//! always give the same value, so that every demonstration shows the same county.

use super::county::{Ids, PANELS};
use crate::error::{Error, Result};
use crate::measures::{self, InForce, New};
use crate::work::Work;
use remit_domain::figure::{Absence, Figure};
use remit_domain::indicator::{Polarity, ToleranceKind};
use remit_domain::period::{FinancialYear, Period};
use remit_domain::policy::{Policy, Rule, Target, typed};
use remit_domain::rating::{Rating, rate};
use remit_domain::rhythm::{Basis, Expected, Rhythm};
use remit_domain::word::Word;
use remit_entity::{Stored, figure, indicator_version, rating_policy};
use rust_decimal::{Decimal, RoundingStrategy};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const DEFINITIONS: &str = include_str!("indicators.csv");

#[derive(Debug, Deserialize)]
struct Line {
    panel: String,
    code: String,
    name: String,
    definition: String,
    unit: String,
    polarity: String,
    target: String,
    tolerance: String,
    usual: Decimal,
    rhythm: String,
    lag: i32,
    basis: String,
    rule: String,
}

impl Line {
    /// Its target and rating: as its form would be filled in, or else a target with a tolerance.
    fn rule(&self, polarity: Polarity) -> Result<Rule> {
        if self.rule.is_empty() {
            let target: Option<Decimal> = self.target.parse().ok();
            let tolerance: Decimal = self.tolerance.parse().unwrap_or_default();
            let decimals = self.usual.scale().max(target.map_or(0, |target| target.scale()));
            return Ok(Rule::with_tolerance(polarity, target, (tolerance, ToleranceKind::Absolute), decimals));
        }
        let typed: BTreeMap<&str, &str> = self.rule.split("; ").filter_map(|pair| pair.split_once('=')).collect();
        let read = typed::read(|name| typed.get(name).copied().unwrap_or_default(), polarity);
        read.map_err(|refused| Error::broken(&format!("the rule of {}: {refused:?}", self.code)))
    }
}

/// One indicator of the county.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub panel: String,
    standing: InForce,
    usual: Decimal,
}

/// Sets up the indicators, each owned by the director of its panel.
pub(super) async fn define(work: &Work, ids: &Ids) -> Result<Vec<Measure>> {
    let (db, at) = (&work.tx, work.at);
    let mut entered = Vec::new();
    let broken = |error: &dyn std::fmt::Display| Error::broken(&format!("the demonstration's indicators: {error}"));
    for line in csv::Reader::from_reader(DEFINITIONS.as_bytes()).deserialize::<Line>() {
        let line = line.map_err(|error| broken(&error))?;
        let polarity = Polarity::from_word(&line.polarity).ok_or_else(|| broken(&line.polarity))?;
        let rule = line.rule(polarity)?;
        let owner = PANELS.iter().zip(&ids.panels).find(|(panel, _)| panel.short == line.panel);
        let version = indicator_version::Model {
            definition: line.definition,
            unit: line.unit,
            polarity: Stored(polarity),
            rhythm: Stored(Rhythm::from_word(&line.rhythm).unwrap_or_default()),
            lag: line.lag,
            basis: Stored(Basis::from_word(&line.basis).unwrap_or_default()),
            ..measures::first_version(at, "Remit")
        };
        let owner_post_id = owner.map(|(_, ids)| ids.director_post);
        let new = New { code: line.code.clone(), name: line.name.clone(), owner_post_id, version, rule };
        let id = measures::enter(db, new).await?;
        entered.push((id, line.panel, line.usual));
    }
    let ids: Vec<i64> = entered.iter().map(|(id, ..)| *id).collect();
    let mut standing = measures::in_force(db, &ids, None).await?;
    raise(work, standing.values().find(|one| one.indicator.code == RAISED)).await?;
    Ok(entered
        .into_iter()
        .filter_map(|(id, panel, usual)| Some(Measure { panel, usual, standing: standing.remove(&id)? }))
        .collect())
}

/// The indicator whose target the panel has raised for the quarters to come.
const RAISED: &str = "CL-EET";

async fn raise(work: &Work, of: Option<&InForce>) -> Result<()> {
    let Some(of) = of else { return Ok(()) };
    let rule = Rule { target: Target::Point { value: Decimal::from(60) }, ..of.rule.clone() };
    let row = rating_policy::ActiveModel {
        indicator_id: Set(of.indicator.id),
        number: Set(2),
        from_period: Set(Period::quarter_of(work.today).to_string()),
        rule: Set(rule.text()),
        reason: Set("The Panel asked for a target above the national average.".to_owned()),
        made_at: Set(work.at),
        made_by: Set("Rowan Ellery".to_owned()),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    Ok(())
}

/// A value of one quarter, as it was typed and rated.
pub(super) struct Value {
    pub figure: Figure,
    pub typed: String,
    pub reason: String,
    pub commentary: String,
    pub rating: Rating,
    pub why: String,
}

impl Measure {
    /// An indicator of the county as it stands in the database.
    pub fn of(standing: InForce) -> Result<Self> {
        for line in csv::Reader::from_reader(DEFINITIONS.as_bytes()).deserialize::<Line>() {
            let line = line.map_err(|error| Error::Broken(error.into()))?;
            if line.code == standing.indicator.code {
                return Ok(Self { panel: line.panel, usual: line.usual, standing });
            }
        }
        Err(Error::broken("an indicator that the county does not know"))
    }

    pub fn id(&self) -> i64 {
        self.standing.indicator.id
    }

    pub fn code(&self) -> &str {
        &self.standing.indicator.code
    }

    pub fn name(&self) -> &str {
        &self.standing.indicator.name
    }

    /// An empty line of a request about a period.
    pub fn line(&self, request_id: i64, position: i32, period: Period) -> figure::ActiveModel {
        measures::blank(request_id, position, (&self.standing, &self.standing.policy(period)), period)
    }

    /// What stands in the place of a value that is not due.
    fn not_due(policy: &Policy, reason: String) -> Value {
        let figure = Figure::Absent(Absence::NotDue);
        let rated = rate(&figure, policy);
        let typed = "not due".to_owned();
        Value { figure, typed, reason, commentary: String::new(), rating: rated.rating, why: rated.why }
    }

    /// The value in a quarter: near the usual one, drifting a little from quarter to quarter; where the target grows
    /// over the year, the value does.
    pub fn value(&self, quarter: i32) -> Value {
        let year = FinancialYear::starting(quarter.div_euclid(4));
        let period = Period::quarter(year, u8::try_from(quarter.rem_euclid(4) + 1).unwrap_or(1));
        let period = period.unwrap_or(Period::year(year));
        let policy = self.standing.policy(period);
        if let Expected::NotDue { next } = self.standing.expected(period) {
            return Self::not_due(&policy, format!("It reports next for {}.", next.title()));
        }
        if self.code() == "ABS-PERS" && quarter.rem_euclid(4) == 1 {
            let reason = "Collected by term; the summer term is reported with quarter 3.";
            return Self::not_due(&policy, reason.to_owned());
        }
        let usual = match &self.standing.rule.target {
            Target::Profiled { quarters } => self.usual * policy.target().unwrap_or(quarters[3]) / quarters[3],
            _ => self.usual,
        };
        let spread = usual.abs().max(Decimal::ONE) * Decimal::new(7, 2);
        let drift = self.draw(quarter / 4, "year") + self.draw(quarter, "quarter") / Decimal::TWO;
        let value = (usual + spread * drift).max(Decimal::ZERO);
        let ceiling = if policy.unit == "%" { Decimal::ONE_HUNDRED } else { Decimal::MAX };
        let value = value.min(ceiling).round_dp_with_strategy(policy.decimals, RoundingStrategy::MidpointAwayFromZero);
        let figure = Figure::Number(value);
        let rated = rate(&figure, &policy);
        let commentary =
            if rated.rating.needs_commentary() { self.commentary(quarter, rated.rating) } else { String::new() };
        Value {
            figure,
            typed: value.to_string(),
            reason: String::new(),
            commentary,
            rating: rated.rating,
            why: rated.why,
        }
    }

    /// A number between -1 and 1 that belongs to this indicator, this time and this use.
    fn draw(&self, time: i32, what: &str) -> Decimal {
        let digest = Sha256::digest(format!("{}:{time}:{what}", self.code()));
        Decimal::new(i64::from(digest[0]) * 256 + i64::from(digest[1]) - 32_768, 0) / Decimal::from(32_768)
    }

    fn commentary(&self, quarter: i32, rating: Rating) -> String {
        const CAUSES: [&str; 6] = [
            "Demand in the quarter was higher than in any of the four before it.",
            "Two posts were vacant until the middle of the quarter; both are now filled.",
            "A change of recording system delayed the closure of cases in the first month.",
            "Partners’ advice came later than agreed in a third of cases.",
            "A small number of long-running cases weighs on the figure.",
            "The provider did not have the staff it had planned for.",
        ];
        const STEPS: [&str; 6] = [
            "A weekly meeting of the service now looks at every case at risk of missing the standard.",
            "An improvement plan was agreed in the quarter and reports monthly to the director.",
            "Additional hours have been agreed until the end of the financial year.",
            "The contract is reviewed with the provider next month.",
            "The service expects to be back within tolerance in the next quarter.",
            "Training for new staff is complete; the effect should show from next quarter.",
        ];
        let pick = |what: &str| {
            let digest = Sha256::digest(format!("{}:{quarter}:{what}", self.code()));
            usize::from(digest[0]) % CAUSES.len()
        };
        let end = if rating == Rating::Red { " The director will be at the meeting to answer questions." } else { "" };
        format!("{} {}{end}", CAUSES[pick("cause")], STEPS[pick("step")])
    }
}
