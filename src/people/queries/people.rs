//! Reading people.

use super::{A_PAGE, Paged, covers, span, version_of};
use crate::error::Result;
use crate::people::views::{Duty, PersonRow};
use crate::web::Fields;
use chrono::NaiveDate;
use remit_domain::tenure::title;
use remit_domain::word::Word;
use remit_entity::{body, holding, membership, person, post};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Which people a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::people) struct Filter {
    /// Part of a name or address.
    pub text: String,
    /// `officers`, `left`, or anything else for all who have not left.
    pub who: String,
}

impl Filter {
    fn condition(&self, today: NaiveDate) -> Condition {
        let stays = Condition::any().add(person::Column::LeftOn.is_null()).add(person::Column::LeftOn.gt(today));
        let who = match self.who.as_str() {
            "left" => Condition::all().add(person::Column::LeftOn.lte(today)),
            "officers" => Condition::all().add(stays).add(person::Column::IsOfficer.eq(true)),
            _ => Condition::all().add(stays),
        };
        if self.text.is_empty() {
            return who;
        }
        let part = self.text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = |column: person::Column| {
            Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(format!("%{part}%")).escape('\\'))
        };
        who.add(Condition::any().add(like(person::Column::Name)).add(like(person::Column::Email)))
    }
}

/// One page of people, by name.
pub(in crate::people) async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    number: u64,
    today: NaiveDate,
) -> Result<Paged<PersonRow>> {
    let found = person::Entity::find()
        .filter(filter.condition(today))
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id);
    let paged = found.paginate(db, A_PAGE);
    let pages = Ord::max(paged.num_pages().await?, 1);
    let number = number.clamp(1, pages);
    let people = paged.fetch_page(number - 1).await?;
    let ids: Vec<i64> = people.iter().map(|person| person.id).collect();
    let mut duties = duties(db, &ids, Some(today)).await?;
    let rows = people
        .into_iter()
        .map(|person| PersonRow {
            duties: duties.remove(&person.id).unwrap_or_default().into_iter().map(|duty| duty.what).collect(),
            id: person.id,
            name: person.name,
            email: person.email,
            is_officer: person.is_officer,
            has_password: person.password_hash.is_some(),
        })
        .collect();
    Ok(Paged { rows, number: usize::try_from(number).unwrap_or(1), pages: usize::try_from(pages).unwrap_or(1) })
}

/// The posts and seats of people, newest first; those of one day, or all that ever were.
pub(in crate::people) async fn duties(
    db: &impl ConnectionTrait,
    ids: &[i64],
    on: Option<NaiveDate>,
) -> Result<BTreeMap<i64, Vec<Duty>>> {
    let on_day = |from, to| on.map_or_else(Condition::all, |on| covers(from, to, on));
    let held = holding::Entity::find()
        .filter(holding::Column::PersonId.is_in(ids.iter().copied()))
        .filter(on.map_or_else(Condition::all, |on| covers(holding::Column::FromOn, holding::Column::ToOn, on)))
        .order_by_desc(holding::Column::FromOn)
        .all(db)
        .await?;
    let seats = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(ids.iter().copied()))
        .filter(on_day(membership::Column::FromOn, membership::Column::ToOn))
        .order_by_desc(membership::Column::FromOn)
        .all(db)
        .await?;
    let titles: BTreeMap<i64, String> = post::Entity::find()
        .filter(post::Column::Id.is_in(held.iter().map(|held| held.post_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|post| (post.id, post.title))
        .collect();
    let bodies: BTreeMap<i64, String> = body::Entity::find()
        .filter(body::Column::Id.is_in(seats.iter().map(|seat| seat.body_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|body| (body.id, body.name))
        .collect();
    let mut duties: BTreeMap<i64, Vec<Duty>> = BTreeMap::new();
    for held in held {
        let what = title(titles.get(&held.post_id).map_or("", String::as_str), held.is_interim);
        let href = format!("/posts/{}", held.post_id);
        duties.entry(held.person_id).or_default().push(Duty { what, href, when: span(held.from_on, held.to_on) });
    }
    for seat in seats {
        let body = bodies.get(&seat.body_id).cloned().unwrap_or_default();
        let what = format!("{}, {body}", seat.seat.label());
        let href = format!("/people/bodies/{}", seat.body_id);
        duties.entry(seat.person_id).or_default().push(Duty { what, href, when: span(seat.from_on, seat.to_on) });
    }
    Ok(duties)
}

/// A person as the fields of a form.
pub(in crate::people) fn as_fields(person: &person::Model) -> Fields {
    let left_on = person.left_on.map(|on| on.to_string()).unwrap_or_default();
    let officer = if person.is_officer { "yes" } else { "" };
    let version = version_of(&[&person.name, &person.email, officer, &left_on]);
    Fields::from_pairs([
        ("name", person.name.clone()),
        ("email", person.email.clone()),
        ("officer", officer.to_owned()),
        ("left_on", left_on),
        ("version", version),
    ])
}
