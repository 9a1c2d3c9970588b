//! The page on which a leaver hands over everything: what they hold and what it owes, who takes it over, and before it
//! is confirmed what passes to whom.

use crate::error::{Error, Result};
use crate::obligations::owed_by;
use crate::people::commands::leaving::{self as commands, Passed, VACANT, Wanted};
use crate::people::queries::choices_of_people;
use crate::people::queries::leaving::{Held, duties};
use crate::people::queries::people::as_fields;
use crate::people::views::{DutyRow, Leaving, PassedRow};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::person::Seat;
use remit_domain::wording;
use remit_entity::{obligation, person};
use sea_orm::EntityTrait;
use std::collections::{BTreeMap, BTreeSet};

/// What passes on, and to whom?
pub(in crate::people) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, (Form::default(), None), StatusCode::OK).await
}

/// Shows what passes to whom, or hands it over.
pub(in crate::people) async fn hand_over(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let is_confirmed = fields.text("step") == "confirm";
    let by = visit.author()?;
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) if is_confirmed => {
            visit.app.write(by, move |work| Box::pin(commands::hand_over(work, id, wanted))).await
        }
        Ok(wanted) => visit.app.try_out(by, move |work| Box::pin(commands::hand_over(work, id, wanted))).await,
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(passed) if is_confirmed => {
            let vacant = passed.iter().filter(|one| one.to.is_none()).count();
            let said = match (passed.len(), vacant) {
                (0, _) => "Their last day is entered. They held nothing.".to_owned(),
                (all, 0) => format!("Everything is handed over: {}.", counted(all)),
                (all, vacant) if all == vacant => format!("Left vacant: {vacant}."),
                (all, vacant) => format!("Handed over: {}. Left vacant: {vacant}.", counted(all - vacant)),
            };
            Ok(visit.done(&format!("/people/{id}"), &said))
        }
        Ok(passed) => draw(&visit, id, (Form::of(fields), Some(passed)), StatusCode::OK).await,
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw(&visit, id, (form, None), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, (Form::of(fields), None), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "one post or seat".to_owned() } else { format!("{n} posts and seats") }
}

async fn draw(
    visit: &Visit,
    id: i64,
    (form, passed): (Form, Option<Vec<Passed>>),
    status: StatusCode,
) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let person = person::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let duties = duties(db, id, today).await?;
    let owed = owed_by(db, duties.iter().filter_map(|duty| duty.owes).collect::<BTreeSet<i64>>()).await?;
    let all = choices_of_people(db, today).await?;
    let people: Vec<Choice> = all.into_iter().filter(|choice| choice.value != id.to_string()).collect();
    let row = |duty: &crate::people::queries::leaving::Duty| DutyRow {
        what: duty.what.clone(),
        when: duty.when.clone(),
        owes: told(duty.owes.and_then(|post| owed.get(&post))),
        error: form.error(&duty.field).to_owned(),
        chosen: form.value(&duty.field).to_owned(),
        vacant: match duty.held {
            Held::Seat { seat: Seat::Chair | Seat::ViceChair, .. } => "To be appointed",
            Held::Post(_) | Held::Seat { .. } => "Left vacant",
        },
        may_be_interim: matches!(duty.held, Held::Post(_)),
        is_interim: form.fields.ticked(&duty.interim_field()),
        interim: duty.interim_field(),
        field: duty.field.clone(),
    };
    let gone = form.fields.date("last_on").and_then(|last| last.succ_opt());
    let view = Leaving {
        page: visit.form_page(format!("{} is leaving", person.name)).await?,
        id,
        version: as_fields(&person).raw("version").to_owned(),
        name: person.name.clone(),
        rows: duties.iter().map(row).collect(),
        people,
        vacant: VACANT,
        gone: person.left_on.filter(|left| *left <= today).map(wording::date).unwrap_or_default(),
        gone_on: gone.map(wording::date).unwrap_or_default(),
        passed: passed.map(|passed| passed.iter().map(|one| passed_row(one, &owed)).collect()),
        is_stale: status == StatusCode::CONFLICT,
        form,
    };
    html_with(status, &view)
}

/// "3 things, the first due on 30 October 2026"; what a post owes.
fn told(owed: Option<&Vec<obligation::Model>>) -> String {
    crate::people::views::owes(owed.map(Vec::as_slice).unwrap_or_default())
}

fn passed_row(passed: &Passed, owed: &BTreeMap<i64, Vec<obligation::Model>>) -> PassedRow {
    let things = passed.duty.owes.and_then(|post| owed.get(&post));
    let from = wording::date(passed.from_on);
    let named = |person: &person::Model| format!("{}, from {from}", person.name);
    PassedRow {
        what: passed.duty.what.clone(),
        to: passed.to.as_ref().map_or_else(|| format!("Nobody yet: vacant from {from}"), named),
        things: things
            .into_iter()
            .flatten()
            .map(|row| match row.due_on {
                Some(on) => format!("{}, due {}", row.title, wording::date(on)),
                None => format!("{}, no date yet", row.title),
            })
            .collect(),
    }
}
