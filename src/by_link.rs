//! The way in by the link of a letter, for whoever answers without signing in: who they are, the code that goes to the
//! same address, and what is shown when the link leads nowhere. What is answered belongs to the columns that call it.

use crate::codes::{self, KEPT_FOR};
use crate::error::Result;
use crate::links;
use crate::obligations;
use crate::web::cookies::Cookie;
use crate::web::page::secret;
use crate::web::visit::set_cookie;
use crate::web::{Choice, Fields, Page, Visit, html_with};
use crate::work::Author;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::code::CodeRefusal;
use remit_domain::obligation::SubjectKind;
use remit_domain::word::Word;
use remit_entity::{council, link, person};
use sea_orm::EntityTrait;

/// What stands in place of words that concern business taken in private, until the code has shown who reads.
pub const PRIVATE: &str = "Its words concern business taken in private. You see them when you have entered the code.";

/// A link that leads to something.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What stands in the address.
    pub token: String,
    /// The link.
    pub link: link::Model,
    /// To whom it was issued.
    pub person: person::Model,
}

/// How far whoever opened a link has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Says who they are, and asks for a code.
    Who,
    /// Enters the code.
    Code,
    /// Answers.
    Answer,
    /// Nothing more can be answered by this link; the sentence says why.
    Closed(&'static str),
}

/// Who somebody says they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person to whom the link was issued.
    Holder,
    /// Nothing was chosen.
    Nobody,
    /// Somebody else.
    Other,
}

#[derive(Template)]
#[template(path = "by_link/gone.html")]
struct Gone {
    page: Page,
    contact: String,
}

impl Opened {
    /// Whoever answers by it.
    #[must_use]
    pub fn author(&self) -> Author {
        Author::ByLink { id: self.person.id, name: self.person.name.clone() }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/answer/{}/{}", self.link.subject_kind.0.word(), self.token)
    }

    /// Where a visitor stands who may answer unless a reason says otherwise.
    #[must_use]
    pub fn stage(&self, visit: &Visit, closed: Option<&'static str>, otherwise: Stage) -> Stage {
        match closed {
            Some(why) => Stage::Closed(why),
            None if self.is_confirmed(visit) => Stage::Answer,
            None => otherwise,
        }
    }

    /// Whether this browser has entered its code.
    #[must_use]
    pub fn is_confirmed(&self, visit: &Visit) -> bool {
        visit.actor.link == Some(self.link.id)
    }

    /// Whether whoever has it holds a post today.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn holds(&self, visit: &Visit, post_id: i64) -> Result<bool> {
        let holder = obligations::holder_of(visit.app.db(), post_id, visit.app.clock().today()).await?;
        Ok(holder.and_then(|holder| holder.person).is_some_and(|person| person.id == self.person.id))
    }

    /// What the visitor chooses from when asked who they are.
    #[must_use]
    pub fn people(&self) -> Vec<Choice> {
        vec![Choice::new("holder", format!("I am {}", self.person.name)), Choice::new("other", "I am somebody else")]
    }
}

/// What a link to a kind of thing leads to; none when it leads nowhere.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(visit: &Visit, token: String, kind: SubjectKind) -> Result<Option<Opened>> {
    let db = visit.app.db();
    let Some(link) = links::find(db, &token).await?.filter(|link| link.subject_kind.0 == kind) else { return Ok(None) };
    let person = person::Entity::find_by_id(link.person_id).one(db).await?;
    Ok(person.map(|person| Opened { token, link, person }))
}

/// Who the form says that the visitor is.
#[must_use]
pub fn who(fields: &Fields) -> Who {
    match fields.text("who") {
        "holder" => Who::Holder,
        "" => Who::Nobody,
        _ => Who::Other,
    }
}

/// Sends a code to the person to whom the link was issued, and leads to the field for it.
///
/// # Errors
/// When the link has had its codes of this hour, or the database cannot be written.
pub async fn send_code(visit: &Visit, opened: &Opened) -> Result<Response> {
    let (link, browser) = (opened.link.clone(), visit.browser()?);
    let deed =
        visit.app.write(opened.author(), move |work| Box::pin(async move { codes::ask(work, &link, &browser).await }));
    deed.await?;
    Ok(visit.done(&format!("{}?code=sent", opened.address()), "We have sent you a code."))
}

/// Lets this browser answer when the code is right; the refusal otherwise.
///
/// # Errors
/// When the database cannot be written.
pub async fn confirm(
    visit: &Visit,
    opened: &Opened,
    typed: String,
) -> Result<std::result::Result<Response, CodeRefusal>> {
    let (link, browser) = (opened.link.clone(), visit.browser()?);
    let deed = visit.app.write(opened.author(), move |work| {
        Box::pin(async move { codes::confirm(work, &link, &browser, &typed).await })
    });
    Ok(deed.await?.map(|session| {
        let path = opened.address();
        let mut response = visit.done(&path, "Thank you. You can answer now.");
        let cookie = Cookie::Answer.set(visit.https(), &session, &path, Some(KEPT_FOR.num_seconds()));
        set_cookie(&mut response, &cookie);
        response
    }))
}

/// The page of a link that leads nowhere.
///
/// # Errors
/// When the database cannot be read.
pub async fn gone(visit: &Visit) -> Result<Response> {
    let page = visit.page("This link does not work any more").await?;
    Ok(secret(html_with(StatusCode::NOT_FOUND, &Gone { page, contact: contact(visit).await? })?))
}

/// Where questions go.
///
/// # Errors
/// When the database cannot be read.
pub async fn contact(visit: &Visit) -> Result<String> {
    Ok(council::Entity::find().one(visit.app.db()).await?.map(|council| council.contact_email).unwrap_or_default())
}
