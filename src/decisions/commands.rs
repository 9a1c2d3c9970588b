//! Record a resolution; ask for an action. Each in one unit of work: the record, its parts, what the parts bring
//! into being, and what is then owed.

use super::queries::{self, Place};
use super::raise::{self, Asking, Carrying};
use super::wanted::{Asked, Wanted, WantedPart};
use crate::considering;
use crate::error::{Error, Result};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::action::{self, AskRefusal};
use remit_domain::refusal::Refusal;
use remit_domain::resolution::{self, Makes, Part, ResolutionRefusal, Setting};
use remit_entity::{Stored, body, indicator, post, resolution as resolutions, resolution_part};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;

/// What became of a form: done, or everything that is wrong with it.
#[derive(Debug)]
pub(super) enum Outcome<T> {
    Done(T),
    Refused(Vec<Box<dyn Refusal>>),
}

impl<T> Outcome<T> {
    fn refused<R: Refusal + 'static>(all: Vec<R>) -> Self {
        Self::Refused(all.into_iter().map(|one| Box::new(one) as Box<dyn Refusal>).collect())
    }
}

/// Records what was resolved on an item, with everything that its parts bring into being.
pub(super) async fn record(work: &Work, item_id: i64, wanted: Wanted) -> Result<Outcome<i64>> {
    let place = locked_place(work, item_id).await?;
    if !place.meeting.state.0.took_place() {
        return Ok(Outcome::refused(vec![ResolutionRefusal::NotHeld]));
    }
    if queries::find_resolution(&work.tx, item_id).await?.is_some() {
        return Ok(Outcome::refused(vec![ResolutionRefusal::Recorded]));
    }
    let board = match place.body.reports_to_id {
        Some(id) => body::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let owners = known_owners(work, wanted.parts.iter().filter_map(|part| part.owner).collect()).await?;
    must_be_indicators(work, wanted.parts.iter().filter_map(|part| part.indicator).collect()).await?;
    let setting = Setting {
        met_on: place.meeting.held_on,
        has_board: board.is_some(),
        has_officer: place.body.officer_post_id.is_some(),
    };
    let facts: Vec<Part<'_>> = wanted.parts.iter().map(|part| part.facts(&owners)).collect();
    let wrong = resolution::refusals(&facts, wanted.carried, wanted.counts, &setting);
    if !wrong.is_empty() {
        return Ok(Outcome::refused(wrong));
    }
    let id = write(work, item_id, &wanted).await?;
    for (number, part) in (1..).zip(wanted.parts) {
        make(work, (&place, board.as_ref()), (id, number), part).await?;
    }
    considering::resolved(work, &place.item, place.meeting.state.0).await?;
    let about = About { noun: "resolution", id, body: Some(place.body.id) };
    trail::record(work, "recorded", about, format!("Resolution on “{}”", place.item.title)).await?;
    Ok(Outcome::Done(id))
}

async fn write(work: &Work, item_id: i64, wanted: &Wanted) -> Result<i64> {
    let counts = wanted.counts.filter(|_| wanted.carried == resolution::Carried::Vote);
    let count = |n: u32| i32::try_from(n).ok();
    let made = resolutions::ActiveModel {
        agenda_item_id: Set(item_id),
        mover: Set(wanted.mover.clone()),
        seconder: Set(wanted.seconder.clone()),
        carried: Set(Stored(wanted.carried)),
        votes_for: Set(counts.and_then(|counts| count(counts.votes_for))),
        votes_against: Set(counts.and_then(|counts| count(counts.against))),
        votes_abstained: Set(counts.and_then(|counts| counts.abstained).and_then(count)),
        narrative: Set(wanted.narrative.clone()),
        recorded_at: Set(work.at),
        ..Default::default()
    };
    Ok(made.insert(&work.tx).await?.id)
}

async fn make(
    work: &Work,
    (place, board): (&Place, Option<&body::Model>),
    (resolution_id, number): (i64, i32),
    part: WantedPart,
) -> Result<()> {
    let text = resolution::after_that(&part.text).to_owned();
    let verb = part.verb.ok_or_else(|| Error::broken("a part passed without its verb"))?;
    let made = resolution_part::ActiveModel {
        resolution_id: Set(resolution_id),
        number: Set(number),
        verb: Set(Stored(verb)),
        text: Set(text.clone()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    match (part.makes, part.owner, part.due, board, place.body.officer_post_id) {
        (Makes::Nothing, ..) => {}
        (Makes::Action, Some(owner_post_id), Some(due), ..) => {
            let asking = Asking { text, owner_post_id, due, indicator_id: part.indicator, part_id: Some(made.id) };
            raise::action(work, place, asking).await?;
        }
        (Makes::Referral, _, _, Some(board), Some(officer_post_id)) => {
            let text = if part.words.is_empty() { text } else { part.words };
            let carrying = Carrying { text, kind: part.kind, part_id: made.id, officer_post_id };
            raise::referral(work, place, board, carrying).await?;
        }
        _ => return Err(Error::broken("a part passed without what it needs")),
    }
    Ok(())
}

/// Records what a panel asked for in its discussion, outside the resolution.
pub(super) async fn ask(work: &Work, item_id: i64, asked: Asked) -> Result<Outcome<i64>> {
    let place = locked_place(work, item_id).await?;
    if !place.meeting.state.0.took_place() {
        return Ok(Outcome::refused(vec![AskRefusal::NotHeld]));
    }
    let owners = known_owners(work, asked.owner.into_iter().collect()).await?;
    must_be_indicators(work, asked.indicator.into_iter().collect()).await?;
    let wrong = action::missing_from(&asked.text, !owners.is_empty(), asked.due, place.meeting.held_on);
    match (owners.first(), asked.due) {
        (Some(&owner_post_id), Some(due)) if wrong.is_empty() => {
            let asking = Asking { text: asked.text, owner_post_id, due, indicator_id: asked.indicator, part_id: None };
            Ok(Outcome::Done(raise::action(work, &place, asking).await?))
        }
        _ => Ok(Outcome::refused(wrong)),
    }
}

/// The item with its meeting and body. The body's row is held, so that two officers who record at once take turns:
/// references are numbered in a row.
async fn locked_place(work: &Work, item_id: i64) -> Result<Place> {
    let place = queries::find_place(&work.tx, item_id).await?.ok_or(Error::NotFound)?;
    body::Entity::find_by_id(place.body.id).lock_exclusive().one(&work.tx).await?;
    Ok(place)
}

async fn known_owners(work: &Work, ids: Vec<i64>) -> Result<Vec<i64>> {
    let found = post::Entity::find().filter(post::Column::Id.is_in(ids)).all(&work.tx).await?;
    Ok(found.into_iter().map(|post| post.id).collect())
}

/// The form offers indicators to choose from; another one is no mistake of typing.
async fn must_be_indicators(work: &Work, ids: BTreeSet<i64>) -> Result<()> {
    let known = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids.clone())).count(&work.tx).await?;
    if known == ids.len() as u64 { Ok(()) } else { Err(Error::NotFound) }
}
