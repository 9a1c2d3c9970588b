//! A measure that several panels look at has one value a period. Where a published value and one that another panel was
//! given are not the same, the officer of whoever published owes a look at it. Told by the columns of requests, papers
//! and corrections; the pages are theirs.

use crate::error::Result;
use crate::obligations::{self, Owing};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::request::State;
use remit_entity::{Stored, agenda_item, body, correction, data_request, figure, indicator, meeting, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Working days within which an officer looks at it.
const LOOKED_AT_WITHIN: i32 = 2;

/// A line, and what another panel has for the same measure and the same stretch of time.
struct Difference {
    line: figure::Model,
    there: data_request::Model,
}

/// Figures were submitted: whoever published other values of the same measures looks at them.
///
/// # Errors
/// When the database cannot be written.
pub async fn submitted(work: &Work, request: &data_request::Model) -> Result<()> {
    for one in differences(work, request).await? {
        if one.there.state.0 == State::Published {
            owe(work, &one.there, (&one.line, request)).await?;
        }
    }
    Ok(())
}

/// Figures went out: where another panel was given other values before, and nobody looks at that yet, whoever published
/// them does.
///
/// # Errors
/// When the database cannot be written.
pub async fn published(work: &Work, request: &data_request::Model) -> Result<()> {
    for one in differences(work, request).await? {
        if open(work, one.there.id).await?.is_none() {
            owe(work, request, (&one.line, &one.there)).await?;
        }
    }
    Ok(())
}

/// A figure was corrected: once every line that differs was, there is nothing left to look at.
///
/// # Errors
/// When the database cannot be written.
pub async fn corrected(work: &Work, request: &data_request::Model) -> Result<()> {
    let Some(owed) = open(work, request.id).await? else { return Ok(()) };
    for one in differences(work, request).await? {
        let since = correction::Entity::find()
            .filter(correction::Column::FigureId.eq(one.line.id))
            .order_by_desc(correction::Column::Id)
            .one(&work.tx)
            .await?;
        let is_looked_at = since.is_some_and(|row| remit_domain::london::date_in_london(row.made_at) >= owed.opened_on);
        if !is_looked_at {
            return Ok(());
        }
    }
    obligations::discharge(work, Kind::ProposeCorrection, SubjectKind::Request, request.id).await
}

/// Every line of a request that another panel has otherwise.
async fn differences(work: &Work, request: &data_request::Model) -> Result<Vec<Difference>> {
    if request.is_nil {
        return Ok(Vec::new());
    }
    let own = figure::Entity::find().filter(figure::Column::RequestId.eq(request.id)).all(&work.tx).await?;
    let others = data_request::Entity::find()
        .filter(data_request::Column::Period.eq(request.period.as_str()))
        .filter(data_request::Column::State.is_in(State::KNOWN.map(Stored)))
        .filter(data_request::Column::IsNil.eq(false))
        .filter(data_request::Column::Id.ne(request.id))
        .order_by_asc(data_request::Column::Id)
        .all(&work.tx)
        .await?;
    let others: BTreeMap<i64, data_request::Model> = others.into_iter().map(|row| (row.id, row)).collect();
    let theirs = figure::Entity::find()
        .filter(figure::Column::RequestId.is_in(others.keys().copied()))
        .filter(figure::Column::IndicatorId.is_in(own.iter().map(|row| row.indicator_id)))
        .order_by_asc(figure::Column::Id)
        .all(&work.tx)
        .await?;
    let mut found = Vec::new();
    for there in theirs {
        let same = |line: &&figure::Model| line.indicator_id == there.indicator_id && line.covers == there.covers;
        let (Some(line), Some(of)) = (own.iter().find(same), others.get(&there.request_id)) else { continue };
        if matches!((line.figure(), there.figure()), (Some(here), Some(there)) if here != there) {
            found.push(Difference { line: line.clone(), there: of.clone() });
        }
    }
    Ok(found)
}

async fn open(work: &Work, request_id: i64) -> Result<Option<obligation::Model>> {
    let open = obligations::open_about(&work.tx, SubjectKind::Request, request_id).await?;
    Ok(open.into_iter().find(|row| row.kind.0 == Kind::ProposeCorrection))
}

/// The officer of the panel that published owes a look, once however many lines differ.
async fn owe(
    work: &Work,
    of: &data_request::Model,
    (line, other): (&figure::Model, &data_request::Model),
) -> Result<()> {
    if open(work, of.id).await?.is_some() {
        return Ok(());
    }
    let Some(body) = body_of(work, of).await? else { return Ok(()) };
    let Some(officer) = body.officer_post_id else { return Ok(()) };
    let owing = Owing {
        kind: Kind::ProposeCorrection,
        subject_kind: SubjectKind::Request,
        subject_id: of.id,
        body_id: body.id,
        owner_post_id: officer,
        meeting_id: None,
        title: format!("{}: another panel was given another value", of.reference),
        rule: DueRule::on(work.calendar.add_working_days(work.today, LOOKED_AT_WITHIN)?),
    };
    obligations::owe(work, owing).await?;
    let name = indicator::Entity::find_by_id(line.indicator_id).one(&work.tx).await?.map(|row| row.name);
    let said = format!("{}: {} has another value for {}", name.unwrap_or_default(), other.reference, of.period);
    let about = About { noun: "request", id: of.id, body: Some(body.id) };
    trail::record(work, "heard of another value", about, said).await
}

async fn body_of(work: &Work, request: &data_request::Model) -> Result<Option<body::Model>> {
    let Some(item) = agenda_item::Entity::find_by_id(request.agenda_item_id).one(&work.tx).await? else {
        return Ok(None);
    };
    let Some(meeting) = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await? else { return Ok(None) };
    Ok(body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?)
}
