//! E25, the director's week: on the first working day of a week, from eight o'clock, everything that panels ask of a
//! director in the next fifteen working days stands in one letter, in the place of that day's single reminders.

use super::letters::{self, Section};
use crate::error::Result;
use crate::holders::holders_of;
use crate::weekly;
use crate::work::Work;
use remit_domain::letter::Kind as Letter;
use remit_domain::obligation::{Kind, State};
use remit_domain::person::PostKind;
use remit_entity::{Stored, obligation, post};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// How far the letter looks ahead, in working days.
const AHEAD: i32 = 15;

/// What is owed by each director, on the day of the weekly letter; empty on any other.
#[derive(Debug, Default)]
pub(super) struct Weekly {
    owed: BTreeMap<i64, Vec<obligation::Model>>,
    /// Chairs whose letters wait until eight.
    chairs: BTreeSet<i64>,
    /// Before eight o'clock the letters of directors wait.
    is_early: bool,
}

impl Weekly {
    /// The directors who get a letter.
    pub(super) fn directors(&self) -> impl Iterator<Item = i64> {
        let people: Vec<i64> = if self.is_early { Vec::new() } else { self.owed.keys().copied().collect() };
        people.into_iter()
    }

    /// Whether somebody's letter is held until eight o'clock.
    pub(super) fn waits_for(&self, person: i64) -> bool {
        self.chairs.contains(&person) || self.is_early && self.owed.contains_key(&person)
    }

    /// What one director owes.
    pub(super) fn of(&self, person: i64) -> &[obligation::Model] {
        self.owed.get(&person).map_or(&[], Vec::as_slice)
    }
}

/// Everything that directors owe in the coming weeks, for those whose number comes after this one.
pub(super) async fn of_directors(work: &Work, after: i64) -> Result<Weekly> {
    let chairs = weekly::chairs_who_wait(&work.tx, (work.at, work.today), &work.calendar).await?;
    if weekly::due(&work.tx, weekly::DIRECTORS, work.today, &work.calendar).await?.is_none() {
        return Ok(Weekly { chairs, ..Weekly::default() });
    }
    let posts = post::Entity::find().filter(post::Column::Kind.eq(Stored(PostKind::Director))).all(&work.tx).await?;
    let posts: BTreeSet<i64> = posts.into_iter().map(|row| row.id).collect();
    let until = work.calendar.add_working_days(work.today, AHEAD)?;
    let open = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::Kind.is_in([Kind::SubmitData, Kind::SendAppendix].map(Stored)))
        .filter(obligation::Column::OwnerPostId.is_in(posts.iter().copied()))
        .filter(obligation::Column::DueOn.lte(until))
        // What goes out today is asked for by its own letter.
        .filter(obligation::Column::OpenedOn.lt(work.today))
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(&work.tx)
        .await?;
    let holders = holders_of(&work.tx, posts, work.today).await?;
    let mut owed: BTreeMap<i64, Vec<obligation::Model>> = BTreeMap::new();
    // Once the papers are out only what was promised is still chased.
    let is_chased = |row: &obligation::Model| row.promised || row.publish_by.is_none_or(|by| by >= work.today);
    for row in open.into_iter().filter(is_chased) {
        if let Some(person) = holders.get(&row.owner_post_id).filter(|person| **person > after) {
            owed.entry(*person).or_default().push(row);
        }
    }
    Ok(Weekly { owed, chairs, is_early: work.at < weekly::opens(work.today) })
}

/// Puts the week into a letter: in the place of the single reminders, beside what is new or late.
pub(super) async fn fold_in(work: &Work, sections: &mut Vec<Section>, owed: &[obligation::Model]) -> Result<()> {
    if owed.is_empty() {
        return Ok(());
    }
    let is_replaced = |section: &Section| section.is_own && section.kind == Letter::DataReminder;
    let spoken_of: BTreeSet<String> =
        sections.iter().filter(|section| !is_replaced(section)).map(|section| section.entity_ref.clone()).collect();
    let mut week = Vec::new();
    for row in owed {
        match letters::of_the_week(work, row).await {
            Ok(section) if spoken_of.contains(&section.entity_ref) => {}
            Ok(section) => week.push(section),
            Err(error) => tracing::error!(obligation = row.id, fault = ?error, "an obligation cannot be written about"),
        }
    }
    if !week.is_empty() {
        let covered: BTreeSet<String> = week.iter().map(|section| section.entity_ref.clone()).collect();
        sections.retain(|section| !(is_replaced(section) && covered.contains(&section.entity_ref)));
        sections.extend(week);
    }
    Ok(())
}
