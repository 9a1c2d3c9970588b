//! The list of recommendations, and one of them with its clock, its answers and the steps that can be taken.

use super::queries::{self, Filter, ON_A_PAGE};
use super::shown;
use super::views::{List, Row, Show, colour};
use crate::error::{Error, Result};
use crate::recommending;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::action::Progress;
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{Lateness, lateness};
use remit_domain::person::BodyKind;
use remit_domain::recommendation::{Addressee, Closed, State};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{obligation, recommendation};
use std::collections::BTreeMap;

/// The list.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let filter = Filter {
        body: asked.number("panel"),
        state: asked.word("state"),
        addressee: asked.word("addressee"),
        post: asked.number("post"),
        overdue_on: asked.ticked("overdue").then_some(today),
        ..queries::filter_for(&visit).await?
    };
    let (found, total, page_number) = queries::list(db, &filter, asked.page()).await?;
    let bodies = queries::list_bodies(db).await?;
    let posts = queries::list_posts(db).await?;
    let owed = queries::owed_next(db, found.iter().map(|row| row.id).collect()).await?;
    let short: BTreeMap<i64, &str> = bodies.iter().map(|body| (body.id, body.short_name.as_str())).collect();
    let titles: BTreeMap<i64, &str> = posts.iter().map(|post| (post.id, post.title.as_str())).collect();
    let rows = found
        .iter()
        .map(|one| row(one, (&short, &titles), owed.get(&one.id), (today, &calendar)))
        .collect::<Result<Vec<_>>>()?;
    let is_officer = visit.actor.is_officer();
    let to_serve = if is_officer { queries::list_to_serve(db, &[]).await?.len() } else { 0 };
    let panels = bodies.iter().filter(|body| visit.actor.follows(body.id) && body.kind.0 != BodyKind::Cabinet);
    html(&List {
        page: visit.page("Recommendations").await?,
        rows,
        total,
        is_overdue: filter.overdue_on.is_some(),
        panels: panels.map(|body| Choice::new(body.id, body.name.clone())).collect(),
        states: Choice::of_words::<State>(),
        addressees: Choice::of_words::<Addressee>(),
        posts: posts.iter().map(|post| Choice::new(post.id, post.title.clone())).collect(),
        is_officer,
        to_serve,
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(total.div_ceil(ON_A_PAGE)).unwrap_or(1),
        href: href(&asked),
        asked: Form::of(asked),
    })
}

/// The address of another page of the same list, up to the number.
fn href(asked: &Fields) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["panel", "state", "addressee", "post", "overdue"] {
        if asked.ticked(name) {
            query.append_pair(name, asked.text(name));
        }
    }
    let query = query.finish();
    if query.is_empty() { "/recommendations?page=".to_owned() } else { format!("/recommendations?{query}&page=") }
}

fn row(
    one: &recommendation::Model,
    (bodies, posts): (&BTreeMap<i64, &str>, &BTreeMap<i64, &str>),
    owed: Option<&obligation::Model>,
    (today, calendar): (NaiveDate, &Calendar),
) -> Result<Row> {
    let late = match owed {
        Some(owed) => Some(lateness(owed.due_on, today, calendar)?),
        None => None,
    };
    let last = recommending::deadline(one, calendar)?.filter(|_| one.state.0.awaits_answer());
    let next = match (owed, last) {
        (Some(owed), _) => owed.kind.label().to_owned(),
        (None, None) if one.state.0.awaits_answer() => "Answer, by no date".to_owned(),
        _ => String::new(),
    };
    Ok(Row {
        href: format!("/recommendations/{}", one.id),
        reference: one.reference.clone(),
        text: one.text.clone(),
        body: bodies.get(&one.body_id).copied().unwrap_or_default().to_owned(),
        post: posts.get(&one.post_id).copied().unwrap_or_default().to_owned(),
        state: one.state.label(),
        colour: colour(one.state.0),
        next,
        due_iso: owed.and_then(|owed| owed.due_on).map(|on| on.to_string()).unwrap_or_default(),
        due: owed.and_then(|owed| owed.due_on).map(wording::date_with_day).unwrap_or_default(),
        late: late.map(|late| late.to_string()).unwrap_or_default(),
        is_late: matches!(late, Some(Lateness::Late(_))),
    })
}

/// One recommendation.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

pub(super) async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let thread = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    if !thread.may_be_read(&queries::filter_for(visit).await?) {
        return Err(Error::NotFound);
    }
    let calendar = visit.app.calendar().await?;
    let deciding = queries::list_deciding(db, &thread.row).await?;
    let letters = queries::list_letters(db, id).await?;
    let names: BTreeMap<i64, String> =
        queries::list_bodies(db).await?.into_iter().map(|body| (body.id, body.short_name)).collect();
    let choice = |meeting: &remit_entity::meeting::Model| {
        let name = names.get(&meeting.body_id).map(String::as_str).unwrap_or_default();
        Choice::new(meeting.id, format!("{name}, {}", wording::date_with_weekday(meeting.held_on)))
    };
    let is_officer = visit.actor.is_officer();
    let title = format!("Recommendation {}", thread.row.reference);
    html_with(
        status,
        &Show {
            page: if is_officer { visit.form_page(title).await? } else { visit.page(title).await? },
            facts: shown::facts(db, &thread, today, &calendar).await?,
            changed: shown::changed(&thread),
            answers: shown::answers(db, &thread).await?,
            said: shown::said(&thread),
            letters: if is_officer { letters.into_iter().map(shown::sent).collect() } else { Vec::new() },
            is_officer,
            is_stale: status == StatusCode::CONFLICT,
            may: if is_officer { shown::may(&thread) } else { super::views::May::default() },
            progress: [Progress::StillInProgress, Progress::Done]
                .map(|one| Choice::new(one.word(), one.label()))
                .to_vec(),
            outcomes: Choice::of_words::<Closed>(),
            boards: deciding.iter().filter(|meeting| meeting.body_id != thread.body.id).map(choice).collect(),
            meetings: deciding.iter().map(choice).collect(),
            cabinets: cabinets(visit).await?,
            form,
        },
    )
}

/// The Cabinet meetings whose day has come, newest first.
pub(super) async fn cabinets(visit: &Visit) -> Result<Vec<Choice>> {
    let today = visit.app.clock().today();
    let all = recommending::cabinet_meetings(visit.app.db()).await?;
    let over = all.into_iter().rev().filter(|(meeting, _)| meeting.held_on <= today);
    Ok(over.map(|(meeting, _)| Choice::new(meeting.id, wording::date_with_weekday(meeting.held_on))).collect())
}
