//! The page of health, and the three things that an officer can do on it.

use super::views::{Fact, Health, Node, Said};
use crate::app::App;
use crate::error::{Error, Result};
use crate::nodes;
use crate::trail::{self, About};
use crate::vitals::{self, Vitals};
use crate::web::{Fields, Path, Visit, html};
use crate::work::Work;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use remit_domain::health::{Alarm, Level, lasting};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{node, reckoning};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

/// So many gaps are listed on the page.
const MOST_GAPS: usize = 50;

/// How the service is.
pub(super) async fn show(visit: Visit) -> Result<Response> {
    let app = &visit.app;
    let vitals = vitals::read(app).await?;
    let alarms = vitals.alarms();
    let worst = alarms.iter().map(Alarm::level).max().unwrap_or(Level::Well);
    let (verdict, verdict_kind, verdict_words) = match worst {
        Level::Well => ("All is well", "success", "Reminders go as they should.".to_owned()),
        Level::Notice => ("Reminders go, and something is worth knowing", "information", list_of(&alarms)),
        Level::Alarm => ("Something needs you", "error", list_of(&alarms)),
    };
    html(&Health {
        page: visit.form_page("Health").await?,
        as_of: moment(vitals.facts.now),
        verdict,
        verdict_kind,
        verdict_words,
        alarms: alarms.iter().map(said).collect(),
        facts: facts(app, &vitals).await?,
        nodes: vitals.nodes.iter().map(|row| process(row, vitals.facts.now)).collect(),
        reckoned: reckoned(vitals.reckoning.as_ref()),
        reckoning_id: vitals.reckoning.as_ref().map_or(0, |row| row.id),
        gaps: vitals.gaps.iter().take(MOST_GAPS).map(|gap| gap.sentence.clone()).collect(),
        more_gaps: vitals.gaps.len().saturating_sub(MOST_GAPS),
    })
}

fn list_of(alarms: &[Alarm]) -> String {
    match alarms.len() {
        1 => "One thing is listed below, with what to do.".to_owned(),
        n => format!("{n} things are listed below, with what to do."),
    }
}

fn colour(level: Level) -> &'static str {
    match level {
        Level::Well => "green",
        Level::Notice => "yellow",
        Level::Alarm => "red",
    }
}

fn said(alarm: &Alarm) -> Said {
    let (href, link) = match alarm {
        Alarm::LettersLate(_) | Alarm::UrgentLate(_) | Alarm::Uncertain(_) | Alarm::CameBack(_) | Alarm::Relay(_) => {
            ("/letters", "Letters")
        }
        Alarm::Held(_) | Alarm::Paused | Alarm::Trial => ("/reminders/quiet", "Reminders"),
        Alarm::Gaps(_) | Alarm::NotReckoned => ("#count", "The independent count"),
        Alarm::Clock(..) | Alarm::Skew(..) | Alarm::Gone(_) => ("#processes", "Processes"),
        Alarm::NoTick(_) | Alarm::JobsFail(_) => ("", ""),
    };
    Said {
        level: alarm.level().label(),
        colour: colour(alarm.level()),
        sentence: alarm.to_string(),
        advice: alarm.advice(),
        href,
        link,
    }
}

fn moment(at: DateTime<Utc>) -> String {
    format!("{}, {}", wording::date_with_weekday(london::date_in_london(at)), london::time_in_london(at))
}

fn ago(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    at.map_or_else(|| "Not yet".to_owned(), |at| format!("{} ago", lasting(now - at)))
}

async fn facts(app: &App, vitals: &Vitals) -> Result<Vec<Fact>> {
    let (known, now) = (&vitals.facts, vitals.facts.now);
    let alarms = vitals.alarms();
    let fact = |what, words: String, codes: &[&str]| {
        let level = alarms.iter().filter(|alarm| codes.contains(&alarm.code())).map(Alarm::level).max();
        // What nothing watches has no sign.
        let level = if codes.is_empty() { None } else { Some(level.unwrap_or(Level::Well)) };
        Fact { what, words, sign: level.map_or("", Level::label), colour: level.map_or("", colour) }
    };
    let next_tick = vitals.next_tick_at.map_or_else(String::new, |at| format!("; next in {}", lasting(at - now)));
    let waits = match known.waiting_since {
        None => "None waits".to_owned(),
        Some(since) => format!("{}, the first for {}", vitals.due, lasting(now - since)),
    };
    let next_letter = vitals.next_letter_at.filter(|at| *at > now).map_or_else(|| "None".to_owned(), moment);
    let gate = match (known.held, &vitals.gate.paused) {
        (Some(held), _) => format!("Held. {}", held.label()),
        (None, Some(reason)) => format!("Paused: {reason}"),
        _ => vitals.gate.mode.label().to_owned(),
    };
    let relays: Vec<&str> =
        known.processes.iter().map(|one| one.relay.as_str()).filter(|words| !words.is_empty()).collect();
    let relay = if relays.is_empty() { "Answers, or has not been asked".to_owned() } else { relays.join("; ") };
    let doubt = known.doubt.map_or_else(|| "Believed".to_owned(), |doubt| doubt.label().to_owned());
    Ok(vec![
        fact(
            "What Remit does by itself",
            format!("Last {}{next_tick}", ago(known.ticked_at, now)),
            &["no_tick", "jobs_fail"],
        ),
        fact("Letters that could leave now", waits, &["letters_late", "urgent_late"]),
        fact("The next letter", next_letter, &[]),
        fact("Letters that wait for their time", vitals.waiting.to_string(), &[]),
        fact("In doubt", known.uncertain.0.to_string(), &["uncertain"]),
        fact("Could not be handed over, last 14 days", vitals.dead.to_string(), &["came_back"]),
        fact("Came back, last 14 days", vitals.bounced.to_string(), &[]),
        fact("Sending", gate, &["held", "paused", "trial"]),
        fact("Mail relay", relay, &["relay"]),
        fact("Clock of this process", doubt, &["clock", "skew"]),
        fact("Database", app.store().describe().await?, &[]),
        fact("Version", env!("CARGO_PKG_VERSION").to_owned(), &[]),
        fact("Backup", "Remit does not know: it is made outside of it".to_owned(), &[]),
    ])
}

fn process(row: &node::Model, now: DateTime<Utc>) -> Node {
    let skew = TimeDelta::milliseconds(row.skew);
    let is_gone = now - row.seen_at > nodes::GONE_AFTER;
    Node {
        id: row.id,
        name: row.name.clone(),
        version: row.version.clone(),
        started: moment(row.started_at),
        seen: ago(Some(row.seen_at), now),
        skew: format!("{:.1} s", skew.as_seconds_f64()),
        relay: if row.relay.is_empty() { "Answers, or has not been asked".to_owned() } else { row.relay.clone() },
        is_suspect: row.is_suspect && !is_gone,
        is_gone,
    }
}

fn reckoned(row: Option<&reckoning::Model>) -> String {
    let Some(row) = row else { return "It has not been made yet.".to_owned() };
    format!(
        "Made on {}, for {} to {}: {} reminders should have been written, {} were.",
        moment(row.at),
        wording::date_with_day(row.from_on),
        wording::date_with_day(row.to_on),
        row.expected,
        row.found
    )
}

/// An officer has read what the independent count found.
pub(super) async fn seen(visit: Visit, fields: Fields) -> Result<Response> {
    let id = i64::from(fields.number("reckoning").unwrap_or(0));
    visit.app.write(visit.author()?, move |work| Box::pin(mark_seen(work, id))).await?;
    Ok(visit.done("/health", "Marked as seen. It is told again only if something else is found."))
}

async fn mark_seen(work: &Work, id: i64) -> Result<()> {
    let row = reckoning::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if row.seen_at.is_some() {
        return Ok(());
    }
    let mut row = row.into_active_model();
    row.seen_at = Set(Some(work.at));
    row.update(&work.tx).await?;
    trail::record(work, "saw what the independent count found", About { noun: "reckoning", id, body: None }, "").await
}

/// An officer says that the clock of a process is right.
pub(super) async fn clock_is_right(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    visit.app.write(visit.author()?, move |work| Box::pin(nodes::trust(work, id))).await?;
    Ok(visit.done("/health", "The process hears of it within ten seconds, and sends again."))
}

/// An officer says that a process was stopped on purpose.
pub(super) async fn forget(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    visit.app.write(visit.author()?, move |work| Box::pin(nodes::forget(work, id))).await?;
    Ok(visit.done("/health", "The process is forgotten."))
}
