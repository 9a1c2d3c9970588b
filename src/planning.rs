//! Plans a data request: its row, an empty line for each indicator, and what its officer owes until it goes out. Serves
//! the columns that ask for figures: by a form, or because a body resolved it. It goes out by itself on its day.

use crate::error::{Error, Result};
use crate::measures;
use crate::obligations::{self, Owing};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_entity::{Stored, agenda_item, body, body_indicator, data_request, figure, indicator, meeting, obligation};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;

/// For which item figures are asked.
#[derive(Clone, Copy, Debug)]
pub struct For<'p> {
    /// The item.
    pub item: &'p agenda_item::Model,
    /// Its meeting.
    pub meeting: &'p meeting::Model,
    /// The body that meets.
    pub body: &'p body::Model,
}

/// A request to be made.
#[derive(Clone, Debug)]
pub struct Planned {
    pub owner_post_id: i64,
    pub period: Period,
    pub coverage: String,
    pub is_finance: bool,
    pub appendix: i32,
    pub appendix_title: String,
    pub indicators: Vec<i64>,
    /// The part of the resolution that asks for it.
    pub part_id: Option<i64>,
}

/// Plans it. Gives the request and the day on which it is to go out.
///
/// # Errors
/// When the calendar does not reach its dates, or the database cannot be written.
pub async fn plan(
    work: &Work,
    place: For<'_>,
    planned: &Planned,
) -> Result<(data_request::Model, Option<chrono::NaiveDate>)> {
    let row = insert(work, place, planned).await?;
    ask_lines(work, &row, place.body.id, &planned.indicators).await?;
    let owing = Owing {
        kind: Kind::IssueRequest,
        subject_kind: SubjectKind::Request,
        subject_id: row.id,
        body_id: place.body.id,
        owner_post_id: place.body.officer_post_id.unwrap_or(planned.owner_post_id),
        meeting_id: Some(place.meeting.id),
        title: format!("{}: {}", row.reference, planned.appendix_title),
        rule: DueRule::publish(place.meeting.id, -20).not_before_end_of(planned.period),
    };
    let owed = obligations::owe(work, owing).await?;
    let about = About { noun: "request", id: row.id, body: Some(place.body.id) };
    trail::record(work, "planned", about, format!("{}, {}", row.reference, planned.period)).await?;
    let due_on = obligation::Entity::find_by_id(owed).one(&work.tx).await?.and_then(|row| row.due_on);
    Ok((row, due_on))
}

async fn insert(work: &Work, place: For<'_>, planned: &Planned) -> Result<data_request::Model> {
    // Two officers who ask at once take turns, so that each gets a number of its own.
    body::Entity::find_by_id(place.body.id).lock_exclusive().one(&work.tx).await?;
    let stem = format!("{} {} – ", place.body.short_name, planned.period);
    let had =
        data_request::Entity::find().filter(data_request::Column::Reference.starts_with(&stem)).count(&work.tx).await?;
    let row = data_request::ActiveModel {
        reference: Set(format!("{stem}{}", had + 1)),
        agenda_item_id: Set(place.item.id),
        owner_post_id: Set(planned.owner_post_id),
        period: Set(planned.period.to_string()),
        coverage: Set(planned.coverage.clone()),
        is_finance: Set(planned.is_finance),
        appendix: Set(planned.appendix),
        appendix_title: Set(planned.appendix_title.clone()),
        state: Set(Stored(State::Planned)),
        resolution_part_id: Set(planned.part_id),
        ..data_request::blank()
    };
    Ok(row.insert(&work.tx).await?)
}

/// One empty line an indicator, in the panel's order, each with the policy that stands today: a target that changes
/// later never colours a quarter that was asked for before.
async fn ask_lines(work: &Work, request: &data_request::Model, body_id: i64, wanted: &[i64]) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let set = body_indicator::Entity::find().filter(body_indicator::Column::BodyId.eq(body_id)).all(&work.tx).await?;
    let places: BTreeMap<i64, i32> = set.into_iter().map(|row| (row.indicator_id, row.position)).collect();
    let mut found = indicator::Entity::find()
        .filter(indicator::Column::Id.is_in(wanted.iter().copied()))
        .order_by_asc(indicator::Column::Code)
        .all(&work.tx)
        .await?;
    found.sort_by_key(|row| places.get(&row.id).copied().unwrap_or(i32::MAX));
    let ids: Vec<i64> = found.into_iter().map(|row| row.id).collect();
    let period = request.period.parse().map_err(|_| Error::broken("a request with an unreadable period"))?;
    let lines = measures::lines(&work.tx, request.id, &ids, period).await?;
    figure::Entity::insert_many(lines).exec_without_returning(&work.tx).await?;
    Ok(())
}
