//! The pages of the Board's meetings: the list, and one meeting with how each panel stands.

use super::queries::{Sitting, find_sitting, list_round};
use super::rounds;
use super::views::{List, Meeting, PanelRow, Row, colour};
use crate::error::{Error, Result};
use crate::web::{Path, Visit, html};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use remit_domain::feedback::State;
use remit_domain::obligation::{State as Owed, SubjectKind};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, feedback, meeting, obligation, referral};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// The list goes this far back.
const LOOKED_BACK: Days = Days::new(366);

/// So many meetings stand in the list.
const LISTED: u64 = 40;

/// The Board's meetings that the visitor may follow, the latest first.
pub(super) async fn list(visit: Visit) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let bodies = body::Entity::find().all(db).await?;
    let reporting: BTreeMap<i64, Vec<&body::Model>> = bodies.iter().fold(BTreeMap::new(), |mut all, one| {
        if let Some(board) = one.reports_to_id {
            all.entry(board).or_insert_with(Vec::new).push(one);
        }
        all
    });
    let may = |board: i64| {
        let below = reporting.get(&board).is_some_and(|below| below.iter().any(|one| visit.actor.follows(one.id)));
        visit.actor.follows(board) || below
    };
    let boards: Vec<i64> = reporting.keys().copied().filter(|board| may(*board)).collect();
    let found = meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(boards))
        .filter(meeting::Column::HeldOn.gte(today.checked_sub_days(LOOKED_BACK).unwrap_or(today)))
        .order_by_desc(meeting::Column::HeldOn)
        .limit(LISTED)
        .all(db)
        .await?;
    let ids: Vec<i64> = found.iter().map(|row| row.id).collect();
    let rounds = feedback::Entity::find().filter(feedback::Column::MeetingId.is_in(ids.clone())).all(db).await?;
    let matters = referral::Entity::find().filter(referral::Column::MeetingId.is_in(ids)).all(db).await?;
    let rows = found.iter().map(|row| {
        let asked: Vec<_> = rounds.iter().filter(|one| one.meeting_id == row.id).collect();
        let given = asked.iter().filter(|one| one.state.is_given(one.is_nil)).count();
        let here = |one: &&referral::Model| one.meeting_id == Some(row.id);
        let board = bodies.iter().find(|body| body.id == row.body_id);
        Row {
            href: format!("/board/{}", row.id),
            on_iso: row.held_on.to_string(),
            on: wording::date_with_day(row.held_on),
            board: board.map(|board| board.short_name.clone()).unwrap_or_default(),
            state: row.state.label(),
            given: if asked.is_empty() { String::new() } else { format!("{given} of {}", asked.len()) },
            matters: matters.iter().filter(here).count().to_string(),
        }
    });
    html(&List { page: visit.page("The Board’s meetings").await?, rows: rows.collect() })
}

/// A meeting of the Board that the visitor follows, or one of whose panels they chair.
pub(super) async fn followed(visit: &Visit, id: i64) -> Result<Sitting> {
    let sitting = find_sitting(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    let below = sitting.panels.iter().any(|panel| visit.actor.follows(panel.id));
    if below || visit.actor.follows(sitting.board.id) { Ok(sitting) } else { Err(Error::NotFound) }
}

/// One meeting of the Board: who has fed back.
pub(super) async fn meeting(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let sitting = followed(&visit, id).await?;
    let (db, today, calendar) = (visit.app.db(), visit.app.clock().today(), visit.app.calendar().await?);
    let round = list_round(db, id).await?;
    let due = due_days(&visit, &round).await?;
    let mut rows = Vec::new();
    let mut waits = 0;
    for panel in &sitting.panels {
        let follows_board = visit.actor.follows(sitting.board.id);
        if !follows_board && !visit.actor.follows(panel.id) {
            continue;
        }
        let row = round.iter().find(|row| row.body_id == panel.id);
        let matters = sitting.matters(db, panel.id).await?;
        waits += matters.iter().filter(|one| one.state.is_open()).count();
        rows.push(panel_row(&visit, (&sitting, panel), (row, &matters), (&due, today)).await?);
    }
    let given = round.iter().filter(|row| row.state.is_given(row.is_nil)).count();
    let opens = rounds::opens_on(&sitting, &calendar).map(wording::date_with_weekday).unwrap_or_default();
    html(&Meeting {
        page: visit.form_page(format!("Board of {}", wording::date_with_weekday(sitting.meeting.held_on))).await?,
        id,
        board: sitting.board.name.clone(),
        given: if round.is_empty() {
            String::new()
        } else {
            format!("{given} of {} panels have fed back.", round.len())
        },
        rows,
        is_officer: visit.actor.is_officer(),
        follows_board: visit.actor.follows(sitting.board.id),
        is_over: sitting.meeting.held_on < today || sitting.meeting.state.0.took_place(),
        may_open: visit.actor.is_officer() && sitting.meeting.state.0.is_ahead() && round.len() < sitting.panels.len(),
        opens,
        waits,
    })
}

async fn due_days(visit: &Visit, round: &[feedback::Model]) -> Result<BTreeMap<i64, NaiveDate>> {
    let owed = obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Feedback)))
        .filter(obligation::Column::SubjectId.is_in(round.iter().map(|row| row.id)))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .all(visit.app.db())
        .await?;
    Ok(owed.into_iter().filter_map(|row| Some((row.subject_id, row.due_on?))).collect())
}

async fn panel_row(
    visit: &Visit,
    (sitting, panel): (&Sitting, &body::Model),
    (row, matters): (Option<&feedback::Model>, &[referral::Model]),
    (due, today): (&BTreeMap<i64, NaiveDate>, NaiveDate),
) -> Result<PanelRow> {
    let db = visit.app.db();
    let of_panel = sitting.met(db, panel.id).await?;
    let days = of_panel.iter().map(|met| {
        let on = wording::date(met.held_on);
        if met.state.0.took_place() { on } else { format!("{on} (to come)") }
    });
    let days: Vec<String> = days.collect();
    let met = match days.is_empty() {
        false => wording::list(&days),
        true => match sitting.last_met(db, panel.id).await? {
            Some(on) => format!("Not since {}", wording::date(on)),
            None => "Not yet".to_owned(),
        },
    };
    let due_on = row.and_then(|row| due.get(&row.id).copied());
    let may_read = |row: &feedback::Model| visit.actor.follows(panel.id) || is_the_boards(visit, sitting, row);
    let matters = matters.iter().map(|one| {
        let href = format!("/referrals/{}", one.id);
        (
            href,
            one.reference.clone(),
            one.outcome.map_or_else(|| one.state.label(), |outcome| outcome.label()).to_owned(),
        )
    });
    Ok(PanelRow {
        panel: panel.name.clone(),
        met,
        state: match row {
            Some(row) if row.is_nil && row.state.0 == State::Owed => "Nil return".to_owned(),
            Some(row) => row.state.label().to_owned(),
            None => "Not asked yet".to_owned(),
        },
        colour: row.map_or("grey", |row| if row.is_nil { "grey" } else { colour(row.state.0) }),
        href: row.filter(|row| may_read(row)).map(|row| format!("/feedback/{}", row.id)),
        due: due_on.map(|on| format!("Due {}", wording::date_with_day(on))).unwrap_or_default(),
        is_late: due_on.is_some_and(|on| on < today),
        reached: row.and_then(|row| row.reached).map_or("", |reached| reached.label()),
        matters: matters.collect(),
    })
}

/// Whether those who follow the Board may read a panel's feedback: once its chair has approved it.
pub(super) fn is_the_boards(visit: &Visit, sitting: &Sitting, row: &feedback::Model) -> bool {
    let is_out = matches!(row.state.0, State::Approved | State::Submitted);
    visit.actor.follows(sitting.board.id) && (is_out || visit.actor.is_officer())
}

/// Opens a round before its day.
pub(super) async fn open_round(visit: Visit, Path(id): Path<i64>, fields: crate::web::Fields) -> Result<Response> {
    let _ = fields;
    let asked = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move {
                let sitting = find_sitting(&work.tx, id).await?.ok_or(Error::NotFound)?;
                if !sitting.meeting.state.0.is_ahead() {
                    return Err(Error::refused(remit_domain::referral::ReferralRefusal::NotToCome));
                }
                rounds::open(work, &sitting).await
            })
        })
        .await?;
    let said = match asked {
        0 => "Every panel had been asked already.".to_owned(),
        1 => "One panel is asked for its feedback.".to_owned(),
        many => format!("{many} panels are asked for their feedback."),
    };
    Ok(visit.done(&format!("/board/{id}"), &said))
}
