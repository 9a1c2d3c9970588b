//! When the engine looks at what is owed next: anew when rules change, today when people must be told again, not before the
//! next rung when what was reached is not needed.

use crate::error::Result;
use crate::reminding::Rules;
use crate::work::Work;
use remit_domain::ladder::Owed;
use remit_domain::obligation::{Kind, State};
use remit_entity::{Stored, obligation};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};

/// The rules by which a body is reminded have changed: what is still to come follows them. A rung whose day has passed is
/// not called after, and one that waits to be looked at today is looked at.
///
/// # Errors
/// When the database cannot be written.
pub async fn look_again_by_rules(work: &Work, body: Option<i64>, kind: Option<Kind>) -> Result<()> {
    let ahead = Condition::any()
        .add(obligation::Column::NextRungOn.is_null())
        .add(obligation::Column::NextRungOn.gt(work.today));
    let wanted = ahead_of(body, kind).add(ahead);
    look_next(work, wanted).await
}

/// What was reached until today is told nobody: the next rung is the next that is told.
///
/// # Errors
/// When the database cannot be written.
pub async fn pass_over_today(work: &Work) -> Result<()> {
    look_next(work, Condition::all().add(obligation::Column::NextRungOn.lte(work.today))).await
}

/// These are looked at with the next letters, whatever was told of them before.
///
/// # Errors
/// When the database cannot be written.
pub async fn look_at_today(work: &Work, obligations: Vec<i64>) -> Result<()> {
    obligation::Entity::update_many()
        .col_expr(obligation::Column::NextRungOn, Expr::value(Some(work.today)))
        .filter(obligation::Column::Id.is_in(obligations))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::DueOn.is_not_null())
        .exec(&work.tx)
        .await?;
    Ok(())
}

fn ahead_of(body: Option<i64>, kind: Option<Kind>) -> Condition {
    Condition::all()
        .add_option(body.map(|id| obligation::Column::BodyId.eq(id)))
        .add_option(kind.map(|kind| obligation::Column::Kind.eq(Stored(kind))))
}

async fn look_next(work: &Work, wanted: Condition) -> Result<()> {
    let rules = Rules::of(&work.tx, work.today).await?;
    let open = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::DueOn.is_not_null())
        .filter(wanted)
        .all(&work.tx)
        .await?;
    for row in open {
        let Some(due_on) = row.due_on else { continue };
        let owed = Owed {
            kind: row.kind.0,
            opened_on: row.opened_on,
            due_on,
            settled_on: row.settled_on,
            publish_by: row.publish_by,
            promised: row.promised,
        };
        let next = rules.ladder(row.body_id, row.kind.0).next_after(&owed, work.today, &work.calendar)?;
        if next != row.next_rung_on {
            let mut row = row.into_active_model();
            row.next_rung_on = Set(next);
            row.update(&work.tx).await?;
        }
    }
    Ok(())
}
