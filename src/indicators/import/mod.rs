//! A list of indicators taken in at once, with their comparators: pasted or from a file, shown before anything is made,
//! and taken out again while nothing hangs on it. Also what the verb `import` calls.

mod making;
mod reading;
mod weighing;

pub(crate) use making::take_in as make;
pub(crate) use reading::{NotRead, read};
pub(crate) use weighing::{Weighed, weigh};

use super::editing::quarters;
use crate::error::{Error, OrRefuse, Result};
use crate::web::{Choice, Fields, Form, Page, Path, Visit, html_with};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use making::{TAKEN_IN, TAKEN_OUT};
use remit_domain::indicator_list::ListRefusal;
use remit_domain::period::Period;
use remit_domain::{london, wording};
use remit_entity::trail;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// A line of the preview.
struct PreviewRow {
    code: String,
    name: String,
    words: Vec<String>,
    remarks: Vec<String>,
    is_possible: bool,
    is_ticked: bool,
}

/// What would be made.
struct Preview {
    summary: String,
    rows: Vec<PreviewRow>,
    not_read: Vec<NotRead>,
    left: String,
    /// The two texts and the period, to be sent once more.
    kept: Vec<(&'static str, String)>,
}

/// A list that was taken in before.
struct ListRow {
    id: i64,
    what: String,
    made: String,
}

#[derive(Template)]
#[template(path = "indicators/import.html")]
struct Import {
    page: Page,
    form: Form,
    preview: Option<Preview>,
    quarters: Vec<Choice>,
    lists: Vec<ListRow>,
}

#[derive(Template)]
#[template(path = "indicators/imported.html")]
struct Imported {
    page: Page,
    form: Form,
    id: i64,
    what: String,
    made: String,
    undone: String,
}

/// The form.
pub(super) async fn form(visit: Visit) -> Result<Response> {
    let from = Period::quarter_of(visit.app.clock().today()).to_string();
    draw(&visit, Form::of(Fields::from_pairs([("from_period", from)])), None, StatusCode::OK).await
}

/// The form as it was sent, with the text of a file in place of what was pasted.
fn as_sent(fields: &Fields) -> Fields {
    let either = |file: &str, text: &str| {
        let file = fields.raw(file);
        if file.trim().is_empty() { fields.raw(text).to_owned() } else { file.to_owned() }
    };
    Fields::from_pairs([
        ("list", either("list_file", "list")),
        ("elsewhere", either("elsewhere_file", "elsewhere")),
        ("from_period", fields.text("from_period").to_owned()),
    ])
}

/// What was read and what it comes to, with the lines that were not read.
async fn weighed(db: &impl ConnectionTrait, fields: &Fields) -> Result<(Vec<Weighed>, Vec<NotRead>, Vec<String>)> {
    let from = fields.text("from_period");
    from.parse::<Period>().map_err(|_| Error::refused(ListRefusal::NoPeriod))?;
    let mut read = read(fields.raw("list"), fields.raw("elsewhere")).or_refuse()?;
    let (not_read, left) = (std::mem::take(&mut read.not_read), std::mem::take(&mut read.left));
    Ok((weigh(db, read, from).await?, not_read, left))
}

/// Shows what would be made.
pub(super) async fn preview(visit: Visit, fields: Fields) -> Result<Response> {
    let fields = as_sent(&fields);
    show(&visit, fields, None, StatusCode::OK).await
}

async fn show(visit: &Visit, fields: Fields, refused: Option<ListRefusal>, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    match weighed(db, &fields).await {
        Ok((weighed, not_read, left)) => {
            let kept = ["list", "elsewhere", "from_period"].map(|name| (name, fields.raw(name).to_owned()));
            let rows = weighed.into_iter().map(|one| PreviewRow {
                words: one.words(),
                is_possible: one.is_possible(),
                is_ticked: one.is_proposed(),
                code: one.code,
                name: one.name,
                remarks: one.remarks,
            });
            let rows: Vec<PreviewRow> = rows.collect();
            let preview = Preview {
                summary: summary(&rows, &not_read),
                rows,
                not_read,
                left: left.join(", "),
                kept: kept.into(),
            };
            let mut form = Form::of(Fields::from_pairs([("from_period", fields.text("from_period").to_owned())]));
            if let Some(refusal) = refused {
                form.add("", refusal.to_string());
            }
            draw(visit, form, Some(preview), status).await
        }
        Err(Error::Refused(refusal)) => {
            draw(visit, Form::refused(fields, &*refusal), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

fn summary(rows: &[PreviewRow], not_read: &[NotRead]) -> String {
    let new = rows.iter().filter(|row| row.is_ticked).count();
    let changes = rows.iter().filter(|row| row.is_possible && !row.is_ticked).count();
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    format!(
        "{}: {new} to add to, {changes} would change, {} as we have them or not possible. {} not read.",
        count(rows.len(), "indicator", "indicators"),
        rows.len() - new - changes,
        count(not_read.len(), "line was", "lines were"),
    )
}

/// Takes the ticked lines in.
pub(super) async fn take_in(visit: Visit, fields: Fields) -> Result<Response> {
    let chosen: BTreeSet<String> = fields.all("take").map(str::to_owned).collect();
    let sent = as_sent(&fields);
    let (again, from) = (sent.clone(), sent.text("from_period").to_owned());
    let done = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move {
                let (rows, ..) = weighed(&work.tx, &sent).await?;
                make(work, rows.into_iter().filter(|row| chosen.contains(&row.code)).collect(), &from).await
            })
        })
        .await;
    match done {
        Ok(id) => Ok(visit.done(&format!("/imports/{id}"), "The list is taken in.")),
        Err(Error::Refused(refusal)) if refusal.field().is_none() => {
            show(&visit, again, Some(ListRefusal::NoneTicked), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Refused(refusal)) => {
            draw(&visit, Form::refused(again, &*refusal), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => show(&visit, again, None, StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// How many lists the page names.
const LATEST: u64 = 10;

async fn draw(visit: &Visit, form: Form, preview: Option<Preview>, status: StatusCode) -> Result<Response> {
    let rows = trail::Entity::find()
        .filter(trail::Column::Deed.eq(TAKEN_IN))
        .order_by_desc(trail::Column::Id)
        .limit(LATEST)
        .all(visit.app.db())
        .await?;
    let view = Import {
        page: visit.form_page("Take in a list of indicators").await?,
        form,
        preview,
        quarters: quarters(visit.app.clock().today()),
        lists: rows.iter().map(|row| ListRow { id: row.id, what: row.detail.clone(), made: made(row) }).collect(),
    };
    html_with(status, &view)
}

fn made(row: &trail::Model) -> String {
    format!("{}, {}, {}", row.by, wording::date(london::date_in_london(row.at)), london::time_in_london(row.at))
}

async fn find(db: &impl ConnectionTrait, id: i64) -> Result<(trail::Model, Option<trail::Model>)> {
    let row = trail::Entity::find_by_id(id).filter(trail::Column::Deed.eq(TAKEN_IN)).one(db).await?;
    let undone = trail::Entity::find()
        .filter(trail::Column::Deed.eq(TAKEN_OUT))
        .filter(trail::Column::SubjectId.eq(id))
        .one(db)
        .await?;
    Ok((row.ok_or(Error::NotFound)?, undone))
}

/// A list that was taken in.
pub(super) async fn batch(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw_batch(&visit, id, Form::default(), StatusCode::OK).await
}

async fn draw_batch(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (row, undone) = find(visit.app.db(), id).await?;
    let view = Imported {
        page: visit.form_page("A list of indicators").await?,
        form,
        id,
        what: row.detail.clone(),
        made: made(&row),
        undone: undone.map(|row| format!("{} ({})", row.detail, made(&row))).unwrap_or_default(),
    };
    html_with(status, &view)
}

/// Takes a list out again.
pub(super) async fn undo(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let done = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move {
                let (row, undone) = find(&work.tx, id).await?;
                if undone.is_some() {
                    return Err(Error::refused(ListRefusal::Undone));
                }
                making::undo(work, &row).await
            })
        })
        .await;
    match done {
        Ok(done) => {
            let kept = match done.kept {
                0 => String::new(),
                n => format!(" {n} stayed, because something hangs on them."),
            };
            let sentence =
                format!("Taken out again: {}.{kept} Names and comparators of what stood before stay.", done.removed);
            Ok(visit.done(&format!("/imports/{id}"), &sentence))
        }
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(Fields::default(), &*refusal);
            draw_batch(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}
