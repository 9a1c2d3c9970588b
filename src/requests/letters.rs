//! Letters about one deed: the receipt, a new link, a colleague named, figures sent up or back, a question (E6), what a
//! service said. No figures stand in them. Reminders are written by `obligations`.

use super::queries::Whole;
use crate::error::{Error, Result};
use crate::links;
use crate::obligations;
use crate::post::{self, Draft};
use crate::tellings::{self, Section, Telling};
use crate::work::Work;
use askama::Template;
use chrono::NaiveDate;
use remit_domain::letter::Kind;
use remit_domain::obligation::{Kind as Owed, SubjectKind};
use remit_domain::{london, wording};
use remit_entity::{council, data_request, person};
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

/// Tells the person that what was submitted, by their link or by an officer for them, has arrived.
pub(super) async fn receipt(work: &Work, whole: &Whole, to: &person::Model, (how, link): (&str, String)) -> Result<()> {
    let at =
        format!("{}, {}", wording::date_with_weekday(london::date_in_london(work.at)), london::time_in_london(work.at));
    let body = &whole.place.body.name;
    let says = vec![
        format!("The {} for the {body} have been submitted {how}.", plural(whole)),
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

/// Tells a colleague that they were named to work on it, with a link of their own.
pub(super) async fn named(work: &Work, whole: &Whole, to: &person::Model, link: String) -> Result<()> {
    let due = due_words(work, whole).await?;
    let meeting = wording::date_with_weekday(whole.place.meeting.held_on);
    let body = &whole.place.body.name;
    let words = Words {
        kind: Kind::DataContributor,
        subject: format!(
            "{} for {body}{}",
            whole.title(),
            due.as_deref().map_or(String::new(), |on| format!(" – due {on}"))
        ),
        says: vec![
            format!(
                "The {body} asks the {} for {} for {}. They named you to work on it.",
                whole.owner.title,
                whole.what(),
                whole.period.title()
            ),
            match &due {
                Some(on) => format!("It is due on {on}, for the meeting on {meeting}."),
                None => format!("It is for the meeting on {meeting}."),
            },
            format!("When it is ready you send it up, and the {} signs it off.", whole.owner.title),
        ],
        link_lead: "Enter the figures here:",
        link,
    };
    send(work, whole, to, words).await
}

async fn due_words(work: &Work, whole: &Whole) -> Result<Option<String>> {
    let open = obligations::open_about(&work.tx, SubjectKind::Request, whole.request.id).await?;
    let submit = open.into_iter().find(|row| row.kind.0 == Owed::SubmitData);
    Ok(submit.and_then(|row| row.due_on).map(wording::date_with_day))
}

/// Tells the director that it waits for their sign-off.
pub(super) async fn sent_up(work: &Work, whole: &Whole, to: &person::Model, (by, link): (&str, String)) -> Result<()> {
    let body = &whole.place.body.name;
    let due = due_words(work, whole).await?;
    let words = Words {
        kind: Kind::DataSentUp,
        subject: format!("To sign off: {} for {body}", whole.title()),
        says: vec![
            format!("{by} has filled in {} for {} and sends it up to you.", whole.what(), whole.period.title()),
            match due {
                Some(on) => format!("It is due on {on}. Sign it off, or send it back with a word on what is missing."),
                None => "Sign it off, or send it back with a word on what is missing.".to_owned(),
            },
        ],
        link_lead: "Check and sign off here:",
        link,
    };
    send(work, whole, to, words).await
}

/// Tells the contributor why it came back.
pub(super) async fn sent_back(
    work: &Work,
    whole: &Whole,
    to: &person::Model,
    (why, link): (&str, String),
) -> Result<()> {
    let words = Words {
        kind: Kind::DataSentBack,
        subject: format!("Sent back: {} for {}", whole.title(), whole.place.body.name),
        says: vec![
            format!("The {} has sent {} for {} back to you:", whole.owner.title, whole.what(), whole.period.title()),
            format!("“{why}”"),
        ],
        link_lead: "Mend it and send it up again here:",
        link,
    };
    send(work, whole, to, words).await
}

/// E6: asks back about what was submitted.
pub(super) async fn asked_back(
    work: &Work,
    whole: &Whole,
    to: &person::Model,
    (asks, due_on, link): (&str, NaiveDate, String),
) -> Result<()> {
    // A question may name what is taken in private; it then stands on the page only.
    let question = match whole.place.item.access.0.is_restricted() {
        true => "The question concerns business taken in private; it stands on the page behind the link.".to_owned(),
        false => format!("“{asks}”"),
    };
    let words = Words {
        kind: Kind::DataQuery,
        subject: format!(
            "Question about {} for {} – answer by {}",
            whole.title(),
            whole.place.body.name,
            wording::date_with_day(due_on)
        ),
        says: vec![
            format!("The scrutiny officer has a question about the {} for {}:", whole.what(), whole.period.title()),
            question,
            format!(
                "Please answer, and correct what is wrong, by {}. The papers for the meeting on {} are finished then.",
                wording::date_with_weekday(due_on),
                wording::date_with_weekday(whole.place.meeting.held_on)
            ),
        ],
        link_lead: "Answer and submit again here:",
        link,
    };
    send(work, whole, to, words).await
}

/// The event of more time until a day: whoever was told of it is not told again.
pub(super) fn more_time_event(request_id: i64) -> String {
    format!("more-time-request-{request_id}-")
}

/// What was not told yet of more time is not told any more.
pub(super) async fn no_more_time(work: &Work, request: &data_request::Model) -> Result<()> {
    match request.extended_to {
        Some(on) => tellings::take_back(work, &format!("{}{on}", more_time_event(request.id))).await,
        None => Ok(()),
    }
}

/// Tells whoever works on it that there is more time, until when and why.
pub(super) async fn more_time(
    work: &Work,
    whole: &Whole,
    people: &[person::Model],
    (to, reason): (NaiveDate, &str),
) -> Result<()> {
    let (id, body) = (whole.request.id, &whole.place.body.name);
    // A reason may name what is taken in private; it then stands on the page only.
    let why = match whole.place.item.access.0.is_restricted() {
        true => "The reason stands with the scrutiny officer.".to_owned(),
        false => format!("The reason: {reason}"),
    };
    let mut told = Vec::new();
    for person in people {
        told.push(Telling {
            kind: Kind::DataReminder,
            person_id: person.id,
            occasion: format!("{}{to}", more_time_event(id)),
            section: Section {
                subject: format!("More time: {} for {body} – due {}", whole.title(), wording::date_with_day(to)),
                heading: format!("More time: {} for {body}", whole.title()),
                says: vec![
                    format!(
                        "The {} for {} is due on {} now, in place of the day that you were told before.",
                        whole.what(),
                        whole.period.title(),
                        wording::date_with_weekday(to)
                    ),
                    why.clone(),
                ],
                link_lead: "Enter the figures here:".to_owned(),
                link: links::address(work, person.id, SubjectKind::Request, id).await?,
                ..Section::default()
            },
            was: String::new(),
            meetings: Vec::new(),
            may_repeat: false,
        });
    }
    tellings::tell_all(work, told).await
}

/// Tells the panel's officer what the service said about a request.
pub(super) async fn answered(work: &Work, whole: &Whole, (mark, says): (&str, Vec<String>)) -> Result<()> {
    let Some(post) = whole.place.body.officer_post_id else { return Ok(()) };
    let holder = obligations::holder_of(&work.tx, post, work.today).await?.and_then(|holder| holder.person);
    let Some(to) = holder else { return Ok(()) };
    let words = Words {
        kind: Kind::DataAnswered,
        subject: format!("{mark}: {} for {}", whole.title(), whole.place.body.name),
        says,
        link_lead: "The request:",
        link: format!("{}/requests/{}", work.site.url, whole.request.id),
    };
    send(work, whole, &to, words).await
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
