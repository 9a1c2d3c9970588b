//! Posts that nobody holds today and that owe something all the same: nobody can be reminded, so the officer is
//! shown. A chair's post is vacant while nobody chairs its body.

use crate::error::Result;
use crate::holders::holders_of;
use chrono::NaiveDate;
use remit_domain::obligation::State;
use remit_domain::person::PostKind;
use remit_entity::{Stored, obligation, post};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// A vacant post with something due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// The post.
    pub post: post::Model,
    /// What it owes, the earliest first; what has no date comes last.
    pub owed: Vec<obligation::Model>,
}

impl Vacancy {
    /// Where somebody is given the post: its own page, or for a chair the page of the body.
    #[must_use]
    pub fn href(&self) -> String {
        match (self.post.kind.0, self.post.body_id) {
            (PostKind::Chair, Some(body)) => format!("/people/bodies/{body}"),
            _ => format!("/posts/{}", self.post.id),
        }
    }
}

/// What each of these posts owes, the earliest first; posts that owe nothing are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn owed_by(db: &impl ConnectionTrait, posts: BTreeSet<i64>) -> Result<BTreeMap<i64, Vec<obligation::Model>>> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::OwnerPostId.is_in(posts))
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?;
    let mut owed: BTreeMap<i64, Vec<obligation::Model>> = BTreeMap::new();
    for row in open {
        owed.entry(row.owner_post_id).or_default().push(row);
    }
    for rows in owed.values_mut() {
        rows.sort_by_key(|row| (row.due_on.unwrap_or(NaiveDate::MAX), row.id));
    }
    Ok(owed)
}

/// Those of some posts that nobody holds on a day.
///
/// # Errors
/// When the database cannot be read.
pub async fn vacant(db: &impl ConnectionTrait, posts: BTreeSet<i64>, on: NaiveDate) -> Result<BTreeSet<i64>> {
    let held = holders_of(db, posts.clone(), on).await?;
    Ok(posts.into_iter().filter(|post| !held.contains_key(post)).collect())
}

/// Every vacant post with something due, by title.
///
/// # Errors
/// When the database cannot be read.
pub async fn vacancies(db: &impl ConnectionTrait, on: NaiveDate) -> Result<Vec<Vacancy>> {
    let posts = post::Entity::find().order_by_asc(post::Column::Title).order_by_asc(post::Column::Id).all(db).await?;
    let vacant = vacant(db, posts.iter().map(|post| post.id).collect(), on).await?;
    let mut owed = owed_by(db, vacant).await?;
    Ok(posts.into_iter().filter_map(|post| owed.remove(&post.id).map(|owed| Vacancy { post, owed })).collect())
}
