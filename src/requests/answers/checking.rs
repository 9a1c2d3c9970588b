//! Check answers: every line as it stands with what a careful reader would ask, and the sign-off. Warnings are shown
//! and block nothing. Also the page that offers what may be said in place of figures.

use super::commands::Hand;
use super::entering::must_have_confirmed;
use super::hands;
use super::pages::{Opened, gone, head, opened, sealed};
use super::views::{CheckRow, CheckView, OtherView};
use crate::error::{Error, Result};
use crate::requests::around;
use crate::requests::queries::{self, Line, Whole};
use crate::requests::views::LineView;
use crate::requests::wanted::Promise;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use remit_domain::figure::Figure;
use remit_domain::period::Period;
use remit_domain::scorecard_check::{Looked, warnings};
use remit_entity::{link, person};
use rust_decimal::Decimal;
use sea_orm::EntityTrait;

/// What the page says when it is not as it was any more.
pub(super) const CHANGED: &str = "Somebody else changed this after you opened the page. It is shown as it stands now; look at it, then decide again.";

/// The values before a line, oldest first.
pub(super) type Recent = Vec<(Period, Option<Figure>)>;

/// Check answers.
pub(super) async fn check(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    match ready(&visit, &token).await? {
        Ok(opened) => draw(&visit, &opened, Form::default(), StatusCode::OK).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// What else may be said: who works on it, to follow, not available.
pub(super) async fn other(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    match ready(&visit, &token).await? {
        Ok(opened) => draw_other(&visit, &opened, Form::default(), StatusCode::OK).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Whoever may not work on it now reads what stands.
async fn ready(visit: &Visit, token: &str) -> Result<std::result::Result<Opened, Response>> {
    let Some(opened) = opened(visit, token).await? else { return Ok(Err(gone(visit).await?)) };
    let is_open = opened.whole.request.state.0.is_owed();
    if is_open && opened.is_let_in(visit) {
        return Ok(Ok(opened));
    }
    Ok(Err(sealed(Redirect::to(&opened.href).into_response())))
}

/// What a careful reader would ask of a line.
fn asked_of(line: &Line, whole: &Whole, recent: &Recent) -> Vec<String> {
    let row = &line.figure;
    let policy = row.policy();
    let numbers: Vec<Decimal> = recent
        .iter()
        .filter_map(|(_, figure)| match figure {
            Some(Figure::Number(value)) => Some(*value),
            _ => None,
        })
        .collect();
    let part = |text: &Option<String>| text.as_deref().and_then(|text| text.replace(',', "").parse::<Decimal>().ok());
    let looked = Looked {
        figure: row.figure(),
        reason: &row.reason,
        commentary: &row.commentary,
        corrective: &row.corrective,
        rating: row.rating.map(|rating| rating.0),
        stated: row.stated_rating.map(|rating| rating.0),
        stated_why: &row.stated_why,
        parts: part(&row.numerator).zip(part(&row.denominator)),
        policy: Some(&policy),
        recent: &numbers,
        commentary_before: line.before.as_ref().map_or("", |before| before.commentary.as_str()),
        asked: Some(whole.period),
        covers: row.covers.parse().ok(),
        expected: line.expected,
    };
    warnings(&looked).iter().map(ToString::to_string).collect()
}

async fn draw(visit: &Visit, opened: &Opened, form: Form, status: StatusCode) -> Result<Response> {
    let (db, whole) = (visit.app.db(), &opened.whole);
    let lines = queries::lines(db, whole).await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.indicator.id).collect();
    let recent = around::recent(db, whole, &ids).await?;
    let none = Recent::new();
    let rows: Vec<CheckRow> = lines
        .iter()
        .map(|line| CheckRow {
            warnings: asked_of(line, whole, recent.get(&line.indicator.id).unwrap_or(&none)),
            line: LineView::behind_link(line, whole.period, true),
        })
        .collect();
    let question = around::open_query(db, whole.request.id).await?.map(|asked| asked.asks).unwrap_or_default();
    let documents = around::documents(db, whole.request.id).await?;
    let colleague = match whole.request.contributor_id {
        Some(id) => person::Entity::find_by_id(id).one(db).await?.map(|one| one.name).unwrap_or_default(),
        None => String::new(),
    };
    let view = CheckView {
        page: visit.form_page("Check your answers").await?,
        head: head(visit, opened).await?,
        version: whole.request.version,
        is_director: opened.hand() == Some(Hand::Director),
        sent_up: whole.request.sent_up_at.map(|_| whole.request.sent_up_by.clone()).unwrap_or_default(),
        colleague,
        is_nil: whole.request.is_nil,
        note: whole.request.note.clone(),
        question,
        warned: rows.iter().map(|row| row.warnings.len()).sum(),
        documents: documents.iter().map(|row| super::documents::shown(row, &opened.href)).collect(),
        rows,
        form,
    };
    Ok(sealed(html_with(status, &view)?))
}

async fn draw_other(visit: &Visit, opened: &Opened, form: Form, status: StatusCode) -> Result<Response> {
    let mut choices = vec![Choice::new("own", "I will do it")];
    if opened.hand() == Some(Hand::Director) {
        choices.push(Choice::new("colleague", "Someone else will do this: I name them below"));
    }
    choices.push(Choice::new("not_mine", "This is not for me: I say why below"));
    let view = OtherView {
        page: visit.form_page("Something else").await?,
        head: head(visit, opened).await?,
        version: opened.whole.request.version,
        is_director: opened.hand() == Some(Hand::Director),
        choices,
        form,
    };
    Ok(sealed(html_with(status, &view)?))
}

/// One deed of whoever has a request in hand.
enum Deed {
    Choose(Fields),
    Follow(Promise),
    Unavailable(String),
    Part,
    SendUp,
    SendBack(String),
}

async fn done(work: &Work, link: &link::Model, (version, deed): (Option<i32>, Deed)) -> Result<&'static str> {
    match deed {
        Deed::Choose(fields) => return hands::choose(work, link, &fields).await,
        Deed::Follow(promise) => hands::follow(work, link, (version, promise)).await?,
        Deed::Unavailable(reason) => hands::unavailable(work, link, (version, reason)).await?,
        Deed::Part => {
            hands::submit_part(work, link, version).await?;
            return Ok("What is ready has gone ahead. The rest is still owed.");
        }
        Deed::SendUp => {
            hands::send_up(work, link, version).await?;
            return Ok("Sent up. The director gets a letter.");
        }
        Deed::SendBack(why) => {
            hands::send_back(work, link, (version, &why)).await?;
            return Ok("Sent back.");
        }
    }
    Ok("Thank you. The scrutiny officer has been told.")
}

/// Does it, and leads back to the request; what is refused is said on the page that asked.
async fn act(visit: Visit, token: String, fields: Fields, deed: Deed) -> Result<Response> {
    let Some(had) = opened(&visit, &token).await? else { return gone(&visit).await };
    must_have_confirmed(&visit, &had)?;
    let is_of_check = matches!(deed, Deed::Part | Deed::SendUp | Deed::SendBack(_));
    let (link, version) = (had.link.clone(), Some(fields.number("version").unwrap_or(0)));
    let outcome = visit
        .app
        .write(had.author(), move |work| Box::pin(async move { done(work, &link, (version, deed)).await }))
        .await;
    let (form, status) = match outcome {
        Ok(sentence) => return Ok(sealed(visit.done(&had.href, sentence))),
        Err(Error::Refused(refusal)) => (Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY),
        Err(Error::Stale) => {
            let mut form = Form::of(fields);
            form.add("", CHANGED);
            (form, StatusCode::CONFLICT)
        }
        Err(error) => return Err(error),
    };
    if is_of_check {
        return again(&visit, &token, form, status).await;
    }
    match ready(&visit, &token).await? {
        Ok(opened) => draw_other(&visit, &opened, form, status).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The check page again, with what was typed there.
pub(super) async fn again(visit: &Visit, token: &str, form: Form, status: StatusCode) -> Result<Response> {
    match ready(visit, token).await? {
        Ok(opened) => draw(visit, &opened, form, status).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn who(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let deed = Deed::Choose(fields.clone());
    act(visit, token, fields, deed).await
}

pub(super) async fn follow(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let deed = Deed::Follow(Promise::read(&fields));
    act(visit, token, fields, deed).await
}

pub(super) async fn unavailable(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let deed = Deed::Unavailable(fields.text("why_not").to_owned());
    act(visit, token, fields, deed).await
}

pub(super) async fn part(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    act(visit, token, fields, Deed::Part).await
}

pub(super) async fn send_up(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    act(visit, token, fields, Deed::SendUp).await
}

pub(super) async fn send_back(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let deed = Deed::SendBack(fields.text("reason").to_owned());
    act(visit, token, fields, deed).await
}
