//! On trial or live, and what becomes of letters that were held: each turn is taken once, by a person who was told what
//! will happen. Whether letters may leave is read in `gate`.

use super::choosing::call_back;
use crate::error::Result;
use crate::gate;
use crate::obligations;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::obligation::State;
use remit_domain::sending::{Mode, Waiting};
use remit_entity::{Stored, letter, notice, obligation, telling};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// Notices of things still owed that reached nobody but officers, because letters were on trial.
pub(super) async fn only_on_trial(db: &impl ConnectionTrait) -> Result<Vec<notice::Model>> {
    let letters = letter::Entity::find()
        .filter(letter::Column::MeantFor.ne(""))
        .filter(letter::Column::SentAt.is_not_null())
        .all(db)
        .await?;
    let notices = notice::Entity::find()
        .filter(notice::Column::LetterId.is_in(letters.iter().map(|row| row.id)))
        .filter(notice::Column::WithdrawnAt.is_null())
        .all(db)
        .await?;
    let open: BTreeSet<i64> = obligation::Entity::find()
        .filter(obligation::Column::Id.is_in(notices.iter().map(|row| row.obligation_id)))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    Ok(notices.into_iter().filter(|row| open.contains(&row.obligation_id)).collect())
}

/// Goes live, or back on trial. Letters that wait were addressed for what was before: they are written anew. With
/// `again`, people are told of what only officers have heard of on trial.
pub(super) async fn turn(work: &Work, to: Mode, again: bool) -> Result<()> {
    if !gate::turn(work, to).await? {
        return Ok(());
    }
    call_back(work, gate::waiting(&work.tx).await?).await?;
    if to == Mode::Live && again {
        let unheard = only_on_trial(&work.tx).await?;
        withdraw(work, unheard.iter().map(|row| row.id).collect()).await?;
        obligations::look_at_today(work, unheard.iter().map(|row| row.obligation_id).collect()).await?;
    }
    Ok(())
}

async fn withdraw(work: &Work, notices: Vec<i64>) -> Result<()> {
    notice::Entity::update_many()
        .col_expr(notice::Column::WithdrawnAt, Expr::value(work.at))
        .filter(notice::Column::Id.is_in(notices))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Why such reminders did not go.
const NEEDLESS: &str = "Not needed, as an officer said when letters were held.";

/// Lets held letters go: each person is told once of how things stand now, or nobody of what waited.
pub(super) async fn let_go(work: &Work, waiting: Waiting) -> Result<()> {
    let back = call_back(work, gate::waiting(&work.tx).await?).await?;
    if waiting == Waiting::Needless {
        // What was called back has no letter any more, like what has not been written yet.
        notice::Entity::update_many()
            .col_expr(notice::Column::SkippedAt, Expr::value(work.at))
            .col_expr(notice::Column::SkippedBy, Expr::value(work.by.words()))
            .col_expr(notice::Column::SkippedWhy, Expr::value(NEEDLESS))
            .filter(notice::Column::LetterId.is_null())
            .filter(notice::Column::WithdrawnAt.is_null())
            .filter(notice::Column::SkippedAt.is_null())
            .filter(Condition::any().add(notice::Column::Asks.eq(false)).add(notice::Column::ApprovedAt.is_not_null()))
            .filter(notice::Column::ReachedOn.lte(work.today))
            .exec(&work.tx)
            .await?;
        telling::Entity::update_many()
            .col_expr(telling::Column::WithdrawnAt, Expr::value(work.at))
            .filter(telling::Column::LetterId.is_null())
            .filter(telling::Column::GoesAt.lte(work.at))
            .filter(telling::Column::WithdrawnAt.is_null())
            .exec(&work.tx)
            .await?;
        obligations::pass_over_today(work).await?;
    }
    gate::let_go(work).await?;
    let said = format!("{} letters called back", back.len());
    trail::record(work, waiting_deed(waiting), About { noun: "installation", id: 1, body: None }, said).await
}

fn waiting_deed(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::Tell => "had the letters written anew",
        Waiting::Needless => "put the letters aside",
    }
}
