//! The list of comments, one of them, and its steps.

use super::commands::{self, Which};
use super::queries::{self, Filter, ON_A_PAGE, Thread};
use super::views::{Changed, Facts, Line, List, Row, Show, colour};
use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::comment::State;
use remit_domain::person::BodyKind;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::comment;
use std::collections::BTreeMap;

/// The list.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let filter = Filter {
        body: asked.number("panel"),
        state: asked.word("state"),
        post: asked.number("post"),
        ..queries::filter_for(&visit).await?
    };
    let (found, total, page_number) = queries::list(db, &filter, asked.page()).await?;
    let bodies = queries::list_bodies(db).await?;
    let posts = queries::list_posts(db).await?;
    let short: BTreeMap<i64, &str> = bodies.iter().map(|body| (body.id, body.short_name.as_str())).collect();
    let titles: BTreeMap<i64, &str> = posts.iter().map(|post| (post.id, post.title.as_str())).collect();
    let rows = found.iter().map(|one| row(one, (&short, &titles), today)).collect();
    let panels = bodies.iter().filter(|body| visit.actor.follows(body.id) && body.kind.0 != BodyKind::Cabinet);
    html(&List {
        page: visit.page("Comments").await?,
        rows,
        total,
        panels: panels.map(|body| Choice::new(body.id, body.name.clone())).collect(),
        states: Choice::of_words::<State>(),
        posts: posts.iter().map(|post| Choice::new(post.id, post.title.clone())).collect(),
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(total.div_ceil(ON_A_PAGE)).unwrap_or(1),
        href: href(&asked),
        asked: Form::of(asked),
    })
}

fn href(asked: &Fields) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["panel", "state", "post"] {
        if asked.ticked(name) {
            query.append_pair(name, asked.text(name));
        }
    }
    let query = query.finish();
    if query.is_empty() { "/comments?page=".to_owned() } else { format!("/comments?{query}&page=") }
}

fn row(one: &comment::Model, (bodies, posts): (&BTreeMap<i64, &str>, &BTreeMap<i64, &str>), today: NaiveDate) -> Row {
    let by = one.reply_by.filter(|_| one.state.awaits_reply());
    Row {
        href: format!("/comments/{}", one.id),
        reference: one.reference.clone(),
        text: one.text.clone(),
        body: bodies.get(&one.body_id).copied().unwrap_or_default().to_owned(),
        post: posts.get(&one.post_id).copied().unwrap_or_default().to_owned(),
        reply_by: by.map(wording::date_with_day).unwrap_or_default(),
        is_late: by.is_some_and(|by| by < today),
        state: one.state.label(),
        colour: colour(one.state.0),
    }
}

/// One comment.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

fn which(id: i64, fields: &Fields) -> Which {
    Which { id, version: fields.number("version") }
}

/// The officer types a reply that came.
pub(super) async fn reply(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, words) = (which(id, &fields), fields.text("reply").to_owned());
    deed(&visit, id, fields, "Reply recorded.", move |work| Box::pin(commands::reply(work, which, words))).await
}

/// A reply is wanted by a day, or by none.
pub(super) async fn ask(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, by) = (which(id, &fields), fields.date("reply_by"));
    deed(&visit, id, fields, "Recorded.", move |work| Box::pin(commands::ask(work, which, by))).await
}

/// The body withdrew it.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, reason) = (which(id, &fields), fields.text("reason").to_owned());
    deed(&visit, id, fields, "Comment withdrawn.", move |work| Box::pin(commands::withdraw(work, which, reason))).await
}

/// It takes the new wording of its part.
pub(super) async fn reword(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let which = which(id, &fields);
    deed(&visit, id, fields, "The new wording stands.", move |work| Box::pin(commands::reword(work, which))).await
}

async fn deed<F>(visit: &Visit, id: i64, typed: Fields, done: &str, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    match visit.app.write(visit.author()?, doing).await {
        Ok(()) => Ok(visit.done(&format!("/comments/{id}"), done)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, Form::refused(typed, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(typed), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let thread = queries::find(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    if !thread.may_be_read(&queries::filter_for(visit).await?) {
        return Err(Error::NotFound);
    }
    let is_officer = visit.actor.is_officer();
    let title = format!("Comment {}", thread.row.reference);
    let part = thread.part.as_ref().filter(|part| part.version > thread.row.part_version);
    html_with(
        status,
        &Show {
            page: if is_officer { visit.form_page(title).await? } else { visit.page(title).await? },
            facts: facts(visit, &thread).await?,
            changed: part.map(|part| Changed { now: part.text.clone(), is_removed: part.is_removed }),
            lines: lines(&thread),
            is_officer,
            is_open: thread.row.state.0 != State::Withdrawn,
            awaits_reply: thread.row.state.awaits_reply(),
            is_stale: status == StatusCode::CONFLICT,
            form,
        },
    )
}

/// What it is, in words.
pub(super) async fn facts(visit: &Visit, thread: &Thread) -> Result<Facts> {
    let (row, today) = (&thread.row, visit.app.clock().today());
    let holder = holder_of(visit.app.db(), row.post_id, today).await?;
    let post = holder.map(|holder| match holder.person {
        Some(person) => format!("{} ({})", holder.post, person.name),
        None => format!("{} (vacant)", holder.post),
    });
    let replied = row.replied_on.map(|on| format!("{}, {}", wording::date_with_weekday(on), row.replied_by));
    Ok(Facts {
        id: row.id,
        version: row.version,
        text: row.text.clone(),
        body: thread.body.name.clone(),
        post: post.unwrap_or_default(),
        state: row.state.label(),
        colour: colour(row.state.0),
        met_on: wording::date_with_weekday(thread.meeting.held_on),
        meeting_id: thread.meeting.id,
        item_id: thread.item.id,
        item: thread.item.title.clone(),
        part: thread.part.as_ref().map(|part| format!("part {} of the resolution", part.number)).unwrap_or_default(),
        reply_by: row.reply_by.map(wording::date_with_weekday).unwrap_or_default(),
        is_late: row.state.awaits_reply() && row.reply_by.is_some_and(|by| by < today),
        reply: row.reply.clone(),
        replied: replied.unwrap_or_default(),
    })
}

fn lines(thread: &Thread) -> Vec<Line> {
    let line = |one: &remit_entity::trail::Model| Line {
        title: format!(
            "{}{}",
            one.deed.get(..1).unwrap_or_default().to_uppercase(),
            one.deed.get(1..).unwrap_or_default()
        ),
        by: one.by.clone(),
        at_iso: london::rfc3339_london(one.at),
        at: wording::date_with_weekday(london::date_in_london(one.at)),
        words: if one.detail == thread.row.reference { String::new() } else { one.detail.clone() },
    };
    thread.trail.iter().filter(|one| one.deed != "asked for a code").map(line).collect()
}
