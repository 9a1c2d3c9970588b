//! Which obligations are about business taken in private: those whose item is exempt or confidential, whatever hangs
//! between them and it. No letter, no calendar and no trail names them.

use crate::error::Result;
use crate::work::Work;
use remit_domain::obligation::SubjectKind;
use remit_entity::{action, agenda_item, comment, data_request, invitee, obligation, recommendation, referral};
use sea_orm::sea_query::{Condition, Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Whether the item that a thing belongs to is taken in private.
pub(super) async fn is_private(work: &Work, subject: (SubjectKind, i64)) -> Result<bool> {
    let (db, id) = (&work.tx, subject.1);
    let item = match subject.0 {
        SubjectKind::Meeting | SubjectKind::Feedback | SubjectKind::Round | SubjectKind::ChiefLetter => None,
        SubjectKind::Recommendation => {
            recommendation::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id)
        }
        SubjectKind::Comment => comment::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Item => Some(id),
        SubjectKind::Invitation => invitee::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Request => data_request::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Action => action::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Referral => referral::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
    };
    let Some(item) = item else { return Ok(false) };
    let found = agenda_item::Entity::find_by_id(item).one(db).await?;
    Ok(found.is_some_and(|item| item.access.0.is_restricted()))
}

/// An item is taken in private from now on, or no longer: so is whatever is owed because of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn mark_item(work: &Work, item_id: i64, is_private: bool) -> Result<()> {
    let invited = of_item::<invitee::Entity>(work, invitee::Column::AgendaItemId.eq(item_id), invitee::Column::Id);
    let asked =
        of_item::<data_request::Entity>(work, data_request::Column::AgendaItemId.eq(item_id), data_request::Column::Id);
    let actions = of_item::<action::Entity>(work, action::Column::AgendaItemId.eq(item_id), action::Column::Id);
    let matters = of_item::<referral::Entity>(work, referral::Column::AgendaItemId.eq(item_id), referral::Column::Id);
    let recommended = of_item::<recommendation::Entity>(
        work,
        recommendation::Column::AgendaItemId.eq(item_id),
        recommendation::Column::Id,
    );
    let commented = of_item::<comment::Entity>(work, comment::Column::AgendaItemId.eq(item_id), comment::Column::Id);
    let (invited, asked, actions) = (invited.await?, asked.await?, actions.await?);
    let (matters, recommended, commented) = (matters.await?, recommended.await?, commented.await?);
    let about = |kind: SubjectKind, ids: Vec<i64>| {
        Condition::all()
            .add(obligation::Column::SubjectKind.eq(remit_entity::Stored(kind)))
            .add(obligation::Column::SubjectId.is_in(ids))
    };
    obligation::Entity::update_many()
        .col_expr(obligation::Column::IsExempt, Expr::value(is_private))
        .filter(
            Condition::any()
                .add(about(SubjectKind::Item, vec![item_id]))
                .add(about(SubjectKind::Invitation, invited))
                .add(about(SubjectKind::Request, asked))
                .add(about(SubjectKind::Action, actions))
                .add(about(SubjectKind::Referral, matters))
                .add(about(SubjectKind::Recommendation, recommended))
                .add(about(SubjectKind::Comment, commented)),
        )
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// The numbers of what hangs on an item.
async fn of_item<E: EntityTrait>(work: &Work, belongs: SimpleExpr, id: E::Column) -> Result<Vec<i64>> {
    Ok(E::find().select_only().column(id).filter(belongs).into_tuple::<i64>().all(&work.tx).await?)
}
