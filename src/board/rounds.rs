//! The round before a meeting of the Board: ten working days before its papers go out each panel that reports to it is
//! asked for its feedback, and the Board's officer is told who has fed back (E27). A panel that has not met owes nothing.
//! A job without input, and harmless twice.

use super::commands::about;
use super::queries::{Sitting, find_scene, find_sitting, list_round};
use crate::app::App;
use crate::error::{Error, Result};
use crate::holders::holders_of;
use crate::obligations::{self, Owing};
use crate::tellings::{self, Section, Telling};
use crate::trail;
use crate::work::{Author, Work};
use chrono::{Days, NaiveDate};
use remit_domain::calendar::Calendar;
use remit_domain::feedback::{DueFrom, State};
use remit_domain::letter::Kind as Letter;
use remit_domain::meeting;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::referral::Target;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, feedback as feedbacks, meeting as meetings, telling};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use std::collections::BTreeSet;

/// The round opens so many working days before the Board's papers go out.
const OPENS_BEFORE: i32 = -10;

/// Nothing that lies further ahead can have reached its round.
const LOOKED_AHEAD: Days = Days::new(60);

/// Opens the rounds that are reached, follows the panels that meet after all, ends what a meeting left behind.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep_rounds(app: &App) -> Result<()> {
    let (db, today, calendar) = (app.db(), app.clock().today(), app.calendar().await?);
    let boards: BTreeSet<i64> =
        body::Entity::find().all(db).await?.iter().filter_map(|one| one.reports_to_id).collect();
    let near = meetings::Entity::find()
        .filter(meetings::Column::BodyId.is_in(boards))
        .filter(meetings::Column::HeldOn.gte(today))
        .filter(meetings::Column::HeldOn.lte(today.checked_add_days(LOOKED_AHEAD).unwrap_or(today)))
        .filter(meetings::Column::State.is_in([meeting::State::Scheduled, meeting::State::AgendaPublished].map(Stored)))
        .order_by_asc(meetings::Column::Id)
        .all(db)
        .await?;
    for row in near {
        let Some(sitting) = find_sitting(db, row.id).await? else { continue };
        if opens_on(&sitting, &calendar).is_some_and(|on| on <= today) {
            let done =
                app.write(Author::Remit, move |work| Box::pin(async move { keep_one(work, row.id).await })).await;
            if let Err(error) = done {
                tracing::error!(?error, meeting = row.id, "a round could not be kept");
            }
        }
    }
    lapse_all(app, today, &calendar).await
}

async fn keep_one(work: &Work, meeting_id: i64) -> Result<()> {
    let Some(sitting) = find_sitting(&work.tx, meeting_id).await? else { return Ok(()) };
    open(work, &sitting).await?;
    for row in list_round(&work.tx, meeting_id).await? {
        follow(work, &sitting, row).await?;
    }
    tell_officer(work, &sitting).await
}

/// The day on which a round opens by itself.
pub(super) fn opens_on(sitting: &Sitting, calendar: &Calendar) -> Option<NaiveDate> {
    let clear_days = u32::try_from(sitting.board.clear_days).unwrap_or(5);
    let publish_by = calendar.publish_by(sitting.meeting.held_on, clear_days).ok()?;
    calendar.add_working_days(publish_by, OPENS_BEFORE).ok()
}

/// Asks every panel that was not asked yet; gives how many.
pub(super) async fn open(work: &Work, sitting: &Sitting) -> Result<usize> {
    let had: BTreeSet<i64> =
        list_round(&work.tx, sitting.meeting.id).await?.into_iter().map(|row| row.body_id).collect();
    let mut asked = 0;
    for panel in sitting.panels.iter().filter(|panel| !had.contains(&panel.id)) {
        let is_nil = sitting.met(&work.tx, panel.id).await?.is_empty();
        let row = feedbacks::ActiveModel {
            body_id: Set(panel.id),
            meeting_id: Set(sitting.meeting.id),
            state: Set(Stored(State::Owed)),
            is_nil: Set(is_nil),
            words: Set(String::new()),
            asked: Set(String::new()),
            approved_by: Set(String::new()),
            version: Set(1),
            ..Default::default()
        }
        .insert(&work.tx)
        .await?;
        trail::record(work, "asked for feedback", about(&row), format!("{}, {}", panel.short_name, day(sitting)))
            .await?;
        reconcile(work, &row).await?;
        asked += 1;
    }
    Ok(asked)
}

fn day(sitting: &Sitting) -> String {
    wording::date(sitting.meeting.held_on)
}

/// A panel that was thought not to meet and does, or the other way round, while nobody has written anything.
async fn follow(work: &Work, sitting: &Sitting, row: feedbacks::Model) -> Result<()> {
    if row.state.0 != State::Owed || !row.words.is_empty() {
        return Ok(());
    }
    let is_nil = sitting.met(&work.tx, row.body_id).await?.is_empty();
    if is_nil == row.is_nil {
        return Ok(());
    }
    let version = row.version;
    let mut row = row.into_active_model();
    row.is_nil = Set(is_nil);
    row.version = Set(version + 1);
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await
}

/// Makes what is owed about a feedback agree with its state.
pub(super) async fn reconcile(work: &Work, row: &feedbacks::Model) -> Result<()> {
    let wanted = row.state.owed(row.is_nil);
    let open = obligations::open_about(&work.tx, SubjectKind::Feedback, row.id).await?;
    for owed in open.iter().filter(|owed| !wanted.contains(&owed.kind.0)) {
        obligations::withdraw(work, owed.kind.0, SubjectKind::Feedback, row.id).await?;
    }
    for kind in wanted.iter().filter(|kind| !open.iter().any(|owed| owed.kind.0 == **kind)) {
        obligations::owe(work, owing(work, row, *kind).await?).await?;
    }
    Ok(())
}

async fn owing(work: &Work, row: &feedbacks::Model, kind: Kind) -> Result<Owing> {
    let missing = || Error::broken("feedback that nobody can give");
    let scene = find_scene(&work.tx, row.id).await?.ok_or_else(missing)?;
    let (panel, sitting) = (&scene.panel, &scene.sitting);
    let officer = panel.officer_post_id.or(sitting.board.officer_post_id);
    let (owner, after, before, what) = match kind {
        Kind::ApproveFeedback => (panel.chair_post_id.or(officer), 2, -1, "to approve"),
        _ => (officer, 1, -2, "to draft"),
    };
    let last = sitting.met(&work.tx, panel.id).await?.pop();
    let after_panel = match &last {
        Some(last) => Some(work.calendar.add_working_days(last.held_on, after)?),
        None => None,
    };
    let rule = match (DueFrom::of(after_panel, work.today), &last) {
        (DueFrom::Panel, Some(last)) => DueRule::meeting(last.id, after),
        _ => DueRule::publish(sitting.meeting.id, before),
    };
    Ok(Owing {
        kind,
        subject_kind: SubjectKind::Feedback,
        subject_id: row.id,
        body_id: panel.id,
        owner_post_id: owner.ok_or_else(missing)?,
        meeting_id: Some(sitting.meeting.id),
        title: format!(
            "{}: feedback for the {} of {}, {what}",
            panel.short_name,
            sitting.board.short_name,
            day(sitting)
        ),
        rule,
    })
}

/// E27: who has fed back and who has not, once, when the round opens.
async fn tell_officer(work: &Work, sitting: &Sitting) -> Result<()> {
    let occasion = format!("board-pack-{}-{}", sitting.meeting.id, sitting.meeting.held_on);
    let told = telling::Entity::find().filter(telling::Column::Occasion.eq(&occasion)).count(&work.tx).await?;
    let officer = holders_of(&work.tx, sitting.board.officer_post_id.into_iter().collect(), work.today).await?;
    if told > 0 || officer.is_empty() {
        return Ok(());
    }
    let section = pack_section(work, sitting).await?;
    let tellings = officer.into_values().map(|person_id| Telling {
        kind: Letter::BoardPack,
        person_id,
        occasion: occasion.clone(),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, tellings.collect()).await
}

async fn pack_section(work: &Work, sitting: &Sitting) -> Result<Section> {
    let rows = list_round(&work.tx, sitting.meeting.id).await?;
    let given = rows.iter().filter(|row| row.state.is_given(row.is_nil)).count();
    let clear_days = u32::try_from(sitting.board.clear_days).unwrap_or(5);
    let publish_by = work.calendar.publish_by(sitting.meeting.held_on, clear_days)?;
    let line = |row: &feedbacks::Model| {
        let panel = sitting.panel(row.body_id).map_or("", |panel| panel.name.as_str());
        let how = match row.state.0 {
            State::Owed if row.is_nil => "has not met: nil return".to_owned(),
            state => state.label().to_lowercase(),
        };
        format!("{panel}: {how}")
    };
    Ok(Section {
        subject: format!(
            "Feedback for the {} of {}: {given} of {}",
            sitting.board.short_name,
            wording::date_with_day(sitting.meeting.held_on),
            rows.len()
        ),
        heading: format!("Who has fed back for the {} of {}", sitting.board.short_name, day(sitting)),
        says: vec![
            format!("The {} meets on {}.", sitting.board.name, wording::date_with_weekday(sitting.meeting.held_on)),
            format!("Its papers go out by {}.", wording::date_with_weekday(publish_by)),
        ],
        list_lead: "How the panels stand:".to_owned(),
        list: rows.iter().map(line).collect(),
        link_lead: "The round, when you are signed in:".to_owned(),
        link: format!("{}/board/{}", work.site.url, sitting.meeting.id),
        ..Section::default()
    })
}

/// What was never put before a Board that passed or did not take place is over; its matters go on by themselves.
async fn lapse_all(app: &App, today: NaiveDate, calendar: &Calendar) -> Result<()> {
    let open = feedbacks::Entity::find()
        .filter(feedbacks::Column::State.is_not_in([State::Submitted, State::Lapsed].map(Stored)))
        .all(app.db())
        .await?;
    for row in open {
        let Some(met) = meetings::Entity::find_by_id(row.meeting_id).one(app.db()).await? else { continue };
        let standing = Target::of(Some((met.state.0, met.held_on)), today);
        if standing.rolls_over(calendar.add_working_days(met.held_on, 2).ok(), today) {
            let done = app.write(Author::Remit, move |work| Box::pin(async move { lapse(work, row.id).await })).await;
            if let Err(error) = done {
                tracing::error!(?error, feedback = row.id, "a feedback could not lapse");
            }
        }
    }
    Ok(())
}

async fn lapse(work: &Work, id: i64) -> Result<()> {
    let Some(row) = feedbacks::Entity::find_by_id(id).one(&work.tx).await? else { return Ok(()) };
    let (state, version) = (row.state.lapse(), row.version);
    trail::record(work, "let the feedback lapse", about(&row), "Its Board meeting passed or did not take place.")
        .await?;
    let mut row = row.into_active_model();
    row.state = Set(Stored(state));
    row.version = Set(version + 1);
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await?;
    // The words of its matters, where nobody approved them, are owed one by one again.
    super::commands::reconcile_matters(work, row.id).await
}
