//! What every page has around it: the council, the navigation of this visitor, a sentence from the page
//! before. Columns ask the visit for one and put their own content inside.

use super::assets;
use super::twice;
use super::visit::Visit;
use crate::error::Result;
use crate::gate::{self, Bar};
use askama::Template;
use axum::http::header::REFERRER_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use remit_domain::right::Role;
use remit_domain::{london, wording};
use remit_entity::council;
use sea_orm::EntityTrait;

/// The surroundings of a page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page's own name.
    pub title: String,
    /// Whose service this is.
    pub council: String,
    /// The navigation.
    pub nav: Vec<NavLink>,
    /// Who is signed in.
    pub signed_in_as: Option<String>,
    /// What forms carry; empty on a page without forms.
    pub csrf: String,
    /// A sentence from the page before.
    pub flash: Option<Flash>,
    /// The bar of a demonstration.
    pub demo: Option<DemoBar>,
    /// What officers must know while letters do not simply go.
    pub bars: Vec<Bar>,
    /// Officers' pages are denser.
    pub dense: bool,
    /// The version of the assets.
    pub asset_tag: &'static str,
    /// A further style sheet; none yet.
    pub stylesheet: &'static str,
}

/// A link of the navigation.
#[derive(Clone, Debug)]
pub struct NavLink {
    /// Where it leads.
    pub href: &'static str,
    /// Its words.
    pub text: &'static str,
    /// Whether this page lies behind it.
    pub current: bool,
}

/// A sentence from the page before.
#[derive(Clone, Debug)]
pub struct Flash {
    /// `success` or `important`.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
}

/// The bar of a demonstration.
#[derive(Clone, Debug)]
pub struct DemoBar {
    /// The demonstration's day and time, in words.
    pub now: String,
    /// Whom a visitor can be.
    pub personas: Vec<Persona>,
}

/// Somebody whom a visitor of a demonstration can be.
#[derive(Clone, Debug)]
pub struct Persona {
    /// What is sent.
    pub key: &'static str,
    /// What is read.
    pub name: &'static str,
    /// Whether the visitor is this one now.
    pub current: bool,
}

const OFFICER_NAV: &[(&str, &str)] = &[
    ("/due", "Due"),
    ("/cycle", "Cycle"),
    ("/panels", "Panels"),
    ("/requests", "Requests"),
    ("/indicators", "Indicators"),
    ("/actions", "Tracker"),
    ("/recommendations", "Recommendations"),
    ("/referrals", "Board"),
    ("/reminders", "Reminders"),
    ("/letters", "Letters"),
    ("/people", "People"),
];
const CHAIR_NAV: &[(&str, &str)] = &[
    ("/panels", "My panels"),
    ("/actions", "Tracker"),
    ("/recommendations", "Recommendations"),
    ("/referrals", "Board"),
    ("/bodies", "Public pages"),
];
const PUBLIC_NAV: &[(&str, &str)] = &[("/bodies", "Panels and meetings"), ("/sign-in", "Sign in")];

impl Visit {
    /// The surroundings of a page without forms of its own.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn page(&self, title: impl Into<String>) -> Result<Page> {
        // The front door of a demonstration holds the forms that let its visitor be somebody; no other page that
        // anybody reads leaves a cookie.
        let greets = self.app.is_demo() && self.path.split('?').next() == Some("/");
        let csrf = if self.is_recognised() || greets { twice::mark(&self.csrf()?) } else { String::new() };
        let council = council::Entity::find().one(self.app.db()).await?;
        let is_officers = self.actor.is_officer() && !self.path.starts_with("/answer/");
        let bars = if is_officers { gate::bars(self.app.db(), self.app.clock().today()).await? } else { Vec::new() };
        Ok(Page {
            title: title.into(),
            council: council.map_or_else(|| "Scrutiny".to_owned(), |council| council.name),
            nav: self.nav(),
            signed_in_as: self.actor.known.as_ref().map(|known| known.name.clone()),
            csrf,
            flash: self.flash.clone().map(|text| Flash { kind: "success", text }),
            demo: self.app.is_demo().then(|| self.demo_bar()),
            bars,
            dense: is_officers,
            asset_tag: assets::tag(),
            stylesheet: "",
        })
    }

    /// The surroundings of a page with a form; the visitor's browser becomes recognisable to itself.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn form_page(&self, title: impl Into<String>) -> Result<Page> {
        let csrf = twice::mark(&self.csrf()?);
        Ok(Page { csrf, ..self.page(title).await? })
    }

    fn nav(&self) -> Vec<NavLink> {
        let links = match self.actor.known.as_ref().map(|known| known.role) {
            _ if self.path.starts_with("/answer/") => &[],
            Some(Role::Officer) => OFFICER_NAV,
            Some(_) => CHAIR_NAV,
            None => PUBLIC_NAV,
        };
        links
            .iter()
            .map(|(href, text)| NavLink {
                href,
                text,
                current: self.path.split(['/', '?']).nth(1) == href.split('/').nth(1),
            })
            .collect()
    }

    fn demo_bar(&self) -> DemoBar {
        let at_link = self.path.starts_with("/answer/");
        let role = self.actor.known.as_ref().map(|known| known.role).filter(|_| !at_link);
        let persona = |key, name, current| Persona { key, name, current };
        let now = self.app.clock().now();
        DemoBar {
            now: format!(
                "{}, {}",
                wording::date_with_weekday(london::date_in_london(now)),
                london::time_in_london(now)
            ),
            personas: vec![
                persona("officer", "Officer", role == Some(Role::Officer)),
                persona("chair", "Chair", role == Some(Role::Chair)),
                persona("director", "Director (through a link)", at_link),
                persona("public", "Public", role.is_none() && !at_link),
            ],
        }
    }
}

/// The page of a list that is shown, from 1: the one asked for, or the last when there are not so many.
#[must_use]
pub fn turn_to(asked: u64, total: u64, a_page: u64) -> u64 {
    asked.clamp(1, total.div_ceil(a_page).max(1))
}

/// A page that was found.
///
/// # Errors
/// When the template cannot be drawn.
pub fn html(view: &impl Template) -> Result<Response> {
    html_with(StatusCode::OK, view)
}

/// A page with another status.
///
/// # Errors
/// When the template cannot be drawn.
pub fn html_with(status: StatusCode, view: &impl Template) -> Result<Response> {
    Ok((status, Html(view.render()?)).into_response())
}

/// For a page whose address holds a secret: the address is neither told to the next site nor kept by a search engine.
#[must_use]
pub fn secret(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}
