//! Counts failed tries, in the database: a restart forgets nothing and nodes share the count. A try is counted
//! before it is judged, so that a hundred at the same moment are not judged a hundred times.

use crate::error::{Error, Result};
use crate::work::Work;
use remit_domain::throttle::{still_counted, wait_after};
use remit_entity::throttle;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// What is tried, and how many failures more than usual it forgives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The key under which failures are counted.
    pub key: String,
    /// Failures that cost nothing beyond the usual four: an office shares one address.
    pub forgives: u32,
}

/// Counts a try. It must be forgotten when it turns out to be right.
///
/// # Errors
/// `Throttled` while the wait after earlier failures lasts, or when another try was counted in the same moment.
pub async fn count(work: &Work, tried: &Tried) -> Result<()> {
    let Some(found) = throttle::Entity::find_by_id(&tried.key).one(&work.tx).await? else {
        let row = throttle::ActiveModel { key: Set(tried.key.clone()), failures: Set(1), until: Set(work.at) };
        let inserted = throttle::Entity::insert(row)
            .on_conflict(OnConflict::column(throttle::Column::Key).do_nothing().to_owned())
            .exec_without_returning(&work.tx)
            .await?;
        return if inserted == 1 { Ok(()) } else { Err(Error::Throttled) };
    };
    if work.at < found.until {
        return Err(Error::Throttled);
    }
    let before = still_counted(u32::try_from(found.failures).unwrap_or(0), found.until, work.at);
    let failures = before.saturating_add(1);
    let until = work.at + wait_after(failures.saturating_sub(tried.forgives));
    let counted = throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::value(i32::try_from(failures).unwrap_or(i32::MAX)))
        .col_expr(throttle::Column::Until, Expr::value(until))
        .filter(throttle::Column::Key.eq(&tried.key))
        .filter(throttle::Column::Failures.eq(found.failures))
        .exec(&work.tx)
        .await?;
    if counted.rows_affected == 1 { Ok(()) } else { Err(Error::Throttled) }
}

/// Takes the last try back, and nothing before it: it was right, but others come from the same place.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_back(work: &Work, tried: &Tried) -> Result<()> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).sub(1))
        .col_expr(throttle::Column::Until, Expr::value(work.at))
        .filter(throttle::Column::Key.eq(&tried.key))
        .filter(throttle::Column::Failures.gt(0))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Forgets the failures under a key: the last try was right.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(work: &Work, tried: &Tried) -> Result<()> {
    throttle::Entity::delete_by_id(&tried.key).exec(&work.tx).await?;
    Ok(())
}
