//! The pages of the proof: one thing, or what a body was owed over a period; each also as a file. Business taken in
//! private is told to those alone who may read it; for everybody else it is not there.

use axum::response::Response;
use remit_domain::obligation::SubjectKind;
use remit_domain::period::Period;
use remit_domain::word::Word as _;
use remit_domain::{london, wording};
use remit_entity::{body, meeting};
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::BTreeMap;

use super::evidence::{self, MOST, Proof, Wanted};
use super::views::{List, Row, Section, Show, cells};
use crate::cells::download;
use crate::clearance::Clearance;
use crate::error::{Error, Result};
use crate::web::{Asked, Choice, Fields, Path, Visit, html};

/// How many quarters back a proof can be asked for by name.
const QUARTERS: usize = 12;

/// Proof about one thing.
pub(super) async fn show(visit: Visit, Path((room, id)): Path<(String, i64)>) -> Result<Response> {
    let proofs = about(&visit, &room, id).await?;
    let title = proofs.first().map(|proof| proof.owed.title.clone()).unwrap_or_default();
    html(&Show {
        page: visit.page("Proof of chasing").await?,
        about: title,
        back: format!("/{room}/{id}"),
        file: format!("/chasing/{room}/{id}/proof.csv"),
        made: made(&visit),
        sections: proofs.iter().map(Section::of).collect(),
    })
}

/// The same as a file.
pub(super) async fn file(visit: Visit, Path((room, id)): Path<(String, i64)>) -> Result<Response> {
    let proofs = about(&visit, &room, id).await?;
    download(&format!("proof-of-chasing-{room}-{id}"), &cells(&proofs))
}

async fn about(visit: &Visit, room: &str, id: i64) -> Result<Vec<Proof>> {
    let kind = SubjectKind::ALL.iter().copied().find(|kind| kind.room() == room).ok_or(Error::NotFound)?;
    let db = visit.app.db();
    let clearance = Clearance::of(visit).await?;
    let rows = evidence::list_about(db, (kind, id)).await?;
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|row| visit.actor.follows(row.body_id) && (!row.is_exempt || clearance.reads(row.body_id)))
        .collect();
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    evidence::gather(db, rows, visit.actor.is_officer()).await
}

/// Proof over a period.
pub(super) async fn list(visit: Visit, Asked(fields): Asked) -> Result<Response> {
    let found = find(&visit, &fields).await?;
    let kept = form_urlencoded::Serializer::new(String::new())
        .append_pair("body", &found.body)
        .append_pair("period", &found.period)
        .append_pair("meeting", fields.text("meeting"))
        .finish();
    html(&List {
        page: visit.page("Proof of chasing").await?,
        heading: found.heading.clone(),
        bodies: found.names.iter().map(|(id, name)| Choice::new(id, name.clone())).collect(),
        periods: periods(&visit),
        file: format!("/chasing.csv?{kept}"),
        made: made(&visit),
        is_cut: found.proofs.len() >= MOST,
        rows: found
            .proofs
            .iter()
            .map(|proof| Row::of(proof, found.names.get(&proof.owed.body_id).map_or("", String::as_str)))
            .collect(),
        body: found.body,
        period: found.period,
    })
}

/// The same as a file, with everything that happened.
pub(super) async fn list_file(visit: Visit, Asked(fields): Asked) -> Result<Response> {
    let found = find(&visit, &fields).await?;
    download(&format!("proof-of-chasing {}", found.heading), &cells(&found.proofs))
}

/// What was asked for, and what there is.
struct Found {
    heading: String,
    body: String,
    period: String,
    names: BTreeMap<i64, String>,
    proofs: Vec<Proof>,
}

async fn find(visit: &Visit, fields: &Fields) -> Result<Found> {
    let db = visit.app.db();
    let names: BTreeMap<i64, String> = body::Entity::find()
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?
        .into_iter()
        .filter(|body| visit.actor.follows(body.id))
        .map(|body| (body.id, body.name))
        .collect();
    let body = fields.number::<i64>("body").filter(|id| names.contains_key(id));
    let mut wanted =
        Wanted { bodies: body.map_or_else(|| names.keys().copied().collect(), |id| vec![id]), ..Wanted::default() };
    let mut heading = body.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| "All panels".to_owned());
    let mut period = String::new();
    let meeting = match fields.number::<i64>("meeting") {
        Some(id) => {
            meeting::Entity::find_by_id(id).one(db).await?.filter(|meeting| names.contains_key(&meeting.body_id))
        }
        None => None,
    };
    if let Some(meeting) = meeting {
        wanted = Wanted { bodies: names.keys().copied().collect(), meeting: Some(meeting.id), between: None };
        let of = names.get(&meeting.body_id).cloned().unwrap_or_default();
        heading = format!("{of}, meeting of {}", wording::date_with_day(meeting.held_on));
    } else {
        let asked = quarters(visit).into_iter().find(|quarter| key(*quarter) == fields.text("period"));
        let quarter = asked.unwrap_or_else(|| Period::quarter_of(visit.app.clock().today()));
        wanted.between = Some((quarter.start(), quarter.end()));
        heading = format!("{heading}, {}", quarter.title());
        period = key(quarter);
    }
    let clearance = Clearance::of(visit).await?;
    let rows = evidence::list(db, &wanted).await?;
    let rows = rows.into_iter().filter(|row| !row.is_exempt || clearance.reads(row.body_id)).collect();
    let proofs = evidence::gather(db, rows, visit.actor.is_officer()).await?;
    Ok(Found { heading, body: body.map(|id| id.to_string()).unwrap_or_default(), period, names, proofs })
}

fn quarters(visit: &Visit) -> Vec<Period> {
    let newest = Period::quarter_of(visit.app.clock().today()).next();
    std::iter::successors(Some(newest), |quarter| Some(quarter.previous())).take(QUARTERS).collect()
}

fn key(quarter: Period) -> String {
    quarter.start().to_string()
}

fn periods(visit: &Visit) -> Vec<Choice> {
    quarters(visit).into_iter().map(|quarter| Choice::new(key(quarter), quarter.title())).collect()
}

/// When the proof was drawn up.
fn made(visit: &Visit) -> String {
    let now = visit.app.clock().now();
    format!("{}, {}", wording::date_with_weekday(london::date_in_london(now)), london::time_in_london(now))
}
