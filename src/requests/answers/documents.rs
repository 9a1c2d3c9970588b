//! The documents that go with a request: sent as files, known by their content, or promised for a day. They are kept
//! for the panel's officer; nothing here shows them to the public.

use super::commands::load_as;
use super::pages::{Opened, gone, head, opened, sealed};
use super::views::{DocumentRow, DocumentsView};
use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::requests::around;
use crate::requests::commands::{about, owing};
use crate::requests::letters;
use crate::requests::life_pages::attachment;
use crate::requests::queries::Whole;
use crate::trail;
use crate::web::{Fields, Form, Path, Upload, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use remit_domain::agenda::Access;
use remit_domain::document::{self, FileRefusal};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::request::RequestRefusal;
use remit_domain::{london, wording};
use remit_entity::{Stored, appendix, link};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use sha2::{Digest, Sha256};

/// The documents, and the forms that send or promise one.
pub(super) async fn list(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    if !opened.is_let_in(&visit) {
        return Ok(sealed(Redirect::to(&opened.href).into_response()));
    }
    draw(&visit, &opened, Form::default(), StatusCode::OK).await
}

/// Sends a document: a new one, or one that was promised.
pub(super) async fn send(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    opened.must_be_let_in(&visit)?;
    let (link, typed, file) = (opened.link.clone(), fields.clone(), fields.file("file").cloned());
    let outcome = visit
        .app
        .write(opened.author(), move |work| {
            Box::pin(async move {
                let (whole, _) = load_as(work, &link, None).await?;
                keep_file(work, &whole, &typed, file).await
            })
        })
        .await;
    told(&visit, &opened, fields, outcome.map(|()| "The document has arrived.")).await
}

/// Promises a document for a day.
pub(super) async fn promise(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    opened.must_be_let_in(&visit)?;
    let (link, typed) = (opened.link.clone(), fields.clone());
    let outcome = visit
        .app
        .write(opened.author(), move |work| Box::pin(async move { keep_promise(work, &link, &typed).await }))
        .await;
    told(
        &visit,
        &opened,
        fields,
        outcome.map(|()| "Your promise is noted. You are reminded of it until the document has come."),
    )
    .await
}

/// Takes a document or a promise back.
pub(super) async fn withdraw(visit: Visit, Path((token, id)): Path<(String, i64)>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    opened.must_be_let_in(&visit)?;
    let (link, why) = (opened.link.clone(), fields.text(&why_box(id)).to_owned());
    let outcome = visit
        .app
        .write(opened.author(), move |work| Box::pin(async move { take_back(work, &link, id, &why).await }))
        .await;
    if let Err(Error::Refused(refusal)) = &outcome {
        let mut form = Form::of(fields);
        form.add(&why_box(id), refusal.to_string());
        return draw(&visit, &opened, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    told(&visit, &opened, fields, outcome.map(|()| "Taken back.")).await
}

/// The box in which the form of one document asks why it will not come.
pub(in crate::requests) fn why_box(id: i64) -> String {
    format!("why-{id}")
}

/// One document, for whoever sent it.
pub(super) async fn fetch(visit: Visit, Path((token, id)): Path<(String, i64)>) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    if !opened.is_let_in(&visit) {
        return Err(Error::NotFound);
    }
    let found = appendix::Entity::find_by_id(id).one(visit.app.db()).await?;
    let request = opened.whole.request.id;
    Ok(sealed(attachment(found.filter(|row| row.request_id == request && row.withdrawn_at.is_none()))?))
}

async fn told(visit: &Visit, opened: &Opened, fields: Fields, outcome: Result<&'static str>) -> Result<Response> {
    match outcome {
        Ok(sentence) => Ok(sealed(visit.done(&format!("{}/documents", opened.href), sentence))),
        Err(Error::Refused(refusal)) => {
            draw(visit, opened, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, opened: &Opened, form: Form, status: StatusCode) -> Result<Response> {
    let rows = around::documents(visit.app.db(), opened.whole.request.id).await?;
    let view = DocumentsView {
        page: visit.form_page("Documents").await?,
        form,
        head: head(visit, opened).await?,
        may_send: opened.whole.request.state.0.takes_documents(),
        may_take_back: opened.whole.request.state.0.is_owed(),
        rows: rows.iter().map(|row| shown(row, &opened.href)).collect(),
    };
    Ok(sealed(html_with(status, &view)?))
}

/// A document as a page lists it.
pub(in crate::requests) fn shown(row: &appendix::Model, href: &str) -> DocumentRow {
    let size = row.bytes.as_ref().map_or(0, Vec::len).div_ceil(1024);
    DocumentRow {
        id: row.id,
        title: row.title.clone(),
        href: if row.sent_at.is_some() { format!("{href}/documents/{}", row.id) } else { String::new() },
        file: if row.sent_at.is_some() { format!("{}, {size} KB", row.file_name) } else { String::new() },
        stands: match (row.sent_at, row.promised_on) {
            (Some(at), _) => {
                format!("Sent {}, {}", wording::date_with_day(london::date_in_london(at)), row.sent_by)
            }
            (None, Some(on)) => format!("Promised for {}: {}", wording::date_with_weekday(on), row.promise_why),
            (None, None) => String::new(),
        },
        is_awaited: row.sent_at.is_none(),
        why_box: why_box(row.id),
        file_box: format!("file-{}", row.id),
    }
}

async fn open_for_documents(work: &Work, link: &link::Model) -> Result<Whole> {
    let (whole, _) = load_as(work, link, None).await?;
    if whole.request.state.0.takes_documents() {
        return Ok(whole);
    }
    whole.request.state.0.open_for_figures().or_refuse()?;
    Ok(whole)
}

/// Keeps a document: a new one, or one that was promised.
pub(in crate::requests) async fn keep_file(
    work: &Work,
    whole: &Whole,
    typed: &Fields,
    file: Option<Upload>,
) -> Result<()> {
    if !whole.request.state.0.takes_documents() {
        whole.request.state.0.open_for_figures().or_refuse()?;
    }
    let file = file.ok_or(Error::refused(FileRefusal::Missing))?;
    let kind = document::kind(&file.bytes).or_refuse()?;
    let awaited = match typed.number::<i64>("promised") {
        Some(id) => appendix::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let awaited =
        awaited.filter(|row| row.request_id == whole.request.id && row.sent_at.is_none() && row.withdrawn_at.is_none());
    let title = awaited.as_ref().map_or_else(|| typed.text("title").to_owned(), |row| row.title.clone());
    if title.is_empty() {
        return Err(Error::refused(RequestRefusal::AppendixUntitled));
    }
    let sent = appendix::ActiveModel {
        title: Set(title),
        file_name: Set(document::file_name(&file.name, kind)),
        media_type: Set(kind.media_type().to_owned()),
        digest: Set(digest(&file.bytes)),
        bytes: Set(Some(file.bytes)),
        sent_at: Set(Some(work.at)),
        sent_by: Set(work.by.words()),
        ..Default::default()
    };
    let said = match awaited {
        Some(row) => {
            let version = row.version + 1;
            appendix::ActiveModel { id: Set(row.id), version: Set(version), ..sent }.update(&work.tx).await?
        }
        None => blank(whole, sent).insert(&work.tx).await?,
    };
    owe_promised(work, whole).await?;
    trail::record(work, "sent a document", about(whole), in_trail(&said)).await
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The trail names no document of business taken in private.
fn in_trail(row: &appendix::Model) -> String {
    row.access.0.title_in_letters(&row.title)
}

fn blank(whole: &Whole, row: appendix::ActiveModel) -> appendix::ActiveModel {
    let access = whole.place.item.access.0;
    let access = if access.is_restricted() { access } else { Access::Public };
    let mut row = row;
    row.request_id = Set(whole.request.id);
    row.access = Set(Stored(access));
    row.version = Set(1);
    if row.promise_why.is_not_set() {
        row.promise_why = Set(String::new());
    }
    for text in [&mut row.file_name, &mut row.media_type, &mut row.digest, &mut row.sent_by] {
        if text.is_not_set() {
            *text = Set(String::new());
        }
    }
    row
}

async fn keep_promise(work: &Work, link: &link::Model, typed: &Fields) -> Result<()> {
    let whole = open_for_documents(work, link).await?;
    let (title, why) = (typed.text("promised_title").to_owned(), typed.text("reason").to_owned());
    if title.is_empty() {
        return Err(Error::refused(RequestRefusal::PromiseUntitled));
    }
    let on = promised_day(typed.date("promised_on"), (work.today, whole.place.meeting.held_on)).or_refuse()?;
    if why.is_empty() {
        return Err(Error::refused(RequestRefusal::ReasonMissing));
    }
    let row = appendix::ActiveModel {
        title: Set(title),
        promised_on: Set(Some(on)),
        promise_why: Set(why),
        ..Default::default()
    };
    let row = blank(&whole, row).insert(&work.tx).await?;
    owe_promised(work, &whole).await?;
    let said = format!("{}, by {}", in_trail(&row), wording::date(on));
    trail::record(work, "promised a document", about(&whole), said).await
}

fn promised_day(
    on: Option<NaiveDate>,
    (today, meeting_on): (NaiveDate, NaiveDate),
) -> std::result::Result<NaiveDate, RequestRefusal> {
    match on {
        None => Err(RequestRefusal::PromiseMissing),
        Some(on) if on < today => Err(RequestRefusal::PromiseInThePast),
        Some(on) if on > meeting_on => Err(RequestRefusal::PromiseAfterMeeting(meeting_on)),
        Some(on) => Ok(on),
    }
}

/// Takes back what was sent, while the figures are open, or what was promised, whenever it is awaited.
async fn take_back(work: &Work, link: &link::Model, id: i64, why: &str) -> Result<()> {
    let (whole, _) = load_as(work, link, None).await?;
    let row = of(work, &whole, id).await?;
    if row.sent_at.is_none() {
        let says = vec![
            format!("“{}” was promised, and will not come. It was taken back {}.", in_trail(&row), work.by.words()),
            "The reason stands on the request’s page.".to_owned(),
        ];
        withdraw_promise(work, &whole, id, why).await?;
        return letters::answered(work, &whole, ("A document will not come", says)).await;
    }
    // What the officer has is theirs: it is taken back only while the figures are.
    whole.request.state.0.open_for_figures().or_refuse()?;
    let said = in_trail(&row);
    close(work, &whole, row).await?;
    trail::record(work, "took a document back", about(&whole), said).await
}

/// A document that stands with a request.
async fn of(work: &Work, whole: &Whole, id: i64) -> Result<appendix::Model> {
    let row = appendix::Entity::find_by_id(id).one(&work.tx).await?;
    row.filter(|row| row.request_id == whole.request.id && row.withdrawn_at.is_none()).ok_or(Error::NotFound)
}

/// What was promised will not come, and the reason says why; also once the figures are in.
pub(in crate::requests) async fn withdraw_promise(work: &Work, whole: &Whole, id: i64, why: &str) -> Result<()> {
    let row = of(work, whole, id).await?;
    if row.sent_at.is_some() {
        return Err(Error::NotFound);
    }
    if why.is_empty() {
        return Err(Error::refused(RequestRefusal::ReasonMissing));
    }
    let said = format!("{}: {why}", in_trail(&row));
    close(work, whole, row).await?;
    trail::record(work, "took a promised document back", about(whole), said).await
}

async fn close(work: &Work, whole: &Whole, row: appendix::Model) -> Result<()> {
    let version = row.version + 1;
    let mut row = row.into_active_model();
    row.withdrawn_at = Set(Some(work.at));
    row.version = Set(version);
    row.update(&work.tx).await?;
    // Nothing came: what was owed is no longer wanted, rather than met.
    if around::documents(&work.tx, whole.request.id).await?.iter().all(|row| row.sent_at.is_some()) {
        obligations::withdraw(work, Kind::SendAppendix, SubjectKind::Request, whole.request.id).await?;
    }
    owe_promised(work, whole).await
}

/// What is promised is owed by the earliest of its days; what has come is not.
pub(in crate::requests) async fn owe_promised(work: &Work, whole: &Whole) -> Result<()> {
    let id = whole.request.id;
    let rows = around::documents(&work.tx, id).await?;
    let awaited = || rows.iter().filter(|row| row.sent_at.is_none());
    let first = awaited().filter_map(|row| row.promised_on).min();
    let open = obligations::open_about(&work.tx, SubjectKind::Request, id).await?;
    let stands = open.into_iter().find(|row| row.kind.0 == Kind::SendAppendix);
    match (first, stands) {
        (None, _) => obligations::discharge(work, Kind::SendAppendix, SubjectKind::Request, id).await,
        (Some(on), Some(row)) if row.due_on == Some(on) => Ok(()),
        (Some(on), Some(_)) => obligations::set_day(work, Kind::SendAppendix, (SubjectKind::Request, id), on).await,
        (Some(on), None) => {
            let owing = Owing {
                kind: Kind::SendAppendix,
                owner_post_id: whole.request.owner_post_id,
                title: format!("{}: documents promised", whole.request.reference),
                rule: DueRule::on(on),
                ..owing(id, &whole.place)
            };
            obligations::owe(work, owing).await.map(|_| ())
        }
    }
}
