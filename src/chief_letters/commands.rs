//! What a person does with such a letter: words it, sends it, drops it. Sending goes through the post like any letter,
//! to whoever holds the chief executive's post on the day.

use crate::error::{Error, OrRefuse, Result};
use crate::holders::holder_of;
use crate::obligations;
use crate::post::{self, Draft};
use crate::trail::{self, About};
use crate::work::Work;
use askama::Template;
use remit_domain::chief_letter::{ChiefLetterRefusal, State};
use remit_domain::letter::Kind as Letter;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::person::PostKind;
use remit_entity::{Stored, action, body, chief_letter, council, person, post as posts};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

/// Which letter, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    pub id: i64,
    pub version: Option<i32>,
}

#[derive(Template)]
#[template(path = "letters/chief/body.txt")]
struct Text<'l> {
    text: &'l str,
    council: &'l council::Model,
}

#[derive(Template)]
#[template(path = "letters/chief/body.html")]
struct Html<'l> {
    subject: &'l str,
    paragraphs: Vec<&'l str>,
    council: &'l council::Model,
}

/// Keeps other words.
pub(super) async fn reword(work: &Work, which: Which, text: String) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.reword(&text).or_refuse()?;
    step(work, found, (state, text), "reworded").await
}

/// Sends it, the chair having agreed.
pub(super) async fn send(work: &Work, which: Which, (text, chair_agreed): (String, bool)) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.send(&text, chair_agreed).or_refuse()?;
    let chief = chief(&work.tx, work.today).await?.ok_or_else(|| Error::refused(ChiefLetterRefusal::NoChief))?;
    let body = body::Entity::find_by_id(found.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let chair = match body.chair_post_id {
        Some(post) => holder_of(&work.tx, post, work.today).await?.and_then(|holder| holder.person),
        None => None,
    };
    if chair.is_none() {
        return Err(Error::refused(ChiefLetterRefusal::NoChair));
    }
    let about = action::Entity::find_by_id(found.subject_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let council = council::Entity::find().one(&work.tx).await?;
    let council = council.ok_or_else(|| Error::broken("the council has no name yet"))?;
    let subject = format!("{}: action {} is overdue", body.name, about.reference);
    let paragraphs = text.split("\n\n").map(str::trim).filter(|one| !one.is_empty()).collect();
    let draft = Draft {
        person_id: Some(chief.id),
        to_name: chief.name.clone(),
        to_address: chief.email.clone(),
        kind: Letter::ActionOverdue,
        text: Text { text: text.trim(), council: &council }.render()?,
        html: Html { subject: &subject, paragraphs, council: &council }.render()?,
        subject,
        entity_ref: format!("chief_letter-{}", found.id),
        morning_key: None,
        calendar: None,
    };
    post::enqueue(work, draft).await?;
    obligations::discharge(work, Kind::SendChiefLetter, SubjectKind::ChiefLetter, found.id).await?;
    step(work, found, (state, text), "sent").await
}

/// Decides not to send it.
pub(super) async fn forgo(work: &Work, which: Which, reason: String) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.forgo(&reason).or_refuse()?;
    obligations::withdraw(work, Kind::SendChiefLetter, SubjectKind::ChiefLetter, found.id).await?;
    let about = About { noun: "chief_letter", id: found.id, body: Some(found.body_id) };
    trail::record(work, "not sent because", about, reason).await?;
    let text = found.text.clone();
    step(work, found, (state, text), "dropped").await
}

/// Whoever holds the chief executive’s post on a day, with an address to write to.
pub(super) async fn chief(db: &impl ConnectionTrait, on: chrono::NaiveDate) -> Result<Option<person::Model>> {
    let post = posts::Entity::find()
        .filter(posts::Column::Kind.eq(Stored(PostKind::ChiefExecutive)))
        .order_by_asc(posts::Column::Id)
        .one(db)
        .await?;
    let Some(post) = post else { return Ok(None) };
    let holder = holder_of(db, post.id, on).await?;
    Ok(holder.and_then(|holder| holder.person).filter(|person| !person.email.is_empty()))
}

async fn load(work: &Work, which: Which) -> Result<chief_letter::Model> {
    let found = chief_letter::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?;
    let found = found.ok_or(Error::NotFound)?;
    if which.version == Some(found.version) { Ok(found) } else { Err(Error::Stale) }
}

async fn step(work: &Work, found: chief_letter::Model, (state, text): (State, String), deed: &str) -> Result<()> {
    let about = About { noun: "chief_letter", id: found.id, body: Some(found.body_id) };
    trail::record(work, deed, about, String::new()).await?;
    let version = found.version + 1;
    let mut row = found.into_active_model();
    row.text = Set(text);
    row.state = Set(Stored(state));
    row.version = Set(version);
    if state != State::Drafted {
        row.ended_at = Set(Some(work.at));
        row.ended_by = Set(work.by.words());
    }
    row.update(&work.tx).await?;
    Ok(())
}
