//! The doors of this column: a resolution to read or to record, and an action asked for in the discussion.

use super::queries;
use super::shown::{self, asked_for};
use super::views::{Ask, NoResolution, Offer, PlaceView, Record, Row};
use super::wanted;
use crate::error::{Error, Result};
use crate::quorum;
use crate::resolving::{self, Noun, Outcome, Place};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::{self, DueBy};
use remit_domain::recommendation::Addressee;
use remit_domain::refusal::Refusal;
use remit_domain::resolution::{Carried, Makes, Verb};
use remit_domain::word::Word;
use remit_domain::{agenda, referral, wording};

/// The resolution of an item as printed; before it is recorded, the form for an officer.
pub(super) async fn resolution(visit: Visit, Path(item_id): Path<i64>) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    let put = resolving::list_resolutions(visit.app.db(), item_id).await?;
    match put.is_empty() {
        false => shown::printed(&visit, &place, &put).await,
        true if visit.actor.is_officer() && place.meeting.state.0.took_place() => {
            draw_record(&visit, &place, Form::default(), (0, wanted::rows(&Fields::default())), StatusCode::OK).await
        }
        true => {
            let brought = queries::brought(visit.app.db(), item_id, &[]).await?;
            html(&NoResolution {
                page: visit.page(title(&place)).await?,
                place: place_view(&place),
                is_officer: visit.actor.is_officer(),
                asked: asked_for(&brought),
            })
        }
    }
}

/// The form for a further resolution on the same item, or for a motion that was not carried.
pub(super) async fn another(visit: Visit, Path(item_id): Path<i64>) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    let form = Form::of(Fields::from_pairs([("is_another", "1")]));
    draw_record(&visit, &place, form, (0, wanted::rows(&Fields::default())), StatusCode::OK).await
}

/// Somebody has looked at what was made from words that changed since.
pub(super) async fn look(visit: Visit, Path(item_id): Path<i64>, fields: Fields) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    let (noun, id) = fields.word::<Noun>("noun").zip(fields.number::<i64>("subject")).ok_or(Error::NotFound)?;
    visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move {
                let body = resolving::look(work, noun, id).await?;
                if body == place.body.id { Ok(()) } else { Err(Error::NotFound) }
            })
        })
        .await?;
    Ok(visit.done(&format!("/items/{item_id}/resolution"), "Noted that you have looked at it."))
}

/// Records it; or adds a row to the form and shows it again as it was typed.
pub(super) async fn record(visit: Visit, Path(item_id): Path<i64>, fields: Fields) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    let rows = wanted::rows(&fields);
    if fields.ticked("another") {
        let more = wanted::one_more(rows);
        return draw_record(&visit, &place, Form::of(fields), (rows, more), StatusCode::OK).await;
    }
    let wanted = wanted::resolution(&fields);
    let outcome =
        visit.app.write(visit.author()?, move |work| Box::pin(resolving::record(work, item_id, wanted))).await?;
    match outcome {
        Outcome::Done(_) => Ok(visit.done(&format!("/items/{item_id}/resolution"), "Resolution recorded.")),
        Outcome::Refused(all) => {
            let form = refused(fields, &all);
            draw_record(&visit, &place, form, (rows, rows), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The form for what was asked in the discussion.
pub(super) async fn ask_form(visit: Visit, Path(item_id): Path<i64>, Asked(asked): Asked) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    draw_ask(&visit, &place, Form::of(asked), StatusCode::OK).await
}

/// Records what was asked in the discussion as an action.
pub(super) async fn ask(visit: Visit, Path(item_id): Path<i64>, fields: Fields) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    let asked = wanted::asked(&fields);
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(resolving::ask(work, item_id, asked))).await?;
    match outcome {
        Outcome::Done(id) => Ok(visit.done(&format!("/actions/{id}"), "Action recorded.")),
        Outcome::Refused(all) => {
            draw_ask(&visit, &place, refused(fields, &all), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

pub(super) async fn place_for(visit: &Visit, item_id: i64) -> Result<Place> {
    let place = resolving::find_place(visit.app.db(), item_id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(place.body.id)?;
    // What was taken without the public is read by those with clearance only.
    if place.item.access.0.is_restricted() && !visit.actor.is_officer() {
        let (db, today) = (visit.app.db(), visit.app.clock().today());
        let cleared = quorum::cleared_members_of(db, &[place.body.id], today).await?;
        if !visit.actor.known.as_ref().is_some_and(|known| cleared.contains(&known.id)) {
            return Err(Error::NotFound);
        }
    }
    Ok(place)
}

pub(super) fn refused(fields: Fields, all: &[Box<dyn Refusal>]) -> Form {
    let mut form = Form::of(fields);
    for refusal in all {
        form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
    }
    form
}

pub(super) fn title(place: &Place) -> String {
    format!("Resolution: {}", place.item.title)
}

pub(super) fn place_view(place: &Place) -> PlaceView {
    PlaceView {
        item_id: place.item.id,
        meeting_id: place.meeting.id,
        title: place.item.title.clone(),
        body: place.body.name.clone(),
        met_iso: place.meeting.held_on.to_string(),
        met_on: wording::date_with_weekday(place.meeting.held_on),
        is_held: place.meeting.state.0.took_place(),
        urgency: agenda::urgency_sentence(&place.item.urgent_reason).unwrap_or_default(),
    }
}

pub(super) async fn offer(visit: &Visit, place: &Place) -> Result<Offer> {
    let db = visit.app.db();
    let mut makes = Choice::of_words::<Makes>();
    let targets = resolving::targets(db, &place.body).await?;
    let has_board = !targets.is_empty();
    if !has_board {
        makes.retain(|choice| choice.value != Makes::Referral.word());
    }
    Ok(Offer {
        owners: queries::list_owners(db).await?,
        indicators: queries::list_indicators(db, place).await?,
        verbs: Choice::of_words::<Verb>(),
        makes,
        dues: Choice::of_words::<DueBy>(),
        kinds: Choice::of_words::<referral::Kind>(),
        targets: targets.into_iter().map(|body| Choice::new(body.id, body.name)).collect(),
        carried: Choice::of_words::<Carried>(),
        addressees: Choice::of_words::<Addressee>(),
        meetings: queries::list_ahead(db, place, visit.app.clock().today()).await?,
        action_kinds: Choice::of_words::<action::Kind>(),
        has_board,
    })
}

/// Draws the form with `rows` rows, of which the form that was sent had the first `had`.
async fn draw_record(
    visit: &Visit,
    place: &Place,
    form: Form,
    (had, rows): (usize, usize),
    status: StatusCode,
) -> Result<Response> {
    let carried = match form.value("carried") {
        "" => Carried::NotStated.word().to_owned(),
        typed => typed.to_owned(),
    };
    html_with(
        status,
        &Record {
            page: visit.form_page(title(place)).await?,
            place: place_view(place),
            rows: (1..=rows).map(|number| Row::of(&form, number, number > had)).collect(),
            is_another: form.fields.ticked("is_another"),
            offer: offer(visit, place).await?,
            carried,
            form,
        },
    )
}

async fn draw_ask(visit: &Visit, place: &Place, form: Form, status: StatusCode) -> Result<Response> {
    let due = match form.value("due") {
        "" => DueBy::NextMeeting.word().to_owned(),
        typed => typed.to_owned(),
    };
    html_with(
        status,
        &Ask {
            page: visit.form_page("Action asked for in the discussion").await?,
            place: place_view(place),
            offer: offer(visit, place).await?,
            due,
            kind: match form.value("kind") {
                "" => action::Kind::Action.word().to_owned(),
                typed => typed.to_owned(),
            },
            form,
        },
    )
}
