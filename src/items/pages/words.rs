//! The words of a business item's report, typed or pasted by an officer. Two officers who write at once both keep
//! their words: the later one sees the other's in full beside their own.

use super::super::queries;
use super::super::report;
use super::super::told;
use super::super::views::Words;
use crate::error::{Error, Result};
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;

/// The form with the words as they stand.
pub(in crate::items) async fn ask_words(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (item, ..) = queries::find(&visit, id).await?;
    draw(&visit, id, Form::of(Fields::from_pairs([("report", item.report)])), StatusCode::OK).await
}

/// Keeps the words.
pub(in crate::items) async fn write(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match report::Words::read(&fields) {
        Ok(words) => visit.app.write(visit.author()?, move |work| Box::pin(report::write(work, id, words))).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/items/{id}"), "The report is saved.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (item, meeting, body) = queries::find(visit, id).await?;
    let version = match status {
        StatusCode::UNPROCESSABLE_ENTITY => form.fields.number("version").unwrap_or(item.version),
        _ => item.version,
    };
    html_with(
        status,
        &Words {
            page: visit.form_page("The report").await?,
            meeting: told::meeting(&meeting, &body),
            id,
            version,
            stands: (status == StatusCode::CONFLICT).then(|| item.report.lines().map(str::to_owned).collect()),
            title: item.title,
            form,
        },
    )
}
