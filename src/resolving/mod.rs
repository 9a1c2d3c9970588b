//! Records what a body decided on an item, with everything that its parts bring into being: one unit of work, whether
//! it was typed into a form, in the line language of the minutes, or read from a page. Called by the columns of
//! decisions and minutes; what is brought into being is next door in `raise`, what is changed later in `amend`.

mod amend;
mod changed;
mod converted;
mod made;
mod matters;
mod onward;
mod printed;
mod raise;
mod reopened;
mod routes;
mod wanted;

pub use amend::{Amendment, Reworded, amend, rescind};
pub use changed::{SourceChange, is_unconfirmed, list_changed, look, source_change};
pub use converted::{item_of, recommendation_of};
pub use made::{Made, Noun, items_from, move_all, of_parts, versions_of};
pub use onward::{is_sent_on, send_on};
pub use printed::{counts, gather, list_items, summary_key};
pub use reopened::reopen;
pub use routes::targets;
pub use wanted::{Asked, Wanted, WantedPart};

use crate::considering;
use crate::error::{Error, Result};
use crate::trail::{self, About};
use crate::work::Work;
use raise::Asking;
use remit_domain::action::{self, AskRefusal};
use remit_domain::refusal::Refusal;
use remit_domain::resolution::{self, Makes, Part, ResolutionRefusal, Setting};
use remit_entity::{Stored, agenda_item, body, indicator, meeting, post, resolution as resolutions, resolution_part};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::BTreeSet;

/// Where something was decided.
#[derive(Clone, Debug)]
pub struct Place {
    /// The item.
    pub item: agenda_item::Model,
    /// Its meeting.
    pub meeting: meeting::Model,
    /// The body that met.
    pub body: body::Model,
}

/// An item with its meeting and body.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_place(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<Place>> {
    let Some(item) = agenda_item::Entity::find_by_id(item_id).one(db).await? else { return Ok(None) };
    let missing = || Error::broken("an item without its meeting");
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(db).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or_else(missing)?;
    Ok(Some(Place { item, meeting, body }))
}

/// The resolution of an item: the first that was carried and stands. Further ones, and motions that were lost, stand
/// beside it.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_resolution(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<resolutions::Model>> {
    let all = list_resolutions(db, item_id).await?;
    Ok(all.into_iter().find(|one| one.carried.0.is_carried() && one.state.0 != resolution::State::Rescinded))
}

/// Everything that was put to the vote on an item, in its order.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_resolutions(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<resolutions::Model>> {
    Ok(resolutions::Entity::find()
        .filter(resolutions::Column::AgendaItemId.eq(item_id))
        .order_by_asc(resolutions::Column::Position)
        .order_by_asc(resolutions::Column::Id)
        .all(db)
        .await?)
}

/// What became of a form: done, or everything that is wrong with it.
#[derive(Debug)]
pub enum Outcome<T> {
    Done(T),
    Refused(Vec<Box<dyn Refusal>>),
}

impl<T> Outcome<T> {
    fn refused<R: Refusal + 'static>(all: Vec<R>) -> Self {
        Self::Refused(all.into_iter().map(|one| Box::new(one) as Box<dyn Refusal>).collect())
    }
}

/// Records what was resolved on an item, with everything that its parts bring into being. A motion that was lost or
/// withdrawn is recorded and brings nothing into being.
///
/// # Errors
/// When the item is not there, or the database cannot be written.
pub async fn record(work: &Work, item_id: i64, wanted: Wanted) -> Result<Outcome<i64>> {
    let place = locked_place(work, item_id).await?;
    if !place.meeting.state.0.took_place() {
        return Ok(Outcome::refused(vec![ResolutionRefusal::NotHeld]));
    }
    let is_carried = wanted.carried.is_carried();
    if is_carried && !wanted.is_another && find_resolution(&work.tx, item_id).await?.is_some() {
        return Ok(Outcome::refused(vec![ResolutionRefusal::Recorded]));
    }
    let mut wanted = wanted;
    if !is_carried {
        wanted.parts.iter_mut().for_each(|part| part.makes = Makes::Nothing);
    }
    let targets = targets(&work.tx, &place.body).await?;
    let board = targets.first().cloned();
    let owners = known_owners(work, wanted.parts.iter().filter_map(|part| part.owner).collect()).await?;
    must_be_indicators(work, wanted.parts.iter().filter_map(|part| part.indicator).collect()).await?;
    let setting = Setting {
        met_on: place.meeting.held_on,
        has_board: board.is_some(),
        has_officer: place.body.officer_post_id.is_some(),
    };
    let next = raise::next_meeting(work, place.body.id, place.meeting.held_on).await?;
    let has_meeting = |part: &WantedPart| part.meeting.is_some() || next.is_some();
    let facts: Vec<Part<'_>> = wanted.parts.iter().map(|part| part.facts(&owners, has_meeting(part))).collect();
    let wrong = resolution::refusals(&facts, wanted.carried, wanted.counts, &setting);
    if !wrong.is_empty() {
        return Ok(Outcome::refused(wrong));
    }
    let id = write(work, item_id, &wanted).await?;
    for (number, part) in (1..).zip(wanted.parts) {
        let to = targets.iter().find(|body| Some(body.id) == part.to).or(board.as_ref());
        make(work, (&place, to), (id, number), part).await?;
    }
    reopen(work, place.meeting.id).await?;
    considering::resolved(work, &place.item, place.meeting.state.0).await?;
    let about = About { noun: "resolution", id, body: Some(place.body.id) };
    let title = place.item.access.0.title_in_letters(&place.item.title);
    trail::record(work, "recorded", about, format!("Resolution on “{title}”")).await?;
    Ok(Outcome::Done(id))
}

async fn write(work: &Work, item_id: i64, wanted: &Wanted) -> Result<i64> {
    let has_counts = matches!(wanted.carried, resolution::Carried::Vote | resolution::Carried::Lost);
    let counts = wanted.counts.filter(|_| has_counts);
    let count = |n: u32| i32::try_from(n).ok();
    let before = list_resolutions(&work.tx, item_id).await?;
    let made = resolutions::ActiveModel {
        agenda_item_id: Set(item_id),
        position: Set(before.last().map_or(1, |last| last.position + 1)),
        state: Set(Stored(resolution::State::Captured)),
        mover: Set(wanted.mover.clone()),
        seconder: Set(wanted.seconder.clone()),
        carried: Set(Stored(wanted.carried)),
        votes_for: Set(counts.and_then(|counts| count(counts.votes_for))),
        votes_against: Set(counts.and_then(|counts| count(counts.against))),
        votes_abstained: Set(counts.and_then(|counts| counts.abstained).and_then(count)),
        narrative: Set(wanted.narrative.clone()),
        reason: Set(wanted.reason.clone()),
        recorded_at: Set(work.at),
        version: Set(1),
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
        version: Set(1),
        is_removed: Set(false),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    raise::from_part(work, (place, board), &made, &part).await
}

/// Records what a panel asked for in its discussion, outside the resolution.
///
/// # Errors
/// When the item is not there, or the database cannot be written.
pub async fn ask(work: &Work, item_id: i64, asked: Asked) -> Result<Outcome<i64>> {
    let place = locked_place(work, item_id).await?;
    if !place.meeting.state.0.took_place() {
        return Ok(Outcome::refused(vec![AskRefusal::NotHeld]));
    }
    let owners = known_owners(work, asked.owner.into_iter().collect()).await?;
    must_be_indicators(work, asked.indicator.into_iter().collect()).await?;
    let wrong = action::missing_from(&asked.text, !owners.is_empty(), asked.due, place.meeting.held_on);
    match (owners.first(), asked.due) {
        (Some(&owner_post_id), Some(due)) if wrong.is_empty() => {
            let asking = Asking {
                kind: asked.kind,
                text: asked.text,
                owner_post_id,
                due,
                indicator_id: asked.indicator,
                part_id: None,
            };
            let id = raise::action(work, &place, asking).await?;
            reopen(work, place.meeting.id).await?;
            Ok(Outcome::Done(id))
        }
        _ => Ok(Outcome::refused(wrong)),
    }
}

/// The item with its meeting and body. The body's row is held, so that two officers who record at once take turns:
/// references are numbered in a row.
async fn locked_place(work: &Work, item_id: i64) -> Result<Place> {
    let place = find_place(&work.tx, item_id).await?.ok_or(Error::NotFound)?;
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
