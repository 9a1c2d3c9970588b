//! Letters that a person has just asked for: the receipt of a submission, and a new link for whoever holds the
//! post now. No figures stand in them. Reminders are written by `obligations`.

use super::queries::Whole;
use crate::error::{Error, Result};
use crate::post::{self, Draft};
use crate::work::Work;
use askama::Template;
use remit_domain::letter::Kind;
use remit_domain::{london, wording};
use remit_entity::{council, person};
use sea_orm::EntityTrait;

#[derive(Template)]
#[template(path = "letters/receipt/body.txt")]
struct Text<'l> {
    name: &'l str,
    says: &'l [String],
    link_lead: &'l str,
    link: &'l str,
    council: &'l council::Model,
}

#[derive(Template)]
#[template(path = "letters/receipt/body.html")]
struct Html<'l> {
    subject: &'l str,
    name: &'l str,
    says: &'l [String],
    link_lead: &'l str,
    link: &'l str,
    council: &'l council::Model,
}

struct Words {
    kind: Kind,
    subject: String,
    says: Vec<String>,
    link_lead: &'static str,
    link: String,
}

/// Tells the person that what was submitted by their link has arrived.
pub(super) async fn receipt(work: &Work, whole: &Whole, to: &person::Model, link: String) -> Result<()> {
    let at =
        format!("{}, {}", wording::date_with_weekday(london::date_in_london(work.at)), london::time_in_london(work.at));
    let body = &whole.place.body.name;
    let says = vec![
        format!("The {} for the {body} have been submitted by the link that was issued to you.", plural(whole)),
        format!("Reference: {}. Received: {at}.", whole.request.reference),
        format!(
            "The scrutiny officer looks at them now and takes them into the papers for the meeting on {}. If something is unclear, they will write to you.",
            wording::date_with_weekday(whole.place.meeting.held_on)
        ),
        "If you did not expect this, reply to this letter.".to_owned(),
    ];
    let words = Words {
        kind: Kind::Receipt,
        subject: format!("Received: {} for {body}", whole.title()),
        says,
        link_lead: "What was submitted can be read here:",
        link,
    };
    send(work, whole, to, words).await
}

fn plural(whole: &Whole) -> String {
    let period = whole.period.title();
    if whole.request.is_finance {
        format!("notes on budget monitoring for {period}")
    } else {
        format!("figures for {period}")
    }
}

/// Sends whoever holds the post now a link of their own.
pub(super) async fn new_link(work: &Work, whole: &Whole, to: &person::Model, link: String) -> Result<()> {
    let words = Words {
        kind: Kind::NewLink,
        subject: format!("Your link: {} for {}", whole.title(), whole.place.body.name),
        says: vec![
            format!(
                "The {} asked the {} for {} for {}. You hold this post now, so the request is yours.",
                whole.place.body.name,
                whole.owner.title,
                whole.what(),
                whole.period.title()
            ),
            format!("It is for the meeting on {}.", wording::date_with_weekday(whole.place.meeting.held_on)),
        ],
        link_lead: "Enter and submit here:",
        link,
    };
    send(work, whole, to, words).await
}

async fn send(work: &Work, whole: &Whole, to: &person::Model, words: Words) -> Result<()> {
    let council = council::Entity::find().one(&work.tx).await?;
    let council = council.ok_or_else(|| Error::broken("the council has no name yet"))?;
    let Words { kind, subject, says, link_lead, link } = words;
    let (name, says, link) = (to.name.as_str(), says.as_slice(), link.as_str());
    let text = Text { name, says, link_lead, link, council: &council }.render()?;
    let html = Html { subject: &subject, name, says, link_lead, link, council: &council }.render()?;
    let draft = Draft {
        person_id: Some(to.id),
        to_name: to.name.clone(),
        to_address: to.email.clone(),
        kind,
        subject,
        text,
        html,
        entity_ref: format!("request-{}", whole.request.id),
        morning_key: None,
        calendar: None,
    };
    post::enqueue(work, draft).await.map(|_| ())
}
