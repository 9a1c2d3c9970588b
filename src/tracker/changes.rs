//! The doors of a change of many rows: made, shown row by row, undone.

use super::bulk::{self, Became, Ticked, Wanted};
use super::filter::{address, parse};
use super::pages;
use super::undo;
use super::views::Changed;
use crate::error::{Error, Result};
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::tracking::{Bulk, TrackerRefusal, UNDO_FOR};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::bulk_change;
use sea_orm::EntityTrait;

/// Does one deed to every row that was ticked.
pub(super) async fn make(visit: Visit, fields: Fields) -> Result<Response> {
    let rows: Vec<Ticked> = fields.all("rows").filter_map(Ticked::read).collect();
    let today = visit.app.clock().today();
    let wanted = Wanted {
        deed: match fields.word::<Bulk>("deed") {
            Some(deed) => deed,
            None => return refused(&visit, fields, TrackerRefusal::NoDeed).await,
        },
        due_on: fields.date("due_on").filter(|on| *on >= today),
        meeting: fields.number("meeting"),
    };
    if rows.is_empty() {
        return refused(&visit, fields, TrackerRefusal::NoRows).await;
    }
    match wanted.deed {
        Bulk::SetDue if wanted.due_on.is_none() => return refused(&visit, fields, TrackerRefusal::NoDay).await,
        Bulk::AgreeComplete if wanted.meeting.is_none() => {
            return refused(&visit, fields, TrackerRefusal::NoMeeting).await;
        }
        _ => {}
    }
    let author = visit.author()?;
    let id = visit.app.write(author, move |work| Box::pin(bulk::change(work, wanted, rows))).await?;
    let back = address(&super::filter::query(&parse(fields.text("query"))));
    let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    Ok(visit.done(&format!("/tracker/changes/{id}?back={back}"), "What became of each row is below."))
}

async fn refused(visit: &Visit, fields: Fields, refusal: TrackerRefusal) -> Result<Response> {
    let asked = parse(fields.text("query"));
    pages::draw(visit, asked, Form::refused(fields, &refusal), StatusCode::UNPROCESSABLE_ENTITY).await
}

/// What became of each row.
pub(super) async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    crate::web::Asked(asked): crate::web::Asked,
) -> Result<Response> {
    draw(&visit, (id, asked.text("back")), Form::default(), StatusCode::OK).await
}

/// Everything as it was.
pub(super) async fn undo(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let done = visit.app.write(visit.author()?, move |work| Box::pin(undo::undo(work, id))).await;
    match done {
        Ok((back, all)) => {
            Ok(visit.done(&format!("/tracker/changes/{id}"), &format!("Undone: {back} of {all} as they were.")))
        }
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw(&visit, (id, ""), form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, (id, back): (i64, &str), form: Form, status: StatusCode) -> Result<Response> {
    let found = bulk_change::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)?;
    let rows: Vec<Became> =
        serde_json::from_str(&found.was).map_err(|error| Error::Broken(anyhow::Error::new(error)))?;
    let until = found.made_at + UNDO_FOR;
    let what = Bulk::from_word(&found.what).map_or("Change", Bulk::label);
    let is_undone = found.undone_at.is_some();
    let may_undo = !is_undone && visit.app.clock().now() <= until && rows.iter().any(|row| row.is_done);
    let view = Changed {
        page: visit.form_page(what).await?,
        form,
        id,
        made: format!(
            "{}, {}, {}",
            found.made_by,
            wording::date(london::date_in_london(found.made_at)),
            london::time_in_london(found.made_at)
        ),
        done: rows.iter().filter(|row| row.is_done).count(),
        rows,
        is_undone,
        may_undo,
        until: london::time_in_london(until),
        back: if back.starts_with("/actions") { back.to_owned() } else { "/actions".to_owned() },
    };
    html_with(status, &view)
}
