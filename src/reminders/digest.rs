//! E23: each working morning every officer is told what is due today and late before their bodies, which letters failed,
//! and which reminders wait for a yes. Once a day, in the letter of their morning; nothing when there is nothing to tell.

use super::queries;
use crate::app::App;
use crate::astray;
use crate::error::Result;
use crate::gate;
use crate::holders::holders_of;
use crate::settings;
use crate::tellings::{self, Section, Telling};
use crate::work::{Author, Work};
use chrono::TimeDelta;
use remit_domain::letter::{Kind, State as Letter};
use remit_domain::london;
use remit_domain::obligation::State;
use remit_entity::{Stored, body, letter, obligation};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// The day whose digest was written last.
const WRITTEN: &str = "days.officers";

/// So many of a kind are named; the rest are counted.
const NAMED: usize = 10;

/// Writes the digest of the day, once.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn write_days(app: &App) -> Result<()> {
    let (now, today) = (app.clock().now(), app.clock().today());
    if !london::may_send(now, &app.calendar().await?)? || settings::find(app.db(), WRITTEN).await? == today.to_string()
    {
        return Ok(());
    }
    app.write(Author::Remit, |work| Box::pin(write(work))).await
}

async fn write(work: &Work) -> Result<()> {
    settings::decide(work, WRITTEN, &work.today.to_string()).await?;
    let mut told = Vec::new();
    for (person_id, bodies) in officers(work).await? {
        if let Some(section) = section(work, &bodies).await? {
            told.push(Telling {
                kind: Kind::OfficersDay,
                person_id,
                occasion: format!("officers-day-{}", work.today),
                section,
                was: String::new(),
                meetings: Vec::new(),
                may_repeat: false,
            });
        }
    }
    tellings::tell_all(work, told).await
}

/// Each officer with the bodies that they look after.
async fn officers(work: &Work) -> Result<BTreeMap<i64, BTreeSet<i64>>> {
    let bodies = body::Entity::find().filter(body::Column::EndedOn.is_null()).all(&work.tx).await?;
    let posts: BTreeSet<i64> = bodies.iter().filter_map(|body| body.officer_post_id).collect();
    let holders = holders_of(&work.tx, posts, work.today).await?;
    let may_sign_in: BTreeSet<i64> = astray::officers(&work.tx).await?.into_iter().collect();
    let mut of: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for body in bodies {
        let person = body.officer_post_id.and_then(|post| holders.get(&post).copied());
        if let Some(person) = person.filter(|person| may_sign_in.contains(person)) {
            of.entry(person).or_default().insert(body.id);
        }
    }
    Ok(of)
}

async fn section(work: &Work, bodies: &BTreeSet<i64>) -> Result<Option<Section>> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::BodyId.is_in(bodies.iter().copied()))
        .filter(obligation::Column::DueOn.lte(work.today))
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(&work.tx)
        .await?;
    let (due, late): (Vec<_>, Vec<_>) = open.iter().partition(|row| row.due_on == Some(work.today));
    let failed = letter::Entity::find()
        .filter(letter::Column::State.is_in([Letter::Dead, Letter::Uncertain].map(Stored)))
        .filter(letter::Column::WrittenAt.gt(work.at - TimeDelta::days(14)))
        .count(&work.tx)
        .await?;
    let asking = queries::asking(&work.tx).await?;
    let asking = asking.iter().filter(|(_, owed, _)| bodies.contains(&owed.body_id)).count();
    if due.is_empty() && late.is_empty() && failed == 0 && asking == 0 {
        return Ok(None);
    }
    let mut says = vec![format!("{} due today, {} late.", due.len(), late.len())];
    if failed > 0 {
        says.push(format!("{} of the last two weeks could not be handed over, or may not have been.", letters(failed)));
    }
    if asking > 0 {
        let verb = if asking == 1 { "reminder waits" } else { "reminders wait" };
        says.push(format!("{asking} {verb} for your yes."));
    }
    for pause in gate::pauses(&work.tx, work.today).await? {
        says.push(pause.said());
    }
    let mut list = Vec::new();
    name(&mut list, "Due today", &due);
    name(&mut list, "Late", &late);
    Ok(Some(Section {
        subject: format!("Scrutiny today: {} due, {} late", due.len(), late.len()),
        heading: "Your day".to_owned(),
        says,
        list_lead: if list.is_empty() { String::new() } else { "In short:".to_owned() },
        list,
        link_lead: "All of it on one page, when you are signed in:".to_owned(),
        link: format!("{}/due", work.site.url),
        ..Section::default()
    }))
}

fn letters(n: u64) -> String {
    if n == 1 { "1 letter".to_owned() } else { format!("{n} letters") }
}

fn name(list: &mut Vec<String>, mark: &str, rows: &[&obligation::Model]) {
    list.extend(rows.iter().take(NAMED).map(|row| format!("{mark}: {}", astray::named(row))));
    if rows.len() > NAMED {
        list.push(format!("{mark}: and {} more", rows.len() - NAMED));
    }
}
