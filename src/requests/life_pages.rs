//! The doors of an officer's deeds about a request that is under way, the documents that came with it, and the list
//! of outside providers who may be asked. The deeds are in `life`.

use super::anew;
use super::answers;
use super::commands::load;
use super::life;
use super::pages::{Sent, reason_of, told};
use super::queries;
use super::views::ProvidersView;
use crate::error::{Error, OrRefuse, Result};
use crate::settings;
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use remit_domain::provider::Allowed;
use remit_entity::appendix;
use sea_orm::EntityTrait;

fn stands(id: i64, fields: &Fields) -> (i64, i32) {
    (id, fields.number("version").unwrap_or(0))
}

/// Asks back.
pub(super) async fn ask_back(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (at, asks, due_on) = (stands(id, &fields), fields.text("asks").to_owned(), fields.date("due_on"));
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(life::ask_back(work, at, asks, due_on))).await;
    told(&visit, id, Sent::of("query", fields), outcome.map(|()| "Asked back. The letter is on its way.")).await
}

/// Gives more time.
pub(super) async fn extend(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (at, to, reason) = (stands(id, &fields), fields.date("due_on"), fields.text(reason_of("extend")).to_owned());
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(life::extend(work, at, to, reason))).await;
    told(&visit, id, Sent::of("extend", fields), outcome.map(|()| "More time given.")).await
}

/// Notes that it is not available.
pub(super) async fn not_available(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (at, reason) = (stands(id, &fields), fields.text(reason_of("unavailable")).to_owned());
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(life::not_available(work, at, reason))).await;
    told(&visit, id, Sent::of("unavailable", fields), outcome.map(|()| "Recorded as not available.")).await
}

/// Merges it into another.
pub(super) async fn merge(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (at, into) = (stands(id, &fields), fields.number("into"));
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(life::merge(work, at, into))).await;
    told(&visit, id, Sent::of("merge", fields), outcome.map(|()| "Merged. Nothing is owed here any more.")).await
}

/// Puts a new request in its place.
pub(super) async fn supersede(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (at, item) = (stands(id, &fields), fields.number("item"));
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(anew::supersede(work, at, item))).await;
    match outcome {
        Ok(new) => Ok(visit.done(&format!("/requests/{new}"), "A new request takes its place.")),
        Err(error) => told(&visit, id, Sent::of("supersede", fields), Err(error)).await,
    }
}

/// Says what came of another panel's value.
pub(super) async fn looked_at(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (at, said) = (stands(id, &fields), fields.text("reason").to_owned());
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(life::looked_at(work, at, said))).await;
    told(&visit, id, Sent::of("looked-at", fields), outcome.map(|()| "Recorded.")).await
}

/// A document that came with a request, for whoever follows its panel.
pub(super) async fn document(visit: Visit, Path((id, other)): Path<(i64, i64)>) -> Result<Response> {
    let whole = queries::find(visit.app.db(), id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(whole.place.body.id)?;
    let found = appendix::Entity::find_by_id(other).one(visit.app.db()).await?;
    attachment(found.filter(|row| row.request_id == id && row.withdrawn_at.is_none()))
}

/// Puts a promised document with the request, as it came to the officer.
pub(super) async fn send_document(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (typed, file) = (fields.clone(), fields.file("file").cloned());
    let sent = Sent { deed: "document", document: fields.number("promised"), fields };
    let outcome = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move {
                let whole = load(work, id, None).await?;
                answers::keep_file(work, &whole, &typed, file).await
            })
        })
        .await;
    told(&visit, id, sent, outcome.map(|()| "The document is with the request.")).await
}

/// A promised document will not come.
pub(super) async fn withdraw_document(
    visit: Visit,
    Path((id, other)): Path<(i64, i64)>,
    fields: Fields,
) -> Result<Response> {
    let ((_, version), why) = (stands(id, &fields), fields.text(&answers::why_box(other)).to_owned());
    let sent = Sent { deed: "document", document: Some(other), fields };
    let outcome = visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move {
                let whole = load(work, id, Some(version)).await?;
                answers::withdraw_promise(work, &whole, other, &why).await
            })
        })
        .await;
    told(&visit, id, sent, outcome.map(|()| "Taken back. Nobody is reminded of it any more.")).await
}

/// A document as something to keep, never to show: what is in it came from outside.
pub(super) fn attachment(found: Option<appendix::Model>) -> Result<Response> {
    let row = found.ok_or(Error::NotFound)?;
    let bytes = row.bytes.ok_or(Error::NotFound)?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&row.media_type);
    headers.insert(CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", row.file_name));
    headers.insert(CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment")));
    Ok(response)
}

/// The outside providers who may be asked for data.
pub(super) async fn providers(visit: Visit) -> Result<Response> {
    let listed = settings::find(visit.app.db(), settings::PROVIDER_DOMAINS).await?;
    draw_providers(&visit, Form::of(Fields::from_pairs([("domains", listed)])), StatusCode::OK).await
}

/// Changes them.
pub(super) async fn allow(visit: Visit, fields: Fields) -> Result<Response> {
    let allowed = match Allowed::read(fields.raw("domains")) {
        Ok(allowed) => allowed.text(),
        Err(refusal) => {
            return draw_providers(&visit, Form::refused(fields, &refusal), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    visit
        .app
        .write(visit.author()?, move |work| {
            Box::pin(async move { settings::decide(work, settings::PROVIDER_DOMAINS, &allowed).await })
        })
        .await?;
    Ok(visit.done("/people/providers", "The list of providers is saved."))
}

async fn draw_providers(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    html_with(status, &ProvidersView { page: visit.form_page("Outside providers").await?, form })
}

/// Whether somebody may be asked for data at an address.
///
/// # Errors
/// The sentence that says why not.
pub(super) async fn must_be_allowed(work: &crate::work::Work, email: &str) -> Result<()> {
    let allowed = Allowed::read(&settings::find(&work.tx, settings::PROVIDER_DOMAINS).await?).unwrap_or_default();
    let council = remit_entity::council::Entity::find().one(&work.tx).await?;
    let contact = council.map(|council| council.contact_email).unwrap_or_default();
    allowed.may_receive(email, &[contact.as_str(), work.site.mailbox.as_str()]).or_refuse()
}
