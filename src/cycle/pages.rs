//! The page of the cycle.

use super::drawing::{Shade, draw};
use super::queries;
use super::standing::{Now, row};
use super::views::{QuarterView, RowView, Show};
use crate::error::Result;
use crate::web::{Visit, html};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use remit_domain::calendar::Calendar;
use remit_domain::diary::ClosedKind;
use remit_domain::period::Period;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{body, closed_day};
use sea_orm::EntityTrait;

/// This quarter and the next two: every body, every meeting, every step.
pub(super) async fn show(visit: Visit) -> Result<Response> {
    let today = visit.app.clock().today();
    let mut quarters = vec![Period::quarter_of(today)];
    for _ in 0..2 {
        let last = quarters.last().map_or(today, |quarter| quarter.end());
        quarters.push(Period::quarter_of(last + Days::new(1)));
    }
    let (first, last) = (quarters[0].start(), quarters[2].end());
    let facts = queries::read(&visit, first, last).await?;
    let calendar = visit.app.calendar().await?;
    let closed = closed_day::Entity::find().all(visit.app.db()).await?;
    let shades = shades(&calendar, &closed);
    let now = Now { today, calendar: &calendar };
    let mut shown = Vec::new();
    for (quarter, at) in quarters.iter().zip(1..) {
        let mut rows = Vec::new();
        for body in &facts.bodies {
            rows.extend(rows_of(&facts, now, (body, *quarter))?);
        }
        let within: Vec<Shade> =
            shades.iter().filter(|one| one.first <= quarter.end() && one.last >= quarter.start()).cloned().collect();
        shown.push(QuarterView {
            anchor: format!("quarter-{at}"),
            title: format!("{} to {}", quarter.start().format("%B"), quarter.end().format("%B %Y")),
            is_current: at == 1,
            drawing: draw(&rows, &shades, today),
            rows,
            shades: within.into_iter().map(|one| one.what).collect(),
        });
    }
    let late = shown.iter().flat_map(|one| &one.rows).flat_map(|row| &row.cells).filter(|one| one.state == "late");
    html(&Show {
        late: late.count(),
        page: visit.page("The cycle of every body").await?,
        today: wording::date_with_weekday(today),
        today_iso: today.to_string(),
        quarters: shown,
        is_officer: visit.actor.is_officer(),
    })
}

fn rows_of(facts: &queries::Facts, now: Now<'_>, (body, quarter): (&body::Model, Period)) -> Result<Vec<RowView>> {
    let mut rows = Vec::new();
    let within = quarter.start()..=quarter.end();
    for (meeting, bodies) in &facts.meetings {
        if bodies.contains(&body.id) && within.contains(&meeting.held_on) {
            rows.push(row(facts, now, (meeting, body))?);
        }
    }
    if rows.is_empty() {
        rows.push(RowView {
            body: body.name.clone(),
            short: body.short_name.clone(),
            slug: body.slug.clone(),
            href: None,
            period: String::new(),
            cells: Vec::new(),
        });
    }
    Ok(rows)
}

/// Bank holidays, closures, recess and pre-election periods, in the order of their days.
fn shades(calendar: &Calendar, closed: &[closed_day::Model]) -> Vec<Shade> {
    let own = closed.iter().filter(|row| row.kind.0 != ClosedKind::Holiday).map(|row| Shade {
        first: row.first_on,
        last: row.last_on,
        what: format!("{}: {} ({})", row.kind.0.label(), days(row.first_on, row.last_on), row.reason),
        is_closed: row.kind.0.stops_the_count(),
    });
    let holidays = calendar.holidays().map(|(on, title)| Shade {
        first: on,
        last: on,
        what: format!("Bank holiday: {} ({title})", wording::date_with_day(on)),
        is_closed: true,
    });
    let mut all: Vec<Shade> = own.chain(holidays).collect();
    all.sort_by_key(|one| (one.first, one.last));
    all
}

fn days(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        return wording::date_with_day(first);
    }
    format!("{} to {}", wording::date_with_day(first), wording::date_with_day(last))
}
