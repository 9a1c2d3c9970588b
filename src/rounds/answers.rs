//! The page that an owner opens from the letter of an update round: everything that they have before one body, one field
//! each. Opening it changes nothing; the first word asks for a code.

use super::commands::{self, Word};
use super::pages::row;
use super::queries::{self, Part};
use super::views::{Answer, Row};
use crate::awaited::Awaited;
use crate::by_link::{self, Stage, Who};
use crate::error::{Error, Result};
use crate::obligations;
use crate::web::page::secret;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::ActionRefusal;
use remit_domain::obligation::SubjectKind;
use remit_domain::tracking::{HowFar, RoundRefusal};
use remit_domain::word::Word as _;
use remit_domain::wording;

struct Opened {
    way: by_link::Opened,
    part: Part,
}

/// The items behind a link, to read; with their fields, once the code is confirmed.
pub(super) async fn open(visit: Visit, Path(token): Path<String>, Asked(asked): Asked) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let stage = if asked.ticked("code") { Stage::Code } else { Stage::Who };
    draw(&visit, &opened, (stage, Form::default()), StatusCode::OK).await
}

/// Sends a code to the person to whom the link was issued.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    let refusal = match by_link::who(&fields) {
        Who::Holder if closed(&visit, &opened).await?.is_none() => {
            return by_link::send_code(&visit, &opened.way).await;
        }
        Who::Holder => return draw(&visit, &opened, (Stage::Who, Form::of(fields)), StatusCode::OK).await,
        Who::Nobody => ActionRefusal::NobodyNamed,
        Who::Other => ActionRefusal::SomebodyElse,
    };
    let form = Form::refused(fields, &refusal);
    draw(&visit, &opened, (Stage::Who, form), StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Lets this browser answer, when the code is right.
pub(super) async fn confirm(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    match by_link::confirm(&visit, &opened.way, fields.text("code").to_owned()).await? {
        Ok(response) => Ok(response),
        Err(refusal) => {
            let form = Form::refused(fields, &refusal);
            draw(&visit, &opened, (Stage::Code, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The owner gives a word on some or all of it.
pub(super) async fn give(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = find(&visit, token).await? else { return by_link::gone(&visit).await };
    if !opened.way.is_confirmed(&visit) {
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
    let done = visit.app.write(opened.way.author(), move |work| Box::pin(commands::give(work, id, words))).await;
    match done {
        Ok(()) => Ok(visit.done(&opened.way.address(), "Thank you. The panel’s officer can see your words.")),
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw(&visit, &opened, (Stage::Answer, form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let Some(opened) = find(&visit, opened.way.token).await? else { return by_link::gone(&visit).await };
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

async fn find(visit: &Visit, token: String) -> Result<Option<Opened>> {
    let Some(way) = by_link::find(visit, token, SubjectKind::Round).await? else { return Ok(None) };
    let part = queries::find(visit.app.db(), way.link.subject_id).await?;
    Ok(part.map(|part| Opened { way, part }))
}

/// Why nothing can be answered by this link any more.
async fn closed(visit: &Visit, opened: &Opened) -> Result<Option<&'static str>> {
    if !opened.part.meeting.state.0.is_ahead() {
        return Ok(Some("The meeting is over or does not take place. You need do nothing more."));
    }
    if !opened.way.holds(visit, opened.part.round.post_id).await? {
        return Ok(Some("This has passed to whoever now holds the post that owes it."));
    }
    Ok(opened.part.items.is_empty().then_some("Nothing of yours is open before this body. Thank you."))
}

async fn draw(visit: &Visit, opened: &Opened, (stage, form): (Stage, Form), status: StatusCode) -> Result<Response> {
    let stage = opened.way.stage(visit, closed(visit, opened).await?, stage);
    let part = &opened.part;
    let owed = obligations::open_about(visit.app.db(), SubjectKind::Round, part.round.id).await?;
    let due = owed.first().and_then(|row| row.due_on).map(wording::date_with_weekday).unwrap_or_default();
    let title = "Updates wanted".to_owned();
    let view = Answer {
        page: if matches!(stage, Stage::Closed(_)) { visit.page(title).await? } else { visit.form_page(title).await? },
        address: opened.way.address(),
        meeting: wording::date_with_weekday(part.meeting.held_on),
        body: part.body.name.clone(),
        owner: part.post.title.clone(),
        due,
        rows: part.items.iter().map(|item| drawn(part, item, (stage, &form))).collect(),
        is_stale: status == StatusCode::CONFLICT,
        people: opened.way.people(),
        contact: by_link::contact(visit).await?,
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
