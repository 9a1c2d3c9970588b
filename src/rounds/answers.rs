//! The page that an owner opens from the letter of an update round: everything that they have before one body, one field
//! each. Opening it changes nothing; the first word asks for a code.

use super::commands::{self, Word};
use super::pages::row;
use super::queries::{self, Part};
use super::views::{Answer, Gone, Row, Stage};
use crate::awaited::Awaited;
use crate::codes::{self, KEPT_FOR};
use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::links;
use crate::obligations;
use crate::web::cookies::Cookie;
use crate::web::page::secret;
use crate::web::visit::set_cookie;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Author;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::ActionRefusal;
use remit_domain::obligation::SubjectKind;
use remit_domain::tracking::{HowFar, RoundRefusal};
use remit_domain::word::Word as _;
use remit_domain::wording;
use remit_entity::{council, link, person};
use sea_orm::EntityTrait;

struct Opened {
    token: String,
    link: link::Model,
    person: person::Model,
    part: Part,
}

/// The items behind a link, to read; with their fields, once the code is confirmed.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let stage = if asked.ticked("code") { Stage::Code } else { Stage::Who };
    draw(&visit, &opened, (stage, Form::default()), StatusCode::OK).await
}

/// Sends a code to the person to whom the link was issued.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let refusal = match fields.text("who") {
        "holder" if closed(&visit, &opened).await?.is_none() => None,
        "holder" => return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await,
        "" => Some(ActionRefusal::NobodyNamed),
        _ => Some(ActionRefusal::SomebodyElse),
    };
    if let Some(refusal) = refusal {
        let form = Form::refused(fields, &refusal);
        return draw(&visit, &opened, (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (link, browser) = (opened.link.clone(), visit.browser()?);
    visit
        .app
        .write(author(&opened), move |work| Box::pin(async move { codes::ask(work, &link, &browser).await }))
        .await?;
    Ok(visit.done(&format!("{}?code=sent", address(&opened)), "We have sent you a code."))
}

/// Lets this browser answer, when the code is right.
pub(super) async fn confirm(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    let (link, browser, typed) = (opened.link.clone(), visit.browser()?, fields.text("code").to_owned());
    let tried = visit
        .app
        .write(author(&opened), move |work| {
            Box::pin(async move { codes::confirm(work, &link, &browser, &typed).await })
        })
        .await?;
    match tried {
        Ok(session) => {
            let path = address(&opened);
            let mut response = visit.done(&path, "Thank you. You can answer now.");
            let kept = Some(KEPT_FOR.num_seconds());
            set_cookie(&mut response, &Cookie::Answer.set(visit.https(), &session, &path, kept));
            Ok(response)
        }
        Err(refusal) => {
            let form = Form::refused(fields, &refusal);
            draw(&visit, &opened, (Stage::Code, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The owner gives a word on some or all of it.
pub(super) async fn give(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return gone(&visit).await };
    if visit.actor.link != Some(opened.link.id) {
        return Err(Error::NotFound);
    }
    if closed(&visit, &opened).await?.is_some() {
        return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await;
    }
    let words = match read(&opened.part, &fields) {
        Ok(words) => words,
        Err(wrong) => {
            let mut form = Form::of(fields);
            for (field, refusal) in wrong {
                form.add(&field, refusal.to_string());
            }
            return draw(&visit, &opened, (Stage::Answer, form), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let id = opened.part.round.id;
    let done = visit.app.write(author(&opened), move |work| Box::pin(commands::give(work, id, words))).await;
    match done {
        Ok(()) => Ok(visit.done(&address(&opened), "Thank you. The panel’s officer can see your words.")),
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw(&visit, &opened, (Stage::Answer, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let Some(opened) = find(&visit, opened.token).await? else { return gone(&visit).await };
            draw(&visit, &opened, (Stage::Answer, Form::of(fields)), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

/// What was typed, item by item; items without anything are left for another day.
fn read(part: &Part, fields: &Fields) -> std::result::Result<Vec<Word>, Vec<(String, RoundRefusal)>> {
    let (mut words, mut wrong) = (Vec::new(), Vec::new());
    for item in &part.items {
        let key = item.key();
        let typed = fields.text(&format!("word-{key}"));
        let how = fields.word::<HowFar>(&format!("how-{key}"));
        let said = match (how, typed) {
            (None, "") => continue,
            (Some(how), typed) => how.said(typed),
            (None, typed) => HowFar::UnderWay.said(typed),
        };
        match said {
            Ok(said) => words.push(Word {
                item: item.clone(),
                version: fields.number(&format!("version-{key}")),
                words: said,
                is_done: how == Some(HowFar::Done),
            }),
            Err(refusal) => wrong.push((format!("word-{key}"), refusal)),
        }
    }
    if words.is_empty() && wrong.is_empty() {
        let first = part.items.first().map(|item| format!("word-{}", item.key()));
        wrong.push((first.unwrap_or_default(), RoundRefusal::NothingGiven));
    }
    if wrong.is_empty() { Ok(words) } else { Err(wrong) }
}

fn author(opened: &Opened) -> Author {
    Author::ByLink { id: opened.person.id, name: opened.person.name.clone() }
}

fn address(opened: &Opened) -> String {
    format!("/answer/round/{}", opened.token)
}

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let db = visit.app.db();
    let Some(link) = links::find(db, &token).await?.filter(|link| link.subject_kind.0 == SubjectKind::Round) else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(link.person_id).one(db).await?;
    let part = queries::find(db, link.subject_id).await?;
    Ok(person.zip(part).map(|(person, part)| Opened { token, link, person, part }))
}

/// Why nothing can be answered by this link any more.
async fn closed(visit: &Visit, opened: &Opened) -> Result<Option<&'static str>> {
    if !opened.part.meeting.state.0.is_ahead() {
        return Ok(Some("The meeting is over or does not take place. You need do nothing more."));
    }
    let today = visit.app.clock().today();
    let holder = holder_of(visit.app.db(), opened.part.round.post_id, today).await?;
    let is_holder = holder.and_then(|holder| holder.person).is_some_and(|person| person.id == opened.person.id);
    if !is_holder {
        return Ok(Some("This has passed to whoever now holds the post that owes it."));
    }
    Ok(opened.part.items.is_empty().then_some("Nothing of yours is open before this body. Thank you."))
}

async fn draw(visit: &Visit, opened: &Opened, (stage, form): (Stage, Form), status: StatusCode) -> Result<Response> {
    let stage = match closed(visit, opened).await? {
        Some(why) => Stage::Closed(why),
        None if visit.actor.link == Some(opened.link.id) => Stage::Answer,
        None => stage,
    };
    let part = &opened.part;
    let owed = obligations::open_about(visit.app.db(), SubjectKind::Round, part.round.id).await?;
    let due = owed.first().and_then(|row| row.due_on).map(wording::date_with_weekday).unwrap_or_default();
    let title = "Updates wanted".to_owned();
    let view = Answer {
        page: if matches!(stage, Stage::Closed(_)) { visit.page(title).await? } else { visit.form_page(title).await? },
        token: opened.token.clone(),
        meeting: wording::date_with_weekday(part.meeting.held_on),
        body: part.body.name.clone(),
        owner: part.post.title.clone(),
        due,
        rows: part.items.iter().map(|item| drawn(part, item, (stage, &form))).collect(),
        is_stale: status == StatusCode::CONFLICT,
        people: vec![
            Choice::new("holder", format!("I am {}", opened.person.name)),
            Choice::new("other", "I am somebody else"),
        ],
        contact: contact(visit).await?,
        stage,
        form,
    };
    Ok(secret(html_with(status, &view)?))
}

/// What is taken in private is read behind the code only.
fn drawn(part: &Part, item: &Awaited, (stage, form): (Stage, &Form)) -> Row {
    let mut drawn = row(item, &part.post.title);
    if item.is_private && stage != Stage::Answer {
        drawn.text = "Its words concern business taken in private.".to_owned();
        drawn.last.clear();
    }
    let word = format!("word-{}", drawn.key);
    drawn.typed = form.value(&word).to_owned();
    drawn.wrong = form.error(&word).to_owned();
    drawn.how = form.value(&format!("how-{}", drawn.key)).to_owned();
    let all = HowFar::ALL.iter().filter(|how| drawn.is_action || **how != HowFar::Done);
    drawn.choices = all.map(|how| Choice::new(how.word(), how.label())).collect();
    drawn
}

async fn gone(visit: &Visit) -> Result<Response> {
    let page = visit.page("This link does not work any more").await?;
    Ok(secret(html_with(StatusCode::NOT_FOUND, &Gone { page, contact: contact(visit).await? })?))
}

async fn contact(visit: &Visit) -> Result<String> {
    Ok(council::Entity::find().one(visit.app.db()).await?.map(|council| council.contact_email).unwrap_or_default())
}
