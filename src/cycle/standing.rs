//! Where each step of a meeting stands today, in words: what is done, what is late and by how many working days, what
//! comes next. The days are those of the meeting's own page and of what is owed; nothing is reckoned here.

use super::queries::Facts;
use super::views::{CellView, RowView};
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::cycle::{self, CycleFacts, StepKey};
use remit_domain::meeting::State;
use remit_domain::obligation::{Kind, Lateness, lateness};
use remit_domain::period::Period;
use remit_domain::wording;
use remit_entity::{body, meeting};

/// By what a step is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now<'n> {
    pub today: NaiveDate,
    pub calendar: &'n Calendar,
}

/// Where one step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Done,
    /// Somebody owes it.
    Owed,
    /// Nobody owes it: its day comes and goes.
    Day,
}

/// The row of one meeting under one of its bodies.
pub(super) fn row(facts: &Facts, now: Now<'_>, (row, body): (&meeting::Model, &body::Model)) -> Result<RowView> {
    let asked = facts.asked.get(&row.id).copied().unwrap_or_default();
    let board = facts.board_after(body, row.held_on);
    let period = asked.period.unwrap_or_else(|| Period::quarter_of(row.held_on).previous());
    let cycle = CycleFacts {
        board: board.map(|board| board.held_on),
        lag: u32::try_from(row.lag).unwrap_or(10),
        clear_days: u32::try_from(body.clear_days).unwrap_or(5),
        ..CycleFacts::usual(row.held_on, period)
    };
    let plan = cycle::plan(&cycle, now.calendar)?;
    let planned = |key| plan.on(key);
    let mut cells = vec![
        request(facts, now, (row, planned(StepKey::RequestIssued)))?,
        data(facts, now, (row, planned(StepKey::DataDue)))?,
        publish(facts, now, (row, body, planned(StepKey::PublishBy)))?,
        cell("Meeting", Some(row.held_on), day(row, now)?),
        match board {
            Some(board) => cell("Board", Some(board.held_on), day(board, now)?),
            None if body.reports_to_id.is_some() => cell("Board", None, ("No meeting in the diary".to_owned(), "none")),
            None => cell("Board", None, ("Reports to none".to_owned(), "none")),
        },
    ];
    if let Some(next) = cells.iter_mut().find(|one| one.state == "next") {
        next.is_here = true;
    }
    Ok(RowView {
        body: body.name.clone(),
        short: body.short_name.clone(),
        slug: body.slug.clone(),
        href: Some(format!("/meetings/{}", row.id)),
        period: period.to_string(),
        cells,
    })
}

fn cell(step: &'static str, on: Option<NaiveDate>, (words, state): (String, &'static str)) -> CellView {
    CellView {
        step,
        day: on,
        on: on.map(wording::date_with_day).unwrap_or_default(),
        on_iso: on.map(|on| on.to_string()).unwrap_or_default(),
        words,
        state,
        is_here: false,
    }
}

type Place<'p> = (&'p meeting::Model, Option<NaiveDate>);

fn request(facts: &Facts, now: Now<'_>, (row, planned): Place<'_>) -> Result<CellView> {
    let asked = facts.asked.get(&row.id).copied().unwrap_or_default();
    let on = facts.due(row.id, Kind::IssueRequest).map(|(on, _)| on).or(planned);
    let told = match (asked.count, asked.planned) {
        (0, _) => nothing_asked(on, now, "Nothing asked for")?,
        (_, 0) => ("Done".to_owned(), "done"),
        _ => told(on, Step::Owed, now)?,
    };
    Ok(cell("Request", on, told))
}

fn data(facts: &Facts, now: Now<'_>, (row, planned): Place<'_>) -> Result<CellView> {
    let asked = facts.asked.get(&row.id).copied().unwrap_or_default();
    let owed = facts.due(row.id, Kind::SubmitData);
    let on = owed.map(|(on, _)| on).or(planned);
    let told = match (asked.count, owed, asked.owed + asked.planned) {
        (0, ..) => nothing_asked(on, now, "Nothing asked for")?,
        (_, Some((_, true)), _) => {
            let (words, state) = told(on, Step::Owed, now)?;
            (format!("To follow. {words}"), state)
        }
        (_, None, 0) => ("Done".to_owned(), "done"),
        _ => told(on, Step::Owed, now)?,
    };
    Ok(cell("Data due", on, told))
}

/// Where nothing is asked for, nobody is late; before its day the day is still worth knowing.
fn nothing_asked(on: Option<NaiveDate>, now: Now<'_>, words: &str) -> Result<(String, &'static str)> {
    match on {
        Some(on) if on >= now.today => told(Some(on), Step::Day, now),
        _ => Ok((words.to_owned(), "none")),
    }
}

fn publish(
    facts: &Facts,
    now: Now<'_>,
    (row, body, planned): (&meeting::Model, &body::Model, Option<NaiveDate>),
) -> Result<CellView> {
    if let Some(published) = row.published_on {
        let words = match row.clear_days_given {
            Some(given) if given < body.clear_days => {
                format!("Done on {}; not compliant: {given} of {}", wording::date_with_day(published), body.clear_days)
            }
            _ => format!("Done on {}", wording::date_with_day(published)),
        };
        return Ok(cell("Publish", planned, (words, "done")));
    }
    let on = facts.due(row.id, Kind::PublishAgenda).map(|(on, _)| on).or(planned);
    let told = match row.state.0 {
        State::Held | State::Adjourned => ("Never published here".to_owned(), "none"),
        _ => told(on, Step::Owed, now)?,
    };
    Ok(cell("Publish", on, told))
}

fn day(row: &meeting::Model, now: Now<'_>) -> Result<(String, &'static str)> {
    match row.state.0 {
        State::Held => told(Some(row.held_on), Step::Done, now).map(|(_, state)| ("Held".to_owned(), state)),
        State::Adjourned => Ok(("Adjourned".to_owned(), "done")),
        _ if row.held_on < now.today => Ok(("Not recorded as held".to_owned(), "late")),
        _ => told(Some(row.held_on), Step::Day, now),
    }
}

fn told(on: Option<NaiveDate>, step: Step, now: Now<'_>) -> Result<(String, &'static str)> {
    if step == Step::Done {
        return Ok(("Done".to_owned(), "done"));
    }
    let late = lateness(on, now.today, now.calendar)?;
    Ok(match (late, step) {
        (Lateness::Late(_), _) => (late.to_string(), "late"),
        (Lateness::Today, Step::Day) => ("Today".to_owned(), "next"),
        (Lateness::Today, _) => ("Due today".to_owned(), "next"),
        (Lateness::In(0), _) => ("Before the next working day".to_owned(), "next"),
        (Lateness::In(n), _) => (format!("In {}", wording::working_days(n)), "next"),
        (Lateness::NoDate, _) => ("No date yet".to_owned(), "none"),
    })
}
