//! The doors of people.

use super::Labels;
use crate::error::{Error, Result};
use crate::people::commands::people::{self as commands, Wanted};
use crate::people::queries::people::{Filter, as_fields, duties, list as list_people};
use crate::people::views::{People, Person, Sheet, tabs};
use crate::web::{Asked, Choice, Fields, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_entity::person;
use sea_orm::EntityTrait;

const LABELS: Labels =
    &[("name", "Name"), ("email", "E-mail address"), ("officer", "Scrutiny officer"), ("left_on", "Leaves on")];

/// Everybody, by name, with what they hold today.
pub(in crate::people) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let filter = Filter { text: asked.text("text").to_owned(), who: asked.text("who").to_owned() };
    let number = asked.page();
    let paged = list_people(visit.app.db(), &filter, number, visit.app.clock().today()).await?;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("text", &filter.text)
        .append_pair("who", &filter.who)
        .finish();
    html(&People {
        page: visit.page("People").await?,
        tabs: tabs("/people"),
        rows: paged.rows,
        text: filter.text,
        who: filter.who,
        whos: vec![Choice::new("officers", "Scrutiny officers"), Choice::new("left", "People who have left")],
        number: paged.number,
        pages: paged.pages,
        more: format!("/people?{query}&page="),
    })
}

/// The form for somebody new.
pub(in crate::people) async fn new(visit: Visit) -> Result<Response> {
    draw_new(&visit, Sheet::default(), StatusCode::OK).await
}

async fn draw_new(visit: &Visit, sheet: Sheet, status: StatusCode) -> Result<Response> {
    let page = visit.form_page("Add a person").await?;
    let view = Person { page, sheet, id: None, duties: Vec::new(), has_password: false, has_left: false };
    html_with(status, &view)
}

/// Enters somebody.
pub(in crate::people) async fn create(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            let by = visit.author()?;
            visit.app.write(by, move |work| Box::pin(async move { commands::enter(work, wanted).await })).await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/people/{id}"), "The person is added.")),
        Err(Error::Refused(refusal)) => {
            draw_new(&visit, Sheet::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn find(visit: &Visit, id: i64) -> Result<person::Model> {
    person::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)
}

/// One person.
pub(in crate::people) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let person = find(&visit, id).await?;
    let sheet = Sheet::of(as_fields(&person));
    draw(&visit, &person, sheet, StatusCode::OK).await
}

async fn draw(visit: &Visit, person: &person::Model, sheet: Sheet, status: StatusCode) -> Result<Response> {
    let today = visit.app.clock().today();
    let view = Person {
        page: visit.form_page(person.name.clone()).await?,
        sheet,
        id: Some(person.id),
        duties: duties(visit.app.db(), &[person.id], None).await?.remove(&person.id).unwrap_or_default(),
        has_password: person.password_hash.is_some(),
        has_left: person.left_on.is_some_and(|left| left <= today),
    };
    html_with(status, &view)
}

/// Corrects somebody.
pub(in crate::people) async fn correct(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.text("version").to_owned();
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            let by = visit.author()?;
            visit
                .app
                .write(by, move |work| Box::pin(async move { commands::correct(work, id, version, wanted).await }))
                .await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/people/{id}"), "The changes are saved.")),
        Err(Error::Refused(refusal)) => {
            let person = find(&visit, id).await?;
            draw(&visit, &person, Sheet::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let person = find(&visit, id).await?;
            let sheet = Sheet::stale(fields, &as_fields(&person), LABELS);
            draw(&visit, &person, sheet, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

/// Sends somebody the link by which they choose a password.
pub(in crate::people) async fn send_password_link(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let by = visit.author()?;
    let sent =
        visit.app.write(by, move |work| Box::pin(async move { commands::send_password_link(work, id).await })).await?;
    Ok(visit.done(&format!("/people/{id}"), &format!("A link goes to {sent} now. It works once, within 24 hours.")))
}
