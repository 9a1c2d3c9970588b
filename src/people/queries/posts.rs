//! Reading posts and who holds them.

use super::{A_PAGE, Paged, covers, span, version_of};
use crate::error::Result;
use crate::obligations::{owed_by, vacant};
use crate::people::views::{PostRow, TenureRow, owes};
use crate::web::{Choice, Fields};
use chrono::NaiveDate;
use remit_domain::person::{PostKind, Seat};
use remit_domain::tenure::{Tenure, title};
use remit_domain::word::Word;
use remit_entity::{Stored, holding, membership, person, post};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// One page of posts, by title, with their holders of today.
pub(in crate::people) async fn list(
    db: &impl ConnectionTrait,
    number: u64,
    today: NaiveDate,
) -> Result<Paged<PostRow>> {
    let paged =
        post::Entity::find().order_by_asc(post::Column::Title).order_by_asc(post::Column::Id).paginate(db, A_PAGE);
    let pages = paged.num_pages().await?.max(1);
    let number = number.clamp(1, pages);
    let posts = paged.fetch_page(number - 1).await?;
    let holders = holders(db, &posts, today).await?;
    let interim = interim(db, &posts, today).await?;
    let vacant = posts.iter().map(|post| post.id).filter(|id| !holders.contains_key(id)).collect();
    let owed = owed_by(db, vacant).await?;
    let rows = posts
        .into_iter()
        .map(|post| PostRow {
            id: post.id,
            holder: holders.get(&post.id).map(|person| person.name.clone()),
            holder_id: holders.get(&post.id).map_or(0, |person| person.id),
            owes: owes(owed.get(&post.id).map(Vec::as_slice).unwrap_or_default()),
            fill: match (post.kind.0, post.body_id) {
                (PostKind::Chair, Some(body)) => format!("/people/bodies/{body}"),
                _ => format!("/posts/{}", post.id),
            },
            kind: post.kind.label(),
            title: title(&post.title, interim.contains(&post.id)),
        })
        .collect();
    Ok(Paged { rows, number: usize::try_from(number).unwrap_or(1), pages: usize::try_from(pages).unwrap_or(1) })
}

/// Those of these posts that are held in the interim on a day.
async fn interim(db: &impl ConnectionTrait, posts: &[post::Model], on: NaiveDate) -> Result<BTreeSet<i64>> {
    let held = holding::Entity::find()
        .filter(holding::Column::PostId.is_in(posts.iter().map(|post| post.id)))
        .filter(holding::Column::IsInterim.eq(true))
        .filter(covers(holding::Column::FromOn, holding::Column::ToOn, on))
        .all(db)
        .await?;
    Ok(held.into_iter().map(|held| held.post_id).collect())
}

/// What a post that nobody holds owes, in words; nothing while somebody holds it.
pub(in crate::people) async fn owing(
    db: &impl ConnectionTrait,
    post: &post::Model,
    today: NaiveDate,
) -> Result<String> {
    let vacant = vacant(db, BTreeSet::from([post.id]), today).await?;
    let owed = owed_by(db, vacant).await?;
    Ok(owes(owed.get(&post.id).map(Vec::as_slice).unwrap_or_default()))
}

/// Who holds each of these posts on a day; a chair's post takes its holder from the seats of its body.
async fn holders(
    db: &impl ConnectionTrait,
    posts: &[post::Model],
    on: NaiveDate,
) -> Result<BTreeMap<i64, person::Model>> {
    let held = holding::Entity::find()
        .filter(holding::Column::PostId.is_in(posts.iter().map(|post| post.id)))
        .filter(covers(holding::Column::FromOn, holding::Column::ToOn, on))
        .order_by_asc(holding::Column::FromOn)
        .all(db)
        .await?;
    let chairs: BTreeMap<i64, i64> = membership::Entity::find()
        .filter(membership::Column::BodyId.is_in(posts.iter().filter_map(|post| post.body_id)))
        .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
        .filter(covers(membership::Column::FromOn, membership::Column::ToOn, on))
        .order_by_asc(membership::Column::FromOn)
        .all(db)
        .await?
        .into_iter()
        .map(|seat| (seat.body_id, seat.person_id))
        .collect();
    let mut holder_ids: BTreeMap<i64, i64> = held.into_iter().map(|held| (held.post_id, held.person_id)).collect();
    for post in posts.iter().filter(|post| post.kind.0 == PostKind::Chair) {
        holder_ids.remove(&post.id);
        if let Some(person) = post.body_id.and_then(|body| chairs.get(&body)) {
            holder_ids.insert(post.id, *person);
        }
    }
    let people: BTreeMap<i64, person::Model> = person::Entity::find()
        .filter(person::Column::Id.is_in(holder_ids.values().copied()))
        .all(db)
        .await?
        .into_iter()
        .filter(|person| person.left_on.is_none_or(|left| on < left))
        .map(|person| (person.id, person))
        .collect();
    let with_person = |(post, id): (i64, i64)| people.get(&id).map(|person| (post, person.clone()));
    Ok(holder_ids.into_iter().filter_map(with_person).collect())
}

/// The tenures of a post, as the domain weighs them.
pub(in crate::people) async fn tenures(db: &impl ConnectionTrait, post_id: i64) -> Result<Vec<Tenure>> {
    let held = holding::Entity::find().filter(holding::Column::PostId.eq(post_id)).all(db).await?;
    Ok(held
        .into_iter()
        .map(|held| Tenure { id: held.id, person: held.person_id, from_on: held.from_on, to_on: held.to_on })
        .collect())
}

/// The tenures of a post, newest first, in words.
pub(in crate::people) async fn past(
    db: &impl ConnectionTrait,
    post_id: i64,
    today: NaiveDate,
) -> Result<Vec<TenureRow>> {
    let held = holding::Entity::find().filter(holding::Column::PostId.eq(post_id)).all(db).await?;
    let interim: BTreeSet<i64> = held.iter().filter(|held| held.is_interim).map(|held| held.id).collect();
    let mut tenures = tenures(db, post_id).await?;
    tenures.sort_by_key(|tenure| std::cmp::Reverse((tenure.from_on, tenure.id)));
    let mut rows = named(db, &tenures, today).await?;
    for row in &mut rows {
        row.is_interim = interim.contains(&row.id);
    }
    Ok(rows)
}

/// Tenures with the names of those who held them.
pub(in crate::people) async fn named(
    db: &impl ConnectionTrait,
    tenures: &[Tenure],
    today: NaiveDate,
) -> Result<Vec<TenureRow>> {
    let people = person::Entity::find().filter(person::Column::Id.is_in(tenures.iter().map(|tenure| tenure.person)));
    let names: BTreeMap<i64, String> =
        people.all(db).await?.into_iter().map(|person| (person.id, person.name)).collect();
    let row = |tenure: &Tenure| TenureRow {
        id: tenure.id,
        person_id: tenure.person,
        name: names.get(&tenure.person).cloned().unwrap_or_default(),
        seat: "",
        terms: String::new(),
        votes_on_all: false,
        is_interim: false,
        when: span(tenure.from_on, tenure.to_on),
        is_now: tenure.covers(today),
        can_end: tenure.to_on.is_none_or(|last| today <= last),
    };
    Ok(tenures.iter().map(row).collect())
}

/// All posts but one, by title, to choose from.
pub(in crate::people) async fn choices(db: &impl ConnectionTrait, without: Option<i64>) -> Result<Vec<Choice>> {
    let found = post::Entity::find().order_by_asc(post::Column::Title).all(db).await?;
    let others = found.into_iter().filter(|post| Some(post.id) != without);
    Ok(others.map(|post| Choice::new(post.id, post.title)).collect())
}

/// A post as the fields of a form.
pub(in crate::people) fn as_fields(post: &post::Model) -> Fields {
    let line = post.line_id.map(|id| id.to_string()).unwrap_or_default();
    let version = version_of(&[&post.title, post.kind.word(), &line]);
    Fields::from_pairs([
        ("title", post.title.clone()),
        ("kind", post.kind.word().to_owned()),
        ("line", line),
        ("version", version),
    ])
}
