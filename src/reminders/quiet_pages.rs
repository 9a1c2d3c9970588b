//! The page of quiet days and pauses.

use super::commands::{self, Quieting};
use super::pages::tabs;
use super::queries;
use super::views::{Period, Quiet as Page};
use crate::error::{Error, OrRefuse, Result};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::quiet::{Meanwhile, Quiet};
use remit_domain::word::Word;
use remit_domain::wording;
use std::collections::BTreeMap;

/// Quiet days and pauses, with the forms for new ones.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    // From a person's own page the form comes with them chosen.
    let named = asked.text("person").to_owned();
    draw(&visit, Form::of(Fields::from_pairs([("person", named)])), StatusCode::OK).await
}

/// Enters a quiet period.
pub(super) async fn add(visit: Visit, fields: Fields) -> Result<Response> {
    let days = Quiet::of(fields.date("from"), fields.date("to"), fields.word("meanwhile").unwrap_or(Meanwhile::Wait));
    let done = match days.or_refuse() {
        Ok(days) => {
            let (body, person) = (fields.number("body"), fields.number("person"));
            let wanted = Quieting { body, person, name: fields.text("name").to_owned(), days };
            visit.app.write(visit.author()?, move |work| Box::pin(commands::keep_quiet(work, wanted))).await
        }
        Err(error) => Err(error),
    };
    told(&visit, (fields, false), done, "The quiet days are entered.").await
}

/// Ends a quiet period.
pub(super) async fn end(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    visit.app.write(visit.author()?, move |work| Box::pin(commands::end_quiet(work, id))).await?;
    Ok(visit.done("/reminders/quiet", "The quiet days are ended."))
}

/// Holds everything, or one body's reminders, back.
pub(super) async fn pause(visit: Visit, fields: Fields) -> Result<Response> {
    let (body, reason, until) =
        (fields.number("pause_body"), fields.text("pause_name").to_owned(), fields.date("pause_to"));
    let done =
        visit.app.write(visit.author()?, move |work| Box::pin(commands::hold_back(work, body, reason, until))).await;
    told(&visit, (fields, true), done, "Nothing is sent until it ends, or until you end it.").await
}

/// Ends a pause.
pub(super) async fn go_on(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    visit.app.write(visit.author()?, move |work| Box::pin(commands::go_on(work, id))).await?;
    Ok(visit.done("/reminders/quiet", "The pause is over."))
}

async fn told(visit: &Visit, (fields, is_pause): (Fields, bool), done: Result<()>, sentence: &str) -> Result<Response> {
    match done {
        Ok(()) => Ok(visit.done("/reminders/quiet", sentence)),
        Err(Error::Refused(refusal)) => {
            let field = refusal.field().unwrap_or_default();
            let mut form = Form::of(fields);
            form.add(&if is_pause { format!("pause_{field}") } else { field }, refusal.to_string());
            draw(visit, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let today = visit.app.clock().today();
    let bodies = queries::bodies(db).await?;
    let people = queries::people(db).await?;
    let body_names: BTreeMap<i64, &str> = bodies.iter().map(|body| (body.id, body.name.as_str())).collect();
    let names: BTreeMap<i64, &str> = people.iter().map(|person| (person.id, person.name.as_str())).collect();
    let whose = |body: Option<i64>, person: Option<i64>| match (body, person) {
        (_, Some(id)) => names.get(&id).copied().unwrap_or("Somebody who has left").to_owned(),
        (Some(id), None) => body_names.get(&id).copied().unwrap_or("A body that has ended").to_owned(),
        (None, None) => "Everybody".to_owned(),
    };
    let periods = queries::quiet(db).await?.into_iter().map(|row| Period {
        id: row.id,
        whose: whose(row.body_id, row.person_id),
        days: format!("{} to {}", wording::date(row.from_on), wording::date(row.to_on)),
        meanwhile: row.meanwhile.0.label(),
        by: row.made_by,
        is_over: row.ended_at.is_some() || row.to_on < today,
        name: row.name,
    });
    let pauses = queries::pauses(db).await?.into_iter().map(|row| Period {
        id: row.id,
        whose: whose(row.body_id, None),
        days: format!("until {}", wording::date(row.until_on)),
        meanwhile: "",
        by: row.made_by,
        is_over: row.ended_at.is_some() || row.until_on < today,
        name: row.reason,
    });
    html_with(
        status,
        &Page {
            page: visit.form_page("Quiet days and pauses").await?,
            tabs: tabs("/reminders/quiet"),
            periods: periods.collect(),
            pauses: pauses.collect(),
            bodies: bodies.iter().map(|body| Choice::new(body.id, &body.name)).collect(),
            people: people.iter().map(|person| Choice::new(person.id, &person.name)).collect(),
            meanwhile: Choice::of_words::<Meanwhile>(),
            chosen: match form.value("meanwhile") {
                "" => Meanwhile::Wait.word().to_owned(),
                typed => typed.to_owned(),
            },
            form,
        },
    )
}
