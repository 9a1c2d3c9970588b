//! Retiring an indicator, and taking it up again. Its history stays; what replaces it begins one of its own.

use super::changing;
use super::editing::{not_done, opened_with, others, wrong};
use super::pages::standing_of;
use crate::error::{Error, Result};
use crate::measures::InForce;
use crate::web::{Choice, Fields, Form, Page, Path, Visit, html_with};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::indicator::due::RetireRefusal;
use remit_domain::wording;

#[derive(Template)]
#[template(path = "indicators/retire.html")]
struct Retire {
    page: Page,
    form: Form,
    id: i64,
    name: String,
    version: i32,
    others: Vec<Choice>,
    /// What stands now, where somebody else changed it meanwhile.
    stands: Vec<(&'static str, String)>,
}

/// The form.
pub(super) async fn form(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let of = standing_of(&visit, id).await?;
    let fields = Fields::from_pairs([("version", of.indicator.version.to_string())]);
    draw(&visit, of, Form::of(fields), StatusCode::OK).await
}

/// Retires it.
pub(super) async fn retire(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let reason = fields.text("reason").to_owned();
    let replaced_by = match fields.text("replaced_by") {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| RetireRefusal::NoSuchIndicator),
    };
    let (on, replaced_by) = match (fields.date("retired_on"), reason.is_empty(), replaced_by) {
        (Some(on), false, Ok(replaced_by)) => (on, replaced_by),
        (on, is_silent, other) => {
            let mut refused = Vec::new();
            refused.extend(on.is_none().then_some(RetireRefusal::NoDay));
            refused.extend(is_silent.then_some(RetireRefusal::NoReason));
            refused.extend(other.err());
            let of = standing_of(&visit, id).await?;
            return draw(&visit, of, wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let outcome = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move { changing::retire(work, (id, version), (on, reason), replaced_by).await })
        })
        .await;
    match outcome {
        Ok(()) => {
            let day = wording::date(on);
            let sentence = format!("Retired. Periods that end after {day} are not asked about; its history stays.");
            Ok(visit.done(&format!("/indicators/{id}"), &sentence))
        }
        Err(error) => {
            let of = standing_of(&visit, id).await?;
            let (form, status) = not_done(error, fields)?;
            draw(&visit, of, form, status).await
        }
    }
}

/// Takes it up again.
pub(super) async fn reinstate(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let to = format!("/indicators/{id}");
    let done = visit.app.write(visit.author()?, move |work| Box::pin(changing::reinstate(work, id, version))).await;
    match done {
        Ok(()) => Ok(visit.done(&to, "It is asked for again.")),
        Err(Error::Refused(refusal)) => Ok(visit.done(&to, &refusal.to_string())),
        Err(Error::Stale) => Ok(visit.done(&to, "Somebody else changed it meanwhile. What stands is shown below.")),
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, of: InForce, form: Form, status: StatusCode) -> Result<Response> {
    let row = &of.indicator;
    let stands = match row.retired_on {
        Some(on) if status == StatusCode::CONFLICT => {
            vec![("Retired on", wording::date(on)), ("Why", row.retired_why.clone())]
        }
        None if status == StatusCode::CONFLICT => super::views::facts(&of),
        _ => Vec::new(),
    };
    let view = Retire {
        page: visit.form_page("Retire this indicator").await?,
        version: opened_with(&form, row.version, status),
        form,
        id: row.id,
        name: format!("{} {}", row.code, row.name),
        others: others(visit.app.db(), row.id).await?,
        stands,
    };
    html_with(status, &view)
}
