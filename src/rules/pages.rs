//! The doors of a body's rules. A table that is refused is drawn again as it was typed, with the sentence beside
//! the field; one that came too late, with how it stands now.

use super::commands::{self, line, version};
use super::views::{Example, Field, Row, Rules};
use crate::deadlines::{given, rules_of};
use crate::diary;
use crate::error::{Error, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::london;
use remit_domain::rule::{self, Rule, RuleAnchor, RuleSide, RuleUnit};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::body;
use sea_orm::EntityTrait;

const PARTS: [&str; 6] = ["name", "days", "unit", "side", "anchor", "time"];
/// Empty groups below the rules that there are.
const SPARE: usize = 2;
/// No body has more rules.
const MOST: usize = 30;

/// The table as it stands.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let rules = rules_of(visit.app.db(), id).await?;
    draw(&visit, id, Form::of(as_fields(&rules)), StatusCode::OK).await
}

/// Saves it.
pub(super) async fn save(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let mut form = Form::of(fields.clone());
    let mut rules = Vec::new();
    for row in 1..=rows(&fields) {
        match rule::read(|part| fields.raw(&name(part, row))) {
            Ok(read) => rules.extend(read),
            Err(refusal) => form.add(&name(refusal.part(), row), refusal.to_string()),
        }
    }
    if form.is_wrong() {
        return draw(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let opened = fields.text("version").to_owned();
    let by = visit.author()?;
    let saved =
        visit.app.write(by, move |work| Box::pin(async move { commands::save(work, id, &opened, rules).await })).await;
    match saved {
        Ok(()) => Ok(visit.done(&format!("/people/bodies/{id}/rules"), "The deadlines are saved.")),
        Err(Error::Stale) => draw(&visit, id, form, StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

fn name(part: &str, row: usize) -> String {
    format!("{part}_{row}")
}

fn rows(fields: &Fields) -> usize {
    fields.number("rows").unwrap_or(SPARE).clamp(SPARE, MOST)
}

fn as_fields(rules: &[Rule]) -> Fields {
    let mut pairs =
        vec![("version".to_owned(), version(rules)), ("rows".to_owned(), (rules.len() + SPARE).min(MOST).to_string())];
    for (rule, row) in rules.iter().zip(1..) {
        let values = [
            rule.name.clone(),
            rule.days.unsigned_abs().to_string(),
            rule.unit.word().to_owned(),
            rule.side().word().to_owned(),
            rule.anchor.word().to_owned(),
            london::time_of_day(rule.time),
        ];
        pairs.extend(PARTS.iter().zip(values).map(|(part, value)| (name(part, row), value)));
    }
    Fields::from_pairs(pairs)
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let body = body::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let stands = rules_of(db, id).await?;
    let today = visit.app.clock().today();
    let next = diary::next_meeting(db, id, today.pred_opt().unwrap_or(today)).await?;
    let calendar = visit.app.calendar().await?;
    let examples = next.as_ref().map(|next| given(&stands, next.held_on, body.clear_days, &calendar));
    let is_stale = status == StatusCode::CONFLICT;
    let rows = (1..=rows(&form.fields)).map(|row| told(&form, row)).collect();
    html_with(
        status,
        &Rules {
            page: visit.form_page("Deadlines of its standing orders").await?,
            action: format!("/people/bodies/{id}/rules"),
            back: format!("/people/bodies/{id}"),
            body: body.name,
            version: if is_stale { version(&stands) } else { form.value("version").to_owned() },
            rows,
            units: Choice::of_words::<RuleUnit>(),
            sides: Choice::of_words::<RuleSide>(),
            anchors: Choice::of_words::<RuleAnchor>(),
            next: next.map(|next| wording::date_with_weekday(next.held_on)).unwrap_or_default(),
            examples: examples
                .unwrap_or_default()
                .into_iter()
                .map(|due| Example { words: due.words(), name: due.name })
                .collect(),
            standing: if is_stale { stands.iter().map(line).collect() } else { Vec::new() },
            is_stale,
            form,
        },
    )
}

fn told(form: &Form, row: usize) -> Row {
    let field = |part: &str| {
        let name = name(part, row);
        Field { value: form.value(&name).to_owned(), error: form.error(&name).to_owned(), name }
    };
    let called = form.fields.text(&name("name", row));
    Row {
        legend: if called.is_empty() { format!("Deadline {row}") } else { called.to_owned() },
        name: field("name"),
        days: field("days"),
        unit: field("unit"),
        side: field("side"),
        anchor: field("anchor"),
        time: field("time"),
    }
}
