//! The end of a body that is abolished, merged or begun anew under another constitution. What it left open is
//! carried on by its successor; its references, minutes and published papers stay what they were.

use super::bodies::about;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::people::queries::bodies::as_fields;
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::action;
use remit_domain::body::{self as words, BodyRefusal};
use remit_domain::meeting::State;
use remit_domain::obligation;
use remit_domain::person::BodyKind;
use remit_domain::referral;
use remit_domain::wording;
use remit_entity::{Stored, action as actions, body, meeting, membership, obligation as owed, referral as referrals};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

/// The states of a matter that is no longer on its way to the Board.
const OVER: [referral::State; 2] = [referral::State::Closed, referral::State::Withdrawn];

/// The end of a body as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::people) struct Wanted {
    version: String,
    ended_on: NaiveDate,
    successor: Option<i64>,
}

impl Wanted {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        Ok(Self {
            version: fields.text("version").to_owned(),
            ended_on: fields.date("ended_on").ok_or(BodyRefusal::EndMissing).or_refuse()?,
            successor: fields.number("successor"),
        })
    }
}

/// What is open when a body ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::people) struct Open {
    /// Things owed to it.
    pub owed: u64,
    /// Actions that it asked for.
    pub actions: u64,
    /// Matters that it carried to the Board, or that were carried to it.
    pub referrals: u64,
    /// Bodies that report to it.
    pub below: u64,
}

/// What is open about a body.
pub(in crate::people) async fn open(db: &impl sea_orm::ConnectionTrait, id: i64) -> Result<Open> {
    let is_open = Condition::any().add(referrals::Column::BodyId.eq(id)).add(referrals::Column::BoardId.eq(id));
    Ok(Open {
        owed: owed::Entity::find()
            .filter(owed::Column::BodyId.eq(id))
            .filter(owed::Column::State.eq(Stored(obligation::State::Open)))
            .count(db)
            .await?,
        actions: actions::Entity::find()
            .filter(actions::Column::BodyId.eq(id))
            .filter(actions::Column::State.is_not_in([action::State::Complete, action::State::Withdrawn].map(Stored)))
            .count(db)
            .await?,
        referrals: referrals::Entity::find()
            .filter(is_open)
            .filter(referrals::Column::State.is_not_in(OVER.map(Stored)))
            .count(db)
            .await?,
        below: body::Entity::find()
            .filter(body::Column::ReportsToId.eq(id))
            .filter(body::Column::EndedOn.is_null())
            .count(db)
            .await?,
    })
}

/// Ends a body. Its seats end with it; its successor carries on what it left open.
pub(in crate::people) async fn end(work: &Work, id: i64, wanted: Wanted) -> Result<Open> {
    let body = body::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if as_fields(&body).raw("version") != wanted.version {
        return Err(Error::Stale);
    }
    let standing = meetings_after(work, id, wanted.ended_on).await?;
    let ended_on = words::end(wanted.ended_on, work.today, body.ended_on, standing).or_refuse()?;
    let left = open(&work.tx, id).await?;
    let successor = successor(work, &body, wanted.successor).await?;
    match &successor {
        Some(to) => {
            obligations::carry_on(work, &body, to).await?;
            carry_referrals(work, &body, to).await?;
        }
        None if left.owed + left.actions + left.referrals > 0 => {
            let refusal = BodyRefusal::NobodyCarriesOn { owed: left.owed, actions: left.actions };
            return Err(Error::refused(refusal));
        }
        None => {}
    }
    pass_on_reporting(work, id, successor.as_ref()).await?;
    end_seats(work, id, ended_on).await?;
    let mut said = format!("after {}", wording::date(ended_on));
    if let Some(to) = &successor {
        said = format!("{said}; carried on by {}", to.name);
    }
    let mut row = body.into_active_model();
    row.ended_on = Set(Some(ended_on));
    row.succeeded_by_id = Set(successor.map(|to| to.id));
    row.update(&work.tx).await?;
    trail::record(work, "ended the body", about(id), said).await?;
    Ok(left)
}

async fn meetings_after(work: &Work, id: i64, ended_on: NaiveDate) -> Result<(u64, Option<NaiveDate>)> {
    let ahead = Condition::all()
        .add(meeting::Column::State.is_in([State::Scheduled, State::AgendaPublished].map(Stored)))
        .add(meeting::Column::HeldOn.gt(ended_on));
    let waits = meeting::Column::State.eq(Stored(State::Postponed));
    let found = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(id))
        .filter(Condition::any().add(ahead).add(waits))
        .order_by_asc(meeting::Column::HeldOn)
        .all(&work.tx)
        .await?;
    Ok((found.len() as u64, found.first().map(|meeting| meeting.held_on)))
}

async fn successor(work: &Work, body: &body::Model, id: Option<i64>) -> Result<Option<body::Model>> {
    let Some(id) = id else { return Ok(None) };
    if id == body.id {
        return Err(BodyRefusal::SucceedsItself).or_refuse();
    }
    let found = body::Entity::find_by_id(id).one(&work.tx).await?;
    found.filter(|found| found.ended_on.is_none()).ok_or(BodyRefusal::SuccessorGone).or_refuse().map(Some)
}

/// What was meant for the body as a Board is meant for its successor.
async fn carry_referrals(work: &Work, from: &body::Model, to: &body::Model) -> Result<()> {
    referrals::Entity::update_many()
        .col_expr(referrals::Column::BoardId, Expr::value(to.id))
        .filter(referrals::Column::BoardId.eq(from.id))
        .filter(referrals::Column::State.is_not_in(OVER.map(Stored)))
        .exec(&work.tx)
        .await?;
    Ok(())
}

async fn pass_on_reporting(work: &Work, id: i64, successor: Option<&body::Model>) -> Result<()> {
    let to = successor.filter(|to| to.kind.0 == BodyKind::Board).map(|to| to.id);
    body::Entity::update_many()
        .col_expr(body::Column::ReportsToId, Expr::value(to))
        .filter(body::Column::ReportsToId.eq(id))
        .filter(body::Column::EndedOn.is_null())
        .exec(&work.tx)
        .await?;
    Ok(())
}

async fn end_seats(work: &Work, id: i64, ended_on: NaiveDate) -> Result<()> {
    membership::Entity::delete_many()
        .filter(membership::Column::BodyId.eq(id))
        .filter(membership::Column::FromOn.gt(ended_on))
        .exec(&work.tx)
        .await?;
    membership::Entity::update_many()
        .col_expr(membership::Column::ToOn, Expr::value(Some(ended_on)))
        .filter(membership::Column::BodyId.eq(id))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gt(ended_on)))
        .exec(&work.tx)
        .await?;
    Ok(())
}
