//! Opens a round for one owner, takes their words, ends it. A word on an action is an update like any other.

use super::queries;
use crate::acting::{self, Report, Which};
use crate::awaited::Awaited;
use crate::error::{Error, Result};
use crate::heard::UPDATED;
use crate::obligations::{self, Owing};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::action::Progress;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::wording;
use remit_entity::{body, meeting, recommendation, recommendation_update, round};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// Asks one post for a word on everything that it has before a body. A post that was asked already is not
/// asked again, unless the asking was withdrawn before it answered.
pub(super) async fn open(work: &Work, row: &meeting::Model, post_id: i64) -> Result<()> {
    let had = round::Entity::find()
        .filter(round::Column::MeetingId.eq(row.id))
        .filter(round::Column::PostId.eq(post_id))
        .one(&work.tx)
        .await?;
    let had = match had {
        Some(had)
            if had.answered_at.is_some()
                || !obligations::open_about(&work.tx, SubjectKind::Round, had.id).await?.is_empty() =>
        {
            return Ok(());
        }
        had => had,
    };
    let body = body::Entity::find_by_id(row.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let id = match had {
        // Its meeting was put off, and has a day again.
        Some(had) => had.id,
        None => {
            round::ActiveModel {
                meeting_id: Set(row.id),
                post_id: Set(post_id),
                opened_on: Set(work.today),
                ..Default::default()
            }
            .insert(&work.tx)
            .await?
            .id
        }
    };
    let owing = Owing {
        kind: Kind::GiveUpdates,
        subject_kind: SubjectKind::Round,
        subject_id: id,
        body_id: row.body_id,
        owner_post_id: post_id,
        meeting_id: Some(row.id),
        title: format!("{}, {}: updates on what is open", body.short_name, wording::date(row.held_on)),
        rule: DueRule::publish(row.id, -4),
    };
    obligations::owe(work, owing).await.map(|_| ())
}

/// Every item has a word: nobody is asked any more.
pub(super) async fn end(work: &Work, id: i64) -> Result<()> {
    let found = round::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if found.answered_at.is_some() {
        return Ok(());
    }
    let mut row = found.into_active_model();
    row.answered_at = Set(Some(work.at));
    row.update(&work.tx).await?;
    obligations::discharge(work, Kind::GiveUpdates, SubjectKind::Round, id).await
}

/// What an owner says about one item.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub item: Awaited,
    /// The row as it stood when the page was opened.
    pub version: Option<i32>,
    pub words: String,
    pub is_done: bool,
}

/// Takes words on some or all of the items; the round ends when each has one.
pub(super) async fn give(work: &Work, id: i64, words: Vec<Word>) -> Result<()> {
    let count = words.len();
    for word in words {
        match word.item.subject {
            (SubjectKind::Action, id) => {
                let progress = Some(if word.is_done { Progress::Done } else { Progress::StillInProgress });
                let report = Report { progress, words: word.words, evidence: String::new() };
                acting::report(work, Which { id, version: word.version }, report).await?;
            }
            (_, id) => progress(work, (id, word.version), word.words).await?,
        }
    }
    let part = queries::find(&work.tx, id).await?.ok_or(Error::NotFound)?;
    let about = About { noun: "round", id, body: Some(part.body.id) };
    trail::record(work, "gave updates", about, format!("{count}")).await?;
    if part.items.iter().all(|item| item.has_word) { end(work, id).await } else { Ok(()) }
}

/// A word on a recommendation that is being carried out; where it stands is for its own column to say.
async fn progress(work: &Work, (id, version): (i64, Option<i32>), words: String) -> Result<()> {
    let found = recommendation::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if version != Some(found.version) {
        return Err(Error::Stale);
    }
    recommendation_update::ActiveModel {
        recommendation_id: Set(id),
        at: Set(work.at),
        by: Set(work.by.words()),
        words: Set(words),
        state: Set(found.state),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let about = About { noun: "recommendation", id, body: Some(found.body_id) };
    trail::record(work, UPDATED, about, found.reference.clone()).await?;
    let version = found.version + 1;
    let mut row = found.into_active_model();
    row.version = Set(version);
    row.update(&work.tx).await?;
    Ok(())
}
