//! The pages of the diary. A form is first answered with every date that would change; only the second press changes
//! anything.

use super::commands::{self, Deed, Outcome, as_seen};
use super::queries;
use super::views::{Edit, List, MovedRow, NoticeRow, Preview, YearLink};
use crate::error::{Error, OrRefuse, Result};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use remit_domain::diary::{ClosedKind, Entry, Typed};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::closed_day;

/// The fields that a preview hands on.
const KEPT: [&str; 4] = ["kind", "first_on", "last_on", "reason"];

/// The diary of a year.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let this_year = visit.app.clock().today().year();
    let year = asked.number("year").filter(|year| (1900..2200).contains(year)).unwrap_or(this_year);
    let loaded: Vec<i32> = visit.app.england().years().collect();
    let near = this_year - 2..=this_year + 3;
    let years = near.filter(|one| loaded.contains(one) || *one == year).map(|one| YearLink {
        href: format!("/diary?year={one}"),
        text: one.to_string(),
        current: one == year,
    });
    html(&List {
        page: visit.page(format!("The diary of {year}")).await?,
        year,
        years: years.collect(),
        rows: queries::list(&visit.app, year).await?,
        is_loaded: loaded.contains(&year),
        may_change: visit.actor.is_officer(),
        history: queries::history(visit.app.db()).await?,
    })
}

/// The form for a new stretch of days.
pub(super) async fn new(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let form = Form::of(Fields::from_pairs([("kind", asked.text("kind"))]));
    draw(&visit, (None, form, false), StatusCode::OK).await
}

/// The form of a stretch that stands.
pub(super) async fn edit(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let row = queries::find(visit.app.db(), id).await?;
    let form = Form::of(Fields::from_pairs([
        ("kind", row.kind.0.word().to_owned()),
        ("first_on", row.first_on.to_string()),
        ("last_on", row.last_on.to_string()),
        ("reason", row.reason.clone()),
    ]));
    draw(&visit, (Some(row), form, false), StatusCode::OK).await
}

async fn draw(
    visit: &Visit,
    (row, form, is_stale): (Option<closed_day::Model>, Form, bool),
    status: StatusCode,
) -> Result<Response> {
    let (title, action, was) = match &row {
        Some(row) => ("Change an entry of the diary", format!("/diary/{}", row.id), as_seen(row)),
        None => ("Add to the diary", "/diary".to_owned(), String::new()),
    };
    let kinds = Choice::of_words::<ClosedKind>();
    html_with(status, &Edit { page: visit.form_page(title).await?, form, kinds, action, was, is_stale })
}

async fn read(visit: &Visit, fields: &Fields) -> Result<Entry> {
    let typed = Typed {
        kind: fields.word("kind"),
        first: fields.date("first_on"),
        has_last: fields.ticked("last_on"),
        last: fields.date("last_on"),
        reason: fields.text("reason").to_owned(),
    };
    Entry::read(&typed, &visit.app.calendar().await?).or_refuse()
}

/// Adds a stretch of days.
pub(super) async fn add(visit: Visit, fields: Fields) -> Result<Response> {
    let deed = read(&visit, &fields).await.map(Deed::Add);
    weigh(&visit, None, deed, fields).await
}

/// Changes a stretch of days.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let was = fields.raw("was").to_owned();
    let deed = read(&visit, &fields).await.map(|to| Deed::Change { id, was, to });
    weigh(&visit, Some(id), deed, fields).await
}

/// Takes a stretch of days out.
pub(super) async fn remove(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let deed = Ok(Deed::Remove { id, was: fields.raw("was").to_owned() });
    weigh(&visit, Some(id), deed, fields).await
}

/// Shows what a deed would change; does it when that was confirmed.
async fn weigh(visit: &Visit, id: Option<i64>, deed: Result<Deed>, fields: Fields) -> Result<Response> {
    let is_trial = !fields.ticked("confirm");
    let outcome = match deed {
        Ok(deed) => {
            let tried = deed.clone();
            let done = visit.app.change_diary(
                (visit.author()?, is_trial),
                move |work| Box::pin(commands::write(work, tried)),
                |work, written| Box::pin(commands::settle(work, written)),
            );
            done.await.map(|outcome| (deed, outcome))
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok((deed, outcome)) if is_trial => preview(visit, &deed, &outcome).await,
        Ok((deed, outcome)) => {
            let year = match &deed {
                Deed::Add(entry) | Deed::Change { to: entry, .. } => format!("?year={}", entry.first.year()),
                Deed::Remove { .. } => String::new(),
            };
            Ok(visit.done(&format!("/diary{year}#history"), &told(&outcome)))
        }
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw(visit, (standing(visit, id).await?, form, false), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            draw(visit, (standing(visit, id).await?, Form::of(fields), true), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn standing(visit: &Visit, id: Option<i64>) -> Result<Option<closed_day::Model>> {
    match id {
        Some(id) => queries::find(visit.app.db(), id).await.map(Some),
        None => Ok(None),
    }
}

/// "Done. 3 dates changed. 1 published agenda gives fewer clear days than it should: see below."
fn told(outcome: &Outcome) -> String {
    let dates = match outcome.moved.len() {
        0 => "No date changed.".to_owned(),
        1 => "1 date changed: see below.".to_owned(),
        n => format!("{n} dates changed: see below."),
    };
    let short = outcome.noticed.iter().filter(|one| one.notice.falls_short()).count();
    match short {
        0 => format!("The diary is changed. {dates}"),
        1 => format!("The diary is changed. {dates} 1 published agenda now gives too few clear days: see below."),
        n => format!("The diary is changed. {dates} {n} published agendas now give too few clear days: see below."),
    }
}

async fn preview(visit: &Visit, deed: &Deed, outcome: &Outcome) -> Result<Response> {
    let (title, action, button) = match deed {
        Deed::Add(_) => ("Before it is added", "/diary".to_owned(), "Add it and change these dates"),
        Deed::Change { id, .. } => ("Before it is changed", format!("/diary/{id}"), "Change it and change these dates"),
        Deed::Remove { id, .. } => {
            ("Before it is taken out", format!("/diary/{id}/remove"), "Take it out and change these dates")
        }
    };
    let (lead, kept) = match deed {
        Deed::Add(to) => (to.to_string(), hidden(to, "")),
        Deed::Change { was, to, .. } => (format!("{to}. Before: {was}"), hidden(to, was)),
        Deed::Remove { was, .. } => (was.clone(), vec![("was", was.clone())]),
    };
    let stops = match deed {
        Deed::Add(to) | Deed::Change { to, .. } => to.kind.stops_the_count(),
        Deed::Remove { .. } => true,
    };
    html(&Preview {
        page: visit.form_page(title).await?,
        lead,
        action,
        button: if outcome.moved.is_empty() && outcome.noticed.is_empty() { "Confirm" } else { button },
        kept,
        moved: outcome.moved.iter().map(moved_row).collect(),
        notices: outcome
            .noticed
            .iter()
            .map(|one| NoticeRow {
                href: format!("/meetings/{}", one.meeting_id),
                text: format!("{}, {}.", one.body, one.notice),
                falls_short: one.notice.falls_short(),
            })
            .collect(),
        no_effect: if stops {
            "No open deadline changes."
        } else {
            "These days go on counting as working days: no deadline changes. Meetings planned in them are warned of."
        },
    })
}

fn hidden(to: &Entry, was: &str) -> Vec<(&'static str, String)> {
    let [kind, first, last, reason] = KEPT;
    let mut kept = vec![
        (kind, to.kind.word().to_owned()),
        (first, to.first.to_string()),
        (last, to.last.to_string()),
        (reason, to.reason.clone()),
    ];
    if !was.is_empty() {
        kept.push(("was", was.to_owned()));
    }
    kept
}

fn moved_row(moved: &crate::obligations::Moved) -> MovedRow {
    let day = |on: Option<NaiveDate>| on.map_or_else(|| "No date".to_owned(), wording::date_with_weekday);
    MovedRow { what: moved.title.clone(), from: day(moved.from), to: day(moved.to) }
}
