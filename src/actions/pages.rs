//! The page of one action, for officers and chairs, and what is done on it most.

use super::queries::{self, Thread};
use super::views::{Action, Facts, Said, Sent, colour};
use crate::acting::{self, Report, Which};
use crate::clearance::Clearance;
use crate::error::{Error, Result};
use crate::following;
use crate::holders::{Holder, holder_of};
use crate::resolving::{self, Noun};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::action::{Due, DueBy, Kind, Progress, State};
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{DueRule, Lateness, SubjectKind, lateness};
use remit_domain::word::Word;
use remit_domain::{london, tracking, wording};
use remit_entity::{letter, obligation};

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

/// The reader is told from now on what becomes of it.
pub(super) async fn follow(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let thread = queries::find(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(thread.body.id)?;
    let author = visit.author()?;
    let person = author.person_id().ok_or(Error::NotFound)?;
    let subject = (SubjectKind::Action, id);
    visit.app.write(author, move |work| Box::pin(async move { following::begin(work, person, subject).await })).await?;
    Ok(visit.done(&format!("/actions/{id}"), "You follow this action: letters tell you what becomes of it."))
}

/// The reader follows it no longer.
pub(super) async fn unfollow(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let thread = queries::find(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(thread.body.id)?;
    let author = visit.author()?;
    let person = author.person_id().ok_or(Error::NotFound)?;
    let subject = (SubjectKind::Action, id);
    visit.app.write(author, move |work| Box::pin(async move { following::stop(work, person, subject).await })).await?;
    Ok(visit.done(&format!("/actions/{id}"), "You no longer follow this action."))
}

/// An officer writes down what the owner said.
pub(super) async fn update(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let report = Report {
        progress: fields.word("progress"),
        words: fields.text("update").to_owned(),
        evidence: fields.text("evidence").to_owned(),
    };
    let which = which(id, &fields);
    deed(&visit, id, fields, "Update recorded.", move |work| Box::pin(acting::report(work, which, report))).await
}

/// The panel agreed that it is complete.
pub(super) async fn agree(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (meeting, which) = (fields.number("meeting"), which(id, &fields));
    deed(&visit, id, fields, "Action complete.", move |work| Box::pin(acting::agree(work, which, meeting))).await
}

/// The panel disputed that it is complete.
pub(super) async fn dispute(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let due = Due::chosen(fields.word::<DueBy>("due"), fields.date("due_on"));
    let (words, which) = (fields.text("disputed").to_owned(), which(id, &fields));
    let done = "Disputed: the action is owed again.";
    deed(&visit, id, fields, done, move |work| Box::pin(acting::dispute(work, which, words, due))).await
}

/// What waits is owed again before its review date.
pub(super) async fn resume(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (words, which) = (fields.text("resumed").to_owned(), which(id, &fields));
    let done = "Taken up again: the action is owed.";
    deed(&visit, id, fields, done, move |work| Box::pin(acting::resume(work, which, words))).await
}

/// The owner says that it is not theirs; the officer leaves it there.
pub(super) async fn keep(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (why, which) = (fields.text("change_why").to_owned(), which(id, &fields));
    deed(&visit, id, fields, "It stays with its owner.", move |work| Box::pin(acting::keep(work, which, why))).await
}

/// What was over is owed again.
pub(super) async fn reopen(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let due = Due::chosen(fields.word::<DueBy>("due"), fields.date("due_on"));
    let (why, which) = (fields.text("reopen_why").to_owned(), which(id, &fields));
    let done = "Reopened: the action is owed again.";
    deed(&visit, id, fields, done, move |work| Box::pin(acting::reopen(work, which, why, due))).await
}

pub(super) fn which(id: i64, fields: &Fields) -> Which {
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
    let is_read = thread.may_be_read(&Clearance::of(visit).await?);
    let thread = if is_read { thread } else { thread.masked() };
    let holder = holder_of(db, thread.action.owner_post_id, today).await?;
    let calendar = visit.app.calendar().await?;
    let held = acting::list_held(db, &thread.action).await?;
    let letters = queries::list_letters(db, id).await?;
    let reader = visit.actor.known.as_ref().map(|known| known.id);
    let followers = following::followers(db, (SubjectKind::Action, id)).await?;
    let state = thread.action.state.0;
    let due = match form.value("due") {
        "" => DueBy::NextMeeting.word().to_owned(),
        typed => typed.to_owned(),
    };
    let is_officer = visit.actor.is_officer();
    let behind = (thread.action.resolution_part_id, thread.action.part_version);
    let source = match is_read {
        true => resolving::source_change(db, (Noun::Action, thread.action.id), behind, is_officer).await?,
        false => None,
    };
    html_with(
        status,
        &Action {
            page: visit.form_page(format!("Action {}", thread.action.reference)).await?,
            facts: facts(&thread, holder, today, &calendar)?,
            said: said(&thread),
            letters: letters.into_iter().map(sent).collect(),
            source,
            is_officer,
            is_open: state.is_open(),
            is_paused: state == State::Paused,
            is_proposed: state == State::ProposedComplete,
            is_stale: status == StatusCode::CONFLICT,
            is_not_theirs: thread.is_not_theirs,
            follows: reader.is_some_and(|reader| followers.contains(&reader)),
            progress: [Progress::StillInProgress, Progress::Done]
                .map(|one| Choice::new(one.word(), one.label()))
                .into(),
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
    let age = tracking::age(thread.meeting.held_on, today);
    let discussed = |(on, words): &(NaiveDate, String)| match words.as_str() {
        "" => wording::date(*on),
        words => format!("{}: {words}", wording::date(*on)),
    };
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
        kind: match action.kind.0 {
            Kind::Action => "",
            kind @ Kind::Information => kind.label(),
        },
        evidence: action.evidence.clone(),
        paused: match action.review_on {
            Some(on) => format!("until {}: {}", wording::date_with_weekday(on), action.pause_why),
            None => String::new(),
        },
        age: format!("{age}, {}", tracking::seen_words(thread.seen)),
        same: thread.same.iter().map(|one| (one.id, format!("{} ({})", one.reference, one.state.label()))).collect(),
        became: became(&action.became),
        discussed: thread.discussed.iter().map(discussed).collect(),
    })
}

/// Where what it goes on as is found, and what that is.
fn became(kept: &str) -> Option<(String, &'static str)> {
    let what = match kept.split('/').next()? {
        "items" => "an agenda item",
        "recommendations" => "a recommendation",
        _ => return None,
    };
    Some((format!("/{kept}"), what))
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
