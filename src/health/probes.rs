//! What machines ask: whether the process lives, whether visitors may be sent to it, and its figures. Outside the porch:
//! they must answer while the database does not.

use super::figures;
use crate::app::App;
use crate::keys::same;
use crate::pulse::Readers;
use crate::vitals;
use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::time::Duration;

/// How long the figures may take to gather.
const PATIENCE: Duration = Duration::from_secs(5);

/// The three addresses, beside what a router has already.
pub fn beside(porch: Router<App>) -> Router<App> {
    porch.route("/healthz", get(lives)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

async fn lives() -> &'static str {
    "alive\n"
}

async fn ready(State(app): State<App>) -> Response {
    let why = app.pulse().unready();
    if why.is_empty() {
        return "ready\n".into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, format!("not ready\n{}\n", why.join("\n"))).into_response()
}

/// Where a visitor comes from; nobody knows in a test.
struct From(Option<SocketAddr>);

impl<S: Sync> FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|from| from.0)))
    }
}

async fn metrics(State(app): State<App>, From(from): From, headers: HeaderMap) -> Response {
    if !may_read(&app.pulse().readers(), from, &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let known = match tokio::time::timeout(PATIENCE, vitals::read(&app)).await {
        Ok(Ok(vitals)) => Some(vitals),
        _ => None,
    };
    let text = figures::text(&app, known.as_ref());
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// A proxy on the same computer asks for others: what it passes on does not come from here.
fn may_read(readers: &Readers, from: Option<SocketAddr>, headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match readers {
        Readers::Everybody => true,
        Readers::WhoKnows(word) => {
            header(AUTHORIZATION.as_str()).strip_prefix("Bearer ").is_some_and(|sent| same(word, sent))
        }
        Readers::Here => {
            let passed_on = ["forwarded", "x-forwarded-for", "x-forwarded-host", "via"];
            let host = header(HOST.as_str());
            let host = host.strip_prefix('[').map_or_else(
                || host.split(':').next().unwrap_or_default(),
                |inner| inner.split(']').next().unwrap_or_default(),
            );
            from.is_some_and(|from| from.ip().to_canonical().is_loopback())
                && matches!(host, "localhost" | "127.0.0.1" | "::1")
                && !passed_on.iter().any(|name| headers.contains_key(*name))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_figures_are_for_this_computer_unless_it_is_said_otherwise() {
        let here: SocketAddr = "127.0.0.1:4000".parse().unwrap();
        let there: SocketAddr = "192.0.2.7:4000".parse().unwrap();
        let knows = Readers::WhoKnows("word".to_owned());
        for (readers, from, sent, wanted) in [
            (&Readers::Here, Some(here), vec![("host", "127.0.0.1:8080")], true),
            (&Readers::Here, Some(here), vec![("host", "[::1]:8080")], true),
            (&Readers::Here, Some(here), vec![("host", "scrutiny.example")], false),
            (&Readers::Here, Some(here), vec![("host", "localhost"), ("x-forwarded-for", "192.0.2.7")], false),
            (&Readers::Here, Some(there), vec![("host", "localhost")], false),
            (&Readers::Here, None, vec![("host", "localhost")], false),
            (&Readers::Everybody, Some(there), vec![], true),
            (&knows, Some(there), vec![("authorization", "Bearer word")], true),
            (&knows, Some(here), vec![("host", "localhost"), ("authorization", "Bearer words")], false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in &sent {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(may_read(readers, from, &headers), wanted, "{readers:?} {from:?} {sent:?}");
        }
    }
}
