//! Drafts a letter once something is so long overdue that the chair may write, and forgets a draft whose action is no
//! longer owed. One letter for an action at a time; after one was dropped, two more meetings call for the next.

use super::commands;
use crate::app::App;
use crate::error::{Error, Result};
use crate::heard;
use crate::holders::holder_of;
use crate::obligations::{self, Owing};
use crate::succession::with_forebears;
use crate::trail::{self, About};
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::chief_letter::{self, Matter, State};
use remit_domain::ladder::Audience;
use remit_domain::obligation::{DueRule, Kind, State as Owed, SubjectKind, elapsed};
use remit_domain::{letter as letters, london, meeting};
use remit_entity::{
    Stored, action, agenda_item, body, chief_letter as chief_letters, letter, meeting as meetings, notice, obligation,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// How long an officer has to decide, in working days.
const DECIDE_IN: i32 = 5;

/// Drafts what is called for, and forgets what no longer is.
///
/// # Errors
/// When the database cannot be written.
pub async fn draft_due(app: &App) -> Result<()> {
    forget(app).await?;
    let (db, today) = (app.db(), app.clock().today());
    let late = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .filter(obligation::Column::DueOn.lt(today))
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?;
    if late.is_empty() {
        return Ok(());
    }
    let had = chief_letters::Entity::find()
        .filter(chief_letters::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(chief_letters::Column::SubjectId.is_in(late.iter().map(|row| row.subject_id)))
        .order_by_asc(chief_letters::Column::Id)
        .all(db)
        .await?;
    let last: BTreeMap<i64, chief_letters::Model> = had.into_iter().map(|row| (row.subject_id, row)).collect();
    let mut held: BTreeMap<i64, Vec<NaiveDate>> = BTreeMap::new();
    for row in late {
        let Some(due_on) = row.due_on else { continue };
        if let std::collections::btree_map::Entry::Vacant(place) = held.entry(row.body_id) {
            place.insert(days_held(db, row.body_id).await?);
        }
        // Counted from the last letter on, where there was one.
        let since = match last.get(&row.subject_id) {
            Some(letter) if letter.state.0 == State::Drafted => continue,
            Some(letter) => due_on.max(london::date_in_london(letter.ended_at.unwrap_or(letter.made_at))),
            None => due_on,
        };
        let met = held.get(&row.body_id).map_or(0, |days| days.iter().filter(|on| **on > since).count());
        if chief_letter::is_called_for(met, since, today) {
            app.write(Author::Remit, move |work| Box::pin(draft(work, row, due_on))).await?;
        }
    }
    Ok(())
}

/// The days on which a body met, or those that it carries on.
async fn days_held(db: &impl ConnectionTrait, body: i64) -> Result<Vec<NaiveDate>> {
    let rows = meetings::Entity::find()
        .filter(meetings::Column::BodyId.is_in(with_forebears(db, &[body]).await?))
        .filter(meetings::Column::State.eq(Stored(meeting::State::Held)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.held_on).collect())
}

async fn draft(work: &Work, owed: obligation::Model, due_on: NaiveDate) -> Result<()> {
    let missing = || Error::broken("an action without its body");
    let found = action::Entity::find_by_id(owed.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(owed.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let Some(officer) = body.officer_post_id else { return Ok(()) };
    let text = chief_letter::draft(&matter(work, (&owed, due_on), (&found, &body)).await?);
    let made = chief_letters::ActiveModel {
        body_id: Set(body.id),
        subject_kind: Set(Stored(SubjectKind::Action)),
        subject_id: Set(found.id),
        text: Set(text),
        state: Set(Stored(State::Drafted)),
        made_at: Set(work.at),
        ended_at: Set(None),
        ended_by: Set(String::new()),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let owing = Owing {
        kind: Kind::SendChiefLetter,
        subject_kind: SubjectKind::ChiefLetter,
        subject_id: made.id,
        body_id: body.id,
        owner_post_id: officer,
        meeting_id: None,
        title: format!("action {}", found.reference),
        rule: DueRule::on(work.calendar.add_working_days(work.today, DECIDE_IN)?),
    };
    obligations::owe(work, owing).await?;
    let about = About { noun: "chief_letter", id: made.id, body: Some(body.id) };
    trail::record(work, "drafted", about, found.reference).await
}

async fn matter(
    work: &Work,
    (owed, due_on): (&obligation::Model, NaiveDate),
    (found, body): (&action::Model, &body::Model),
) -> Result<Matter> {
    let missing = || Error::broken("an action without its meeting");
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?.ok_or_else(missing)?;
    let asked_at = meetings::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.ok_or_else(missing)?;
    let holder = |post| holder_of(&work.tx, post, work.today);
    let owner = holder(found.owner_post_id).await?.map(|holder| holder.post).unwrap_or_default();
    let chair = match body.chair_post_id {
        Some(post) => holder(post).await?.and_then(|holder| holder.person).map(|person| person.name),
        None => None,
    };
    let held = days_held(&work.tx, body.id).await?;
    let is_private = item.access.0.is_restricted();
    Ok(Matter {
        body: body.name.clone(),
        chair: chair.unwrap_or_default(),
        reference: found.reference.clone(),
        what: (!is_private).then(|| found.text.clone()),
        asked_on: asked_at.held_on,
        owner,
        due_on,
        late: elapsed(due_on, work.today, &work.calendar)?,
        meetings_since: held.iter().filter(|on| **on > due_on).count(),
        chased: chased(work, owed).await?,
        said: if is_private { Vec::new() } else { said(work, found.id).await? },
    })
}

/// Every reminder that it is overdue that has left, oldest first: the proof of the chasing.
async fn chased(work: &Work, owed: &obligation::Model) -> Result<Vec<(NaiveDate, String)>> {
    let notices = notice::Entity::find()
        .filter(notice::Column::ObligationId.eq(owed.id))
        .filter(notice::Column::Kind.eq(Stored(letters::Kind::ActionOverdue)))
        .filter(notice::Column::LetterId.is_not_null())
        // The chair, in whose name the letter goes, was told and not chased.
        .filter(notice::Column::Audience.ne(Stored(Audience::Chair)))
        .all(&work.tx)
        .await?;
    let sent = letter::Entity::find()
        .filter(letter::Column::Id.is_in(notices.iter().filter_map(|row| row.letter_id)))
        .filter(letter::Column::State.ne(Stored(letters::State::Withdrawn)))
        .order_by_asc(letter::Column::Id)
        .all(&work.tx)
        .await?;
    let day = |row: &letter::Model| london::date_in_london(row.sent_at.unwrap_or(row.written_at));
    Ok(sent.iter().map(|row| (day(row), row.to_name.clone())).collect())
}

async fn said(work: &Work, action_id: i64) -> Result<Vec<(NaiveDate, String)>> {
    let rows = heard::of_actions(&work.tx, &[action_id]).await?.remove(&action_id).unwrap_or_default();
    Ok(rows.into_iter().map(|(at, words)| (london::date_in_london(at), words)).collect())
}

/// A draft about what is no longer owed waits for nobody.
async fn forget(app: &App) -> Result<()> {
    let db = app.db();
    let drafted =
        chief_letters::Entity::find().filter(chief_letters::Column::State.eq(Stored(State::Drafted))).all(db).await?;
    if drafted.is_empty() {
        return Ok(());
    }
    let owed = action::Entity::find()
        .filter(action::Column::Id.is_in(drafted.iter().map(|row| row.subject_id)))
        .all(db)
        .await?;
    let is_owed = |id: i64| owed.iter().any(|row| row.id == id && row.state.0.is_owed());
    let over: Vec<(i64, i32)> =
        drafted.iter().filter(|row| !is_owed(row.subject_id)).map(|row| (row.id, row.version)).collect();
    for (id, version) in over {
        let which = commands::Which { id, version: Some(version) };
        let why = "The action is no longer owed.".to_owned();
        let done = app.write(Author::Remit, move |work| Box::pin(commands::forgo(work, which, why))).await;
        if let Err(error) = done {
            tracing::error!(?error, letter = id, "a draft could not be forgone");
        }
    }
    Ok(())
}
