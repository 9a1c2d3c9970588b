//! Indicators as they stand in a period: the version of their definition and the rule that rates them, and the empty
//! lines of a request made from both. Read by the columns of indicators, requests and papers; pages are theirs.

mod anew;
mod due;
mod said;

pub use anew::{Outdated, outdated, rate_anew};
pub use due::{Place, due_in};
pub use said::{facts_of_version, measurement, version_of};

use crate::error::Result;
use chrono::{DateTime, Utc};
use remit_domain::figure::{Absence, Figure};
use remit_domain::period::Period;
use remit_domain::policy::{Method, Policy, Rule};
use remit_domain::rating::{self, RULE_VERSION};
use remit_domain::request::State;
use remit_domain::rhythm::{self, Expected};
use remit_entity::{Stored, data_request, figure, indicator, indicator_version, rating_policy};
use rust_decimal::Decimal;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use std::collections::BTreeMap;

/// An indicator with what was in force of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The indicator.
    pub indicator: indicator::Model,
    /// What it measures.
    pub version: indicator_version::Model,
    /// The version of the rule that rates it.
    pub number: i32,
    /// How it is rated.
    pub rule: Rule,
}

impl InForce {
    /// The policy for a period.
    #[must_use]
    pub fn policy(&self, period: Period) -> Policy {
        self.rule.for_period(period, self.version.polarity.0, &self.version.unit)
    }

    /// What a period may expect of it.
    #[must_use]
    pub fn expected(&self, period: Period) -> Expected {
        rhythm::expected(self.version.rhythm.0, self.version.lag, period)
    }
}

/// Whether what holds from one period on holds in another; from the beginning when no period is named.
#[must_use]
pub fn holds(from_period: &str, period: Period) -> bool {
    from_period.parse::<Period>().map_or(true, |from| from.start() <= period.start())
}

/// Some indicators as they stand in a period; without one, as they stood last.
///
/// # Errors
/// When the database cannot be read.
pub async fn in_force(
    db: &impl ConnectionTrait,
    ids: &[i64],
    period: Option<Period>,
) -> Result<BTreeMap<i64, InForce>> {
    let rows = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    in_force_of(db, rows, period).await
}

/// The same of rows that were read already.
///
/// # Errors
/// When the database cannot be read.
pub async fn in_force_of(
    db: &impl ConnectionTrait,
    rows: Vec<indicator::Model>,
    period: Option<Period>,
) -> Result<BTreeMap<i64, InForce>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let held = |from: &str| period.is_none_or(|period| holds(from, period));
    let versions = indicator_version::Entity::find()
        .filter(indicator_version::Column::IndicatorId.is_in(ids.iter().copied()))
        .order_by_asc(indicator_version::Column::Number)
        .all(db)
        .await?;
    let mut version: BTreeMap<i64, indicator_version::Model> = BTreeMap::new();
    for row in versions {
        // The first version stands for what came before it, too.
        if held(&row.from_period) || !version.contains_key(&row.indicator_id) {
            version.insert(row.indicator_id, row);
        }
    }
    let policies = rating_policy::Entity::find()
        .filter(rating_policy::Column::IndicatorId.is_in(ids))
        .order_by_asc(rating_policy::Column::Number)
        .all(db)
        .await?;
    let mut policy: BTreeMap<i64, rating_policy::Model> = BTreeMap::new();
    for row in policies {
        if held(&row.from_period) || !policy.contains_key(&row.indicator_id) {
            policy.insert(row.indicator_id, row);
        }
    }
    Ok(rows
        .into_iter()
        .filter_map(|indicator| {
            let version = version.remove(&indicator.id)?;
            let policy = policy.remove(&indicator.id)?;
            let rule = Rule::read(&policy.rule)?;
            Some((indicator.id, InForce { indicator, version, number: policy.number, rule }))
        })
        .collect())
}

/// An indicator to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The post that owns it.
    pub owner_post_id: Option<i64>,
    /// Its first version; its indicator and number are set here.
    pub version: indicator_version::Model,
    /// How it is rated.
    pub rule: Rule,
}

/// A first version that measures a number each quarter, to be filled in.
#[must_use]
pub fn first_version(at: DateTime<Utc>, by: &str) -> indicator_version::Model {
    indicator_version::Model {
        id: 0,
        indicator_id: 0,
        number: 1,
        from_period: String::new(),
        definition: String::new(),
        unit: String::new(),
        polarity: Stored(remit_domain::indicator::Polarity::Neutral),
        cohort: String::new(),
        rhythm: Stored(rhythm::Rhythm::Quarterly),
        lag: 0,
        basis: Stored(rhythm::Basis::Quarter),
        numerator: String::new(),
        denominator: String::new(),
        source: String::new(),
        is_comparable: true,
        hide_below: None,
        reason: String::new(),
        made_at: at,
        made_by: by.to_owned(),
    }
}

/// Enters an indicator with its first version and its first rule.
///
/// # Errors
/// When the database cannot be written, as when another has its code.
pub async fn enter(db: &impl ConnectionTrait, new: New) -> std::result::Result<i64, DbErr> {
    let row = indicator::ActiveModel {
        code: Set(new.code),
        name: Set(new.name),
        owner_post_id: Set(new.owner_post_id),
        retired_why: Set(String::new()),
        version: Set(1),
        ..Default::default()
    };
    let id = row.insert(db).await?.id;
    let (at, by) = (new.version.made_at, new.version.made_by.clone());
    as_version(indicator_version::Model { indicator_id: id, number: 1, ..new.version }).insert(db).await?;
    let policy = rating_policy::ActiveModel {
        indicator_id: Set(id),
        number: Set(1),
        from_period: Set(String::new()),
        rule: Set(new.rule.text()),
        reason: Set(String::new()),
        made_at: Set(at),
        made_by: Set(by),
        ..Default::default()
    };
    policy.insert(db).await?;
    Ok(id)
}

/// A version ready to be inserted under a number of its own.
#[must_use]
pub fn as_version(row: indicator_version::Model) -> indicator_version::ActiveModel {
    let mut row: indicator_version::ActiveModel = row.into();
    row.id = sea_orm::ActiveValue::NotSet;
    row.reset_all()
}

/// One empty line an indicator for a request about a period, in the order given. What does not report in the period
/// says so; what lags is rated by what was in force in the period that it covers.
///
/// # Errors
/// When the database cannot be read.
pub async fn lines(
    db: &impl ConnectionTrait,
    request_id: i64,
    ids: &[i64],
    period: Period,
) -> Result<Vec<figure::ActiveModel>> {
    let mut standing = in_force(db, ids, Some(period)).await?;
    let mut lines = Vec::with_capacity(ids.len());
    for (position, id) in (1..).zip(ids) {
        let Some(one) = standing.remove(id) else { continue };
        let covers = match one.expected(period) {
            Expected::Due { covers } => covers,
            Expected::NotDue { .. } => period,
        };
        let (rated, policy) = policy_for(db, one.clone(), (period, covers)).await?;
        let line = blank(request_id, position, (&one, &policy), period);
        lines.push(figure::ActiveModel { version_id: Set(Some(rated.version.id)), ..line });
    }
    Ok(lines)
}

/// What rates the value of a period that is given in a request about the same period or a later one: the rule of the
/// period that it covers, with the value of the year before where the rule asks for it.
async fn policy_for(
    db: &impl ConnectionTrait,
    standing: InForce,
    (period, covers): (Period, Period),
) -> Result<(InForce, Policy)> {
    let then = if covers == period {
        standing
    } else {
        let id = standing.indicator.id;
        in_force(db, &[id], Some(covers)).await?.remove(&id).unwrap_or(standing)
    };
    let mut policy = then.policy(covers);
    if matches!(policy.method, Method::Improving { .. }) {
        policy.year_before = year_before(db, &then, covers).await?;
    }
    Ok((then, policy))
}

/// An empty line.
#[must_use]
pub fn blank(
    request_id: i64,
    position: i32,
    (one, policy): (&InForce, &Policy),
    period: Period,
) -> figure::ActiveModel {
    let line = figure::ActiveModel {
        request_id: Set(request_id),
        indicator_id: Set(one.indicator.id),
        position: Set(position),
        typed: Set(String::new()),
        number: Set(None),
        absence: Set(None),
        reason: Set(String::new()),
        commentary: Set(String::new()),
        rating: Set(None),
        why: Set(String::new()),
        rule_version: Set(0),
        version_id: Set(Some(one.version.id)),
        policy: Set(policy.text()),
        covers: Set(period.to_string()),
        certainty: Set(Stored(remit_domain::figure::Certainty::Final)),
        stated_why: Set(String::new()),
        corrective: Set(String::new()),
        hidden_why: Set(String::new()),
        as_sent: Set(String::new()),
        ..Default::default()
    };
    match one.expected(period) {
        Expected::Due { covers } => figure::ActiveModel { covers: Set(covers.to_string()), ..line },
        Expected::NotDue { next } => {
            let rated = rating::rate(&Figure::Absent(Absence::NotDue), policy);
            figure::ActiveModel {
                typed: Set("not due".to_owned()),
                absence: Set(Some(Stored(Absence::NotDue))),
                reason: Set(format!("It reports next for {}.", next.title())),
                rating: Set(Some(Stored(rated.rating))),
                why: Set(rated.why),
                rule_version: Set(RULE_VERSION),
                ..line
            }
        }
    }
}

/// The value that stands in the papers of the same period of the year before, where it is comparable.
async fn year_before(db: &impl ConnectionTrait, one: &InForce, period: Period) -> Result<Option<Decimal>> {
    let taken = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::Id)
        .filter(data_request::Column::State.is_in(State::TAKEN.map(Stored)))
        .filter(data_request::Column::IsNil.eq(false))
        .into_query();
    let row = figure::Entity::find()
        .filter(figure::Column::IndicatorId.eq(one.indicator.id))
        .filter(figure::Column::Covers.eq(period.same_last_year().to_string()))
        .filter(figure::Column::RequestId.in_subquery(taken))
        .order_by_desc(figure::Column::Id)
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    if !are_comparable(db, row.version_id, Some(one.version.id)).await? {
        return Ok(None);
    }
    Ok(row.number.and_then(|text| text.parse().ok()))
}

/// Whether values of two versions of an indicator may be compared: every version after the earlier one, up to the
/// later, says that it is comparable to the one before.
///
/// # Errors
/// When the database cannot be read.
pub async fn are_comparable(db: &impl ConnectionTrait, earlier: Option<i64>, later: Option<i64>) -> Result<bool> {
    let (Some(earlier), Some(later)) = (earlier, later) else { return Ok(earlier == later) };
    if earlier == later {
        return Ok(true);
    }
    let rows =
        indicator_version::Entity::find().filter(indicator_version::Column::Id.is_in([earlier, later])).all(db).await?;
    let number = |id: i64| rows.iter().find(|row| row.id == id).map(|row| (row.indicator_id, row.number));
    let (Some((indicator, first)), Some((_, last))) = (number(earlier), number(later)) else { return Ok(false) };
    let between = indicator_version::Entity::find()
        .filter(indicator_version::Column::IndicatorId.eq(indicator))
        .filter(indicator_version::Column::Number.gt(first.min(last)))
        .filter(indicator_version::Column::Number.lte(first.max(last)))
        .all(db)
        .await?;
    Ok(between.iter().all(|row| row.is_comparable))
}
