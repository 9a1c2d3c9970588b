//! The doors of setting up, and of the council's facts.

use super::commands::{self, Correction, Founding};
use super::queries::facts;
use super::views::{Council, SetUp};
use crate::error::{Error, Result};
use crate::web::{Fields, Form, Path, Visit, html_with, page};
use axum::http::StatusCode;
use axum::response::Response;

/// The form of the first day.
pub(super) async fn set_up(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    if !commands::is_open(&visit.app, &token).await? {
        return Err(Error::NotFound);
    }
    let form = Form::of(facts(visit.app.db()).await?);
    draw_set_up(&visit, &token, form, StatusCode::OK).await
}

async fn draw_set_up(visit: &Visit, token: &str, form: Form, status: StatusCode) -> Result<Response> {
    let page = visit.form_page("Set up the service").await?;
    Ok(page::secret(html_with(status, &SetUp { page, form, action: format!("/setup/{token}") })?))
}

/// Sets the service up.
pub(super) async fn found(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    if !commands::is_open(&visit.app, &token).await? {
        return Err(Error::NotFound);
    }
    let founded = match Founding::read(&fields) {
        Ok(founding) => commands::found(&visit.app, token.clone(), founding).await,
        Err(refused) => Err(refused),
    };
    match founded {
        Ok(()) => {
            let sentence = "The service is set up. Sign in with the e-mail address and password that you chose.";
            Ok(page::secret(visit.done("/sign-in", sentence)))
        }
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw_set_up(&visit, &token, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// The council's facts as they stand.
pub(super) async fn council(visit: Visit) -> Result<Response> {
    let form = Form::of(facts(visit.app.db()).await?);
    draw(&visit, form, StatusCode::OK).await
}

async fn draw(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let stands = facts(visit.app.db()).await?;
    let is_stale = status == StatusCode::CONFLICT;
    let version = if is_stale { stands.raw("version") } else { form.value("version") }.to_owned();
    let standing = if is_stale { differences(&form, &stands) } else { Vec::new() };
    html_with(status, &Council { page: visit.form_page("The council").await?, form, version, standing })
}

/// Corrects them.
pub(super) async fn correct(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Correction::read(&fields) {
        Ok(correction) => {
            let by = visit.author()?;
            visit.app.write(by, move |work| Box::pin(async move { commands::correct(work, correction).await })).await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(()) => Ok(visit.done("/council", "The council's details are saved.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// The facts that stand otherwise than typed.
fn differences(form: &Form, stands: &Fields) -> Vec<(&'static str, String)> {
    const LABELS: [(&str, &str); 11] = [
        ("council", "Council"),
        ("service_name", "Service"),
        ("contact_names", "Who can be asked"),
        ("contact_phone", "Telephone"),
        ("contact_email", "E-mail address"),
        ("proper_officer", "Proper officer"),
        ("website", "Web pages on meetings"),
        ("accessibility_contact", "Whom to ask for another form"),
        ("accessibility_answer_days", "Days until an answer"),
        ("accessibility_reviewed_on", "Reviewed on"),
        ("privacy_notice", "Privacy notice"),
    ];
    let differs = |field: &&(&'static str, &'static str)| form.fields.text(field.0) != stands.raw(field.0);
    LABELS.iter().filter(differs).map(|(field, label)| (*label, stands.raw(field).to_owned())).collect()
}
