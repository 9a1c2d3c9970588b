//! The doors of this column: a resolution to read or to record, and an action asked for in the discussion.

use super::queries::{self, Brought};
use super::views::{Ask, Came, NoResolution, Offer, PartView, PlaceView, Record, Resolution, Row};
use super::wanted;
use crate::error::{Error, Result};
use crate::resolving::{self, Outcome, Place};
use crate::web::{Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::DueBy;
use remit_domain::refusal::Refusal;
use remit_domain::resolution::{Carried, Counts, Makes, Verb};
use remit_domain::word::Word;
use remit_domain::{agenda, referral, wording};
use remit_entity::{action, referral as referrals, resolution};

/// The resolution of an item as printed; before it is recorded, the form for an officer.
pub(super) async fn resolution(visit: Visit, Path(item_id): Path<i64>) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    match resolving::find_resolution(visit.app.db(), item_id).await? {
        Some(found) => printed(&visit, &place, &found).await,
        None if visit.actor.is_officer() && place.meeting.state.0.took_place() => {
            draw_record(&visit, &place, Form::default(), (0, wanted::rows(&Fields::default())), StatusCode::OK).await
        }
        None => {
            let brought = queries::brought(visit.app.db(), item_id).await?;
            html(&NoResolution {
                page: visit.page(title(&place)).await?,
                place: place_view(&place),
                is_officer: visit.actor.is_officer(),
                asked: asked_for(&brought),
            })
        }
    }
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
pub(super) async fn ask_form(visit: Visit, Path(item_id): Path<i64>) -> Result<Response> {
    let place = place_for(&visit, item_id).await?;
    draw_ask(&visit, &place, Form::default(), StatusCode::OK).await
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

async fn place_for(visit: &Visit, item_id: i64) -> Result<Place> {
    let place = resolving::find_place(visit.app.db(), item_id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(place.body.id)?;
    Ok(place)
}

fn refused(fields: Fields, all: &[Box<dyn Refusal>]) -> Form {
    let mut form = Form::of(fields);
    for refusal in all {
        form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
    }
    form
}

fn title(place: &Place) -> String {
    format!("Resolution: {}", place.item.title)
}

fn place_view(place: &Place) -> PlaceView {
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

async fn offer(visit: &Visit, place: &Place) -> Result<Offer> {
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
            form,
        },
    )
}

async fn printed(visit: &Visit, place: &Place, found: &resolution::Model) -> Result<Response> {
    let db = visit.app.db();
    let brought = queries::brought(db, place.item.id).await?;
    let parts = queries::list_parts(db, found.id).await?;
    let count = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    let counts = match (count(found.votes_for), count(found.votes_against)) {
        (Some(votes_for), Some(against)) => {
            Some(Counts { votes_for, against, abstained: count(found.votes_abstained) })
        }
        _ => None,
    };
    html(&Resolution {
        page: visit.page(title(place)).await?,
        place: place_view(place),
        is_officer: visit.actor.is_officer(),
        narrative: found
            .narrative
            .split("\n\n")
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect(),
        moved: moved(&found.mover, &found.seconder),
        carried: found.carried.sentence(counts),
        opening: place.body.house_style.opening(),
        parts: parts
            .into_iter()
            .map(|part| PartView {
                number: part.number,
                verb: part.verb.label(),
                came: came_of(&brought, Some(part.id)),
                text: part.text,
            })
            .collect(),
        asked: asked_for(&brought),
    })
}

fn moved(mover: &str, seconder: &str) -> String {
    match (mover, seconder) {
        ("", "") => String::new(),
        (mover, "") => format!("Moved by {mover}."),
        ("", seconder) => format!("Seconded by {seconder}."),
        (mover, seconder) => format!("Moved by {mover}, seconded by {seconder}."),
    }
}

fn asked_for(brought: &Brought) -> Vec<Came> {
    came_of(brought, None)
}

fn came_of(brought: &Brought, part: Option<i64>) -> Vec<Came> {
    let actions = brought.actions.iter().filter(|one| one.resolution_part_id == part);
    let referrals = brought.referrals.iter().filter(|one| one.resolution_part_id == part);
    actions.map(|one| came_action(brought, one)).chain(referrals.map(|one| came_referral(brought, one))).collect()
}

fn came_action(brought: &Brought, one: &action::Model) -> Came {
    let owner = brought.posts.get(&one.owner_post_id).cloned().unwrap_or_default();
    let due = match brought.owed.get(&one.id) {
        Some(owed) => match owed.due_on {
            Some(on) => format!(", due {}", wording::date_with_weekday(on)),
            None => ", due when the next meeting is in the diary".to_owned(),
        },
        None => String::new(),
    };
    Came {
        kind: "Action",
        href: format!("/actions/{}", one.id),
        reference: one.reference.clone(),
        text: one.text.clone(),
        facts: format!("{owner}{due}"),
        state: one.state.label(),
    }
}

fn came_referral(brought: &Brought, one: &referrals::Model) -> Came {
    let target = one.meeting_id.and_then(|id| brought.boards.get(&id));
    Came {
        kind: "Referral",
        href: format!("/referrals/{}", one.id),
        reference: one.reference.clone(),
        text: one.text.clone(),
        facts: match target {
            Some(board) => format!("for the Board of {}", wording::date_with_weekday(board.held_on)),
            None => "no Board meeting is in the diary yet".to_owned(),
        },
        state: one.state.label(),
    }
}
