//! By which rules each thing is reminded of, read from the rows and not by way of the engine's own reading.

use crate::app::App;
use crate::error::{Error, Result};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use remit_domain::ladder::{Ladder, Step};
use remit_domain::london;
use remit_domain::obligation::Kind;
use remit_domain::quiet::Quiet;
use remit_domain::reminder_policy::Policy;
use remit_entity::{pause, quiet_period, reminder_policy};
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::BTreeMap;

/// A quiet period that was entered this long before it begins changes nothing that was.
const AHEAD: u64 = 7;

/// The rules as the rows have them.
pub(super) struct Rules {
    policies: BTreeMap<(Option<i64>, Kind), (Policy, NaiveDate)>,
    quiet: Vec<quiet_period::Model>,
    pauses: Vec<pause::Model>,
    leave: BTreeMap<i64, Vec<Quiet>>,
}

fn days_of(row: &quiet_period::Model) -> Quiet {
    Quiet { from: row.from_on, to: row.to_on, meanwhile: row.meanwhile.0 }
}

impl Rules {
    pub(super) async fn read(app: &App) -> Result<Self> {
        let mut policies = BTreeMap::new();
        let kept = reminder_policy::Entity::find().order_by_asc(reminder_policy::Column::Number).all(app.db()).await?;
        for row in kept {
            let policy = Policy::read(&row.rungs).ok_or_else(|| Error::broken("a policy that cannot be read"))?;
            policies.insert((row.body_id, row.kind.0), (policy, london::date_in_london(row.made_at)));
        }
        let all = quiet_period::Entity::find().order_by_asc(quiet_period::Column::Id).all(app.db()).await?;
        let mut leave: BTreeMap<i64, Vec<Quiet>> = BTreeMap::new();
        for row in &all {
            if let Some(person) = row.person_id {
                leave.entry(person).or_default().push(days_of(row));
            }
        }
        let quiet = all.into_iter().filter(|row| row.person_id.is_none()).collect();
        Ok(Self { policies, quiet, pauses: pause::Entity::find().all(app.db()).await?, leave })
    }

    pub(super) fn leave(&self) -> &BTreeMap<i64, Vec<Quiet>> {
        &self.leave
    }

    pub(super) fn steps(&self, body: i64, kind: Kind) -> Vec<Step> {
        let own = self.policies.get(&(Some(body), kind)).or_else(|| self.policies.get(&(None, kind)));
        own.map_or_else(|| Ladder::default_for(kind), |(policy, _)| policy.ladder(kind)).steps().to_vec()
    }

    pub(super) fn quiet(&self, body: i64) -> Vec<Quiet> {
        let of = self.quiet.iter().filter(|row| row.ended_at.is_none() && row.body_id.is_none_or(|id| id == body));
        of.map(days_of).collect()
    }

    /// The stretches in which the reminders of a body were held back, in order.
    pub(super) fn pauses(&self, body: i64) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let of = self.pauses.iter().filter(|row| row.body_id.is_none_or(|id| id == body));
        let mut all: Vec<_> = of
            .map(|row| {
                let over = row.until_on.checked_add_days(Days::new(1)).unwrap_or(row.until_on);
                let over = london::instant(over, NaiveTime::MIN);
                (row.made_at, row.ended_at.map_or(over, |ended| ended.min(over)))
            })
            .collect();
        all.sort();
        all
    }

    /// The last day on which the rules of a body for a kind of thing changed.
    pub(super) fn changed_on(&self, body: i64, kind: Kind) -> Option<NaiveDate> {
        let policies = [Some(body), None].into_iter().filter_map(|of| self.policies.get(&(of, kind))).map(|had| had.1);
        let quiet = self.quiet.iter().filter(|row| row.body_id.is_none_or(|id| id == body)).filter_map(|row| {
            let made = london::date_in_london(row.made_at);
            let was_late = made.checked_add_days(Days::new(AHEAD)).is_some_and(|on| on >= row.from_on);
            let ended = row.ended_at.map(london::date_in_london);
            ended.or_else(|| was_late.then_some(made))
        });
        policies.chain(quiet).max()
    }
}
