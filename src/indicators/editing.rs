//! The forms of indicators: adding one and changing one.

use super::commands;
use super::pages::standing_of;
use super::views::{Edit, facts};
use super::wanted::Wanted;
use crate::error::{Error, Result};
use crate::measures::InForce;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::indicator::{IndicatorRefusal, Polarity, ToleranceKind};
use remit_domain::policy::{Method, Target};
use remit_domain::refusal::Refusal;
use remit_domain::word::Word;
use rust_decimal::Decimal;

/// The empty form.
pub(super) async fn new(visit: Visit) -> Result<Response> {
    let fields = Fields::from_pairs([("unit", "%"), ("decimals", "1"), ("tolerance_kind", "absolute")]);
    draw(&visit, None, Form::of(fields), StatusCode::OK).await
}

/// Adds an indicator.
pub(super) async fn add(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::add(work, wanted))).await,
        Err(refused) => return draw(&visit, None, wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/indicators/{id}"), "Indicator added.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, None, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// The form with what stands.
pub(super) async fn edit(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let of = standing_of(&visit, id).await?;
    let (tolerance, kind) = match &of.rule.method {
        Method::Percent { tolerance } => (*tolerance, ToleranceKind::Percent),
        Method::Absolute { tolerance } => (*tolerance, ToleranceKind::Absolute),
        _ => (Decimal::ZERO, ToleranceKind::Absolute),
    };
    let target = match &of.rule.target {
        Target::Point { value } => value.to_string(),
        _ => String::new(),
    };
    let fields = Fields::from_pairs([
        ("code", of.indicator.code.clone()),
        ("name", of.indicator.name.clone()),
        ("definition", of.version.definition.clone()),
        ("unit", of.version.unit.clone()),
        ("polarity", of.version.polarity.0.word().to_owned()),
        ("target", target),
        ("tolerance", tolerance.to_string()),
        ("tolerance_kind", kind.word().to_owned()),
        ("decimals", of.rule.decimals.to_string()),
    ]);
    draw(&visit, Some((of, false)), Form::of(fields), StatusCode::OK).await
}

/// Changes an indicator.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let stood = standing_of(&visit, id).await?;
    let version = fields.number("version").unwrap_or(0);
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            visit.app.write(visit.author()?, move |work| Box::pin(commands::change(work, id, version, wanted))).await
        }
        Err(refused) => {
            let of = as_opened(stood, version);
            return draw(&visit, Some((of, false)), wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match outcome {
        Ok(()) => {
            Ok(visit.done(&format!("/indicators/{id}"), "Indicator changed. Requests made from now on ask for it so."))
        }
        Err(Error::Refused(refusal)) => {
            let of = as_opened(stood, version);
            let form = Form::refused(fields, &*refusal);
            draw(&visit, Some((of, false)), form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let of = standing_of(&visit, id).await?;
            let mut form = Form::of(fields);
            form.add("", "Somebody else changed this indicator after you opened it. What stands now is shown below what you typed; yours has not been saved yet.");
            draw(&visit, Some((of, true)), form, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

fn wrong(fields: Fields, refused: &[IndicatorRefusal]) -> Form {
    let mut form = Form::of(fields);
    for refusal in refused {
        form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
    }
    form
}

/// The indicator under the version that the form was made from.
fn as_opened(mut of: InForce, version: i32) -> InForce {
    of.indicator.version = version;
    of
}

async fn draw(visit: &Visit, of: Option<(InForce, bool)>, form: Form, status: StatusCode) -> Result<Response> {
    let (title, action, back, version, stands) = match &of {
        Some((of, is_stale)) => {
            let mut stands = if *is_stale { facts(of) } else { Vec::new() };
            if *is_stale {
                stands.insert(1, ("Name", of.indicator.name.clone()));
            }
            let back = format!("/indicators/{}", of.indicator.id);
            (format!("Change {}", of.indicator.name), format!("{back}/edit"), back, of.indicator.version, stands)
        }
        None => ("Add an indicator".to_owned(), "/indicators".to_owned(), "/indicators".to_owned(), 0, Vec::new()),
    };
    let view = Edit {
        page: visit.form_page(title).await?,
        form,
        action,
        back,
        version,
        polarities: Choice::of_words::<Polarity>(),
        tolerances: Choice::of_words::<ToleranceKind>(),
        stands,
    };
    html_with(status, &view)
}
