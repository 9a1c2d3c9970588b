//! The letters of a week: on its first working day, from eight o'clock. A week that a service slept through is caught up
//! with on the next working morning, once; what was written is remembered, so that an empty week is not looked at again.
//! Called by the digests of chairs (E24) and directors (E25), and by whoever writes letters of a morning.

use crate::app::App;
use crate::error::Result;
use crate::settings;
use crate::work::{Author, Work};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use remit_domain::calendar::Calendar;
use remit_domain::london;
use remit_domain::person::Seat;
use remit_entity::{Stored, membership};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// The weeks of chairs.
pub const CHAIRS: &str = "weeks.chairs";
/// The weeks of directors.
pub const DIRECTORS: &str = "weeks.directors";

/// The Monday of the week whose letters are still to be written today; none when they were, or on a day that is no
/// working day. A service that has never written a week begins with the next one.
///
/// # Errors
/// When the database cannot be read.
pub async fn due(
    db: &impl ConnectionTrait,
    name: &str,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Option<NaiveDate>> {
    if !calendar.is_working_day(today).unwrap_or(false) {
        return Ok(None);
    }
    let monday = monday_of(today);
    let written: Option<NaiveDate> = settings::find(db, name).await?.parse().ok();
    let is_open = match written {
        Some(last) => last < monday,
        None => is_first(today, calendar),
    };
    Ok(is_open.then_some(monday))
}

/// They are written.
///
/// # Errors
/// When the database cannot be written.
pub async fn done(app: &App, name: &'static str, monday: NaiveDate) -> Result<()> {
    app.write(Author::Remit, move |work| {
        Box::pin(async move { settings::decide(work, name, &monday.to_string()).await })
    })
    .await
}

/// The letters of this week were called back: they are written again.
///
/// # Errors
/// When the database cannot be written.
pub async fn again(work: &Work, name: &'static str) -> Result<()> {
    let last = monday_of(work.today) - Days::new(7);
    settings::decide(work, name, &last.to_string()).await
}

/// Eight o'clock: a week's letter comes no sooner.
#[must_use]
pub fn opens(today: NaiveDate) -> DateTime<Utc> {
    london::instant(today, NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default())
}

/// Those whose letters of this morning wait until eight, because what they chair has a week's letter then: one letter a
/// morning.
///
/// # Errors
/// When the database cannot be read.
pub async fn chairs_who_wait(
    db: &impl ConnectionTrait,
    (now, today): (DateTime<Utc>, NaiveDate),
    calendar: &Calendar,
) -> Result<BTreeSet<i64>> {
    if now >= opens(today) || due(db, CHAIRS, today, calendar).await?.is_none() {
        return Ok(BTreeSet::new());
    }
    let seats = membership::Entity::find()
        .filter(membership::Column::Seat.is_in([Seat::Chair, Seat::ViceChair].map(Stored)))
        .filter(membership::Column::FromOn.lte(today))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(today)))
        .all(db)
        .await?;
    Ok(seats.into_iter().map(|seat| seat.person_id).collect())
}

fn monday_of(today: NaiveDate) -> NaiveDate {
    today - Days::new(u64::from(today.weekday().num_days_from_monday()))
}

/// Monday itself or, where it is no working day, the next that is one.
fn is_first(today: NaiveDate, calendar: &Calendar) -> bool {
    let working = |day: &NaiveDate| calendar.is_working_day(*day).unwrap_or(false);
    monday_of(today).iter_days().take(5).find(working) == Some(today)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::is_first;
    use remit_domain::calendar::Calendar;

    #[test]
    fn a_week_begins_on_its_first_working_day() {
        let calendar = Calendar::england();
        // In the last of them: Boxing Day's substitute and the day after it.
        for (today, wanted) in [
            ("2022-11-28", true),
            ("2022-11-29", false),
            ("2022-12-28", true),
            ("2022-12-26", false),
            ("2022-11-26", false),
        ] {
            assert_eq!(is_first(today.parse().unwrap(), &calendar), wanted, "{today}");
        }
    }
}
