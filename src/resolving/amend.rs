//! Changes what is recorded: the words, verbs and parts of a resolution, or takes it back whole. What it read before is
//! kept for ever; whatever was made from it is flagged, and those who have it are told.

use super::{Outcome, Place, WantedPart, changed, find_place, known_owners, make, must_be_indicators, raise, reopened};
use crate::error::{Error, Result};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::resolution::{self, Carried, Change, ChangeRefusal, Counts, Makes, Part, Setting, Verb};
use remit_entity::{Stored, body, meeting, minutes, part_version, resolution as resolutions, resolution_part as parts};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

/// A resolution as it is to read.
#[derive(Clone, Debug)]
pub struct Amendment {
    pub version: Option<i32>,
    pub narrative: String,
    pub mover: String,
    pub seconder: String,
    pub carried: Carried,
    pub counts: Option<Counts>,
    /// Why; empty while nobody has read it yet.
    pub why: String,
    /// The later meeting that changed it, where one did.
    pub at: Option<i64>,
    pub parts: Vec<Reworded>,
    /// Parts that are added, with what they bring into being.
    pub added: Vec<WantedPart>,
}

/// A part that is there, as it is to read.
#[derive(Clone, Debug)]
pub struct Reworded {
    pub id: i64,
    pub number: usize,
    pub text: String,
    pub verb: Option<Verb>,
    pub is_removed: bool,
}

/// A resolution with where it was made.
struct Loaded {
    row: resolutions::Model,
    place: Place,
    parts: Vec<parts::Model>,
    minutes: Option<minutes::Model>,
}

async fn load(work: &Work, id: i64, version: Option<i32>) -> Result<Loaded> {
    let row = resolutions::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if version.is_some_and(|version| version != row.version) {
        return Err(Error::Stale);
    }
    let place = find_place(&work.tx, row.agenda_item_id).await?.ok_or(Error::NotFound)?;
    body::Entity::find_by_id(place.body.id).lock_exclusive().one(&work.tx).await?;
    let of = parts::Entity::find().filter(parts::Column::ResolutionId.eq(id)).order_by_asc(parts::Column::Number);
    let parts = of.all(&work.tx).await?;
    let minutes = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(place.meeting.id)).one(&work.tx).await?;
    Ok(Loaded { row, place, parts, minutes })
}

/// Whether a meeting is a later one of the same body that was held; none while no meeting is named.
async fn later(work: &Work, place: &Place, at: Option<i64>) -> Result<Option<bool>> {
    let Some(id) = at else { return Ok(None) };
    let row = meeting::Entity::find_by_id(id).one(&work.tx).await?;
    Ok(Some(row.is_some_and(|row| {
        row.body_id == place.body.id && row.state.0.took_place() && row.held_on > place.meeting.held_on
    })))
}

impl Loaded {
    fn change<'t>(&self, why: &'t str, at: Option<bool>, parts: usize) -> Change<'t> {
        let is_sent = self.minutes.as_ref().is_some_and(|row| row.state.0.is_sent() || row.told_at.is_some());
        Change { state: self.row.state.0, is_sent, reason: why, at, parts }
    }
}

/// Changes it.
///
/// # Errors
/// When it is not there, somebody else changed it meanwhile, or the database cannot be written.
pub async fn amend(work: &Work, id: i64, wanted: Amendment) -> Result<Outcome<i64>> {
    let found = load(work, id, wanted.version).await?;
    let at = later(work, &found.place, wanted.at).await?;
    let kept = |one: &&Reworded| !one.is_removed && found.parts.iter().any(|part| part.id == one.id);
    let stand = wanted.parts.iter().filter(kept).count() + wanted.added.len();
    let next = match found.change(&wanted.why, at, stand).amend() {
        Ok(next) => next,
        Err(refusal) => return Ok(Outcome::refused(vec![refusal])),
    };
    let wrong = wrong(work, &found, &wanted).await?;
    if !wrong.is_empty() {
        return Ok(Outcome::refused(wrong));
    }
    let reworded = reword(work, &found, &wanted).await?;
    let is_same = reworded.is_empty() && wanted.added.is_empty() && !differs(&found.row, &wanted);
    if is_same {
        return Ok(Outcome::refused(vec![ChangeRefusal::Nothing]));
    }
    add(work, &found, &wanted).await?;
    if !next.is_settled() && next != resolution::State::Published {
        renumber(work, id).await?;
    }
    keep(work, &found.row, (&wanted, next)).await?;
    reopened::reopen(work, found.place.meeting.id).await?;
    if found.row.carried.0.is_carried() && !wanted.carried.is_carried() {
        // Nothing was decided after all: whatever came of it shows that its source is gone.
        let gone = end_parts(work, &found.parts, (&wanted.why, wanted.at)).await?;
        changed::tell_changed(work, &found.place, &gone, true).await?;
    } else {
        changed::tell_changed(work, &found.place, &reworded, false).await?;
    }
    let about = About { noun: "resolution", id, body: Some(found.place.body.id) };
    let title = found.place.item.access.0.title_in_letters(&found.place.item.title);
    trail::record(work, "amended", about, format!("Resolution on “{title}”")).await?;
    Ok(Outcome::Done(found.place.item.id))
}

/// Takes it back at a later meeting. Whatever came of it stays until somebody has looked at it.
///
/// # Errors
/// As [`amend`].
pub async fn rescind(
    work: &Work,
    id: i64,
    (version, at): (Option<i32>, Option<i64>),
    why: String,
) -> Result<Outcome<i64>> {
    let found = load(work, id, version).await?;
    if !found.row.carried.0.is_carried() {
        return Ok(Outcome::refused(vec![ChangeRefusal::NotCarried]));
    }
    let is_later = later(work, &found.place, at).await?;
    let next = match found.change(&why, is_later, 1).rescind() {
        Ok(next) => next,
        Err(refusal) => return Ok(Outcome::refused(vec![refusal])),
    };
    let gone = end_parts(work, &found.parts, (&why, at)).await?;
    let version = found.row.version + 1;
    let mut row = found.row.clone().into_active_model();
    row.state = Set(Stored(next));
    row.ended_at_id = Set(at);
    row.version = Set(version);
    row.update(&work.tx).await?;
    reopened::reopen(work, found.place.meeting.id).await?;
    changed::tell_changed(work, &found.place, &gone, true).await?;
    let about = About { noun: "resolution", id, body: Some(found.place.body.id) };
    let title = found.place.item.access.0.title_in_letters(&found.place.item.title);
    trail::record(work, "rescinded", about, format!("Resolution on “{title}”")).await?;
    Ok(Outcome::Done(found.place.item.id))
}

/// Every part that stands is no longer what anything may go by.
async fn end_parts(work: &Work, all: &[parts::Model], (why, at): (&str, Option<i64>)) -> Result<Vec<i64>> {
    let mut gone = Vec::new();
    for part in all.iter().filter(|part| !part.is_removed) {
        // Amended in the same deed, it has another version by now.
        let Some(part) = parts::Entity::find_by_id(part.id).one(&work.tx).await? else { continue };
        remember(work, &part, (why, at)).await?;
        let (id, version) = (part.id, part.version + 1);
        let mut row = part.into_active_model();
        row.version = Set(version);
        row.update(&work.tx).await?;
        gone.push(id);
    }
    Ok(gone)
}

/// What is wrong with the parts as they are to read.
async fn wrong(work: &Work, found: &Loaded, wanted: &Amendment) -> Result<Vec<resolution::ResolutionRefusal>> {
    let body = &found.place.body;
    let owners = known_owners(work, wanted.added.iter().filter_map(|part| part.owner).collect()).await?;
    must_be_indicators(work, wanted.added.iter().filter_map(|part| part.indicator).collect()).await?;
    let next = raise::next_meeting(work, body.id, found.place.meeting.held_on).await?;
    let setting = Setting {
        met_on: found.place.meeting.held_on,
        has_board: body.reports_to_id.is_some(),
        has_officer: body.officer_post_id.is_some(),
    };
    let standing = wanted.parts.iter().filter(|one| !one.is_removed).map(|one| Part {
        number: one.number,
        words: &one.text,
        verb: one.verb,
        makes: Makes::Nothing,
        has_owner: false,
        due: None,
        has_meeting: true,
    });
    let added = wanted.added.iter().map(|part| part.facts(&owners, part.meeting.is_some() || next.is_some()));
    let all: Vec<Part<'_>> = standing.chain(added).collect();
    Ok(resolution::refusals(&all, wanted.carried, wanted.counts, &setting))
}

/// Keeps the words of a part as they were.
async fn remember(work: &Work, part: &parts::Model, (why, at): (&str, Option<i64>)) -> Result<()> {
    part_version::ActiveModel {
        part_id: Set(part.id),
        number: Set(part.version),
        verb: Set(part.verb),
        text: Set(part.text.clone()),
        is_removed: Set(part.is_removed),
        reason: Set(why.trim().to_owned()),
        meeting_id: Set(at),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    Ok(())
}

async fn reword(work: &Work, found: &Loaded, wanted: &Amendment) -> Result<Vec<i64>> {
    let mut changed = Vec::new();
    for one in &wanted.parts {
        let Some(part) = found.parts.iter().find(|part| part.id == one.id) else { continue };
        let text = if one.is_removed { part.text.clone() } else { resolution::after_that(&one.text).to_owned() };
        let verb = one.verb.filter(|_| !one.is_removed).unwrap_or(part.verb.0);
        if text == part.text && verb == part.verb.0 && one.is_removed == part.is_removed {
            continue;
        }
        remember(work, part, (&wanted.why, wanted.at)).await?;
        let version = part.version + 1;
        let mut row = part.clone().into_active_model();
        row.text = Set(text);
        row.verb = Set(Stored(verb));
        row.is_removed = Set(one.is_removed);
        row.version = Set(version);
        row.update(&work.tx).await?;
        changed.push(part.id);
    }
    Ok(changed)
}

async fn add(work: &Work, found: &Loaded, wanted: &Amendment) -> Result<()> {
    let board = match found.place.body.reports_to_id {
        Some(id) => body::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let last = found.parts.iter().map(|part| part.number).max().unwrap_or(0);
    for (number, part) in (last + 1..).zip(&wanted.added) {
        let mut part = part.clone();
        if !wanted.carried.is_carried() {
            part.makes = Makes::Nothing;
        }
        make(work, (&found.place, board.as_ref()), (found.row.id, number), part).await?;
    }
    Ok(())
}

/// While nobody cites its parts by number, those that stand are numbered without a gap.
async fn renumber(work: &Work, id: i64) -> Result<()> {
    let of = parts::Entity::find().filter(parts::Column::ResolutionId.eq(id)).order_by_asc(parts::Column::Number);
    let mut all = of.all(&work.tx).await?;
    all.sort_by_key(|part| (part.is_removed, part.number));
    if (1..).zip(&all).all(|(number, part)| part.number == number) {
        return Ok(());
    }
    // No two parts have one number even for a moment.
    for beyond in [100_000, 0] {
        for (number, part) in (1..).zip(&all) {
            let mut row = part.clone().into_active_model();
            row.number = Set(beyond + number);
            row.update(&work.tx).await?;
        }
    }
    Ok(())
}

fn differs(row: &resolutions::Model, wanted: &Amendment) -> bool {
    row.narrative != wanted.narrative
        || row.mover != wanted.mover
        || row.seconder != wanted.seconder
        || row.carried.0 != wanted.carried
        || super::printed::counts(row) != counted(wanted)
}

fn counted(wanted: &Amendment) -> Option<Counts> {
    wanted.counts.filter(|_| matches!(wanted.carried, Carried::Vote | Carried::Lost))
}

async fn keep(work: &Work, old: &resolutions::Model, (wanted, next): (&Amendment, resolution::State)) -> Result<()> {
    let count = |n: u32| i32::try_from(n).ok();
    let counts = counted(wanted);
    let version = old.version + 1;
    let mut row = old.clone().into_active_model();
    row.narrative = Set(wanted.narrative.clone());
    row.mover = Set(wanted.mover.clone());
    row.seconder = Set(wanted.seconder.clone());
    row.carried = Set(Stored(wanted.carried));
    row.votes_for = Set(counts.and_then(|counts| count(counts.votes_for)));
    row.votes_against = Set(counts.and_then(|counts| count(counts.against)));
    row.votes_abstained = Set(counts.and_then(|counts| counts.abstained).and_then(count));
    row.state = Set(Stored(next));
    row.version = Set(version);
    row.update(&work.tx).await?;
    Ok(())
}
