//! The letter by which somebody chooses a password. It holds the one link and says who sent for it.

use crate::error::Result;
use crate::post::Draft;
use crate::work::{Author, Work};
use askama::Template;
use remit_domain::letter::Kind;
use remit_entity::{council, person};
use sea_orm::EntityTrait;

#[derive(Template)]
#[template(path = "letters/password_link/body.txt")]
struct Text<'l> {
    name: &'l str,
    by: &'l str,
    address: &'l str,
    email: &'l str,
    council: Option<&'l council::Model>,
}

#[derive(Template)]
#[template(path = "letters/password_link/body.html")]
struct Html<'l> {
    subject: &'l str,
    name: &'l str,
    by: &'l str,
    address: &'l str,
    email: &'l str,
    council: Option<&'l council::Model>,
}

/// The letter with the link.
pub(super) async fn password_link(work: &Work, person: &person::Model, address: &str) -> Result<Draft> {
    let council = council::Entity::find().one(&work.tx).await?;
    let council = council.as_ref();
    let by = match &work.by {
        Author::Person { name, .. } => name.as_str(),
        Author::ByLink { .. } | Author::Remit => "the scrutiny service",
    };
    let subject = "Choose your password for the scrutiny service";
    let (name, email) = (person.name.as_str(), person.email.as_str());
    Ok(Draft {
        person_id: Some(person.id),
        to_name: person.name.clone(),
        to_address: person.email.clone(),
        kind: Kind::PasswordLink,
        subject: subject.to_owned(),
        text: Text { name, by, address, email, council }.render()?,
        html: Html { subject, name, by, address, email, council }.render()?,
        entity_ref: format!("person-{}", person.id),
        morning_key: None,
        calendar: None,
    })
}
