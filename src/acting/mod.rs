//! The deeds done to an action, each in one unit of work, with what is then owed and a line in its thread. An owner's
//! word never closes an action; only the panel's does. What happens to its life is in `life`, its owner, date and kin in
//! `kin`. No doors: called by the columns of actions, rounds and the tracker.

mod kin;
mod life;
mod owed;

pub use kin::{Change, Conversion, change, convert, keep, link};
pub use life::{Pause, pause, reopen, resume, wake};
pub use owed::body_now;

use crate::error::{Error, OrRefuse, Result};
use crate::following;
use crate::heard::{NOT_THEIRS, PROPOSED, UPDATED};
use crate::holders::holder_of;
use crate::obligations;
use crate::succession::heirs_of;
use crate::tellings::{self, Section, Telling};
use crate::trail::{self, About};
use crate::work::{Author, Work};
use remit_domain::action::{ActionRefusal, Due, Progress, State};
use remit_domain::letter;
use remit_domain::meeting;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::wording;
use remit_entity::{Stored, action, action_update, agenda_item, meeting as meetings};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

/// Which action, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub struct Which {
    /// Its id.
    pub id: i64,
    /// Its version; none where the form does not say.
    pub version: Option<i32>,
}

/// What an owner says, by link or through an officer.
#[derive(Clone, Debug)]
pub struct Report {
    /// How far it is.
    pub progress: Option<Progress>,
    /// In words.
    pub words: String,
    /// Where what was done can be seen.
    pub evidence: String,
}

/// What the occasions of an agreement begin with, among those of an action.
const AGREED: &str = "agreed-";

/// Writes down what the owner said. Proposed complete is no longer owed: reminders stop. What the owner says is not
/// theirs stays owed, and its officer is told.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn report(work: &Work, which: Which, report: Report) -> Result<()> {
    let found = load(work, which).await?;
    if let Author::ByLink { id, .. } = work.by {
        let holder = holder_of(&work.tx, found.owner_post_id, work.today).await?;
        if holder.and_then(|holder| holder.person).is_none_or(|person| person.id != id) {
            return Err(Error::refused(ActionRefusal::NotTheOwner));
        }
    }
    let before = found.state.0;
    let progress = match report.progress {
        Some(progress) => progress,
        // What is over says so first, whatever was chosen.
        None => return Err(Error::refused(before.update("-").err().unwrap_or(ActionRefusal::NothingChosen))),
    };
    let after = before.report(progress, &report.words).or_refuse()?;
    if progress == Progress::NotMine {
        let words = format!("The owner says that it is not theirs: {}", report.words);
        tell_officer(work, &found, "the owner says that it is not theirs", "not-theirs").await?;
        return step(work, found, after, (NOT_THEIRS, words), |_| {}).await;
    }
    if before.is_owed() && after == State::ProposedComplete {
        obligations::discharge(work, Kind::DoAction, SubjectKind::Action, found.id).await?;
    }
    owed::settle(work, &found, (before, after), None).await?;
    let evidence = report.evidence;
    if after != State::ProposedComplete {
        return step(work, found, after, (UPDATED, report.words), unpause).await;
    }
    let said = "Its owner proposes it as complete; the panel decides.".to_owned();
    following::tell(work, &found, &format!("proposed-{}", found.version), (letter::Kind::ActionReminder, said)).await?;
    step(work, found, after, (PROPOSED, report.words), |row| {
        unpause(row);
        row.evidence = Set(evidence);
    })
    .await
}

fn unpause(row: &mut action::ActiveModel) {
    row.pause_why = Set(String::new());
    row.review_on = Set(None);
}

/// The panel agreed, at a meeting that was held, that it is done.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn agree(work: &Work, which: Which, meeting_id: Option<i64>) -> Result<()> {
    let found = load(work, which).await?;
    let after = found.state.agree_complete().or_refuse()?;
    let held = list_held(&work.tx, &found).await?;
    let meeting = held.into_iter().find(|meeting| Some(meeting.id) == meeting_id);
    let meeting = meeting.ok_or_else(|| Error::refused(ActionRefusal::NoMeeting))?;
    obligations::discharge(work, Kind::AgreeCompletion, SubjectKind::Action, found.id).await?;
    obligations::withdraw_all(work, SubjectKind::Action, found.id).await?;
    let words = format!("The panel agreed on {} that this is complete.", wording::date_with_weekday(meeting.held_on));
    let told = (letter::Kind::ActionReminder, words.clone());
    following::tell(work, &found, &format!("{AGREED}{}", found.version), told).await?;
    let agreed_at = Some(meeting.id);
    step(work, found, after, ("agreed complete", words), |row| row.agreed_at_meeting_id = Set(agreed_at)).await
}

/// The panel does not agree that it is done: it is owed again.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn dispute(work: &Work, which: Which, words: String, due: Option<Due>) -> Result<()> {
    let found = load(work, which).await?;
    let (before, after) = (found.state.0, found.state.dispute(&words).or_refuse()?);
    let due = Due::from_today(due, work.today).or_refuse()?;
    obligations::discharge(work, Kind::AgreeCompletion, SubjectKind::Action, found.id).await?;
    let body = body_now(work, found.body_id).await?;
    owed::settle(work, &found, (before, after), Some(due.rule(body.id, work.today))).await?;
    step(work, found, after, ("disputed", format!("Disputed by the panel: {words}")), |_| {}).await
}

/// The panel's agreement was recorded by mistake, a moment ago: it is proposed complete again.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn take_back_agreement(work: &Work, which: Which) -> Result<()> {
    let found = load(work, which).await?;
    let (before, after) = (found.state.0, found.state.take_back_agreement().or_refuse()?);
    owed::settle(work, &found, (before, after), None).await?;
    following::take_back(work, found.id, AGREED).await?;
    let words = "The agreement was recorded by mistake and was taken back.".to_owned();
    step(work, found, after, ("took back", words), |_| {}).await
}

/// Writes a line into its thread; nothing else changes.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(work: &Work, found: action::Model, deed: &str, words: &str) -> Result<()> {
    let (state, keeps) = (found.state.0, found.agreed_at_meeting_id);
    step(work, found, state, (deed, words.to_owned()), |row| row.agreed_at_meeting_id = Set(keeps)).await
}

/// It is no longer wanted.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn withdraw(work: &Work, which: Which, reason: String) -> Result<()> {
    let found = load(work, which).await?;
    let after = found.state.withdraw(&reason).or_refuse()?;
    obligations::withdraw_all(work, SubjectKind::Action, found.id).await?;
    step(work, found, after, ("withdrew", reason), unpause).await
}

/// The meetings at which the panel could have agreed that an action is complete: its own or its successor's, held, not
/// before the one that asked for it; the latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_held(db: &impl ConnectionTrait, found: &action::Model) -> Result<Vec<meetings::Model>> {
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(db).await?;
    let asked_at = match item {
        Some(item) => meetings::Entity::find_by_id(item.meeting_id).one(db).await?,
        None => None,
    };
    let since = asked_at.map_or(found.created_on, |meeting| meeting.held_on);
    Ok(meetings::Entity::find()
        .filter(meetings::Column::BodyId.is_in(heirs_of(db, found.body_id).await?))
        .filter(meetings::Column::State.eq(Stored(meeting::State::Held)))
        .filter(meetings::Column::HeldOn.gte(since))
        .order_by_desc(meetings::Column::HeldOn)
        .all(db)
        .await?)
}

pub(crate) async fn load(work: &Work, which: Which) -> Result<action::Model> {
    let found = action::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if which.version == Some(found.version) { Ok(found) } else { Err(Error::Stale) }
}

/// Writes the next state, a line in the thread, and one in the trail.
async fn step(
    work: &Work,
    found: action::Model,
    state: State,
    (deed, words): (&str, String),
    set: impl FnOnce(&mut action::ActiveModel),
) -> Result<()> {
    let about = About { noun: "action", id: found.id, body: Some(found.body_id) };
    trail::record(work, deed, about, found.reference.clone()).await?;
    action_update::ActiveModel {
        action_id: Set(found.id),
        at: Set(work.at),
        by: Set(work.by.words()),
        words: Set(words.trim().to_owned()),
        state: Set(Stored(state)),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let version = found.version;
    let mut row = found.into_active_model();
    row.state = Set(Stored(state));
    row.agreed_at_meeting_id = Set(None);
    row.version = Set(version + 1);
    set(&mut row);
    row.update(&work.tx).await?;
    Ok(())
}

/// Tells the officer of the body something about an action that only an officer can mend.
async fn tell_officer(work: &Work, found: &action::Model, what: &str, mark: &str) -> Result<()> {
    let body = body_now(work, found.body_id).await?;
    let Some(post) = body.officer_post_id else { return Ok(()) };
    let holder = holder_of(&work.tx, post, work.today).await?;
    let Some(person) = holder.and_then(|holder| holder.person) else { return Ok(()) };
    let told = Telling {
        kind: letter::Kind::ActionReminder,
        person_id: person.id,
        occasion: format!("action-{}-{mark}", found.id),
        section: Section {
            subject: format!("Action {}: {what}", found.reference),
            heading: format!("Action {}", found.reference),
            says: vec![format!("Action {} of the {}: {what}.", found.reference, body.name)],
            link_lead: "The action:".to_owned(),
            link: format!("{}/actions/{}", work.site.url, found.id),
            ..Section::default()
        },
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: true,
    };
    tellings::tell(work, told).await
}
