//! Reading bodies, posts and people: lists with who holds what today, and the pasts of one post or body.

pub(super) mod annual;
pub(super) mod bodies;
pub(super) mod leaving;
pub(super) mod people;
pub(super) mod posts;

use crate::error::Result;
use crate::keys::hash;
use crate::web::Choice;
use chrono::NaiveDate;
use remit_domain::wording;
use remit_entity::person;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// How many rows stand on one page of a list.
pub(super) const A_PAGE: u64 = 25;

/// One page of a list.
#[derive(Clone, Debug)]
pub(super) struct Paged<T> {
    pub rows: Vec<T>,
    pub number: usize,
    pub pages: usize,
}

/// A version that a form carries: it changes with any of the texts.
pub(super) fn version_of(texts: &[&str]) -> String {
    hash(&format!("{texts:?}")).chars().take(16).collect()
}

/// Whether a span of days with these columns covers a day.
pub(super) fn covers(from_on: impl ColumnTrait, to_on: impl ColumnTrait, on: NaiveDate) -> Condition {
    let ends: SimpleExpr = to_on.gte(on);
    Condition::all().add(from_on.lte(on)).add(Condition::any().add(to_on.is_null()).add(ends))
}

/// Everybody who has not left, by name, to choose from.
pub(super) async fn choices_of_people(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Choice>> {
    let stays = Condition::any().add(person::Column::LeftOn.is_null()).add(person::Column::LeftOn.gt(today));
    let found = person::Entity::find().filter(stays).order_by_asc(person::Column::Name).all(db).await?;
    Ok(found.into_iter().map(|person| Choice::new(person.id, format!("{} ({})", person.name, person.email))).collect())
}

/// A span of days in words: "from 1 April 2020", "1 April 2020 to 31 October 2026".
pub(super) fn span(from_on: NaiveDate, to_on: Option<NaiveDate>) -> String {
    match to_on {
        Some(last) => format!("{} to {}", wording::date(from_on), wording::date(last)),
        None => format!("from {}", wording::date(from_on)),
    }
}
