//! The form that sends recommendations: which, to whom, with what notice, by which clock.

use super::commands::Which;
use super::queries;
use super::serving::{self, Serving};
use super::views::{Serve, ToServe};
use crate::error::{Error, Result};
use crate::recommending;
use crate::web::{Asked, Choice, Fields, Form, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::recommendation::{Addressee, Clock};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::recommendation;
use std::collections::BTreeSet;

/// The form; what the address names is ticked.
pub(super) async fn form(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let mut ids = ids(&asked);
    let found = queries::list_to_serve(visit.app.db(), &ids).await?;
    if let [only] = found.as_slice() {
        ids = vec![only.id];
    }
    let first = found.iter().find(|row| ids.contains(&row.id)).or(found.first());
    let mut pairs: Vec<(String, String)> = ids.iter().map(|id| ("ids".to_owned(), id.to_string())).collect();
    pairs.push(("on".to_owned(), visit.app.clock().today().to_string()));
    if let Some(row) = first {
        pairs.push(("addressee".to_owned(), row.addressee.0.word().to_owned()));
        pairs.push(("post".to_owned(), row.post_id.to_string()));
        pairs.extend(row.lead_post_id.map(|lead| ("lead".to_owned(), lead.to_string())));
    }
    draw(&visit, (ids, found), Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

fn ids(fields: &Fields) -> Vec<i64> {
    fields.all("ids").filter_map(|id| id.parse().ok()).collect()
}

/// Sends what was ticked.
pub(super) async fn serve(visit: Visit, fields: Fields) -> Result<Response> {
    let chosen = ids(&fields);
    let serving = Serving {
        which: chosen.iter().map(|id| Which { id: *id, version: fields.number(&format!("version_{id}")) }).collect(),
        addressee: fields.word("addressee").unwrap_or(Addressee::Executive),
        post: fields.number("post"),
        lead: fields.number("lead"),
        on: fields.date("on"),
        notice: match fields.text("notice") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        notice_on: fields.date("notice_on"),
        clock: fields.word("clock"),
        count: fields.number("clock_count"),
        reason: fields.text("clock_reason").to_owned(),
    };
    let done = visit.app.write(visit.author()?, move |work| Box::pin(serving::serve(work, serving))).await;
    let (form, status) = match done {
        Ok(()) => {
            let to = match chosen.as_slice() {
                [only] => format!("/recommendations/{only}"),
                _ => "/recommendations".to_owned(),
            };
            return Ok(visit.done(&to, "Sent. The letters go out with the next post."));
        }
        Err(Error::Refused(refusal)) => (Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY),
        Err(Error::Stale) => (Form::of(fields), StatusCode::CONFLICT),
        Err(error) => return Err(error),
    };
    let found = queries::list_to_serve(visit.app.db(), &chosen).await?;
    draw(&visit, (chosen, found), form, status).await
}

async fn draw(
    visit: &Visit,
    (ids, found): (Vec<i64>, Vec<recommendation::Model>),
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    let db = visit.app.db();
    let ids: BTreeSet<i64> = ids.into_iter().collect();
    let bodies = queries::list_bodies(db).await?;
    let posts = queries::list_posts(db).await?;
    let mut rows = Vec::new();
    for row in found {
        let body = bodies.iter().find(|body| body.id == row.body_id).map(|body| body.name.clone()).unwrap_or_default();
        let post = posts.iter().find(|post| post.id == row.post_id).map(|post| post.title.as_str()).unwrap_or_default();
        let again = if row.state.0.awaits_answer() {
            " It was sent already: sending it anew starts its clock again."
        } else {
            ""
        };
        let minutes = if queries::minutes_are_confirmed(db, &row).await? {
            " Its minutes are confirmed."
        } else {
            " Its minutes are not confirmed yet."
        };
        let met_on = wording::date(queries::met_on(db, &row).await?);
        rows.push(ToServe {
            id: row.id,
            version: row.version,
            about: format!("{body}, {met_on}. Meant for the {post}.{minutes}{again}"),
            checked: ids.contains(&row.id),
            reference: row.reference,
            text: row.text,
        });
    }
    let cabinets = recommending::cabinet_meetings(db).await?;
    let today = visit.app.clock().today();
    let ahead: Vec<String> = cabinets
        .iter()
        .filter(|(meeting, _)| meeting.held_on >= today)
        .take(4)
        .map(|(meeting, _)| wording::date(meeting.held_on))
        .collect();
    html_with(
        status,
        &Serve {
            page: visit.form_page("Send recommendations").await?,
            rows,
            addressees: Choice::of_words::<Addressee>(),
            posts: posts.iter().map(|post| Choice::new(post.id, post.title.clone())).collect(),
            clocks: Choice::of_words::<Clock>(),
            notices: vec![
                Choice::new("yes", "Yes, a written notice under section 9FE is given"),
                Choice::new("no", "No: no clock runs by law"),
            ],
            is_stale: status == StatusCode::CONFLICT,
            diary: match ahead.as_slice() {
                [] => "No Cabinet meeting is in the diary.".to_owned(),
                days => format!("Cabinet meetings in the diary: {}.", wording::list(days)),
            },
            form,
        },
    )
}
