//! One-time codes: the first change by a letter's link asks for six digits that go to the same address, and
//! are entered in the same browser. Called by the columns whose links take answers.

use crate::error::{Error, Result};
use crate::keys::{hash, same};
use crate::post::{self, Draft};
use crate::trail;
use crate::work::Work;
use askama::Template;
use chrono::Duration;
use remit_domain::code::{AN_HOUR, CodeRefusal, HOLDS_FOR, Sent, read};
use remit_domain::letter::Kind;
use remit_domain::obligation::SubjectKind;
use remit_domain::word::Word;
use remit_entity::{Stored, code, council, link, person, session};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

/// How long a browser that entered a code may go on answering; the request itself closes earlier.
pub const KEPT_FOR: Duration = Duration::days(180);

#[derive(Template)]
#[template(path = "letters/code/body.txt")]
struct Text<'l> {
    name: &'l str,
    code: &'l str,
    council: &'l council::Model,
}

#[derive(Template)]
#[template(path = "letters/code/body.html")]
struct Html<'l> {
    subject: &'l str,
    name: &'l str,
    code: &'l str,
    council: &'l council::Model,
}

/// Draws a code, keeps its hash bound to this browser, and sends it to the person to whom the link was issued.
///
/// # Errors
/// `Throttled` when the link has had its codes of this hour; `NotFound` when the person is gone.
pub async fn ask(work: &Work, link: &link::Model, browser: &str) -> Result<()> {
    let recent = code::Entity::find()
        .filter(code::Column::LinkId.eq(link.id))
        .filter(code::Column::MadeAt.gt(work.at - Duration::hours(1)))
        .count(&work.tx)
        .await?;
    if recent >= AN_HOUR {
        return Err(Error::Throttled);
    }
    let person = person::Entity::find_by_id(link.person_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if person.left_on.is_some_and(|left| left <= work.today) {
        return Err(Error::NotFound);
    }
    let drawn = work.chance.six_digits()?;
    let browser = hash(browser);
    code::ActiveModel {
        link_id: Set(link.id),
        code_hash: Set(kept(work, link.id, &browser, &drawn)),
        browser_hash: Set(browser),
        made_at: Set(work.at),
        expires_at: Set(work.at + HOLDS_FOR),
        tries: Set(0),
        used_at: Set(None),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    send(work, &person, &drawn, link).await?;
    let about = trail::About { noun: link.subject_kind.0.word(), id: link.subject_id, body: None };
    trail::record(work, "asked for a code", about, format!("sent to {}", person.name)).await
}

async fn send(work: &Work, person: &person::Model, code: &str, link: &link::Model) -> Result<()> {
    let council = council::Entity::find().one(&work.tx).await?;
    let council = council.ok_or_else(|| Error::broken("the council has no name yet"))?;
    let subject = format!("Your code for {}", council.service_name);
    let draft = Draft {
        person_id: Some(person.id),
        to_name: person.name.clone(),
        to_address: person.email.clone(),
        kind: Kind::Code,
        text: Text { name: &person.name, code, council: &council }.render()?,
        html: Html { subject: &subject, name: &person.name, code, council: &council }.render()?,
        subject,
        entity_ref: format!("{}-{}", link.subject_kind.0.word(), link.subject_id),
        morning_key: None,
        calendar: None,
    };
    post::enqueue(work, draft).await.map(|_| ())
}

/// Tries a typed code. The token of a session for this one link when it is right.
///
/// A wrong try must be remembered, so the refusal is an inner result: return it *out of* the unit of work with `Ok`,
/// which commits the count, and only then turn it into an error.
///
/// # Errors
/// When the database cannot be written.
pub async fn confirm(
    work: &Work,
    link: &link::Model,
    browser: &str,
    typed: &str,
) -> Result<std::result::Result<String, CodeRefusal>> {
    let typed = match read(typed) {
        Ok(typed) => typed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let browser = hash(browser);
    let Some(found) = latest(work, link.id, Some(&browser)).await? else {
        let elsewhere = latest(work, link.id, None).await?.is_some();
        return Ok(Err(if elsewhere { CodeRefusal::OtherBrowser } else { CodeRefusal::NotAsked }));
    };
    let sent = Sent { expires_at: found.expires_at, tries: found.tries, is_used: found.used_at.is_some() };
    if let Err(refusal) = sent.may_be_tried(work.at) {
        return Ok(Err(refusal));
    }
    // Counted before it is compared, and only from the count that was read: two tries at once are two tries.
    let counted = code::Entity::update_many()
        .col_expr(code::Column::Tries, Expr::col(code::Column::Tries).add(1))
        .filter(code::Column::Id.eq(found.id))
        .filter(code::Column::Tries.eq(found.tries))
        .filter(code::Column::UsedAt.is_null())
        .exec(&work.tx)
        .await?;
    if counted.rows_affected == 0 {
        return Ok(Err(CodeRefusal::TooManyTries));
    }
    if !same(&found.code_hash, &kept(work, link.id, &browser, &typed)) {
        return Ok(Err(sent.wrong()));
    }
    let row = code::ActiveModel { id: Set(found.id), used_at: Set(Some(work.at)), ..Default::default() };
    row.update(&work.tx).await?;
    open_session(work, link).await.map(Ok)
}

async fn open_session(work: &Work, link: &link::Model) -> Result<String> {
    let token = work.chance.token()?;
    session::ActiveModel {
        id_hash: Set(hash(&token)),
        person_id: Set(link.person_id),
        link_id: Set(Some(link.id)),
        made_at: Set(work.at),
        seen_at: Set(work.at),
        ends_at: Set(work.at + KEPT_FOR),
    }
    .insert(&work.tx)
    .await?;
    Ok(token)
}

/// Ends the sessions of every link to a thing, because it is closed.
///
/// # Errors
/// When the database cannot be written.
pub async fn close(work: &Work, subject_kind: SubjectKind, subject_id: i64) -> Result<()> {
    let links = link::Entity::find()
        .select_only()
        .column(link::Column::Id)
        .filter(link::Column::SubjectKind.eq(Stored(subject_kind)))
        .filter(link::Column::SubjectId.eq(subject_id))
        .into_query();
    session::Entity::delete_many().filter(session::Column::LinkId.in_subquery(links)).exec(&work.tx).await?;
    Ok(())
}

async fn latest(work: &Work, link_id: i64, browser_hash: Option<&str>) -> Result<Option<code::Model>> {
    let mut codes = code::Entity::find().filter(code::Column::LinkId.eq(link_id));
    if let Some(browser) = browser_hash {
        codes = codes.filter(code::Column::BrowserHash.eq(browser));
    }
    Ok(codes.order_by_desc(code::Column::Id).one(&work.tx).await?)
}

/// Six digits are soon tried out; only with the service's secret can a kept one be.
fn kept(work: &Work, link_id: i64, browser_hash: &str, code: &str) -> String {
    work.keys.token("code", &format!("{link_id}:{browser_hash}:{code}"))
}
