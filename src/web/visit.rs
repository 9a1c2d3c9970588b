//! One visit: who comes, by which cookies, with what they were told last. Every request begins here; the
//! session is looked up once, and pages without a form leave no cookie behind.

use super::cookies::Cookie;
use super::problem;
use super::twice;
use crate::app::App;
use crate::error::{Error, Result};
use crate::keys::{hash, same};
use crate::succession::with_forebears;
use crate::work::Author;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, Utc};
use remit_domain::person::Seat;
use remit_domain::right::{Right, Role};
use remit_entity::{Stored, membership, person, session};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use std::sync::{Arc, OnceLock};

/// A session ends this long after its last use.
const IDLE: Duration = Duration::hours(4);

/// Somebody who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The person.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Officer or chair.
    pub role: Role,
    /// The bodies that a chair or vice-chair presides over today; empty for an officer, who sees all.
    pub bodies: Vec<i64>,
}

/// Who comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The person, when somebody signed in.
    pub known: Option<Known>,
    /// The link that this browser has confirmed, on the pages of that link.
    pub link: Option<i64>,
}

impl Actor {
    /// Whether this visitor may ever do this.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        right.allows(Role::Public)
            || self.link.is_some() && right.allows(Role::Respondent)
            || self.known.as_ref().is_some_and(|known| right.allows(known.role))
    }

    /// Whether an officer is signed in.
    #[must_use]
    pub fn is_officer(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.role == Role::Officer)
    }

    /// Whether this visitor may follow the work of a body.
    #[must_use]
    pub fn follows(&self, body: i64) -> bool {
        self.known.as_ref().is_some_and(|known| known.role == Role::Officer || known.bodies.contains(&body))
    }
}

/// A visit under way.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The service.
    pub app: App,
    /// Who comes.
    pub actor: Actor,
    /// The address asked for, with its query.
    pub path: String,
    /// The sentence left by the page before.
    pub flash: Option<String>,
    session: Option<String>,
    browser: Option<String>,
    minted: Arc<OnceLock<String>>,
}

impl Visit {
    /// Who does what this visit asks for.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn author(&self) -> Result<Author> {
        let known = self.actor.known.as_ref().ok_or_else(|| Error::SignIn(self.path.clone()))?;
        Ok(Author::Person { id: known.id, name: known.name.clone() })
    }

    /// Finds nothing for a visitor who may not follow this body: "none" and "not yours" look the same.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn must_follow(&self, body: i64) -> Result<()> {
        if self.actor.follows(body) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Whether people reach the service by https.
    #[must_use]
    pub fn https(&self) -> bool {
        self.app.site().url.starts_with("https://")
    }

    /// What this browser is known by to itself, drawn now when it has nothing yet.
    ///
    /// # Errors
    /// When no random bytes can be had.
    pub fn browser(&self) -> Result<String> {
        if let Some(browser) = &self.browser {
            return Ok(browser.clone());
        }
        if let Some(minted) = self.minted.get() {
            return Ok(minted.clone());
        }
        let token = self.app.chance().token()?;
        Ok(self.minted.get_or_init(|| token).clone())
    }

    /// The token that a form of this visitor carries.
    ///
    /// # Errors
    /// When no random bytes can be had.
    pub fn csrf(&self) -> Result<String> {
        Ok(match &self.session {
            Some(session) => self.app.keys().token("form of a session", session),
            None => self.app.keys().token("form of a browser", &self.browser()?),
        })
    }

    /// Whether a form's token is this visitor's own.
    #[must_use]
    pub fn owns_form(&self, token: &str) -> bool {
        (self.session.is_some() || self.browser.is_some())
            && self.csrf().is_ok_and(|own| same(&own, twice::unmarked(token)))
    }

    /// Whether the page drawn now may hold forms without leaving a cookie that was not there.
    #[must_use]
    pub fn is_recognised(&self) -> bool {
        self.session.is_some() || self.browser.is_some()
    }

    /// The session's own token, where there is one.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// Leads on to another page, which will show this sentence.
    #[must_use]
    pub fn done(&self, to: &str, sentence: &str) -> Response {
        let mut response = Redirect::to(to).into_response();
        let value: String = form_urlencoded::byte_serialize(sentence.as_bytes()).collect();
        set_cookie(&mut response, &Cookie::Flash.set(self.https(), &value, "/", Some(60)));
        response
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::broken("a door outside the porch"))
    }
}

/// Adds a cookie to a response.
pub fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// Receives every request: recognises the visitor, and afterwards shows what went wrong.
pub async fn greet(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.uri().path().contains("%00") {
        return problem::plain(&Error::NotFound);
    }
    let visit = match recognise(&app, request.headers(), request.uri().to_string()).await {
        Ok(visit) => visit,
        Err(error) => return problem::plain(&error),
    };
    let method = request.method().clone();
    let wants_json = problem::wants_json(request.headers());
    request.extensions_mut().insert(visit.clone());
    let response = next.run(request).await;
    let mut response = problem::show(&visit, wants_json, response).await;
    if let Some(minted) = visit.minted.get() {
        set_cookie(&mut response, &Cookie::Browser.set(visit.https(), minted, "/", None));
    }
    if visit.flash.is_some() && method == Method::GET && response.status().is_success() {
        set_cookie(&mut response, &Cookie::Flash.clear(visit.https(), "/"));
    }
    let is_private = visit.is_recognised() || visit.minted.get().is_some() || visit.path.starts_with("/answer/");
    if !response.headers().contains_key(CACHE_CONTROL) {
        let kept = if is_private { "no-store" } else { "no-cache" };
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    }
    response
}

async fn recognise(app: &App, headers: &HeaderMap, path: String) -> Result<Visit> {
    let https = app.site().url.starts_with("https://");
    let now = app.clock().now();
    let session = Cookie::Session.read(headers, https);
    let known = match &session {
        Some(token) => known_by(app, token, now).await?,
        None => None,
    };
    let link = match Cookie::Answer.read(headers, https) {
        Some(token) => confirmed_link(app, &token, now).await?,
        None => None,
    };
    let flash = Cookie::Flash.read(headers, https).and_then(|value| {
        form_urlencoded::parse(format!("f={value}").as_bytes()).next().map(|(_, text)| text.into_owned())
    });
    Ok(Visit {
        app: app.clone(),
        session: session.filter(|_| known.is_some()),
        actor: Actor { known, link },
        path,
        flash,
        browser: Cookie::Browser.read(headers, https),
        minted: Arc::new(OnceLock::new()),
    })
}

async fn known_by(app: &App, token: &str, now: DateTime<Utc>) -> Result<Option<Known>> {
    let Some(found) = session::Entity::find_by_id(hash(token)).one(app.db()).await? else { return Ok(None) };
    if found.link_id.is_some() || found.ends_at <= now || found.seen_at + IDLE <= now {
        return Ok(None);
    }
    let Some(person) = person::Entity::find_by_id(found.person_id).one(app.db()).await? else { return Ok(None) };
    let today = remit_domain::london::date_in_london(now);
    if person.left_on.is_some_and(|left| left <= today) {
        return Ok(None);
    }
    if now - found.seen_at > Duration::minutes(1) {
        let noted = session::Entity::update_many()
            .col_expr(session::Column::SeenAt, sea_orm::sea_query::Expr::value(now))
            .filter(session::Column::IdHash.eq(found.id_hash))
            .exec(app.db())
            .await;
        // Whoever only reads needs no room.
        if let Err(error) = noted.map_err(Error::from)
            && !error.lacks_room()
        {
            return Err(error);
        }
    }
    if person.is_officer {
        return Ok(Some(Known { id: person.id, name: person.name, role: Role::Officer, bodies: Vec::new() }));
    }
    let chaired = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person.id))
        .filter(membership::Column::Seat.is_in([Seat::Chair, Seat::ViceChair].map(Stored)))
        .filter(membership::Column::FromOn.lte(today))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(today)))
        .all(app.db())
        .await?;
    let bodies: Vec<i64> = chaired.into_iter().map(|seat| seat.body_id).collect();
    let bodies = Vec::from_iter(with_forebears(app.db(), &bodies).await?);
    Ok((!bodies.is_empty()).then_some(Known { id: person.id, name: person.name, role: Role::Chair, bodies }))
}

async fn confirmed_link(app: &App, token: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let found = session::Entity::find_by_id(hash(token)).one(app.db()).await?;
    Ok(found.filter(|found| found.ends_at > now).and_then(|found| found.link_id))
}
