//! The steps of one referral that its own page takes: draft, approve, put before the Board, retarget, answer, close,
//! withdraw; and what is made of a matter that the Board sends to the cabinet. What they share with feedback and with
//! meetings that move is in `referring`.

use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::referring::{self, Answer, Carried, Which, load, next, reconcile, record};
use crate::resolving;
use crate::succession::heirs_of;
use crate::work::Work;
use remit_domain::feedback::Reached;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::referral::{Outcome, ReferralRefusal, State, Target};
use remit_domain::resolution::Makes;
use remit_domain::wording;
use remit_entity::{Stored, meeting as meetings, referral};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

/// The panel heard the Board's answer.
pub(super) const CLOSED: &str = "reported the answer to the panel";
/// The panel gave the matter up.
pub(super) const WITHDREW: &str = "withdrew the matter";
/// What differs from what the panel confirmed is known to the Board.
pub(super) const RECONCILED: &str = "took over the confirmed wording";

/// Writes the feedback for the Board.
pub(super) async fn draft(work: &Work, which: Which, words: String) -> Result<()> {
    let found = load(work, which).await?;
    referring::draft(work, found, &words).await.map(|_| ())
}

/// The chair agrees the feedback, in person or through an officer.
pub(super) async fn approve(work: &Work, which: Which) -> Result<()> {
    let found = referral::Entity::find_by_id(which.id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let by = referring::capacity(work, found.body_id).await?.ok_or(Error::NotFound)?;
    let found = load(work, which).await?;
    referring::approve(work, found, by).await
}

/// Puts the matter before the Board.
pub(super) async fn submit(work: &Work, which: Which, reached: Option<Reached>) -> Result<()> {
    let found = load(work, which).await?;
    let reached = reached.ok_or_else(|| Error::refused(ReferralRefusal::NotReached))?;
    referring::submit(work, found, reached).await
}

/// Carries the matter to another meeting of the Board; the answer is owed after that one.
pub(super) async fn retarget(work: &Work, which: Which, to: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let to = referring::board_meeting(work, &found, to).await?;
    let to_come = |to: &meetings::Model| Target::of(Some((to.state.0, to.held_on)), work.today) == Target::ToCome;
    let to = to.filter(to_come).ok_or_else(|| Error::refused(ReferralRefusal::NotToCome))?;
    referring::carry_to(work, found, (&to, Carried::ByHand)).await.map(|_| ())
}

/// Records what the Board decided.
pub(super) async fn answer(work: &Work, which: Which, answer: Answer) -> Result<()> {
    let found = load(work, which).await?;
    referring::answer(work, found, answer).await
}

/// The panel heard the answer at a meeting of its own: the thread is closed.
pub(super) async fn close(work: &Work, which: Which, heard_at: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let heard = match heard_at {
        Some(id) => meetings::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let took = match found.answered_meeting_id {
        Some(id) => meetings::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let heirs = heirs_of(&work.tx, found.body_id).await?;
    let is_panels = |row: &meetings::Model| {
        heirs.contains(&row.body_id)
            && row.state.0.took_place()
            && took.as_ref().is_none_or(|took| row.held_on >= took.held_on)
    };
    let heard = heard.filter(is_panels);
    let state = found.state.close(heard.is_some()).or_refuse()?;
    obligations::discharge(work, Kind::ReportAnswer, SubjectKind::Referral, found.id).await?;
    let said = heard.as_ref().map(|row| wording::date_with_weekday(row.held_on)).unwrap_or_default();
    record(work, &found, CLOSED, &said).await?;
    let mut row = next(found, state);
    row.closed_at_id = Set(heard.map(|row| row.id));
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await
}

/// The panel gives the matter up.
pub(super) async fn withdraw(work: &Work, which: Which, reason: &str) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.withdraw(reason).or_refuse()?;
    record(work, &found, WITHDREW, reason).await?;
    let row = next(found, state).update(&work.tx).await?;
    reconcile(work, &row).await
}

/// The Board knows the wording as the panel confirmed it.
pub(super) async fn take_over_wording(work: &Work, which: Which) -> Result<()> {
    let found = load(work, which).await?;
    let source = referring::source_of(&work.tx, &found).await?;
    record(work, &found, RECONCILED, "").await?;
    let state = found.state.0;
    let mut row = next(found, state);
    row.part_version = Set(source.version);
    row.update(&work.tx).await?;
    Ok(())
}

/// Makes a comment or a recommendation of a matter that the Board sent to the cabinet; gives where it stands.
pub(super) async fn send_on(work: &Work, which: Which, (makes, post): (Makes, Option<i64>)) -> Result<String> {
    let found = load(work, which).await?;
    let sent = found.state.0 == State::Answered || found.state.0 == State::Closed;
    if !sent || found.outcome != Some(Stored(Outcome::ToCabinet)) {
        return Err(Error::refused(ReferralRefusal::NotAnswered));
    }
    let took = match found.answered_meeting_id {
        Some(id) => meetings::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let took = took.ok_or_else(|| Error::broken("an answer without its meeting"))?;
    if resolving::is_sent_on(&work.tx, &found).await? {
        return Err(Error::refused(ReferralRefusal::SentOn));
    }
    let post = post.ok_or_else(|| Error::refused(ReferralRefusal::NoAddressee))?;
    let id = resolving::send_on(work, (&found, &took), (makes, post)).await?;
    let (noun, room) = match makes {
        Makes::Recommendation => ("recommendation", SubjectKind::Recommendation.room()),
        _ => ("comment", SubjectKind::Comment.room()),
    };
    record(work, &found, "sent it on", noun).await?;
    let state = found.state.0;
    next(found, state).update(&work.tx).await?;
    Ok(format!("/{room}/{id}"))
}
