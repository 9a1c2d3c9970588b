//! The pages of agenda items: the agenda as a list with a form for one more, an item, and its form.

use super::commands::{self, Wanted};
use super::queries;
use super::views::{AskedView, Edit, InvitedView, ItemView, List, MeetingView, Show};
use crate::error::{Error, Result};
use crate::obligations::holder_of;
use crate::web::{Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::meeting::{ItemKind, State};
use remit_domain::period::Period;
use remit_domain::word::Word;
use remit_domain::{agenda, wording};
use remit_entity::{agenda_item, body, data_request, meeting};

fn told(meeting: &meeting::Model, body: &body::Model) -> MeetingView {
    MeetingView {
        href: format!("/meetings/{}", meeting.id),
        items_href: format!("/meetings/{}/items", meeting.id),
        body: body.name.clone(),
        day: wording::date_with_weekday(meeting.held_on),
    }
}

fn told_item(item: &agenda_item::Model) -> ItemView {
    ItemView { href: format!("/items/{}", item.id), title: item.title.clone(), kind: item.kind.0.label() }
}

async fn posts(visit: &Visit, form: &Form) -> Result<Vec<Choice>> {
    let all = queries::list_invitable(visit.app.db()).await?;
    let choices = all.into_iter().map(|post| Choice {
        checked: form.fields.all("invitees").any(|id| id == post.id.to_string()),
        ..Choice::new(post.id, post.title)
    });
    Ok(choices.collect())
}

/// The agenda of a meeting, with a form for one more item.
pub(super) async fn list(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let form = Form::of(Fields::from_pairs([("kind", ItemKind::Performance.word())]));
    draw_list(&visit, id, form, StatusCode::OK).await
}

/// Adds an item.
pub(super) async fn add(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::add(work, id, wanted))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match outcome {
        Ok(item) => Ok(visit.done(&format!("/items/{item}"), "Item added to the agenda.")),
        Err(Error::Refused(refusal)) => {
            draw_list(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_list(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (meeting, body) = queries::find_meeting(visit, id).await?;
    let closed = agenda::may_change(meeting.state.0).err().map(|refusal| refusal.to_string());
    html_with(
        status,
        &List {
            page: visit.form_page("Agenda").await?,
            meeting: told(&meeting, &body),
            items: queries::list(visit.app.db(), id).await?.iter().map(told_item).collect(),
            kinds: Choice::of_words::<ItemKind>(),
            posts: posts(visit, &form).await?,
            closed: closed.unwrap_or_default(),
            form,
        },
    )
}

/// An item: who is invited, what was asked for, where its report and its resolution are.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (item, meeting, body) = queries::find(&visit, id).await?;
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let mut invited = Vec::new();
    for post in queries::list_invited(db, id).await? {
        let holder = holder_of(db, post.id, today).await?.and_then(|holder| holder.person);
        let holder = holder.map_or_else(|| "vacant".to_owned(), |person| person.name);
        invited.push(InvitedView { title: post.title, holder });
    }
    let is_officer = visit.actor.is_officer();
    html(&Show {
        page: visit.page(item.title.clone()).await?,
        meeting: told(&meeting, &body),
        id,
        kind: item.kind.0.label(),
        has_report: item.kind.0 == ItemKind::Performance,
        paper: queries::find_paper(db, id).await?.map(|paper| paper.id),
        invited,
        asked: queries::list_asked(db, id).await?.iter().map(asked).collect(),
        may_change: is_officer && agenda::may_change(meeting.state.0).is_ok(),
        may_ask: is_officer && meeting.state.0.is_ahead(),
        was_held: meeting.state.0 == State::Held,
        title: item.title,
        subject: item.subject,
    })
}

fn asked(row: &data_request::Model) -> AskedView {
    let period = row.period.parse::<Period>().map_or_else(|_| row.period.clone(), Period::title);
    let what = if row.is_finance { "budget slides" } else { "figures" };
    AskedView {
        href: format!("/requests/{}", row.id),
        what: format!("Appendix {}: {what} for {period}", row.appendix),
        state: row.state.0.label(),
    }
}

/// The form by which an item is changed.
pub(super) async fn ask_change(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (item, ..) = queries::find(&visit, id).await?;
    let mut pairs = vec![
        ("title".to_owned(), item.title.clone()),
        ("kind".to_owned(), item.kind.0.word().to_owned()),
        ("subject".to_owned(), item.subject.clone()),
    ];
    let invited = queries::list_invited(visit.app.db(), id).await?;
    pairs.extend(invited.into_iter().map(|post| ("invitees".to_owned(), post.id.to_string())));
    draw_edit(&visit, id, Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

/// Changes an item.
pub(super) async fn change(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::change(work, id, wanted))).await,
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/items/{id}"), "Item changed.")),
        Err(Error::Refused(refusal)) => {
            draw_edit(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw_edit(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw_edit(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (item, meeting, body) = queries::find(visit, id).await?;
    html_with(
        status,
        &Edit {
            page: visit.form_page("Change the item").await?,
            meeting: told(&meeting, &body),
            id,
            version: item.version,
            stands: (status == StatusCode::CONFLICT).then(|| told_item(&item)),
            kinds: Choice::of_words::<ItemKind>(),
            posts: posts(visit, &form).await?,
            form,
        },
    )
}

/// Moves an item up or down.
pub(super) async fn reorder(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let up = fields.text("to") == "up";
    let meeting = visit.app.write(visit.author()?, move |work| Box::pin(commands::reorder(work, id, up))).await?;
    Ok(visit.done(&format!("/meetings/{meeting}/items"), "Agenda reordered."))
}

/// Removes an item.
pub(super) async fn remove(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let meeting = visit.app.write(visit.author()?, move |work| Box::pin(commands::remove(work, id))).await?;
    Ok(visit.done(&format!("/meetings/{meeting}/items"), "Item removed."))
}
