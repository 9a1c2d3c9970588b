//! Saying what is to be told. What waits unsent under the same occasion is replaced, and remembers how things stood
//! when the person was last told; what has left is never told again unless it may repeat.

use crate::error::{Error, Result};
use crate::post;
use crate::work::{Author, Work};
use chrono::{Duration, NaiveDate};
use remit_domain::letter::Kind;
use remit_entity::{Stored, telling};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long a deed waits before it is told, so that it and its correction make one letter. What the clock brings about
/// needs no correction.
const HELD_FOR: Duration = Duration::minutes(5);

/// The words of one thing that is told: public facts only, never a value, never exempt matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What the subject line says when the letter is about this alone.
    pub subject: String,
    /// What stands over it among several.
    pub heading: String,
    /// The sentences.
    pub says: Vec<String>,
    /// What stands before the list.
    pub list_lead: String,
    /// The list.
    pub list: Vec<String>,
    /// What the link is for.
    pub link_lead: String,
    /// The link; empty when there is none.
    pub link: String,
    /// What stood when the reader was last told, by obligation: a list of changes begins there.
    #[serde(default)]
    pub dates: BTreeMap<i64, Option<NaiveDate>>,
}

/// Something to be told to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Which letter of the catalogue.
    pub kind: Kind,
    /// Whom.
    pub person_id: i64,
    /// The one event that it is about, such as `dates-meeting-12`. Once told, it is not told again.
    pub occasion: String,
    /// The words.
    pub section: Section,
    /// How things stood before, for whoever was told of that.
    pub was: String,
    /// The meetings whose entries go along for the reader's calendar.
    pub meetings: Vec<i64>,
    /// Whether the same occasion may come again after it was told: a meeting can move twice.
    pub may_repeat: bool,
}

/// Tells one person.
///
/// # Errors
/// When the database cannot be written.
pub async fn tell(work: &Work, telling: Telling) -> Result<()> {
    tell_all(work, vec![telling]).await
}

/// Tells many people; reads what waits for them once.
///
/// # Errors
/// When the database cannot be written.
pub async fn tell_all(work: &Work, tellings: Vec<Telling>) -> Result<()> {
    if tellings.is_empty() {
        return Ok(());
    }
    let standing = telling::Entity::find()
        .filter(telling::Column::PersonId.is_in(tellings.iter().map(|one| one.person_id)))
        .filter(telling::Column::WithdrawnAt.is_null())
        .filter(telling::Column::Occasion.is_in(tellings.iter().map(|one| one.occasion.clone())))
        .all(&work.tx)
        .await?;
    let mut standing: BTreeMap<(i64, String), telling::Model> =
        standing.into_iter().map(|row| ((row.person_id, row.occasion.clone()), row)).collect();
    let mut new = Vec::new();
    for told in tellings {
        match standing.remove(&(told.person_id, told.occasion.clone())) {
            Some(row) => again(work, row, told).await?,
            None => new.push(fresh(work, told)?),
        }
    }
    for some in new.chunks(400) {
        let insert = telling::Entity::insert_many(some.to_vec());
        if matches!(work.by, Author::Remit) {
            // Another process does the same in this moment: its words are these.
            insert.on_conflict(stands()).exec_without_returning(&work.tx).await?;
        } else {
            insert.exec_without_returning(&work.tx).await?;
        }
    }
    Ok(())
}

fn stands() -> OnConflict {
    OnConflict::columns([telling::Column::PersonId, telling::Column::Occasion])
        .target_and_where(Expr::col(telling::Column::WithdrawnAt).is_null())
        .do_nothing()
        .to_owned()
}

fn fresh(work: &Work, told: Telling) -> Result<telling::ActiveModel> {
    let meetings: Vec<String> = told.meetings.iter().map(ToString::to_string).collect();
    Ok(telling::ActiveModel {
        person_id: Set(told.person_id),
        kind: Set(Stored(told.kind)),
        occasion: Set(told.occasion),
        section: Set(words(&told.section)?),
        was: Set(told.was),
        calendar: Set(meetings.join(",")),
        calendar_method: Set(String::new()),
        made_at: Set(work.at),
        goes_at: Set(if matches!(work.by, Author::Remit) { work.at } else { work.at + HELD_FOR }),
        ..Default::default()
    })
}

fn words(section: &Section) -> Result<String> {
    serde_json::to_string(section).map_err(|error| Error::Broken(error.into()))
}

/// The same occasion once more: in place of what has not left; beside it, where it may repeat; else not at all.
async fn again(work: &Work, row: telling::Model, told: Telling) -> Result<()> {
    if has_left(work, &row).await? {
        if !told.may_repeat {
            return Ok(());
        }
        // What was told stays on record under a name of its own.
        let (id, occasion) = (row.id, format!("{}#{}", row.occasion, row.id));
        telling::ActiveModel { id: Set(id), occasion: Set(occasion), ..Default::default() }.update(&work.tx).await?;
        fresh(work, told)?.insert(&work.tx).await?;
        return Ok(());
    }
    let was = row.was.clone();
    let mut new = fresh(work, told)?;
    new.id = Set(row.id);
    new.was = Set(was);
    new.letter_id = Set(None);
    new.update(&work.tx).await?;
    Ok(())
}

/// Whether the letter that carries it left. A letter that can still be called back is, and what else stood in it
/// waits for the next one.
async fn has_left(work: &Work, row: &telling::Model) -> Result<bool> {
    let Some(letter) = row.letter_id else { return Ok(false) };
    if !post::withdraw(work, letter).await? {
        return Ok(true);
    }
    super::gather::release(work, &BTreeSet::from([letter])).await?;
    Ok(false)
}

/// What somebody was last told.
#[derive(Clone, Debug, Default)]
pub struct Was {
    /// In words.
    pub words: String,
    /// The dates, by obligation.
    pub dates: BTreeMap<i64, Option<NaiveDate>>,
}

/// How things stood when those were last told of an occasion to whom a newer word has not gone out yet; by person.
///
/// # Errors
/// When the database cannot be written.
pub async fn was(work: &Work, occasion: &str) -> Result<BTreeMap<i64, Was>> {
    let mut unsent = BTreeMap::new();
    for row in standing_under(work, occasion).await? {
        if !has_left(work, &row).await? {
            let section: Section = serde_json::from_str(&row.section).map_err(|error| Error::Broken(error.into()))?;
            unsent.insert(row.person_id, Was { words: row.was, dates: section.dates });
        }
    }
    Ok(unsent)
}

/// Tells of changes; whoever was told last that it is as it is now hears nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn tell_changes(work: &Work, tellings: Vec<Telling>, now: &str) -> Result<()> {
    let (same, changed): (Vec<_>, Vec<_>) = tellings.into_iter().partition(|one| one.was == now);
    for one in same {
        let waiting = standing_under(work, &one.occasion).await?;
        for row in waiting.into_iter().filter(|row| row.person_id == one.person_id) {
            withdraw(work, row).await?;
        }
    }
    tell_all(work, changed).await
}

async fn standing_under(work: &Work, occasion: &str) -> Result<Vec<telling::Model>> {
    Ok(telling::Entity::find()
        .filter(telling::Column::Occasion.eq(occasion))
        .filter(telling::Column::WithdrawnAt.is_null())
        .all(&work.tx)
        .await?)
}

async fn withdraw(work: &Work, row: telling::Model) -> Result<()> {
    if !has_left(work, &row).await? {
        let mut row = row.into_active_model();
        row.withdrawn_at = Set(Some(work.at));
        row.letter_id = Set(None);
        row.update(&work.tx).await?;
    }
    Ok(())
}

/// What is still to be told of a meeting under one kind of letter: the person, the occasion, and all its meetings. A
/// letter that can be called back is.
///
/// # Errors
/// When the database cannot be written.
pub async fn waiting_for(work: &Work, kind: Kind, meeting_id: i64) -> Result<Vec<(i64, String, Vec<i64>)>> {
    let rows = telling::Entity::find()
        .filter(telling::Column::Kind.eq(Stored(kind)))
        .filter(telling::Column::WithdrawnAt.is_null())
        .all(&work.tx)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let meetings: Vec<i64> = row.calendar.split(',').filter_map(|id| id.parse().ok()).collect();
        if meetings.contains(&meeting_id) && !has_left(work, &row).await? {
            found.push((row.person_id, row.occasion, meetings));
        }
    }
    Ok(found)
}

/// One person is not told of an occasion after all.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_back_from(work: &Work, person_id: i64, occasion: &str) -> Result<()> {
    for row in standing_under(work, occasion).await?.into_iter().filter(|row| row.person_id == person_id) {
        withdraw(work, row).await?;
    }
    Ok(())
}

/// What waits under an occasion is not told after all. What has left stays told.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_back(work: &Work, occasion: &str) -> Result<()> {
    for row in standing_under(work, occasion).await? {
        withdraw(work, row).await?;
    }
    Ok(())
}

/// What waits and is no longer held.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn waiting(
    db: &impl ConnectionTrait,
    limit_at: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<telling::Model>> {
    Ok(telling::Entity::find()
        .filter(telling::Column::LetterId.is_null())
        .filter(telling::Column::WithdrawnAt.is_null())
        .filter(telling::Column::GoesAt.lte(limit_at))
        .all(db)
        .await?)
}
