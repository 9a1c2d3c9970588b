//! The Board's paper over all panels: read as it stands, printed from the page, and put into an item of the Board's
//! agenda as its report. What has not been approved by then is tabled.

use super::commands::put_before;
use super::pages::followed;
use super::queries::{Scene, Sitting, find_sitting, list_round};
use super::said::{self, Reader, Said};
use super::views::Paper;
use crate::error::{Error, Result};
use crate::obligations;
use crate::trail::{self, About};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::agenda::{Access, ItemState};
use remit_domain::feedback::{FeedbackRefusal, Reached, State};
use remit_domain::meeting::ItemKind;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, referral};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

/// What the item is called that is made for the paper.
const TITLE: &str = "Feedback from the Overview and Scrutiny Panels";

/// The paper as it stands now.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// What every panel says, in the order of their names.
async fn panels(db: &impl ConnectionTrait, sitting: &Sitting) -> Result<Vec<Said>> {
    let round = list_round(db, sitting.meeting.id).await?;
    let mut all = Vec::new();
    for panel in &sitting.speakers {
        let Some(row) = round.iter().find(|row| row.body_id == panel.id) else {
            all.extend(said::alone(db, (sitting, panel), Reader::Public).await?);
            continue;
        };
        let scene = Scene { feedback: row.clone(), sitting: sitting.clone(), panel: panel.clone() };
        all.push(said::of(db, &scene, Reader::Public).await?);
    }
    Ok(all)
}

/// Puts the paper into an item of the Board's agenda; everything that the chairs approved is before the Board then.
pub(super) async fn put_in(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let item = fields.number("item");
    let done = visit.app.write(visit.author()?, move |work| Box::pin(put(work, id, item))).await;
    match done {
        Ok(item) => Ok(visit.done(
            &format!("/items/{item}"),
            "The paper stands in this item. It goes out with the Board’s agenda, or as a supplement.",
        )),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn put(work: &Work, id: i64, item: Option<i64>) -> Result<i64> {
    let sitting = find_sitting(&work.tx, id).await?.ok_or(Error::NotFound)?;
    if !sitting.meeting.state.0.is_ahead() {
        return Err(Error::refused(remit_domain::referral::ReferralRefusal::NotToCome));
    }
    let reached = Reached::now(sitting.meeting.published_on.is_some(), sitting.meeting.held_on, work.today);
    // What is before the Board is settled first, so that the paper reads as it is put.
    for row in list_round(&work.tx, id).await? {
        let is_ready = row.state.0 == State::Approved || (row.state.0 == State::Owed && row.is_nil);
        if is_ready {
            put_before(work, row, reached).await?;
        }
    }
    submit_others(work, id, reached).await?;
    let said = panels(&work.tx, &sitting).await?;
    let text = said.iter().flat_map(Said::paragraphs).collect::<Vec<_>>().join("\n\n");
    let item = match item {
        Some(item) => Some(item),
        None => made_before(work, id).await?,
    };
    let row = match item {
        Some(item) => fill(work, (&sitting, item), text).await?,
        None => make(work, id, text).await?,
    };
    let about = About { noun: "meeting", id, body: Some(sitting.board.id) };
    trail::record(work, "put the panels' feedback on the agenda", about, row.title.clone()).await?;
    Ok(row.id)
}

/// Matters that were approved one by one, beside any feedback.
async fn submit_others(work: &Work, id: i64, reached: Reached) -> Result<()> {
    let rows = referral::Entity::find()
        .filter(referral::Column::MeetingId.eq(id))
        .filter(referral::Column::State.eq(Stored(remit_domain::referral::State::ChairApproved)))
        .all(&work.tx)
        .await?;
    for row in rows {
        crate::referring::submit(work, row, reached).await?;
    }
    Ok(())
}

/// The item that was made for the paper when it was put there before, while it is not published.
async fn made_before(work: &Work, meeting_id: i64) -> Result<Option<i64>> {
    let row = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .filter(agenda_item::Column::Title.eq(TITLE))
        .filter(agenda_item::Column::Kind.eq(Stored(ItemKind::Business)))
        .filter(agenda_item::Column::PublicationId.is_null())
        .order_by_asc(agenda_item::Column::Id)
        .one(&work.tx)
        .await?;
    Ok(row.map(|row| row.id))
}

/// Whether a report is an earlier state of the paper, which may be put anew: it begins with what some body said.
fn is_paper(sitting: &Sitting, report: &str) -> bool {
    sitting.speakers.iter().any(|body| report.starts_with(&format!("{}\n\nThe panel ", body.name.to_uppercase())))
}

async fn fill(work: &Work, (sitting, item): (&Sitting, i64), text: String) -> Result<agenda_item::Model> {
    let row = agenda_item::Entity::find_by_id(item).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if row.meeting_id != sitting.meeting.id || row.kind.0 != ItemKind::Business || row.publication_id.is_some() {
        return Err(Error::NotFound);
    }
    if !row.report.trim().is_empty() && !is_paper(sitting, &row.report) {
        return Err(Error::refused(FeedbackRefusal::ReportThere));
    }
    let waits = [
        ItemState::Proposed,
        ItemState::Programmed,
        ItemState::Commissioned,
        ItemState::DraftReceived,
        ItemState::Cleared,
        ItemState::ToFollow,
    ];
    let state = if waits.contains(&row.state.0) { ItemState::FinalReceived } else { row.state.0 };
    obligations::discharge(work, Kind::SendReport, SubjectKind::Item, row.id).await?;
    let version = row.version;
    let mut row = row.into_active_model();
    row.report = Set(text);
    row.state = Set(Stored(state));
    row.version = Set(version + 1);
    Ok(row.update(&work.tx).await?)
}

async fn make(work: &Work, meeting_id: i64, text: String) -> Result<agenda_item::Model> {
    let last = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_desc(agenda_item::Column::Position)
        .one(&work.tx)
        .await?;
    let row = agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(last.map_or(1, |last| last.position + 1)),
        title: Set(TITLE.to_owned()),
        kind: Set(Stored(ItemKind::Business)),
        subject: Set(String::new()),
        version: Set(1),
        state: Set(Stored(ItemState::FinalReceived)),
        purpose: Set(String::new()),
        lead: Set(String::new()),
        report: Set(text),
        late_reason: Set(String::new()),
        urgent_reason: Set(String::new()),
        access: Set(Stored(Access::Public)),
        exempt_paragraphs: Set(String::new()),
        public_interest: Set(String::new()),
        proper_officer: Set(String::new()),
        reason: Set(String::new()),
        is_sensitive: Set(false),
        outcome: Set(String::new()),
        ..Default::default()
    };
    Ok(row.insert(&work.tx).await?)
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let mut sitting = followed(visit, id).await?;
    // A panel's chair reads what their own panel says in it.
    if !visit.actor.follows(sitting.board.id) {
        sitting.speakers.retain(|panel| visit.actor.follows(panel.id));
    }
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(id))
        .filter(agenda_item::Column::Kind.eq(Stored(ItemKind::Business)))
        .filter(agenda_item::Column::PublicationId.is_null())
        .order_by_asc(agenda_item::Column::Position)
        .all(db)
        .await?;
    let panels = panels(db, &sitting).await?;
    let follows = panels.iter().filter(|said| !said.standing.is_empty()).map(|said| said.panel.clone());
    let reached = Reached::now(sitting.meeting.published_on.is_some(), sitting.meeting.held_on, today);
    html_with(
        status,
        &Paper {
            page: visit.form_page("Feedback from the panels").await?,
            id,
            board: sitting.board.name.clone(),
            day: wording::date_with_weekday(sitting.meeting.held_on),
            follows: follows.collect(),
            panels,
            is_officer: visit.actor.is_officer(),
            is_open: sitting.meeting.state.0.is_ahead() && sitting.meeting.held_on >= today,
            reached: reached.label(),
            items: items.into_iter().map(|item| Choice::new(item.id, item.title)).collect(),
            form,
        },
    )
}
