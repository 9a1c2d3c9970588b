//! The doors of the tracker and of one action, for officers and chairs.

use super::commands::{self, Report, Which};
use super::queries::{self, Filter, ON_A_PAGE, Thread, Tracked};
use super::views::{Action, Facts, List, Row, Said, Sent, colour};
use crate::error::{Error, Result};
use crate::obligations::{self, Holder};
use crate::resolving::{self, Noun};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::action::{Due, DueBy, Progress, State};
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{DueRule, Lateness, lateness};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{letter, obligation};
use std::collections::BTreeMap;

/// The tracker.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let own = visit.actor.known.as_ref().filter(|_| !visit.actor.is_officer()).map(|known| known.bodies.clone());
    let filter = Filter {
        own,
        body: asked.number("panel"),
        state: asked.word("state"),
        owner: asked.number("owner"),
        overdue_on: asked.ticked("overdue").then_some(today),
    };
    let (found, total, page_number) = queries::list(db, &filter, asked.page()).await?;
    let bodies = queries::list_bodies(db).await?;
    let posts = queries::list_posts(db).await?;
    let short: BTreeMap<i64, &str> = bodies.iter().map(|body| (body.id, body.short_name.as_str())).collect();
    let titles: BTreeMap<i64, &str> = posts.iter().map(|post| (post.id, post.title.as_str())).collect();
    let rows = found
        .iter()
        .map(|tracked| {
            let body = short.get(&tracked.0.body_id).copied().unwrap_or_default();
            let owner = titles.get(&tracked.0.owner_post_id).copied().unwrap_or_default();
            row(tracked, (body, owner), today, &calendar)
        })
        .collect::<Result<Vec<_>>>()?;
    let panels = bodies.iter().filter(|body| visit.actor.follows(body.id));
    html(&List {
        page: visit.page("Actions").await?,
        rows,
        total,
        is_overdue: filter.overdue_on.is_some(),
        panels: panels.map(|body| Choice::new(body.id, body.name.clone())).collect(),
        states: Choice::of_words::<State>(),
        owners: posts.iter().map(|post| Choice::new(post.id, post.title.clone())).collect(),
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(total.div_ceil(ON_A_PAGE)).unwrap_or(1),
        href: href(&asked),
        asked: Form::of(asked),
    })
}

/// The address of another page of the same list, up to the number.
fn href(asked: &Fields) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["panel", "state", "owner", "overdue"] {
        if asked.ticked(name) {
            query.append_pair(name, asked.text(name));
        }
    }
    let query = query.finish();
    if query.is_empty() { "/actions?page=".to_owned() } else { format!("/actions?{query}&page=") }
}

fn row((action, owed): &Tracked, (body, owner): (&str, &str), today: NaiveDate, calendar: &Calendar) -> Result<Row> {
    let due = due(owed.as_ref(), today, calendar)?;
    Ok(Row {
        href: format!("/actions/{}", action.id),
        reference: action.reference.clone(),
        text: action.text.clone(),
        body: body.to_owned(),
        owner: owner.to_owned(),
        due_iso: owed.as_ref().and_then(|owed| owed.due_on).map(|on| on.to_string()).unwrap_or_default(),
        due: due.on,
        late: due.late,
        is_late: due.is_late,
        state: action.state.label(),
        colour: colour(action.state.0),
    })
}

/// When it is due, and why, while it is owed.
#[derive(Default)]
struct DueWords {
    on: String,
    why: String,
    late: String,
    is_late: bool,
}

fn due(owed: Option<&obligation::Model>, today: NaiveDate, calendar: &Calendar) -> Result<DueWords> {
    let Some(owed) = owed else { return Ok(DueWords::default()) };
    let rule: DueRule = owed.due_rule.parse().map_err(|error| Error::Broken(anyhow::Error::new(error)))?;
    let late = lateness(owed.due_on, today, calendar)?;
    Ok(DueWords {
        on: owed.due_on.map(wording::date_with_day).unwrap_or_default(),
        why: rule.explain(),
        late: late.to_string(),
        is_late: matches!(late, Lateness::Late(_)),
    })
}

/// One action.
pub(super) async fn action(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// An officer writes down what the owner said.
pub(super) async fn update(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let report = Report { progress: fields.word("progress"), words: fields.text("update").to_owned() };
    let which = which(id, &fields);
    deed(&visit, id, fields, "Update recorded.", move |work| Box::pin(commands::report(work, which, report))).await
}

/// The panel agreed that it is complete.
pub(super) async fn agree(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (meeting, which) = (fields.number("meeting"), which(id, &fields));
    deed(&visit, id, fields, "Action complete.", move |work| Box::pin(commands::agree(work, which, meeting))).await
}

/// The panel disputed that it is complete.
pub(super) async fn dispute(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let due = Due::chosen(fields.word::<DueBy>("due"), fields.date("due_on"));
    let (words, which) = (fields.text("disputed").to_owned(), which(id, &fields));
    let done = "Disputed: the action is owed again.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::dispute(work, which, words, due))).await
}

/// It is no longer wanted.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (reason, which) = (fields.text("reason").to_owned(), which(id, &fields));
    deed(&visit, id, fields, "Action withdrawn.", move |work| Box::pin(commands::withdraw(work, which, reason))).await
}

fn which(id: i64, fields: &Fields) -> Which {
    Which { id, version: fields.number("version") }
}

/// Does a deed and leads back to the action; refused or stale, shows it as it stands now with what was typed.
async fn deed<F>(visit: &Visit, id: i64, typed: Fields, done: &str, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    match visit.app.write(visit.author()?, doing).await {
        Ok(()) => Ok(visit.done(&format!("/actions/{id}"), done)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, Form::refused(typed, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(typed), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let thread = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(thread.body.id)?;
    let holder = obligations::holder_of(db, thread.action.owner_post_id, today).await?;
    let calendar = visit.app.calendar().await?;
    let held = queries::list_held(db, &thread).await?;
    let letters = queries::list_letters(db, id).await?;
    let title = format!("Action {}", thread.action.reference);
    let is_officer = visit.actor.is_officer();
    let due = match form.value("due") {
        "" => DueBy::NextMeeting.word().to_owned(),
        typed => typed.to_owned(),
    };
    let behind = (thread.action.resolution_part_id, thread.action.part_version);
    let source = resolving::source_change(db, (Noun::Action, thread.action.id), behind, is_officer).await?;
    html_with(
        status,
        &Action {
            page: if is_officer { visit.form_page(title).await? } else { visit.page(title).await? },
            facts: facts(&thread, holder, today, &calendar)?,
            said: said(&thread),
            letters: letters.into_iter().map(sent).collect(),
            source,
            is_officer,
            is_open: thread.action.state.is_open(),
            is_proposed: thread.action.state.0 == State::ProposedComplete,
            is_stale: status == StatusCode::CONFLICT,
            progress: Choice::of_words::<Progress>(),
            dues: Choice::of_words::<DueBy>(),
            due,
            meetings: held
                .iter()
                .map(|meeting| Choice::new(meeting.id, wording::date_with_weekday(meeting.held_on)))
                .collect(),
            form,
        },
    )
}

pub(super) fn facts(thread: &Thread, holder: Option<Holder>, today: NaiveDate, calendar: &Calendar) -> Result<Facts> {
    let action = &thread.action;
    let due = due(thread.owed.as_ref(), today, calendar)?;
    let owner = match holder {
        Some(Holder { post, person: Some(person), .. }) => format!("{post} ({})", person.name),
        Some(Holder { post, person: None, .. }) => format!("{post} (vacant)"),
        None => String::new(),
    };
    let agreed = thread.agreed_at.as_ref().map(|meeting| wording::date_with_weekday(meeting.held_on));
    Ok(Facts {
        id: action.id,
        version: action.version,
        text: action.text.clone(),
        body: thread.body.name.clone(),
        state: action.state.label(),
        colour: colour(action.state.0),
        owner,
        due: due.on,
        why: due.why,
        late: due.late,
        is_late: due.is_late,
        met_on: wording::date_with_weekday(thread.meeting.held_on),
        meeting_id: thread.meeting.id,
        item_id: thread.item.id,
        item: thread.item.title.clone(),
        part: match &thread.part {
            Some(part) => format!("Part {} of the resolution ({})", part.number, part.verb.label().to_lowercase()),
            None => "Asked for in the discussion".to_owned(),
        },
        indicator: thread.indicator.as_ref().map(|one| (one.id, format!("{}: {}", one.code, one.name))),
        agreed: agreed.unwrap_or_default(),
    })
}

pub(super) fn said(thread: &Thread) -> Vec<Said> {
    let line = |title, by: String, at, words: String| Said {
        title,
        by,
        at_iso: london::rfc3339_london(at),
        at: format!("{}, {}", wording::date(london::date_in_london(at)), london::time_in_london(at)),
        words,
    };
    thread.updates.iter().map(|one| line(one.state.label(), one.by.clone(), one.at, one.words.clone())).collect()
}

fn sent(letter: letter::Model) -> Sent {
    let at = letter.sent_at.unwrap_or(letter.written_at);
    let on = london::date_in_london(at);
    Sent {
        to: letter.to_name,
        subject: letter.subject,
        on_iso: on.to_string(),
        on: wording::date_with_day(on),
        state: letter.state.label(),
    }
}
