//! The demonstration's own doors: be somebody else, move the clock, look into the post box.

use super::views::{Letter, Piece, PostBox, Row};
use super::{keep_clock, live_through};
use crate::error::{Error, Result};
use crate::keys::hash;
use crate::links;
use crate::web::cookies::Cookie;
use crate::web::visit::set_cookie;
use crate::web::{Asked, Fields, Path, Visit, html};
use crate::work::{Author, Work};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Days, Duration};
use remit_domain::obligation::{Kind, State, SubjectKind};
use remit_domain::person::Seat;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{Stored, holding, letter as letters, membership, obligation, person, session};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// How many letters stand on one page of the box.
const A_PAGE: u64 = 25;

/// Lets the visitor be somebody else.
pub(super) async fn persona(visit: Visit, fields: Fields) -> Result<Response> {
    let db = visit.app.db();
    let who = match fields.text("persona") {
        "officer" => person::Entity::find()
            .filter(person::Column::IsOfficer.eq(true))
            .order_by_asc(person::Column::Id)
            .one(db)
            .await?
            .map(|row| (row.id, "/due")),
        "chair" => membership::Entity::find()
            .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
            .filter(membership::Column::BodyId.gt(1))
            .order_by_asc(membership::Column::BodyId)
            .one(db)
            .await?
            .map(|row| (row.person_id, "/panels")),
        "director" => return as_director(&visit).await,
        "public" => {
            let mut response = Redirect::to("/").into_response();
            set_cookie(&mut response, &Cookie::Session.clear(visit.https(), "/"));
            return Ok(response);
        }
        _ => None,
    };
    let (person_id, to) = who.ok_or(Error::NotFound)?;
    let token = visit.app.chance().token()?;
    let now = visit.app.clock().now();
    let row = session::ActiveModel {
        id_hash: Set(hash(&token)),
        person_id: Set(person_id),
        link_id: Set(None),
        made_at: Set(now),
        // The demonstration's clock leaps by days; its visitors stay signed in.
        seen_at: Set(now + Duration::days(3650)),
        ends_at: Set(now + Duration::days(3650)),
    };
    row.insert(db).await?;
    let mut response = Redirect::to(to).into_response();
    set_cookie(&mut response, &Cookie::Session.set(visit.https(), &token, "/", None));
    Ok(response)
}

/// Opens the link of the request that falls due soonest, as its director would from the mail.
async fn as_director(visit: &Visit) -> Result<Response> {
    let address = visit.app.write(Author::Remit, |work| Box::pin(soonest_link(work))).await?;
    let Some(address) = address else { return Ok(visit.done("/demo/post", "No director owes figures today.")) };
    let path = address.strip_prefix(visit.app.site().url.as_str()).unwrap_or(&address);
    Ok(Redirect::to(path).into_response())
}

async fn soonest_link(work: &Work) -> Result<Option<String>> {
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::SubmitData)))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(&work.tx)
        .await?;
    for owed in owed {
        let holder =
            holding::Entity::find().filter(holding::Column::PostId.eq(owed.owner_post_id)).one(&work.tx).await?;
        if let Some(holder) = holder {
            return Ok(Some(links::address(work, holder.person_id, SubjectKind::Request, owed.subject_id).await?));
        }
    }
    Ok(None)
}

/// Moves the clock to half past seven on the next working morning and lets its jobs run.
pub(super) async fn clock(visit: Visit, _: Fields) -> Result<Response> {
    let app = &visit.app;
    let calendar = app.calendar().await?;
    let tomorrow = calendar.working_day_on_or_after(app.clock().today() + Days::new(1))?;
    let morning = london::instant(tomorrow, chrono::NaiveTime::MIN + Duration::minutes(7 * 60 + 30));
    let before = letters::Entity::find().count(app.db()).await?;
    live_through(app, morning).await?;
    keep_clock(app.db(), morning).await?;
    let written = letters::Entity::find().count(app.db()).await?.saturating_sub(before);
    let words = match written {
        0 => "No letter was due.".to_owned(),
        1 => "1 letter went into the post box.".to_owned(),
        n => format!("{n} letters went into the post box."),
    };
    Ok(visit.done("/demo/post", &format!("It is {}, 7.30am. {words}", wording::date_with_weekday(tomorrow))))
}

/// The letters that would have been mailed, newest first.
pub(super) async fn post_box(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let db = visit.app.db();
    let found = letters::Entity::find().order_by_desc(letters::Column::WrittenAt).order_by_desc(letters::Column::Id);
    let paged = found.paginate(db, A_PAGE);
    let pages = paged.num_pages().await?.max(1);
    let number = asked.number("page").unwrap_or(1_u64).clamp(1, pages);
    let rows = paged.fetch_page(number - 1).await?.iter().map(row).collect();
    let number = usize::try_from(number).unwrap_or(1);
    html(&PostBox { page: visit.page("Post box").await?, rows, number, pages: usize::try_from(pages).unwrap_or(1) })
}

fn row(letter: &letters::Model) -> Row {
    let at = letter.sent_at.unwrap_or(letter.written_at);
    Row {
        id: letter.id,
        to: format!("{} <{}>", letter.to_name, letter.to_address),
        subject: letter.subject.clone(),
        kind: letter.kind.label(),
        state: letter.state.label(),
        at: format!("{}, {}", wording::date_with_weekday(london::date_in_london(at)), london::time_in_london(at)),
        at_iso: london::rfc3339_london(at),
    }
}

/// One letter, its links ready to be followed.
pub(super) async fn letter(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let found = letters::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)?;
    let page = visit.page(found.subject.clone()).await?;
    html(&Letter { page, from: visit.app.site().mailbox.clone(), row: row(&found), pieces: pieces(&found.text) })
}

/// Cuts a text at the addresses of this computer. A demonstration that is kept may have listened elsewhere before,
/// so that only the path of an address counts.
fn pieces(text: &str) -> Vec<Piece> {
    const HERE: &str = "http://127.0.0.1";
    let words = |text: &str| Piece { words: text.to_owned(), href: String::new() };
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find(HERE) {
        let (before, from) = rest.split_at(begin);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (address, after) = from.split_at(end);
        pieces.push(words(before));
        let path = address.splitn(4, '/').nth(3).unwrap_or_default();
        pieces.push(Piece { words: address.to_owned(), href: format!("/{path}") });
        rest = after;
    }
    pieces.push(words(rest));
    pieces
}
