//! What was made from words that have changed since. Nothing is taken back by itself: it is flagged until somebody has
//! looked at it, and those who have it are told that the words changed, never what they say.

use super::Place;
use super::made::{Made, Noun, of_parts};
use crate::error::{Error, Result};
use crate::holders::holders_of;
use crate::tellings::{self, Section, Telling};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::letter::Kind;
use remit_domain::resolution::State;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{action, comment, part_version, recommendation, referral, resolution, resolution_part};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// How the words that something was made from changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceChange {
    /// The page of the resolution.
    pub href: String,
    pub item_id: i64,
    pub was: String,
    /// Empty when the part no longer stands.
    pub now: String,
    pub why: String,
    /// The noun and id under which it is settled.
    pub noun: &'static str,
    pub id: i64,
    /// Whether the reader may say that they have looked at it.
    pub may_settle: bool,
}

/// How the words behind something changed since somebody last looked at it; none while they stand as they were.
///
/// # Errors
/// When the database cannot be read.
pub async fn source_change(
    db: &impl ConnectionTrait,
    (noun, id): (Noun, i64),
    (part_id, seen): (Option<i64>, i32),
    may_settle: bool,
) -> Result<Option<SourceChange>> {
    let Some(part_id) = part_id else { return Ok(None) };
    let Some(part) = resolution_part::Entity::find_by_id(part_id).one(db).await? else { return Ok(None) };
    if part.version <= seen {
        return Ok(None);
    }
    let versions = part_version::Entity::find()
        .filter(part_version::Column::PartId.eq(part_id))
        .filter(part_version::Column::Number.gte(seen))
        .order_by_asc(part_version::Column::Number)
        .all(db)
        .await?;
    let whole = resolution::Entity::find_by_id(part.resolution_id).one(db).await?;
    let is_over = part.is_removed || whole.as_ref().is_some_and(|one| one.state.0 == State::Rescinded);
    let item_id = whole.map_or(0, |one| one.agenda_item_id);
    Ok(Some(SourceChange {
        href: format!("/items/{item_id}/resolution"),
        item_id,
        was: versions.first().map_or_else(|| part.text.clone(), |row| row.text.clone()),
        now: if is_over { String::new() } else { part.text },
        why: versions.last().map(|row| row.reason.clone()).unwrap_or_default(),
        noun: noun.word(),
        id,
        may_settle,
    }))
}

/// Everything that was made from words which have changed since, and at which nobody has looked yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_changed(db: &impl ConnectionTrait) -> Result<Vec<Made>> {
    let changed = resolution_part::Entity::find().filter(resolution_part::Column::Version.gt(1)).all(db).await?;
    let versions: BTreeMap<i64, i32> = changed.into_iter().map(|part| (part.id, part.version)).collect();
    let ids: Vec<i64> = versions.keys().copied().collect();
    let behind = |one: &Made| {
        one.noun.is_some() && one.part_id.and_then(|id| versions.get(&id)).is_some_and(|now| one.part_version < *now)
    };
    Ok(of_parts(db, &ids).await?.into_iter().filter(behind).collect())
}

/// Somebody has looked at what changed: the flag comes down.
///
/// # Errors
/// When it is not there, or the database cannot be written.
pub async fn look(work: &Work, noun: Noun, id: i64) -> Result<i64> {
    let (body, part) = match noun {
        Noun::Action => {
            action::Entity::find_by_id(id).one(&work.tx).await?.map(|row| (row.body_id, row.resolution_part_id))
        }
        Noun::Referral => {
            referral::Entity::find_by_id(id).one(&work.tx).await?.map(|row| (row.body_id, row.resolution_part_id))
        }
        Noun::Recommendation => {
            recommendation::Entity::find_by_id(id).one(&work.tx).await?.map(|row| (row.body_id, row.resolution_part_id))
        }
        Noun::Comment => {
            comment::Entity::find_by_id(id).one(&work.tx).await?.map(|row| (row.body_id, row.resolution_part_id))
        }
    }
    .ok_or(Error::NotFound)?;
    let part = part.ok_or(Error::NotFound)?;
    let version = resolution_part::Entity::find_by_id(part).one(&work.tx).await?.ok_or(Error::NotFound)?.version;
    let seen = Expr::value(version);
    match noun {
        Noun::Action => {
            let all = action::Entity::update_many().col_expr(action::Column::PartVersion, seen);
            all.filter(action::Column::Id.eq(id)).exec(&work.tx).await?;
        }
        Noun::Referral => {
            let all = referral::Entity::update_many().col_expr(referral::Column::PartVersion, seen);
            all.filter(referral::Column::Id.eq(id)).exec(&work.tx).await?;
        }
        Noun::Recommendation => {
            let all = recommendation::Entity::update_many().col_expr(recommendation::Column::PartVersion, seen);
            all.filter(recommendation::Column::Id.eq(id)).exec(&work.tx).await?;
        }
        Noun::Comment => {
            let all = comment::Entity::update_many().col_expr(comment::Column::PartVersion, seen);
            all.filter(comment::Column::Id.eq(id)).exec(&work.tx).await?;
        }
    }
    let about = About { noun: noun.word(), id, body: Some(body) };
    trail::record(work, "looked at the changed wording", about, String::new()).await?;
    Ok(body)
}

/// Tells whoever has something that was made from words which have now changed: that they changed, never the words.
///
/// # Errors
/// When the database cannot be written.
pub(super) async fn tell_changed(work: &Work, place: &Place, parts: &[i64], is_over: bool) -> Result<()> {
    let made = of_parts(&work.tx, parts).await?;
    let versions = resolution_part::Entity::find()
        .filter(resolution_part::Column::Id.is_in(parts.iter().copied()))
        .all(&work.tx)
        .await?;
    let posts: BTreeSet<i64> = made.iter().filter_map(|one| one.post_id).chain(place.body.officer_post_id).collect();
    let holders = holders_of(&work.tx, posts, work.today).await?;
    let title = place.item.access.0.title_in_letters(&place.item.title);
    let day = wording::date(place.meeting.held_on);
    let mut tellings = Vec::new();
    for one in &made {
        let Some(part) = versions.iter().find(|part| Some(part.id) == one.part_id) else { continue };
        let person = one.post_id.or(place.body.officer_post_id).and_then(|post| holders.get(&post));
        let Some(&person_id) = person else { continue };
        let from = format!(
            "{} {} comes from part {} of what the {} resolved on {day}, item “{title}”.",
            one.what, one.reference, part.number, place.body.name
        );
        let link = if one.post_id.is_none() { format!("{}{}", work.site.url, one.href) } else { String::new() };
        tellings.push(Telling {
            kind: Kind::SourceChanged,
            person_id,
            occasion: format!("changed-part-{}-{}-{}-{}", part.id, part.version, one.what, one.id),
            section: changed(one, from, is_over || part.is_removed, link),
            was: String::new(),
            meetings: Vec::new(),
            may_repeat: false,
        });
    }
    tellings::tell_all(work, tellings).await
}

fn changed(one: &Made, from: String, is_gone: bool, link: String) -> Section {
    let (head, said) = if is_gone {
        (
            "Taken back",
            "That part no longer stands. This does not withdraw what was asked: the officer will say how it goes on.",
        )
    } else {
        ("Wording changed", "That part was changed after it was recorded. Read it again as it stands now.")
    };
    Section {
        subject: format!("{head}: {} {}", one.what, one.reference),
        heading: format!("{head}: {} {}", one.what, one.reference),
        says: vec![from, said.to_owned()],
        link_lead: if link.is_empty() { String::new() } else { "It is here:".to_owned() },
        link,
        ..Section::default()
    }
}

/// Whether the minutes that something comes from are still to be confirmed: a referral or a recommendation that cites
/// them says so. Nothing that came of the discussion alone is asked about.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_unconfirmed(db: &impl ConnectionTrait, part_id: Option<i64>) -> Result<bool> {
    let Some(part_id) = part_id else { return Ok(false) };
    let Some(part) = resolution_part::Entity::find_by_id(part_id).one(db).await? else { return Ok(false) };
    let whole = resolution::Entity::find_by_id(part.resolution_id).one(db).await?;
    Ok(whole.is_some_and(|one| !one.state.0.is_settled()))
}
