//! The forms of an indicator's name: adding one with its first target, and renaming one. What every form of
//! indicators shares stands here too; what it measures is in `versions`, its rating in `ruling`.

use super::commands;
use super::pages::standing_of;
use super::views::{Edit, Rename};
use super::wanted::{Named, Wanted};
use crate::error::{Error, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::indicator::{Polarity, ToleranceKind};
use remit_domain::period::Period;
use remit_domain::person::PostKind;
use remit_domain::refusal::Refusal;
use remit_entity::{Stored, indicator, post};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The empty form.
pub(super) async fn new(visit: Visit) -> Result<Response> {
    let fields = Fields::from_pairs([("unit", "%"), ("decimals", "1"), ("tolerance_kind", "absolute")]);
    draw_new(&visit, Form::of(fields), StatusCode::OK).await
}

/// Adds an indicator.
pub(super) async fn add(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::add(work, wanted))).await,
        Err(refused) => return draw_new(&visit, wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/indicators/{id}"), "Indicator added.")),
        Err(error) => {
            let (form, status) = not_done(error, fields)?;
            draw_new(&visit, form, status).await
        }
    }
}

async fn draw_new(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let view = Edit {
        page: visit.form_page("Add an indicator").await?,
        form,
        polarities: Choice::of_words::<Polarity>(),
        tolerances: Choice::of_words::<ToleranceKind>(),
        owners: owners(visit.app.db()).await?,
    };
    html_with(status, &view)
}

/// The form with the name as it stands.
pub(super) async fn edit(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let row = standing_of(&visit, id).await?.indicator;
    let said = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let fields = Fields::from_pairs([
        ("code", row.code.clone()),
        ("name", row.name.clone()),
        ("owner", said(row.owner_post_id)),
        ("part_of", said(row.part_of_id)),
        ("version", row.version.to_string()),
    ]);
    draw_rename(&visit, row, Form::of(fields), StatusCode::OK).await
}

/// Renames an indicator.
pub(super) async fn rename(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let outcome = match Named::read(&fields) {
        Ok(wanted) => {
            visit.app.write(visit.author()?, move |work| Box::pin(commands::rename(work, id, version, wanted))).await
        }
        Err(refused) => {
            let row = standing_of(&visit, id).await?.indicator;
            return draw_rename(&visit, row, wrong(fields, &refused), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/indicators/{id}"), "Saved. It measures what it did.")),
        Err(error) => {
            let row = standing_of(&visit, id).await?.indicator;
            let (form, status) = not_done(error, fields)?;
            draw_rename(&visit, row, form, status).await
        }
    }
}

async fn draw_rename(visit: &Visit, row: indicator::Model, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let (owners, totals) = (owners(db).await?, others(db, row.id).await?);
    let named = |choices: &[Choice], id: Option<i64>| {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        choices.iter().find(|one| one.value == id).map(|one| one.text.clone()).unwrap_or_default()
    };
    let stands = if status == StatusCode::CONFLICT {
        vec![
            ("Code", row.code.clone()),
            ("Name", row.name.clone()),
            ("Owner", named(&owners, row.owner_post_id)),
            ("Part of", named(&totals, row.part_of_id)),
        ]
    } else {
        Vec::new()
    };
    let view = Rename {
        page: visit.form_page("Name and owner").await?,
        version: opened_with(&form, row.version, status),
        form,
        id: row.id,
        name: format!("{} {}", row.code, row.name),
        owners,
        totals,
        stands,
    };
    html_with(status, &view)
}

/// The version that a form carries on: the one that it was opened with, until its reader has seen a later one.
pub(super) fn opened_with(form: &Form, stands: i32, status: StatusCode) -> i32 {
    if status == StatusCode::CONFLICT { stands } else { form.fields.number("version").unwrap_or(stands) }
}

/// A form that was refused, or came too late; a fault stays a fault.
pub(super) fn not_done(error: Error, fields: Fields) -> Result<(Form, StatusCode)> {
    match error {
        Error::Refused(refusal) => Ok((Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY)),
        Error::Stale => {
            let mut form = Form::of(fields);
            form.add("", "Somebody else changed this indicator after you opened it. What stands now is shown below what you typed; yours has not been saved yet.");
            Ok((form, StatusCode::CONFLICT))
        }
        error => Err(error),
    }
}

/// A form with everything that is wrong with it.
pub(super) fn wrong<R: Refusal>(fields: Fields, refused: &[R]) -> Form {
    let mut form = Form::of(fields);
    for refusal in refused {
        form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
    }
    form
}

/// The posts that can own an indicator.
async fn owners(db: &impl ConnectionTrait) -> Result<Vec<Choice>> {
    let posts = post::Entity::find()
        .filter(post::Column::Kind.ne(Stored(PostKind::Chair)))
        .order_by_asc(post::Column::Title)
        .all(db)
        .await?;
    Ok(posts.into_iter().map(|row| Choice::new(row.id, row.title)).collect())
}

/// The indicators in use besides one.
pub(super) async fn others(db: &impl ConnectionTrait, id: i64) -> Result<Vec<Choice>> {
    let rows = indicator::Entity::find()
        .filter(indicator::Column::Id.ne(id))
        .filter(indicator::Column::RetiredOn.is_null())
        .order_by_asc(indicator::Column::Code)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Choice::new(row.id, format!("{} {}", row.code, row.name))).collect())
}

/// How many quarters back and ahead a change may begin.
const BACK: usize = 8;
const AHEAD: usize = 6;

/// The quarters from which a change may hold.
pub(super) fn quarters(today: NaiveDate) -> Vec<Choice> {
    let mut quarter = (0..BACK).fold(Period::quarter_of(today), |quarter, _| quarter.previous());
    let mut choices = Vec::with_capacity(BACK + AHEAD);
    for _ in 0..=(BACK + AHEAD) {
        let months = format!("{} to {}", quarter.start().format("%B"), quarter.end().format("%B %Y"));
        choices.push(Choice::new(quarter, format!("{quarter}, {months}")));
        quarter = quarter.next();
    }
    choices
}
