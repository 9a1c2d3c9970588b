//! Reading the letters: a page of the list, one letter with what was said about it.
//!
//! Called by `pages`. The sender's own reading is in `ledger`.

use chrono::{DateTime, Utc};
use remit_domain::letter::{Kind, State};
use remit_entity::{Stored, attempt, letter};
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

/// The conversations about a letter, oldest first.
pub(super) async fn list_attempts(db: &impl ConnectionTrait, id: i64) -> Result<Vec<attempt::Model>> {
    let attempts = attempt::Entity::find().filter(attempt::Column::LetterId.eq(id));
    Ok(attempts.order_by_asc(attempt::Column::Id).all(db).await?)
}
