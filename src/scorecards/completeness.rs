//! Whether a quarter is complete: for each panel and owner what was due, what is in and what is still owed, this
//! quarter and the one before. Only what is due counts.

use super::asked::{self, Asked as Owed, Line, On};
use super::views::{Completeness, MissingView, OwedView};
use crate::error::Result;
use crate::web::{Asked, Choice, Visit, html};
use axum::response::Response;
use remit_domain::completeness::Standing;
use remit_domain::period::Period;
use remit_domain::word::Word;
use remit_entity::body;
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// How many quarters may be chosen.
const QUARTERS: usize = 12;

/// The names that a row shows.
struct Names {
    bodies: BTreeMap<i64, (String, String)>,
    posts: BTreeMap<i64, String>,
}

/// The page.
pub(super) async fn show(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let over = Period::quarter_of(today).previous();
    let period: Period = asked.text("period").parse().unwrap_or(over);
    let bodies = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
    let followed: Vec<&body::Model> = bodies.iter().filter(|body| visit.actor.follows(body.id)).collect();
    let ids: Vec<i64> = followed.iter().map(|body| body.id).collect();
    let calendar = visit.app.calendar().await?;
    let on = On { today, calendar: &calendar };
    let now = asked::of(db, &ids, period, on).await?;
    let last = asked::of(db, &ids, period.previous(), on).await?;
    let names = Names {
        bodies: followed.iter().map(|body| (body.id, (body.name.clone(), body.slug.clone()))).collect(),
        posts: asked::posts(db).await?,
    };
    let mut periods: BTreeSet<Period> =
        std::iter::successors(Some(over.next()), |period| Some(period.previous())).take(QUARTERS).collect();
    periods.insert(period);
    html(&Completeness {
        page: visit.page("Completeness").await?,
        period: period.to_string(),
        title: period.title(),
        last: period.previous().title(),
        periods: periods.iter().rev().map(|period| Choice::new(period, period.title())).collect(),
        counted: counted(&now.lines),
        counted_last: counted(&last.lines),
        rows: owed(&now, &last, (&names, period)),
        missing: missing(&now, &names),
        missing_last: missing(&last, &names),
    })
}

/// "12 of 14 figures that were due are in".
fn counted(lines: &[Line]) -> String {
    let due = lines.iter().filter(|line| line.standing.is_due()).count();
    let is_in = lines.iter().filter(|line| line.standing == Standing::In).count();
    match due {
        0 => "Nothing was due.".to_owned(),
        1 => format!("{is_in} of the 1 figure that was due is in."),
        _ => format!("{is_in} of the {due} figures that were due are in."),
    }
}

fn owed(now: &Owed, last: &Owed, (names, period): (&Names, Period)) -> Vec<OwedView> {
    let key = |line: &Line| (line.body_id, line.owner);
    let keys: BTreeSet<(i64, Option<i64>)> = now.lines.iter().chain(&last.lines).map(key).collect();
    let mut rows: Vec<OwedView> = keys
        .into_iter()
        .filter_map(|one| {
            let (body, slug) = names.bodies.get(&one.0)?;
            let lines: Vec<Line> = now.lines.iter().filter(|line| key(line) == one).cloned().collect();
            let before: Vec<Line> = last.lines.iter().filter(|line| key(line) == one).cloned().collect();
            let count = |standing| lines.iter().filter(|line| line.standing == standing).count();
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("period", &period.to_string()).finish();
            Some(OwedView {
                body: body.clone(),
                scorecard: format!("/panels/{slug}/scorecard?{query}"),
                owner: owner(one.1, names),
                due: lines.iter().filter(|line| line.standing.is_due()).count(),
                is_in: count(Standing::In),
                partly: count(Standing::Partly),
                to_follow: count(Standing::ToFollow),
                awaited: count(Standing::Awaited),
                overdue: count(Standing::Overdue),
                not_asked: count(Standing::NotAsked),
                not_available: count(Standing::NotAvailable),
                not_due: count(Standing::NotDue),
                last: last_words(&before),
            })
        })
        .collect();
    rows.sort_by(|a, b| (&a.body, &a.owner).cmp(&(&b.body, &b.owner)));
    rows
}

fn owner(id: Option<i64>, names: &Names) -> String {
    id.and_then(|id| names.posts.get(&id).cloned()).unwrap_or_else(|| "No owner".to_owned())
}

fn last_words(lines: &[Line]) -> String {
    let due: Vec<&Line> = lines.iter().filter(|line| line.standing.is_due()).collect();
    if due.is_empty() {
        return "Nothing due".to_owned();
    }
    let is_in = due.iter().filter(|line| line.standing == Standing::In).count();
    let mut said = format!("{is_in} of {} in", due.len());
    for standing in Standing::ALL.iter().filter(|one| **one != Standing::In) {
        let count = due.iter().filter(|line| line.standing == *standing).count();
        if count > 0 {
            said = format!("{said}, {count} {}", standing.label().to_lowercase());
        }
    }
    said
}

/// What is still owed, latest first.
fn missing(of: &Owed, names: &Names) -> Vec<MissingView> {
    let mut lines: Vec<&Line> = of.lines.iter().filter(|line| line.standing.is_owed()).collect();
    lines.sort_by_key(|line| (line.standing, line.body_id, line.position));
    let view = |line: &Line| {
        let indicator = &of.standing.get(&line.indicator_id)?.indicator;
        Some(MissingView {
            body: names.bodies.get(&line.body_id)?.0.clone(),
            name: format!("{} {}", indicator.code, indicator.name),
            href: format!("/indicators/{}", indicator.id),
            owner: owner(line.owner, names),
            is_overdue: line.standing == Standing::Overdue,
            words: line.words.clone(),
            request: line.request.as_ref().map(|(id, _)| format!("/requests/{id}")).unwrap_or_default(),
            reference: line.request.as_ref().map(|(_, reference)| reference.clone()).unwrap_or_default(),
        })
    };
    lines.into_iter().filter_map(view).collect()
}
