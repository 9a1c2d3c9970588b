//! The form "Change what it measures": a new version from a period on, or a mended word of the one that stands.

use super::changing::{self, Told};
use super::editing::{not_done, opened_with, quarters, wrong};
use super::pages::standing_of;
use crate::error::Result;
use crate::measures::{self, InForce};
use crate::web::{Choice, Fields, Form, Page, Path, Visit, html_with};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::indicator::Polarity;
use remit_domain::indicator::version::{Change, Measurement};
use remit_domain::period::Period;
use remit_domain::rhythm::{Basis, Rhythm};

#[derive(Template)]
#[template(path = "indicators/version.html")]
struct Version {
    page: Page,
    form: Form,
    id: i64,
    name: String,
    version: i32,
    number: i32,
    polarities: Vec<Choice>,
    rhythms: Vec<Choice>,
    bases: Vec<Choice>,
    quarters: Vec<Choice>,
    /// What stands now, where somebody else changed it meanwhile.
    stands: Vec<(&'static str, String)>,
}

/// The form with what stands.
pub(super) async fn form(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let of = standing_of(&visit, id).await?;
    let mut pairs = measures::measurement(&of.version).fields();
    pairs.extend([
        ("version", of.indicator.version.to_string()),
        ("from_period", Period::quarter_of(visit.app.clock().today()).to_string()),
    ]);
    draw(&visit, of, Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

/// What an officer says about the change.
pub(super) fn told(fields: &Fields) -> Told {
    Told {
        words_only: fields.ticked("words_only"),
        is_comparable: fields.ticked("comparable"),
        from: fields.text("from_period").to_owned(),
        reason: fields.text("reason").to_owned(),
    }
}

/// Changes what it measures.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let wanted = match Measurement::read(|name| fields.text(name)) {
        Ok(wanted) => wanted,
        Err(refused) => {
            let of = standing_of(&visit, id).await?;
            return draw(&visit, of, wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let told = told(&fields);
    let outcome = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move { changing::measure(work, (id, version), wanted, &told).await })
        })
        .await;
    match outcome {
        Ok(Change::Words) => {
            Ok(visit.done(&format!("/indicators/{id}"), "The words are mended. It measures what it did."))
        }
        Ok(Change::Version { from }) => {
            let to = after(&visit, id).await?;
            Ok(visit.done(&to, &format!("The new version holds from {from} on. What came before stays as it was.")))
        }
        Err(error) => {
            let of = standing_of(&visit, id).await?;
            let (form, status) = not_done(error, fields)?;
            draw(&visit, of, form, status).await
        }
    }
}

/// Where a change leads: to the figures that were asked for under what it changed, or back to the indicator.
pub(super) async fn after(visit: &Visit, id: i64) -> Result<String> {
    let is_any = !measures::outdated(visit.app.db(), id).await?.is_empty();
    Ok(if is_any { format!("/indicators/{id}/asked") } else { format!("/indicators/{id}") })
}

async fn draw(visit: &Visit, of: InForce, form: Form, status: StatusCode) -> Result<Response> {
    let stands = if status == StatusCode::CONFLICT { measures::facts_of_version(&of.version) } else { Vec::new() };
    let view = Version {
        page: visit.form_page("Change what it measures").await?,
        version: opened_with(&form, of.indicator.version, status),
        form,
        id: of.indicator.id,
        name: format!("{} {}", of.indicator.code, of.indicator.name),
        number: of.version.number,
        polarities: Choice::of_words::<Polarity>(),
        rhythms: Choice::of_words::<Rhythm>(),
        bases: Choice::of_words::<Basis>(),
        quarters: quarters(visit.app.clock().today()),
        stands,
    };
    html_with(status, &view)
}
