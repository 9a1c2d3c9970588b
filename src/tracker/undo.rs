//! Takes a change of many rows back, within ten minutes: each row as it was, unless somebody changed it since.

use super::bulk::{Became, Was, obligation_of};
use crate::acting::{self, Which};
use crate::error::{Error, Result};
use crate::obligations;
use crate::tellings;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::agenda::ItemState;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::tracking::{TrackerRefusal, UNDO_FOR};
use remit_entity::{action, agenda_item, bulk_change, telling};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect,
};

/// Undoes a change; says how many rows are as they were.
pub(super) async fn undo(work: &Work, id: i64) -> Result<(usize, usize)> {
    let found = bulk_change::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if found.undone_at.is_some() {
        return Err(Error::refused(TrackerRefusal::Undone));
    }
    if work.at - found.made_at > UNDO_FOR {
        return Err(Error::refused(TrackerRefusal::TooLate));
    }
    let mut became: Vec<Became> =
        serde_json::from_str(&found.was).map_err(|error| Error::Broken(anyhow::Error::new(error)))?;
    let (mut back, mut all) = (0, 0);
    for one in became.iter_mut().filter(|one| one.is_done) {
        all += 1;
        let is_back = take_back(work, one).await?;
        back += usize::from(is_back);
        one.says = if is_back { "Undone".to_owned() } else { format!("{}; not undone: changed since", one.says) };
    }
    let kept = serde_json::to_string(&became).map_err(|error| Error::Broken(error.into()))?;
    let mut row = found.into_active_model();
    row.was = Set(kept);
    row.undone_at = Set(Some(work.at));
    row.update(&work.tx).await?;
    let about = About { noun: "tracker", id, body: None };
    trail::record(work, "undid", about, format!("{back} of {all}")).await?;
    Ok((back, all))
}

async fn take_back(work: &Work, one: &Became) -> Result<bool> {
    match &one.was {
        Was::Nothing => Ok(false),
        Was::Due { rule, version } => {
            let Some(found) = unchanged(work, one.id, *version).await? else { return Ok(false) };
            let rule: DueRule = rule.parse().map_err(|error| Error::Broken(anyhow::Error::new(error)))?;
            if obligation_of(work, found.id).await?.is_none() {
                return Ok(false);
            }
            obligations::set_rule(work, Kind::DoAction, (SubjectKind::Action, found.id), rule).await?;
            acting::note(work, found, "undid", "The change of date was undone.").await?;
            Ok(true)
        }
        Was::Proposed { version } => {
            if unchanged(work, one.id, *version).await?.is_none() {
                return Ok(false);
            }
            acting::take_back_agreement(work, Which { id: one.id, version: Some(*version) }).await?;
            Ok(true)
        }
        Was::Asked { occasion } => {
            tellings::take_back(work, occasion).await?;
            let left = telling::Entity::find()
                .filter(telling::Column::Occasion.eq(occasion.as_str()))
                .filter(telling::Column::WithdrawnAt.is_null())
                .count(&work.tx)
                .await?;
            Ok(left == 0)
        }
        Was::Item { id } => {
            let item = agenda_item::Entity::find_by_id(*id).one(&work.tx).await?;
            let is_fresh = |item: &agenda_item::Model| item.version == 1 && item.state.0 == ItemState::Programmed;
            let Some(item) = item.filter(is_fresh) else { return Ok(false) };
            agenda_item::Entity::delete_by_id(item.id).exec(&work.tx).await?;
            Ok(true)
        }
    }
}

async fn unchanged(work: &Work, id: i64, version: i32) -> Result<Option<action::Model>> {
    let found = action::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?;
    Ok(found.filter(|row| row.version == version))
}
