//! By which rules people are reminded today: the policies in force, the quiet periods and the pauses, read once for a
//! batch. Who decides them is in the column `reminders`; the engine that climbs by them is in `obligations`.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use remit_domain::ladder::Ladder;
use remit_domain::obligation::Kind;
use remit_domain::quiet::Quiet;
use remit_domain::reminder_policy::Policy;
use remit_entity::{pause, quiet_period, reminder_policy};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// The rules of a council and of its bodies.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    policies: BTreeMap<(Option<i64>, Kind), Policy>,
    versions: BTreeMap<(Option<i64>, Kind), i32>,
    quiet: Vec<quiet_period::Model>,
    /// Why everything is held back, while it is.
    paused: Option<String>,
    paused_bodies: BTreeSet<i64>,
}

/// Whose rule a reminder follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The body's own, in this version.
    Body(i32),
    /// The council's, in this version.
    Council(i32),
    /// The one that Remit comes with.
    Usual,
}

impl Rules {
    /// The rules as they stand on a day.
    ///
    /// # Errors
    /// When the database cannot be read, or holds a policy that no version of Remit has written.
    pub async fn of(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Self> {
        let (mut policies, mut versions) = (BTreeMap::new(), BTreeMap::new());
        // The latest version of each comes last.
        let kept = reminder_policy::Entity::find().order_by_asc(reminder_policy::Column::Number).all(db).await?;
        for row in kept {
            let policy =
                Policy::read(&row.rungs).ok_or_else(|| Error::broken("a reminder policy that cannot be read"))?;
            policies.insert((row.body_id, row.kind.0), policy);
            versions.insert((row.body_id, row.kind.0), row.number);
        }
        let quiet = quiet_period::Entity::find()
            .filter(quiet_period::Column::EndedAt.is_null())
            .order_by_asc(quiet_period::Column::Id)
            .all(db)
            .await?;
        let held = pause::Entity::find()
            .filter(pause::Column::EndedAt.is_null())
            .filter(pause::Column::UntilOn.gte(today))
            .all(db)
            .await?;
        let paused = held.iter().find(|row| row.body_id.is_none()).map(|row| row.reason.clone());
        Ok(Self {
            policies,
            versions,
            quiet,
            paused,
            paused_bodies: held.iter().filter_map(|row| row.body_id).collect(),
        })
    }

    /// The policy of a body for a kind of thing: its own, else the council's, else that of the catalogue.
    #[must_use]
    pub fn policy(&self, body: i64, kind: Kind) -> Policy {
        let own = self.policies.get(&(Some(body), kind)).or_else(|| self.policies.get(&(None, kind)));
        own.cloned().unwrap_or_else(|| Policy::usual(kind))
    }

    /// Whose rule that is, with its version.
    #[must_use]
    pub fn whose(&self, body: i64, kind: Kind) -> Whose {
        let version = |of| self.versions.get(&(of, kind)).copied();
        match (version(Some(body)), version(None)) {
            (Some(version), _) => Whose::Body(version),
            (None, Some(version)) => Whose::Council(version),
            (None, None) => Whose::Usual,
        }
    }

    /// The ladder of a body for a kind of thing, with the days on which it is quiet.
    #[must_use]
    pub fn ladder(&self, body: i64, kind: Kind) -> Ladder {
        let own = self.policies.get(&(Some(body), kind)).or_else(|| self.policies.get(&(None, kind)));
        let ladder = own.map_or_else(|| Ladder::default_for(kind), |policy| policy.ladder(kind));
        let quiet = self.quiet.iter().filter(|row| row.person_id.is_none() && row.body_id.is_none_or(|id| id == body));
        ladder.with_quiet(quiet.map(days).collect())
    }

    /// The days on which a person is away.
    #[must_use]
    pub fn leave_of(&self, person: i64) -> Vec<Quiet> {
        self.quiet.iter().filter(|row| row.person_id == Some(person)).map(days).collect()
    }

    /// Whether the reminders of a body are held back.
    #[must_use]
    pub fn is_paused(&self, body: i64) -> bool {
        self.paused.is_some() || self.paused_bodies.contains(&body)
    }

    /// Why everything is held back, while it is.
    #[must_use]
    pub fn paused(&self) -> Option<&str> {
        self.paused.as_deref()
    }
}

fn days(row: &quiet_period::Model) -> Quiet {
    Quiet { from: row.from_on, to: row.to_on, meanwhile: row.meanwhile.0 }
}
