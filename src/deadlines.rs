//! The deadlines of a body's own standing orders, such as that for public questions: its rules as they are kept, and
//! the days that they give for a meeting. Edited in `rules`, shown to the public.

use crate::error::Result;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::calendar::Calendar;
use remit_domain::rule::{self, Rule};
use remit_domain::{london, wording};
use remit_entity::body_rule;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The form in which a time of day is kept.
pub const TIME: &str = "%H:%M";

/// A deadline that a rule gives for one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What it is for.
    pub name: String,
    /// Its day.
    pub on: NaiveDate,
    /// Its hour in London.
    pub time: NaiveTime,
}

impl Deadline {
    /// "by 9am on Friday 22 March 2024".
    #[must_use]
    pub fn words(&self) -> String {
        format!("by {} on {}", london::time_of_day(self.time), wording::date_with_weekday(self.on))
    }
}

/// The rules of a body in their order.
///
/// # Errors
/// When the database cannot be read.
pub async fn rules_of(db: &impl ConnectionTrait, body_id: i64) -> Result<Vec<Rule>> {
    let rows = body_rule::Entity::find()
        .filter(body_rule::Column::BodyId.eq(body_id))
        .order_by_asc(body_rule::Column::Position)
        .order_by_asc(body_rule::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Rule {
            name: row.name,
            days: row.days,
            unit: row.unit.0,
            anchor: row.anchor.0,
            time: NaiveTime::parse_from_str(&row.time_of_day, TIME).unwrap_or_default(),
        })
        .collect())
}

/// What rules give for a meeting of a body that gives so many clear days. Where the holidays of the years in question
/// are not loaded nothing is guessed.
#[must_use]
pub fn given(rules: &[Rule], held_on: NaiveDate, clear_days: i32, calendar: &Calendar) -> Vec<Deadline> {
    let clear_days = u32::try_from(clear_days).unwrap_or(5);
    let Ok(publish_by) = calendar.publish_by(held_on, clear_days) else { return Vec::new() };
    let of = |rule: &Rule| {
        let (on, time) = rule::deadline(rule, held_on, publish_by, calendar).ok()?;
        Some(Deadline { name: rule.name.clone(), on, time })
    };
    rules.iter().filter_map(of).collect()
}
