//! Lines that were asked for under a rule or a version that has changed since for their period, and are not submitted
//! yet: an officer may bring them up to date. What was submitted, accepted or published keeps what it was asked under.

use super::{InForce, in_force, policy_for};
use crate::error::{Error, Result};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::figure::Figure;
use remit_domain::period::Period;
use remit_domain::policy::Policy;
use remit_domain::rating::{RULE_VERSION, rate};
use remit_domain::request::State;
use remit_domain::word::Word;
use remit_entity::{Stored, data_request, figure};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use std::collections::{BTreeMap, BTreeSet};

/// A line that would be asked otherwise today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// The line.
    pub figure: figure::Model,
    /// Its request.
    pub request: data_request::Model,
    /// What is in force now for the period that it covers.
    pub standing: InForce,
    /// The policy that would rate it.
    pub policy: Policy,
}

/// The lines of an indicator that are not submitted yet and would be asked otherwise today.
///
/// # Errors
/// When the database cannot be read.
pub async fn outdated(db: &impl ConnectionTrait, indicator_id: i64) -> Result<Vec<Outdated>> {
    let lines = figure::Entity::find().filter(figure::Column::IndicatorId.eq(indicator_id)).all(db).await?;
    let open: Vec<State> =
        State::ALL.iter().copied().filter(|state| *state != State::Submitted && !State::OVER.contains(state)).collect();
    let requests = data_request::Entity::find()
        .filter(data_request::Column::Id.is_in(lines.iter().map(|line| line.request_id)))
        .filter(data_request::Column::State.is_in(open.into_iter().map(Stored)))
        .all(db)
        .await?;
    let requests: BTreeMap<i64, data_request::Model> = requests.into_iter().map(|row| (row.id, row)).collect();
    let mut found = Vec::new();
    for line in lines {
        let Some(request) = requests.get(&line.request_id) else { continue };
        let (Ok(period), Ok(covers)) = (request.period.parse::<Period>(), line.covers.parse::<Period>()) else {
            continue;
        };
        let Some(standing) = in_force(db, &[indicator_id], Some(period)).await?.remove(&indicator_id) else { continue };
        let (standing, policy) = policy_for(db, standing, (period, covers)).await?;
        let had = Policy { year_before: policy.year_before, ..line.policy() };
        if had != policy || line.version_id != Some(standing.version.id) {
            found.push(Outdated { figure: line, request: request.clone(), standing, policy });
        }
    }
    Ok(found)
}

/// Brings chosen lines up to date and rates anew what was typed in them; gives how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn rate_anew(work: &Work, indicator_id: i64, chosen: &BTreeSet<i64>) -> Result<usize> {
    let mut done = 0;
    for one in outdated(&work.tx, indicator_id).await? {
        if !chosen.contains(&one.figure.id) {
            continue;
        }
        let rated = one.figure.figure().map(|figure| rate(&figure, &one.policy));
        let forecast = one.figure.forecast.as_deref().and_then(|text| text.parse().ok());
        let forecast = forecast.map(|value| rate(&Figure::Number(value), &one.policy).rating);
        let reference =
            format!("{}: {} by {}", one.request.reference, one.standing.indicator.code, one.standing.number);
        let mut row = one.figure.into_active_model();
        row.policy = Set(one.policy.text());
        row.version_id = Set(Some(one.standing.version.id));
        if let Some(rated) = rated {
            row.rating = Set(Some(Stored(rated.rating)));
            row.why = Set(rated.why);
            row.rule_version = Set(RULE_VERSION);
        }
        if let Some(rating) = forecast {
            row.forecast_rating = Set(Some(Stored(rating)));
        }
        row.update(&work.tx).await?;
        let about = About { noun: "request", id: one.request.id, body: None };
        trail::record(work, "brought up to date", about, reference).await?;
        done += 1;
    }
    if done == 0 { Err(Error::Stale) } else { Ok(done) }
}
