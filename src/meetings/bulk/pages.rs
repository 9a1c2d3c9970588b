//! The page on which the meetings of a stretch of days are moved or postponed together.

use super::{Shift, list, shift, stretch};
use crate::error::{Error, Result};
use crate::meetings::moving::effects::{self, Effects};
use crate::meetings::queries;
use crate::meetings::views::Bulk;
use crate::web::{Asked, Choice, Fields, Form, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::wording;

/// The meetings of a stretch, to choose from.
pub(in crate::meetings) async fn ask(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let form = if asked.text("from").is_empty() && asked.text("until").is_empty() {
        Form::of(asked)
    } else {
        match stretch(&asked) {
            Ok(_) => Form::of(asked),
            Err(refusal) => Form::refused(asked, &refusal),
        }
    };
    // Asking changes nothing, whatever is asked.
    draw(&visit, form, None, StatusCode::OK).await
}

/// Moves or postpones what was chosen, or shows every date that would change.
pub(in crate::meetings) async fn send(visit: Visit, fields: Fields) -> Result<Response> {
    let is_preview = fields.ticked("preview");
    let outcome = match Shift::read(&fields) {
        Ok(wanted) if is_preview => visit.app.try_out(visit.author()?, move |work| Box::pin(shift(work, wanted))).await,
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(shift(work, wanted))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match outcome {
        Ok(changed) if is_preview => {
            let effects =
                effects::tell(visit.app.db(), (visit.app.clock().today(), &visit.app.calendar().await?), &changed)
                    .await?;
            draw(&visit, Form::of(fields), Some(effects), StatusCode::OK).await
        }
        Ok(changed) => {
            let dates: usize = changed.iter().map(|one| one.moved.len()).sum();
            let meetings = changed.len();
            let said = format!("Meetings changed: {meetings}; other dates changed with them: {dates}.");
            Ok(visit.done("/meetings/postpone", &said))
        }
        Err(Error::Refused(refusal)) => {
            draw(&visit, Form::refused(fields, &*refusal), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, Form::of(fields), None, StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, form: Form, effects: Option<Effects>, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let found = match stretch(&form.fields) {
        Ok(days) => Some(list(db, days, today).await?),
        Err(_) => None,
    };
    let names = queries::body_names(db).await?;
    let is_first = form.fields.text("to").is_empty();
    let meetings = found.as_ref().map(|found| {
        let choice = |row: &remit_entity::meeting::Model| Choice {
            checked: is_first || form.fields.all("meetings").any(|one| one == row.id.to_string()),
            ..Choice::new(
                row.id,
                format!(
                    "{}, {}",
                    names.get(&row.body_id).map_or("", String::as_str),
                    wording::date_with_weekday(row.held_on)
                ),
            )
        };
        found.iter().map(choice).collect::<Vec<_>>()
    });
    html_with(
        status,
        &Bulk {
            page: visit.form_page("Move the meetings of a stretch of days").await?,
            is_listed: meetings.is_some(),
            seen: found.iter().flatten().map(|row| format!("{}:{}", row.id, row.version)).collect::<Vec<_>>().join(" "),
            is_stale: status == StatusCode::CONFLICT,
            meetings: meetings.unwrap_or_default(),
            to: vec![
                Choice::new("unknown", "Postpone them until days are found"),
                Choice::new("weeks", "Move each by a number of weeks"),
            ],
            effects,
            form,
        },
    )
}
