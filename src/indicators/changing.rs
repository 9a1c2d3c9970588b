//! What an indicator measures and how it is rated, changed from a period on; retired and taken up again. Figures that
//! were asked for keep the version and the policy they were asked under.

use super::commands::about;
use super::commands::taken;
use crate::error::{Error, OrRefuse, Result};
use crate::measures::{self, InForce};
use crate::trail;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::indicator::due::RetireRefusal;
use remit_domain::indicator::version::{Change, Early, Measurement, Said, VersionRefusal, begins, change};
use remit_domain::policy::{PolicyRefusal, Rule};
use remit_domain::wording;
use remit_entity::{indicator, indicator_version, rating_policy};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// What an officer says about a change: from which period on, why, and whether it mends words only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub words_only: bool,
    pub is_comparable: bool,
    pub from: String,
    pub reason: String,
}

/// Keeps an indicator under its next version number; whoever was quicker, the other reads both.
pub(super) async fn keep(work: &Work, (id, version): (i64, i32), row: indicator::ActiveModel) -> Result<()> {
    let kept = indicator::Entity::update_many()
        .set(indicator::ActiveModel { version: Set(version + 1), ..row })
        .filter(indicator::Column::Id.eq(id))
        .filter(indicator::Column::Version.eq(version))
        .exec(&work.tx)
        .await
        .map_err(taken)?;
    if kept.rows_affected == 0 { Err(Error::Stale) } else { Ok(()) }
}

async fn as_it_stands(work: &Work, id: i64, version: i32) -> Result<InForce> {
    let stands = measures::in_force(&work.tx, &[id], None).await?.remove(&id).ok_or(Error::NotFound)?;
    if stands.indicator.version == version { Ok(stands) } else { Err(Error::Stale) }
}

/// Changes what an indicator measures: a new version from a period on, or the words of the one that stands.
pub(super) async fn measure(
    work: &Work,
    (id, version): (i64, i32),
    wanted: Measurement,
    told: &Told,
) -> Result<Change> {
    let stands = as_it_stands(work, id, version).await?;
    keep(work, (id, version), Default::default()).await?;
    remeasure(work, &stands, wanted, told).await
}

/// The same for whoever has taken the turn already.
pub(super) async fn remeasure(work: &Work, stands: &InForce, wanted: Measurement, told: &Told) -> Result<Change> {
    let before = measures::measurement(&stands.version);
    let said = Said { words_only: told.words_only, from: &told.from, reason: &told.reason };
    let come_to = change(&before, &wanted, &said, &stands.version.from_period).or_refuse()?;
    let differs = wording::list(&before.differences(&wanted));
    let id = stands.indicator.id;
    match come_to {
        Change::Words => {
            let row = measures::version_of(wanted, stands.version.clone());
            row.into_active_model().reset_all().update(&work.tx).await?;
            trail::record(work, "mended the words", about(id), differs).await?;
        }
        Change::Version { from } => {
            if stands.rule.check(wanted.polarity).is_err() {
                return Err(Error::refused(VersionRefusal::RuleDoesNotFit));
            }
            let row = indicator_version::Model {
                number: stands.version.number + 1,
                from_period: from.to_string(),
                is_comparable: told.is_comparable,
                reason: told.reason.clone(),
                made_at: work.at,
                made_by: work.by.words(),
                ..measures::version_of(wanted, stands.version.clone())
            };
            measures::as_version(row).insert(&work.tx).await?;
            let detail = format!("{differs}, from {from}: {}", told.reason);
            trail::record(work, "changed what it measures", about(id), detail).await?;
        }
    }
    Ok(come_to)
}

/// Changes target or rating from a period on.
pub(super) async fn rule(work: &Work, (id, version): (i64, i32), wanted: Rule, told: &Told) -> Result<()> {
    let stands = as_it_stands(work, id, version).await?;
    keep(work, (id, version), Default::default()).await?;
    rerule(work, &stands, wanted, told).await
}

/// The same for whoever has taken the turn already.
pub(super) async fn rerule(work: &Work, stands: &InForce, wanted: Rule, told: &Told) -> Result<()> {
    if stands.rule == wanted {
        return Err(Error::refused(PolicyRefusal::NothingChanged));
    }
    wanted.check(stands.version.polarity.0).or_refuse()?;
    let id = stands.indicator.id;
    let last = rating_policy::Entity::find()
        .filter(rating_policy::Column::IndicatorId.eq(id))
        .filter(rating_policy::Column::Number.eq(stands.number))
        .one(&work.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let from = begins(&told.from, &last.from_period).map_err(|early| match early {
        Early::Missing => PolicyRefusal::PeriodMissing,
        Early::BeforeTheLast => PolicyRefusal::BeforeTheLast,
    });
    let from = from.or_refuse()?;
    if told.reason.is_empty() {
        return Err(Error::refused(PolicyRefusal::ReasonMissing));
    }
    let unit = &stands.version.unit;
    let detail = format!(
        "target {} instead of {}, from {from}: {}",
        wanted.target.words(unit).to_lowercase(),
        stands.rule.target.words(unit).to_lowercase(),
        told.reason
    );
    let row = rating_policy::ActiveModel {
        indicator_id: Set(id),
        number: Set(stands.number + 1),
        from_period: Set(from.to_string()),
        rule: Set(wanted.text()),
        reason: Set(told.reason.clone()),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    trail::record(work, "changed target or rating", about(id), detail).await
}

/// Retires an indicator: periods that end after the day are not asked about any more; what was given stays.
pub(super) async fn retire(
    work: &Work,
    (id, version): (i64, i32),
    (on, reason): (NaiveDate, String),
    replaced_by: Option<i64>,
) -> Result<()> {
    let stands = as_it_stands(work, id, version).await?;
    if stands.indicator.retired_on.is_some() {
        return Err(Error::refused(RetireRefusal::Retired));
    }
    if let Some(other) = replaced_by {
        if other == id {
            return Err(Error::refused(RetireRefusal::ReplacedByItself));
        }
        let found = indicator::Entity::find_by_id(other).one(&work.tx).await?;
        if found.is_none_or(|row| row.retired_on.is_some()) {
            return Err(Error::refused(RetireRefusal::NoSuchIndicator));
        }
    }
    let detail = format!("on {}: {reason}", wording::date(on));
    let row = indicator::ActiveModel {
        retired_on: Set(Some(on)),
        retired_why: Set(reason),
        replaced_by_id: Set(replaced_by),
        ..Default::default()
    };
    keep(work, (id, version), row).await?;
    trail::record(work, "retired", about(id), detail).await
}

/// Takes a retired indicator up again.
pub(super) async fn reinstate(work: &Work, id: i64, version: i32) -> Result<()> {
    let stands = as_it_stands(work, id, version).await?;
    let Some(on) = stands.indicator.retired_on else { return Err(Error::refused(RetireRefusal::InUse)) };
    let row = indicator::ActiveModel {
        retired_on: Set(None),
        retired_why: Set(String::new()),
        replaced_by_id: Set(None),
        ..Default::default()
    };
    keep(work, (id, version), row).await?;
    let detail = format!("was retired on {}: {}", wording::date(on), stands.indicator.retired_why);
    trail::record(work, "took up again", about(id), detail).await
}
