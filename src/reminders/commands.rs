//! What officers decide about reminders: a rule anew, a quiet period, a pause, a yes or no to a rung that asks.

use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::trail::{self, About};
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::obligation::Kind;
use remit_domain::quiet::{Quiet, QuietRefusal};
use remit_domain::reminder_policy::Policy;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, notice, pause, person, quiet_period, reminder_policy};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

/// A rule as an officer wants it.
#[derive(Clone, Debug)]
pub(super) struct Deciding {
    /// The body; none for every body that has no rule of its own.
    pub body: Option<i64>,
    pub kind: Kind,
    pub policy: Policy,
    pub reason: String,
    /// The version that the form showed; none where the catalogue's rule was shown.
    pub seen: i32,
}

/// The version of a rule in force; zero where nobody has decided.
pub(super) async fn version(work: &Work, body: Option<i64>, kind: Kind) -> Result<i32> {
    let mut found = reminder_policy::Entity::find().filter(reminder_policy::Column::Kind.eq(Stored(kind)));
    found = match body {
        Some(id) => found.filter(reminder_policy::Column::BodyId.eq(id)),
        None => found.filter(reminder_policy::Column::BodyId.is_null()),
    };
    let last = found.order_by_desc(reminder_policy::Column::Number).lock_exclusive().one(&work.tx).await?;
    Ok(last.map_or(0, |row| row.number))
}

/// Writes a new version of a rule. What was reached before stays said; what is still to come follows the new rule.
pub(super) async fn decide(work: &Work, deciding: Deciding) -> Result<()> {
    let name = match deciding.body {
        Some(id) => body::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?.name,
        None => "every body".to_owned(),
    };
    let had = version(work, deciding.body, deciding.kind).await?;
    if had != deciding.seen {
        return Err(Error::Stale);
    }
    let row = reminder_policy::ActiveModel {
        body_id: Set(deciding.body),
        kind: Set(Stored(deciding.kind)),
        number: Set(had + 1),
        rungs: Set(deciding.policy.kept()),
        reason: Set(deciding.reason.clone()),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        ..Default::default()
    };
    let id = row.insert(&work.tx).await?.id;
    obligations::look_again_by_rules(work, deciding.body, Some(deciding.kind)).await?;
    let about = About { noun: "reminder rule", id, body: deciding.body };
    let said = format!("{}, {name}: {}", deciding.kind.label(), deciding.policy.sentences().join(" "));
    trail::record(work, "changed", about, said).await
}

/// A quiet period as an officer wants it.
#[derive(Clone, Debug)]
pub(super) struct Quieting {
    pub body: Option<i64>,
    pub person: Option<i64>,
    pub name: String,
    pub days: Quiet,
}

/// Enters days on which nobody, or one person, is reminded.
pub(super) async fn keep_quiet(work: &Work, wanted: Quieting) -> Result<()> {
    if wanted.name.trim().is_empty() {
        return Err(Error::refused(QuietRefusal::NoName));
    }
    if let Some(id) = wanted.person {
        person::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    }
    let row = quiet_period::ActiveModel {
        body_id: Set(wanted.body),
        person_id: Set(wanted.person),
        name: Set(wanted.name.trim().to_owned()),
        from_on: Set(wanted.days.from),
        to_on: Set(wanted.days.to),
        meanwhile: Set(Stored(wanted.days.meanwhile)),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    obligations::look_again_by_rules(work, wanted.body, None).await?;
    let days = format!("{} to {}", wording::date(row.from_on), wording::date(row.to_on));
    trail::record(work, "keeps quiet", about_quiet(&row), format!("{}, {days}", row.name)).await
}

fn about_quiet(row: &quiet_period::Model) -> About {
    About { noun: "quiet period", id: row.id, body: row.body_id }
}

/// Ends a quiet period; what waited for its end goes on the next working morning.
pub(super) async fn end_quiet(work: &Work, id: i64) -> Result<()> {
    let row = quiet_period::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if row.ended_at.is_some() {
        return Ok(());
    }
    let (about, body, name) = (about_quiet(&row), row.body_id, row.name.clone());
    let mut row = row.into_active_model();
    row.ended_at = Set(Some(work.at));
    row.update(&work.tx).await?;
    obligations::look_again_by_rules(work, body, None).await?;
    trail::record(work, "ended", about, name).await
}

/// Holds everything, or the reminders of one body, back until a day.
pub(super) async fn hold_back(work: &Work, body: Option<i64>, reason: String, until: Option<NaiveDate>) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::refused(QuietRefusal::NoName));
    }
    let until = Quiet::of(Some(work.today), until, remit_domain::quiet::Meanwhile::Wait).or_refuse()?.to;
    let row = pause::ActiveModel {
        body_id: Set(body),
        reason: Set(reason.trim().to_owned()),
        until_on: Set(until),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        ended_by: Set(String::new()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let about = About { noun: "pause", id: row.id, body };
    trail::record(work, "paused", about, format!("until {}: {}", wording::date(until), row.reason)).await
}

/// Ends a pause before its day. What was reached meanwhile is told once, by its latest rung.
pub(super) async fn go_on(work: &Work, id: i64) -> Result<()> {
    let row = pause::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if row.ended_at.is_some() {
        return Ok(());
    }
    let about = About { noun: "pause", id, body: row.body_id };
    let mut row = row.into_active_model();
    row.ended_at = Set(Some(work.at));
    row.ended_by = Set(work.by.words());
    row.update(&work.tx).await?;
    trail::record(work, "went on", about, String::new()).await
}

/// An officer's word about a rung that asks: it goes with the next morning's letter, or it does not go.
pub(super) async fn answer(work: &Work, id: i64, why_not: Option<String>) -> Result<()> {
    let found = notice::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if found.letter_id.is_some() || found.withdrawn_at.is_some() || found.skipped_at.is_some() {
        return Err(Error::Stale);
    }
    let about = About { noun: "reminder", id, body: None };
    let (deed, said) = match &why_not {
        None => ("approved", String::new()),
        Some(why) if why.trim().is_empty() => return Err(Error::refused(QuietRefusal::NoName)),
        Some(why) => ("kept back", why.trim().to_owned()),
    };
    let mut row = found.into_active_model();
    if why_not.is_none() {
        row.approved_at = Set(Some(work.at));
        row.approved_by = Set(work.by.words());
    } else {
        row.skipped_at = Set(Some(work.at));
        row.skipped_by = Set(work.by.words());
        row.skipped_why = Set(said.clone());
    }
    row.update(&work.tx).await?;
    trail::record(work, deed, about, said).await
}
