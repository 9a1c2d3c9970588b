//! The chair's one page, readable on a tablet in a meeting: what to decide first, then what is late and due.

use super::queries;
use super::views::{Group, Row, Show};
use crate::clearance::Clearance;
use crate::error::{Error, Result};
use crate::web::{Path, Visit, html};
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::meeting::State;
use remit_domain::obligation::{Kind, Lateness, lateness};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{obligation, post};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};

/// The page.
pub(super) async fn show(visit: Visit, Path(slug): Path<String>) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let body = queries::find(db, &slug).await?.ok_or(Error::NotFound)?;
    visit.must_follow(body.id)?;
    let calendar = visit.app.calendar().await?;
    let mut before = queries::before(db, &body, today).await?;
    if !Clearance::of(&visit).await?.reads(body.id) {
        before.mask();
    }
    let all = before.own.iter().chain(&before.to_agree).chain(&before.late).chain(&before.due);
    let posts: BTreeSet<i64> = all.map(|row| row.owner_post_id).collect();
    let posts = post::Entity::find().filter(post::Column::Id.is_in(posts)).all(db).await?;
    let titles: BTreeMap<i64, String> = posts.into_iter().map(|post| (post.id, post.title)).collect();
    let told = |rows: &[obligation::Model]| -> Result<Vec<Row>> {
        rows.iter().map(|row| told(row, &titles, today, &calendar)).collect()
    };
    let next = before.next.as_ref().map(|row| {
        let agenda = match row.state.0 {
            State::AgendaPublished => "The agenda is published.",
            _ => "The agenda is not published yet.",
        };
        let starts = row.starts_at.parse().map(london::time_of_day).unwrap_or_else(|_| row.starts_at.clone());
        let place = if row.venue.is_empty() { starts } else { format!("{starts}, {}", row.venue) };
        (format!("/meetings/{}", row.id), wording::date_with_weekday(row.held_on), place, agenda)
    });
    html(&Show {
        page: visit.page(body.name.clone()).await?,
        matters_href: before.next.as_ref().map(|row| format!("/meetings/{}/matters", row.id)).unwrap_or_default(),
        groups: vec![
            Group { heading: "For you to approve", nothing: "Nothing waits for you.", rows: told(&before.own)? },
            Group {
                heading: "For the panel to decide: proposed as complete",
                nothing: "Nothing was proposed as complete.",
                rows: told(&before.to_agree)?,
            },
            Group { heading: "Late", nothing: "Nothing is late.", rows: told(&before.late)? },
            Group {
                heading: "Due in the next four weeks",
                nothing: "Nothing is due in the next four weeks.",
                rows: told(&before.due)?,
            },
        ],
        body_id: body.id,
        next,
        slug,
    })
}

fn told(row: &obligation::Model, titles: &BTreeMap<i64, String>, today: NaiveDate, calendar: &Calendar) -> Result<Row> {
    let late = lateness(row.due_on, today, calendar)?;
    Ok(Row {
        kind: row.kind.label(),
        what: row.title.clone(),
        href: format!("/{}/{}", row.subject_kind.room(), row.subject_id),
        who: titles.get(&row.owner_post_id).cloned().unwrap_or_default(),
        when: match (row.kind.0, row.due_on) {
            (Kind::AgreeCompletion, _) => "at the next meeting".to_owned(),
            (_, Some(on)) => format!("{}: {late}", wording::date_with_day(on)),
            (_, None) => "Due when the next meeting is in the diary".to_owned(),
        },
        is_late: matches!(late, Lateness::Late(_)) && row.kind.0 != Kind::AgreeCompletion,
    })
}
