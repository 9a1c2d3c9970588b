//! The forms that change what is recorded: a resolution amended part by part, or taken back whole at a later meeting.

use super::pages::{offer, place_for, place_view, refused};
use super::queries;
use super::views::{Amend, Rescind, Row, Standing};
use super::wanted;
use crate::error::{Error, Result};
use crate::resolving::{self, Amendment, Outcome, Place, Reworded};
use crate::web::{Asked, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::resolution::{Carried, State, Verb};
use remit_domain::word::Word;
use remit_entity::{minutes, resolution, resolution_part};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// How many rows for parts that are added.
const ADDED: usize = 2;

/// A resolution with its place and its parts.
struct Found {
    row: resolution::Model,
    place: Place,
    parts: Vec<resolution_part::Model>,
}

async fn find(visit: &Visit, id: i64) -> Result<Found> {
    let db = visit.app.db();
    let row = resolution::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let place = place_for(visit, row.agenda_item_id).await?;
    let parts = queries::list_parts(db, std::slice::from_ref(&row)).await?;
    Ok(Found { row, place, parts })
}

/// The form that amends it, with what stands now.
pub(super) async fn amend_form(visit: Visit, Path(id): Path<i64>, Asked(asked): Asked) -> Result<Response> {
    let found = find(&visit, id).await?;
    let form = Form::of(as_fields(&found, &asked));
    draw(&visit, &found, form, StatusCode::OK).await
}

/// Amends it.
pub(super) async fn amend(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let found = find(&visit, id).await?;
    let wanted = amendment(&fields, &found.parts);
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(resolving::amend(work, id, wanted))).await;
    match outcome {
        Ok(Outcome::Done(item)) => Ok(visit.done(&format!("/items/{item}/resolution"), "Resolution amended.")),
        Ok(Outcome::Refused(all)) => {
            let form = refused(fields, &all);
            draw(&visit, &found, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, &found, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// The form that takes it back.
pub(super) async fn rescind_form(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let found = find(&visit, id).await?;
    draw_rescind(&visit, &found, Form::default(), StatusCode::OK).await
}

/// Takes it back.
pub(super) async fn rescind(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let found = find(&visit, id).await?;
    let which = (fields.number("version"), fields.number("at"));
    let why = fields.text("why").to_owned();
    let outcome =
        visit.app.write(visit.author()?, move |work| Box::pin(resolving::rescind(work, id, which, why))).await;
    match outcome {
        Ok(Outcome::Done(item)) => Ok(visit.done(&format!("/items/{item}/resolution"), "Resolution rescinded.")),
        Ok(Outcome::Refused(all)) => {
            draw_rescind(&visit, &found, refused(fields, &all), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw_rescind(&visit, &found, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// What stands now, as the fields of the form.
fn as_fields(found: &Found, asked: &Fields) -> Fields {
    let row = &found.row;
    let count = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    let mut pairs = vec![
        ("narrative".to_owned(), row.narrative.clone()),
        ("mover".to_owned(), row.mover.clone()),
        ("seconder".to_owned(), row.seconder.clone()),
        ("carried".to_owned(), row.carried.word().to_owned()),
        ("votes_for".to_owned(), count(row.votes_for)),
        ("votes_against".to_owned(), count(row.votes_against)),
        ("votes_abstained".to_owned(), count(row.votes_abstained)),
        ("at".to_owned(), asked.text("at").to_owned()),
    ];
    for (number, part) in (1..).zip(&found.parts) {
        pairs.push((wanted::name("text", number), part.text.clone()));
        pairs.push((wanted::name("verb", number), part.verb.word().to_owned()));
        if part.is_removed {
            pairs.push((wanted::name("removed", number), "1".to_owned()));
        }
    }
    Fields::from_pairs(pairs)
}

/// The form as it was typed: its first rows are the parts that stand, the others are added.
fn amendment(fields: &Fields, parts: &[resolution_part::Model]) -> Amendment {
    let reworded = |(number, part): (usize, &resolution_part::Model)| Reworded {
        id: part.id,
        number,
        text: fields.text(&wanted::name("text", number)).to_owned(),
        verb: fields.word::<Verb>(&wanted::name("verb", number)),
        is_removed: fields.ticked(&wanted::name("removed", number)),
    };
    let first = parts.len() + 1;
    Amendment {
        version: Some(fields.number("version").unwrap_or_default()),
        narrative: fields.text("narrative").to_owned(),
        mover: fields.text("mover").to_owned(),
        seconder: fields.text("seconder").to_owned(),
        carried: fields.word("carried").unwrap_or(Carried::NotStated),
        counts: wanted::counts(fields),
        why: fields.text("why").to_owned(),
        at: fields.number("at"),
        parts: (1..).zip(parts).map(reworded).collect(),
        added: (first..first + ADDED).filter_map(|number| wanted::part(fields, number)).collect(),
    }
}

async fn draw(visit: &Visit, found: &Found, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let ids: Vec<i64> = found.parts.iter().map(|part| part.id).collect();
    let made = resolving::of_parts(db, &ids).await?;
    let kept = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(found.place.meeting.id)).one(db).await?;
    let is_sent = kept.is_some_and(|kept| kept.state.0.is_sent() || kept.told_at.is_some());
    let mut rows: Vec<Row> =
        (1..=found.parts.len() + ADDED).map(|n| Row::of(&form, n, n > found.parts.len())).collect();
    for ((number, row), part) in (1..).zip(&mut rows).zip(&found.parts) {
        let came =
            made.iter().filter(|one| one.part_id == Some(part.id)).map(|one| format!("{} {}", one.what, one.reference));
        row.part = Some(Standing {
            removed_name: wanted::name("removed", number),
            is_removed: form.fields.ticked(&wanted::name("removed", number)),
            came: came.collect::<Vec<_>>().join("; "),
        });
    }
    let standing = match status {
        StatusCode::CONFLICT => {
            let stands = found.parts.iter().filter(|part| !part.is_removed);
            stands.map(|part| format!("({}) {}", part.number, part.text)).collect()
        }
        _ => Vec::new(),
    };
    html_with(
        status,
        &Amend {
            page: visit.form_page("Amend the resolution").await?,
            id: found.row.id,
            version: found.row.version,
            place: place_view(&found.place),
            rows,
            offer: offer(visit, &found.place).await?,
            carried: form.value("carried").to_owned(),
            state: found.row.state.label(),
            later: queries::list_later(db, &found.place).await?,
            why_hint: if is_sent || found.row.state.0 != State::Captured {
                "Others have read it: say why."
            } else {
                "Nobody else has read it yet, so this may stay empty."
            },
            standing,
            form,
        },
    )
}

async fn draw_rescind(visit: &Visit, found: &Found, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let ids: Vec<i64> = found.parts.iter().map(|part| part.id).collect();
    let made = resolving::of_parts(db, &ids).await?;
    html_with(
        status,
        &Rescind {
            page: visit.form_page("Rescind the resolution").await?,
            id: found.row.id,
            version: found.row.version,
            place: place_view(&found.place),
            later: queries::list_later(db, &found.place).await?,
            came: made.iter().map(|one| format!("{} {}", one.what, one.reference)).collect(),
            is_stale: status == StatusCode::CONFLICT,
            form,
        },
    )
}
