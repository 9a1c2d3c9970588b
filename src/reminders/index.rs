//! The front page of reminders: whether letters leave, every letter of the next thirty days as it would go and why, and
//! what was left out. Letters are found by name, never by their place in the list.

use super::coming_views::{Day, Held, Index, KeptBack, Line};
use super::month::{self, Month};
use super::pages::tabs;
use super::queries;
use super::why::{self, Names};
use crate::error::Result;
use crate::gate;
use crate::rehearsal::{self, Foreseen, Played, Run};
use crate::reminding::Rules;
use crate::web::{Asked, Choice, Fields, Form, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use remit_domain::sending::{Mode, Waiting};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// So many days are played ahead.
pub(super) const DAYS: u64 = 30;

/// A reader waits no longer than this for the list; it is worked out behind the page.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Whether letters leave, and what will.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    draw(&visit, asked, (Form::default(), StatusCode::OK)).await
}

/// Draws the page; with what was wrong in the form for held letters.
pub(super) async fn draw(visit: &Visit, asked: Fields, (form, status): (Form, StatusCode)) -> Result<Response> {
    let foreseen = play(visit, PATIENCE).await?;
    let (person, body) = (asked.text("person").to_lowercase(), asked.number::<i64>("body"));
    let names = names(visit).await?;
    let bodies = queries::bodies(visit.app.db()).await?;
    let wanted = |one: &&Played| {
        let (name, address) = one.reader();
        (person.is_empty() || name.to_lowercase().contains(&person) || address.to_lowercase().contains(&person))
            && body.is_none_or(|id| one.rungs.iter().any(|rung| rung.body_id == id))
    };
    let played: Vec<&Played> = foreseen.run.iter().flat_map(|run| run.played.iter()).filter(wanted).collect();
    let page = Index {
        page: visit.form_page(format!("Reminders of the next {DAYS} days")).await?,
        tabs: tabs("/reminders"),
        standing: standing(visit).await?,
        held: held(visit).await?,
        choices: Choice::of_words::<Waiting>(),
        form,
        total: month::letters(played.len()),
        people: readers(&played).len(),
        month: foreseen.run.as_deref().map(|run| drawn(run, &played)),
        days: days(&played, &names),
        progress: progress(&foreseen),
        is_ready: foreseen.run.is_some(),
        is_current: foreseen.is_current,
        as_of: foreseen.run.as_deref().map(|run| london::time_in_london(run.at)).unwrap_or_default(),
        trouble: foreseen.trouble.unwrap_or_default(),
        kept_back: kept_back(visit).await?,
        person: asked.text("person").to_owned(),
        body: body.map(|id| id.to_string()).unwrap_or_default(),
        bodies: bodies.iter().map(|body| Choice::new(body.id, &body.name)).collect(),
    };
    html_with(status, &page)
}

/// The coming letters, as far as they are known within a time.
pub(super) async fn play(visit: &Visit, patience: Duration) -> Result<Foreseen> {
    let until = visit.app.clock().today().checked_add_days(Days::new(DAYS)).unwrap_or(NaiveDate::MAX);
    rehearsal::foreseen(&visit.app, until, patience).await
}

/// What sentences name.
pub(super) async fn names(visit: &Visit) -> Result<Names> {
    let db = visit.app.db();
    Ok(Names {
        rules: Rules::of(db, visit.app.clock().today()).await?,
        bodies: queries::every_body(db).await?,
        posts: queries::every_post(db).await?,
    })
}

async fn standing(visit: &Visit) -> Result<String> {
    let gate = gate::find(visit.app.db(), visit.app.clock().today()).await?;
    Ok(match gate.mode {
        _ if gate.held.is_some() => "Letters are held.".to_owned(),
        _ if gate.paused.is_some() => "All letters are paused.".to_owned(),
        Mode::Trial => "On trial: letters go to an officer, and say who would have had them.".to_owned(),
        Mode::Live => "Live: letters go to those whom they are for.".to_owned(),
    })
}

async fn held(visit: &Visit) -> Result<Option<Held>> {
    let db = visit.app.db();
    let Some(why) = gate::find(db, visit.app.clock().today()).await?.held else { return Ok(None) };
    let waiting = gate::waiting(db).await?;
    let people: BTreeSet<&str> = waiting.iter().map(|row| row.to_address.as_str()).collect();
    Ok(Some(Held {
        why: why.label(),
        waiting: month::letters(waiting.len()),
        people: people.len(),
        oldest: waiting
            .first()
            .map(|row| wording::date_with_weekday(london::date_in_london(row.written_at)))
            .unwrap_or_default(),
    }))
}

fn readers(played: &[&Played]) -> BTreeSet<String> {
    played.iter().map(|one| one.reader().1.to_owned()).collect()
}

fn drawn(run: &Run, played: &[&Played]) -> Month {
    let mut counts: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for one in played {
        *counts.entry(london::date_in_london(one.at)).or_default() += 1;
    }
    month::draw(london::date_in_london(run.at), run.until, &counts)
}

fn days(played: &[&Played], names: &Names) -> Vec<Day> {
    let mut days: Vec<(NaiveDate, Day)> = Vec::new();
    for one in played {
        let on = london::date_in_london(one.at);
        if days.last().is_none_or(|(day, _)| *day != on) {
            let title = wording::date_with_weekday(on);
            days.push((on, Day { id: month::id_of(on), title, count: String::new(), lines: Vec::new() }));
        }
        if let Some((_, day)) = days.last_mut() {
            day.lines.push(line(one, names));
            day.count = month::letters(day.lines.len());
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn line(one: &Played, names: &Names) -> Line {
    let (name, address) = one.reader();
    Line {
        href: format!("/reminders/coming?letter={}", one.name()),
        at: london::time_in_london(one.at),
        to: name.to_owned(),
        address: address.to_owned(),
        kind: one.letter.kind.label(),
        subject: subject(one),
        why: why::of(one, names),
    }
}

/// The subject as its reader would see it: what a trial puts before it is said elsewhere.
pub(super) fn subject(one: &Played) -> String {
    let trial = format!("[On trial, for {}] ", one.reader().0);
    one.letter.subject.strip_prefix(&trial).unwrap_or(&one.letter.subject).to_owned()
}

/// How far a rehearsal that is under way has come.
fn progress(foreseen: &Foreseen) -> String {
    match foreseen.come_to {
        _ if foreseen.is_current => String::new(),
        Some(day) => format!("Worked out as far as {}.", wording::date_with_weekday(day)),
        None => "It has just begun.".to_owned(),
    }
}

async fn kept_back(visit: &Visit) -> Result<Vec<KeptBack>> {
    let today = visit.app.clock().today();
    let since = today - Days::new(14);
    let rows = queries::kept_back(visit.app.db(), since).await?.into_iter().map(|(notice, owed, person)| KeptBack {
        id: notice.id,
        what: owed.title,
        to: person.map_or_else(|| "somebody who has left".to_owned(), |person| person.name),
        on: wording::date_with_weekday(notice.reached_on),
        by: notice.skipped_by.clone(),
        why: notice.skipped_why,
        can_undo: notice.skipped_by != "Remit",
    });
    Ok(rows.collect())
}
