//! How a no looks: a page for people, problem+json (RFC 9457) for programs. The one place that logs a fault,
//! once, with a reference that the user is shown and nothing personal.

use super::page::{self, Page};
use super::visit::Visit;
use crate::error::Error;
use askama::Template;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use std::any::Any;

/// What a failed response carries until the porch draws it.
#[derive(Clone, Debug)]
struct Told {
    title: &'static str,
    sentence: String,
}

/// Goes with the answer to a form that was done before.
#[derive(Clone, Copy, Debug)]
pub struct Repeated;

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::SignIn(next) = &self {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            return Redirect::to(&format!("/sign-in?next={next}")).into_response();
        }
        let is_repeated = matches!(self, Self::Repeated);
        let (status, told) = told(&self);
        let mut response = status.into_response();
        response.extensions_mut().insert(told);
        if is_repeated {
            response.extensions_mut().insert(Repeated);
        }
        response
    }
}

/// What a visitor is told when a handler panicked. What it panicked about may hold personal data, and is not logged here.
#[must_use]
pub fn fell_over(_: Box<dyn Any + Send>) -> Response {
    Error::broken("a handler panicked").into_response()
}

fn told(error: &Error) -> (StatusCode, Told) {
    let say = |title, sentence: &str| Told { title, sentence: sentence.to_owned() };
    match error {
        Error::NotFound => (
            StatusCode::NOT_FOUND,
            say(
                "Page not found",
                "If you typed the address, check that it is right. If you followed a link, what it led to may have moved.",
            ),
        ),
        Error::Forbidden | Error::SignIn(_) => (
            StatusCode::FORBIDDEN,
            say(
                "You cannot do this",
                "Your account may not open this page. Ask a scrutiny officer if you think that it should.",
            ),
        ),
        Error::Throttled => {
            (StatusCode::TOO_MANY_REQUESTS, say("Too many tries", "Wait a few minutes, then try again."))
        }
        Error::ForgedForm => (
            StatusCode::FORBIDDEN,
            say(
                "This form cannot be used any more",
                "It was opened before you signed in or out, or in another browser. Go back, open the page again, and send it from there.",
            ),
        ),
        Error::Refused(refusal) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Told { title: "This cannot be done", sentence: refusal.to_string() })
        }
        Error::Stale => (
            StatusCode::CONFLICT,
            say(
                "Somebody else changed this",
                "It was changed after you opened it. Open the page again to see how it stands now.",
            ),
        ),
        Error::Repeated => (
            StatusCode::CONFLICT,
            say(
                "This was done already",
                "The same form came a second time. Go back and open the page again to see how it stands.",
            ),
        ),
        Error::Broken(fault) => broken(fault, error.lacks_room()),
    }
}

/// A fault of ours is logged under a reference, and the visitor reads the reference.
fn broken(fault: &anyhow::Error, lacks_room: bool) -> (StatusCode, Told) {
    let reference = reference(fault);
    tracing::error!(reference, fault = format!("{fault:#}"), "fault");
    if lacks_room {
        let sentence = format!(
            "Nothing was changed, because there is no room left on the disk of the service. What is there can be read. Once somebody has made room, try again; the reference is {reference}."
        );
        let title = "Sorry, this cannot be kept at the moment";
        return (StatusCode::SERVICE_UNAVAILABLE, Told { title, sentence });
    }
    let sentence =
        format!("Nothing was changed. Try again later; if it happens again, tell us the reference {reference}.");
    (StatusCode::INTERNAL_SERVER_ERROR, Told { title: "Sorry, there is a problem with the service", sentence })
}

/// A short reference: the same fault gives the same one, so that reports can be counted.
fn reference(fault: &anyhow::Error) -> String {
    crate::keys::hash(&format!("{fault:#}")).chars().take(8).collect()
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemView {
    page: Page,
    sentence: String,
}

/// Whether the visitor is a program that asks for JSON.
#[must_use]
pub fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("json"))
}

/// Draws what went wrong, where something did.
pub async fn show(visit: &Visit, wants_json: bool, response: Response) -> Response {
    let status = response.status();
    let told = match response.extensions().get::<Told>() {
        Some(told) => told.clone(),
        None if status == StatusCode::NOT_FOUND && !response.headers().contains_key(CONTENT_TYPE) => {
            told(&Error::NotFound).1
        }
        None if status == StatusCode::METHOD_NOT_ALLOWED => told(&Error::NotFound).1,
        None => return response,
    };
    if response.extensions().get::<Repeated>().is_some() {
        // The porch answers in the place of this page.
        return response;
    }
    if wants_json {
        return as_json(status, &told);
    }
    let Ok(page) = visit.page(told.title).await else { return (status, told.sentence).into_response() };
    let mut shown = page::html_with(status, &ProblemView { page, sentence: told.sentence })
        .unwrap_or_else(|_| status.into_response());
    for (name, value) in response.headers() {
        if name == axum::http::header::SET_COOKIE {
            shown.headers_mut().append(name, value.clone());
        }
    }
    shown
}

fn as_json(status: StatusCode, told: &Told) -> Response {
    let body = serde_json::json!({ "title": told.title, "status": status.as_u16(), "detail": told.sentence });
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// For a fault before any page can be drawn.
#[must_use]
pub fn plain(error: &Error) -> Response {
    let (status, told) = told(error);
    (status, format!("{}. {}", told.title, told.sentence)).into_response()
}
