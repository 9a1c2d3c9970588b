//! The Due page: the officer's home, from the one table of what is owed.

use super::queries::{count_asking, list_open};
use super::reworded::list_reworded;
use super::settle::rule_of;
use super::vacant::{Vacancy, vacancies};
use super::views::{Due, Group, Row, VacantOwed, VacantRow};
use crate::app::App;
use crate::error::Result;
use crate::holders::holder_of;
use crate::vitals;
use crate::web::{Visit, html};
use axum::response::Response;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use remit_domain::calendar::Calendar;
use remit_domain::health::Level;
use remit_domain::letter;
use remit_domain::obligation::{Lateness, lateness};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, letter as letters, obligation};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::BTreeMap;

/// What is late, due this week, and due in the two weeks after.
pub(super) async fn due(visit: Visit) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let this_week = end_of_week(today);
    let open = list_open(db, this_week + Days::new(14)).await?;
    let bodies: BTreeMap<i64, String> =
        body::Entity::find().all(db).await?.into_iter().map(|body| (body.id, body.short_name)).collect();
    let mut groups = [
        Group { heading: "Late", nothing: "Nothing is late.", rows: Vec::new() },
        Group { heading: "This week", nothing: "Nothing more is due this week.", rows: Vec::new() },
        Group { heading: "Next two weeks", nothing: "Nothing is due in the two weeks after.", rows: Vec::new() },
        Group { heading: "No date yet", nothing: "", rows: Vec::new() },
    ];
    let mut who: BTreeMap<i64, (String, bool)> = BTreeMap::new();
    for owed in open {
        if let std::collections::btree_map::Entry::Vacant(place) = who.entry(owed.owner_post_id) {
            let named = match holder_of(db, owed.owner_post_id, today).await? {
                Some(holder) => match holder.person {
                    Some(person) => (format!("{}, {}", person.name, holder.post), false),
                    None => (format!("{} (vacant)", holder.post), true),
                },
                None => ("Nobody".to_owned(), true),
            };
            place.insert(named);
        }
        let group = match owed.due_on {
            None => 3,
            Some(on) if on < today => 0,
            Some(on) if on <= this_week => 1,
            Some(_) => 2,
        };
        let body = bodies.get(&owed.body_id).cloned().unwrap_or_default();
        let holder = who.get(&owed.owner_post_id).cloned().unwrap_or_default();
        groups[group].rows.push(row(&owed, today, &calendar, (body, holder))?);
    }
    let letters_failed = letters::Entity::find()
        .filter(letters::Column::State.is_in([Stored(letter::State::Dead), Stored(letter::State::Uncertain)]))
        .filter(letters::Column::WrittenAt.gt(visit.app.clock().now() - chrono::Duration::days(14)))
        .count(db)
        .await?;
    html(&Due {
        page: visit.page("Due").await?,
        today: wording::date_with_weekday(today),
        groups: groups.into_iter().filter(|group| !group.nothing.is_empty() || !group.rows.is_empty()).collect(),
        vacant: vacancies(db, today).await?.into_iter().map(vacant_row).collect(),
        reworded: list_reworded(db).await?,
        letters_failed,
        unwell: unwell(&visit.app).await?,
        asking: count_asking(db).await?,
    })
}

/// What needs somebody, in one line; nothing while all is well.
async fn unwell(app: &App) -> Result<String> {
    let alarms = vitals::read(app).await?.alarms();
    let grave: Vec<String> =
        alarms.iter().filter(|alarm| alarm.level() == Level::Alarm).map(ToString::to_string).collect();
    Ok(grave.join(" "))
}

fn vacant_row(vacancy: Vacancy) -> VacantRow {
    let owed = |row: &obligation::Model| VacantOwed {
        what: format!("{}: {}", row.kind.label(), row.title),
        href: format!("/{}/{}", row.subject_kind.room(), row.subject_id),
        when: row.due_on.map_or_else(|| "No date yet".to_owned(), wording::date_with_day),
    };
    VacantRow { fill: vacancy.href(), owed: vacancy.owed.iter().map(owed).collect(), post: vacancy.post.title }
}

/// The Sunday that ends the week of a day; from Saturday on "this week" is the coming one.
fn end_of_week(today: NaiveDate) -> NaiveDate {
    let ahead = if matches!(today.weekday(), Weekday::Sat | Weekday::Sun) { 7 } else { 0 };
    today + Days::new(u64::from(6 - today.weekday().num_days_from_monday()) + ahead)
}

fn row(
    owed: &obligation::Model,
    today: NaiveDate,
    calendar: &Calendar,
    (body, (who, is_vacant)): (String, (String, bool)),
) -> Result<Row> {
    let late = lateness(owed.due_on, today, calendar)?;
    Ok(Row {
        what: owed.title.clone(),
        href: format!("/{}/{}", owed.subject_kind.room(), owed.subject_id),
        kind: owed.kind.label(),
        body,
        who,
        is_vacant,
        due: owed.due_on.map(wording::date_with_day).unwrap_or_default(),
        due_iso: owed.due_on.map(|on| on.to_string()).unwrap_or_default(),
        state: late.to_string(),
        is_late: matches!(late, Lateness::Late(_)),
        is_promised: owed.promised,
        why: rule_of(owed)?.explain(),
    })
}
