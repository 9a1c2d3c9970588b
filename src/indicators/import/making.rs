//! Takes a weighed list in, and takes one out again as far as nothing hangs on what came with it. What came together
//! is known by its instant and its author, which versions and rules keep.

use super::reading::Elsewhere;
use super::weighing::{Changed, Proposal, Weighed};
use crate::error::{Error, Result};
use crate::indicators::changing::{self, Told};
use crate::indicators::commands::taken;
use crate::measures::{self, New, first_version};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::indicator_list::{Line, ListRefusal};
use remit_domain::period::Period;
use remit_entity::{
    action, body_indicator, comparator, figure, indicator, indicator_version, rating_policy, trail as trails,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};
use std::collections::BTreeMap;

/// The deed under which a list stands in the trail.
pub(super) const TAKEN_IN: &str = "took in a list of indicators";
/// The deed by which it was taken out again.
pub(super) const TAKEN_OUT: &str = "took a list out again";

/// Takes these in, changes from a period on; gives the number under which the list stands.
pub(crate) async fn take_in(work: &Work, chosen: Vec<Weighed>, from: &str) -> Result<i64> {
    let (mut added, mut changed, mut beside) = (0, 0, 0);
    if !chosen.iter().any(Weighed::is_possible) {
        return Err(Error::refused(ListRefusal::NoneTicked));
    }
    for one in chosen {
        let id = match one.proposal {
            Proposal::New(line) => {
                added += 1;
                add(work, *line).await?
            }
            Proposal::Change(change_of) => {
                changed += 1;
                change(work, *change_of, from).await?
            }
            Proposal::Comparators(id) => id,
            Proposal::Same | Proposal::Impossible(_) => continue,
        };
        beside += one.elsewhere.len();
        compare(work, id, one.elsewhere).await?;
    }
    let detail = format!("{added} added, {changed} changed, {beside} comparators");
    trail::record(work, TAKEN_IN, About { noun: "import", id: 0, body: None }, detail).await?;
    let row = trails::Entity::find()
        .filter(trails::Column::Deed.eq(TAKEN_IN))
        .filter(trails::Column::At.eq(work.at))
        .filter(trails::Column::By.eq(work.by.words()))
        .one(&work.tx)
        .await?;
    Ok(row.ok_or(Error::NotFound)?.id)
}

async fn add(work: &Work, line: Line) -> Result<i64> {
    let version = measures::version_of(line.measurement, first_version(work.at, &work.by.words()));
    let new = New { code: line.code, name: line.name, owner_post_id: None, version, rule: line.rule };
    let id = measures::enter(&work.tx, new).await.map_err(taken)?;
    if !line.target_source.is_empty() {
        rating_policy::Entity::update_many()
            .set(rating_policy::ActiveModel {
                reason: Set(format!("Target: {}", line.target_source)),
                ..Default::default()
            })
            .filter(rating_policy::Column::IndicatorId.eq(id))
            .exec(&work.tx)
            .await?;
    }
    Ok(id)
}

async fn change(work: &Work, wanted: Changed, from: &str) -> Result<i64> {
    let (id, version) = (wanted.standing.indicator.id, wanted.standing.indicator.version);
    let row = match wanted.name {
        Some(name) => indicator::ActiveModel { name: Set(name), ..Default::default() },
        None => Default::default(),
    };
    changing::keep(work, (id, version), row).await?;
    let because = |what: &str| if what.is_empty() { "From a list".to_owned() } else { format!("From a list: {what}") };
    let told = |reason| Told { words_only: false, is_comparable: false, from: from.to_owned(), reason };
    if let Some(measurement) = wanted.measurement {
        changing::remeasure(work, &wanted.standing, measurement, &told(because(""))).await?;
    }
    if let Some(rule) = wanted.rule {
        let stands = measures::in_force(&work.tx, &[id], None).await?.remove(&id).ok_or(Error::NotFound)?;
        changing::rerule(work, &stands, rule, &told(because(&wanted.target_source))).await?;
    }
    Ok(id)
}

async fn compare(work: &Work, indicator_id: i64, elsewhere: Vec<Elsewhere>) -> Result<()> {
    let had = comparator::Entity::find().filter(comparator::Column::IndicatorId.eq(indicator_id)).all(&work.tx).await?;
    let mut had: BTreeMap<(String, String), comparator::Model> =
        had.into_iter().map(|row| ((row.area.clone(), row.year.clone()), row)).collect();
    let mut fresh = Vec::new();
    for one in elsewhere {
        if let Some(row) = had.remove(&(one.area.clone(), one.year.clone())) {
            let mut row = row.into_active_model();
            row.value = Set(one.value);
            row.source = Set(one.source);
            row.update(&work.tx).await?;
        } else {
            fresh.push(comparator::ActiveModel {
                indicator_id: Set(indicator_id),
                area: Set(one.area),
                year: Set(one.year),
                value: Set(one.value),
                source: Set(one.source),
                ..Default::default()
            });
        }
    }
    if !fresh.is_empty() {
        comparator::Entity::insert_many(fresh).exec_without_returning(&work.tx).await?;
    }
    Ok(())
}

/// What became of a list that was taken out again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Undone {
    pub removed: usize,
    pub kept: usize,
}

/// Takes out what came with a list, as though it had never been there; what is in use stays.
pub(super) async fn undo(work: &Work, list: &trails::Model) -> Result<Undone> {
    let versions = indicator_version::Entity::find()
        .filter(indicator_version::Column::MadeAt.eq(list.at))
        .filter(indicator_version::Column::MadeBy.eq(&list.by))
        .all(&work.tx)
        .await?;
    let rules = rating_policy::Entity::find()
        .filter(rating_policy::Column::MadeAt.eq(list.at))
        .filter(rating_policy::Column::MadeBy.eq(&list.by))
        .all(&work.tx)
        .await?;
    let mut done = Undone::default();
    let mut count = |is_out: bool| if is_out { done.removed += 1 } else { done.kept += 1 };
    for row in &versions {
        count(if row.number == 1 {
            drop_indicator(work, row.indicator_id).await?
        } else {
            drop_version(work, row).await?
        });
    }
    for row in rules.iter().filter(|row| row.number > 1) {
        count(drop_rule(work, row).await?);
    }
    if done.removed == 0 && done.kept > 0 {
        return Err(Error::refused(ListRefusal::AllInUse));
    }
    let detail = format!("{} taken out, {} stayed", done.removed, done.kept);
    trail::record(work, TAKEN_OUT, About { noun: "import", id: list.id, body: None }, detail).await?;
    Ok(done)
}

/// Takes an indicator out unless a figure, a set, an action, another indicator or a later change hangs on it.
async fn drop_indicator(work: &Work, id: i64) -> Result<bool> {
    let (tx, is) = (&work.tx, id);
    let figures = figure::Entity::find().filter(figure::Column::IndicatorId.eq(is)).count(tx).await?;
    let sets = body_indicator::Entity::find().filter(body_indicator::Column::IndicatorId.eq(is)).count(tx).await?;
    let actions = action::Entity::find().filter(action::Column::IndicatorId.eq(is)).count(tx).await?;
    let named = Condition::any().add(indicator::Column::ReplacedById.eq(is)).add(indicator::Column::PartOfId.eq(is));
    let others = indicator::Entity::find().filter(named).count(tx).await?;
    let of = indicator_version::Column::IndicatorId.eq(is);
    let versions = indicator_version::Entity::find().filter(of.clone()).count(tx).await?;
    let ruled = rating_policy::Column::IndicatorId.eq(is);
    let rules = rating_policy::Entity::find().filter(ruled.clone()).count(tx).await?;
    if figures + sets + actions + others > 0 || versions > 1 || rules > 1 {
        return Ok(false);
    }
    comparator::Entity::delete_many().filter(comparator::Column::IndicatorId.eq(is)).exec(tx).await?;
    rating_policy::Entity::delete_many().filter(ruled).exec(tx).await?;
    indicator_version::Entity::delete_many().filter(of).exec(tx).await?;
    indicator::Entity::delete_by_id(is).exec(tx).await?;
    Ok(true)
}

async fn drop_version(work: &Work, row: &indicator_version::Model) -> Result<bool> {
    let used = figure::Entity::find().filter(figure::Column::VersionId.eq(row.id)).count(&work.tx).await?;
    let later = indicator_version::Entity::find()
        .filter(indicator_version::Column::IndicatorId.eq(row.indicator_id))
        .filter(indicator_version::Column::Number.gt(row.number))
        .count(&work.tx)
        .await?;
    if used + later > 0 {
        return Ok(false);
    }
    indicator_version::Entity::delete_by_id(row.id).exec(&work.tx).await?;
    Ok(true)
}

/// A rule is in use when a later one stands, or a figure of its periods was asked for.
async fn drop_rule(work: &Work, row: &rating_policy::Model) -> Result<bool> {
    let later = rating_policy::Entity::find()
        .filter(rating_policy::Column::IndicatorId.eq(row.indicator_id))
        .filter(rating_policy::Column::Number.gt(row.number))
        .count(&work.tx)
        .await?;
    let asked = figure::Entity::find().filter(figure::Column::IndicatorId.eq(row.indicator_id)).all(&work.tx).await?;
    let is_rated = |line: &figure::Model| {
        line.covers.parse::<Period>().is_ok_and(|period| measures::holds(&row.from_period, period))
    };
    if later > 0 || asked.iter().any(is_rated) {
        return Ok(false);
    }
    rating_policy::Entity::delete_by_id(row.id).exec(&work.tx).await?;
    Ok(true)
}
