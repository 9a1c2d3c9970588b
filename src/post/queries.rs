//! Reading the letters: a page of the list, one letter with what was said about it.
//!
//! Called by `pages`. The sender's own reading is in `ledger`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use remit_domain::letter::{Kind, State};
use remit_entity::{Stored, attempt, bounce, letter, node, person};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::error::Result;
use crate::web::turn_to;

/// Letters on a page of the list.
pub(super) const A_PAGE: u64 = 25;

/// What of the list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asking {
    pub(super) state: Option<State>,
    /// Part of a name or an address.
    pub(super) person: String,
    /// From 1.
    pub(super) page: u64,
}

/// A letter as the list shows it, without its words.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(super) struct Listed {
    pub(super) id: i64,
    pub(super) to_name: String,
    pub(super) to_address: String,
    pub(super) kind: Stored<Kind>,
    pub(super) subject: String,
    pub(super) state: Stored<State>,
    pub(super) copies: i32,
    pub(super) written_at: DateTime<Utc>,
    pub(super) sent_at: Option<DateTime<Utc>>,
    pub(super) next_try_at: Option<DateTime<Utc>>,
}

/// A page of letters, those that need an officer's eye first, then the newest; how many there are in all; and
/// which page it is.
pub(super) async fn list(db: &impl ConnectionTrait, asking: &Asking) -> Result<(Vec<Listed>, u64, u64)> {
    let mut query = letter::Entity::find();
    if let Some(state) = asking.state {
        query = query.filter(letter::Column::State.eq(Stored(state)));
    }
    let person = asking.person.trim().to_lowercase();
    if !person.is_empty() {
        let escaped = person.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = |column: letter::Column| {
            let pattern = LikeExpr::new(format!("%{escaped}%")).escape('\\');
            Expr::expr(Func::lower(Expr::col(column))).like(pattern)
        };
        query = query.filter(Condition::any().add(like(letter::Column::ToName)).add(like(letter::Column::ToAddress)));
    }
    let count = query.clone().count(db).await?;
    let number = turn_to(asking.page, count, A_PAGE);
    let needs_eye = letter::Column::State.is_in([State::Dead, State::Uncertain].map(Stored));
    let rows = query
        .select_only()
        .columns([
            letter::Column::Id,
            letter::Column::ToName,
            letter::Column::ToAddress,
            letter::Column::Kind,
            letter::Column::Subject,
            letter::Column::State,
            letter::Column::Copies,
            letter::Column::WrittenAt,
            letter::Column::SentAt,
            letter::Column::NextTryAt,
        ])
        .order_by(Expr::Case(Box::new(Expr::case(needs_eye, 0).finally(1))), Order::Asc)
        .order_by_desc(letter::Column::Id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
        .into_model::<Listed>()
        .all(db)
        .await?;
    Ok((rows, count, number))
}

/// One letter.
pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<letter::Model>> {
    Ok(letter::Entity::find_by_id(id).one(db).await?)
}

/// What was reported about a letter, oldest first.
pub(super) async fn list_bounces(db: &impl ConnectionTrait, id: i64) -> Result<Vec<bounce::Model>> {
    let reports = bounce::Entity::find().filter(bounce::Column::LetterId.eq(id));
    Ok(reports.order_by_asc(bounce::Column::Id).all(db).await?)
}

/// The letter by which this one was written again.
pub(super) async fn find_again(db: &impl ConnectionTrait, id: i64) -> Result<Option<i64>> {
    let newer = letter::Entity::find().select_only().column(letter::Column::Id);
    Ok(newer.filter(letter::Column::AgainOfId.eq(id)).into_tuple().one(db).await?)
}

/// How many letters wait whose time has come.
pub(super) async fn count_waiting(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let waiting = [State::Pending, State::Retry, State::Sending].map(Stored);
    Ok(letter::Entity::find()
        .filter(letter::Column::State.is_in(waiting))
        .filter(letter::Column::NextTryAt.lte(now))
        .count(db)
        .await?)
}

/// How the relay stands for each process that sees it fail.
pub(super) async fn list_standings(db: &impl ConnectionTrait) -> Result<Vec<node::Model>> {
    Ok(node::Entity::find().filter(node::Column::Relay.ne("")).order_by_asc(node::Column::Name).all(db).await?)
}

/// A person whose address is in doubt, because a letter to it came back for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubtful {
    pub(super) person: person::Model,
    pub(super) letter_id: i64,
    pub(super) bounce: bounce::Model,
}

/// Those who are here and whose address of today is in doubt, by the newest report.
pub(super) async fn list_doubtful(db: &impl ConnectionTrait) -> Result<Vec<Doubtful>> {
    let reports = bounce::Entity::find()
        .filter(bounce::Column::Code.not_like("4%"))
        .order_by_desc(bounce::Column::Id)
        .limit(500)
        .all(db)
        .await?;
    let letters: HashMap<i64, (Option<i64>, String)> = letter::Entity::find()
        .select_only()
        .columns([letter::Column::Id, letter::Column::PersonId, letter::Column::ToAddress])
        .filter(letter::Column::Id.is_in(reports.iter().map(|report| report.letter_id)))
        .into_tuple::<(i64, Option<i64>, String)>()
        .all(db)
        .await?
        .into_iter()
        .map(|(id, person_id, address)| (id, (person_id, address)))
        .collect();
    let people: HashMap<i64, person::Model> = person::Entity::find()
        .filter(person::Column::Id.is_in(letters.values().filter_map(|(person_id, _)| *person_id)))
        .filter(person::Column::LeftOn.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let mut found: Vec<Doubtful> = Vec::new();
    for report in reports {
        let Some((Some(person_id), address)) = letters.get(&report.letter_id) else { continue };
        let Some(person) = people.get(person_id) else { continue };
        let is_new = found.iter().all(|doubt| doubt.person.id != person.id);
        if is_new && person.email.eq_ignore_ascii_case(address) {
            found.push(Doubtful { person: person.clone(), letter_id: report.letter_id, bounce: report });
        }
    }
    found.sort_by(|a, b| a.person.name.cmp(&b.person.name));
    Ok(found)
}

/// The conversations about a letter, oldest first.
pub(super) async fn list_attempts(db: &impl ConnectionTrait, id: i64) -> Result<Vec<attempt::Model>> {
    let attempts = attempt::Entity::find().filter(attempt::Column::LetterId.eq(id));
    Ok(attempts.order_by_asc(attempt::Column::Id).all(db).await?)
}
