//! The pages of update rounds, for officers and chairs: one meeting's, and one owner's part of it.

use super::queries::{self, Window};
use super::views::{AskedRow, OfMeeting, Row, Show};
use crate::awaited::Awaited;
use crate::clearance::{Clearance, PRIVATE};
use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::web::{Path, Visit, html};
use axum::response::Response;
use remit_domain::{london, wording};
use remit_entity::round;

/// The round before one meeting: who was asked, who answered, the last word on everything open.
pub(super) async fn of_meeting(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let whole = queries::of_meeting(db, id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(whole.body.id)?;
    let is_read = Clearance::of(&visit).await?.reads(whole.body.id);
    let calendar = visit.app.calendar().await?;
    let when = match queries::window(db, &whole.meeting, &calendar, today).await? {
        Window::Ahead => "Owners are asked seven working days before the papers go out.",
        Window::Open => {
            "Owners are being asked. What has no word when the papers go out is printed “no update received”."
        }
        Window::Over => "The papers are out: the round is closed.",
    };
    let title = |post: i64| whole.posts.iter().find(|row| row.id == post).map_or("Nobody", |row| row.title.as_str());
    html(&OfMeeting {
        page: visit.page("Updates before the meeting").await?,
        meeting_id: id,
        meeting: wording::date_with_weekday(whole.meeting.held_on),
        body: whole.body.name.clone(),
        when: when.to_owned(),
        asked: whole
            .rounds
            .iter()
            .map(|round| AskedRow {
                href: format!("/rounds/{}", round.id),
                owner: title(round.post_id).to_owned(),
                asked_on: wording::date_with_day(round.opened_on),
                answered: answered(round),
            })
            .collect(),
        rows: whole
            .items
            .iter()
            .map(|item| read(row(item, title(item.post_id)), is_read || !item.is_private))
            .collect(),
    })
}

/// One owner's part.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let part = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(part.body.id)?;
    let is_read = Clearance::of(&visit).await?.reads(part.body.id);
    let owner = match holder_of(db, part.post.id, today).await?.and_then(|holder| holder.person) {
        Some(person) => format!("{} ({})", part.post.title, person.name),
        None => format!("{} (vacant)", part.post.title),
    };
    html(&Show {
        page: visit.page("Updates wanted").await?,
        meeting_id: part.meeting.id,
        meeting: wording::date_with_weekday(part.meeting.held_on),
        body: part.body.name.clone(),
        owner,
        answered: answered(&part.round),
        rows: part.items.iter().map(|item| read(row(item, &part.post.title), is_read || !item.is_private)).collect(),
    })
}

/// A row as it is told to whoever may not read its words: by its reference alone.
fn read(row: Row, is_read: bool) -> Row {
    if is_read { row } else { Row { text: PRIVATE.to_owned(), last: String::new(), ..row } }
}

fn answered(round: &round::Model) -> String {
    round
        .answered_at
        .map_or_else(|| "Not yet".to_owned(), |at| format!("Answered on {}", wording::date(london::date_in_london(at))))
}

pub(super) fn row(item: &Awaited, owner: &str) -> Row {
    use remit_domain::obligation::SubjectKind;
    Row {
        key: item.key(),
        reference: item.reference.clone(),
        text: item.text.clone(),
        href: format!("/{}/{}", item.subject.0.room(), item.subject.1),
        owner: owner.to_owned(),
        version: item.version,
        last: item.last.as_ref().map(|(on, words)| format!("{}: {words}", wording::date(*on))).unwrap_or_default(),
        has_word: item.has_word,
        is_action: item.subject.0 == SubjectKind::Action,
        choices: Vec::new(),
        typed: String::new(),
        wrong: String::new(),
        how: String::new(),
    }
}
