//! The form "Change target or rating", and the figures that were asked for under the rule before and are not
//! submitted yet: listed, and brought up to date when an officer confirms.

use super::changing;
use super::editing::{not_done, opened_with, quarters, wrong};
use super::pages::standing_of;
use super::versions::{after, told};
use crate::error::{Error, Result};
use crate::measures::{self, InForce};
use crate::web::{Choice, Fields, Form, Page, Path, Visit, html, html_with};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::period::Period;
use remit_domain::policy::typed;
use remit_domain::rating::rate;
use remit_domain::word::Word;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "indicators/rule.html")]
struct Ruling {
    page: Page,
    form: Form,
    id: i64,
    name: String,
    unit: String,
    better: &'static str,
    version: i32,
    targets: Vec<Choice>,
    methods: Vec<Choice>,
    measured: Vec<Choice>,
    quarters: Vec<Choice>,
    /// What stands now, where somebody else changed it meanwhile.
    stands: Vec<(&'static str, String)>,
}

/// The form with what stands.
pub(super) async fn form(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let of = standing_of(&visit, id).await?;
    let mut pairs = typed::fields(&of.rule);
    pairs.extend([
        ("version", of.indicator.version.to_string()),
        ("from_period", Period::quarter_of(visit.app.clock().today()).to_string()),
    ]);
    draw(&visit, of, Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

/// Changes target or rating.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let of = standing_of(&visit, id).await?;
    let wanted = match typed::read(|name| fields.text(name), of.version.polarity.0) {
        Ok(wanted) => wanted,
        Err(refused) => return draw(&visit, of, wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let said = told(&fields);
    let outcome = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move { changing::rule(work, (id, version), wanted, &said).await })
        })
        .await;
    match outcome {
        Ok(()) => {
            let from = fields.text("from_period");
            let sentence = format!("The new rule holds from {from} on. Ratings that were published stay as they are.");
            Ok(visit.done(&after(&visit, id).await?, &sentence))
        }
        Err(error) => {
            let of = standing_of(&visit, id).await?;
            let (form, status) = not_done(error, fields)?;
            draw(&visit, of, form, status).await
        }
    }
}

/// The rule in words.
pub(super) fn facts(of: &InForce) -> Vec<(&'static str, String)> {
    let unit = &of.version.unit;
    let mut facts = vec![
        ("Target", of.rule.target.words(unit)),
        ("Rated", of.rule.method.words(unit)),
        ("Decimal places", of.rule.decimals.to_string()),
    ];
    facts.extend(beyond(&of.rule, unit).map(|words| ("Blue", words)));
    facts
}

/// What is blue, in words.
pub(super) fn beyond(rule: &remit_domain::policy::Rule, unit: &str) -> Option<String> {
    use remit_domain::policy::Measured;
    rule.exceeding.map(|blue| match blue.kind {
        Measured::Percent => format!("More than {}% of the target beyond it.", blue.by),
        Measured::Absolute => {
            format!("More than {} beyond the target.", remit_domain::figure::with_unit(blue.by, unit))
        }
    })
}

async fn draw(visit: &Visit, of: InForce, form: Form, status: StatusCode) -> Result<Response> {
    let choices = |words: &[(&str, &str)]| words.iter().map(|(word, text)| Choice::new(word, *text)).collect();
    let view = Ruling {
        page: visit.form_page("Change target or rating").await?,
        version: opened_with(&form, of.indicator.version, status),
        form,
        id: of.indicator.id,
        name: format!("{} {}", of.indicator.code, of.indicator.name),
        unit: of.version.unit.clone(),
        better: of.version.polarity.0.label(),
        targets: choices(&typed::TARGETS),
        methods: choices(&typed::METHODS),
        measured: Choice::of_words::<remit_domain::indicator::ToleranceKind>(),
        quarters: quarters(visit.app.clock().today()),
        stands: if status == StatusCode::CONFLICT { facts(&of) } else { Vec::new() },
    };
    html_with(status, &view)
}

/// A line that was asked for under what has changed since.
struct AskedRow {
    id: i64,
    request: String,
    reference: String,
    covers: String,
    target: String,
    target_now: String,
    value: String,
    rating: String,
    rating_now: String,
}

#[derive(Template)]
#[template(path = "indicators/asked.html")]
struct AskedBefore {
    page: Page,
    id: i64,
    name: String,
    rows: Vec<AskedRow>,
}

/// The figures that were asked for under what has changed since.
pub(super) async fn asked(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let of = standing_of(&visit, id).await?;
    let mark = |word: &str| word.replace('_', "-");
    let rows = measures::outdated(visit.app.db(), id).await?.into_iter().map(|one| {
        let before = one.figure.policy();
        let said = |words: String| if words.is_empty() { "None".to_owned() } else { words };
        AskedRow {
            id: one.figure.id,
            request: format!("/requests/{}", one.request.id),
            reference: one.request.reference.clone(),
            covers: one.figure.covers.clone(),
            target: said(before.aim.words(&before.unit)),
            target_now: said(one.policy.aim.words(&one.policy.unit)),
            value: one.figure.typed.clone(),
            rating: one.figure.rating.map(|rating| mark(rating.0.word())).unwrap_or_default(),
            rating_now: one
                .figure
                .figure()
                .map(|figure| mark(rate(&figure, &one.policy).rating.word()))
                .unwrap_or_default(),
        }
    });
    html(&AskedBefore {
        rows: rows.collect(),
        page: visit.form_page("Figures asked for before the change").await?,
        id,
        name: format!("{} {}", of.indicator.code, of.indicator.name),
    })
}

/// Brings the ticked figures up to date.
pub(super) async fn rate_anew(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let chosen: BTreeSet<i64> = fields.all("line").filter_map(|id| id.parse().ok()).collect();
    standing_of(&visit, id).await?;
    let to = format!("/indicators/{id}/asked");
    let done = visit
        .app
        .write(visit.author()?, move |work| Box::pin(async move { measures::rate_anew(work, id, &chosen).await }))
        .await;
    match done {
        Ok(1) => Ok(visit.done(&format!("/indicators/{id}"), "1 figure is rated by what holds now.")),
        Ok(n) => Ok(visit.done(&format!("/indicators/{id}"), &format!("{n} figures are rated by what holds now."))),
        Err(Error::Stale) => {
            Ok(visit.done(&to, "Nothing was changed: no figure was ticked that can still be changed."))
        }
        Err(error) => Err(error),
    }
}
