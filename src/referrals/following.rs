//! What happens to referrals by itself: a matter whose Board passed or was cancelled goes on to the next one, one
//! without a meeting gets it, an answer is told to the panel (E17), a wording that the panel confirmed otherwise is told
//! to the Board's chair. A job without input, and harmless twice.

use crate::acting::body_now;
use crate::app::App;
use crate::error::Result;
use crate::holders::holders_of;
use crate::referring::{self, Carried, Source, source_of};
use crate::succession::heirs_of;
use crate::tellings::{self, Section, Telling, recipients};
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::letter::Kind;
use remit_domain::referral::{Outcome, State, Target};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, data_request, invitee, meeting, referral, telling};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use std::collections::{BTreeMap, BTreeSet};

/// The answer is told, and a matter without one rolls over, so many working days after the Board met.
const AFTER_THE_BOARD: i32 = 2;

/// Looks at every referral that something can happen to.
///
/// # Errors
/// When the database cannot be written.
pub async fn follow_up(app: &App) -> Result<()> {
    let (db, today, calendar) = (app.db(), app.clock().today(), app.calendar().await?);
    let rows = referral::Entity::find()
        .filter(referral::Column::State.is_not_in([State::Closed, State::Withdrawn].map(Stored)))
        .order_by_asc(referral::Column::Id)
        .all(db)
        .await?;
    let ids = rows.iter().flat_map(|row| [row.meeting_id, row.answered_meeting_id]).flatten();
    let meetings: BTreeMap<i64, meeting::Model> = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(ids))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    for row in rows {
        let at = |id: Option<i64>| id.and_then(|id| meetings.get(&id)).cloned();
        let (target, took) = (at(row.meeting_id), at(row.answered_meeting_id));
        if row.state.is_open() && moves_on(target.as_ref(), today, &calendar) {
            let id = row.id;
            note(id, app.write(Author::Remit, move |work| Box::pin(move_on(work, id))).await);
        }
        let is_told = row.told_on.is_some();
        if row.state.0 == State::Answered && !is_told && took.is_some_and(|one| is_over(&one, today, &calendar)) {
            let id = row.id;
            note(id, app.write(Author::Remit, move |work| Box::pin(inform(work, id))).await);
        }
        let source = source_of(db, &row).await?;
        if source.is_confirmed && (source.is_changed || source.is_taken_back) {
            let id = row.id;
            note(id, app.write(Author::Remit, move |work| Box::pin(tell_difference(work, id))).await);
        }
    }
    Ok(())
}

/// One that fails holds up no other.
fn note(id: i64, done: Result<()>) {
    if let Err(error) = done {
        tracing::error!(?error, referral = id, "a referral could not be followed up");
    }
}

fn answer_by(target: &meeting::Model, calendar: &Calendar) -> Option<NaiveDate> {
    calendar.add_working_days(target.held_on, AFTER_THE_BOARD).ok()
}

/// Whether it is time to tell the panel: two working days after the Board met.
fn is_over(took: &meeting::Model, today: NaiveDate, calendar: &Calendar) -> bool {
    answer_by(took, calendar).is_some_and(|by| by <= today)
}

fn moves_on(target: Option<&meeting::Model>, today: NaiveDate, calendar: &Calendar) -> bool {
    let Some(target) = target else { return true };
    let standing = Target::of(Some((target.state.0, target.held_on)), today);
    standing.rolls_over(answer_by(target, calendar), today)
}

/// Carries a matter to the next meeting of its Board; without one in the diary it waits.
async fn move_on(work: &Work, id: i64) -> Result<()> {
    let Some(found) = referral::Entity::find_by_id(id).one(&work.tx).await? else { return Ok(()) };
    let target = match found.meeting_id {
        Some(id) => meeting::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    if !found.state.is_open() || !moves_on(target.as_ref(), work.today, &work.calendar) {
        return Ok(());
    }
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?;
    let met = match item {
        Some(item) => meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?,
        None => None,
    };
    let after = target.as_ref().map(|one| one.held_on).filter(|on| *on < work.today).or(met.map(|met| met.held_on));
    let next = referring::next_ahead(work, found.board_id, after.unwrap_or(work.today)).await?;
    let Some(next) = next.filter(|next| Some(next.id) != found.meeting_id) else { return Ok(()) };
    match target {
        Some(_) => referring::roll_over(work, found, &next).await,
        None => referring::carry_to(work, found, (&next, Carried::ByHand)).await.map(|_| ()),
    }
}

/// E17: the panel's chair and members, and whoever answers for the item, hear what the Board decided.
async fn inform(work: &Work, id: i64) -> Result<()> {
    let Some(found) = referral::Entity::find_by_id(id).one(&work.tx).await? else { return Ok(()) };
    if found.state.0 != State::Answered || found.told_on.is_some() {
        return Ok(());
    }
    let Some(item) = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await? else { return Ok(()) };
    let bodies = body::Entity::find().all(&work.tx).await?;
    let heirs = Vec::from_iter(heirs_of(&work.tx, found.body_id).await?);
    let panel = body_now(work, found.body_id).await?;
    let board = bodies.iter().find(|body| body.id == found.board_id).map_or("Board", |body| &body.name);
    let mut people = recipients::members_of(&work.tx, &heirs, work.today).await?;
    let mut posts: BTreeSet<i64> = answering(work, item.id).await?;
    posts.extend(panel.chair_post_id);
    people.extend(holders_of(&work.tx, posts, work.today).await?.into_values());
    let section = outcome_section(work, (&found, &item), board).await?;
    let told = people.into_iter().map(|person_id| Telling {
        kind: Kind::BoardOutcome,
        person_id,
        occasion: format!("board-outcome-{id}"),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, told.collect()).await?;
    referring::record(work, &found, "told the panel of the Board's answer", "").await?;
    let version = found.version;
    let mut row = found.into_active_model();
    row.told_on = Set(Some(work.today));
    row.version = Set(version + 1);
    row.update(&work.tx).await?;
    Ok(())
}

/// The posts that are invited for an item, or asked under it.
async fn answering(work: &Work, item_id: i64) -> Result<BTreeSet<i64>> {
    let invited = invitee::Entity::find().filter(invitee::Column::AgendaItemId.eq(item_id)).all(&work.tx).await?;
    let asked =
        data_request::Entity::find().filter(data_request::Column::AgendaItemId.eq(item_id)).all(&work.tx).await?;
    Ok(invited.iter().map(|row| row.post_id).chain(asked.iter().map(|row| row.owner_post_id)).collect())
}

async fn outcome_section(
    work: &Work,
    (found, item): (&referral::Model, &agenda_item::Model),
    board: &str,
) -> Result<Section> {
    let took = match found.answered_meeting_id {
        Some(id) => meeting::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let on = took.map(|took| format!(" on {}", wording::date_with_weekday(took.held_on))).unwrap_or_default();
    let outcome = found.outcome.map_or("", |outcome| outcome.label());
    let is_private = item.access.0.is_restricted();
    let what = if is_private {
        "a matter taken in private".to_owned()
    } else {
        format!("“{}”", found.text.trim_end_matches('.'))
    };
    let mut says = vec![
        format!("The {board} considered referral {}{on}: {what}.", found.reference),
        format!("Its answer: {outcome}."),
    ];
    if !found.answer.is_empty() && !is_private {
        says.push(format!("In its words: “{}”", found.answer));
    }
    says.push(next_step(found.outcome.map(|outcome| outcome.0)).to_owned());
    says.push("The panel hears it at its next meeting, which closes the matter.".to_owned());
    Ok(Section {
        subject: format!("The Board’s answer: {}, {}", found.reference, outcome.to_lowercase()),
        heading: format!("Referral {}: {}", found.reference, outcome.to_lowercase()),
        says,
        ..Section::default()
    })
}

fn next_step(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::WorkProgramme) => "It is on the Board’s work programme.",
        Some(Outcome::ScrutinyProposal) => "A scrutiny proposal is being written for the Board.",
        Some(Outcome::TaskGroup) => "A task and finish group is being set up.",
        Some(Outcome::ReferredBack) => "It is on the panel’s own work programme again.",
        Some(Outcome::ToCabinet) => "It goes on to the cabinet.",
        Some(Outcome::Noted | Outcome::NoFurtherAction) | None => "Nothing further follows from it.",
    }
}

/// The panel confirmed other words than those that the Board was given: its chair is told, once a version.
async fn tell_difference(work: &Work, id: i64) -> Result<()> {
    let Some(found) = referral::Entity::find_by_id(id).one(&work.tx).await? else { return Ok(()) };
    let source = source_of(&work.tx, &found).await?;
    let occasion = format!("referral-source-{id}-{}-{}", source.version, source.is_taken_back);
    let told = telling::Entity::find().filter(telling::Column::Occasion.eq(&occasion)).count(&work.tx).await?;
    let Some(board) = body::Entity::find_by_id(found.board_id).one(&work.tx).await? else { return Ok(()) };
    let chair = holders_of(&work.tx, board.chair_post_id.into_iter().collect(), work.today).await?;
    if told > 0 || chair.is_empty() {
        return Ok(());
    }
    let Some(item) = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await? else { return Ok(()) };
    let section = difference_section(work, (&found, &item), &source);
    let tellings = chair.into_values().map(|person_id| Telling {
        kind: Kind::SourceChanged,
        person_id,
        occasion: occasion.clone(),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, tellings.collect()).await?;
    referring::record(work, &found, "told the Board's chair of the confirmed wording", "").await
}

fn difference_section(work: &Work, (found, item): (&referral::Model, &agenda_item::Model), source: &Source) -> Section {
    let mut says = vec![format!(
        "Referral {} was before you while the panel’s minutes were not yet confirmed. The panel has confirmed other words.",
        found.reference
    )];
    if item.access.0.is_restricted() {
        says.push("They concern business taken in private; they stand on the page behind the link.".to_owned());
    } else {
        says.push(format!("You were given: “{}”", source.was));
        says.push(match source.is_taken_back {
            true => "The panel has taken that part back.".to_owned(),
            false => format!("Confirmed is: “{}”", source.now),
        });
    }
    Section {
        subject: format!("Wording changed: referral {}", found.reference),
        heading: format!("Referral {}: the panel confirmed other words", found.reference),
        says,
        link_lead: "The thread, when you are signed in:".to_owned(),
        link: format!("{}/referrals/{}", work.site.url, found.id),
        ..Section::default()
    }
}
