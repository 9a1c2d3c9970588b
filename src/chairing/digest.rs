//! E24: on the first working day of a week, from eight o'clock, each chair and vice-chair is told what is late, due and
//! to approve before their own panel, in public facts only. Told once a week; nothing when there is nothing to tell.

use super::queries::{self, Before};
use crate::app::App;
use crate::error::Result;
use crate::tellings::{self, Section, Telling, recipients};
use crate::weekly;
use crate::work::{Author, Work};
use chrono::Days;
use remit_domain::letter::Kind;
use remit_domain::{london, wording};
use remit_entity::{body, obligation, telling};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// So many of a kind are named; the rest are counted.
const NAMED: usize = 10;

/// Writes what is to be told this week and was not told yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_weeks(app: &App) -> Result<()> {
    let (today, calendar) = (app.clock().today(), app.calendar().await?);
    let now = app.clock().now();
    if now < weekly::opens(today) || !london::may_send(now, &calendar)? {
        return Ok(());
    }
    let Some(monday) = weekly::due(app.db(), weekly::CHAIRS, today, &calendar).await? else { return Ok(()) };
    let bodies = body::Entity::find()
        .filter(body::Column::EndedOn.is_null())
        .order_by_asc(body::Column::Id)
        .all(app.db())
        .await?;
    for body in bodies {
        let occasion = format!("chairs-week-{}-{monday}", body.id);
        let told = telling::Entity::find().filter(telling::Column::Occasion.eq(occasion.as_str())).count(app.db());
        if told.await? == 0 {
            app.write(Author::Remit, move |work| Box::pin(write_one(work, body, occasion))).await?;
        }
    }
    weekly::done(app, weekly::CHAIRS, monday).await
}

async fn write_one(work: &Work, body: body::Model, occasion: String) -> Result<()> {
    let people = recipients::chair_and_vice(&work.tx, body.id, work.today).await?;
    if people.is_empty() {
        return Ok(());
    }
    let mut before = queries::before(&work.tx, &body, work.today).await?;
    for rows in [&mut before.own, &mut before.to_agree, &mut before.late, &mut before.due] {
        rows.retain(|row| !row.is_exempt);
    }
    let week = work.today + Days::new(7);
    before.due.retain(|row| row.due_on.is_some_and(|on| on < week));
    if before.is_empty() {
        return Ok(());
    }
    let section = section(work, &body, &before);
    let told = people.into_iter().map(|person_id| Telling {
        kind: Kind::ChairsWeek,
        person_id,
        occasion: occasion.clone(),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, told.collect()).await
}

/// What there is, without what there is none of.
fn in_short(before: &Before) -> String {
    let parts = [
        (before.late.len(), "late"),
        (before.due.len(), "due"),
        (before.own.len(), "for you to approve"),
        (before.to_agree.len(), "proposed as complete"),
    ];
    let told: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    told.join(", ")
}

fn section(work: &Work, body: &body::Model, before: &Before) -> Section {
    let mut says = vec![match &before.next {
        Some(next) => format!("The {} next meets on {}.", body.name, wording::date_with_weekday(next.held_on)),
        None => format!("No meeting of the {} is in the diary.", body.name),
    }];
    says.push(format!("This week: {}.", in_short(before)));
    let mut list = Vec::new();
    let mut name = |mark: &str, rows: &[&obligation::Model]| {
        for row in rows.iter().take(NAMED) {
            let on = row.due_on.map(|on| format!(" ({})", wording::date_with_day(on))).unwrap_or_default();
            list.push(format!("{mark}: {}{on}", row.title));
        }
        if rows.len() > NAMED {
            list.push(format!("{mark}: and {} more", rows.len() - NAMED));
        }
    };
    name("To approve", &before.own.iter().collect::<Vec<_>>());
    name("Late", &before.late.iter().collect::<Vec<_>>());
    name("Due", &before.due.iter().collect::<Vec<_>>());
    Section {
        subject: format!("{} this week: {}", body.name, in_short(before)),
        heading: format!("{}: this week", body.name),
        says,
        list_lead: if list.is_empty() { String::new() } else { "In short:".to_owned() },
        list,
        link_lead: "All of it on one page, when you are signed in:".to_owned(),
        link: format!("{}/panels/{}/chair", work.site.url, body.slug),
        ..Section::default()
    }
}
