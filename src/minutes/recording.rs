//! Recording what the notes of a meeting say, all of it in one unit of work: motions with their parts and what they
//! bring into being, and what was asked for beside them. What was recorded before is not recorded again.

use super::known;
use super::queries::{self, Noted};
use super::understood::{Choices, Moved, Part, Understood, Wish, understand};
use crate::error::{Error, OrRefuse, Result};
use crate::resolving::{self, Asked, Outcome, Wanted, WantedPart};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::action::Due;
use remit_domain::line::{Deed, Motion, NoteRefusal, with_recorded};
use remit_domain::refusal::Refusal;
use remit_domain::resolution::Makes;
use remit_entity::{body, item_note, meeting, resolution};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

/// How much was recorded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub motions: usize,
    pub asked: usize,
}

/// Records everything that is new in the notes of a meeting, as somebody looked at it.
pub(super) async fn record(work: &Work, meeting_id: i64, chosen: &Choices) -> Result<Count> {
    let meeting = meeting::Entity::find_by_id(meeting_id).lock_exclusive().one(&work.tx).await?;
    let meeting = meeting.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if !meeting.state.0.took_place() {
        return Err(NoteRefusal::NotHeld).or_refuse();
    }
    if let Some(closed) = queries::closed(&work.tx, &meeting).await? {
        return Err(closed).or_refuse();
    }
    let known = known::known(&work.tx, &meeting, &body).await?;
    let items = queries::list(&work.tx, meeting_id).await?;
    let resolved = queries::resolved(&work.tx, &items).await?;
    let mut count = Count::default();
    for noted in &items {
        if chosen.0.number(&format!("version-{}", noted.item.id)).unwrap_or(0) != noted.version() {
            return Err(Error::Stale);
        }
        let said = understand(&known, noted.item.id, (noted.text(), noted.recorded()), chosen);
        if !said.has_new() {
            continue;
        }
        if !said.obstacles().is_empty() {
            return Err(Error::Stale);
        }
        let is_elsewhere = noted.recorded().is_empty() && resolved.contains_key(&noted.item.id);
        let is_left = is_elsewhere && !chosen.0.ticked(&format!("another-{}", noted.item.id));
        let more = item(work, noted, &said, is_left).await?;
        count.motions += more.motions;
        count.asked += more.asked;
    }
    if count.motions + count.asked == 0 {
        return Err(NoteRefusal::NothingNew).or_refuse();
    }
    let about = About { noun: "meeting", id: meeting.id, body: Some(meeting.body_id) };
    let said = format!("{} motions, {} things asked for", count.motions, count.asked);
    trail::record(work, "recorded what was minuted", about, said).await?;
    Ok(count)
}

/// Records what is new on one item, and marks it.
async fn item(work: &Work, noted: &Noted, said: &Understood, is_left: bool) -> Result<Count> {
    let mut made: Vec<Motion> = Vec::new();
    for moved in said.motions.iter().filter(|one| one.is_new() && !is_left) {
        let id = done(noted.item.id, resolving::record(work, noted.item.id, wanted(moved)).await?)?;
        name_movers(work, id, moved).await?;
        made.push(moved.motion.clone());
    }
    let mut asked: Vec<Deed> = Vec::new();
    for wish in said.wishes.iter().filter(|one| one.is_new() && !one.is_left) {
        done(noted.item.id, resolving::ask(work, noted.item.id, asking(wish)).await?)?;
        asked.push(wish.deed.clone());
    }
    let count = Count { motions: made.len(), asked: asked.len() };
    if let Some(note) = noted.note.clone().filter(|_| count.motions + count.asked > 0) {
        let recorded = with_recorded(&note.recorded, &made, &asked);
        let mut row: item_note::ActiveModel = note.into_active_model();
        row.recorded = Set(recorded);
        row.update(&work.tx).await?;
    }
    Ok(count)
}

/// Who moved and seconded are members where their names are known.
async fn name_movers(work: &Work, id: i64, moved: &Moved) -> Result<()> {
    let row = resolution::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let mut row = row.into_active_model();
    row.mover_id = Set(moved.mover.id);
    row.seconder_id = Set(moved.seconder.id);
    row.update(&work.tx).await?;
    Ok(())
}

fn wanted(moved: &Moved) -> Wanted {
    let vote = moved.motion.vote.as_ref();
    Wanted {
        narrative: moved.motion.narrative.clone(),
        mover: moved.mover.name.clone(),
        seconder: moved.seconder.name.clone(),
        carried: moved.carried(),
        counts: vote.and_then(|vote| vote.counts),
        parts: (1..).zip(&moved.parts).map(|(number, part)| wanted_part(number, part)).collect(),
        reason: vote.map(|vote| vote.reason.clone()).unwrap_or_default(),
        is_another: true,
    }
}

fn wanted_part(number: usize, part: &Part) -> WantedPart {
    let limb = &part.limb;
    let reply_by = match limb.due {
        Some(Due::On(day)) if limb.makes == Makes::Comment => Some(day),
        _ => None,
    };
    WantedPart {
        number,
        text: limb.text.clone(),
        verb: limb.verb,
        makes: limb.makes,
        owner: part.owner,
        due: limb.due,
        indicator: part.indicator.as_ref().map(|(id, _)| *id),
        kind: limb.kind,
        words: limb.words.clone(),
        addressee: limb.addressee,
        reply_by,
        meeting: None,
        to: None,
    }
}

fn asking(wish: &Wish) -> Asked {
    Asked {
        kind: wish.kind,
        text: wish.deed.text.clone(),
        owner: wish.owner,
        due: wish.due,
        indicator: wish.indicator.as_ref().map(|(id, _)| *id),
    }
}

/// A refusal ends the whole unit of work; it is told beside its item.
fn done(item: i64, outcome: Outcome<i64>) -> Result<i64> {
    match outcome {
        Outcome::Done(id) => Ok(id),
        Outcome::Refused(mut all) if !all.is_empty() => Err(Error::refused(OfItem { item, why: all.remove(0) })),
        Outcome::Refused(_) => Err(Error::broken("refused without a reason")),
    }
}

/// A refusal of one item among many.
#[derive(Debug)]
struct OfItem {
    item: i64,
    why: Box<dyn Refusal>,
}

impl std::fmt::Display for OfItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.why.fmt(f)
    }
}

impl Refusal for OfItem {
    fn field(&self) -> Option<String> {
        Some(format!("item-{}", self.item))
    }
}
