//! The page that says in words how mail is set up and where it fails.
//!
//! Called through the doors of the column; the check itself is in `check`.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::email::Email;
use remit_entity::person;
use sea_orm::EntityTrait;

use super::check::{Checked, Ended, Test, check};
use super::outgoing::Outgoing;
use super::transport::Transport;
use crate::error::Result;
use crate::trail::{self, About};
use crate::web::{Choice, Fields, Form, Page, Visit, html, html_with};

/// One step, as a row.
struct Row {
    what: &'static str,
    state: &'static str,
    colour: &'static str,
    found: String,
    advice: String,
}

#[derive(Template)]
#[template(path = "post/check.html")]
struct Check {
    page: Page,
    way: String,
    from: String,
    pace: String,
    returned: String,
    is_demo: bool,
    to: String,
    wanted: Vec<Choice>,
    entry: Form,
    rows: Vec<Row>,
    is_well: bool,
}

/// How mail is set up.
pub(super) async fn show(visit: Visit) -> Result<Response> {
    let own = own_address(&visit).await?;
    let view = drawn(&visit, Form::of(Fields::from_pairs([("to", own.as_str()), ("wanted", "ask")])), &[]).await?;
    html(&view)
}

/// Checks it, and where asked sends a test.
pub(super) async fn run(visit: Visit, fields: Fields) -> Result<Response> {
    let mut form = Form::of(fields);
    let to = match Email::read(form.value("to")) {
        Ok(address) => address,
        Err(refusal) => {
            form.add("to", refusal.to_string());
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn(&visit, form, &[]).await?);
        }
    };
    let sends = form.value("wanted") == "send";
    let site = visit.app.site();
    let test = Test {
        from: site.mailbox.clone(),
        to: Some(to.as_str().to_owned()),
        sends,
        id: format!("<test.{}@{}>", visit.app.chance().token()?.chars().take(24).collect::<String>(), site.host),
        at: visit.app.clock().now(),
    };
    let by = visit.author()?;
    visit
        .app
        .write(by, move |work| {
            Box::pin(async move {
                let deed = if sends { "sent a test letter" } else { "checked the mail" };
                trail::record(work, deed, About { noun: "installation", id: 1, body: None }, "").await
            })
        })
        .await?;
    let steps = check(&site.mail, &test).await;
    html(&drawn(&visit, form, &steps).await?)
}

async fn own_address(visit: &Visit) -> Result<String> {
    let Some(id) = visit.author()?.person_id() else { return Ok(String::new()) };
    let person = person::Entity::find_by_id(id).one(visit.app.db()).await?;
    Ok(person.map(|person| person.email).unwrap_or_default())
}

async fn drawn(visit: &Visit, entry: Form, steps: &[Checked]) -> Result<Check> {
    let site = visit.app.site();
    let (way, pace, returned) = match Outgoing::from_settings(&site.mail, &site.mailbox) {
        Ok(outgoing) => {
            let pace =
                outgoing.tuning.per_minute.map_or("As fast as it can".to_owned(), |n| format!("{n} letters a minute"));
            let returned = outgoing.bounces.map_or("Not read; officers record them".to_owned(), |b| b.place());
            (words(&outgoing.transport), pace, returned)
        }
        Err(error) => (format!("{error:#}"), String::new(), String::new()),
    };
    Ok(Check {
        page: visit.form_page("How mail is set up").await?,
        way,
        from: site.mailbox.clone(),
        pace,
        returned,
        is_demo: visit.app.is_demo(),
        to: entry.value("to").to_owned(),
        wanted: vec![
            Choice::new("ask", "Only ask the relay"),
            Choice::new("send", "Send a test letter to this address"),
        ],
        entry,
        rows: steps.iter().map(row).collect(),
        is_well: steps.iter().all(|step| step.ended != Ended::Badly),
    })
}

fn words(transport: &Transport) -> String {
    match transport {
        Transport::Relay(relay) => format!("{}; {}", relay.place(), relay.manner()),
        Transport::Folder(folder) => format!("Into the folder {}", folder.display()),
        Transport::Nowhere | Transport::Unset => "Not set up: letters wait".to_owned(),
    }
}

fn row(step: &Checked) -> Row {
    let (state, colour) = match step.ended {
        Ended::Well => ("In order", "green"),
        Ended::Badly => ("Fails", "red"),
        Ended::Notably => ("To know", "yellow"),
    };
    Row { what: step.what, state, colour, found: step.found.clone(), advice: step.advice.clone() }
}
