//! Send, approve, ask for a change, publish, confirm: each step of the minutes in one unit of work, with what is then
//! owed and a line in the trail.

use super::queries::{self, Scene, chair, has_content};
use super::views::Whole;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::resolving;
use crate::settings;
use crate::tellings::{self, Section, Telling};
use crate::trail::{self, About};
use crate::work::Work;
use askama::Template;
use remit_domain::letter;
use remit_domain::minutes_print::{Reader, print, text};
use remit_domain::minutes_state::{MinutesRefusal, State};
use remit_domain::obligation::{Anchor, DueRule, Kind, SubjectKind};
use remit_domain::publication::PublicationKind;
use remit_domain::resolution;
use remit_entity::{Stored, meeting, minutes, publication};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

/// Working days within which the chair looks at draft minutes.
const CHECKED_WITHIN: i32 = 3;

/// Working days within which checked minutes are published, or mended ones sent anew.
const OUT_WITHIN: i32 = 2;

fn about(scene: &Scene) -> About {
    About { noun: "meeting", id: scene.meeting.id, body: Some(scene.body.id) }
}

/// The meeting with its minutes, whose row is made when there is none.
async fn load(work: &Work, meeting_id: i64, version: Option<i32>) -> Result<(Scene, minutes::Model)> {
    meeting::Entity::find_by_id(meeting_id).lock_exclusive().one(&work.tx).await?;
    let mut scene = queries::find(&work.tx, meeting_id).await?;
    if !scene.meeting.state.0.took_place() {
        return Err(Error::refused(MinutesRefusal::NotHeld));
    }
    let row = match scene.kept.clone() {
        Some(row) => row,
        None => row_for(work, meeting_id).await?,
    };
    if version.is_some_and(|version| version != row.version) {
        return Err(Error::Stale);
    }
    scene.kept = Some(row.clone());
    Ok((scene, row))
}

/// A row for minutes that nothing was done about yet.
pub(super) async fn row_for(work: &Work, meeting_id: i64) -> Result<minutes::Model> {
    let new = minutes::ActiveModel {
        meeting_id: Set(meeting_id),
        state: Set(Stored(State::Typed)),
        attendance: Set(String::new()),
        asked: Set(String::new()),
        checked_by: Set(String::new()),
        amendments: Set(String::new()),
        version: Set(1),
        ..Default::default()
    };
    Ok(new.insert(&work.tx).await?)
}

async fn keep(work: &Work, old: &minutes::Model, mut change: minutes::ActiveModel) -> Result<()> {
    change.id = Set(old.id);
    change.version = Set(old.version + 1);
    change.update(&work.tx).await?;
    Ok(())
}

fn owing(scene: &Scene, (kind, owner_post_id, rule): (Kind, i64, DueRule)) -> Owing {
    Owing {
        kind,
        subject_kind: SubjectKind::Meeting,
        subject_id: scene.meeting.id,
        body_id: scene.body.id,
        owner_post_id,
        meeting_id: Some(scene.meeting.id),
        title: format!("{}: minutes", scene.short()),
        rule,
    }
}

/// The officer owes something about the minutes within so many working days.
async fn officer_owes(work: &Work, scene: &Scene, kind: Kind, within: i32) -> Result<()> {
    obligations::withdraw(work, kind, SubjectKind::Meeting, scene.meeting.id).await?;
    let Some(post) = scene.body.officer_post_id else { return Ok(()) };
    let rule = DueRule::on(work.calendar.add_working_days(work.today, within)?);
    obligations::owe(work, owing(scene, (kind, post, rule))).await.map(|_| ())
}

async fn met(work: &Work, scene: &Scene, kinds: &[Kind]) -> Result<()> {
    for kind in kinds {
        obligations::discharge(work, *kind, SubjectKind::Meeting, scene.meeting.id).await?;
    }
    Ok(())
}

/// They go to the chair, who owes a look at them.
pub(super) async fn send(work: &Work, meeting_id: i64, version: Option<i32>) -> Result<()> {
    let (scene, row) = load(work, meeting_id, version).await?;
    let state = row.state.0.send().or_refuse()?;
    let whole = resolving::gather(&work.tx, &scene.meeting).await?;
    if !has_content(&whole) {
        return Err(Error::refused(MinutesRefusal::NothingMinuted));
    }
    let post = scene.body.chair_post_id.ok_or(Error::refused(MinutesRefusal::NoChair))?;
    if chair(&work.tx, &scene.body, work.today).await?.is_none() {
        return Err(Error::refused(MinutesRefusal::NoChair));
    }
    let change = minutes::ActiveModel { state: Set(Stored(state)), sent_at: Set(Some(work.at)), ..Default::default() };
    keep(work, &row, change).await?;
    met(work, &scene, &[Kind::DraftMinutes]).await?;
    obligations::withdraw(work, Kind::ApproveMinutes, SubjectKind::Meeting, meeting_id).await?;
    obligations::withdraw(work, Kind::PublishMinutes, SubjectKind::Meeting, meeting_id).await?;
    let rule = DueRule::on(work.calendar.add_working_days(work.today, CHECKED_WITHIN)?);
    obligations::owe(work, owing(&scene, (Kind::ApproveMinutes, post, rule))).await?;
    trail::record(work, "sent the minutes to the chair", about(&scene), String::new()).await
}

/// The chair approves them, by link, signed in, or through the officer who was told so.
pub(super) async fn approve(work: &Work, meeting_id: i64, version: Option<i32>) -> Result<()> {
    let (scene, row) = load(work, meeting_id, version).await?;
    let state = row.state.0.approve().or_refuse()?;
    let change = minutes::ActiveModel {
        state: Set(Stored(state)),
        checked_at: Set(Some(work.at)),
        checked_by: Set(work.by.words()),
        ..Default::default()
    };
    keep(work, &row, change).await?;
    resolving::move_all(work, meeting_id, resolution::State::checked).await?;
    met(work, &scene, &[Kind::ApproveMinutes]).await?;
    officer_owes(work, &scene, Kind::PublishMinutes, OUT_WITHIN).await?;
    tell_officer(work, &scene, ("The chair approved", "They can be published as draft minutes now.", row.version))
        .await?;
    trail::record(work, "approved the minutes", about(&scene), String::new()).await
}

/// The chair asks for a change; the officer owes the minutes anew.
pub(super) async fn ask_change(work: &Work, meeting_id: i64, (version, words): (Option<i32>, String)) -> Result<()> {
    let (scene, row) = load(work, meeting_id, version).await?;
    let state = row.state.0.ask_change(&words).or_refuse()?;
    let change = minutes::ActiveModel { state: Set(Stored(state)), asked: Set(words), ..Default::default() };
    keep(work, &row, change).await?;
    met(work, &scene, &[Kind::ApproveMinutes]).await?;
    officer_owes(work, &scene, Kind::DraftMinutes, OUT_WITHIN).await?;
    let said = "What is to be changed stands on the page of the minutes. Mend them, then send them again.";
    tell_officer(work, &scene, ("The chair asks for a change to", said, row.version)).await?;
    trail::record(work, "asked for a change to the minutes", about(&scene), String::new()).await
}

/// The officer hears what the chair said, unless it was the officer who recorded it.
async fn tell_officer(work: &Work, scene: &Scene, (head, said, version): (&str, &str, i32)) -> Result<()> {
    let Some(post) = scene.body.officer_post_id else { return Ok(()) };
    let Some(person) = obligations::holder_of(&work.tx, post, work.today).await?.and_then(|holder| holder.person)
    else {
        return Ok(());
    };
    if work.by.person_id() == Some(person.id) {
        return Ok(());
    }
    let title = format!("{head} the minutes of {}", scene.short());
    let section = Section {
        subject: title.clone(),
        heading: title,
        says: vec![said.to_owned()],
        link_lead: "The minutes:".to_owned(),
        link: format!("{}/meetings/{}/confirmation", work.site.url, scene.meeting.id),
        ..Section::default()
    };
    let telling = Telling {
        kind: letter::Kind::MinutesToApprove,
        person_id: person.id,
        occasion: format!("minutes-checked-{}-{version}", scene.meeting.id),
        section,
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    };
    tellings::tell(work, telling).await
}

/// The written summaries of what was taken without the public, by item.
pub(super) type Summaries = Vec<(i64, String)>;

/// They go out as draft minutes; or, when they are out, as they read now.
pub(super) async fn publish(
    work: &Work,
    meeting_id: i64,
    (version, summaries): (Option<i32>, Summaries),
) -> Result<()> {
    let (scene, row) = load(work, meeting_id, version).await?;
    for (item, words) in summaries {
        settings::decide(work, &resolving::summary_key(item), words.trim()).await?;
    }
    if row.state.0.is_out() {
        if !issue(work, &scene).await? {
            return Err(Error::refused(MinutesRefusal::NothingNew));
        }
        return trail::record(work, "published the minutes again", about(&scene), String::new()).await;
    }
    let state = row.state.0.publish().or_refuse()?;
    let change =
        minutes::ActiveModel { state: Set(Stored(state)), published_at: Set(Some(work.at)), ..Default::default() };
    keep(work, &row, change).await?;
    resolving::move_all(work, meeting_id, resolution::State::published).await?;
    met(work, &scene, &[Kind::DraftMinutes, Kind::PublishMinutes]).await?;
    issue(work, &scene).await?;
    if let Some(post) = scene.body.officer_post_id {
        let rule = confirmation_rule(work, &scene);
        obligations::owe(work, owing(&scene, (Kind::ConfirmMinutes, post, rule))).await?;
    }
    trail::record(work, "published draft minutes", about(&scene), String::new()).await
}

/// Two working days after the body's next meeting, whichever that turns out to be: one that is cancelled or put before it
/// changes the day.
fn confirmation_rule(work: &Work, scene: &Scene) -> DueRule {
    let yesterday = work.today.pred_opt().unwrap_or(work.today);
    DueRule {
        anchor: Anchor::NextMeeting { body: scene.body.id, after: scene.meeting.held_on.max(yesterday) },
        // Papers are out one day more than the clear days before the meeting.
        offset: scene.body.clear_days.saturating_add(3),
        not_before_end_of: None,
    }
}

/// Publishes the minutes as the public may read them now; nothing when that is what is out.
async fn issue(work: &Work, scene: &Scene) -> Result<bool> {
    let blocks = print(&resolving::gather(&work.tx, &scene.meeting).await?, Reader::Public);
    let said = text(&blocks);
    let before = queries::list_published(&work.tx, scene.meeting.id).await?;
    if before.last().is_some_and(|last| last.text == said) {
        return Ok(false);
    }
    publication::ActiveModel {
        meeting_id: Set(scene.meeting.id),
        number: Set(queries::count_published(&work.tx, scene.meeting.id).await? + 1),
        kind: Set(Stored(PublicationKind::Minutes)),
        published_at: Set(work.at),
        clear_days_given: Set(0),
        clear_days_wanted: Set(0),
        reason: Set(String::new()),
        html: Set(Whole { blocks: &blocks }.render()?),
        text: Set(said),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    Ok(true)
}

/// A later meeting confirmed them, as they were or with what it amended.
pub(super) async fn confirm(
    work: &Work,
    meeting_id: i64,
    (version, at, words): (Option<i32>, Option<i64>, String),
) -> Result<()> {
    let (scene, row) = load(work, meeting_id, version).await?;
    let later = queries::list_later(&work.tx, &scene.meeting).await?;
    let at = at.and_then(|id| later.into_iter().find(|row| row.id == id));
    let changed = match &at {
        Some(at) => queries::changed_at(&work.tx, &scene.meeting, at.id).await?,
        None => Vec::new(),
    };
    let is_amended = !changed.is_empty() || !words.trim().is_empty();
    let state = row.state.0.confirm(at.is_some(), is_amended).or_refuse()?;
    let mut said = changed;
    said.extend(Some(words.trim().to_owned()).filter(|words| !words.is_empty()));
    let change = minutes::ActiveModel {
        state: Set(Stored(state)),
        confirmed_at_id: Set(at.map(|row| row.id)),
        amendments: Set(said.join("\n")),
        ..Default::default()
    };
    keep(work, &row, change).await?;
    resolving::move_all(work, meeting_id, resolution::State::confirmed).await?;
    met(work, &scene, &[Kind::ConfirmMinutes]).await?;
    issue(work, &scene).await?;
    let deed = if is_amended { "confirmed the minutes with amendments" } else { "confirmed the minutes" };
    trail::record(work, deed, about(&scene), String::new()).await
}

/// Remembers that those who are to act were told.
pub(super) async fn mark_told(work: &Work, row: minutes::Model) -> Result<()> {
    let mut row = row.into_active_model();
    row.told_at = Set(Some(work.at));
    row.update(&work.tx).await?;
    Ok(())
}
