//! The pages of the rules, and of the rungs that wait for a yes.

use super::commands::{self, Deciding};
use super::queries;
use super::views::{Asking, Row, Rule, RuleRow, Rules, Tab, Version, Waiting};
use super::wanted::{self, Time};
use crate::error::{Error, Result};
use crate::reminding;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::ladder::Audience;
use remit_domain::london;
use remit_domain::obligation::Kind;
use remit_domain::refusal::Refusal;
use remit_domain::reminder_policy::{MOST_RUNGS, Policy, PolicyRefusal};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::body;

/// The pages of this column, for the row of links above them.
pub(super) fn tabs(current: &str) -> Vec<Tab> {
    let all = [
        ("/reminders", "Next 30 days"),
        ("/reminders/rules", "Rules"),
        ("/reminders/waiting", "Waiting for a yes"),
        ("/reminders/quiet", "Quiet days and pauses"),
        ("/reminders/live", "On trial or live"),
    ];
    let link =
        |(href, text): (&str, &str)| Tab { href: href.to_owned(), text: text.to_owned(), current: href == current };
    all.into_iter().map(link).collect()
}

/// Every rule, of the council or of one body.
pub(super) async fn rules(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let db = visit.app.db();
    let bodies = queries::bodies(db).await?;
    let body = bodies.iter().find(|body| body.slug == asked.text("body"));
    let rules = reminding::Rules::of(db, visit.app.clock().today()).await?;
    let decided = queries::decided(db).await?;
    let rows = Kind::ALL.iter().copied().map(|kind| {
        let whose = match body {
            Some(body) if decided.contains(&(Some(body.id), kind)) => "Of this body",
            _ if decided.contains(&(None, kind)) => "Of the council",
            _ => "As Remit comes",
        };
        RuleRow {
            href: address(kind, body),
            what: kind.label(),
            sentences: rules.policy(body.map_or(0, |body| body.id), kind).sentences(),
            whose,
        }
    });
    html(&Rules {
        page: visit.page("Rules of reminders").await?,
        tabs: tabs("/reminders/rules"),
        body: body.map(|body| body.slug.clone()).unwrap_or_default(),
        bodies: bodies.iter().map(|body| Choice::new(&body.slug, &body.name)).collect(),
        rows: rows.collect(),
    })
}

fn chosen<'b>(bodies: &'b [body::Model], slug: &str) -> Result<Option<&'b body::Model>> {
    match slug {
        "" => Ok(None),
        slug => bodies.iter().find(|body| body.slug == slug).map(Some).ok_or(Error::NotFound),
    }
}

fn address(kind: Kind, body: Option<&body::Model>) -> String {
    let of = body.map(|body| format!("?body={}", body.slug)).unwrap_or_default();
    format!("/reminders/rules/{}{of}", kind.word())
}

fn kind_of(word: &str) -> Result<Kind> {
    Kind::ALL.iter().copied().find(|kind| kind.word() == word).ok_or(Error::NotFound)
}

/// The form of one rule.
pub(super) async fn edit(visit: Visit, Path(kind): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let (kind, slug) = (kind_of(&kind)?, asked.text("body").to_owned());
    draw(&visit, (kind, &slug), None, (StatusCode::OK, false)).await
}

/// Decides a rule anew; or adds a row to the form and shows it again as it was typed.
pub(super) async fn decide(visit: Visit, Path(kind): Path<String>, fields: Fields) -> Result<Response> {
    let (kind, slug) = (kind_of(&kind)?, fields.text("body").to_owned());
    if fields.ticked("another") {
        return draw(&visit, (kind, &slug), Some((fields, Vec::new())), (StatusCode::OK, false)).await;
    }
    let reason = fields.text("reason").to_owned();
    let policy = wanted::rungs(&fields).and_then(|rungs| Policy::of(rungs, &reason));
    let policy = match policy {
        Ok(policy) => policy,
        Err(wrong) => {
            let status = (StatusCode::UNPROCESSABLE_ENTITY, false);
            return draw(&visit, (kind, &slug), Some((fields, wrong)), status).await;
        }
    };
    let bodies = queries::bodies(visit.app.db()).await?;
    let body = chosen(&bodies, &slug)?.map(|body| body.id);
    let seen = fields.number("version").unwrap_or(-1);
    let deciding = Deciding { body, kind, policy, reason, seen };
    match visit.app.write(visit.author()?, move |work| Box::pin(commands::decide(work, deciding))).await {
        Ok(()) => {
            let of = if slug.is_empty() { String::new() } else { format!("?body={slug}") };
            Ok(visit.done(&format!("/reminders/rules{of}"), "The rule is changed. What is still to come follows it."))
        }
        Err(Error::Stale) => {
            draw(&visit, (kind, &slug), Some((fields, Vec::new())), (StatusCode::CONFLICT, true)).await
        }
        Err(error) => Err(error),
    }
}

async fn draw(
    visit: &Visit,
    (kind, slug): (Kind, &str),
    sent: Option<(Fields, Vec<PolicyRefusal>)>,
    (status, is_stale): (StatusCode, bool),
) -> Result<Response> {
    let db = visit.app.db();
    let bodies = queries::bodies(db).await?;
    let body = chosen(&bodies, slug)?;
    let policy =
        reminding::Rules::of(db, visit.app.clock().today()).await?.policy(body.map_or(0, |body| body.id), kind);
    let versions = queries::versions(db, body.map(|body| body.id), kind).await?;
    let (form, rows) = match sent {
        Some((fields, wrong)) => {
            let more = usize::from(wrong.is_empty() && !is_stale);
            let rows = wanted::rows(&fields) + more;
            let mut form = Form::of(fields);
            for refusal in wrong {
                form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
            }
            (form, rows)
        }
        None => {
            let kept = (1..).zip(policy.rungs()).flat_map(|(row, rung)| wanted::fields_of(row, rung));
            (Form::of(Fields::from_pairs(kept)), policy.rungs().len() + 1)
        }
    };
    let version = versions.first().map_or(0, |row| row.number);
    html_with(
        status,
        &Rule {
            page: visit.form_page(format!("Reminders: {}", kind.label())).await?,
            slug: slug.to_owned(),
            action: format!("/reminders/rules/{}", kind.word()),
            back: if slug.is_empty() { "/reminders/rules".to_owned() } else { format!("/reminders/rules?body={slug}") },
            whose: body.map_or_else(|| "every body without a rule of its own".to_owned(), |body| body.name.clone()),
            sentences: policy.sentences(),
            rows: (1..=rows.clamp(1, MOST_RUNGS + 1)).map(Row::of).collect(),
            audiences: Choice::of_words::<Audience>(),
            times: Choice::of_words::<Time>(),
            version,
            versions: with_differences(&versions, kind),
            is_stale,
            form,
        },
    )
}

/// The versions, newest first, each with what it changed; the first is held against the rule as Remit comes.
fn with_differences(rows: &[remit_entity::reminder_policy::Model], kind: Kind) -> Vec<Version> {
    let said = |row: &remit_entity::reminder_policy::Model| Policy::read(&row.rungs).unwrap_or_default().sentences();
    let mut before: Vec<Vec<String>> = rows.iter().skip(1).map(said).collect();
    before.push(Policy::usual(kind).sentences());
    rows.iter()
        .zip(before)
        .map(|(row, before)| {
            let now = said(row);
            Version {
                number: row.number,
                at: wording::date(london::date_in_london(row.made_at)),
                by: row.made_by.clone(),
                reason: row.reason.clone(),
                added: now.iter().filter(|one| !before.contains(one)).cloned().collect(),
                dropped: before.iter().filter(|one| !now.contains(one)).cloned().collect(),
            }
        })
        .collect()
}

/// The rungs that wait for a yes.
pub(super) async fn waiting(visit: Visit) -> Result<Response> {
    draw_waiting(&visit, Form::default(), StatusCode::OK).await
}

async fn draw_waiting(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let rows = queries::asking(visit.app.db()).await?.into_iter().map(|(notice, owed, person)| Asking {
        id: notice.id,
        why: wanted::name("why", usize::try_from(notice.id).unwrap_or_default()),
        href: format!("/{}/{}", owed.subject_kind.room(), owed.subject_id),
        what: owed.title,
        kind: notice.kind.label(),
        to: person.map_or_else(|| "somebody who has left".to_owned(), |person| person.name),
        reached: wording::date_with_weekday(notice.reached_on),
    });
    html_with(
        status,
        &Waiting {
            page: visit.form_page("Reminders that wait for a yes").await?,
            tabs: tabs("/reminders/waiting"),
            rows: rows.collect(),
            form,
        },
    )
}

/// An officer's yes or no.
pub(super) async fn answer(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let why_not = (fields.text("answer") == "no").then(|| fields.text(&format!("why_{id}")).to_owned());
    let said = if why_not.is_some() { "It is kept back." } else { "It goes with the next morning's letters." };
    match visit.app.write(visit.author()?, move |work| Box::pin(commands::answer(work, id, why_not))).await {
        Ok(()) => Ok(visit.done("/reminders/waiting", said)),
        Err(Error::Refused(refusal)) => {
            let mut form = Form::of(fields);
            form.add(&format!("why_{id}"), refusal.to_string());
            draw_waiting(&visit, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}
