//! A meeting that two or more bodies hold together: its officer and its papers stay those of the first body; the members
//! of all are told, and each body's quorum counts.

use super::commands::{about, load};
use super::queries;
use super::views::Joint;
use crate::error::{Error, OrRefuse, Result};
use crate::meetings::told;
use crate::trail;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::wording;
use remit_entity::{body, meeting_body};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// With which bodies?
pub(super) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (meeting, _) = queries::find(&visit, id).await?;
    let joint = queries::joint(visit.app.db(), &meeting).await?;
    let fields = Fields::from_pairs(joint.into_iter().map(|body| ("bodies", body.id.to_string())));
    draw(&visit, id, Form::of(fields), StatusCode::OK).await
}

/// Exactly with these.
pub(super) async fn send(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let bodies: BTreeSet<i64> = fields.all("bodies").filter_map(|one| one.parse().ok()).collect();
    let version = fields.number("version");
    match visit.app.write(visit.author()?, move |work| Box::pin(join(work, (id, version), bodies))).await {
        Ok(()) => Ok(visit.done(&format!("/meetings/{id}"), "Meeting changed.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn join(work: &Work, (id, version): (i64, Option<i32>), bodies: BTreeSet<i64>) -> Result<()> {
    let row = load(work, id).await?;
    if version != Some(row.version) {
        return Err(Error::Stale);
    }
    row.state.0.cancel().or_refuse()?;
    let found = body::Entity::find()
        .filter(body::Column::Id.is_in(bodies))
        .filter(body::Column::Id.ne(row.body_id))
        .order_by_asc(body::Column::Name)
        .all(&work.tx)
        .await?;
    meeting_body::Entity::delete_many().filter(meeting_body::Column::MeetingId.eq(id)).exec(&work.tx).await?;
    for body in &found {
        let new = meeting_body::ActiveModel { meeting_id: Set(id), body_id: Set(body.id), ..Default::default() };
        new.insert(&work.tx).await?;
    }
    let names: Vec<&str> = found.iter().map(|body| body.name.as_str()).collect();
    let said = if names.is_empty() { "No other body.".to_owned() } else { format!("With {}.", wording::list(&names)) };
    let about = about(&row);
    let next = row.version + 1;
    let mut row = row.into_active_model();
    row.version = Set(next);
    row.update(&work.tx).await?;
    trail::record(work, "set who holds the meeting jointly", about, said).await
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let bodies = queries::body_names(visit.app.db()).await?;
    let choice = |(other, name): (i64, String)| Choice {
        checked: form.fields.all("bodies").any(|one| one == other.to_string()),
        ..Choice::new(other, name)
    };
    let bodies = bodies.into_iter().filter(|(other, _)| *other != body.id).map(choice).collect();
    let page = visit.form_page("Hold it jointly with another body").await?;
    let is_stale = status == StatusCode::CONFLICT;
    html_with(status, &Joint { page, meeting: told::meeting(&meeting, &body), bodies, is_stale, form })
}
