//! The table of appointments at Annual Council: one line a body, one confirmation for all.

use crate::error::{Error, Result};
use crate::people::commands::annual::{self as commands, Wanted};
use crate::people::commands::leaving::VACANT;
use crate::people::queries::annual::{standing, version};
use crate::people::queries::choices_of_people;
use crate::people::views::{Annual, AppointedRow};
use crate::web::{Fields, Form, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;

/// Who chairs what from Annual Council on?
pub(in crate::people) async fn ask(visit: Visit) -> Result<Response> {
    let usual = Fields::from_pairs([("stay", "yes")]);
    draw(&visit, Form::of(usual), StatusCode::OK).await
}

/// Appoints them.
pub(in crate::people) async fn appoint(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::appoint(work, wanted))).await,
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(appointed) => {
            let said =
                format!("Entered. Chairs that change: {}; vice-chairs: {}.", appointed.chairs, appointed.vice_chairs);
            Ok(visit.done("/people/bodies", &said))
        }
        Err(Error::Refused(refusal)) => {
            draw(&visit, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let row = |standing: crate::people::queries::annual::Standing| {
        let (chair, vice) = (format!("chair-{}", standing.body.id), format!("vice-{}", standing.body.id));
        AppointedRow {
            name: standing.body.name,
            chair_now: standing.chair,
            vice_now: standing.vice_chair,
            waiting: standing.waiting,
            chair_chosen: form.value(&chair).to_owned(),
            chair_error: form.error(&chair).to_owned(),
            vice_chosen: form.value(&vice).to_owned(),
            vice_error: form.error(&vice).to_owned(),
            chair,
            vice,
        }
    };
    let view = Annual {
        page: visit.form_page("Annual Council: chairs and vice-chairs").await?,
        version: version(db, today).await?,
        rows: standing(db, today).await?.into_iter().map(row).collect(),
        people: choices_of_people(db, today).await?,
        vacant: VACANT,
        is_stale: status == StatusCode::CONFLICT,
        form,
    };
    html_with(status, &view)
}
