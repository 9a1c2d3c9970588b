//! Reply, ask for a reply by a day, withdraw, reword: each step of a comment in one unit of work, with a line in the
//! trail.

use crate::codes;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations::{self, Owing};
use crate::trail::{self, About};
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::agenda::Access;
use remit_domain::comment::CommentRefusal;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::wording::titled;
use remit_entity::{Stored, agenda_item, comment, resolution_part};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

/// Which comment, as it stood when the form was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    pub id: i64,
    pub version: Option<i32>,
}

async fn load(work: &Work, which: Which) -> Result<comment::Model> {
    let found = comment::Entity::find_by_id(which.id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if which.version == Some(found.version) { Ok(found) } else { Err(Error::Stale) }
}

async fn is_public(work: &Work, found: &comment::Model) -> Result<bool> {
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?;
    Ok(item.is_some_and(|item| item.access.0 == Access::Public))
}

async fn record(work: &Work, found: &comment::Model, deed: &str, detail: String) -> Result<()> {
    let about = About { noun: "comment", id: found.id, body: Some(found.body_id) };
    trail::record(work, deed, about, detail).await
}

fn next(found: comment::Model) -> comment::ActiveModel {
    let version = found.version;
    let mut row = found.into_active_model();
    row.version = Set(version + 1);
    row
}

/// Whoever it was given to replied, by link or through an officer.
pub(super) async fn reply(work: &Work, which: Which, words: String) -> Result<()> {
    let found = load(work, which).await?;
    if let Author::ByLink { id, .. } = work.by {
        let holder = obligations::holder_of(&work.tx, found.post_id, work.today).await?;
        if holder.and_then(|holder| holder.person).is_none_or(|person| person.id != id) {
            return Err(Error::refused(CommentRefusal::NotTheOwner));
        }
    }
    let state = found.state.reply(&words).or_refuse()?;
    obligations::discharge(work, Kind::ReplyToComment, SubjectKind::Comment, found.id).await?;
    // A reply that is replaced stays in the trail, where the trail may tell of it.
    let before = match (found.reply.as_str(), is_public(work, &found).await?) {
        ("", _) | (_, false) => found.reference.clone(),
        (reply, true) => format!("{}; before: “{reply}”", found.reference),
    };
    record(work, &found, "replied to", before).await?;
    let mut row = next(found);
    row.state = Set(Stored(state));
    row.reply = Set(words.trim().to_owned());
    row.replied_on = Set(Some(work.today));
    row.replied_by = Set(work.by.words());
    row.update(&work.tx).await?;
    Ok(())
}

/// A reply is wanted by a day, or by none any more.
pub(super) async fn ask(work: &Work, which: Which, by: Option<NaiveDate>) -> Result<()> {
    let found = load(work, which).await?;
    found.state.ask(by, work.today).or_refuse()?;
    obligations::withdraw(work, Kind::ReplyToComment, SubjectKind::Comment, found.id).await?;
    if let Some(by) = by {
        let owing = Owing {
            kind: Kind::ReplyToComment,
            subject_kind: SubjectKind::Comment,
            subject_id: found.id,
            body_id: found.body_id,
            owner_post_id: found.post_id,
            meeting_id: None,
            title: titled(&found.reference, &found.text),
            rule: DueRule::on(by),
        };
        obligations::owe(work, owing).await?;
    }
    record(work, &found, "set the reply of", found.reference.clone()).await?;
    let mut row = next(found);
    row.reply_by = Set(by);
    row.update(&work.tx).await?;
    Ok(())
}

/// The body withdrew it.
pub(super) async fn withdraw(work: &Work, which: Which, reason: String) -> Result<()> {
    let found = load(work, which).await?;
    let state = found.state.withdraw(&reason).or_refuse()?;
    obligations::withdraw_all(work, SubjectKind::Comment, found.id).await?;
    crate::tellings::take_back(work, &super::told::occasion(found.id)).await?;
    codes::close(work, SubjectKind::Comment, found.id).await?;
    record(work, &found, "withdrew", reason.trim().to_owned()).await?;
    let mut row = next(found);
    row.state = Set(Stored(state));
    row.update(&work.tx).await?;
    Ok(())
}

/// It takes the wording that its part has now.
pub(super) async fn reword(work: &Work, which: Which) -> Result<()> {
    let found = load(work, which).await?;
    let part = match found.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let Some(part) = part.filter(|part| part.version > found.part_version) else { return Err(Error::Stale) };
    let title = titled(&found.reference, &part.text);
    obligations::rename(work, Kind::ReplyToComment, (SubjectKind::Comment, found.id), title).await?;
    record(work, &found, "worded anew", found.reference.clone()).await?;
    let mut row = next(found);
    row.text = Set(part.text);
    row.part_version = Set(part.version);
    row.update(&work.tx).await?;
    Ok(())
}
